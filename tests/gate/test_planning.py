"""What a plan can settle: foretold, and then simulated."""

import math
import random
from pathlib import Path

import pytest
from msgspec import structs

from crispdm.gate.pilot.forecast import describe_forecast, forecast
from crispdm.gate.pilot.interval import jackknife
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.planning import CHANCE, Precision, bearable_spread, chance, rows_needed, smallest_settled
from crispdm.testing import Example
from tests.simulations.tally import tally
from tests.simulations.worlds import daily
from tests.support.findings import found
from tests.support.pilot_cases import DAYS, OBJECTIVE, PILOT_PLAN, C, Y
from tests.support.pilot_table import MINUTES, rates

WITH_ROWS = Example(
    parameters={**PILOT_PLAN.parameters, "objective": "objective.yaml", "data": C},
    files={**PILOT_PLAN.files, "objective.yaml": OBJECTIVE, C: DAYS.replace("2026-12", "2026-11")},
    changes=(),
    cases=(),
)


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "spread"), [(7, 0.05), (14, 0.1), (14, 0.15), (28, 0.2), (56, 0.2)])
def test_what_is_foretold_is_what_happens(rows: int, spread: float) -> None:
    """Within five points, of which 800 pilots alone may make three."""
    long = daily(spread=spread)(random.Random(1), 0.0, 2000).rows
    known = jackknife([(row.pilot or 0.0, row.control or 0.0, 1.0) for row in long], is_relative=True, inflation=1.0)
    assert known is not None
    a_row = math.sqrt(known.variance * len(long))
    foretold = chance(0.1, 0.025, Precision(a_row * 0.9, rows, ratio=0.9))
    seen = tally(daily(spread=spread), 0.1, 1.0, rows, 800)
    assert foretold == pytest.approx(seen.part("deploy", "improve", "stop"), abs=0.05)


def test_as_many_rows_as_are_needed_settle_it_and_one_less_does_not() -> None:
    plan = Precision(0.2, 14)
    needed = rows_needed(0.1, 0.025, plan)
    assert needed is not None
    assert chance(0.1, 0.025, Precision(0.2, needed)) >= CHANCE > chance(0.1, 0.025, Precision(0.2, needed - 1))
    assert rows_needed(0.01, 0.0025, plan) is None, "no year of such rows settles one percent"


def test_the_bounds_are_where_the_chance_is_that_of_a_good_plan() -> None:
    plan = Precision(0.1, 14)
    assert chance(smallest_settled(plan), -1, plan) == pytest.approx(CHANCE, abs=1e-3)
    spread = bearable_spread(0.1, 0.025, 14)
    assert chance(0.1, 0.025, Precision(spread, 14)) == pytest.approx(CHANCE, abs=1e-3)


def test_rows_of_before_people_and_their_number_count() -> None:
    alone = Precision(0.1, 14)
    assert Precision(0.1, 14, 14).error > alone.error, "what was before is not known exactly either"
    assert Precision(0.1, 14, 0, 0.1).error > Precision(0.1, 14, 14).error
    assert Precision(0.1, 14, 28).degrees > Precision(0.1, 14, 14).degrees > alone.degrees


@pytest.mark.parametrize(
    ("plan", "before", "words"),
    [
        ({}, 0, "14 days settle -25 % if pilot against control spreads by less than"),
        ({}, 14, "14 days settle -25 % with a chance of"),
        ({"units": 5}, 14, "even a year would not be enough"),
        ({"row": "week", "days": 84}, 14, "12 weeks settle"),
        ({"cases": 2000}, 0, "14 days settle -25 % if"),
    ],
)
def test_it_is_said_in_words(plan: dict[str, int], before: int, words: str) -> None:
    planned = Plan(**{"share": 0.05, "days": 14, **plan})  # type: ignore[arg-type]  # a table of several types
    rows = rates(before, 41, 41, 0.1, first=-14)
    assert words in describe_forecast(MINUTES, planned, forecast(MINUTES, planned, rows))


