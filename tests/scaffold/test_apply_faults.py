"""Whatever fails while a project is made, and whenever: it is there as a whole, or nothing is."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crispdm.errors import CrispdmError
from crispdm.scaffold import staging
from crispdm.scaffold.apply import apply
from crispdm.scaffold.bundled import shared
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render
from crispdm.scaffold.staging import clear, leftovers
from crispdm.scaffold.tree import File
from tests.support.command_line import Run
from tests.support.faults import KILLED, MINE, PLACES, Faults, Job, commit, killed, placed
from tests.support.folders import everything
from tests.support.new_project import FILES
from tests.support.signals import signal_until_end
from tests.support.templates import tree

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
CLOSED = OSError(errno.EACCES, os.strerror(errno.EACCES))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))
AROUND = {"shop", "neighbour", ".hidden"}


@pytest.fixture(scope="module")
def files() -> tuple[File, ...]:
    source = bundled("crisp-dm")
    rendered = render(source, Questions(source).answers({}, {}), shared=shared(source))
    some = (file for number, file in enumerate(rendered) if number % 5 == 0 or file.path == "README.md")
    return (*some, File("run.sh", b"", is_executable=True))


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=PLACES)
def job(request: pytest.FixtureRequest, tmp_path: Path, files: tuple[File, ...]) -> Job:
    return placed(request.param, tmp_path / "around", files)


@pytest.fixture(params=PLACES[:3])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a project shall be."""
    return placed(request.param, tmp_path / "around", ()).target


TERM = pytest.param(SystemExit(143), marks=pytest.mark.slow)


