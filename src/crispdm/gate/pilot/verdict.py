"""What a pilot's numbers say: deploy, improve, stop, or unclear. Pure.

Always against the control that ran beside it, never against the value of months ago: seasons move both.
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
_LONG = 1.5  # times the planned days: waiting for a good day is no test
_YEAR = 365  # a test that would take longer settles nothing
_ROUNDING = 1e-9  # of a relative comparison: 5 instead of 10 is -50 %, whatever binary fractions make of it


class Effect(Struct, frozen=True, kw_only=True):
    """The change against the control, in its natural sign: `-0.22` is 22 % less, or in the unit where not relative."""

    estimate: float
    low: float | None  # of the 95 % interval; None where there is none to be had
    high: float | None
    days: int
    is_relative: bool
    has_control: bool = True
    why_no_interval: str = ""


class Verdict(Struct, frozen=True, kw_only=True):
    """What the numbers say, why, and why deploying would need a reason all the same."""

    says: Says
    because: str
    deploy_needs: str = ""

    @property
    def allows(self) -> tuple[str, ...]:
        """The decisions that fit; what is unclear fits improve and stop, so that nobody is stuck."""
        return ("improve", "stop") if self.says == "unclear" else (self.says,)


def measured(objective: Objective, pilot: Sequence[float], control: Sequence[float] | None) -> Effect:
    """The effect of a pilot.

    Args:
        objective: for the scale, and for the value now where there is no control.
        pilot: a rate for each day, one day at least.
        control: the rate of the same days beside it; None where no control was possible.

    Returns:
        The ratio of sums less one, or the difference of means where a ratio has no meaning, with a jackknife interval.
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
        why_no_interval="the days do not tell how sure that is" if half is None else "every day shows the same change",
    )


def _ratio(pairs: Pairs) -> float:
    return math.fsum(pilot for pilot, _ in pairs) / math.fsum(control for _, control in pairs) - 1


def _difference(pairs: Pairs) -> float:
    return math.fsum(pilot - control for pilot, control in pairs) / len(pairs)


def judge(objective: Objective, effect: Effect) -> Verdict:
    """What the effect says about the objective; the first rule that matches.

    Harm, or surely too small to be worth it, is stop. Surely better than nothing is deploy where the estimate reaches
    the target, and improve where it does not. Everything else is unclear.
    """
    sign = math.copysign(1, objective.target - objective.now)
    scale = objective.now if effect.is_relative else 1.0
    want, least = abs(objective.target - objective.now) / scale, objective.least / scale
    if effect.days < FEWEST_DAYS:
        few = f"{count(effect.days, 'day')} {'is' if effect.days == 1 else 'are'} too few"
        return Verdict(says="unclear", because=f"{few}: at least {FEWEST_DAYS}")
    if effect.low is None or effect.high is None:
        return Verdict(says="unclear", because=effect.why_no_interval)
    low, high = sorted((sign * effect.low, sign * effect.high))
    estimate = sign * effect.estimate
    if high < least:
        smallest = _said(objective, effect, least).lstrip("+")
        small = f"the change is surely smaller than {smallest}, the smallest worth having"
        return Verdict(says="stop", because="it does harm" if high < 0 else small)
    target = _said(objective, effect, sign * want)
    if low > 0 and estimate >= want * (1 - _ROUNDING):
        falls_short = "; it may fall short of the target" if low < want else ""
        return Verdict(says="deploy", because=f"it reaches {target} and is surely better than nothing{falls_short}")
    if low > 0:
        return Verdict(says="improve", because=f"it is surely better than nothing, but falls short of {target}")
    return Verdict(says="unclear", because=_unsettled(effect.days, estimate, high - low, least))


def _unsettled(days: int, estimate: float, width: float, least: float) -> str:
    """How long to go on: an interval shrinks with the square root of the days."""
    room = max(estimate, least - estimate)
    needed = max(days * (width / 2 / room) ** 2, days + 1)
    settled = f"about {math.ceil(needed)} days would" if needed <= _YEAR else "even a year would not"
    return f"it may do nothing, and may be worth it; {settled} settle it"


def tempered(verdict: Verdict, *, planned: int, days: int, has_control: bool, guard: str = "") -> Verdict:
    """What else stands against deploying: a pilot shorter or much longer than planned, no control.

    Args:
        verdict: by the measure alone.
        planned: for how many days.
        days: for how many it ran.
        has_control: whether one was planned.
        guard: what is wrong with what must not get worse; empty where nothing is.
    """
    if verdict.says != "deploy":
        return verdict
    if guard:
        return Verdict(says="improve", because=f"{verdict.because}, but {guard}")
    if days < planned:
        return Verdict(says="improve", because=f"{verdict.because}, but it ran {days} of {planned} days")
    if not has_control:
        return Verdict(says="deploy", because=verdict.because, deploy_needs="there was no control beside it")
    if days > _LONG * planned:
        needs = f"it ran {days} days where {planned} were planned: waiting for a good day is no test"
        return Verdict(says="deploy", because=verdict.because, deploy_needs=needs)
    return verdict


def in_words(objective: Objective, effect: Effect) -> str:
    """`-22 % against the control, 95 % between -31 % and -12 %, 10 days`."""
    other = "control" if effect.has_control else "value before"
    text = f"{_said(objective, effect, effect.estimate)} against the {other}"
    if effect.low is not None and effect.high is not None:
        low, high = (_said(objective, effect, end) for end in (effect.low, effect.high))
        text += f", 95 % between {low} and {high}"
    return f"{text}, {count(effect.days, 'day')}"


def _said(objective: Objective, effect: Effect, change: float) -> str:
    """`-22 %`, or `+0.4 errors per listing` where percentages have no meaning."""
    if effect.is_relative:
        return percent(change, signed=True)
    return f"{'+' if change > 0 else ''}{show(change)} {objective.unit}"
