"""How the program ends where nobody reads its answer, where it cannot be written, or where it is interrupted."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_before_anything_is_imported_is_no_traceback(project: Path) -> None:
    """The first import of the program is where the interrupt comes."""
    program = "import signal, sys; sys.argv = ['crispdm', 'status']; from crispdm.__main__ import main\n"
    program += "sys.meta_path.insert(0, type('Finder', (), {'find_spec': lambda *_: signal.raise_signal(2)}))\nmain()"
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


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


@pytest.mark.parametrize(("closed", "code"), [(">&-", 1), (">&- 2>&-", 1), ("<&-", 1)])
def test_a_stream_may_be_closed(project: Path, closed: str, code: int) -> None:
    done = _started(project, "-c", f'"{sys.executable}" -m crispdm check {closed}', program="/bin/sh")
    assert (done.returncode, done.stderr) == (code, b"")


def _started(
    project: Path, *arguments: str, program: str = "", stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [program, *arguments] if program else [sys.executable, "-m", "crispdm", *arguments]
    settings = {**os.environ, "PYTHONUNBUFFERED": "", **environment}
    return subprocess.run(command, cwd=project, env=settings, stdout=stdout, stderr=subprocess.PIPE, check=False)
