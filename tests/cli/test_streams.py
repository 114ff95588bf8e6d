"""How the program ends where nobody reads its answer, where it cannot be written, or where it is interrupted."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crispdm.cli.app import COMMANDS
from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from tests.support.every_command import EVERY_COMMAND
from tests.support.forks import Case, Ended, run_cases


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_before_anything_is_imported_is_no_traceback(project: Path) -> None:
    """The first import of the program is where the interrupt comes."""
    program = "import signal, sys; sys.argv = ['crispdm', 'status']; from crispdm.__main__ import main\n"
    program += "sys.meta_path.insert(0, type('Finder', (), {'find_spec': lambda *_: signal.raise_signal(2)}))\nmain()"
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [("status",), ("status", "--short"), ("check", "--format", "json"), ("--help",), ("--version",)]
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_cannot_be_written_is_said_once(
    project: Path, arguments: tuple[str, ...], unbuffered: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _started(project, *arguments, stdout=full, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 3
    assert done.stderr.count(b"No space left on device") == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [("status",), ("status", "--short"), ("explain", "--format", "json"), ("--help",), ("--version",)]
)
def test_an_answer_that_nobody_reads_is_no_fault(project: Path, arguments: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = _started(project, *arguments, stdout=theirs)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.slow
def test_closed_streams_change_the_end_of_no_command(project: Path, tmp_path: Path) -> None:
    """Nor is what a command writes written into a file that took the number of a stream."""
    as_ever = _ended(project, tmp_path)
    for closed in ("0", "1", "2", "012"):
        for arguments, before, after in zip(
            EVERY_COMMAND, as_ever, _ended(project, tmp_path, closed=closed), strict=True
        ):
            assert after.code == before.code, (arguments, closed, after)
            assert "1" in closed or _words(after.out) == _words(before.out), (arguments, closed)
            assert "2" in closed or after.err == before.err, (arguments, closed)


@pytest.mark.slow
def test_on_a_full_disk_every_command_says_whether_it_is_done(project: Path, tmp_path: Path) -> None:
    as_ever = _ended(project, tmp_path)
    for arguments, before, after in zip(EVERY_COMMAND, as_ever, _ended(project, tmp_path, full="1"), strict=True):
        done = "" if before.code else "the command is done, but "
        said = f"crispdm: {done}the answer cannot be written: No space left on device\n" if before.out else ""
        assert (after.code, after.err) == (3 if before.out else before.code, before.err + said), arguments
    for full in ("2", "12"):
        for arguments, before, after in zip(EVERY_COMMAND, as_ever, _ended(project, tmp_path, full=full), strict=True):
            is_unread = "1" in full and before.out
            assert after.code == (3 if is_unread else before.code), (arguments, full, after)


def _ended(project: Path, tmp_path: Path, *, closed: str = "", full: str = "") -> list[Ended]:
    """How each command ends, one after the other, in a project of their own."""
    folder = tmp_path / f"closed {closed} full {full}" / project.name
    shutil.copytree(project, folder, symlinks=True)
    state = {"XDG_STATE_HOME": str(folder.parent), "XDG_CACHE_HOME": str(folder.parent)}
    return run_cases(Case([*each], str(folder), environment=state, closed=closed, full=full) for each in EVERY_COMMAND)


def _words(text: str) -> str:
    """What was said, without ids, which hold what came before in this project."""
    return re.sub(r"\b[0-9a-f]{7,}\b", "ID", text)


def test_every_command_is_tried() -> None:
    assert {each[0] for each in EVERY_COMMAND} == {*COMMANDS}


def test_a_stream_that_does_not_wait_is_waited_for(project: Path) -> None:
    """As where Node holds the other end."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    with subprocess.Popen(
        [sys.executable, "-m", "crispdm", "schema", "results"], cwd=project, stdout=theirs
    ) as process:
        os.close(theirs)
        time.sleep(0.5)
        with os.fdopen(ours, "rb") as reader:
            printed = reader.read()
    assert process.returncode == 0
    assert json.loads(printed)


@pytest.mark.slow
@pytest.mark.parametrize(("closed", "code"), [(">&-", 1), (">&- 2>&-", 1), ("<&-", 1)])
def test_a_stream_may_be_closed_from_the_start(project: Path, closed: str, code: int) -> None:
    done = _started(project, "-c", f'"{sys.executable}" -m crispdm check {closed}', program="/bin/sh")
    assert (done.returncode, done.stderr) == (code, b"")
    done = _started(project, "-c", f'"{sys.executable}" -m crispdm init new --yes {closed}', program="/bin/sh")
    assert (done.returncode, done.stderr, (project / "new" / "crispdm.yaml").exists()) == (0, b"", True)


def test_a_note_that_is_recorded_is_said_to_be(project: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _started(project, "note", "once", stdout=full)
    assert done.returncode == 3
    assert done.stderr == b"crispdm: the command is done, but the answer cannot be written: No space left on device\n"
    assert [event.text for event in store.load(project).events if isinstance(event, Noted)] == ["once"]


def _started(
    project: Path, *arguments: str, program: str = "", stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [program, *arguments] if program else [sys.executable, "-m", "crispdm", *arguments]
    settings = {**os.environ, "PYTHONUNBUFFERED": "", **environment}
    return subprocess.run(command, cwd=project, env=settings, stdout=stdout, stderr=subprocess.PIPE, check=False)
