"""Whether git is at work at this moment: it knows no lock of ours, and may replace a file that was just written.

Each step of git that replaces files makes and removes a file in its own folder. So that folder changed just now while
git is at work, and nothing is asked of git to know it.
"""

import time
from contextlib import suppress
from pathlib import Path

from crispdm.safe_files import read_head

_QUIET = 0.1  # seconds without a change in git's folder, after which no step is taken to follow
_LONGEST = 1.0  # seconds to wait for that


def wait_for_git(folder: Path) -> bool:
    """Wait until git is quiet, a little while at most; return whether it was at work when this was called."""
    place = _git_folder(folder)
    if place is None or not _is_at_work(place):
        return False
    end = time.monotonic() + _LONGEST
    while _is_at_work(place) and time.monotonic() < end:
        time.sleep(_QUIET / 4)
    return True


def _is_at_work(place: Path) -> bool:
    try:
        age = time.time() - place.stat().st_mtime
    except OSError:
        return False
    return (place / "index.lock").exists() or 0 <= age < _QUIET


def _git_folder(folder: Path) -> Path | None:
    """The folder of git for the nearest work tree; a linked work tree has a file that names it."""
    found = next((each / ".git" for each in (folder, *folder.parents) if (each / ".git").exists()), None)
    if found is not None and found.is_file():
        with suppress(OSError, UnicodeDecodeError):
            return found.parent / read_head(found, 4096).decode().removeprefix("gitdir: ").strip()
    return found
