"""The change of the measure, or of a guard, with its interval, and all that a plan can add to it. Pure."""

import math
from collections.abc import Sequence

from msgspec import Struct, structs

from crispdm.gate.pilot.counts import Counts, difference_interval, ratio_interval
from crispdm.gate.pilot.distributions import LEVEL, student
from crispdm.gate.pilot.interval import (
    Estimate,
    Weighted,
    difference_in_differences,
    jackknife,
    pseudo_values,
    serial_inflation,
)
from crispdm.gate.pilot.plan import EVERY_DAY, Plan
from crispdm.gate.pilot.refusal import Unsettled
from crispdm.gate.pilot.units import add_lasting_spread
from crispdm.words import count

_ROUNDING = 1e-9  # of a comparison: 5 instead of 10 is -50 %, whatever binary fractions make of it
_FEWEST_BEFORE = 7
_NEAR_ZERO = 2.0  # half-widths between the control's mean and zero


class Series(Struct, frozen=True, kw_only=True):
    """Rows of a measure or a guard, and on which scale they are compared."""

    during: tuple[Weighted, ...]
    missing: int = 0  # rows that count as the worst one seen
    before: tuple[Weighted, ...] | None = None  # where the plan compares with what was before
    earlier: tuple[Weighted, ...] = ()  # all from before the start: they tell how much a row resembles the one before
    counts: tuple[Counts, ...] = ()
    is_relative: bool
    sign: float  # 1 where more is better
    has_control: bool = True


class Change(Struct, frozen=True, kw_only=True):
    """The change and its interval; infinite where the control has no event."""

    value: float
    low: float
    high: float
    error: float  # the standard error
    inflation: float = 1.0
    lasting: float = 0.0  # the part of the error that no further row takes off


def measure_change(series: Series, plan: Plan, level: float = LEVEL) -> Change:
    """Estimate the change.

    Raises:
        Unsettled: no interval can be computed; it says why.
    """
    found = _estimate(series, plan)
    if found is None and not series.counts:
        raise Unsettled(
            "the control is too near zero for a percentage: write objective.scale: absolute"
            if series.is_relative
            else "no interval can be computed from these rows"
        )
    change = interval_of(found, series, level)
    if series.counts and series.before is None:
        return _widened(change, found, series, plan, level)
    require_spread(change, "row")
    return change


def interval_of(found: Estimate | None, series: Series, level: float) -> Change:
    """`e -+ t sqrt(v)`; from nothing to infinity where the rows alone say nothing."""
    if found is None:
        has_event = any(row.pilot for row in series.counts)
        return Change(value=math.inf if has_event else 0.0, low=-math.inf, high=math.inf, error=0.0)
    half = found.half_width(level)
    return Change(
        value=found.value,
        low=found.value - half,
        high=found.value + half,
        error=math.sqrt(found.variance),
        inflation=found.inflation,
        lasting=math.sqrt(found.lasting),
    )


def require_spread(change: Change, of: str) -> None:
    """Refuse an interval without a width: rows, or people, that differ by nothing say nothing about chance.

    Raises:
        Unsettled: it has none.
    """
    if change.high - change.low <= 2 * _ROUNDING * max(1.0, abs(change.value)):
        raise Unsettled(f"every {of} shows the same change, so its uncertainty cannot be estimated")


def _widened(change: Change, found: Estimate | None, series: Series, plan: Plan, level: float) -> Change:
    """The wider of the interval of the rows and the exact one of the counts, at each end."""
    if series.is_relative:
        low, high = (end - 1 for end in ratio_interval(series.counts, level))
        low = max(-1.0, min(change.low, low)) if found else low
        high = max(change.high, high) if found else high
    else:
        exact = difference_interval(series.counts, level)
        low, high = min(change.low, plan.per * exact[0]), max(change.high, plan.per * exact[1])
    return structs.replace(change, low=low, high=high)


def _estimate(series: Series, plan: Plan) -> Estimate | None:
    own = pseudo_values(series.during, is_relative=series.is_relative)
    if series.is_relative and not series.counts and series.has_control:
        _require_control(series.during)
    rows = filled(series.during, series.missing, series.sign)
    found = _of_rows(rows, series, _inflation(own, series)) if own else None
    if found and series.before is not None:
        return _since_before(found, series, plan)
    if found and plan.units:
        return _with_people(found, series, plan)
    return found


def _of_rows(rows: Sequence[Weighted], series: Series, inflation: float | None = None) -> Estimate | None:
    return jackknife(rows, is_relative=series.is_relative, inflation=inflation)


def _inflation(during: Sequence[float], series: Series) -> float:
    """Of the variance by serial dependence, from the rows of the pilot and those before it."""
    earlier = pseudo_values(series.earlier, is_relative=series.is_relative) or []
    return serial_inflation(during, earlier)


def _require_control(rows: Sequence[Weighted]) -> None:
    """A percentage of a control that may be zero says nothing (Fieller 1954)."""
    mean = jackknife([(control, 0.0, weight) for _, control, weight in rows], is_relative=False)
    if mean and mean.variance and mean.value < _NEAR_ZERO * mean.half_width():
        raise Unsettled("the control is too near zero for a percentage: write objective.scale: absolute")


def filled(rows: Sequence[Weighted], missing: int, sign: float) -> list[Weighted]:
    """The rows, and for each missing one the worst of them again: who leaves out bad days gains nothing."""
    return [*rows, *[min(rows, key=lambda row: sign * _goodness(row))] * missing] if missing else [*rows]


def _goodness(row: Weighted) -> float:
    pilot, control, _ = row
    return pilot - control if min(pilot, control) <= 0 else math.log(pilot / control)


def _since_before(after: Estimate, series: Series, plan: Plan) -> Estimate:
    rows, needed = series.before or (), min(_FEWEST_BEFORE, plan.pre_days)
    if len(rows) < needed:
        raise Unsettled(f"{count(len(rows), 'row')} before the start; at least {needed} are needed for plan.pre_days")
    is_daily = plan.row == "day" and plan.weekdays == EVERY_DAY
    gone = max(plan.pre_days - len(rows), 0) if is_daily else 0
    was = rows and _of_rows(filled(rows, gone, -series.sign), series, after.inflation)
    if not was:
        raise Unsettled("no interval can be computed from the rows before the start")
    return difference_in_differences(after, was, is_relative=series.is_relative)


def _with_people(found: Estimate, series: Series, plan: Plan) -> Estimate:
    mean = math.fsum(control for _, control, _ in series.during) / len(series.during)
    size = 1 + found.value if series.is_relative else mean
    others = plan.control_units or plan.units * (1 - plan.share) / plan.share
    return add_lasting_spread(found, size, plan.spread, plan.units, others)


def fading(series: Series, wanted: float) -> tuple[float, float] | None:
    """The change in the first and in the second half, where it surely fades, and below what is wanted.

    Welch's t between the halves, two-sided at 0.05 (Welch 1947).
    """
    half = len(series.during) // 2
    if half < 3:  # noqa: PLR2004 - of two rows each no fading can be told
        return None
    first, second = _of_rows(series.during[:half], series), _of_rows(series.during[half:], series)
    if first is None or second is None or not first.variance + second.variance:
        return None
    variance = first.variance + second.variance
    degrees = variance**2 / (first.variance**2 / first.degrees + second.variance**2 / second.degrees)
    drop = series.sign * (first.value - second.value)
    is_fading = drop > student(LEVEL, degrees) * math.sqrt(variance) and series.sign * second.value < wanted
    return (first.value, second.value) if is_fading else None
