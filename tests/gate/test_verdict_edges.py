"""Where one verdict ends and the next one begins: each edge of the rule from both sides."""

import math
from typing import Any

import pytest
from msgspec import structs

from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.verdict import Effect, Towards, Verdict, describe_effect, judge_effect

PLAN = Plan(share=0.5, days=14)
FALL = Objective("time", "minutes", 40, 20, 5)  # -50 %, and from -12.5 % on it is worth having
ONE = 1.0  # a change in the unit has no rounding


def effect(low: float, estimate: float, high: float, **more: Any) -> Effect:
    """As seen from the target: a positive number is less."""
    return Effect(estimate=-estimate, low=-high, high=-low, rows=more.pop("rows", 14), is_relative=True, **more)


@pytest.mark.parametrize(
    ("seen", "says", "words"),
    [
        ((-0.2, -0.1, -1e-12), "stop", "it does harm"),
        ((-0.2, -0.1, 0.0), "stop", "surely smaller than 12.5 %"),
        ((-0.1, 0.06, 0.1249), "stop", "surely smaller than 12.5 %"),
        ((-0.1, 0.0625, 0.125), "unclear", "it may do nothing"),
        ((-0.4, 0.0624, 0.36), "stop", "it hardly helps, and -50 % is surely out of reach"),
        ((-0.4, 0.0625, 0.36), "unclear", "it may do nothing"),
        ((-0.4, 0.0, 0.5 / 1.4), "unclear", "it may do nothing"),
        ((0.0, 0.6, 1.2), "unclear", "it may do nothing"),
        ((1e-12, 0.6, 1.2), "deploy", "it may fall short"),
        ((0.4, 0.4999, 0.6), "improve", "falls short of -50 %"),
        ((0.4, 0.5, 0.6), "deploy", "it may fall short"),
        ((0.5, 0.6, 0.7), "deploy", "it reaches -50 % and is surely better than no change"),
    ],
)
def test_an_edge_belongs_to_one_side(seen: tuple[float, float, float], says: str, words: str) -> None:
    verdict = judge_effect(FALL, effect(*seen), PLAN)
    assert (verdict.says, words in verdict.because) == (says, True), verdict.because
    assert verdict.is_harm is (words == "it does harm")
    assert ("may fall short" in verdict.because) is ("may fall short" in words)


def test_the_target_is_reached_whatever_binary_fractions_make_of_it() -> None:
    assert not Towards(1 - 2e-9, 0, 1, ONE, 0).reaches
    assert Towards(1 - 1e-9, 0, 1, ONE, 0).reaches


@pytest.mark.parametrize(("says", "allows"), [("unclear", ("improve", "stop")), ("stop", ("stop",))])
def test_an_unclear_verdict_leaves_two_ways(says: Any, allows: tuple[str, ...]) -> None:
    assert Verdict(says=says, because="").allows == allows
    assert Verdict(says=says, because="").is_harm is False


@pytest.mark.parametrize(("part", "needs"), [(1.0, ""), (1.1, ""), (1.11, "it ran 16 days instead of 14")])
def test_a_pilot_that_ran_on_needs_a_reason(part: float, needs: str) -> None:
    found = judge_effect(FALL, effect(0.5, 0.6, 0.7, part=part, rows=16), PLAN).deploy_needs
    assert found.startswith(needs)
    assert bool(found) == bool(needs)
    in_weeks = structs.replace(PLAN, row="week", days=28)
    found = judge_effect(FALL, effect(0.5, 0.6, 0.7, part=part, rows=6), in_weeks).deploy_needs
    assert found.startswith("it ran 6 weeks instead of 4") == bool(needs)


@pytest.mark.parametrize(
    ("part", "has_ended", "says"), [(0.5, False, "unclear"), (0.5, True, "deploy"), (1, False, "deploy")]
)
def test_before_its_end_only_a_pilot_that_ended_is_deployed(part: float, says: str, *, has_ended: bool) -> None:
    plan = structs.replace(PLAN, has_ended=has_ended)
    verdict = judge_effect(FALL, effect(0.5, 0.6, 0.7, part=part, rows=7), plan)
    assert verdict.says == says
    assert ("after 7 of 14 days: go on" in verdict.because) is (says == "unclear")


@pytest.mark.parametrize(
    ("error", "rows", "settled"), [(0.01, 30, "about 31 days"), (0.3, 14, "about"), (3, 14, "year")]
)
def test_the_rows_that_would_settle_it_are_more_than_there_are(error: float, rows: int, settled: str) -> None:
    verdict = judge_effect(FALL, effect(-0.2, 0.3, 0.8, error=error, rows=rows), PLAN)
    assert settled in verdict.because


@pytest.mark.parametrize(
    ("lasting", "settled"), [(0.0, "about 22 days would"), (0.1, "about 24 days would"), (0.2, "even a year would not")]
)
def test_what_stays_however_long_it_runs_is_not_settled_by_more_rows(lasting: float, settled: str) -> None:
    verdict = judge_effect(FALL, effect(-0.2, 0.3, 0.8, error=0.2, lasting=lasting), PLAN)
    assert settled in verdict.because


def test_an_interval_is_described_as_what_it_is() -> None:
    known = effect(0.1, 0.2, 0.3, error=0.05)
    assert describe_effect(FALL, known, PLAN) == "-20 % against the control, 95 % between -30 % and -10 %, 14 days"
    early = structs.replace(known, part=0.99)
    assert "read early between -30 % and -10 %" in describe_effect(FALL, early, PLAN)
    assert describe_effect(FALL, known, PLAN, "twice as wide").endswith("-10 % (twice as wide), 14 days")
    assert "the value before" in describe_effect(FALL, structs.replace(known, has_control=False), PLAN)
    open_end = structs.replace(known, estimate=math.inf, high=math.inf)
    assert describe_effect(FALL, open_end, PLAN) == ("no finite value against the control, 95 % above -30 %, 14 days")


def test_a_change_in_the_unit_names_it_once() -> None:
    minutes = structs.replace(FALL, scale="absolute")
    known = Effect(estimate=-8, low=-12, high=-4, rows=14, is_relative=False)
    said = describe_effect(minutes, known, PLAN)
    assert said == "-8 minutes against the control, 95 % between -12 and -4, 14 days"
