"""What a pilot's numbers say: a table of pilots, and what must hold for all of them."""

import math
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.verdict import Effect, Verdict, describe_effect, judge_effect, limit_verdict, measure_effect
from crispdm.numbers import parse_number
from tests.support.verdict_cases import CALM, CASES, FIVE, HALF, HALVE, ROUGH, WILD, Case, goal

RATE = st.integers(1, 4000).map(lambda hundredths: hundredths / 100)
DAYS = st.lists(st.tuples(RATE, RATE), min_size=1, max_size=20)
MEASURED = st.floats(-1e30, 1e30).map(lambda value: parse_number(value) or 0.0)  # what an evidence file can hold
EIGHTHS = st.integers(1, 8).map(lambda eighths: eighths / 8)
FEW = settings(max_examples=150, deadline=None)


def effect_of(case: Case) -> Effect:
    return case.given or measure_effect(case.goal, case.pilot, case.control)


def verdict_of(case: Case) -> Verdict:
    effect = effect_of(case)
    return limit_verdict(
        judge_effect(case.goal, effect),
        planned=case.planned or effect.days,
        days=effect.days,
        has_control=case.control is not None,
        guard=case.guard,
    )


def says(objective: Objective, days: Sequence[tuple[float, float]]) -> str:
    pilot, control = zip(*days, strict=True)
    return judge_effect(objective, measure_effect(objective, pilot, control)).says


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_what_the_numbers_say(case: Case) -> None:
    verdict = verdict_of(case)
    said = f"{describe_effect(case.goal, effect_of(case))}: {verdict.because}"
    assert (verdict.says, said) == (case.says, said)
    assert case.words in said
    assert case.needs in verdict.deploy_needs
    assert bool(case.needs) == bool(verdict.deploy_needs), "only a deployment that needs a reason says what for"


@pytest.mark.parametrize(("pilot", "end"), [(HALF, "better than nothing"), (FIVE, "may fall short of the target")])
def test_it_is_said_where_the_target_may_be_missed(pilot: tuple[float, ...], end: str) -> None:
    assert judge_effect(HALVE, measure_effect(HALVE, pilot, CALM)).because.endswith(end)