@pytest.mark.slow
@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), TERM], ids=["full", "Ctrl-C", "TERM"])
def test_a_fault_at_any_operation_leaves_everything_as_it_was(
    job: Job, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    before = everything(job.target.parent)
    at = 0
    while True:
        at += 1
        with monkeypatch.context() as patch:
            Faults(patch, job.target.parent, at, error)
            try:
                job.do(commit)
            except (type(error), CrispdmError):
                now = everything(job.target.parent)
            else:
                break
        assert now == before or is_complete(job), f"after operation {at}"
        if now != before:
            break  # the clean-up failed, when all was done
    assert at > job.operations
    assert is_complete(job)


def is_complete(job: Job) -> bool:
    """All is there, and nothing that was only needed on the way."""
    return tree(job.target) == job.after and {path.name for path in job.target.parent.iterdir()} == AROUND


@pytest.mark.slow
def test_an_interrupt_right_after_any_operation_leaves_all_or_nothing(
    place: str, tmp_path: Path, files: tuple[File, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[bool] = []
    while len(outcomes) < 1000:
        job = placed(place, tmp_path / str(len(outcomes)), files)
        before = everything(job.target.parent)
        with monkeypatch.context() as patch:
            Faults(patch, job.target.parent, len(outcomes) + 1, KeyboardInterrupt(), late=True)
            try:
                job.do(commit)
            except KeyboardInterrupt:
                outcomes.append(everything(job.target.parent) != before)
            else:
                break
        assert not outcomes[-1] or is_complete(job), f"after operation {len(outcomes)}"
    assert len(outcomes) > job.operations
    assert outcomes == sorted(outcomes), "from one operation on it is done"
    assert outcomes[-1]


@pytest.mark.slow
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_what_a_kill_leaves_is_reported_by_readers_and_cleared_away_by_writers(
    place: str, tmp_path: Path, *, late: bool
) -> None:
    """Killed at every operation in turn."""
    at, outcomes = 0, []
    while True:
        at += 1
        job = placed(place, tmp_path / str(at), KILLED)
        before = everything(job.target.parent)
        if not killed(job, at, late=late):
            break
        left = everything(job.target.parent)
        reported = [line for folder in (job.target, job.target.parent) for line in leftovers(folder)]
        assert everything(job.target.parent) == left, "a reader changes nothing"
        clear(job.target)
        clear(job.target.parent)
        outcomes.append(everything(job.target.parent) != before)
        assert reported or without_home(left, job) == without_home(everything(job.target.parent), job)
        assert not outcomes[-1] or "changed some files and not others" not in " ".join(reported)
        assert not outcomes[-1] or is_complete(job), f"killed at operation {at}"
        if not outcomes[-1]:
            job.do(commit)
            assert is_complete(job), f"after a kill at operation {at}, and once more"
    assert at > job.operations
    assert outcomes == sorted(outcomes)


def without_home(found: dict[str, bytes | None], job: Job) -> dict[str, bytes | None]:
    """All but the folder of the tool's own, which may be empty."""
    return {path: data for path, data in found.items() if path != str(job.target / ".crispdm")}


def test_nothing_is_tidied_up_behind_a_link(tmp_path: Path, run: Run) -> None:
    mine = tmp_path / "mine" / "staging" / "precious"
    mine.mkdir(parents=True)
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / ".crispdm").symlink_to(tmp_path / "mine")
    assert run("status", cwd=tmp_path / "clone").code == 2
    assert run("init", ".", "--yes", cwd=tmp_path / "clone").code == 2
    assert mine.is_dir()


def test_a_stage_where_somebody_is_at_work_is_left_alone(tmp_path: Path) -> None:
    job = placed("a folder with files", tmp_path / "around", KILLED)

    def meanwhile(_: Path) -> None:
        at_work = everything(job.target)
        assert [*leftovers(job.target)] == ["another crispdm is changing files here"]
        clear(job.target)
        with pytest.raises(CrispdmError, match="another crispdm is changing files here"):
            job.do(commit)
        assert everything(job.target) == at_work

    job.do(meanwhile)
    assert is_complete(job)


def test_who_begins_while_a_stage_is_cleared_away_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = placed("a folder with files", tmp_path / "around", KILLED)

    def meanwhile(_: Path) -> None:
        at_work = everything(job.target)
        before = staging._State.UNDOABLE  # noqa: SLF001 - what was found a moment before the other began
        monkeypatch.setattr(staging, "_state", lambda _: before)
        clear(job.target)
        assert everything(job.target) == at_work
        monkeypatch.undo()

    job.do(meanwhile)
    assert is_complete(job)


def test_who_begins_at_the_same_moment_leaves_the_other_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = placed("a folder with files", tmp_path / "around", KILLED)

    def meanwhile(_: Path) -> None:
        at_work = everything(job.target)
        monkeypatch.setattr(staging, "_refuse_taken", lambda *_: None)  # as it was a moment before the other began
        with pytest.raises(CrispdmError, match="another crispdm is changing files here"):
            job.do(commit)
        assert everything(job.target) == at_work
        monkeypatch.undo()

    job.do(meanwhile)
    assert is_complete(job)


def test_what_was_written_to_after_a_kill_is_not_taken_away(tmp_path: Path) -> None:
    job = placed("a folder with files", tmp_path / "around", KILLED)
    at = 0
    while not (job.target / "d" / "b.sh").exists():
        at += 1
        assert killed(job, at, late=True)
        if not (job.target / "d" / "b.sh").exists():
            clear(job.target)
    (job.target / "d" / "b.sh").write_text("mine now")
    clear(job.target)
    assert tree(job.target) == {
        **{path: what for path, what in job.after.items() if path in MINE},
        "d/b.sh": (b"mine now", True),
    }


ENDS = {
    "full": (FULL, 3, "No space left on device"),
    "closed": (CLOSED, 3, "Permission denied"),
    "read-only": (READ_ONLY, 3, "Read-only file system"),
    "Ctrl-C": (KeyboardInterrupt(), 130, ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("target", PLACES[:2], indirect=True)
def test_a_fault_ends_in_one_sentence_and_its_exit_code(
    target: Path, run: Run, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    error, code, said = ENDS[end]
    before = everything(target.parent)
    with monkeypatch.context() as patch:
        counted = Faults(patch, target.parent, 0, error)
        assert run("init", "shop", "--yes", "--no-git", cwd=target.parent).code == 0
    target.rename(target.parent.parent / "made")
    if str(target) in before:
        target.mkdir()
    for share in (0, 0.3, 0.6):  # the rest is tidying up, in which a fault is no matter
        with monkeypatch.context() as patch:
            Faults(patch, target.parent, 1 + int(share * (counted.seen - 1)), error)
            answer = run("init", "shop", "--yes", "--no-git", cwd=target.parent)
        assert (answer.code, answer.out) == (code, "")
        assert said in " ".join(answer.err.split())  # a long path breaks the line anywhere
        assert answer.err.count("crispdm: ") == (1 if said else 0)
        assert everything(target.parent) == before


def test_a_fault_in_what_follows_the_writing_leaves_nothing(job: Job) -> None:
    before = everything(job.target.parent)

    def fail(folder: Path) -> None:
        assert {*tree(folder)} == {file.path for file in job.files}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        job.do(fail)
    assert everything(job.target.parent) == before


def test_an_empty_folder_is_filled_without_a_trace_beside_it(tmp_path: Path, files: tuple[File, ...]) -> None:
    """Its parent may be closed to us, or on another disk."""
    (tmp_path / "shop").mkdir()
    assert apply(tmp_path / "shop", files, lambda _: [path.name for path in tmp_path.iterdir()]) == ["shop"]


def test_a_file_that_somebody_puts_there_meanwhile_stays(target: Path, files: tuple[File, ...]) -> None:
    def put(_: Path) -> None:
        target.mkdir(exist_ok=True)
        (target / "README.md").write_text("theirs")

    before = tree(target) if target.exists() else {}
    with pytest.raises(CrispdmError, match="was created by somebody else meanwhile"):
        apply(target, files, put)
    assert {path.name for path in target.parent.iterdir()} == AROUND
    assert tree(target) == {**before, "README.md": (b"theirs", False)}


def test_a_file_in_the_place_of_the_folder_stays(tmp_path: Path, files: tuple[File, ...]) -> None:
    target = tmp_path / "shop"
    with pytest.raises(CrispdmError, match="was created by somebody else meanwhile"):
        apply(target, files, lambda _: target.write_text("theirs"))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("shop", "theirs")]


def test_before_anything_is_written_a_file_or_a_link_in_the_place_of_the_folder_is_refused(
    tmp_path: Path, files: tuple[File, ...]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "file").write_text("theirs")
    for name in ("link", "file"):
        with pytest.raises(CrispdmError, match=name):
            apply(tmp_path / name, files, lambda _: pytest.fail("it was begun"))
    assert [*(tmp_path / "elsewhere").iterdir()] == []


SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
STEPS = ("init", "add", "commit")
# Each place with each step, each step with each signal, each signal with each place.
WHILE = [
    pytest.param(place, step, [*SIGNALS][(row + column) % 3], id=f"{place}-{step}")
    for row, place in enumerate(PLACES[:3])
    for column, step in enumerate(STEPS)
]


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("target", "step", "number"), WHILE, indirect=["target"])
def test_a_signal_while_git_is_slow_leaves_nothing(
    target: Path, tmp_path: Path, step: str, number: signal.Signals
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
        out, err = signal_until_end(process, number)
    assert (process.returncode, out) == (SIGNALS[number], "")
    assert "Traceback" not in err
    assert everything(target.parent) == before


def wait_for(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until, "it never came so far"
        time.sleep(0.005)


@pytest.mark.slow
def test_after_a_fault_it_works_at_the_second_try(target: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        Faults(patch, target.parent, 30, FULL)
        assert run("init", "shop", "--yes", cwd=target.parent).code == 3
    assert run("init", "shop", "--yes", cwd=target.parent).code == 0
    assert {*tree(target)} == FILES | (set(MINE) if (target / "README").exists() else set())


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_hard_links_is_named(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "mine").write_text("mine")
    before = everything(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        answer = run("init", ".", "--yes", cwd=tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert "no hard links on this file system; nothing was changed" in " ".join(answer.err.split())
    assert everything(tmp_path) == before
