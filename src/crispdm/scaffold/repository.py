"""A repository that a project is put into: what its own code and settings are, so that nothing added collides."""

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

_SETTINGS = ("setup.py", "setup.cfg", "tox.ini", "pytest.ini", ".pytest.ini", "ruff.toml", ".ruff.toml")
_SKIPPED = {"node_modules", "site-packages", "venv", "env"}
_TEST = re.compile(r"(test_.*|.*_test)\.py")
_MOST = 20_000  # folders and files that are looked at


class Repository(NamedTuple):
    """What is there: the names that Python can import, a file of settings, and whether there are tests."""

    modules: frozenset[str] = frozenset()
    settings: str = ""
    has_tests: bool = False


def read_repository(root: Path) -> Repository:
    """Look at a folder; nothing in it runs."""
    if not root.is_dir():
        return Repository()
    settings = next((name for name in _SETTINGS if (root / name).is_file()), "")
    has_tests = any(_TEST.fullmatch(name) for name in islice(_files(root), _MOST))
    return Repository(frozenset(_modules(root)), settings, has_tests)


def _modules(root: Path) -> Iterator[str]:
    """The names that can be imported in the repository and in its environment, in lower case."""
    installed = [path for name in (".venv", "venv", "env") for path in root.glob(f"{name}/[Ll]ib*/**/site-packages")]
    for place in (root, root / "src", *installed):
        for entry in _entries(place):
            if entry.name.endswith(".py"):
                yield entry.name[:-3].lower()
            elif entry.is_dir() and any(each.name.endswith(".py") for each in _entries(Path(entry.path))):
                yield entry.name.lower()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return [*os.scandir(folder)]
    except OSError:
        return []


def _files(root: Path) -> Iterator[str]:
    """The names of the files below, without those in hidden folders and environments."""
    for _, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        yield from names
