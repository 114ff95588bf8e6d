"""Whatever fails while a project is made, and whenever: it is there as a whole, or nothing is."""

import builtins
import errno
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crispdm.errors import CrispdmError
from crispdm.scaffold.apply import make
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render
from crispdm.scaffold.tree import File
from tests.conftest import Run
from tests.templates import tree
from tests.test_init import FILES

WRITING = [
    (os, "mkdir"),
    (os, "rename"),
    (os, "replace"),
    (os, "link"),
    (os, "chmod"),
    (io, "open"),
    (builtins, "open"),
]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
CLOSED = OSError(errno.EACCES, os.strerror(errno.EACCES))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))
Everything = dict[str, bytes | None]


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
            if not (isinstance(path, str | Path) and self.counts(operation.__name__, Path(path))):
                return operation(path, *arguments, **named)
            self.seen += 1
            if self.seen != self.at:
                return operation(path, *arguments, **named)
            if self.late:
                done = operation(path, *arguments, **named)
                if hasattr(done, "close"):
                    done.close()  # the file is there, and empty
            raise self.error

        return call

    def counts(self, name: str, path: Path) -> bool:
        """Not a folder that is there already, or that cannot be made yet: pathlib just tries, and goes on."""
        is_tried = name == "mkdir" and (path.exists() or not path.parent.exists())
        return path.is_relative_to(self.below) and not is_tried


def everything(folder: Path) -> Everything:
    return {str(path): path.read_bytes() if path.is_file() else None for path in [folder, *folder.rglob("*")]}


@pytest.fixture(scope="module")
def files() -> tuple[File, ...]:
    source = bundled("crisp-dm")
    rendered = render(source, Questions(source).answers({}, {}))
    return (*rendered, File("run.sh", b"", is_executable=True))


