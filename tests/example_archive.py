"""Pack the example of `crispdm init --example`: `python -m tests.example_archive`.

It plays the story to its first pilot; given the folder of a project that the story left, it packs that one.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from crispdm.scaffold import HOME
from crispdm.scaffold.example import ARCHIVE, STORY, Chapter, Move, Story
from crispdm.scaffold.record import zipped
from crispdm.scaffold.tree import File
from examples.listing_categories.cast import PEOPLE, ROLES
from examples.listing_categories.run import play
from tests.support.arguments import parser

LAST = "evaluation"  # the story ends when somebody passes this phase
LARGEST = 64 << 10  # bytes of a table that comes along, though git ignores it
ANSWERS = ("project_name", "mode", "person")
FROM_START = "crispdm.yaml"  # the template's, and the names of the team


class Committed(NamedTuple):
    """A commit of the story: who made it and when, what it changed, and the events that it added."""

    name: str
    by: str
    day: date
    message: str
    files: tuple[str, ...]
    events: list[dict[str, Any]]


def packed(project: Path) -> bytes:
    """The archive of a project that the story left."""
    files = contents(project)
    return zipped([File(path, data) for path, data in files.items()])


def contents(project: Path) -> dict[str, bytes]:
    """The files of the archive."""
    start, *commits = _commits(project)
    numbered = {
        f"{number}/{path}": _git(project, "show", f"{commit.name}:{path}")
        for number, commit in enumerate(commits)
        for path in commit.files
    }
    tables = [path for path in sorted((project / "data").iterdir()) if _is_named(path.name, numbered.values())]
    small = {f"data/{path.name}": path.read_bytes() for path in tables if path.stat().st_size <= LARGEST}
    large = [f"data/{path.name}" for path in tables if path.stat().st_size > LARGEST]
    chapters = [_chapter(commit, small if commit is commits[-1] else ()) for commit in commits]
    story = Story(_answers(project), _team(), start.day, tuple(chapters), (*large, "predictions/"))
    told = msgspec.json.format(msgspec.json.encode(story), indent=1)
    return {STORY: told, **numbered, **{f"{len(commits) - 1}/{path}": data for path, data in small.items()}}


def _is_named(table: str, texts: Iterable[bytes]) -> bool:
    """Whether something in the example tells of a table; the pilots that follow are not part of it."""
    return any(table.encode() in text for text in texts)


def _chapter(commit: Committed, ignored: Iterable[str]) -> Chapter:
    return Chapter(commit.day, commit.by, commit.message, commit.files, tuple(ignored), tuple(_moves(commit.events)))


def _moves(events: list[dict[str, Any]]) -> Iterator[Move]:
    """Who signed and who passed the gate; whoever passes it signs in the same command."""
    passed = {(event["by"], event["phase"]) for event in events if event["event"] == "advanced"}
    for event in events:
        if event["event"] == "advanced":
            yield Move(event["by"], "advance")
        elif event["event"] == "signed" and (event["by"], event["phase"]) not in passed:
            yield Move(event["by"], "sign")


def _commits(project: Path) -> list[Committed]:
    """The commits up to the one that passes the last phase."""
    listed = _git(project, "log", "--reverse", "--format=%H%x00%an <%ae>%x00%as%x00%s").decode().splitlines()
    commits: list[Committed] = []
    seen = 0
    for line in listed:
        name, by, day, message = line.split("\0")
        events = yaml.safe_load(_git(project, "show", f"{name}:{HOME}/state.yaml"))
        new, seen = events[seen:], len(events)
        changed = _git(project, "show", "--format=", "--name-only", name).decode().split()
        files = tuple(path for path in changed if not path.startswith(f"{HOME}/") and path != FROM_START)
        commits.append(Committed(name, by, date.fromisoformat(day), message, files, new))
        if any(event["event"] == "advanced" and event["phase"] == LAST for event in new):
            break
    return commits


def _answers(project: Path) -> Mapping[str, str]:
    answers = yaml.safe_load((project / HOME / "template.yaml").read_text())["answers"]
    return {name: answers[name] for name in ANSWERS}


def _team() -> Mapping[str, str]:
    return {role: PEOPLE[name] for name, role in ROLES.items()}


def _git(project: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=project, check=True, capture_output=True).stdout


def main() -> None:
    """Write the archive."""
    arguments = parser(__doc__)
    arguments.add_argument("project", type=Path, nargs="?", help="the project to pack, instead of the example's")
    given = arguments.parse_args().project
    with tempfile.TemporaryDirectory() as folder:
        project = given or play(Path(folder), seed=1, stop_after="pilot-1").project
        ARCHIVE.write_bytes(packed(project))
    sys.stdout.write(f"{ARCHIVE}: {ARCHIVE.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
