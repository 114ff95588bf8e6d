"""Questions to git. A folder that is not ours can make git run code: every call switches off what would."""

import os
import re
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
_OBJECT = re.compile(rb"(?P<id>[0-9a-f]{40,64}) (?P<type>[a-z]+) (?P<size>[0-9]+)\n")
_SECONDS = 20.0
_LONG = 120.0  # for a question about the whole history


class Commit(NamedTuple):
    """A commit that added lines to a file."""

    id: str
    author: str
    is_signed: bool  # it carries a signature; nobody checked it
    added: tuple[str, ...]


class Answer(NamedTuple):
    """How git ended: its exit code, None where it did not end by itself, what it printed, and what it complained of."""

    code: int | None
    out: bytes
    complaint: str = ""

    @property
    def text(self) -> str:
        """What it printed."""
        return self.out.decode("utf-8", "replace")

    @property
    def why(self) -> str:
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
    answer = _run(folder, *arguments)
    return None if answer is None else answer.decode("utf-8", "replace")


def _run(folder: Path, *arguments: str, seconds: float = _SECONDS) -> bytes | None:
    code, out = ask(folder, *arguments, seconds=seconds)
    return out if code == 0 else None


def ask(
    folder: Path, *arguments: str, feed: bytes = b"", literal: bool = True, seconds: float = _SECONDS
) -> tuple[int | None, bytes]:
    """Run git and tell its exit code, None where it did not end by itself, and what it printed; see `inquire`."""
    return inquire(folder, *arguments, feed=feed, literal=literal, seconds=seconds)[:2]


def inquire(
    folder: Path, *arguments: str, feed: bytes = b"", literal: bool = True, seconds: float = _SECONDS
) -> Answer:
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
            ("git", *_SAFE, *arguments),
            cwd=folder,
            env={**_environment(), "GIT_LITERAL_PATHSPECS": "1" if literal else "0"},
            input=feed,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.SubprocessError:
        return Answer(None, b"", f"git did not answer within {seconds:.0f} seconds")
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError) and error.filename == "git"
        return Answer(None, b"", "git is not installed" if is_missing else f"git cannot be run: {error.strerror}")
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


class Blob(NamedTuple):
    """A file as git keeps it: its id, and what it holds; None where that is more than was wanted."""

    id: str
    content: bytes | None


def blobs(folder: Path, names: Iterable[str], limit: int) -> dict[str, Blob]:
    """Many files out of git, in one call.

    Args:
        folder: a folder of the repository.
        names: ids of blobs, or `COMMIT:./PATH`; one with a line break is left out.
        limit: the content of a larger one is left out, and never held in memory.

    Returns:
        Each that there is, by the name that it was asked by.
    """
    wanted = [name for name in dict.fromkeys(names) if "\n" not in name]
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
            questions.write("".join(f"{name}\n" for name in wanted).encode("utf-8", "surrogateescape"))
        answers = zip(wanted, _batch(process.stdout, limit), strict=False)
        return {name: blob for name, blob in answers if blob is not None}


def _batch(answers: IO[bytes], limit: int) -> Iterator[Blob | None]:
    """Read what `git cat-file --batch` answers: a line with id, type and size, the content, a line feed."""
    for line in answers:
        found = _OBJECT.fullmatch(line)
        if found is None:
            yield None  # there is no such object
            continue
        size = int(found["size"])
        is_wanted = found["type"] == b"blob" and size <= limit
        content = answers.read(size) if is_wanted else _skip(answers.read, size)
        answers.read(1)
        yield Blob(found["id"].decode(), content) if found["type"] == b"blob" else None


def _skip(read: Callable[[int], bytes], size: int) -> bytes | None:
    while size > 0 and (part := read(min(size, 1 << 20))):
        size -= len(part)
    return None


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
    inside = inquire(folder, "rev-parse", "--is-inside-work-tree")
    if inside.text.strip() != "true":  # it may be .git itself
        raise Damaged(f"no history to compare with: {inside.why if inside.code != 0 else 'this is no work tree'}")
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
