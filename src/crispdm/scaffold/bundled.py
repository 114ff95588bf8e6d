"""The templates that come with crispdm."""

import json
import re
from pathlib import Path

import crispdm
from crispdm.errors import CrispdmError
from crispdm.safe_files import read_file
from crispdm.words import did_you_mean, listing
from crispdm.yamlio import LIMIT

DEFAULT = "crisp-dm"


def template(name: str) -> Path:
    """Return the folder of a bundled template.

    Raises:
        CrispdmError: there is none with that name.
    """
    if name not in names():
        hint = f"the bundled ones are {listing(names())}; your own is a folder, a zip or a git URL"
        raise CrispdmError(f"no template named {name!r}{did_you_mean(name, names())}", hint=hint)
    return home() / name


def names() -> list[str]:
    """List the names of the bundled templates."""
    return sorted(folder.name for folder in home().iterdir() if (folder / "cookiecutter.json").is_file())


def shared(folder: Path) -> Path:
    """Return where a template and those beside it keep what they share."""
    return folder.resolve().parent / "_shared"


def home() -> Path:
    """Return the folder of the bundled templates: in the installed package, or beside `src` in a checkout."""
    package = Path(crispdm.__file__).parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise CrispdmError("the bundled templates are missing", hint="install crispdm again")


def described() -> list[tuple[str, str]]:
    """List the bundled templates, each with its description or else the titles of its phases."""
    return [(name, _description(home() / name)) for name in names()]


def _description(folder: Path) -> str:
    about = json.loads(read_file(folder / "cookiecutter.json", LIMIT)).get("_crispdm", {}).get("about")
    processes = sorted(folder.glob("*/crispdm.yaml"))
    titles = re.findall(r"^ +title: (.+)$", read_file(processes[0], LIMIT).decode(), re.MULTILINE) if processes else []
    return str(about or ", ".join(titles))