@pytest.fixture(params=["a new folder", "an empty folder"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the project shall be; a neighbour must not notice."""
    (tmp_path / "around" / "neighbour").mkdir(parents=True)
    (tmp_path / "around" / ".hidden").write_text("mine")
    shop = tmp_path / "around" / "shop"
    if request.param == "an empty folder":
        shop.mkdir()
    return shop


def operations(files: tuple[File, ...]) -> int:
    """How many there are at the least: each file and each folder of theirs is made."""
    return len(files) + len({file.path.rpartition("/")[0] for file in files})


def commit(folder: Path) -> str:
    """As git would, in one step."""
    (folder / ".git").mkdir()
    return "committed"


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), SystemExit(143)], ids=["full", "Ctrl-C", "TERM"])
def test_a_fault_at_any_operation_leaves_everything_as_it_was(
    target: Path, files: tuple[File, ...], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    before = everything(target.parent)
    at = 0
    while True:
        at += 1
        with monkeypatch.context() as patch:
            Faults(patch, target.parent, at, error)
            try:
                make(target, files, commit)
            except (type(error), CrispdmError):
                assert everything(target.parent) == before, f"after operation {at}"
            else:
                break
    assert at > operations(files)
    assert tree(target) == {file.path: (file.data, file.is_executable) for file in files}


def test_an_interrupt_right_after_any_operation_leaves_all_or_nothing(
    target: Path, files: tuple[File, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(target.parent)
    is_new = not target.exists()
    outcomes: list[int] = []
    while len(outcomes) < 1000:
        with monkeypatch.context() as patch:
            Faults(patch, target.parent, len(outcomes) + 1, KeyboardInterrupt(), late=True)
            try:
                make(target, files, commit)
            except KeyboardInterrupt:
                outcomes.append(len(tree(target)) if target.exists() else 0)
            else:
                break
        if outcomes[-1] == 0:
            assert everything(target.parent) == before, f"after operation {len(outcomes)}"
        else:
            assert {path.name for path in target.parent.iterdir()} == {"shop", "neighbour", ".hidden"}
            target.rename(target.parent.parent / "made")
    assert len(outcomes) > operations(files)
    assert [number for number in outcomes if number] == ([len(files)] if is_new else [])


ENDS = {
    "full": (FULL, 3, "No space left on device"),
    "closed": (CLOSED, 3, "Permission denied"),
    "read-only": (READ_ONLY, 3, "Read-only file system"),
    "Ctrl-C": (KeyboardInterrupt(), 130, ""),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_a_fault_ends_in_one_sentence_and_its_exit_code(
    target: Path, run: Run, monkeypatch: pytest.MonkeyPatch, end: str, share: float
) -> None:
    error, code, said = ENDS[end]
    before = everything(target.parent)
    with monkeypatch.context() as patch:
        counted = Faults(patch, target.parent, 0, error)
        assert run("init", "shop", "--yes", "--no-git", cwd=target.parent).code == 0
    target.rename(target.parent.parent / "made")
    if str(target) in before:
        target.mkdir()
    with monkeypatch.context() as patch:
        Faults(patch, target.parent, 1 + int(share * (counted.seen - 1)), error)
        answer = run("init", "shop", "--yes", "--no-git", cwd=target.parent)
    assert (answer.code, answer.out) == (code, "")
    assert said in " ".join(answer.err.split())  # a long path breaks the line anywhere
    assert answer.err.count("crispdm: ") == (1 if said else 0)
    assert everything(target.parent) == before


def test_a_fault_in_what_follows_the_writing_leaves_nothing(target: Path, files: tuple[File, ...]) -> None:
    before = everything(target.parent)

    def fail(folder: Path) -> None:
        assert {*tree(folder)} == {file.path for file in files}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(target, files, fail)
    assert everything(target.parent) == before


def test_an_empty_folder_is_filled_without_a_trace_beside_it(tmp_path: Path, files: tuple[File, ...]) -> None:
    """Its parent may be closed to us, or on another disk."""
    (tmp_path / "shop").mkdir()
    assert make(tmp_path / "shop", files, lambda _: [path.name for path in tmp_path.iterdir()]) == ["shop"]


def test_a_file_that_somebody_puts_there_meanwhile_stays(target: Path, files: tuple[File, ...]) -> None:
    def put(_: Path) -> None:
        target.mkdir(exist_ok=True)
        (target / "README.md").write_text("theirs")

    with pytest.raises(CrispdmError, match="is there already, and is not empty"):
        make(target, files, put)
    assert {path.name for path in target.parent.iterdir()} == {"shop", "neighbour", ".hidden"}
    assert [(path.name, path.read_text()) for path in target.iterdir()] == [("README.md", "theirs")]


def test_a_file_in_the_place_of_the_folder_stays(tmp_path: Path, files: tuple[File, ...]) -> None:
    target = tmp_path / "shop"
    with pytest.raises(CrispdmError, match="is there already, and is no folder"):
        make(target, files, lambda _: target.write_text("theirs"))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("shop", "theirs")]


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["INT", "TERM", "HUP"]
)
@pytest.mark.parametrize("step", ["init", "add", "commit"])
def test_a_signal_while_git_is_slow_leaves_nothing(
    target: Path, tmp_path: Path, step: str, number: signal.Signals, code: int
) -> None:
    git, reached = tmp_path / "bin" / "git", tmp_path / "reached"
    git.parent.mkdir()
    slow = f'case " $* " in *" {step} "*) touch {reached}; exec sleep 60;; esac'
    git.write_text(f'#!/bin/sh\n{slow}\nPATH=${{PATH#*:}} exec git "$@"\n')
    git.chmod(0o755)
    before = everything(target.parent)
    environment = {**os.environ, "PATH": f"{git.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "crispdm", "init", "shop", "--yes"]
    with subprocess.Popen(
        command, cwd=target.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        wait_for(reached)
        assert everything(target.parent) != before, "it is at work"
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (code, "")
    assert "Traceback" not in err
    assert everything(target.parent) == before


def wait_for(file: Path) -> None:
    until = time.monotonic() + 20
    while not file.exists():
        assert time.monotonic() < until, "it never came so far"
        time.sleep(0.005)


def test_after_a_fault_it_works_at_the_second_try(target: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        Faults(patch, target.parent, 30, FULL)
        assert run("init", "shop", "--yes", cwd=target.parent).code == 3
    assert run("init", "shop", "--yes", cwd=target.parent).code == 0
    assert {*tree(target)} == FILES
