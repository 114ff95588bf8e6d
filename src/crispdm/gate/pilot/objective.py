"""The objective: the business measure, its value now, its target. Pure."""

import math
import re
from math import isclose
from typing import Literal

from msgspec import Struct, structs

from crispdm.gate.record import Record
from crispdm.numbers import parse_change, parse_number, percent, show, show_points

Scale = Literal["relative", "absolute"]
_POINTS = r"(?i)(?P<change>.+?)\s*(pp|percentage points?)"
NAMES = ("measure", "unit", "now", "target", "least", "scale")
_LEAST_PART = 4  # of the way to the target, the smallest change worth having where none is written


class Objective(Struct, frozen=True, omit_defaults=True):
    """A measure with its unit, its value now, its target, and the smallest change worth having, in the unit."""

    measure: str
    unit: str
    now: float
    target: float
    least: float
    scale: Scale | None = None  # by the numbers, if it is not written: relative, but around zero
    are_shares: bool = False  # now, target and least are written in percent or in percentage points

    @property
    def is_relative(self) -> bool:
        """Whether a change is expressed in percent of the control; around zero that has no meaning."""
        return self.scale == "relative" if self.scale else self.now > 0 and self.target >= 0

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return math.copysign(1, self.target - self.now)

    @property
    def wanted(self) -> float:
        """The change from now to the target without its sign, on the scale."""
        return abs(self.target / self.now - 1) if self.is_relative else abs(self.target - self.now)

    @property
    def worthwhile(self) -> float:
        """The smallest change worth having, on the scale."""
        return self.least / self.now if self.is_relative else self.least

    def __str__(self) -> str:
        text = f"from {show(self.now)} to {show(self.target)} {self.unit}"
        is_told = self.is_relative or self.in_points
        return f"{text}, {self.show_change(self.sign * self.wanted)}" if is_told else text

    @property
    def in_points(self) -> bool:
        """Whether a change is one of percentage points."""
        return self.are_shares and not self.is_relative

    def values(self) -> dict[str, str | float]:
        """All values, as the history keeps them; a scale only where it is written."""
        return {name: value for name in NAMES if (value := getattr(self, name)) is not None}

    def facts(self) -> dict[str, str | float]:
        """The values, and whether changes are in percentage points."""
        return {**self.values(), **({"points": True} if self.in_points else {})}

    def show_change(self, change: float, *, signed: bool = True, has_unit: bool = True) -> str:
        """`-22 %`; `-2 percentage points` of shares, or `+0.4 errors per listing` where it is not relative."""
        if self.is_relative:
            return percent(change, signed=signed)
        if self.in_points:
            return show_points(change, signed=signed, has_unit=has_unit)
        number = f"{'+' if signed and change > 0 else ''}{show(float(f'{change:.3g}'))}"
        return f"{number} {self.unit}" if has_unit else number


def read_objective(record: Record) -> Objective:
    """Read the objective of objective.yaml.

    Raises:
        Unmet: something is missing, not a number, or not a change.
    """
    record.refuse_misspelled("objective", NAMES)
    measure = record.words("objective.measure", "the business measure to change")
    unit = record.unit("objective.unit", "its unit, as a rate, such as hours per moderator per week")
    now = record.number("objective.now", "the value today, a number")
    target, by_form = _target(record, now, unit)
    if target == now or show(target) == show(now):
        raise record.unmet("objective.target", f"a value other than {show(now)}, the value now")
    scale, shares = _scale(record, by_form), _are_shares(record)
    objective = Objective(measure, unit, now, target, abs(target - now) / _LEAST_PART, scale, shares)
    _refuse_ratio(record, objective)
    return structs.replace(objective, least=_least(record, objective))


def _target(record: Record, now: float, unit: str) -> tuple[float, Scale | None]:
    """The target in the unit, and the scale that the way in which it is written means."""
    written = record.get("objective.target")
    if (points := parse_points(written)) is not None:
        if not _may_be_share(now):
            want = f"a number in {unit}: percentage points are of a share, and the value now is {show(now)}"
            raise record.unmet("objective.target", want, "write the target as a number, or now as a share such as 12 %")
        return _rounded(now + points), "absolute"
    magnitude = parse_change(written) or _as_share(record, written)
    if magnitude is None:
        want = "a number, or a change with its sign, such as -50% or -2 pp"
        raise record.unmet("objective.target", want)
    value, is_percentage = magnitude
    if is_percentage and now == 0:
        want = f"a number in {unit}: the value now is 0, and so is any percentage of it"
        raise record.unmet("objective.target", want)
    return (_rounded(now * (1 + value)), None) if is_percentage else (value, None)


def _are_shares(record: Record) -> bool:
    """Whether the numbers are written in percent or in points, so that a change of them is one of points."""
    has_points = parse_points(record.get("objective.target")) is not None
    return has_points or "%" in str(record.get("objective.now"))


def parse_points(written: object) -> float | None:
    """`-2 pp` is -0.02; None of anything else."""
    found = re.fullmatch(_POINTS, written.strip()) if isinstance(written, str) else None
    number = parse_number(found["change"]) if found else None
    return None if number is None else number / 100


def _may_be_share(now: float) -> bool:
    """Whether a value now is one of which points may be meant: of 12, without a %, they are not 0.01 each."""
    return abs(now) <= 1


def _as_share(record: Record, written: object) -> tuple[float, bool] | None:
    """`8 %` beside a value now that is a share too: a share, and not a change."""
    value = parse_number(written)
    is_share = "%" in str(record.get("objective.now"))
    return (value, False) if value is not None and is_share else None


def _scale(record: Record, by_form: Scale | None) -> Scale | None:
    written = record.get("objective.scale")
    if written is None:
        return by_form
    if written not in ("relative", "absolute"):
        raise record.unmet("objective.scale", "relative (in percent of the control) or absolute (in the unit)")
    return "relative" if written == "relative" else "absolute"


def _refuse_ratio(record: Record, objective: Objective) -> None:
    """A percentage needs a value now above zero, and a target that a ratio can reach."""
    if not objective.is_relative:
        return
    if objective.now <= 0 or objective.target < 0:
        want = "absolute: a percentage has no meaning for these values"
        raise record.unmet("objective.scale", want, "write objective.scale: absolute")
    if objective.target == 0:
        want = "the most that you would accept, as a ratio never reaches 0"
        raise record.unmet(
            "objective.target", want, "write a small number, such as a tenth of now, or objective.scale: absolute"
        )


def _least(record: Record, objective: Objective) -> float:
    """The smallest change worth having: by default a quarter of the way to the target."""
    written, distance = record.get("objective.least"), abs(objective.target - objective.now)
    if written is None:
        return objective.least
    points = parse_points(written) if _may_be_share(objective.now) else None
    magnitude = parse_number(written)
    of_now = "%" in str(written) and not ("%" in str(record.get("objective.now")) and not objective.is_relative)
    least = points if points is not None else magnitude and _rounded(magnitude * objective.now if of_now else magnitude)
    least = None if least is None else abs(least)
    if not least or (least > distance and not isclose(least, distance)):  # 0.3 - 0.27 is not quite 0.03
        raise record.unmet("objective.least", f"a change above 0 and at most {show(distance)}, or in percent of now")
    return least


def _rounded(value: float) -> float:
    """Round to 12 digits, against the noise of binary fractions: 30 % less than 0.1 is 0.07."""
    return float(f"{value:.12g}")
