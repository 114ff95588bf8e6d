"""Many projects, one line each: the one model of what `portfolio` says, and its three forms."""

import json
import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, to_builtins

from crispdm.lifecycle.timebox import Days, Pause
from crispdm.views.answers import Answer
from crispdm.views.people import Names
from crispdm.views.portfolio.columns import BROKEN, Cells, fits, table
from crispdm.views.text.lines import inert
from crispdm.views.text.markdown import escaped
from crispdm.words import count, did_you_mean, few, listing

FORMAT = 1
_HEAD: Cells = ("project", "phase", "days", "waiting for", "next")
_NAMED = 8  # names that are listed
_OUTCOMES = ("running", "stopped", "finished")


class Record(Struct, frozen=True, kw_only=True, array_like=True):
    """What the files of one project say, whatever the day. Who and what it waits for follows from the record alone."""

    outcome: Literal["running", "stopped", "finished", "broken"]
    project: str | None = None
    iteration: int | None = None
    phase: str | None = None  # the current one; None where there is none
    title: str | None = None
    number: int | None = None  # of the phase
    phases: int | None = None
    started: str | None = None  # when the phase was entered last, UTC
    timebox: int | None = None
    roles: tuple[str, ...] = ()  # that are waited for
    people: tuple[str, ...] = ()  # who hold them
    outside: str | None = None  # who is waited for, where it is no role
    next: str | None = None
    blockers: int = 0
    flaws: int = 0  # lines of the state that are no events
    events: int = 0
    broken: str | None = None  # why it cannot be read
    pauses: tuple[Pause, ...] = ()  # of the timebox


class Row(Struct, frozen=True, kw_only=True):
    """One line: a project by its path from the root, and how long it is in its phase; None where none is open."""

    path: str
    record: Record
    spent: Days | None

    @property
    def stuck(self) -> int:
        """For how many working days: those of waiting for others are among them, as nothing moves on them either."""
        return max(1, self.spent.passed) if self.spent else 0


class Portfolio(Struct, frozen=True, kw_only=True):
    """Everything that `portfolio` says."""

    rows: tuple[Row, ...]
    unreadable: tuple[tuple[str, str], ...] = ()  # folders, and why


class Wanted(Struct, frozen=True, kw_only=True):
    """Which projects are wanted; None: any."""

    phase: str | None = None
    waiting: str | None = None
    stuck: int | None = None

    @property
    def is_any(self) -> bool:
        """Whether nothing is asked for."""
        return self.phase is None and self.waiting is None and self.stuck is None

    def takes(self, row: Row) -> bool:
        """Whether a project is wanted. Of one that cannot be read nobody knows where it stands."""
        record = row.record
        if record.outcome == "broken":
            return self.is_any
        if self.phase is not None and self.phase.casefold() not in _names(record):
            return False
        if self.waiting is not None and not any(_holds(each, self.waiting) for each in _whom(record)):
            return False
        return self.stuck is None or (row.spent is not None and row.stuck >= self.stuck)


def only(portfolio: Portfolio, wanted: Wanted) -> Portfolio:
    """The projects that are wanted."""
    rows = tuple(row for row in portfolio.rows if wanted.takes(row))
    return Portfolio(rows=rows, unreadable=portfolio.unreadable)


def left_out(portfolio: Portfolio, wanted: Wanted) -> Iterator[str]:
    """What somebody has to know who asked for some projects: names that fit none, and how many cannot be read."""
    records = [row.record for row in portfolio.rows]
    titles = {record.title: record.phase for record in records if record.title and record.phase}
    if wanted.phase is not None and not any(wanted.phase.casefold() in _names(record) for record in records):
        meant = did_you_mean(wanted.phase, titles.values()) or did_you_mean(wanted.phase, titles)
        yield f"no project is in the phase {wanted.phase!r}{meant}"
        yield f"phases with a project: {few([*titles], _NAMED)}" if titles else "no project is in any phase"
    whom = [*dict.fromkeys(each for record in records for each in _whom(record))]
    if wanted.waiting is not None and not any(_holds(each, wanted.waiting) for each in whom):
        said = [*dict.fromkeys(_waiting(record) for record in records if _waiting(record))]
        yield f"no project waits for {wanted.waiting!r}{did_you_mean(wanted.waiting, whom)}"
        yield f"waited for: {few(said, _NAMED)}" if said else "no project waits for anybody"
    broken = sum(record.outcome == "broken" for record in records)
    if broken and not wanted.is_any:
        what = "1 project cannot be read and is" if broken == 1 else f"{broken:,} projects cannot be read and are"
        yield f"{what} left out; without a filter it is said why"


def _names(record: Record) -> set[str]:
    """What a phase may be called: by its id or its title."""
    return {each.casefold() for each in (record.phase, record.title) if each}


def _holds(text: str, words: str) -> bool:
    """Whether whole words are in a text: `Ana` is no part of `analyst`."""
    return bool(re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text.casefold()))


def _whom(record: Record) -> Iterator[str]:
    yield from record.people
    for role in record.roles:
        yield from (role, role.replace("_", " "))
    yield from [record.outside] if record.outside else ()


