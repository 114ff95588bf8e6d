"""What a file that stays lacks of the template's, so that its owner can add it by hand."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

_LISTS = (".gitignore", ".gitattributes", ".dockerignore", "requirements.txt", ".pre-commit-hooks.yaml")


def missing(path: str, yours: bytes | None, theirs: bytes) -> tuple[str, ...]:
    """The lines to add to a file, for the kinds of file where a line stands for itself.

    Args:
        path: of the file.
        yours: what it holds.
        theirs: what the template would have put there.

    Returns:
        Lines of `.gitignore` and its like; tables and keys of `pyproject.toml`; nothing for any other file.
    """
    name = PurePosixPath(path).name
    try:
        have, want = (yours or b"").decode(), theirs.decode()
    except UnicodeDecodeError:
        return ()
    if name in _LISTS:
        known = {line.strip() for line in have.splitlines()}
        lines = (line.strip() for line in want.splitlines())
        return tuple(line for line in lines if line and not line.startswith("#") and line not in known)
    if name.endswith(".toml"):
        try:
            return tuple(_tables(tomllib.loads(have), tomllib.loads(want)))
        except tomllib.TOMLDecodeError:
            return ()
    return ()


def _tables(yours: Mapping[str, Any], theirs: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """The tables that are missing as a whole, and what the others lack: keys, and entries of lists."""
    for key, value in theirs.items():
        have = yours.get(key)
        if isinstance(value, dict):
            yield from _tables(have, value, f"{at}{key}.") if isinstance(have, dict) else _whole(value, f"{at}{key}")
        elif isinstance(value, list):
            yield from (f"{at}{key}: {item}" for item in value if not isinstance(have, list) or item not in have)
        elif key not in yours:
            yield f"{at}{key}"


def _whole(table: Mapping[str, Any], at: str) -> Iterator[str]:
    """A table and those in it, but for those that hold nothing else than tables."""
    if any(not isinstance(value, dict) for value in table.values()):
        yield f"[{at}]"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _whole(value, f"{at}.{key}")
