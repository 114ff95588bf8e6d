"""A repository that a project is put into: what its own code and settings are, so that nothing added collides."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from crispdm.safe_files import read_inside
from crispdm.scaffold.merge_hints import requirements
from crispdm.yamlio import LIMIT

_SETTINGS = ("setup.py", "setup.cfg", "tox.ini", "pytest.ini", ".pytest.ini", "ruff.toml", ".ruff.toml")
_SKIPPED = {"node_modules", "site-packages", "venv", "env"}
_TEST = re.compile(r"(test_.*|.*_test)\.py")
_LINE = re.compile(r"^[ -]*([A-Za-z][\w.-]*)", re.MULTILINE)  # of requirements.txt, or of a list in YAML
_MOST = 20_000  # folders and files that are looked at


class Repository(NamedTuple):
    """What is there: names to import, now or once all that is required is installed; a file of settings; tests."""

    modules: frozenset[str] = frozenset()
    settings: str = ""
    has_tests: bool = False


def read_repository(root: Path) -> Repository:
    """Look at a folder; nothing in it runs."""
    if not root.is_dir():
        return Repository()
    settings = next((name for name in _SETTINGS if (root / name).is_file()), "")
    has_tests = any(_TEST.fullmatch(name) for name in islice(_files(root), _MOST))
    return Repository(frozenset({*_modules(root), *_required(root)}), settings, has_tests)


def _required(root: Path) -> Iterator[str]:
    """The libraries that the repository says it needs, as their modules are mostly called."""
    for path in (root / "pyproject.toml", *root.glob("requirements*.txt"), *root.glob("environment.y*ml")):
        with suppress(OSError, ValueError, AttributeError, TypeError):  # what is wrong is said where it matters
            data = read_inside(root.resolve(), path.name, LIMIT)
            names = requirements(data) if path.suffix == ".toml" else _LINE.findall(data.decode())
            yield from (re.sub(r"[-.]", "_", name).lower() for name in names)


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
