"""The templates that come with crispdm."""

import json
import re
from pathlib import Path

import crispdm
from crispdm.errors import CrispdmError
from crispdm.words import did_you_mean, listing


def template(name: str) -> Path:
    """The folder of a bundled template.

    Raises:
        CrispdmError: there is none of that name.
    """
    if name not in names():
        hint = f"there is {listing(names())}; a template of your own is a folder, a zip or a URL"
        raise CrispdmError(f"there is no template {name!r}{did_you_mean(name, names())}", hint=hint)
    return home() / name


def names() -> list[str]:
    """The bundled templates."""
    return sorted(folder.name for folder in home().iterdir() if (folder / "cookiecutter.json").is_file())


def shared(folder: Path) -> Path:
    """Return where a template and those beside it keep what they share."""
    return folder.resolve().parent / "_shared"


def home() -> Path:
    """Inside the package where it was installed, beside `src` where it is being worked on."""
    package = Path(crispdm.__file__).parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise CrispdmError("the templates are missing", hint="install crispdm again")


def described() -> list[tuple[str, str]]:
    """The bundled templates, each with the line that it says of itself, or the titles of its phases."""
    return [(name, _about(home() / name)) for name in names()]


def _about(folder: Path) -> str:
    said = json.loads((folder / "cookiecutter.json").read_bytes()).get("_crispdm", {}).get("about")
    processes = sorted(folder.glob("*/crispdm.yaml"))
    titles = re.findall(r"^ +title: (.+)$", processes[0].read_text("utf-8"), re.MULTILINE) if processes else []
    return str(said or ", ".join(titles))
