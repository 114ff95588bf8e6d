"""The objective: the business measure, its value now, its target. Pure."""

from math import isclose

from msgspec import Struct, structs

from crispdm.gate.record import Record
from crispdm.numbers import parse_change, parse_number, percent, show


class Objective(Struct, frozen=True):
    """A measure with its unit, its value now, its target, and the smallest change worth having, in the unit."""

    measure: str
    unit: str
    now: float
    target: float
    least: float

    @property
    def is_relative(self) -> bool:
        """Whether a change is expressed in percent of the value now; around zero that has no meaning."""
        return self.now > 0 and self.target >= 0

    def __str__(self) -> str:
        text = f"from {show(self.now)} to {show(self.target)} {self.unit}"
        return f"{text}, {percent(self.target / self.now - 1, signed=True)}" if self.is_relative else text

    def values(self) -> dict[str, str | float]:
        """All values, as the history keeps them."""
        return structs.asdict(self)


def read_objective(record: Record) -> Objective:
    """Read the objective of objective.yaml.

    Raises:
        Unmet: something is missing, not a number, or not a change.
    """
    measure = record.text("objective.measure", "the business measure to change")
    unit = record.text("objective.unit", "its unit, as a rate, such as hours per moderator per week")
    now = record.number("objective.now", "the value today, a number")
    written = parse_change(record.get("objective.target"))
    if written is None:
        raise record.unmet("objective.target", "a number, or a change with its sign, such as -50%")
    magnitude, is_percentage = written
    if is_percentage and now == 0:
        raise record.unmet(
            "objective.target", f"a number in {unit}: the value now is 0, and so is any percentage of it"
        )
    target = _rounded(now * (1 + magnitude)) if is_percentage else magnitude
    if target == now:
        raise record.unmet("objective.target", f"a value other than {show(now)}, the value now")
    return Objective(measure, unit, now, target, _least(record, now, abs(target - now)))


def _least(record: Record, now: float, distance: float) -> float:
    """The smallest change worth having: by default a quarter of the way to the target."""
    written = record.get("objective.least")
    if written is None:
        return distance / 4
    magnitude = parse_number(written)
    least = None if magnitude is None else abs(_rounded(magnitude * now) if "%" in str(written) else magnitude)
    if not least or (least > distance and not isclose(least, distance)):  # 0.3 - 0.27 is not quite 0.03
        raise record.unmet("objective.least", f"a change above 0 and at most {show(distance)}, or in percent of now")
    return least


def _rounded(value: float) -> float:
    """Round to 12 digits, against the noise of binary fractions: 30 % less than 0.1 is 0.07."""
    return float(f"{value:.12g}")
