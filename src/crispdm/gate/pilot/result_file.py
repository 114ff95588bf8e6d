"""A test that was analysed elsewhere: `result` in pilot.yaml."""

from collections.abc import Callable

from msgspec import structs

from crispdm.gate.pilot.distributions import LEVEL, early_level, normal_quantile
from crispdm.gate.pilot.guards import Guarded
from crispdm.gate.pilot.judgement import Judged
from crispdm.gate.pilot.objective import Objective, parse_points
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.scales import refuse_scale
from crispdm.gate.pilot.verdict import Effect, Verdict, judge_effect
from crispdm.gate.record import Record
from crispdm.numbers import parse_change, percent, show
from crispdm.words import count

_FEWEST_DAYS = 5


def days_of_result(record: Record) -> int:
    """The number of days of a test that was analysed elsewhere.

    Raises:
        Unmet: it is not a whole number of days.
    """
    want = "how many days it ran, a whole number"
    days = record.number("result.days", want)
    if days < 1 or days != int(days):
        raise record.unmet("result.days", want)
    return int(days)


def judge_result(record: Record, objective: Objective, plan: Plan, guards: Callable[[], tuple[Guarded, ...]]) -> Judged:
    """Judge the interval that somebody computed elsewhere, by the same rule.

    Raises:
        Unmet: something is missing, not finite, or contradictory.
        Refusal: it is on another scale than the objective.
    """
    effect = _effect_of_result(record, objective, plan)
    signs: dict[str, object] = {"planned": plan.days, "read": effect.rows}
    if effect.rows < _FEWEST_DAYS:
        few = f"{count(effect.rows, 'day')} {'is' if effect.rows == 1 else 'are'} too few"
        because = f"{few}; at least {_FEWEST_DAYS} are needed"
        return Judged(verdict=Verdict(says="unclear", because=because), effect=effect, signs=signs)
    effect = _widened(effect)
    verdict = judge_effect(objective, effect, plan)
    if verdict.says != "deploy":  # only then the guards matter
        return Judged(verdict=verdict, effect=effect, signs=signs)
    measured = guards()
    open_ = tuple(each.because for each in measured if not each.is_held)
    verdict = judge_effect(objective, effect, plan, guards=open_)
    return Judged(verdict=verdict, effect=effect, guards=measured, signs=signs)


def _widened(effect: Effect) -> Effect:
    """The interval of an early reading, by as much wider as its level asks."""
    if effect.part >= 1:
        return effect
    factor = normal_quantile(1 - early_level(effect.part) / 2) / normal_quantile(1 - LEVEL / 2)
    low, high = (effect.estimate + (end - effect.estimate) * factor for end in (effect.low, effect.high))
    return structs.replace(effect, low=low, high=high)


def _effect_of_result(record: Record, objective: Objective, plan: Plan) -> Effect:
    pilot, control = record.number("result.pilot", "the measure in the pilot"), objective.now
    if plan.has_control:
        control = record.number("result.control", "the measure in the control")
        refuse_scale([pilot], [control], objective, plan)
    low, high, is_relative = _interval(record, pilot, control)
    factor = _to_scale(record, control, is_relative=is_relative, wants_relative=objective.is_relative)
    days = days_of_result(record)
    estimate = pilot / control - 1 if is_relative else pilot - control
    return Effect(
        estimate=estimate * factor,
        low=low * factor,
        high=high * factor,
        rows=days,
        part=days / plan.days,
        is_relative=objective.is_relative,
        has_control=plan.has_control,
        error=abs(high - low) * factor / 2 / normal_quantile(1 - LEVEL / 2),
    )


def _interval(record: Record, pilot: float, control: float) -> tuple[float, float, bool]:
    """The two ends, which contain the change itself, and whether they are in percent."""
    (low, is_relative), (high, is_high_relative) = _end(record, "result.low"), _end(record, "result.high")
    if is_relative != is_high_relative:
        raise record.unmet("result.high", "in percent or in the unit, like result.low")
    if is_relative and control <= 0:
        raise record.unmet("result.low", "the change in the unit: a percentage of this control has no meaning")
    if low >= high:
        raise record.unmet("result.low", f"below result.high, which is {record.get('result.high')}")
    estimate = pilot / control - 1 if is_relative else pilot - control
    if not low <= estimate <= high:
        change = percent(estimate, signed=True) if is_relative else show(estimate)
        raise record.unmet("result.low", f"an interval that contains the change itself, which is {change}")
    return low, high, is_relative


def _end(record: Record, name: str) -> tuple[float, bool]:
    written = record.get(name)
    points = parse_points(written)
    found = parse_change(written) if points is None else (points, False)
    if found is None:
        want = "an end of the 95 % interval of the change: in percent with its sign, in the unit, or such as -2 pp"
        raise record.unmet(name, want)
    return found


def _to_scale(record: Record, control: float, *, is_relative: bool, wants_relative: bool) -> float:
    """What turns the change into the objective's scale."""
    if is_relative == wants_relative:
        return 1.0
    if control <= 0:
        raise record.unmet("result.control", "above 0, as the objective is in percent")
    return 1 / control if wants_relative else control
