"""A pilot on 5 % of the traffic, given as totals, seems to have won 95 %: it is asked for rates before it is judged."""

import math
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.scales import refuse_counts, refuse_scale
from tests.support.findings import found, place
from tests.support.pilot_cases import DAYS, PILOT, VERDICT, C, Y, days

SHARE = 0.05
PLAN = Plan(share=0.5, days=14)
ODDS = SHARE / (1 - SHARE)  # the pilot's total over the control's, where the change does nothing
RATIOS = [0.71, 0.9, 1, 1.1, 1.29]  # of the totals to the odds: an effect moves them a little


def _totals(ratio: float) -> str:
    return days(14, ODDS * ratio - 1, noise=0.001)


@pytest.mark.parametrize("ratio", RATIOS)
def test_raw_totals_are_refused(ratio: float, tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, (C, DAYS, _totals(ratio)))
    assert (finding.status, place(finding)) == ("fail", (C, 2))
    assert "raw totals" in finding.have
    assert "with 5 % of the traffic" in finding.have
    assert finding.want.startswith("a rate (hours per week)")
    assert "plan.same_scale" in finding.fix


@pytest.mark.parametrize("ratio", RATIOS)
def test_raw_totals_of_a_test_analysed_elsewhere_are_refused(ratio: float, tmp_path: Path) -> None:
    result = f"result: {{pilot: {10 * ODDS * ratio:.6f}, control: 10, low: -9.9, high: -9, days: 14}}"
    finding = found(tmp_path, VERDICT, (Y, PILOT, f"{PILOT}{result}\n"))
    assert (finding.status, place(finding)[0], "raw totals" in finding.have) == ("fail", Y, True)


@pytest.mark.parametrize("ratio", [0.5, 0.69])
def test_what_is_below_the_share_of_the_traffic_is_taken_for_another_unit(ratio: float, tmp_path: Path) -> None:
    assert "the arms are in different units" in found(tmp_path, VERDICT, (C, DAYS, _totals(ratio))).have


@pytest.mark.parametrize("ratio", [1.31, 2])
def test_what_is_far_from_the_share_of_the_traffic_is_taken_for_a_rate(ratio: float, tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, (C, DAYS, _totals(ratio)))
    assert "the numbers say deploy" in finding.have


def test_at_a_large_share_totals_and_rates_look_alike_and_are_not_told_apart(tmp_path: Path) -> None:
    halves = days(14, 0.5 / 0.5 - 1 - 0.01)
    assert "raw totals" not in found(tmp_path, VERDICT, (Y, "share: 5 %", "share: 50 %"), (C, DAYS, halves)).have


def test_a_reason_why_the_numbers_are_right_is_accepted(tmp_path: Path) -> None:
    finding = found(
        tmp_path,
        VERDICT,
        (Y, "share: 5 %", "same_scale: both are means a listing\n  share: 5 %"),
        (C, DAYS, _totals(1)),
    )
    assert "the numbers say deploy: -94.7 %" in finding.have


@pytest.mark.parametrize(
    ("events", "days", "is_refused"), [(0, 14, False), (1, 14, False), (1, 140, True), (20, 14, False), (60, 14, True)]
)
def test_few_events_are_not_taken_for_another_unit(events: int, days: int, is_refused: bool) -> None:
    """None where seven incidents are expected in two weeks is nothing strange, one of seventy is."""
    rows = [Counts(1, 1, events, 1), *[Counts(0, 1, 0, 1)] * (days - 1)]
    objective = Objective("incidents", "a day", 0.5, 0.25, 0.1)
    with pytest.raises(Refusal, match="the objective says") if is_refused else nullcontext():
        refuse_scale([0.5] * days, [row.control for row in rows], objective, PLAN, rows)


@pytest.mark.parametrize(("many", "is_refused"), [(1, False), (20, True)])
def test_few_events_are_not_taken_for_two_units(many: int, is_refused: bool) -> None:
    """One event against 60 may be a change of 20 times, by chance; twenty against 1,200 may not."""
    rows = [Counts(1, 100, 60, 100)] * many
    with pytest.raises(Refusal, match="different units") if is_refused else nullcontext():
        refuse_scale([0.01] * many, [0.6] * many, Objective("incidents", "a day", 0.5, 0.25, 0.1), PLAN, rows)


def per_day(now: float, target: float, unit: str = "hours", **more: Any) -> Objective:
    return Objective("time", unit, now, target, abs(target - now) / 4, **more)


def refusal(  # noqa: PLR0913, PLR0917 - a row of a table
    pilot: float, control: float, objective: Objective, plan: Plan = PLAN, counts: Sequence[Counts] = (), days: int = 7
) -> Refusal | None:
    try:
        refuse_scale([pilot] * days, [control] * days, objective, plan, counts)
    except Refusal as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("now", "control", "is_refused"),
    [(10, 30, False), (10, 30.01, True), (10, 10 / 3, False), (10, 3.33, True), (-10, 50, False), (0, 50, False)],
)
def test_the_control_is_within_three_times_the_value_now(now: float, control: float, *, is_refused: bool) -> None:
    refused = refusal(control, control, per_day(now, now - 1, scale="absolute"))
    assert bool(refused) is is_refused
    if refused:
        assert "write a rate in the objective's unit, or say in plan.same_scale" in refused.fix
        same = structs.replace(PLAN, same_scale=True)
        assert refusal(control, control, per_day(now, now - 1), same) is None