@pytest.mark.parametrize(("pilot", "times"), [(WILD, 2), (ROUGH, 6)])
def test_the_days_that_are_said_to_settle_it_do(pilot: tuple[float, ...], times: int) -> None:
    """About 16 and 57: so 10 such days do not, nor do 30, but 20 or 60 do."""
    days = [*zip(pilot, CALM, strict=True)]
    said = judge_effect(HALVE, measure_effect(HALVE, pilot, CALM)).because
    assert int(said.split("about ")[1].split()[0]) <= times * len(days)
    assert (says(HALVE, days), says(HALVE, days * (times // 2))) == ("unclear", "unclear")
    assert says(HALVE, days * times) != "unclear"


@st.composite
def objectives(draw: st.DrawFn) -> Objective:
    """Relative and around zero, rising and falling, with any smallest change worth having."""
    now, target = draw(st.integers(-40, 40)), draw(st.integers(-40, 40))
    assume(now != target)
    return goal(now, target, draw(EIGHTHS) * abs(target - now))


@given(objectives(), DAYS, st.sampled_from([60, 1 / 60, 100, 0.01, 1024, 1e-6, 1e6]))
@FEW
def test_another_unit_changes_nothing(objective: Objective, days: list[tuple[float, float]], factor: float) -> None:
    scaled = goal(objective.now * factor, objective.target * factor, objective.least * factor)
    assert says(scaled, [(pilot * factor, control * factor) for pilot, control in days]) == says(objective, days)


@given(objectives().filter(lambda each: not each.is_relative), DAYS)
@FEW
def test_the_mirror_of_a_difference_has_the_same_verdict(objective: Objective, days: list[tuple[float, float]]) -> None:
    """What should fall from 0 to -5 by these days should rise from 0 to 5 by their opposites."""
    mirrored = goal(-objective.now, -objective.target, objective.least)
    assume(not mirrored.is_relative)
    assert says(mirrored, [(-pilot, -control) for pilot, control in days]) == says(objective, days)


@given(st.integers(1, 40), EIGHTHS, EIGHTHS, DAYS)
@FEW
def test_the_mirror_of_a_ratio_has_the_same_verdict(
    now: int, part: float, worth: float, days: list[tuple[float, float]]
) -> None:
    """20 % less than the control, where it should fall, is worth as much as 20 % more, where it should rise."""
    way, least = part * now, worth * part * now
    mirrored = [(2 * control - pilot, control) for pilot, control in days]
    assert says(goal(now, now - way, least), mirrored) == says(goal(now, now + way, least), days)


@given(st.lists(st.tuples(RATE, st.floats(1, 3)), min_size=1, max_size=60), EIGHTHS, st.integers(7, 60))
@FEW
def test_harm_is_never_deployed_at_any_length(days: list[tuple[float, float]], worth: float, planned: int) -> None:
    objective = goal(10, 5, worth * 5)
    pilot, control = [rate * worse for rate, worse in days], [rate for rate, _ in days]
    verdict = judge_effect(objective, measure_effect(objective, pilot, control))
    assert limit_verdict(verdict, planned=planned, days=len(days), has_control=True).says in ("stop", "unclear")


@given(st.lists(st.tuples(st.floats(5, 15), st.floats(0.95, 1.3)), min_size=5, max_size=20), st.integers(2, 8))
@FEW
def test_the_same_days_over_and_over_leave_a_stop_a_stop(days: list[tuple[float, float]], copies: int) -> None:
    """Between 5 % less and 30 % more, where half is wanted: next to nothing, or harm."""
    piloted = [(control * change, control) for control, change in days]
    assume(says(HALVE, piloted) == "stop")
    assert says(HALVE, piloted * copies) == "stop"


@given(objectives(), DAYS, st.randoms(use_true_random=False))
@FEW
def test_the_order_of_the_days_does_not_matter(
    objective: Objective, days: list[tuple[float, float]], chance: random.Random
) -> None:
    shuffled = chance.sample(days, len(days))
    (pilot, control), (other, beside) = zip(*days, strict=True), zip(*shuffled, strict=True)
    assert measure_effect(objective, other, beside) == measure_effect(objective, pilot, control)


@given(
    now=MEASURED,
    target=MEASURED,
    least=MEASURED,
    days=st.lists(st.tuples(MEASURED, MEASURED), min_size=1, max_size=12),
    has_control=st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_whatever_was_measured_there_is_an_answer(
    *, now: float, target: float, least: float, days: list[tuple[float, float]], has_control: bool
) -> None:
    assume(target != now)
    objective = goal(now, target, min(abs(least), abs(target - now)) or abs(target - now))
    pilot, control = zip(*days, strict=True)
    effect = measure_effect(objective, pilot, control if has_control else None)
    ends = [end for end in (effect.low, effect.high) if end is not None]
    assert all(map(math.isfinite, [effect.estimate, *ends]))
    assert ends == [] or ends[0] <= effect.estimate <= ends[1]
    assert judge_effect(objective, effect).because
    assert describe_effect(objective, effect).endswith(f"{len(days)} day{'s' if len(days) > 1 else ''}")


def _by_ratio(chance: random.Random) -> tuple[float, float]:
    control = 10 * chance.lognormvariate(0, 0.3)  # the season, which both have
    return control * 0.7 * chance.lognormvariate(-0.02, 0.2), control


def _by_difference(chance: random.Random) -> tuple[float, float]:
    control = chance.gauss(0, 4)
    return control - 0.3 + chance.gauss(0, 2), control


@pytest.mark.parametrize(("objective", "a_day"), [(HALVE, _by_ratio), (goal(0, -5), _by_difference)])
def test_the_interval_covers_the_truth_as_often_as_it_says(
    objective: Objective, a_day: Callable[[random.Random], tuple[float, float]]
) -> None:
    """The true change is -0.3, in percent or in the unit; 3,000 pilots of two weeks."""
    chance, covered = random.Random(20261207), 0
    for _ in range(3000):
        pilot, control = zip(*(a_day(chance) for _ in range(14)), strict=True)
        effect = measure_effect(objective, pilot, control)
        assert effect.low is not None
        assert effect.high is not None
        covered += effect.low <= -0.3 <= effect.high
    assert 0.93 < covered / 3000 < 0.97
