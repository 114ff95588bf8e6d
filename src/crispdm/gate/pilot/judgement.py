"""A whole pilot, from its rows to the verdict: which rows count, the change, the guards, the words. Pure."""

import math
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from crispdm.gate.pilot.change import Change, Series, fading, interval_of, measure_change, require_spread
from crispdm.gate.pilot.distributions import LEVEL, early_level, student
from crispdm.gate.pilot.guards import Guard, Guarded, measure_guard
from crispdm.gate.pilot.interval import Weighted, jackknife
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal, Unsettled
from crispdm.gate.pilot.rows import Row, Selection, before_start, require_enough, require_most, select_rows
from crispdm.gate.pilot.sample_ratio import mismatched_share
from crispdm.gate.pilot.scales import refuse_counts, refuse_scale
from crispdm.gate.pilot.units import Unit, estimate_from_units
from crispdm.gate.pilot.verdict import Effect, Verdict, judge_effect, rows_to_settle, towards_target
from crispdm.numbers import percent
from crispdm.words import count

_TOLD = 1.2  # times as wide, from which on serial dependence is said
_FEWEST_BEFORE = 7  # rows that tell whether the arms differed before the start


class Pilot(Struct, frozen=True, kw_only=True):
    """A pilot as it was planned and measured."""

    objective: Objective
    plan: Plan
    start: date
    rows: tuple[Row, ...]
    units: tuple[Unit, ...] = ()
    guards: tuple[Guard, ...] = ()
    today: date | None = None


class Judged(Struct, frozen=True, kw_only=True):
    """The verdict on a pilot, and all that led to it."""

    verdict: Verdict
    effect: Effect | None = None  # None where nothing may be read from it
    guards: tuple[Guarded, ...] = ()
    warnings: tuple[str, ...] = ()
    remark: str = ""  # what widened the interval
    selection: Selection | None = None  # the rows that count; None where it was analysed elsewhere
    signs: dict[str, object] = {}  # by name, what the rows show beside the change; warnings are what has no name


def judge_pilot(pilot: Pilot) -> Judged:
    """Judge a pilot.

    Raises:
        Refusal: something must be corrected before anything may be computed.
    """
    selection = select_rows(pilot.rows, pilot.plan, pilot.start, pilot.today)
    _refuse_rates(pilot, selection)
    about_arms = [*_about_arms(pilot, selection)]
    found = Judged(
        verdict=Verdict(says="unclear", because=""),
        warnings=(*_about_rows(selection, pilot.plan), *about_arms),
        selection=selection,
        signs={**_signs(selection), **({"warnings": about_arms} if about_arms else {})},
    )
    try:
        _require_soundness(pilot, selection)
        return _measured(pilot, selection, found)
    except _Mismatch as mismatch:
        signs = {**found.signs, "share_found": mismatch.found, "share_planned": mismatch.planned}
        return structs.replace(found, verdict=Verdict(says="unclear", because=str(mismatch)), signs=signs)
    except Unsettled as unsettled:
        return structs.replace(found, verdict=Verdict(says="unclear", because=str(unsettled)))


class _Mismatch(Unsettled):
    """The arms do not hold what was planned."""

    def __init__(self, found: float, planned: float) -> None:
        super().__init__(
            f"the pilot holds {percent(found)} of the cases, planned {percent(planned)}: "
            "assignment or logging is broken: find out which before you read the result"
        )
        self.found, self.planned = found, planned


def _measured(pilot: Pilot, selection: Selection, found: Judged) -> Judged:
    series = series_of(pilot, selection)
    change = _change(pilot, series, selection)
    effect = Effect(
        estimate=change.value,
        low=max(change.low, -1.0) if pilot.objective.is_relative and math.isfinite(change.low) else change.low,
        high=change.high,
        rows=len(selection.rows),
        part=selection.part,
        is_relative=pilot.objective.is_relative,
        has_control=pilot.plan.has_control,
        error=change.error,
        lasting=change.lasting,
    )
    signs = {**found.signs, "serial": change.inflation, **_settled_after(pilot, effect)}
    found = structs.replace(found, remark=_serial(change.inflation, pilot.plan))
    if towards_target(pilot.objective, effect).low <= 0:  # only then a guard matters: nobody mends one to stop
        return structs.replace(
            found, verdict=judge_effect(pilot.objective, effect, pilot.plan), effect=effect, signs=signs
        )
    guards = tuple(measure_guard(guard, at, selection, pilot.plan) for at, guard in enumerate(pilot.guards))
    halves = fading(series, pilot.objective.wanted)
    verdict = judge_effect(
        pilot.objective,
        effect,
        pilot.plan,
        guards=tuple(each.because for each in guards if not each.is_held),
        fades=_halves(pilot.objective, halves) if halves else "",
    )
    signs = {**signs, **({"first_half": halves[0], "second_half": halves[1]} if halves else {})}
    return structs.replace(found, verdict=verdict, effect=effect, guards=guards, signs=signs)


def _serial(inflation: float, plan: Plan) -> str:
    """What serial dependence does to the interval, where it does something."""
    factor = math.sqrt(inflation)
    if factor < _TOLD:
        return ""
    one = plan.name(1).partition(" ")[2]
    return f"{factor:.1f} times as wide, as each {one} resembles the one before"


