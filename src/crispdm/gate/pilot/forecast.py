"""What a plan can settle, in words, before anybody is exposed. Pure."""

import math
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from crispdm.gate.pilot.interval import jackknife, variance_of_mean
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import DAYS_OF, Plan
from crispdm.gate.pilot.planning import CHANCE, Precision, bearable_spread, chance, rows_needed, smallest_settled
from crispdm.gate.pilot.rows import Row
from crispdm.numbers import percent

_FEWEST_BEFORE = 7


Basis = Literal["rows of both arms", "rows of the control", "shares"]
_BOUND: dict[Basis | None, str] = {"rows of the control": "at worst, ", "shares": "at best, "}


class Forecast(Struct, frozen=True, kw_only=True):
    """The chance of an answer if the wanted effect is the true one, the smallest effect that is settled, the rows."""

    rows: int
    chance: float | None = None  # None where nothing tells the spread
    smallest: float | None = None
    needed: int | None = None
    basis: Basis | None = None  # None where nothing tells the spread
    bearable: float | None = None  # the largest spread of a row with which the plan settles it

    def values(self) -> dict[str, float | int | str | None]:
        """The figures that the history keeps."""
        found = {"chance": self.chance, "smallest": self.smallest, "bearable": self.bearable}
        rounded = {name: None if value is None else round(value, 6) for name, value in found.items()}
        return {"rows": self.rows, **rounded, "needed": self.needed, "basis": self.basis}

    @property
    def is_weak(self) -> bool:
        """Whether the plan is likely to settle nothing; a chance at worst does not tell."""
        return self.chance is not None and self.chance < CHANCE and self.basis != "rows of the control"


def forecast(objective: Objective, plan: Plan, before: Sequence[Row]) -> Forecast:
    """Foretell what a plan settles, from the rows before its start, or else from what shares vary by at least."""
    rows, (basis, spread) = plan.rows(), _spread(objective, plan, before)
    wanted, worthwhile = objective.wanted, objective.worthwhile
    size = 1 + objective.sign * wanted if objective.is_relative else 1.0  # a smaller mean spreads less
    before_rows = plan.pre_days // DAYS_OF[plan.row]
    if spread is None:
        return Forecast(rows=rows, bearable=bearable_spread(wanted, worthwhile, rows, before_rows) / size)
    precision = Precision(spread * size, rows, before_rows, _lasting(objective, plan, size), size)
    return Forecast(
        rows=rows,
        chance=chance(wanted, worthwhile, precision),
        smallest=smallest_settled(precision),
        needed=rows_needed(wanted, worthwhile, precision),
        basis=basis,
    )


def _spread(objective: Objective, plan: Plan, before: Sequence[Row]) -> tuple[Basis | None, float | None]:
    """The standard deviation of the change of one row, and what tells it."""
    rows = ((row.pilot, row.control, row.weight) for row in before)
    known = [(own, other, weight) for own, other, weight in rows if own is not None and other is not None]
    if len(known) >= _FEWEST_BEFORE:
        found = jackknife(known, is_relative=objective.is_relative)
        return "rows of both arms", math.sqrt(found.variance * len(known)) if found else None
    control = [row.control for row in before if row.control is not None]
    if len(control) >= _FEWEST_BEFORE and math.fsum(control) > 0:
        return "rows of the control", _spread_of_control(control, objective)
    return "shares", _spread_of_shares(objective, plan)


def _spread_of_control(control: Sequence[float], objective: Objective) -> float:
    """Of two arms that have nothing in common; seasons that both have take some of it off."""
    both = math.sqrt(2 * variance_of_mean(control) * len(control))
    return both / (math.fsum(control) / len(control)) if objective.is_relative else both


def _spread_of_shares(objective: Objective, plan: Plan) -> float | None:
    """What chance alone makes of a share: `sqrt(p (1 - p) (1 / m + 1 / k))`; None of anything else."""
    share = objective.now / plan.per
    if not plan.cases or not 0 < share < 1:
        return None
    pilot, control = plan.cases * plan.share, plan.cases * (plan.control_share or 1 - plan.share)
    spread = math.sqrt(share * (1 - share) * (1 / pilot + 1 / control))
    return spread / share if objective.is_relative else spread * plan.per


def _lasting(objective: Objective, plan: Plan, size: float) -> float:
    """How much people differ permanently, where no earlier rows remove it."""
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
        before = "two weeks" if plan.row == "day" else f"seven {plan.row}s"
        return (
            f"{rows} settle {target} if pilot against control spreads by less than {bearable} from row to row; "
            f"{before} of both arms before the start would show it"
        )
    is_possible = not objective.is_relative or objective.sign > 0 or found.smallest < 1
    least = objective.show_change(found.smallest, signed=False)
    smallest = f"changes from {least} on" if is_possible else "no decrease"
    needed = f"{plan.name(found.needed)} are needed" if found.needed else "even a year would not be enough"
    return (
        f"{_BOUND.get(found.basis, '')}{rows} settle {target} with a chance of {percent(round(found.chance, 2))}, "
        f"and {smallest} with 80 %; {needed}"
    )
