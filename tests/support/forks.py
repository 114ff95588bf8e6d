"""Many ends of the program in little time: each command is a process of its own, forked from one that imported it all.

Run as a program, it reads cases from standard input, and prints how they ended.
"""

import gc
import importlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

_IMPORTED = (
    "typer.core",
    "typer.main",
    "rich.console",
    "yaml",
    "msgspec",
    "cookiecutter.main",
    "crispdm.actions.status",
)


class Case(NamedTuple):
    """A command, and what it is run with.

    `closed` and `full` name the streams that are closed, or lead to a full disk, by their numbers; with `terminal` all
    others are one, on which somebody types when they have read a text.
    """

    arguments: list[str]
    folder: str
    environment: Mapping[str, str | None] = MappingProxyType({})
    closed: str = ""
    full: str = ""
    terminal: bool = False
    read: str = ""
    typed: str = ""
    seconds: float = 20


class Ended(NamedTuple):
    """How it ended: its exit code, None where it had to be killed; what it said, at a terminal all in `out`."""

    code: int | None
    out: str
    err: str
    seconds: float


def run_cases(cases: Iterable[Case]) -> list[Ended]:
    """Run commands, one after the other."""
    given = json.dumps([each._replace(environment={**each.environment}) for each in cases])
    done = subprocess.run(
        [sys.executable, __file__], input=given, stdout=subprocess.PIPE, text=True, check=True, start_new_session=True
    )
    return [Ended(*each) for each in json.loads(done.stdout)]


def _run(case: Case) -> Ended:
    began = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid, handle = pty.fork() if case.terminal else (os.fork(), -1)
        if pid == 0:
            _begin(case, out, err)
        code, shown = _wait(case, pid, handle, began + case.seconds)
        seconds = time.monotonic() - began
        texts = [_content(out), _content(err)]
    return Ended(code, shown + texts[0], texts[1], seconds)


def _wait(case: Case, pid: int, handle: int, until: float) -> tuple[int | None, str]:
    """Wait for the end; what was printed last is read before the end counts."""
    shown, typed, code = b"", not case.typed, None
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        shown += _printed(handle)
        if not typed and case.read.encode() in shown:
            typed = os.write(handle, case.typed.encode()) > 0
        if ended:
            code = os.waitstatus_to_exitcode(status)
            break
        time.sleep(0.002)
    else:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if handle >= 0:
        os.close(handle)
    return code, shown.decode(errors="replace")


def _printed(handle: int) -> bytes:
    """What is on the terminal, and not read yet."""
    printed = b""
    while handle >= 0 and select.select([handle], [], [], 0)[0]:
        try:
            part = os.read(handle, 1 << 16)
        except OSError:  # nobody has the terminal any more
            break
        printed += part
    return printed


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _begin(case: Case, out: IO[bytes], err: IO[bytes]) -> None:
    """Become the program, as Python starts it with such streams."""
    _take_streams(case, out, err)
    for name, value in case.environment.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    time.tzset()
    os.chdir(case.folder)
    sys.argv = ["crispdm", *case.arguments]
    code = 70
    try:
        importlib.import_module("crispdm.__main__").main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - as Python would
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                code = 120  # as Python ends
        os._exit(code)


def _take_streams(case: Case, out: IO[bytes], err: IO[bytes]) -> None:
    full, null = os.open("/dev/full", os.O_WRONLY), os.open(os.devnull, os.O_RDONLY)
    for number, target in enumerate((null, out.fileno(), err.fileno())):
        if str(number) in case.full:
            os.dup2(full, number)
        elif not case.terminal:
            os.dup2(target, number)
    os.closerange(3, 64)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        is_closed = str(number) in case.closed
        if is_closed:
            os.close(number)
        stream = None if is_closed else open(number, "w" if number else "r", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)


def main() -> None:
    """Answer the cases of standard input."""
    cases = [Case(*each) for each in json.load(sys.stdin)]
    for name in _IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    sys.stdout.write(json.dumps([_run(case) for case in cases]))


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    main()