@pytest.mark.parametrize(
    ("ratio", "unit", "is_a_week"),
    [
        (0.1429, "hours per week", True),
        (0.1429, "hours a week", True),
        (0.1429, "visits weekly", True),
        (0.1429, "hours per day", False),
        (0.112, "hours per week", True),
        (0.11, "hours per week", False),
        (1 / 9, "hours per week", False),
        (0.33, "hours per week", True),
        (7.0, "hours per week", False),
    ],
)
def test_a_log_per_day_beside_a_weekly_objective_is_told_its_factor(
    ratio: float, unit: str, *, is_a_week: bool
) -> None:
    refused = refusal(9 * ratio, 9 * ratio, per_day(9, 6, unit))
    assert refused is not None
    assert refused.fix.startswith("write log.per_day: 7, as the log is per day") is is_a_week
    assert refused.fix.startswith("write a rate in the objective's unit") is not is_a_week


def test_the_edge_of_chance_is_that_of_anscombes_root() -> None:
    """No event in n cases, at a rate of 1/6 at least: 2 (sqrt(n/6 + 3/8) - sqrt(3/8)) is 3.29 at 30.3 cases."""
    edge = 6 * ((stats.norm.isf(0.0005) / 2 + math.sqrt(3 / 8)) ** 2 - 3 / 8)
    for cases, is_refused in ((0.999 * edge, False), (1.001 * edge, True)):
        found = refusal(0.0, 0.0, per_day(50, 25), structs.replace(PLAN, per=100.0), [Counts(0, cases, 0, cases)])
        assert bool(found) is is_refused
    edge = (stats.norm.isf(0.0005) / 2 + math.sqrt(1.5 * 10 + 3 / 8)) ** 2 - 3 / 8
    for events, is_refused in ((0.999 * edge, False), (1.001 * edge, True)):
        found = refusal(0.0, events / 10, per_day(0.5, 0.25), PLAN, [Counts(0, 10, events, 10)])
        assert bool(found) is is_refused


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("counted", [True, False])
def test_the_arms_differ_by_ten_times_the_wanted_ratio_at_most(side: int, *, counted: bool) -> None:
    """Half is wanted: twenty times is too much. Counts may be as far as their interval at 0.001."""
    objective = per_day(0.5, 0.25)

    def at(ratio: float) -> Refusal | None:
        rows = [Counts(ratio * 1e6, 1e7, 1e6, 1e7)] * 7 if counted else ()
        return refusal(0.5 * ratio, 0.5, objective, PLAN, rows)

    inside, outside = (20**side) ** 0.98, (20**side) ** 1.02
    assert at(inside) is None
    refused = at(outside)
    assert refused is not None
    assert "the arms are in different units" in refused.have
    assert refusal(0.5 * outside, 0.5, per_day(0.5, 0.25, scale="absolute")) is None
    assert refusal(0.5 * outside, 0.5, per_day(0.5, 0.0)) is None, "no ratio says how far zero is"


@pytest.mark.parametrize(
    ("plan", "ratio", "counts", "is_refused"),
    [
        ({"share": 0.2}, 0.25, (), True),
        ({"share": 0.21}, 0.21 / 0.79, (), False),
        ({"share": 0.1, "control_share": 0.1}, 1.0, (), True),
        ({"share": 0.1}, 0.1 / 0.9, (Counts(10, 100, 90, 900),) * 7, False),
        ({"share": 0.1, "units": 5}, 0.1 / 0.9, (), False),
        ({"share": 0.2}, 0.25 * 1.299, (), True),
        ({"share": 0.2}, 0.25 * 1.301, (), False),
        ({"share": 0.2}, 0.25 * 0.701, (), True),
        ({"share": 0.2}, 0.25 * 0.699, (), False),
    ],
)
def test_totals_are_refused_where_the_arms_are_as_their_shares(
    plan: dict[str, Any], ratio: float, counts: Sequence[Counts], *, is_refused: bool
) -> None:
    found = refusal(10 * ratio, 10, per_day(10, 9), Plan(days=14, **plan), counts)
    assert ("raw totals" in found.have if found else False) is is_refused


@pytest.mark.parametrize(
    ("events", "cases", "now", "per", "is_refused"),
    [
        (11, 10, 0.5, 1, True),
        (10, 10, 0.5, 1, False),
        (9.5, 9, 0.5, 1, False),  # of fewer than ten cases nobody can tell
        (11, 10, 0, 1, True),
        (11, 10, 1, 1, True),
        (11, 10, 1.1, 1, False),
        (11, 10, -0.1, 1, False),
        (11, 10, 800, 1000, True),
    ],
)
@pytest.mark.parametrize("arm", ["pilot", "control"])
def test_no_share_has_more_events_than_cases(  # noqa: PLR0913 - a table
    arm: str, events: float, cases: float, now: float, per: float, *, is_refused: bool
) -> None:
    counts = Counts(events, cases, 1, 20) if arm == "pilot" else Counts(1, 20, events, cases)
    rows = [Row(day=date(2026, 12, 7), pilot=1, control=1, line=3), Row(day=date(2026, 12, 8), pilot=1, control=1)]
    rows[1] = structs.replace(rows[1], counts=counts, line=4)
    objective, plan = Objective("orders", "a visit", now, now / 2 - 1, 0.1), structs.replace(PLAN, per=per)
    with pytest.raises(Refusal, match=f"2026-12-08: .* {arm}_events of") if is_refused else nullcontext() as refused:
        refuse_counts(rows, objective, plan)
    if refused:
        assert refused.value.line == 4
    refuse_counts(rows, objective, structs.replace(plan, same_scale=True))