def _settled_after(pilot: Pilot, effect: Effect) -> dict[str, object]:
    """While it runs: after how many rows it settles, at the present spread, if it truly reaches the target."""
    runs = effect.part < 1 and effect.error
    return {"settled_after": rows_to_settle(pilot.objective, effect)} if runs else {}


def _halves(objective: Objective, halves: tuple[float, float]) -> str:
    first, second = map(objective.show_change, halves)
    return f"{first} in the first half, {second} in the second"


def _change(pilot: Pilot, series: Series, selection: Selection) -> Change:
    level = early_level(selection.part)
    if not pilot.units:
        return measure_change(series, pilot.plan, level)
    found = estimate_from_units(pilot.units, is_relative=pilot.objective.is_relative)
    if found is None:
        raise Unsettled("the control is too near zero for a percentage: write objective.scale: absolute")
    change = interval_of(found, series, level)
    require_spread(change, "unit")
    return change


def series_of(pilot: Pilot, selection: Selection) -> Series:
    """The measure's rows as they are compared."""
    plan, counts = pilot.plan, tuple(row.counts for row in selection.rows if row.counts)
    before = before_start(selection, plan) if plan.pre_days else None
    return Series(
        during=_weighted(selection.rows, pilot),
        missing=len(selection.missing),
        before=None if before is None else _weighted(before, pilot),
        earlier=_weighted(selection.before, pilot) if plan.has_control else (),
        counts=counts if len(counts) == len(selection.rows) else (),
        is_relative=pilot.objective.is_relative,
        sign=pilot.objective.sign,
        has_control=plan.has_control,
    )


def _weighted(rows: Sequence[Row], pilot: Pilot) -> tuple[Weighted, ...]:
    now = pilot.objective.now
    pairs = ((row.pilot, row.control if pilot.plan.has_control else now, row.weight) for row in rows)
    return tuple((own, other, weight) for own, other, weight in pairs if own is not None and other is not None)


def _refuse_rates(pilot: Pilot, selection: Selection) -> None:
    """Refuse negative rates where percentages are wanted, and scales that cannot be meant."""
    for row in selection.rows:
        if pilot.objective.is_relative and min(row.pilot or 0.0, row.control or 0.0) < 0:
            have = f"{row.day}: a negative rate, and a change in percent"
            raise Refusal(have, "rates of 0 and more", "fix the row, or write objective.scale: absolute", line=row.line)
    if pilot.plan.has_control:
        rows = _weighted(selection.rows, pilot)
        counts = [row.counts for row in selection.rows if row.counts]
        refuse_counts(selection.rows, pilot.objective, pilot.plan)
        pilots, controls = [own for own, _, _ in rows], [other for _, other, _ in rows]
        refuse_scale(pilots, controls, pilot.objective, pilot.plan, counts if len(counts) == len(rows) else ())


def _require_soundness(pilot: Pilot, selection: Selection) -> None:
    require_enough(selection, pilot.plan)
    if found := mismatched_share(selection.rows, pilot.plan):
        raise _Mismatch(*found)
    require_most(selection, pilot.plan)
    if all(row.counts for row in selection.rows):
        return
    expected = {"pilot": pilot.objective.target, "control": pilot.objective.now if pilot.plan.has_control else 0.0}
    for arm in (name for name, value in expected.items() if value):
        if not any(getattr(row, arm) for row in selection.rows):
            columns = "pilot_events, pilot_n, control_events and control_n"
            raise Unsettled(f"the {arm} is 0 in every row: write {columns} instead, or correct the log")


def _about_rows(selection: Selection, plan: Plan) -> Iterator[str]:
    """What is to be known about the rows."""
    if selection.part < 1:
        read = f"read after {selection.reached} of {plan.name(selection.planned)}"
        yield f"{read}: the interval is that of an early reading"
    if selection.late:
        verb = "does" if selection.late == 1 else "do"
        yield f"{count(selection.late, 'row')} after the planned end {verb} not count"
    if selection.missing:
        verb = "counts" if len(selection.missing) == 1 else "count"
        yield f"{count(len(selection.missing), 'missing row')} {verb} as the worst row seen"
    if selection.unripe:
        yield f"{count(selection.unripe, 'row')} drawn before plan.label_delay was over, not counted"


def _about_arms(pilot: Pilot, selection: Selection) -> Iterator[str]:
    """What may make the arms differ permanently."""
    plan = pilot.plan
    if plan.units and not plan.pre_days and not pilot.units:
        people = count(plan.units, "unit")
        yield f"{people} may differ permanently by {percent(plan.spread)}: plan.pre_days or units.csv would narrow it"
    rows = [] if plan.pre_days else [*_weighted(selection.before, pilot)]
    if len(rows) < _FEWEST_BEFORE or not plan.has_control:
        return
    was = jackknife(rows, is_relative=pilot.objective.is_relative)
    if was and abs(was.value) > student(LEVEL, was.degrees) * math.sqrt(was.variance) > 0:
        yield f"the arms differed by {pilot.objective.show_change(was.value)} before the start: plan.pre_days"


def _signs(selection: Selection) -> dict[str, object]:
    """The facts about the rows, by name."""
    return {
        "planned": selection.planned,
        "read": selection.reached,
        "missing": len(selection.missing),
        "excused": selection.excused,
        "late": selection.late,
        "unripe": selection.unripe,
    }
