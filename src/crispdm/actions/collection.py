"""Try in a copy whether the tests of a repository still collect with the files that were added."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from crispdm.git import work_tree
from crispdm.results.init import Collected, Untried
from crispdm.scaffold.target_scan import read_existing
from crispdm.scaffold.tree import File, write_files
from crispdm.subprocesses import Completed, run

_SECONDS = 120.0  # for each of two collections
_LARGEST = 5 << 20  # bytes of a file that is copied: data is left out
_MOST = 20_000  # files; a larger repository is not copied
_COUNT = re.compile(r"(\d+)(?:/\d+)? tests? collected")
# as in "E   ModuleNotFoundError: No module named 'x'", and "pytest: error: unrecognized arguments: --cov"
_ERROR = re.compile(r"^(?:E +(?=\w+(?:\.\w+)*: )|.*: error: )(.+)$", re.MULTILINE)
_COLLECTED = {0, 5}  # exit codes of pytest; 5: there are no tests


def try_collection(root: Path, added: Collection[str]) -> Collected | Untried:
    """Collect the tests of a repository in a copy, without the added files and with them.

    Returns:
        How many tests there were and are; or why that is not known: there is no pytest, or it did not collect before.
    """
    command = _pytest(root)
    paths = work_tree.visible_files(root)
    if not command:
        return Untried(why="no_pytest")
    if not paths:
        return Untried(why="no_repository")
    if len(paths) > _MOST:
        return Untried(why="many_files")
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        copy = Path(scratch) / root.resolve().name
        copy.mkdir()
        _copy(root, copy, [path for path in paths if path not in added])
        before = _collect(command, copy)
        if before.code not in _COLLECTED:
            return Untried(why="broken_before", error=_reason(before))
        _copy(root, copy, added)
        after = _collect(command, copy)
        error = None if after.code in _COLLECTED else _reason(after)
        return Collected(before=_count(before), after=_count(after), error=error)


def _pytest(root: Path) -> list[str]:
    """The command that runs pytest in the repository's environment; empty where there is none."""
    folder, suffix = ("Scripts", ".exe") if sys.platform == "win32" else ("bin", "")
    places = [root / ".venv", root / "venv", root / "env"]
    places += [Path(os.environ[name]) for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if os.environ.get(name)]
    found = (place.absolute() / folder / f"pytest{suffix}" for place in places)
    program = next((str(each) for each in found if each.is_file()), shutil.which("pytest"))
    return [program, "--collect-only", "-q", "-p", "no:cacheprovider"] if program else []


def _copy(root: Path, copy: Path, paths: Collection[str]) -> None:
    found = ((path, read_existing(root, path).data) for path in paths if (root / path).is_file())
    write_files(copy, (File(path, data) for path, data in found if data is not None and len(data) <= _LARGEST))


def _collect(command: list[str], folder: Path) -> Completed:
    try:
        return run(command, folder, _SECONDS)
    except OSError as error:
        return Completed(None, str(error))


def _reason(ended: Completed) -> str:
    """Why pytest did not collect: the error of a file that it could not import, else what it said last."""
    error = _ERROR.search(ended.output)
    return error[1].strip() if error else ended.last_line


def _count(ended: Completed) -> int:
    found = _COUNT.search(ended.last_line)
    return int(found[1]) if found else 0
