"""The rows of a pilot that count: those of the planned grid, from its start on. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NoReturn

from msgspec import Struct, structs

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.plan import EVERY_DAY, FEWEST, Plan
from crispdm.gate.pilot.refusal import Refusal, Unsettled
from crispdm.words import count

_MOST_MISSING = 0.2  # of the rows


class Row(Struct, frozen=True, kw_only=True):
    """One row of pilot.csv. An arm is None on the days of a switchback that are not its own."""

    day: date
    pilot: float | None
    control: float | None
    counts: Counts | None = None  # the events behind the two rates
    pilot_n: float = 0.0  # how many cases an arm had; 0 where nothing tells
    control_n: float = 0.0
    guards: tuple[tuple[float | None, float | None], ...] = ()  # each guard's pilot and control
    line: int | None = None

    @property
    def weight(self) -> float:
        """`m k / (m + k)` (Mantel and Haenszel 1959; Greenland and Robins 1985); 1 where nothing is counted."""
        both = self.pilot_n + self.control_n
        return self.pilot_n * self.control_n / both if self.pilot_n and self.control_n else 1.0


class Selection(Struct, frozen=True, kw_only=True):
    """The rows that count, and what became of the others."""

    rows: tuple[Row, ...]
    start: date
    planned: int
    reached: int  # planned rows up to the last one that is there
    missing: tuple[date, ...]  # planned rows that are not there and not excused
    excused: int
    late: int  # rows after the planned end
    unripe: int  # rows that were not complete when the numbers were drawn
    before: tuple[Row, ...]

    @property
    def part(self) -> float:
        """The part of the planned rows at which the pilot is read."""
        return self.reached / self.planned


def select_rows(rows: Iterable[Row], plan: Plan, start: date, today: date | None = None) -> Selection:
    """Pick exactly the planned rows.

    Raises:
        Refusal: a row that cannot be, or none that counts.
    """
    found = sorted(rows, key=lambda row: row.day)
    _refuse_dates(found, plan, start, today)
    grid = plan.grid(start)
    by_day = {row.day: row for row in found}
    picked = [_picked(days, by_day, plan) for days in grid]
    reached = max((number for number, row in enumerate(picked, 1) if row), default=0)
    if not reached:
        _refuse_none(found, plan, start)
    gone = [days for days, row in zip(grid[:reached], picked[:reached], strict=True) if row is None]
    excused = [days for days in gone if any(day in plan.missing for day in days)]
    return Selection(
        rows=tuple(row for row in picked if row),
        start=start,
        planned=len(grid),
        reached=reached,
        missing=tuple(days[0] for days in gone if days not in excused),
        excused=len(excused),
        late=sum(row.day > grid[-1][-1] for row in found),
        unripe=sum(row.day >= start and not plan.is_ripe(row.day) for row in found),
        before=tuple(row for row in found if row.day < start),
    )


def _refuse_none(rows: Sequence[Row], plan: Plan, start: date) -> NoReturn:
    """No row counts: none is there, or all were drawn too early."""
    unripe = [row for row in rows if row.day >= start and not plan.is_ripe(row.day)]
    if unripe:
        have = f"{count(len(unripe), 'row')} drawn on {plan.read}, before plan.label_delay was over"
        earliest = unripe[-1].day + timedelta(days=plan.label_delay)
        fix = f"draw the numbers again on {earliest} or later, and write plan.read"
        raise Refusal(have, f"rows whose labels are {count(plan.label_delay, 'day')} old", fix, line=unripe[0].line)
    have, want = f"no complete row from {start} on", "a row for each day of the pilot"
    raise Refusal(have, want, "add the rows as they come")


def _picked(days: Sequence[date], by_day: dict[date, Row], plan: Plan) -> Row | None:
    """The row of some days of the grid; None where it is missing, or not ripe."""
    rows = [by_day[day] for day in days if day in by_day and plan.is_ripe(day)]
    if len(rows) < len(days):
        return None
    return _paired(rows[0], rows[1]) if plan.is_switchback else rows[0]


def _paired(first: Row, second: Row) -> Row:
    """Two neighbours of a switchback as one row."""
    pilot, control = (first, second) if first.control is None else (second, first)
    if pilot.control is not None or control.pilot is not None or pilot.pilot is None or control.control is None:
        have, want = f"{first.day} and {second.day} in the same arm", "the two arms in turn, one per day"
        raise Refusal(have, want, "correct the row, or plan.switchback", line=second.line)
    counts = None
    if pilot.counts and control.counts:
        counts = Counts(pilot.counts.pilot, pilot.counts.pilot_n, control.counts.control, control.counts.control_n)
    guards = tuple((own[0], other[1]) for own, other in zip(pilot.guards, control.guards, strict=True))
    return structs.replace(
        pilot, day=first.day, control=control.control, control_n=control.control_n, counts=counts, guards=guards
    )


def _refuse_dates(rows: Sequence[Row], plan: Plan, start: date, today: date | None) -> None:
    if plan.label_delay:
        _refuse_reading(plan, today)
    seen: dict[date, Row] = {}
    for row in rows:
        if row.day in seen:
            have = f"duplicate date {row.day}, first on line {seen[row.day].line}"
            raise Refusal(have, "each day once", "remove one of the two rows", line=row.line)
        seen[row.day] = row
        if today is not None and row.day > today:
            raise Refusal(f"a row of {row.day}", "only days that are over", "remove the row", line=row.line)
    _refuse_off_grid(rows, plan, start)


def _refuse_off_grid(rows: Sequence[Row], plan: Plan, start: date) -> None:
    """A row between two rows of the plan contradicts it."""
    if plan.row == "day" and plan.weekdays == EVERY_DAY:
        return
    grid = [day for days in plan.grid(start) for day in days]
    for row in rows:
        if grid and start <= row.day <= grid[-1] and row.day not in grid:
            have = f"a row of {row.day}, a {row.day:%A}"
            want = (
                "only the weekdays of plan.weekdays" if plan.row == "day" else f"one row per {plan.row} from plan.start"
            )
            fix = f"correct {'plan.weekdays' if plan.row == 'day' else 'plan.start or plan.row'}, or remove the row"
            raise Refusal(have, want, fix, line=row.line)


def _refuse_reading(plan: Plan, today: date | None) -> None:
    if plan.read is None or (today is not None and plan.read > today):
        have = f"plan.read: {plan.read or 'nothing yet'}"
        want = "the day on which the numbers were drawn, not in the future, as plan.label_delay is given"
        raise Refusal(have, want, "correct plan.read", key="plan.read")


def require_enough(selection: Selection, plan: Plan) -> None:
    """Insist on rows enough for an interval.

    Raises:
        Unsettled: too few rows.
    """
    rows, fewest = len(selection.rows), FEWEST[plan.row]
    if rows < fewest:
        few = f"{plan.name(rows)} {'is' if rows == 1 else 'are'} too few"
        raise Unsettled(f"{few}; at least {fewest} are needed")


def require_most(selection: Selection, plan: Plan) -> None:
    """Insist on a whole week, and on most of the planned rows.

    Raises:
        Unsettled: no whole week, or too many missing.
    """
    is_daily = plan.row == "day" and not plan.is_switchback
    if is_daily and selection.reached < min(selection.planned, len(plan.weekdays)):
        raise Unsettled("it has not run for a whole week yet, and weekdays differ")
    gone = len(selection.missing) + selection.excused
    if gone > _MOST_MISSING * selection.reached:
        are = "is" if gone == 1 else "are"
        raise Unsettled(f"{count(gone, 'row')} of {selection.reached} {are} missing, more than a fifth; add them")


def before_start(selection: Selection, plan: Plan) -> tuple[Row, ...]:
    """The rows of the planned days before the start."""
    return tuple(row for row in selection.before if (selection.start - row.day).days <= plan.pre_days)
