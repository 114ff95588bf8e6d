"""Whatever fails while a project is made, and whenever: it is there as a whole, or nothing is."""

import builtins
import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crispdm.errors import CrispdmError
from crispdm.scaffold.apply import apply
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render
from crispdm.scaffold.staging import clear, leftovers
from crispdm.scaffold.tree import File
from tests.support.command_line import Run
from tests.support.folders import everything
from tests.support.new_project import FILES
from tests.support.templates import Tree, tree

WRITING = [
    (os, "mkdir"),
    (os, "rename"),
    (os, "replace"),
    (os, "link"),
    (os, "chmod"),
    (os, "unlink"),
    (os, "rmdir"),
    (io, "open"),
    (builtins, "open"),
]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
CLOSED = OSError(errno.EACCES, os.strerror(errno.EACCES))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))
AROUND = {"shop", "neighbour", ".hidden"}


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


@pytest.fixture(scope="module")
def files() -> tuple[File, ...]:
    source = bundled("crisp-dm")
    rendered = render(source, Questions(source).answers({}, {}))
    some = (file for number, file in enumerate(rendered) if number % 2 == 0 or file.path == "README.md")
    return (*some, File("run.sh", b"", is_executable=True))


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
        gone = ("data/old.csv", "old.md")
        for path in (*gone, *(file.path for file in files[::2])):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_text("older")
    after = {path: what for path, what in (tree(target) if target.exists() else {}).items() if path not in gone}
    return Job(target, files, gone, {**after, **{file.path: (file.data, file.is_executable) for file in files}})


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


def commit(folder: Path) -> str:
    """As git would, in one step, where there is no repository yet."""
    if not (folder.parents[2] / ".git").exists():
        (folder / ".git").mkdir()
    return "committed"


TERM = pytest.param(SystemExit(143), marks=pytest.mark.slow)


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


KILLED = (File("a.md", b"a"), File("d/b.sh", b"b", is_executable=True), File("d/e/c.md", b"c"), File(".crispdm/x", b""))


@pytest.mark.parametrize("late", [pytest.param(False, marks=pytest.mark.slow), True], ids=["before", "after"])
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


READERS = (
    ["status"],
    ["status", "--short"],
    ["check"],
    ["advance", "--dry-run"],
    ["log"],
    ["verify"],
    ["update", "--dry-run"],
    ["update", "--check"],
    ["init", ".", "--yes", "--dry-run"],
)


def half_updated(project: Path) -> Everything:
    """What a project held before an update that was killed halfway."""
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


def stamps(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in [folder, *folder.rglob("*")]}


def test_readers_say_that_an_update_stopped_halfway_and_write_nothing(project: Path, run: Run) -> None:
    half_updated(project)
    left, times = everything(project), stamps(project)
    for arguments in READERS:
        said = " ".join(run(*arguments, cwd=project).err.split())
        assert "`update` changed some files and not others; the next command that writes undoes it" in said, arguments
        assert (everything(project), stamps(project)) == (left, times), arguments


def test_a_reader_says_so_too_where_the_process_cannot_be_read(project: Path, run: Run) -> None:
    half_updated(project)
    (project / "crispdm.yaml").write_text("[")
    answer = run("status", cwd=project)
    assert answer.code == 2
    assert "crispdm.yaml:1: not YAML" in answer.err
    assert "changed some files and not others" in " ".join(answer.err.split())


@pytest.mark.parametrize("command", [["note", "hello"], ["advance"], ["block", "bucket"], ["repair"]])
def test_the_next_command_that_writes_undoes_it_first(project: Path, run: Run, command: list[str]) -> None:
    before = half_updated(project)
    assert "changed some files" not in run(*command, cwd=project).err
    now = everything(project)
    tool = f"{project / '.crispdm'}/"
    assert {path: now[path] for path in now if not path.startswith(tool)} == {
        path: before[path] for path in before if not path.startswith(tool)
    }
    assert not (project / ".crispdm" / "staging").exists()


def test_a_project_that_was_never_finished_is_none(tmp_path: Path, run: Run) -> None:
    """Killed when crispdm.yaml was there already: what is undone first is the project itself."""
    (tmp_path / "notes.md").write_text("mine")
    job = Job(tmp_path, (File("crispdm.yaml", b"version: 1\n"), File("z.md", b"z")), (), {})
    at = 1
    while not (tmp_path / "crispdm.yaml").exists():
        clear(tmp_path)
        assert killed(job, at, late=True)
        at += 1
    answer = run("note", "hello", cwd=tmp_path)
    assert (answer.code, {*tree(tmp_path)}) == (2, {"notes.md"})
    assert "no project here" in answer.err


def test_where_there_is_no_project_what_a_killed_init_left_is_named(tmp_path: Path, run: Run) -> None:
    job = Job(tmp_path / "shop", KILLED, (), {})
    assert killed(job, 4, late=True)
    (left,) = tmp_path.iterdir()
    answer = run("status", cwd=tmp_path)
    assert answer.code == 2
    assert f"left {left.name}; the next `crispdm init` here removes it" in " ".join(answer.err.split())
    assert left.is_dir()
    assert run("init", "shop", "--yes", cwd=tmp_path).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def without_home(found: Everything, job: Job) -> Everything:
    """All but the folder of the tool's own, which may be empty."""
    return {path: data for path, data in found.items() if path != str(job.target / ".crispdm")}


def killed(job: Job, at: int, *, late: bool) -> bool:
    """Do it in a process that kills itself at an operation; False where it never came so far."""
    child = os.fork()
    if not child:
        patch = pytest.MonkeyPatch()
        Faults(patch, job.target.parent, at, Kill(), late=late)
        job.do(commit)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


class Kill(Exception):
    """Raised nowhere: it ends the process."""


def forged(folder: Path, **fields: object) -> None:
    """A journal as somebody could commit it to a repository."""
    stage = folder / ".crispdm" / "staging"
    (stage / "old").mkdir(parents=True)
    (stage / "new").mkdir()
    (folder / ".crispdm" / "evil").write_text("evil")
    empty: dict[str, object] = {"written": {}, "saved": [], "folders": [], "has_git": False, "mark": [1, 2, 0]}
    (stage / "journal").write_text(json.dumps({**empty, **fields}))


FORGED: dict[str, dict[str, object]] = {
    "git's folder": {"has_git": True},
    "a file outside": {"saved": ["../../evil"]},
    "a folder": {"folders": ["empty"]},
    "no mark": {"mark": None},
    "no mapping": {"written": 5},
}


@pytest.mark.parametrize("fields", FORGED.values(), ids=FORGED)
def test_a_journal_that_came_with_a_repository_is_never_followed(
    project: Path, run: Run, fields: dict[str, object]
) -> None:
    (project / "empty").mkdir()
    forged(project, **fields)
    before = everything(project.parent)
    status = run("status", cwd=project)
    assert status.code == 0
    assert ".crispdm/staging was not made here and is ignored" in " ".join(status.err.split())
    answer = run("init", ".", "--set", "licence=MIT", cwd=project)
    assert answer.code == 3
    assert "staging was not made here; nothing was changed" in " ".join(answer.err.split())
    assert everything(project.parent) == before


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


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("share", [0, 0.4, 0.8])
@pytest.mark.parametrize("target", PLACES[:2], indirect=True)
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
    assert {*tree(target)} == FILES | (set(MINE) if (target / "README").exists() else set())


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_hard_links_is_named(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "mine").write_text("mine")
    before = everything(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        answer = run("init", ".", "--yes", cwd=tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert "no hard links on this file system; nothing was changed" in " ".join(answer.err.split())
    assert everything(tmp_path) == before
