"""What a pilot's numbers say: deploy, improve, stop, or unclear. Pure.

Always compared with the control that ran beside it, never with the value of months ago: seasons move both.
"""

import math
from typing import Literal

from msgspec import Struct

from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan

Says = Literal["deploy", "improve", "stop", "unclear"]
_MAX_OVERRUN = 1.1  # times the planned days
_HARDLY = 0.5  # of the smallest change worth having
_FAR_END = 1.4  # half-widths: what the estimate will surely not exceed, 0.3 % one-sided
_ROUNDING = 1e-9  # of a relative comparison: 5 instead of 10 is -50 %, whatever binary fractions make of it


class Effect(Struct, frozen=True, kw_only=True):
    """The change against the control: `-0.22` is 22 % less, or 0.22 less in the unit where it is not relative."""

    estimate: float
    low: float
    high: float
    rows: int
    part: float = 1.0  # of the planned rows
    is_relative: bool
    has_control: bool = True
    error: float = 0.0
    lasting: float = 0.0  # the part of the error that no further row takes off


class Verdict(Struct, frozen=True, kw_only=True):
    """What the numbers say, why, and why deploying needs a reason nevertheless."""

    says: Says
    because: str
    deploy_needs: str = ""
    is_harm: bool = False

    @property
    def allows(self) -> tuple[str, ...]:
        """The decisions that fit; an unclear verdict allows improve and stop, so that nobody is stuck."""
        return ("improve", "stop") if self.says == "unclear" else (self.says,)


class Towards(Struct, frozen=True):
    """An effect as seen from the target: positive is better."""

    estimate: float
    low: float
    high: float
    wanted: float
    worthwhile: float

    @property
    def reaches(self) -> bool:
        """Whether the estimate reaches the target."""
        return self.estimate >= self.wanted * (1 - _ROUNDING)


def towards_target(objective: Objective, effect: Effect) -> Towards:
    """Turn an effect so that positive is better."""
    sign = objective.sign
    low, high = sorted((sign * effect.low, sign * effect.high))
    return Towards(sign * effect.estimate, low, high, objective.wanted, objective.worthwhile)


def judge_effect(
    objective: Objective, effect: Effect, plan: Plan, *, guards: tuple[str, ...] = (), fades: str = ""
) -> Verdict:
    """Compare the effect with the objective; the first rule that matches decides.

    Args:
        objective: what is wanted, and what is worth having.
        effect: with its interval, on the objective's scale.
        plan: how many rows, whether there is a control, whether anybody was exposed.
        guards: what is open about each guard that is not held.
        fades: how the effect fades; empty where it does not.
    """
    seen = towards_target(objective, effect)
    if stop := _stops(objective, seen):
        return stop
    if seen.low <= 0:
        return Verdict(says="unclear", because=_unsettled(objective, effect, plan))
    if effect.part < 1 and not plan.has_ended:
        planned = round(effect.rows / effect.part)
        because = f"better so far, after {effect.rows} of {plan.name(planned)}: go on, or write ended_because"
        return Verdict(says="unclear", because=because)
    target = _target(objective)
    if not seen.reaches:
        return Verdict(says="improve", because=f"it is surely better than no change, but falls short of {target}")
    if why_not := _why_not_deployed(guards, fades):
        return Verdict(says="improve", because=f"it reaches {target}{why_not}")
    short = "; it may fall short of the target" if seen.low < seen.wanted else ""
    because = f"it reaches {target} and is surely better than no change{short}"
    return Verdict(says="deploy", because=because, deploy_needs=_deploy_needs(effect, plan))


def _why_not_deployed(guards: tuple[str, ...], fades: str) -> str:
    """Why a change that reaches the target may not be deployed."""
    if guards:
        return f", but {'; '.join(guards)}"
    return f" on average, but fades: {fades}" if fades else ""


def _stops(objective: Objective, seen: Towards) -> Verdict | None:
    """Harm, a change that is surely too small, or hardly any change where the target is surely out of reach."""
    if seen.high < 0:
        return Verdict(says="stop", because="it does harm", is_harm=True)
    if seen.high < seen.worthwhile:
        smallest = objective.show_change(seen.worthwhile, signed=False)
        return Verdict(says="stop", because=f"the change is surely smaller than {smallest}, the smallest worth having")
    farthest = seen.estimate + _FAR_END * (seen.high - seen.estimate)
    if seen.estimate < _HARDLY * seen.worthwhile and farthest < seen.wanted:
        because = f"it hardly helps, and {_target(objective)} is surely out of reach"
        return Verdict(says="stop", because=because)
    return None


def _deploy_needs(effect: Effect, plan: Plan) -> str:
    if not plan.has_control:
        return "there was no control"
    if plan.is_shadow:
        return "nobody was exposed to it"
    if effect.part > _MAX_OVERRUN:
        return f"it ran {plan.name(effect.rows)} instead of {plan.rows()}: waiting for good days biases a test"
    return ""


def _unsettled(objective: Objective, effect: Effect, plan: Plan) -> str:
    """How many rows would settle it, if the change truly reaches the target."""
    needed = rows_to_settle(objective, effect)
    needed = max(needed, effect.rows + 1) if needed else None
    settled = f"about {plan.name(needed)} would" if needed else "even a year would not"
    return f"it may do nothing, or be worth it; {settled} settle it if it truly reaches {_target(objective)}"


def rows_to_settle(objective: Objective, effect: Effect) -> int | None:
    """How many rows settle it at the present spread, if it truly reaches the target; None where even a year does not.

    What people differ by, and what the rows from before the start leave open, stays however long the pilot runs.
    """
    from crispdm.gate.pilot.planning import Precision, rows_needed  # noqa: PLC0415 - only an unclear pilot plans the next one

    spread = math.sqrt(max(effect.error**2 - effect.lasting**2, 0.0) * effect.rows)
    precision = Precision(spread, effect.rows, lasting=effect.lasting)
    return rows_needed(objective.wanted, objective.worthwhile, precision) if effect.error else None


def _target(objective: Objective) -> str:
    return objective.show_change(objective.sign * objective.wanted)


def describe_effect(objective: Objective, effect: Effect, plan: Plan, remark: str = "") -> str:
    """`-22 % against the control, 95 % between -31 % and -12 %, 10 days`; a remark explains the interval."""
    other = "control" if effect.has_control else "value before"
    low, high = (objective.show_change(end, has_unit=False) for end in (effect.low, effect.high))
    interval = f"95 % between {low} and {high}" if effect.part >= 1 else f"read early between {low} and {high}"
    if math.isinf(effect.high):
        interval = f"95 % above {low}"
    change = objective.show_change(effect.estimate) if math.isfinite(effect.estimate) else "no finite value"
    interval = f"{interval} ({remark})" if remark else interval
    return f"{change} against the {other}, {interval}, {plan.name(effect.rows)}"
