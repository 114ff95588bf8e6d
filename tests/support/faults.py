"""Faults and kills at any operation on files, and what they interrupt."""

import builtins
import io
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crispdm.scaffold.apply import apply
from crispdm.scaffold.staging import clear
from crispdm.scaffold.tree import File
from tests.support.folders import everything
from tests.support.templates import Tree, tree

WRITING = [
    (os, "mkdir"),
    (os, "rename"),
    (os, "replace"),
    (os, "link"),
    (os, "chmod"),
    (os, "unlink"),
    (os, "rmdir"),
    (os, "open"),
    (io, "open"),
    (builtins, "open"),
]


_OPEN = os.open


def _whole(path: str | Path, named: Mapping[str, Any]) -> Path:
    """The path of what is named in an open folder."""
    folder = named.get("dir_fd", named.get("src_dir_fd"))
    return Path(path) if folder is None else Path(f"/proc/self/fd/{folder}").readlink() / path


class Faults:
    """Counts what is done to files below a folder, and lets one of these operations fail.

    Args:
        patch: undoes it.
        below: the folder.
        at: which operation, counted from 1.
        error: what it raises.
        late: only after it has been done, as an interrupt may come.
    """

    def __init__(
        self, patch: pytest.MonkeyPatch, below: Path, at: int, error: BaseException, *, late: bool = False
    ) -> None:
        self.below = below
        self.at = at
        self.error = error
        self.late = late
        self.seen = 0
        for module, name in WRITING:
            patch.setattr(module, name, self.counting(getattr(module, name)))

    def counting(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **named: Any) -> Any:
            is_read = operation is _OPEN and not arguments[0] & os.O_CREAT
            if is_read or not (isinstance(path, str | Path) and self.counts(operation.__name__, _whole(path, named))):
                return operation(path, *arguments, **named)
            self.seen += 1
            if self.seen != self.at:
                return operation(path, *arguments, **named)
            if self.late:
                done = operation(path, *arguments, **named)
                if hasattr(done, "close"):
                    done.close()  # the file is there, and empty
                if operation is _OPEN:
                    os.close(done)
            if isinstance(self.error, Kill):
                os.kill(os.getpid(), signal.SIGKILL)
            raise self.error

        return call

    def counts(self, name: str, path: Path) -> bool:
        """Not what is only tried: a folder that is there already, or cannot be made yet, and what is gone already."""
        is_tried = (name == "mkdir" and (path.exists() or not path.parent.exists())) or (
            name in {"unlink", "rmdir"} and not os.path.lexists(path)
        )
        return path.is_relative_to(self.below) and not is_tried


class Kill(Exception):
    """Raised nowhere: it ends the process."""


class Job(NamedTuple):
    """Something to be done to a folder, and what the folder holds when it is done."""

    target: Path
    files: tuple[File, ...]
    gone: tuple[str, ...]
    after: Tree

    def do(self, then: Callable[[Path], object]) -> object:
        return apply(self.target, self.files, then, remove=self.gone, replace=bool(self.gone))

    @property
    def operations(self) -> int:
        """How many there are at the least: each file and each folder of theirs is made."""
        return len(self.files) + len({file.path.rpartition("/")[0] for file in self.files})


PLACES = ["a new folder", "an empty folder", "a folder with files", "an update"]
MINE: dict[str, str] = {"data/x.csv": "mine", "README": "mine", "04_modeling/notes.md": "mine"}


def placed(place: str, around: Path, files: tuple[File, ...]) -> Job:
    """A place for a project, with a neighbour that must not notice."""
    (around / "neighbour").mkdir(parents=True)
    (around / ".hidden").write_text("mine")
    target = around / "shop"
    if place == "an empty folder":
        target.mkdir()
    if place in {"a folder with files", "an update"}:
        repository = {".git/config": ""} if place == "an update" else {}
        for name, text in {**MINE, **repository}.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text)
    gone: tuple[str, ...] = ()
    if place == "an update":
        gone = ("data/old.csv", "old.md", "kind/file", "kind/folder/old")
        older = [file.path for file in files[::2]]
        files = (*files, File("kind/file/new", b"new"), File("kind/folder", b"new"))
        for path in (*gone, *older):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_text("older")
    after = {path: what for path, what in (tree(target) if target.exists() else {}).items() if path not in gone}
    return Job(target, files, gone, {**after, **{file.path: (file.data, file.is_executable) for file in files}})


def commit(folder: Path) -> str:
    """As git would, in one step, where there is no repository yet."""
    if not (folder.parents[2] / ".git").exists():
        (folder / ".git").mkdir()
    return "committed"


def killed(job: Job, at: int, *, late: bool) -> bool:
    """Do it in a process that kills itself at an operation; False where it never came so far."""
    child = os.fork()
    if not child:
        patch = pytest.MonkeyPatch()
        Faults(patch, job.target.parent, at, Kill(), late=late)
        try:
            job.do(commit)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


KILLED = (File("a.md", b"a"), File("d/b.sh", b"b", is_executable=True), File("d/e/c.md", b"c"), File(".crispdm/x", b""))


def half_updated(project: Path) -> dict[str, bytes | None]:
    """Kill an update of a project halfway; what the project held before."""
    before = everything(project)
    new = (File("AGENTS.md", b"new"), File("crispdm.yaml", (project / "crispdm.yaml").read_bytes() + b"# new\n"))
    job = Job(project, new, ("README.md",), {})
    at = 1
    while (project / "AGENTS.md").read_bytes() != b"new":
        assert killed(job, at, late=True)
        at += 1
        if (project / "AGENTS.md").read_bytes() != b"new":
            clear(project)
    assert (project / "crispdm.yaml").read_bytes() == before[str(project / "crispdm.yaml")]
    return before