def text(portfolio: Portfolio, width: int | None) -> Iterator[str]:
    """A table in columns, each project in one line; cut to the width of a terminal, and whole where it is None.

    What is cut first is what is least needed: the number of a phase, the beginning of a path, the end of a title; then
    what comes next, and the days of a pause. So days, who is waited for and what comes next can be read at any width.
    """
    rows = [_cells(row) for row in portfolio.rows]
    if width is not None and not fits((_HEAD, *rows), width):
        rows = [_short_phase(row, cells) for row, cells in zip(portfolio.rows, rows, strict=True)]
        if not fits((_HEAD, *rows), width, at_ease=True):
            rows = [_shorter(row, cells) for row, cells in zip(portfolio.rows, rows, strict=True)]
    yield from table((_HEAD, *rows), width) if rows else ()
    yield summary(portfolio)


def _short_phase(row: Row, cells: Cells) -> Cells:
    return (cells[0], inert(row.record.title or cells[1]), *cells[2:])


def _shorter(row: Row, cells: Cells) -> Cells:
    """Without the name of the project, and the days of a pause."""
    return (inert(row.path), cells[1], cells[2].partition(",")[0], *cells[3:])


def markdown(portfolio: Portfolio) -> Iterator[str]:
    """A table to paste into a chat or a page."""
    if portfolio.rows:
        yield f"| {' | '.join(_HEAD)} |"
        yield "| --- | --- | ---: | --- | --- |"
    for row in portfolio.rows:
        yield f"| {' | '.join(map(escaped, _cells(row)))} |"
    yield from ("", summary(portfolio))


def summary(portfolio: Portfolio) -> str:
    """How many there are: `12 projects: 9 running, 2 finished and 1 that cannot be read`."""
    if not portfolio.rows:
        return "No project."
    outcomes = [row.record.outcome for row in portfolio.rows]
    parts = [f"{outcomes.count(each):,} {each}" for each in _OUTCOMES if each in outcomes]
    parts += [f"{outcomes.count('broken'):,} that cannot be read"] if "broken" in outcomes else []
    return f"{count(len(outcomes), 'project')}: {listing(parts)}."


class Waiting(Struct, frozen=True, kw_only=True):
    """Who is waited for: roles, the people who hold them, or somebody outside the team."""

    roles: tuple[str, ...]
    people: tuple[str, ...]
    outside: str | None


class Listed(Struct, frozen=True, kw_only=True):
    """One project; all but its path and its outcome is null where it cannot be read, and `broken` says why."""

    path: str
    outcome: Literal["running", "stopped", "finished", "broken"]
    project: str | None
    iteration: int | None
    phase: str | None
    title: str | None
    number: int | None
    phases: int | None
    started: str | None
    timebox: int | None
    next: str | None
    blockers: int
    flaws: int
    broken: str | None
    days: int | None
    paused: int
    waiting: Waiting


class Unreadable(Struct, frozen=True, kw_only=True):
    """A folder that was not looked into, and why."""

    path: str
    why: str


class Survey(Answer, frozen=True, kw_only=True):
    """Many projects, the one that is longest in its phase first."""

    projects: tuple[Listed, ...]
    unreadable: tuple[Unreadable, ...]


def as_json(portfolio: Portfolio) -> Iterator[str]:
    """One object, with a line for each project. ASCII, so that nothing in it acts on a terminal."""
    yield f'{{"format": {FORMAT}, "projects": ['
    last = len(portfolio.rows) - 1
    for number, row in enumerate(portfolio.rows):
        yield json.dumps(to_builtins(_listed(row))) + ("," if number < last else "")
    unreadable = [Unreadable(path=path, why=why) for path, why in portfolio.unreadable]
    yield f'], "unreadable": {json.dumps(to_builtins(unreadable))}}}'


def _listed(row: Row) -> Listed:
    record = row.record
    waiting = Waiting(roles=record.roles, people=record.people, outside=record.outside)
    parts = {name: getattr(record, name) for name in Record.__struct_fields__ if name in Listed.__struct_fields__}
    days, paused = (row.spent.worked, row.spent.paused) if row.spent else (None, 0)
    return Listed(path=row.path, days=days, paused=paused, waiting=waiting, **parts)


def _cells(row: Row) -> Cells:
    """All that is shown passes the filter here."""
    record = row.record
    name = row.path if record.project in (None, row.path.rpartition("/")[2]) else f"{row.path} ({record.project})"
    if record.outcome == "broken":
        return inert(name), BROKEN, "", "", inert(record.broken or "")
    again = f", iteration {record.iteration}" if record.iteration != 1 else ""
    phase = f"{record.title} ({record.number} of {record.phases}){again}" if record.title else record.outcome
    return inert(name), inert(phase), _days(row), inert(_waiting(record)), inert(_next(record))


def _next(record: Record) -> str:
    """What comes next; where nothing is recorded, that: every project that was made has an event that says so."""
    if record.flaws:
        return f"{record.next} ({count(record.flaws, 'line')} of the state cannot be read)"
    return record.next or "" if record.events else "nothing is recorded: the state file is empty or missing"


def _days(row: Row) -> str:
    if row.spent is None:
        return ""
    paused = f", paused {row.spent.paused}" if row.spent.paused else ""
    return f"{row.spent.worked}{f' of {row.record.timebox}' if row.record.timebox else ''}{paused}"


def _waiting(record: Record) -> str:
    """`Ana or Bo`; `Ana and Bo` for several roles; the role where nobody is named."""
    names = Names({"": record.people})
    said = [names.of(each) for each in record.people] or [each.replace("_", " ") for each in record.roles]
    return record.outside or listing(said, "and" if len(record.roles) > 1 else "or")
