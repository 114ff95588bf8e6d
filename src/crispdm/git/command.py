"""Run git. A folder of unknown origin can make git run code: every call switches that off."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread, Timer
from typing import IO, NamedTuple

from crispdm.errors import Damaged
from crispdm.inert import quote

SAFE = (
    *("-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
)
_SECONDS = 20.0
_LONGEST = 1 << 17  # bytes of a line


class GitResult(NamedTuple):
    """How git ended: its exit code, None where it did not end by itself, its output, and its errors."""

    code: int | None
    out: bytes
    errors: str = ""

    @property
    def text(self) -> str:
        """The output as text."""
        return self.out.decode("utf-8", "replace")

    @property
    def failure(self) -> str:
        """Why it failed, in a sentence, with the command that git suggests."""
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        first = next((line[7:] for line in lines if line.startswith("fatal: ")), "".join(lines[:1]))
        if self.code is None:
            return first
        if first.startswith("not a git repository"):
            return "not a git repository"
        suggested = next((f"; `{_typed(line)}` trusts it" for line in lines if line.startswith("git config ")), "")
        return f"git refuses: {first}{suggested}" if suggested else f"git failed{f': {first}' if first else ''}"


def git(folder: Path, *arguments: str) -> str | None:
    """Run git in a folder, and return its output; None where it failed, is not installed, or took too long."""
    found = output(folder, *arguments)
    return None if found is None else found.decode("utf-8", "replace")


def output(folder: Path, *arguments: str, seconds: float = _SECONDS) -> bytes | None:
    """Run git in a folder, and return its output as bytes; None where it failed."""
    result = run_git(folder, *arguments, seconds=seconds)
    return result.out if result.code == 0 else None


def run_git(
    folder: Path,
    *arguments: str,
    feed: bytes = b"",
    literal: bool = True,
    seconds: float = _SECONDS,
    prompts: bool = False,
) -> GitResult:
    """Run git in a folder, and return how it ended.

    Args:
        folder: the working directory.
        arguments: the subcommand and its arguments.
        feed: its standard input.
        literal: take paths literally; `check-ignore` cannot.
        seconds: the time limit.
        prompts: git may ask for a login, on the terminal.
    """
    return start_git(folder, *arguments, literal=literal, prompts=prompts)(feed, seconds)


def start_git(folder: Path, *arguments: str, literal: bool = True, prompts: bool = False) -> Callable[..., GitResult]:
    """Start git in a folder, and return the function that waits for its end: both may work meanwhile.

    Args:
        folder: the working directory.
        arguments: the subcommand and its arguments.
        literal: take paths literally.
        prompts: git may ask for a login, on the terminal.
    """
    settings = {**environment(), "GIT_LITERAL_PATHSPECS": "1" if literal else "0"}
    if prompts:
        settings["GIT_TERMINAL_PROMPT"] = os.environ.get("GIT_TERMINAL_PROMPT", "1")
    try:
        process = _piped(folder, arguments, settings, stderr=subprocess.PIPE)
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError) and error.filename == "git"
        failed = GitResult(None, b"", "git is not installed" if is_missing else f"git cannot be run: {error.strerror}")
        return lambda *_: failed
    return partial(_finish, process)


def _piped(
    folder: Path,
    arguments: tuple[str, ...],
    settings: dict[str, str],
    *,
    stdin: int = subprocess.PIPE,
    stderr: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start git with its output in a pipe; OSError where it cannot be started."""
    command = ("git", *SAFE, *arguments)
    return subprocess.Popen(command, cwd=folder, env=settings, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr)


def _finish(process: subprocess.Popen[bytes], feed: bytes = b"", seconds: float = _SECONDS) -> GitResult:
    with process:
        try:
            out, errors = process.communicate(feed, seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return GitResult(None, b"", f"git did not answer within {seconds:.0f} seconds")
        except BaseException:
            process.kill()
            raise
    return GitResult(process.returncode, out, errors.decode("utf-8", "surrogateescape"))


def _typed(command: str) -> str:
    """A command that git suggests, as one can type it."""
    from shlex import split  # noqa: PLC0415 - only a refusal needs it

    try:
        return " ".join(map(quote, split(command)))
    except ValueError:  # cut at a line break in the folder's name
        return command


class GitFailed(Exception):
    """Git failed while its output was read, or took too long."""


def git_lines(folder: Path, *arguments: str, seconds: float) -> Iterator[bytes]:
    """Run git in a folder, and yield the lines of its output as they come, however many they are.

    Of a line that is longer than `_LONGEST` bytes the beginning is yielded.

    Raises:
        GitFailed: it failed, is not installed, or took longer than these seconds; what was yielded is not all.
    """
    try:
        process = _piped(folder, arguments, environment(), stdin=subprocess.DEVNULL)
    except OSError as error:
        raise GitFailed from error
    end = Timer(seconds, process.kill)
    with process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        end.start()
        try:
            yield from _lines(process.stdout)
        finally:
            process.stdout.close()  # git ends where nobody reads on
            process.wait()
            end.cancel()
    if process.returncode != 0:
        raise GitFailed


def _lines(out: IO[bytes]) -> Iterator[bytes]:
    is_begin = True
    while part := out.readline(_LONGEST):
        if is_begin:
            yield part.removesuffix(b"\n")
        is_begin = part.endswith(b"\n")


@contextmanager
def reading(folder: Path, *arguments: str, feed: bytes, seconds: float) -> Iterator[IO[bytes]]:
    """Run git, and give its output to be read while it still reads its input: no pipe fills up.

    Args:
        folder: the working directory.
        arguments: the subcommand and its arguments.
        feed: its standard input.
        seconds: the time limit.

    Raises:
        Damaged: it took longer; what was read is not all.
        OSError: it is not installed.
    """
    process = _piped(folder, arguments, environment())
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    is_late = Event()

    def give_up() -> None:
        is_late.set()
        process.kill()

    end = Timer(seconds, give_up)
    feeder = Thread(target=_feed, args=(process.stdin, feed))
    with process:
        for thread in (end, feeder):
            thread.start()
        try:
            yield process.stdout
        finally:
            process.stdout.close()  # git ends where nobody reads on, and then the feeder does
            feeder.join()
            process.wait()
            end.cancel()
    if is_late.is_set():
        hint = "run `git status` here to see what git waits for"
        raise Damaged(f"git did not answer within {seconds:.0f} seconds", hint=hint)


def _feed(pipe: IO[bytes], feed: bytes) -> None:
    with suppress(BrokenPipeError), pipe:
        pipe.write(feed)


def environment() -> dict[str, str]:
    """The environment for git: no prompt, no lock, no fetching, no replaced objects, messages in English."""
    quiet = {
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",  # show a commit as it was made, not what `git replace` shows instead
        "LC_ALL": "C",
    }
    return {**os.environ, **quiet}