def test_the_finding_says_it_and_the_history_keeps_it(tmp_path: Path) -> None:
    finding = found(tmp_path, WITH_ROWS)
    assert finding.status == "pass"
    assert "14 days settle -50 % with a chance of" in finding.have
    assert finding.facts["plan"]["needed"] == 5
    blind = found(tmp_path, WITH_ROWS, (C, WITH_ROWS.files[C], "date,pilot,control\n"))
    assert "if pilot against control spreads by less than" in blind.have
    assert blind.digest == finding.digest, "what is foretold is not what was signed"


def test_a_plan_that_settles_nothing_is_a_warning(tmp_path: Path) -> None:
    modest = ("objective.yaml", "target: 5\n  least: 1", "target: 9.95")
    finding = found(tmp_path, WITH_ROWS, modest)
    assert finding.status == "warn"
    assert finding.want.startswith("a chance of 80 % or more")
    assert finding.fix.startswith("plan more days")


def test_more_days_do_not_help_where_few_people_differ_for_good(tmp_path: Path) -> None:
    few = (Y, "  days: 14", "  days: 14\n  units: 2\n  spread: 90 %")
    finding = found(tmp_path, WITH_ROWS, few)
    assert (finding.status, "even a year would not be enough" in finding.have) == ("warn", True)
    assert finding.fix.startswith("compare with rows from before the start, plan.pre_days")
    before = (Y, "  days: 14", "  days: 14\n  units: 2\n  spread: 90 %\n  pre_days: 14")
    assert found(tmp_path, WITH_ROWS, before).status == "pass"


def test_whoever_changes_how_the_rows_are_read_changes_what_was_signed(tmp_path: Path) -> None:
    before = found(tmp_path, PILOT_PLAN).digest
    assert found(tmp_path, PILOT_PLAN, (Y, "  days: 14", "  days: 14\n  pre_days: 14")).digest != before


def test_a_share_of_known_cases_tells_what_chance_alone_makes_of_it() -> None:
    """`sqrt(0.1 * 0.9 * (1 / 1000 + 1 / 1000)) / 0.1` is 13.4 % of a day."""
    objective = structs.replace(MINUTES, now=0.1, target=0.08, least=0.005)
    found = forecast(objective, Plan(share=0.5, days=14, cases=2000), ())
    assert found.basis == "shares"
    assert found.chance == pytest.approx(chance(0.2, 0.05, Precision(0.1342 * 0.8, 14, ratio=0.8)), abs=1e-3)
    assert describe_forecast(objective, Plan(share=0.5, days=14), found).startswith("at best, 14 days settle -20 %")


def test_rows_of_the_control_alone_give_a_bound(tmp_path: Path) -> None:
    rows = [structs.replace(row, pilot=None) for row in rates(14, 41, 41, 0.0, first=-14)]
    waves = [structs.replace(row, control=41 * (1.1 if number % 2 else 0.9)) for number, row in enumerate(rows)]
    foretold = forecast(MINUTES, Plan(share=0.05, days=14), waves)
    assert (foretold.basis, foretold.is_weak) == ("rows of the control", False)
    both = forecast(MINUTES, Plan(share=0.05, days=14), rates(14, 41, 41, 0.1, first=-14))
    assert foretold.chance is not None
    assert both.basis == "rows of both arms"
    assert describe_forecast(MINUTES, Plan(share=0.05, days=14), foretold).startswith("at worst, 14 days settle")
    old_log = "date,pilot,control,guard\n" + "".join(f"2026-11-{day:02},,{day % 3 + 9},\n" for day in range(1, 15))
    finding = found(tmp_path, WITH_ROWS, (C, WITH_ROWS.files[C], old_log))
    assert "at worst, 14 days settle -50 %" in finding.have
    assert finding.facts["plan"]["basis"] == "rows of the control"
