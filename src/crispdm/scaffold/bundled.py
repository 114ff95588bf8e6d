"""The templates that come with crispdm, and those of installed packages."""

import json
import re
from pathlib import Path

import crispdm
from crispdm.errors import CrispdmError
from crispdm.plug_ins import PlugIn, find, installed
from crispdm.safe_files import read_file
from crispdm.words import did_you_mean, listing
from crispdm.yamlio import LIMIT

DEFAULT = "crisp-dm"
_PLAIN_NAME = r"[\w.-]+"  # a path or an address has more


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
    """Return the folder of the bundled templates: in the installed package, or beside `src` in a checkout.

    Raises:
        CrispdmError: there is none, so the installation is broken.
    """
    package = Path(crispdm.__file__).parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise CrispdmError("the bundled templates are missing", hint="reinstall crispdm")


def added(name: str) -> tuple[Path, str] | None:
    """The folder and version of a template of an installed package; None where no package has one of this name.

    Raises:
        CrispdmError: a package has it, and it cannot be used.
    """
    found = find("crispdm.templates", name) if re.fullmatch(_PLAIN_NAME, name) else None
    return (_folder(found), found.version) if found else None


def _folder(plug_in: PlugIn) -> Path:
    """The folder that the entry point names: the module in it, or a path."""
    named = plug_in.load()
    places = [named] if isinstance(named, str | Path) else [*getattr(named, "__path__", ())]
    folder = next((Path(each) for each in places if (Path(each) / "cookiecutter.json").is_file()), None)
    if folder is None:
        raise plug_in.fault("is not a folder with a cookiecutter.json")
    return folder


def described() -> list[tuple[str, str]]:
    """List the templates by name, each with its description or else the titles of its phases."""
    ours = [(name, _description(home() / name)) for name in names()]
    theirs = [each for each in installed("crispdm.templates") if each.name not in names()]
    return [*ours, *((each.name, _their_description(each)) for each in theirs)]


def _their_description(plug_in: PlugIn) -> str:
    try:
        return f"{_description(_folder(plug_in))} (from {plug_in.package} {plug_in.version})"
    except CrispdmError as error:
        return error.message


def _description(folder: Path) -> str:
    about = json.loads(read_file(folder / "cookiecutter.json", LIMIT)).get("_crispdm", {}).get("about")
    processes = sorted(folder.glob("*/crispdm.yaml"))
    titles = re.findall(r"^ +title: (.+)$", read_file(processes[0], LIMIT).decode(), re.MULTILINE) if processes else []
    return str(about or ", ".join(titles))
