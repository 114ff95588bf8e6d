"""A test that was analysed elsewhere is judged as ours are: by its guards, and before its end by a wider interval."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.canonical_json import dumps
from crispdm.gate.finding import Unmet
from crispdm.gate.pilot.distributions import early_level
from crispdm.gate.pilot.guards import Guard, Guarded
from crispdm.gate.pilot.judgement import Judged
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.result_file import days_of_result, judge_result
from crispdm.gate.record import Record
from crispdm.yamlio import parse
from tests.support.findings import found
from tests.support.pilot_cases import PILOT, VERDICT, Y

BETTER, WORSE, ALIKE = "4.5, low: -60 %, high: -50 %", "11, low: +8 %, high: +12 %", "10, low: -35 %, high: +35 %"


@pytest.mark.parametrize(
    ("pilot", "days", "guard", "verdict"),
    [
        (BETTER, 14, "8 %", "deploy"),
        (BETTER, 14, "11 %", "improve"),
        (ALIKE, 14, "8 %", "stop"),
        (ALIKE, 7, "8 %", "unclear"),
        (WORSE, 7, "8 %", "stop"),
    ],
)
def test_a_result_is_tempered_as_ours_is(pilot: str, days: int, guard: str, verdict: str, tmp_path: Path) -> None:
    result = f"result: {{pilot: {pilot}, control: 10, days: {days}, guard: {guard}}}\n"
    finding = found(tmp_path, VERDICT, (Y, PILOT, PILOT + result))
    assert finding.values["verdict"] == verdict, finding


IN_PERCENT = Objective(measure="time", unit="hours", now=10, target=5, least=1)
IN_UNIT = Objective(measure="time", unit="hours", now=10, target=5, least=1, scale="absolute")
IN_POINTS = Objective(measure="share", unit="of listings", now=0.13, target=0.11, least=0.005, scale="absolute")
NEAR_ZERO = Objective(measure="time", unit="hours", now=0, target=-5, least=1)
PLAN = Plan(share=0.5, days=14)
RESULT = {"pilot": 5, "control": 10, "low": "-60 %", "high": "-40 %", "days": 14}


def record_of(**result: Any) -> Record:
    return Record(parse(dumps({"result": {**RESULT, **result}}).encode(), "pilot.yaml"), "pilot.yaml")


def judged(
    objective: Objective = IN_PERCENT,
    plan: Plan = PLAN,
    guards: Callable[[], tuple[Guarded, ...]] = tuple,
    **result: Any,
) -> Judged:
    return judge_result(record_of(**result), objective, plan, guards)


@pytest.mark.parametrize(
    ("objective", "result", "change"),
    [
        (IN_PERCENT, {}, (-0.5, -0.6, -0.4)),
        (IN_PERCENT, {"low": -5.5, "high": -4}, (-0.5, -0.55, -0.4)),
        (IN_PERCENT, {"control": 8, "low": -4, "high": -2.4}, (-0.375, -0.5, -0.3)),
        (IN_UNIT, {"low": -6, "high": -4}, (-5, -6, -4)),
        (IN_UNIT, {"control": 8, "low": "-50 %", "high": "-25 %"}, (-3, -4, -2)),
        (IN_PERCENT, {"low": "-50 %"}, (-0.5, -0.5, -0.4)),
        (IN_PERCENT, {"high": "-50 %"}, (-0.5, -0.6, -0.5)),
        (NEAR_ZERO, {"pilot": -5, "control": 0, "low": -6, "high": -4}, (-5, -6, -4)),
        (NEAR_ZERO, {"pilot": 0.3, "control": 0.5, "high": "-20 %"}, (-0.2, -0.3, -0.1)),
        (IN_POINTS, {"pilot": 0.109, "control": "13 %", "low": "-2.6 pp", "high": "-1.6 pp"}, (-0.021, -0.026, -0.016)),
    ],
)
def test_a_change_is_judged_on_the_scale_of_the_objective(
    objective: Objective, result: dict[str, Any], change: tuple[float, float, float]
) -> None:
    effect = judged(objective, **result).effect
    assert effect is not None
    assert (effect.estimate, effect.low, effect.high) == pytest.approx(change)
    assert effect.error == pytest.approx((change[2] - change[1]) / 2 / stats.norm.isf(0.025))
    assert (effect.rows, effect.part, effect.has_control) == (14, 1.0, True)
    assert effect.is_relative is objective.is_relative


def test_without_a_control_the_value_now_is_compared() -> None:
    effect = judged(plan=Plan(share=0.5, days=14, has_control=False), pilot=6, control=None, low="-50 %").effect
    assert effect is not None
    assert effect.estimate == pytest.approx(-0.4)
    assert not effect.has_control


@pytest.mark.parametrize("days", [7, 13, 14, 20])
def test_before_its_end_an_interval_is_as_much_wider_as_an_early_reading_asks(days: int) -> None:
    effect = judged(days=days).effect
    assert effect is not None
    level = early_level(days / 14) if days < 14 else 0.05
    half = 0.1 * stats.norm.isf(level / 2) / stats.norm.isf(0.025)
    assert (effect.low, effect.high) == pytest.approx((-0.5 - half, -0.5 + half))
    assert effect.part == days / 14


@pytest.mark.parametrize(
    ("days", "because"),
    [(1, "1 day is too few; at least 5 are needed"), (4, "4 days are too few; at least 5 are needed"), (5, "")],
)
def test_a_few_days_say_nothing(days: int, because: str) -> None:
    found = judged(days=days)
    assert found.effect is not None
    assert found.effect.rows == days
    assert found.verdict.says == "unclear"
    assert found.verdict.because == because if because else "too few" not in found.verdict.because


def test_guards_are_asked_only_where_it_would_be_deployed() -> None:
    asked = []
    guard = Guard(measure="errors", is_lower_better=True, margin=0.05)

    def measured(*, is_held: bool) -> tuple[Guarded, ...]:
        asked.append(is_held)
        return (Guarded(guard=guard, harm=0.0, worst=0.0, is_held=is_held, because="errors: it may be worse"),)

    assert judged(guards=lambda: measured(is_held=True)).verdict.says == "deploy"
    found = judged(guards=lambda: measured(is_held=False))
    assert (found.verdict.says, len(found.guards)) == ("improve", 1)
    assert judged(pilot=10, low="-30 %", high="+30 %", guards=lambda: measured(is_held=False)).guards == ()
    assert asked == [True, False]


@pytest.mark.parametrize(
    ("objective", "result", "key", "want"),
    [
        (IN_PERCENT, {"low": "-40 %"}, "low", "below result.high, which is -40 %"),
        (IN_PERCENT, {"low": "-49 %"}, "low", "an interval that contains the change itself, which is -50 %"),
        (IN_PERCENT, {"high": "-51 %"}, "low", "an interval that contains the change itself, which is -50 %"),
        (IN_PERCENT, {"low": -4, "high": -3}, "low", "an interval that contains the change itself, which is -5"),
        (
            IN_PERCENT,
            {"pilot": 12, "high": "+9 %"},
            "low",
            "an interval that contains the change itself, which is +20 %",
        ),
        (IN_PERCENT, {"low": -6}, "high", "in percent or in the unit, like result.low"),
        (IN_PERCENT, {"low": "60 %"}, "low", "an end of the 95 % interval"),
        (IN_PERCENT, {"high": None}, "high", "an end of the 95 % interval"),
        (IN_PERCENT, {"days": 7.5}, "days", "how many days it ran, a whole number"),
        (IN_PERCENT, {"pilot": "many"}, "pilot", "the measure in the pilot"),
        (IN_PERCENT, {"control": None}, "control", "the measure in the control"),
        (NEAR_ZERO, {"pilot": -5, "control": 0}, "low", "a percentage of this control has no meaning"),
        (NEAR_ZERO, {"pilot": -5, "control": -1}, "low", "a percentage of this control has no meaning"),
    ],
)
def test_a_result_that_contradicts_itself_says_where(
    objective: Objective, result: dict[str, Any], key: str, want: str
) -> None:
    with pytest.raises(Unmet) as caught:
        judged(objective, **result)
    assert caught.value.finding.have.startswith(f"result.{key}: ")
    assert want in caught.value.finding.want


def test_a_change_in_the_unit_is_a_percentage_of_any_control_above_zero() -> None:
    """Who says in plan.same_scale why the numbers are right may have one far from the value now."""
    plan = structs.replace(PLAN, same_scale=True)
    effect = judged(plan=plan, pilot=0.3, control=0.5, low=-0.3, high=-0.1).effect
    assert effect is not None
    assert (effect.estimate, effect.low, effect.high) == pytest.approx((-0.4, -0.6, -0.2))
    with pytest.raises(Unmet, match=r"result\.control: 0"):
        judged(plan=plan, pilot=-5, control=0, low=-6, high=-4)


def test_a_result_on_another_scale_is_refused() -> None:
    with pytest.raises(Refusal):
        judged(pilot=500, control=1000)


@pytest.mark.parametrize(("days", "is_whole"), [(1, True), (14, True), (0, False), (-1, False), (0.5, False)])
def test_a_test_runs_for_whole_days(days: float, *, is_whole: bool) -> None:
    if is_whole:
        assert days_of_result(record_of(days=days)) == days
    else:
        with pytest.raises(Unmet, match=r"result\.days"):
            days_of_result(record_of(days=days))


def test_how_far_a_result_has_come_is_told_by_name() -> None:
    """So that a look at it before its planned end is recorded."""
    assert judged(days=9).signs == {"planned": 14, "read": 9}
    assert judged(days=3).signs == {"planned": 14, "read": 3}
    assert judged(pilot=9, low="-20 %", high="+1 %").signs == {"planned": 14, "read": 14}
