"""A command in a process of its own that can be killed anywhere: forked, so that thousands take a minute."""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from crispdm.cli.app import COMMANDS, app

for _name in COMMANDS:
    import_module(f"crispdm.cli.{_name}")  # once, before anybody is forked

CALLS = ("open", "write", "fsync", "ftruncate", "close", "mkdir", "rename", "replace", "link", "unlink", "rmdir")
PATIENCE = 60.0  # seconds until a child counts as hanging


class Died(NamedTuple):
    """What a child said before it ended or was killed; the code is negative where it was."""

    said: str
    code: int


def run(
    arguments: list[str], folder: Path, *, kill: Callable[[], None] | None = None, after: float | None = None
) -> Died:
    """Run a command line in a child.

    Args:
        arguments: of crispdm.
        folder: where.
        kill: prepares, in the child, its own end.
        after: so many seconds later it is killed from outside.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _command(arguments, folder, writing, kill)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    said = b""
    until = time.monotonic() + PATIENCE
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            raise AssertionError(f"{arguments} hangs")
        part = os.read(reading, 1 << 16)
        if not part:
            break
        said += part
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return Died(said.decode(), os.waitstatus_to_exitcode(status))


def _command(arguments: list[str], folder: Path, writing: int, kill: Callable[[], None] | None) -> None:
    """In the child: it never returns."""
    code = 70
    try:
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")
        os.chdir(folder)
        if kill is not None:
            kill()
        app(arguments, prog_name="crispdm")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def at_call(number: int, chance: Random) -> Callable[[], None]:
    """Kill it at its n-th call that touches files, right before or right after; at call 0, in the middle of a write."""
    is_after, share = chance.random() < 0.5, chance.random()

    def prepare() -> None:
        count = 0

        def counting(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
            def counted(*arguments: Any, **named: Any) -> Any:
                nonlocal count
                count += 1
                is_torn = number == 0 and name == "write"
                if count != number and not is_torn:
                    return call(*arguments, **named)
                if is_torn:
                    handle, data = arguments
                    call(handle, data[: int(share * len(data))])
                elif is_after:
                    call(*arguments, **named)
                os.kill(os.getpid(), signal.SIGKILL)
                raise AssertionError("it lives")

            return counted

        for name in CALLS:
            setattr(os, name, counting(name, getattr(os, name)))

    return prepare
