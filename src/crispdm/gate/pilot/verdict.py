"""What a pilot's numbers say: deploy, improve, stop, or unclear. Pure.

Always compared with the control that ran beside it, never with the value of months ago: seasons move both.
"""

import math
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from crispdm.gate.pilot.interval import Pairs, jackknife
from crispdm.gate.pilot.objective import Objective
from crispdm.numbers import percent, show
from crispdm.words import count

Says = Literal["deploy", "improve", "stop", "unclear"]
FEWEST_DAYS = 5
_MAX_OVERRUN = 1.5  # times the planned days
_YEAR = 365  # days; no longer test is suggested
_ROUNDING = 1e-9  # of a relative comparison: 5 instead of 10 is -50 %, whatever binary fractions make of it


class Effect(Struct, frozen=True, kw_only=True):
    """The change against the control: `-0.22` is 22 % less, or 0.22 less in the unit where it is not relative."""

    estimate: float
    low: float | None  # of the 95 % interval; None where it cannot be computed
    high: float | None
    days: int
    is_relative: bool
    has_control: bool = True
    why_no_interval: str = ""


class Verdict(Struct, frozen=True, kw_only=True):
    """What the numbers say, why, and why deploying needs a reason nevertheless."""

    says: Says
    because: str
    deploy_needs: str = ""

    @property
    def allows(self) -> tuple[str, ...]:
        """The decisions that fit; an unclear verdict allows improve and stop, so that nobody is stuck."""
        return ("improve", "stop") if self.says == "unclear" else (self.says,)


def measure_effect(objective: Objective, pilot: Sequence[float], control: Sequence[float] | None) -> Effect:
    """Compute the effect of a pilot.

    Args:
        objective: for the scale, and for the value now where there is no control.
        pilot: a rate for each day, at least one.
        control: the rates of the same days in the control; None where no control was possible.

    Returns:
        The ratio of the sums minus one, or the difference of the means where a ratio has no meaning; with an interval.
    """
    pairs = [*zip(pilot, control if control is not None else [objective.now] * len(pilot), strict=True)]
    is_relative = objective.is_relative and math.fsum(other for _, other in pairs) > 0
    statistic = _ratio if is_relative else _difference
    estimate = statistic(pairs)
    half = jackknife(pairs, statistic)
    size = 1.0 if is_relative else max(abs(value) for pair in pairs for value in pair)
    has_spread = half is not None and half > _ROUNDING * size
    return Effect(
        estimate=estimate,
        low=estimate - half if half is not None and has_spread else None,
        high=estimate + half if half is not None and has_spread else None,
        days=len(pairs),
        is_relative=is_relative,
        has_control=control is not None,
        why_no_interval="no interval can be computed from these days"
        if half is None
        else "every day shows the same change",
    )


def _ratio(pairs: Pairs) -> float:
    return math.fsum(pilot for pilot, _ in pairs) / math.fsum(control for _, control in pairs) - 1


def _difference(pairs: Pairs) -> float:
    return math.fsum(pilot - control for pilot, control in pairs) / len(pairs)


def judge_effect(objective: Objective, effect: Effect) -> Verdict:
    """Compare the effect with the objective; the first rule that matches decides.

    Harm, or a change that is surely too small to be worth it, is stop. A change that is surely better than nothing is
    deploy where the estimate reaches the target, else improve. Everything else is unclear.
    """
    sign = math.copysign(1, objective.target - objective.now)
    scale = objective.now if effect.is_relative else 1.0
    want, least = abs(objective.target - objective.now) / scale, objective.least / scale
    if effect.days < FEWEST_DAYS:
        few = f"{count(effect.days, 'day')} {'is' if effect.days == 1 else 'are'} too few"
        return Verdict(says="unclear", because=f"{few}; at least {FEWEST_DAYS} are needed")
    if effect.low is None or effect.high is None:
        return Verdict(says="unclear", because=effect.why_no_interval)
    low, high = sorted((sign * effect.low, sign * effect.high))
    estimate = sign * effect.estimate
    if high < least:
        smallest = _show_change(objective, effect, least).lstrip("+")
        small = f"the change is surely smaller than {smallest}, the smallest worth having"
        return Verdict(says="stop", because="it does harm" if high < 0 else small)
    target = _show_change(objective, effect, sign * want)
    if low > 0 and estimate >= want * (1 - _ROUNDING):
        falls_short = "; it may fall short of the target" if low < want else ""
        return Verdict(says="deploy", because=f"it reaches {target} and is surely better than nothing{falls_short}")
    if low > 0:
        return Verdict(says="improve", because=f"it is surely better than nothing, but falls short of {target}")
    return Verdict(says="unclear", because=_unsettled(effect.days, estimate, high - low, least))


def _unsettled(days: int, estimate: float, width: float, least: float) -> str:
    """How many days would settle it: an interval shrinks with the square root of the days."""
    margin = max(estimate, least - estimate)
    needed = max(days * (width / 2 / margin) ** 2, days + 1)
    settled = f"about {math.ceil(needed)} days would" if needed <= _YEAR else "even a year would not"
    return f"it may do nothing, or be worth it; {settled} settle it"


def limit_verdict(verdict: Verdict, *, planned: int, days: int, has_control: bool, guard: str = "") -> Verdict:
    """Limit a verdict of deploy: a guard that does not hold, a pilot much shorter or longer than planned, no control.

    Args:
        verdict: by the measure alone.
        planned: for how many days.
        days: for how many it ran.
        has_control: whether one was planned.
        guard: what is wrong with the guard; empty where it holds.
    """
    if verdict.says != "deploy":
        return verdict
    if guard:
        return Verdict(says="improve", because=f"{verdict.because}, but {guard}")
    if days < planned:
        return Verdict(says="improve", because=f"{verdict.because}, but it ran {days} of {planned} days")
    if not has_control:
        return Verdict(says="deploy", because=verdict.because, deploy_needs="there was no control")
    if days > _MAX_OVERRUN * planned:
        needs = f"it ran {days} days instead of {planned}: waiting for good days biases a test"
        return Verdict(says="deploy", because=verdict.because, deploy_needs=needs)
    return verdict


def describe_effect(objective: Objective, effect: Effect) -> str:
    """`-22 % against the control, 95 % between -31 % and -12 %, 10 days`."""
    other = "control" if effect.has_control else "value before"
    text = f"{_show_change(objective, effect, effect.estimate)} against the {other}"
    if effect.low is not None and effect.high is not None:
        low, high = (_show_change(objective, effect, end) for end in (effect.low, effect.high))
        text += f", 95 % between {low} and {high}"
    return f"{text}, {count(effect.days, 'day')}"


def _show_change(objective: Objective, effect: Effect, change: float) -> str:
    """`-22 %`, or `+0.4 errors per listing` where percentages have no meaning."""
    if effect.is_relative:
        return percent(change, signed=True)
    return f"{'+' if change > 0 else ''}{show(change)} {objective.unit}"
