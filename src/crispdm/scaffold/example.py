"""The example that comes with crispdm: a project's story up to the decision on its first pilot, as it was committed.

`example.zip` holds only what the people of the story wrote: the template makes the rest, and the moves are made anew.
So the example is always one of this version, and its days can be moved to end today.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from crispdm.archives import read_archive
from crispdm.safe_files import read_file
from crispdm.scaffold.tree import File

ARCHIVE = Path(__file__).with_name("example.zip")
STORY = "story.json"
LARGEST = 200_000  # bytes of the archive
_UNPACKED = 4 << 20
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")


class Move(Struct, frozen=True):
    """Somebody signs the gate of the current phase, or passes it."""

    by: str
    does: Literal["sign", "advance"]


class Chapter(Struct, frozen=True):
    """What somebody committed, and the moves that followed; `ignored` are paths that git does not track."""

    day: date
    by: str
    message: str
    files: tuple[str, ...]
    ignored: tuple[str, ...]
    moves: tuple[Move, ...]


class Story(Struct, frozen=True):
    """The answers and the team that the project started with, its chapters, and what is too large to come along."""

    answers: Mapping[str, str]
    team: Mapping[str, str]  # role: who holds it
    started: date
    chapters: tuple[Chapter, ...]
    left_out: tuple[str, ...]

    @property
    def ended(self) -> date:
        """The last day of the story."""
        return self.chapters[-1].day


class Example(Struct, frozen=True):
    """A story, with the files of its chapters: `NUMBER/PATH`."""

    story: Story
    files: Mapping[str, bytes]

    def files_of(self, chapter: Chapter, days: int) -> Iterator[File]:
        """The files of a chapter, with each date in them moved by so many days."""
        number = self.story.chapters.index(chapter)
        for path in (*chapter.files, *chapter.ignored):
            yield File(path, moved(self.files[f"{number}/{path}"].decode(), days).encode())

    def with_team(self, process: bytes) -> bytes:
        """A new project's crispdm.yaml, with the names of the team."""
        text = process.decode()
        for role, who in self.story.team.items():
            text = text.replace(f"  {role}: []", f"  {role}: ['{who}']")
        return text.encode()


def read_example(archive: Path = ARCHIVE) -> Example:
    """Read the example that comes with crispdm."""
    files = {each.path: each.data for each in read_archive(read_file(archive, LARGEST), limit=_UNPACKED)}
    return Example(msgspec.json.decode(files.pop(STORY), type=Story), files)


def moved(text: str, days: int) -> str:
    """A text in which each ISO date is moved by so many days."""
    return _DAY.sub(lambda found: _moved_day(found[0], days), text)


def _moved_day(text: str, days: int) -> str:
    try:
        return (date.fromisoformat(text) + timedelta(days)).isoformat()
    except ValueError:  # it only looks like a date
        return text
