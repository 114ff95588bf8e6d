"""The project's web service, started for a moment on a port of this machine."""

import json
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import TracebackType
from typing import Any, Self

from examples.stage import Stage, Unexpected

PATIENCE = 60.0  # seconds until it must have started


class Service:
    """`with Service(stage, who, command) as service`: it runs inside the block."""

    def __init__(self, stage: Stage, who: str, command: str) -> None:
        self._stage, self._who = stage, who
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._command = f"{command} --port {self._port}"

    def __enter__(self) -> Self:
        _, *arguments = shlex.split(self._command)
        self._stage.show(self._who, f"{self._command} &", "")
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self._stage.folder,
            env={**os.environ, **self._stage.surroundings(self._who)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self._ask("/health")
            except urllib.error.URLError:
                time.sleep(0.05)
            else:
                return
        self._process.kill()
        raise Unexpected(f"{self._command}: it does not answer")

    def get(self, path: str) -> Any:
        """Ask for a path, as `curl` would."""
        return self._shown(f"curl localhost:{self._port}{path}", self._ask(path))

    def post(self, path: str, row: dict[str, str]) -> Any:
        """Send a row to a path."""
        sent = json.dumps(row)
        return self._shown(f"curl localhost:{self._port}{path} --json '{sent}'", self._ask(path, sent.encode()))

    def _ask(self, path: str, sent: bytes | None = None) -> str:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data=sent, headers=headers)
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - it is our own service
            return str(answer.read().decode())

    def _shown(self, command: str, answer: str) -> Any:
        self._stage.show(self._who, command, answer)
        return json.loads(answer)
