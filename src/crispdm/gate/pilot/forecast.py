"""What a plan can settle, in words, before anybody is exposed. Pure."""

import math
from collections.abc import Sequence

from msgspec import Struct

from crispdm.gate.pilot.interval import jackknife
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import DAYS_OF, Plan
from crispdm.gate.pilot.planning import CHANCE, Precision, bearable_spread, chance, rows_needed, smallest_settled
from crispdm.gate.pilot.rows import Row
from crispdm.numbers import percent

_FEWEST_BEFORE = 7


class Forecast(Struct, frozen=True, kw_only=True):
    """The chance of an answer if the wanted effect is the true one, the smallest effect that is settled, the rows."""

    rows: int
    chance: float | None = None  # None where nothing tells the spread
    smallest: float | None = None
    needed: int | None = None
    bearable: float | None = None  # the largest spread of a row with which the plan settles it

    def values(self) -> dict[str, float | int | None]:
        """The figures that the history keeps."""
        found = {"chance": self.chance, "smallest": self.smallest, "bearable": self.bearable}
        rounded = {name: None if value is None else round(value, 6) for name, value in found.items()}
        return {"rows": self.rows, **rounded, "needed": self.needed}

    @property
    def is_weak(self) -> bool:
        """Whether the plan is likely to settle nothing."""
        return self.chance is not None and self.chance < CHANCE


def forecast(objective: Objective, plan: Plan, before: Sequence[Row]) -> Forecast:
    """Foretell what a plan settles, from the rows of both arms before its start, if there are some."""
    rows, spread = plan.rows(), _spread(objective, before)
    wanted, worthwhile = objective.wanted, objective.worthwhile
    size = 1 + objective.sign * wanted if objective.is_relative else 1.0  # a smaller mean spreads less
    if spread is None or size <= 0:
        bearable = bearable_spread(wanted, worthwhile, rows, plan.pre_days // DAYS_OF[plan.row]) / max(size, 0.01)
        return Forecast(rows=rows, bearable=bearable)
    precision = Precision(spread * size, rows, plan.pre_days // DAYS_OF[plan.row], _lasting(objective, plan, size))
    return Forecast(
        rows=rows,
        chance=chance(wanted, worthwhile, precision),
        smallest=smallest_settled(precision),
        needed=rows_needed(wanted, worthwhile, precision),
    )


def _spread(objective: Objective, before: Sequence[Row]) -> float | None:
    """The standard deviation of the change of one row."""
    rows = ((row.pilot, row.control, row.weight) for row in before)
    known = [(own, other, weight) for own, other, weight in rows if own is not None and other is not None]
    if len(known) < _FEWEST_BEFORE:
        return None
    found = jackknife(known, is_relative=objective.is_relative)
    return math.sqrt(found.variance * len(known)) if found else None


def _lasting(objective: Objective, plan: Plan, size: float) -> float:
    """What people differ by for good, where no row of before takes it off."""
    if not plan.units or plan.pre_days:
        return 0.0
    others = plan.control_units or plan.units * (1 - plan.share) / plan.share
    scale = size if objective.is_relative else objective.now
    return scale * plan.spread * math.sqrt(1 / plan.units + 1 / others)


def describe_forecast(objective: Objective, plan: Plan, found: Forecast) -> str:
    """The forecast as a sentence."""
    target, rows = objective.show_change(objective.sign * objective.wanted), plan.name(found.rows)
    if found.chance is None or found.smallest is None:
        bearable = objective.show_change(found.bearable or 0.0, signed=False)
        return f"{rows} settle {target} if pilot against control spreads by less than {bearable} from row to row"
    smallest = objective.show_change(found.smallest, signed=False)
    needed = f"{plan.name(found.needed)} are needed" if found.needed else "no year would do"
    return (
        f"{rows} settle {target} with a chance of {percent(round(found.chance, 2))}, "
        f"and changes from {smallest} on with 80 %; {needed}"
    )
