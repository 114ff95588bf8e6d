"""What must not get worse meanwhile: each guard a non-inferiority test against the control. Pure."""

import math
from collections.abc import Sequence

from msgspec import Struct

from crispdm.gate.pilot.change import Change, Series, measure_change
from crispdm.gate.pilot.interval import Weighted, jackknife
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Unsettled
from crispdm.gate.pilot.rows import Row, Selection, before_start
from crispdm.numbers import percent, show
from crispdm.words import count

_ONE_SIDED = 0.10  # the level of the two-sided interval whose one end is surely not passed at 95 %
_ROUNDING = 1e-9


class Guard(Struct, frozen=True, kw_only=True):
    """A guard: by how much it may be worse than the control, or without one its limit."""

    measure: str
    is_lower_better: bool
    margin: float | None = None
    is_relative: bool = False  # whether the margin is in percent of the control
    limit: float | None = None
    is_share: bool = False  # whether the limit is written in percent
    column: str = "guard"

    @property
    def sign(self) -> float:
        """-1 where less is better."""
        return -1.0 if self.is_lower_better else 1.0

    def show(self, value: float) -> str:
        """A harm, a margin or a limit as text."""
        is_percent = self.is_relative if self.margin is not None else self.is_share
        return percent(value) if is_percent else show(float(f"{value:.4g}"))


class Guarded(Struct, frozen=True, kw_only=True):
    """A guard as it was measured: by how much it is worse, and by how much it may be."""

    guard: Guard
    harm: float | None  # the mean where there is a limit instead of a margin
    worst: float | None  # the upper end of the harm, one-sided 95 %
    is_held: bool
    is_beyond: bool = False  # whether the best guess is worse than allowed already, and not only its end
    because: str
    line: int | None = None  # of the first row that lacks its number


def measure_guard(guard: Guard, position: int, selection: Selection, plan: Plan) -> Guarded:
    """Compare one guard with the control, or with its limit."""
    if gone := [row.line for row in selection.rows if _cell(row, position, guard) is None]:
        column = guard.column if guard.margin is None else f"{guard.column} or {guard.column}_control"
        because = f"{guard.measure}: {count(len(gone), 'row')} without a number in the column {column}"
        return Guarded(guard=guard, harm=None, worst=None, is_held=False, because=because, line=gone[0])
    return (_with_limit if guard.margin is None else _with_margin)(guard, position, selection, plan)


def _cell(row: Row, position: int, guard: Guard) -> float | None:
    pilot, control = row.guards[position]
    return pilot if guard.margin is None or control is not None else None


def _with_margin(guard: Guard, position: int, selection: Selection, plan: Plan) -> Guarded:
    """Not worse than the control by the margin: the one-sided 95 % upper end of the harm lies below it."""
    allowed = guard.margin or 0.0
    series = Series(
        during=tuple(_weighted(row, position) for row in selection.rows),
        missing=len(selection.missing),
        before=_before(position, selection, plan),
        earlier=_pairs(selection.before, position),
        is_relative=guard.is_relative,
        sign=guard.sign,
    )
    try:
        change = _certain_or_measured(series, plan)
    except Unsettled as unsettled:
        because = str(unsettled).replace("write objective.scale: absolute", "give the margin in its unit")
        because = f"{guard.measure}: nothing is certain, {because}"
        return Guarded(guard=guard, harm=None, worst=None, is_held=False, because=because)
    harm, worst = -guard.sign * change.value, max(-guard.sign * change.low, -guard.sign * change.high)
    is_held = worst < allowed or (worst == harm and worst <= allowed * (1 + _ROUNDING))
    is_beyond = harm >= allowed
    may = f"is worse by {guard.show(harm)}" if is_beyond else f"may be worse by up to {guard.show(worst)}"
    because = f"{guard.measure}: it {may}, allowed {guard.show(allowed)}"
    return Guarded(guard=guard, harm=harm, worst=worst, is_held=is_held, is_beyond=is_beyond, because=because)


def _certain_or_measured(series: Series, plan: Plan) -> Change:
    """The change of the guard; where it never moves, it is what it is."""
    differences = {(pilot, control) for pilot, control, _ in series.during}
    if len(differences) == 1:
        pilot, control = next(iter(differences))
        value = pilot / control - 1 if series.is_relative and control else pilot - control
        return Change(value=value, low=value, high=value, error=0.0)
    return measure_change(series, plan, _ONE_SIDED)


def _weighted(row: Row, position: int) -> Weighted:
    pilot, control = row.guards[position]
    return pilot or 0.0, control or 0.0, row.weight


def _before(position: int, selection: Selection, plan: Plan) -> tuple[Weighted, ...] | None:
    """The guard's rows before the start, where all of them have it."""
    if not plan.pre_days:
        return None
    rows = before_start(selection, plan)
    pairs = _pairs(rows, position)
    return pairs if rows and len(pairs) == len(rows) else None


def _pairs(rows: Sequence[Row], position: int) -> tuple[Weighted, ...]:
    """The rows that have the guard in both arms."""
    return tuple(_weighted(row, position) for row in rows if None not in row.guards[position])


def _with_limit(guard: Guard, position: int, selection: Selection, plan: Plan) -> Guarded:  # noqa: ARG001 - a twin
    """Surely within its limit, one-sided 95 %, as no control says what the season does."""
    limit = guard.limit or 0.0
    values = [row.guards[position][0] or 0.0 for row in selection.rows]
    mean = math.fsum(values) / len(values)
    found = jackknife([(value, 0.0, 1.0) for value in values], is_relative=False)
    half = found.half_width(_ONE_SIDED) if found else math.inf
    worst = mean - guard.sign * half
    is_held = -guard.sign * (worst - limit) <= _ROUNDING * abs(limit)
    may = f", but it may be {guard.show(worst)}" if found else ", but one row cannot tell how sure that is"
    is_beyond = -guard.sign * (mean - limit) > 0
    because = f"{guard.measure}: {guard.show(mean)} on average{'' if is_beyond else may}"
    return Guarded(guard=guard, harm=mean, worst=worst, is_held=is_held, is_beyond=is_beyond, because=because)
