"""Questions to git. A folder that is not ours can make git run code: every call switches off what would."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

_SAFE = ("-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_SECONDS = 20.0


def git(folder: Path, *arguments: str) -> str | None:
    """Run git in a folder.

    Args:
        folder: where.
        arguments: the subcommand and what follows.

    Returns:
        What it printed, or None where it failed, is not installed, or took too long.
    """
    try:
        done = subprocess.run(
            ("git", *_SAFE, *arguments),
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


def blobs(folder: Path, names: Iterable[str], limit: int) -> dict[str, bytes]:
    """The content of many objects, in one call.

    Args:
        folder: a folder of the repository.
        names: full ids of blobs.
        limit: a larger one is left out, and never held in memory.

    Returns:
        Each that there is, by its id.
    """
    wanted = [*dict.fromkeys(names)]
    if not wanted:
        return {}
    with subprocess.Popen(
        ("git", *_SAFE, "cat-file", "--batch", "--buffer"),
        cwd=folder,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        with suppress(BrokenPipeError), process.stdin as questions:
            questions.write("".join(f"{name}\n" for name in wanted).encode())
        return dict(_batch(process.stdout, limit))


def _batch(answers: IO[bytes], limit: int) -> Iterator[tuple[str, bytes]]:
    """Read what `git cat-file --batch` answers: a line with name, type and size, the content, a line feed."""
    for line in answers:
        name, _, size = line.decode().strip().partition(" blob ")
        if size.isdigit():
            if int(size) <= limit:
                yield name, answers.read(int(size))
            else:
                _skip(answers.read, int(size))
            answers.read(1)


def _skip(read: Callable[[int], bytes], size: int) -> None:
    while size > 0 and (part := read(min(size, 1 << 20))):
        size -= len(part)


def _environment() -> dict[str, str]:
    """Nothing asked of a person, no lock taken, no object fetched from elsewhere; answers in English, paths as such."""
    quiet = {
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }
    return {**os.environ, **quiet}


def configured_person(folder: Path) -> tuple[str, str]:
    """The name and the mail address that git would put into a commit here; empty where it knows none."""
    answer = git(folder, "config", "--null", "--get-regexp", r"^user\.(name|email)$") or ""
    found = dict(entry.split("\n", 1) for entry in answer.split("\0") if "\n" in entry)
    return found.get("user.name", ""), found.get("user.email", "")


def is_inside_repository(folder: Path) -> bool:
    """Whether the folder lies in somebody's work tree."""
    return (git(folder, "rev-parse", "--is-inside-work-tree") or "").strip() == "true"
