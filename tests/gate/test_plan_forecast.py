"""What tells how much a row will spread, and what is foretold from it, against numpy."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from msgspec import structs

from crispdm.gate.pilot.forecast import Forecast, describe_forecast, forecast
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.planning import Precision, bearable_spread, chance, rows_needed, smallest_settled
from crispdm.gate.pilot.rows import Row
from tests.support.pilot_table import START, goal

RELATIVE, ABSOLUTE = goal(40, 30), goal(40, 30, scale="absolute")
PILOT = np.array([30.0, 36, 29, 34, 28, 35, 31, 33])
CONTROL = np.array([41.0, 40, 44, 39, 43, 38, 45, 42])
PLAN = Plan(share=0.25, days=14)


def rows_of(pilot: Any = (None,) * 8, control: Any = CONTROL, number: int = 8) -> list[Row]:
    days = (START - timedelta(days=number - at) for at in range(number))
    return [Row(day=day, pilot=own, control=other) for day, own, other in zip(days, pilot, control, strict=False)]


def plan_of(**more: Any) -> Plan:
    return Plan(**{"share": 0.25, "days": 14, **more})


def as_expected(  # noqa: PLR0913 - what a forecast follows from
    found: Forecast, objective: Objective, spread: float, *, rows: int = 14, before: int = 0, lasting: float = 0.0
) -> None:
    size = 0.75 if objective.is_relative else 1.0
    precision = Precision(spread * size, rows, before, lasting, size)
    wanted, worthwhile = (0.25, 0.0625) if objective.is_relative else (10, 2.5)
    assert found.rows == rows
    assert found.chance == pytest.approx(chance(wanted, worthwhile, precision))
    assert found.smallest == pytest.approx(smallest_settled(precision))
    assert found.needed == rows_needed(wanted, worthwhile, precision)
    assert found.bearable is None


@pytest.mark.parametrize("objective", [RELATIVE, ABSOLUTE])
def test_rows_of_both_arms_tell_the_spread_of_the_change(objective: Objective) -> None:
    whole, count = PILOT.sum() / CONTROL.sum(), len(PILOT)
    without = (PILOT.sum() - PILOT) / (CONTROL.sum() - CONTROL)
    pseudo = count * whole - (count - 1) * without
    spread = (pseudo if objective.is_relative else PILOT - CONTROL).std(ddof=1)
    found = forecast(objective, PLAN, rows_of(PILOT))
    assert found.basis == "rows of both arms"
    as_expected(found, objective, float(spread))


@pytest.mark.parametrize("objective", [RELATIVE, ABSOLUTE])
def test_rows_of_the_control_tell_it_at_worst(objective: Objective) -> None:
    spread = float(np.sqrt(2) * CONTROL.std(ddof=1)) / (CONTROL.mean() if objective.is_relative else 1)
    found = forecast(objective, PLAN, rows_of())
    assert (found.basis, found.is_weak) == ("rows of the control", False)
    as_expected(found, objective, spread)


@pytest.mark.parametrize(
    ("pilot", "control", "number", "basis"),
    [
        (PILOT, CONTROL, 7, "rows of both arms"),
        (PILOT, CONTROL, 6, None),
        ((None,) * 8, CONTROL, 7, "rows of the control"),
        ((None,) * 8, CONTROL, 6, None),
        ((*PILOT[:6], None, None), CONTROL, 8, "rows of the control"),
        (PILOT, (None,) * 8, 8, None),
        ((None,) * 8, (0.0,) * 8, 8, None),
        ((None,) * 8, (*[0.0] * 7, 0.5), 8, "rows of the control"),
        (PILOT, (0.0,) * 8, 8, "rows of both arms"),
    ],
)
def test_seven_rows_tell_a_spread(pilot: Any, control: Any, number: int, basis: str | None) -> None:
    found = forecast(RELATIVE, PLAN, rows_of(pilot, control, number))
    if basis == "rows of both arms" and not any(control):
        assert found.chance is None, "a control of zero has no percentage"
        return
    assert found.basis == basis
    assert (found.chance is None) is (basis is None)
    assert (found.bearable is None) is (basis is not None)


@pytest.mark.parametrize(("per", "scale"), [(1.0, None), (100.0, None), (1.0, "absolute"), (100.0, "absolute")])
@pytest.mark.parametrize("control_share", [None, 0.5])
def test_a_share_of_known_cases_varies_by_chance(per: float, scale: Any, control_share: float | None) -> None:
    objective = Objective("orders", "of visits", 0.1 * per, 0.075 * per, 0.00625 * per, scale)
    found = forecast(objective, plan_of(cases=2000.0, per=per, control_share=control_share), ())
    spread = float(np.sqrt(0.1 * 0.9 * (1 / 500 + 1 / (1500 if control_share is None else 1000))))
    assert found.basis == "shares"
    if objective.is_relative:
        as_expected(found, objective, spread / 0.1)
    else:
        assert found.chance == pytest.approx(chance(0.025 * per, 0.00625 * per, Precision(spread * per, 14)))


@pytest.mark.parametrize(("now", "cases"), [(0.1, 0), (0.0, 2000), (1.0, 2000), (1.2, 2000), (-0.1, 2000)])
def test_what_is_no_share_of_known_cases_tells_nothing(now: float, cases: float) -> None:
    objective = Objective("orders", "of visits", now, now + 0.1, 0.02, "absolute")
    found = forecast(objective, plan_of(**({"cases": float(cases)} if cases else {})), ())
    assert (found.basis is None) == (found.chance is None) is True
    assert found.bearable == pytest.approx(bearable_spread(0.1, 0.02, 14))


@pytest.mark.parametrize(
    ("plan", "rows", "before"),
    [({}, 14, 0), ({"pre_days": 28}, 14, 28), ({"row": "week", "days": 84, "pre_days": 29}, 12, 4)],
)
def test_the_rows_of_the_plan_and_before_it_count(plan: dict[str, Any], rows: int, before: int) -> None:
    spread = float((PILOT - CONTROL).std(ddof=1))
    as_expected(forecast(ABSOLUTE, plan_of(**plan), rows_of(PILOT)), ABSOLUTE, spread, rows=rows, before=before)
    blind = forecast(RELATIVE, plan_of(**plan), ())
    assert (blind.rows, blind.chance, blind.smallest, blind.needed) == (rows, None, None, None)
    assert blind.bearable == pytest.approx(bearable_spread(0.25, 0.0625, rows, before) / 0.75)


@pytest.mark.parametrize(("control_units", "others"), [(0, 15), (6, 6)])
def test_people_who_differ_for_good_add_to_it_unless_rows_of_before_take_it_off(
    control_units: int, others: int
) -> None:
    lasting = 0.2 * float(np.sqrt(1 / 5 + 1 / others))
    units = {"units": 5, "control_units": control_units, "spread": 0.2}
    spread = float((PILOT - CONTROL).std(ddof=1))
    found = forecast(ABSOLUTE, plan_of(**units), rows_of(PILOT))
    as_expected(found, ABSOLUTE, spread, lasting=40 * lasting)
    compared = forecast(ABSOLUTE, plan_of(**units, pre_days=7), rows_of(PILOT))
    as_expected(compared, ABSOLUTE, spread, before=7)
    relative = forecast(RELATIVE, plan_of(**units), rows_of())
    as_expected(relative, RELATIVE, float(np.sqrt(2) * CONTROL.std(ddof=1) / CONTROL.mean()), lasting=0.75 * lasting)


def test_a_plan_is_weak_below_a_chance_of_80_percent_that_is_not_one_at_worst() -> None:
    assert not Forecast(rows=14, chance=0.8, basis="shares").is_weak
    assert Forecast(rows=14, chance=0.79, basis="shares").is_weak
    assert not Forecast(rows=14, chance=0.79, basis="rows of the control").is_weak
    assert not Forecast(rows=14).is_weak


def test_the_history_keeps_six_digits() -> None:
    found = Forecast(rows=14, chance=0.123456789, smallest=0.0012345678, needed=20, basis="shares")
    assert found.values() == {
        "rows": 14,
        "chance": 0.123457,
        "smallest": 0.001235,
        "bearable": None,
        "needed": 20,
        "basis": "shares",
    }


def test_a_forecast_is_a_sentence() -> None:
    found = Forecast(rows=14, chance=0.876, smallest=0.22, needed=12, basis="rows of both arms")
    assert describe_forecast(RELATIVE, PLAN, found) == (
        "14 days settle -25 % with a chance of 88 %, and changes from 22 % on with 80 %; 12 days are needed"
    )
    hopeless = Forecast(rows=14, chance=0.06, smallest=1.22, basis="rows of both arms")
    assert "6 %, and no decrease with 80 %; even a year" in describe_forecast(RELATIVE, PLAN, hopeless)
    assert "and changes from 122 % on with 80 %" in describe_forecast(goal(30, 40), PLAN, hopeless)
    assert "and changes from 1.22 minutes per case on" in describe_forecast(ABSOLUTE, PLAN, hopeless)
    blind = Forecast(rows=14, bearable=0.131)
    assert describe_forecast(RELATIVE, PLAN, blind) == (
        "14 days settle -25 % if pilot against control spreads by less than 13.1 % from row to row; "
        "two weeks of both arms before the start would show it"
    )
    weekly = structs.replace(PLAN, row="week", days=98)
    assert "seven weeks of both arms before" in describe_forecast(RELATIVE, weekly, blind)
