"""Questions to git. A folder that is not ours can make git run code: every call switches off what would."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from crispdm.errors import Damaged

_SAFE = (
    *("-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),
)
_SECONDS = 20.0
_LONG = 120.0  # for a question about the whole history


class Commit(NamedTuple):
    """A commit that added lines to a file."""

    id: str
    author: str
    is_signed: bool  # it carries a signature; nobody checked it
    added: tuple[str, ...]


def git(folder: Path, *arguments: str) -> str | None:
    """Run git in a folder.

    Args:
        folder: where.
        arguments: the subcommand and what follows.

    Returns:
        What it printed, or None where it failed, is not installed, or took too long.
    """
    answer = _run(folder, *arguments)
    return None if answer is None else answer.decode("utf-8", "replace")


def _run(folder: Path, *arguments: str, seconds: float = _SECONDS) -> bytes | None:
    code, out = ask(folder, *arguments, seconds=seconds)
    return out if code == 0 else None


def ask(
    folder: Path, *arguments: str, feed: bytes = b"", literal: bool = True, seconds: float = _SECONDS
) -> tuple[int | None, bytes]:
    """Run git and tell how it ended: its exit code, None where it did not end by itself, and what it printed.

    Args:
        folder: where.
        arguments: the subcommand and what follows.
        feed: its standard input.
        literal: paths are just that; one subcommand does not know how.
        seconds: how long it may take.
    """
    try:
        done = subprocess.run(
            ("git", *_SAFE, *arguments),
            cwd=folder,
            env={**_environment(), "GIT_LITERAL_PATHSPECS": "1" if literal else "0"},
            input=feed,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None, b""
    return done.returncode, done.stdout


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
        "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what it is, not what somebody put in its place
        "LC_ALL": "C",
    }
    return {**os.environ, **quiet}


def configured_person(folder: Path) -> tuple[str, str]:
    """The name and the mail address that git would put into a commit here; empty where it knows none."""
    answer = git(folder, "config", "--null", "--get-regexp", r"^user\.(name|email)$") or ""
    found = dict(entry.split("\n", 1) for entry in answer.split("\0") if "\n" in entry)
    return found.get("user.name", ""), found.get("user.email", "")


def is_inside_repository(folder: Path) -> bool:
    """Whether the folder lies in somebody's work tree. Git is asked only where there may be one."""
    if "GIT_DIR" not in os.environ and not any((each / ".git").exists() for each in (folder, *folder.parents)):
        return False
    return (git(folder, "rev-parse", "--is-inside-work-tree") or "").strip() == "true"


def has_whole_history(folder: Path) -> bool:
    """Whether there is a repository with a commit, and all that came before it."""
    answer = git(folder, "rev-parse", "--is-shallow-repository", "--verify", "--end-of-options", "HEAD^{commit}")
    return (answer or "").split("\n")[0] == "false"


def merge_bases(folder: Path, ref: str) -> tuple[str, ...]:
    """The newest commits that both HEAD and a ref have behind them.

    Raises:
        Damaged: there is no history to compare with: never an empty answer.
    """
    if not is_inside_repository(folder):
        raise Damaged("no history to compare with: this is no git repository, or git is not at hand")
    if not has_whole_history(folder):
        hint = "fetch all of it: `git fetch --unshallow`, or fetch-depth: 0 in a workflow"
        raise Damaged("no history to compare with: this clone is shallow, or has no commit", hint=hint)
    commit = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if commit is None:
        hint = "a branch, a tag or a commit; `git fetch` brings those of others"
        raise Damaged(f"no history to compare with: git knows no {ref!r} here", hint=hint)
    found = git(folder, "merge-base", "--all", commit.strip(), "HEAD")
    if not found:
        raise Damaged(f"no history to compare with: {ref!r} and HEAD have no commit in common")
    return tuple(found.split())


def content(folder: Path, commit: str, path: str, limit: int) -> bytes | None:
    """A file as a commit has it, by its path from the folder; None where it has none.

    Raises:
        Damaged: git has it and does not give it, or it has more than `limit` bytes.
    """
    name = f"{commit}:./{path}"
    size = git(folder, "cat-file", "-s", name)
    if size is None:
        return None
    text = _run(folder, "cat-file", "blob", name) if int(size) <= limit else None
    if text is None:
        raise Damaged(f"git does not give {path} of {commit[:12]}, {int(size):,} bytes")
    return text


def commits(folder: Path, path: str, *without: str) -> list[Commit] | None:
    """The commits up to HEAD that added lines to a file, newest first; None where git cannot tell.

    Args:
        folder: where.
        path: of the file, from the folder.
        without: commits that are left out, with all that came before them.
    """
    if not has_whole_history(folder):
        return None
    how = ("--pretty=raw", "--encoding=UTF-8", "--patch", "--cc", "--unified=0", "--text", "--no-color")
    never = ("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-renames", "--no-notes")
    excluded = (f"^{commit}" for commit in without)
    answer = _run(folder, "log", *how, *never, "HEAD", *excluded, "--", path, seconds=_LONG)
    return None if answer is None else [*_commits(answer.decode("utf-8", "replace"))]


def _commits(log: str) -> Iterator[Commit]:
    """Read git's raw format: what stands at the start of a line is a header, or a line of a patch."""
    for part in ("\n" + log).split("\ncommit ")[1:]:
        name, *lines = part.split("\n")
        author = next((line[7:].rpartition(">")[0] + ">" for line in lines if line.startswith("author ")), "")
        added = tuple(line.lstrip("+") for line in lines if line.startswith("+") and not line.startswith("+++ "))
        yield Commit(name.strip(), author, any(line.startswith("gpgsig") for line in lines), added)


def ignored(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    """Which of these paths git would leave out of a commit, and the line that says so: `.gitignore:3 *.csv`."""
    command = ("check-ignore", "--no-index", "--verbose", "-z", "--stdin")
    _, out = ask(folder, *command, feed=_joined(paths), literal=False)
    fields = out.decode("utf-8", "replace").split("\0")
    found = {fields[at + 3]: (fields[at : at + 3]) for at in range(0, len(fields) - 3, 4)}
    return {path: f"{file}:{line} {rule}" for path, (file, line, rule) in found.items() if not rule.startswith("!")}


def unclean(folder: Path, paths: Sequence[str]) -> list[str] | None:
    """Which of these paths hold what git has not committed; None where there is no repository."""
    if not is_inside_repository(folder):
        return None
    if not paths:
        return []
    _, top = ask(folder, "rev-parse", "--show-prefix")
    prefix = top.decode("utf-8", "replace").strip("\n")
    states = ("status", "--porcelain", "-z", "--ignored", "--untracked-files=all", "--no-renames", "--")
    _, out = ask(folder, *states, *paths)
    return [entry[3:].removeprefix(prefix) for entry in out.decode("utf-8", "replace").split("\0") if entry]


def blob(folder: Path, name: str) -> bytes | None:
    """The bytes with this id among the objects of the repository around a folder."""
    return _run(folder, "cat-file", "blob", name)


def files(folder: Path) -> list[str]:
    """What git knows below a folder, and what it would add."""
    _, out = ask(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    return [path for path in out.decode("utf-8", "surrogateescape").split("\0") if path]


def _joined(paths: Sequence[str]) -> bytes:
    return "".join(f"{path}\0" for path in paths).encode()
