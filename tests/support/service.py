"""The web service of a baked project, started for a moment, and requests sent to it byte by byte."""

import json
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.work import SERVICE

PATIENCE = 60.0  # seconds until it must have started, or answered


class Reply(NamedTuple):
    """What it answered."""

    status: int
    headers: str
    body: str

    @property
    def detail(self) -> str:
        """What it says is wrong."""
        return str(json.loads(self.body)["detail"])


class Service:
    """A service that runs."""

    def __init__(self, pid: int, port: int, log: Path) -> None:
        self._pid = pid
        self._port = port
        self._log = log

    def log(self) -> str:
        """All that it has written so far."""
        return self._log.read_text()

    def peak(self) -> int:
        """The most memory that it has had so far, in KiB."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        (found,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
        return int(found)

    def connect(self) -> socket.socket:
        """A connection on which nothing was sent yet."""
        return socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)

    def send(self, body: bytes | Iterable[bytes], *headers: str) -> Reply:
        """Send a row; in chunks and without a length, unless it is bytes."""
        is_whole = isinstance(body, bytes)
        length = f"Content-Length: {len(body)}" if isinstance(body, bytes) else "Transfer-Encoding: chunked"
        with self.connect() as connection:
            connection.sendall(head(length, *headers))
            for part in [body] if isinstance(body, bytes) else body:
                connection.sendall(part if is_whole else b"%x\r\n%s\r\n" % (len(part), part))
            if not is_whole:
                connection.sendall(b"0\r\n\r\n")
            return read_reply(connection)

    def row(self, **values: Any) -> Reply:
        """Send a row of these values."""
        return self.send(json.dumps(values).encode())


def head(*headers: str) -> bytes:
    """The first lines of a request that brings a row."""
    lines = ("POST /predict HTTP/1.1", "Host: test", "Content-Type: application/json", "Connection: close", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_reply(connection: socket.socket) -> Reply:
    """What comes until the service closes the connection."""
    data = b""
    while part := connection.recv(1 << 16):
        data += part
    headers, _, body = data.decode().partition("\r\n\r\n")
    return Reply(int(headers.split()[1]), headers, body)


def is_waiting(connection: socket.socket) -> bool:
    """Whether the service has neither answered nor closed the connection so far."""
    return not select.select([connection], [], [], 0)[0]


def closes_while_bytes_come(connection: socket.socket) -> bool:
    """Send a byte now and then; whether the service closes the connection all the same."""
    connection.settimeout(0.1)
    for _ in range(int(PATIENCE / 0.1)):
        try:
            connection.send(b"x")
            if not connection.recv(1 << 16):
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False


@contextmanager
def serving(root: Path, log: Path) -> Iterator[Service]:
    """Serve the chosen run of a project to everybody."""
    command = [sys.executable, str(root / SERVICE), "--port", "0", "--share", "1"]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd="/") as process:
        try:
            yield Service(process.pid, _port(process, log), log)
        finally:
            process.kill()


def _port(process: "subprocess.Popen[bytes]", log: Path) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(log.read_text())
