"""Rows whose numbers cannot be meant: refused before anything is computed. Pure."""

import math
from collections.abc import Sequence

from crispdm.gate.pilot.counts import TELLING, Counts, ratio_interval
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.rows import Row
from crispdm.numbers import percent, show

_MAX_FACTOR = 3.0  # between the control and the value now
_MAX_EFFECT = 10.0  # times the wanted ratio of the arms
_SMALL_SHARE = 0.2  # of the traffic: below it, raw totals of pilot and control clearly differ
_SURE = 0.001  # the level at which chance does not explain rare events of another unit
_SURE_Z = 3.2905  # of the normal distribution at that level
_NEAR = 0.3  # of share / (1 - share): within it, pilot and control look like raw totals
_OR_SAY = "or say in plan.same_scale why the numbers are right"


def refuse_scale(
    pilot: Sequence[float],
    control: Sequence[float],
    objective: Objective,
    plan: Plan,
    counts: Sequence[Counts] = (),
) -> None:
    """Refuse numbers of another unit than the objective's, of two units, or totals instead of rates.

    Rates of few events may be far from what is expected by chance alone: those are not refused.

    Args:
        pilot: its rates.
        control: its rates.
        objective: for the value now and the target.
        plan: for the share of the traffic.
        counts: the events behind the rates, which so are no totals.

    Raises:
        Refusal: unless plan.same_scale says why they are right.
    """
    if plan.same_scale:
        return
    mean, beside = math.fsum(pilot) / len(pilot), math.fsum(control) / len(control)
    _refuse_unit(beside, objective, plan, counts)
    if beside > 0 < mean:
        if not counts and not plan.units:
            _refuse_totals(mean / beside, objective, plan)
        _refuse_arms(mean, beside, objective, counts)


def refuse_counts(rows: Sequence[Row], objective: Objective, plan: Plan) -> None:
    """Refuse more events than cases, where the objective says that a case has less than one.

    Of few cases a row nobody can tell: half an incident a day may be two today.

    Raises:
        Refusal: unless plan.same_scale says why they are right.
    """
    if plan.same_scale or not 0 <= objective.now <= plan.per:
        return
    for row in rows:
        for arm in ("pilot", "control") if row.counts else ():
            events, cases = getattr(row.counts, arm), getattr(row.counts, f"{arm}_n")
            if events > cases >= TELLING:
                have = f"{row.day}: {show(events)} {arm}_events of {show(cases)} cases"
                raise Refusal(have, "at most as many events as cases", f"correct the row, {_OR_SAY}", line=row.line)


def _refuse_unit(control: float, objective: Objective, plan: Plan, counts: Sequence[Counts]) -> None:
    now = objective.now
    nearest = min(max(control, now / _MAX_FACTOR), now * _MAX_FACTOR)
    if now > 0 and control != nearest and not _may_be_chance(nearest / plan.per, counts):
        have = f"the control is {show(control)} on average; the objective says {show(now)} now"
        fix = _factor(control / now, objective) or "write a rate in the objective's unit"
        raise Refusal(have, f"{objective.unit}, in the pilot and in the control", f"{fix}, {_OR_SAY}")


def _may_be_chance(rate: float, counts: Sequence[Counts]) -> bool:
    """Whether the control's events may come from a rate: the root of a Poisson count varies by 1/2 (Anscombe 1948)."""
    events, cases = (math.fsum(getattr(row, name) for row in counts) for name in ("control", "control_n"))
    distance = math.sqrt(events + 3 / 8) - math.sqrt(rate * cases + 3 / 8)
    return bool(counts) and 2 * abs(distance) <= _SURE_Z


def _factor(ratio: float, objective: Objective) -> str:
    """The factor that is missing between a day and a week, where it is that."""
    per_week = objective.unit.casefold().endswith(("per week", "a week", "weekly"))
    is_seventh = 1 / 9 < ratio < 1
    fix = "write log.per_day: 7, as the log is per day, or weekly numbers and plan.row: week"
    return fix if per_week and is_seventh else ""


def _refuse_arms(pilot: float, control: float, objective: Objective, counts: Sequence[Counts]) -> None:
    if not objective.is_relative or objective.target <= 0:
        return
    farthest = math.log(_MAX_EFFECT) + abs(math.log(objective.target / objective.now))
    if abs(math.log(pilot / control)) <= farthest:
        return
    low, high = ratio_interval(counts, _SURE) if counts else (pilot / control, pilot / control)
    if low > math.exp(farthest) or high < math.exp(-farthest):
        have = (
            f"the pilot is {show(pilot)} on average, and the control {show(control)}: the arms are in different units"
        )
        want = f"{objective.unit}, in the pilot and in the control"
        raise Refusal(have, want, f"write both columns in one unit, {_OR_SAY}")


def _refuse_totals(ratio: float, objective: Objective, plan: Plan) -> None:
    odds = plan.share / (plan.control_share or 1 - plan.share)
    if plan.share <= _SMALL_SHARE and abs(ratio / odds - 1) <= _NEAR:
        have = f"the pilot is {percent(ratio)} of the control, with {percent(plan.share)} of the traffic: raw totals?"
        want = f"a rate ({objective.unit}), in the pilot and in the control"
        raise Refusal(have, want, f"write a daily rate in the objective's unit, {_OR_SAY}")
