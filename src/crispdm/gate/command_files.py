"""The files of the project that a command names: they are part of what somebody consents to.

What a program reads without being told, and what a script imports or calls, is named nowhere and not found here.
"""

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from crispdm.file_patterns import TooManyFiles, glob_inside
from crispdm.safe_files import open_inside
from crispdm.words import count

MAX_NAMES = 2_000  # in one command
MAX_FILES = 1_000  # in one folder, or for one pattern
MAX_SIZE = 1 << 20  # bytes of a file: a larger one is data
MAX_TOTAL = 64 << 20  # bytes of all files

_DIGEST = "sha256:"
_PARTS = r"""[^\s'"`;|&<>()=,]+"""  # a word can be a line for a shell, or an option with its value
_MODULE = r"[^\W\d]\w*(\.[^\W\d]\w*)*"
_WILD = r"[*?\[]"


class DeclaredCommand(NamedTuple):
    """A command of crispdm.yaml, as it is shown before somebody trusts it."""

    phase: str
    folder: str
    criterion: str
    argv: tuple[str, ...]
    timeout: int  # seconds


class CommandFiles(NamedTuple):
    """A command, and the files that it names.

    Attributes:
        command: the command.
        files: by path from the project's root, the digest of each; or, without a digest, why it is not covered.
    """

    command: DeclaredCommand
    files: dict[str, str]

    @property
    def uncovered(self) -> dict[str, str]:
        """The files whose content is not covered, and why."""
        return {path: state for path, state in self.files.items() if not state.startswith(_DIGEST)}


def find_command_files(root: Path, commands: Iterable[DeclaredCommand]) -> tuple[CommandFiles, ...]:
    """Find and digest the files of the project that commands name, as they are now."""
    reader = _Reader(Path(os.path.realpath(root)))
    return tuple(CommandFiles(each, dict(sorted(reader.named(each)))) for each in commands)


class _Reader:
    """Digests files of the project, each once, up to a size of all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._left = MAX_TOTAL
        self._states: dict[str, str] = {}

    def named(self, command: DeclaredCommand) -> Iterator[tuple[str, str]]:
        """The files that a command names, each with its state, some more than once."""
        names = [*dict.fromkeys(name for word in command.argv for name in _names(word))]
        if len(names) > MAX_NAMES:
            yield "argv", f"has more than {count(MAX_NAMES, 'name')}"
        for name in names[:MAX_NAMES]:
            yield from self._at(command.folder, name)
            if re.search(_WILD, name):
                yield from self._matches(command.folder, name)
            yield from self._at(".", name, is_named=False)  # a script may change to the root first
            if re.fullmatch(_MODULE, name):
                for path in _module_files(name):
                    yield from self._at(command.folder, path, is_named=False)
                    yield from self._at(".", path, is_named=False)

    def _at(self, base: str, name: str, *, is_named: bool = True) -> Iterator[tuple[str, str]]:
        """What is at a path, if anything is: a file, or the files in a folder; only a file inside if it is a guess."""
        place = self._root / base / name
        if not os.path.lexists(place):
            return
        real = Path(os.path.realpath(place))
        if not real.is_relative_to(self._root):
            is_of_system = Path(name).is_absolute() and not Path(os.path.normpath(place)).is_relative_to(self._root)
            if is_named and not is_of_system:
                yield name, f"leads out of the project, to {real}"
        elif not real.is_dir():
            yield self._file(os.path.relpath(real, self._root))
        elif is_named:
            yield from self._folder(os.path.relpath(real, self._root))

    def _folder(self, folder: str) -> Iterator[tuple[str, str]]:
        """The files in a folder and below, without what tools leave in hidden folders and caches."""
        yield from self._bounded(folder, _walk(self._root, folder))

    def _matches(self, base: str, pattern: str) -> Iterator[tuple[str, str]]:
        try:
            found = glob_inside(self._root, base, pattern)
        except TooManyFiles as many:
            yield pattern, f"matches {many}"
            return
        except (OSError, ValueError, LookupError):  # not a pattern
            return
        yield from self._bounded(pattern, iter(found))

    def _bounded(self, name: str, paths: Iterator[str]) -> Iterator[tuple[str, str]]:
        found = [path for path, _ in zip(paths, range(MAX_FILES + 1), strict=False)]
        if len(found) > MAX_FILES:
            yield name, f"has more than {count(MAX_FILES, 'file')}"
        else:
            yield from map(self._file, found)

    def _file(self, path: str) -> tuple[str, str]:
        if path not in self._states:
            self._states[path] = self._state(path)
        return path, self._states[path]

    def _state(self, path: str) -> str:
        try:
            with open_inside(self._root, path) as file:
                data = file.read(min(MAX_SIZE, self._left) + 1)
        except (OSError, ValueError) as error:
            why = (isinstance(error, OSError) and error.strerror) or str(error)
            return f"{why}: {os.path.realpath(self._root / path)}"  # where a link leads may change
        if len(data) > MAX_SIZE:
            return f"has more than {count(MAX_SIZE, 'byte')}"
        if len(data) > self._left:
            return f"exceeds {count(MAX_TOTAL, 'byte')}, with the files before it"
        self._left -= len(data)
        return f"{_DIGEST}{sha256(data).hexdigest()}"


def _names(word: str) -> Iterator[str]:
    """What may be a name in a word: all of it, its parts, `test_a.py` of `test_a.py::test`, `x` of `-fx`."""
    for part in (word, *re.findall(_PARTS, word)):
        for name in (part, part.partition(":")[0], part[2:] if part.startswith("-") else ""):
            if name:
                yield name


def _module_files(name: str) -> Iterator[str]:
    """The files that `python -m name` begins with."""
    parts = name.split(".")
    yield from ("/".join([*parts[:depth], "__init__.py"]) for depth in range(1, len(parts) + 1))
    yield "/".join([*parts, "__main__.py"])
    yield "/".join(parts) + ".py"


def _walk(root: Path, folder: str) -> Iterator[str]:
    """All files below a folder, and the links to folders, which are not entered."""
    for at, folders, files in os.walk(root / folder):
        links = [name for name in folders if Path(at, name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for name in sorted([*files, *links]):
            if not name.startswith("."):
                yield os.path.relpath(Path(at, name), root)
