"""Run git. A folder that is not ours can make git run code: every call switches off what would."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

SAFE = (
    *("-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
)
_SECONDS = 20.0


class GitResult(NamedTuple):
    """How git ended: its exit code, None where it did not end by itself, what it printed, and what it complained of."""

    code: int | None
    out: bytes
    complaint: str = ""

    @property
    def text(self) -> str:
        """What it printed."""
        return self.out.decode("utf-8", "replace")

    @property
    def failure(self) -> str:
        """Why it failed, in a sentence, with the command that git offers."""
        said = [line.strip() for line in self.complaint.splitlines() if line.strip()]
        first = next((line[7:] for line in said if line.startswith("fatal: ")), "".join(said[:1]))
        if self.code is None:
            return first
        if first.startswith("not a git repository"):
            return "there is no git repository here"
        offered = next((f"; `{line}` trusts it" for line in said if line.startswith("git config ")), "")
        return f"git refuses: {first}{offered}" if offered else f"git failed here{f': {first}' if first else ''}"


def git(folder: Path, *arguments: str) -> str | None:
    """Run git in a folder.

    Args:
        folder: where.
        arguments: the subcommand and what follows.

    Returns:
        What it printed, or None where it failed, is not installed, or took too long.
    """
    answer = output(folder, *arguments)
    return None if answer is None else answer.decode("utf-8", "replace")


def output(folder: Path, *arguments: str, seconds: float = _SECONDS) -> bytes | None:
    """What git printed, as bytes; None where it failed."""
    code, out = ask(folder, *arguments, seconds=seconds)
    return out if code == 0 else None


def ask(
    folder: Path, *arguments: str, feed: bytes = b"", literal: bool = True, seconds: float = _SECONDS
) -> tuple[int | None, bytes]:
    """Run git and tell its exit code, None where it did not end by itself, and what it printed; see `inquire`."""
    return run_git(folder, *arguments, feed=feed, literal=literal, seconds=seconds)[:2]


def run_git(
    folder: Path, *arguments: str, feed: bytes = b"", literal: bool = True, seconds: float = _SECONDS
) -> GitResult:
    """Run git and tell how it ended.

    Args:
        folder: where.
        arguments: the subcommand and what follows.
        feed: its standard input.
        literal: paths are just that; one subcommand does not know how.
        seconds: how long it may take.
    """
    try:
        done = subprocess.run(
            ("git", *SAFE, *arguments),
            cwd=folder,
            env={**environment(), "GIT_LITERAL_PATHSPECS": "1" if literal else "0"},
            input=feed,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.SubprocessError:
        return GitResult(None, b"", f"git did not answer within {seconds:.0f} seconds")
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError) and error.filename == "git"
        return GitResult(None, b"", "git is not installed" if is_missing else f"git cannot be run: {error.strerror}")
    return GitResult(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def environment() -> dict[str, str]:
    """Nothing asked of a person, no lock taken, no object fetched from elsewhere; answers in English, paths as such."""
    quiet = {
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what it is, not what somebody put in its place
        "LC_ALL": "C",
    }
    return {**os.environ, **quiet}
