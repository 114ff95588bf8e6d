"""Try one mutant after the other, each in a fork of a process that has imported pytest and nothing of ours."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import hypothesis  # noqa: F401 - before the fork, once for all
import pytest

Outcome = Literal["killed", "survived", "untested", "broken"]
_FAILED, _NONE = 1, 5  # exit codes of pytest


class Chosen:
    """A plugin that runs the chosen tests alone, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {name: number for number, name in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop all others."""
        items[:] = sorted((each for each in items if each.nodeid in self._order), key=self._place)

    def _place(self, item: pytest.Item) -> int:
        return self._order[item.nodeid]


def outcome(tests: Sequence[str], seconds: float) -> Outcome:
    """Run the tests until one fails, or the time is over, which is a failure too."""
    if not tests:
        return "untested"
    pid = os.fork()
    if pid == 0:
        os.setsid()
        _run(tests)
    code = _wait(pid, time.monotonic() + seconds)
    if code is None or code == _FAILED:
        return "killed"
    return "survived" if code == 0 else "untested" if code == _NONE else "broken"


def _run(tests: Sequence[str]) -> None:
    """In the fork: pytest, and nothing after it."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    files = [*dict.fromkeys(name.partition("::")[0] for name in tests)]
    code = 3  # pytest itself failed
    try:
        imported = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
        arguments = [*files, "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-p", "no:cov", *imported]
        code = int(pytest.main(arguments, [Chosen(tests)]))
    finally:
        os._exit(code)


def _wait(pid: int, until: float) -> int | None:
    """The exit code; None where the time was over. Whatever the tests started ends with them."""
    code: int | None = None
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            break
        time.sleep(0.02)
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return code
    if code is None:
        os.waitpid(pid, 0)
    return code


def put(file: Path, text: str, number: int) -> None:
    """Write a file with a time of its own, so that no byte code of another version counts."""
    file.write_text(text)
    os.utime(file, (number, number))


def import_from(root: Path) -> None:
    """Let this process and all that it starts import from a copy."""
    os.chdir(root)
    os.environ["PYTHONPATH"] = f"{root / 'src'}{os.pathsep}{root}"
    sys.path[:0] = [str(root / "src"), str(root)]
    for name in [name for name in sys.modules if name.partition(".")[0] in {"tests", "crispdm"}]:
        del sys.modules[name]
