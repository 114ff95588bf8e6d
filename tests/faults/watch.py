"""What a process does beyond computing, watched by Python's own audit events; and a bell for what takes too long."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crispdm
from crispdm import user_folders
from crispdm.scaffold.bundled import home

SECONDS = 1.0  # of computing, for one input
WAITING = 120.0  # seconds in all: a machine may be busy, but nothing may wait for somebody
_READ_BY_PYTHON = (
    sys.prefix,
    sys.base_prefix,
    str(Path(crispdm.__file__).parents[1]),
    "/usr/share/zoneinfo",
    str(home()),
)
_STARTS = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
)
_WRITES = {
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "shutil.rmtree",
}
_LISTS = {"os.listdir", "os.scandir"}
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Hang(BaseException):
    """It takes too long; no `except Exception` swallows it."""


class Watch:
    """Notes what is done outside of a folder while it is armed, but for reading what the user consented to.

    There is one for the process: no hook can be removed.

    Args:
        inside: the folder in which everything is allowed.
    """

    def __init__(self, inside: Path) -> None:
        self.inside = os.path.realpath(inside)
        self.remembered = os.path.realpath(user_folders.state() or inside)
        self.is_armed = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_armed:
            return
        if event in _STARTS or event.startswith("socket."):
            self.seen.append(f"{event} {arguments!r}")
        elif event == "open":
            path, _, flags = arguments
            self._path(event, path, is_read=not (isinstance(flags, int) and flags & _FOR_WRITING))
        elif event in _WRITES or event in _LISTS:
            for path in arguments[: 2 if event in ("os.rename", "os.link") else 1]:
                self._path(event, path, is_read=event in _LISTS)

    def _path(self, event: str, path: Any, *, is_read: bool) -> None:
        """A single name is one below a folder that was opened before; any other path is looked at."""
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a handle that is open already
        text = os.fsdecode(path)
        if "/" not in text and text != "..":
            return
        self.is_armed = False  # looking is no deed of theirs
        real = os.path.realpath(text)
        self.is_armed = True
        allowed = (self.inside, *((self.remembered, *_READ_BY_PYTHON) if is_read else ()))
        if not any(real == each or real.startswith(f"{each}/") for each in allowed):
            self.seen.append(f"{event} {text}")

    @contextmanager
    def armed(self) -> Iterator[None]:
        """While it watches."""
        self.seen.clear()
        self.is_armed = True
        try:
            yield
        finally:
            self.is_armed = False


@contextmanager
def bell() -> Iterator[None]:
    """Ring where it computes for more than a second, or waits."""

    def ring(number: int, _: object) -> None:
        raise Hang("it computes too long" if number == signal.SIGVTALRM else "it waits")

    before = {number: signal.signal(number, ring) for number in (signal.SIGVTALRM, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, WAITING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
