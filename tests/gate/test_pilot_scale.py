"""A pilot on 5 % of the traffic, given as totals, seems to have won 95 %: it is asked for rates before it is judged."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.scales import refuse_scale
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
def test_few_events_are_not_taken_for_another_unit(events: int, days: int, is_refused: bool) -> None:  # noqa: FBT001 - a table
    """None where seven incidents are expected in two weeks is nothing strange, one of seventy is."""
    rows = [Counts(1, 1, events, 1), *[Counts(0, 1, 0, 1)] * (days - 1)]
    objective = Objective("incidents", "a day", 0.5, 0.25, 0.1)
    with pytest.raises(Refusal, match="the objective says") if is_refused else nullcontext():
        refuse_scale([0.5] * days, [row.control for row in rows], objective, PLAN, rows)


@pytest.mark.parametrize(("many", "is_refused"), [(1, False), (20, True)])
def test_few_events_are_not_taken_for_two_units(many: int, is_refused: bool) -> None:  # noqa: FBT001 - a table
    """One event against 60 may be a change of 20 times, by chance; twenty against 1,200 may not."""
    rows = [Counts(1, 100, 60, 100)] * many
    with pytest.raises(Refusal, match="different units") if is_refused else nullcontext():
        refuse_scale([0.01] * many, [0.6] * many, Objective("incidents", "a day", 0.5, 0.25, 0.1), PLAN, rows)
