"""The templates that come with crispdm."""

from pathlib import Path

import crispdm
from crispdm.errors import CrispdmError
from crispdm.words import listing, nearest


def template(name: str) -> Path:
    """The folder of a bundled template.

    Raises:
        CrispdmError: there is none of that name.
    """
    here = home()
    names = sorted(folder.name for folder in here.iterdir() if (folder / "cookiecutter.json").is_file())
    if name not in names:
        raise CrispdmError(f"there is no template {name!r}{nearest(name, names)}", hint=f"there is {listing(names)}")
    return here / name


def home() -> Path:
    """Inside the package where it was installed, beside `src` where it is being worked on."""
    package = Path(crispdm.__file__).parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise CrispdmError("the templates are missing", hint="install crispdm again")
