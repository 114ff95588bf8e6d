"""Create the example: play the story that comes with crispdm, with the commands of today, so that it ends today."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from crispdm.actions.advance import advance, sign
from crispdm.actions.init import create
from crispdm.actions.init_request import Request
from crispdm.actions.project import Act
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.folder_owner import ownership_warning
from crispdm.git.work_tree import is_inside_repository
from crispdm.git.written_history import NewCommit, write_history
from crispdm.people import person
from crispdm.process import FILE
from crispdm.results.example import Example, History
from crispdm.safe_files import read_inside, write_whole
from crispdm.scaffold import bundled
from crispdm.scaffold.apply import apply, refuse_taken
from crispdm.scaffold.example import Chapter, Move, read_example
from crispdm.scaffold.example import Example as Packed
from crispdm.scaffold.sources import Reference
from crispdm.scaffold.staging import clear
from crispdm.scaffold.tree import File

_MORNING = time(9, tzinfo=UTC)
_LARGEST = 4 << 20  # bytes of a file
_MESSAGES = {"sign": "Sign off {phase}", "advance": "Pass {phase}"}


class _Played(NamedTuple):
    """The project at the end of the story, and how it came about."""

    files: tuple[File, ...]
    commits: list[NewCommit]


def create_example(
    base: Path, directory: Path | None, now: datetime, *, with_git: bool | None = None, dry_run: bool = False
) -> Example:
    """Create the example's project as a whole or not at all.

    Args:
        base: the current folder.
        directory: where it goes, a new folder or an empty one; else one with the project's name.
        now: the story ends on this day, or on the day before if it is early.
        with_git: whether its history is written; None where there is no repository yet.
        dry_run: write nothing.

    Raises:
        CrispdmError: the folder is not empty, or cannot be made; nothing is written.
    """
    packed = read_example()
    story, project = packed.story, packed.story.answers["project_name"]
    target = base / (directory or project)
    _refuse_full(target)
    ends = (now.astimezone(UTC) - timedelta(hours=_MORNING.hour)).date()
    with tempfile.TemporaryDirectory() as folder:
        played = _play(packed, Path(folder) / project, (ends - story.ended).days)
    return Example(
        dry_run=dry_run,
        project=project,
        folder=str(target),
        files=tuple(file.path for file in played.files),
        left_out=story.left_out,
        ended=ends,
        people=tuple(dict.fromkeys(story.team.values())),
        commits=len(played.commits),
        history=None if dry_run else _write(target, played, is_wanted=with_git is not False),
        warnings=tuple(filter(None, [ownership_warning(target)])),
    )


def _refuse_full(target: Path) -> None:
    """Raise unless the target is a new folder, or an empty one."""
    refuse_taken(target)
    if target.is_dir():
        clear(target)
    if target.is_dir() and any(target.iterdir()):
        hint = "name a new one: `crispdm init --example DIR`"
        raise CrispdmError(f"{target} is not empty; the example needs a new or empty folder", hint=hint)
    if not target.parent.is_dir():
        raise CrispdmError(f"no such folder: {target.parent}", hint="choose a folder that exists")


def _play(packed: Packed, folder: Path, days: int) -> _Played:
    """Play the story in a folder of its own, moved by so many days."""
    story = packed.story
    start = _act(story.answers["person"], story.started, days)
    template = Reference(bundled.DEFAULT, folder.parent, None, None)
    made = create(Request(target=folder, template=template, given=story.answers, with_git=False), start)
    commits = [NewCommit(*start.who, start.now, f"Start {made.project} with crispdm", _read(folder, made.new))]
    paths = {*made.new}
    process = packed.with_team(read_inside(folder, FILE, _LARGEST))
    for chapter in story.chapters:
        files = [*packed.files_of(chapter, days), *([File(FILE, process)] if chapter is story.chapters[0] else [])]
        for file in files:
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / file.path, file.data)
        paths |= {file.path for file in files}
        commits += _commits(folder, chapter, days, [file.path for file in files])
    return _Played(tuple(File(path, data) for path, data in _read(folder, sorted(paths)).items()), commits)


def _commits(folder: Path, chapter: Chapter, days: int, paths: list[str]) -> Iterator[NewCommit]:
    """What a chapter commits: the work, and then each move by whoever made it."""
    act = _act(chapter.by, chapter.day, days)
    tracked = [path for path in paths if path not in chapter.ignored]
    yield NewCommit(*act.who, act.now, chapter.message, _read(folder, tracked))
    for move in chapter.moves:
        act = _act(move.by, chapter.day, days)
        message = _MESSAGES[move.does].format(phase=_move(folder, move, act))
        yield NewCommit(*act.who, act.now, message, _read(folder, [store.PATH]))


def _move(folder: Path, move: Move, act: Act) -> str:
    """Make a move; the title of the phase that it is about.

    Raises:
        CrispdmError: the gate does not let it pass, which is a fault of the example.
    """
    done = sign(folder, act, None, None) if move.does == "sign" else advance(folder, act)
    if not done.events:
        raise CrispdmError(f"the example does not pass {done.gate.title}", hint="please report it")
    return done.gate.title


def _act(who: str, day: date, days: int) -> Act:
    return Act(person(who), datetime.combine(day + timedelta(days), _MORNING))


def _read(folder: Path, paths: Iterator[str] | list[str] | tuple[str, ...]) -> dict[str, bytes]:
    return {path: read_inside(folder, path, _LARGEST) for path in paths}


def _write(target: Path, played: _Played, *, is_wanted: bool) -> History:
    around = target if target.is_dir() else target.parent

    def history(folder: Path) -> History:
        if is_inside_repository(around) or os.path.lexists(around / ".git"):
            return "in_repository"
        if not is_wanted:
            return "declined"
        return "written" if write_history(folder, played.commits) else "no_git"

    return apply(target, played.files, history)
