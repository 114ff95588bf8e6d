"""What an editor shows of YAML files: yaml-language-server, asked over its standard input as editors ask it."""

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SETTINGS = {"yaml": {"validate": True, "hover": True, "schemaStore": {"enable": False}, "yamlVersion": "1.2"}}


class YamlEditor:
    """An editor with files open in it.

    Args:
        server: the command that starts the language server.
        folder: what is open.
    """

    def __init__(self, server: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._number = 0
        root: dict[str, Any] = {"rootUri": folder.as_uri(), "processId": None, "capabilities": {}}
        self._ask("initialize", root)
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def flagged(self, file: Path, text: str) -> dict[int, str]:
        """The lines of a file that the editor underlines, from 1, each with what it says."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        while True:
            message = self._read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == file.as_uri():
                found = message["params"]["diagnostics"]
                return {each["range"]["start"]["line"] + 1: each["message"] for each in found}

    def hover(self, file: Path, line: int, column: int) -> str:
        """What the editor shows where the mouse is."""
        at = {"line": line - 1, "character": column}
        found = self._ask("textDocument/hover", {"textDocument": {"uri": file.as_uri()}, "position": at})
        return str(found["contents"]["value"]) if found else ""

    def _ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while True:
            message = self._read()
            if message.get("id") == self._number and "method" not in message:
                return message.get("result")

    def _tell(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; what the server asks is answered with nothing."""
        assert self._process.stdout
        size = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        assert size, "the language server ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(size))
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message
