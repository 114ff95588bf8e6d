"""What a pilot's numbers say: a table of pilots, and what must hold for all of them."""

import math
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crispdm.gate.pilot.interval import jackknife
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.verdict import Verdict, describe_effect, judge_effect
from crispdm.numbers import parse_number
from tests.support.effort import examples
from tests.support.verdict_cases import CALM, CASES, FIVE, HALF, HALVE, ROUGH, WILD, Case, goal, judged

RATE = st.integers(1, 4000).map(lambda hundredths: hundredths / 100)
DAYS = st.lists(st.tuples(RATE, RATE), min_size=1, max_size=20)
MEASURED = st.floats(-1e30, 1e30).map(lambda value: parse_number(value) or 0.0)  # what an evidence file can hold
EIGHTHS = st.integers(1, 8).map(lambda eighths: eighths / 8)
FEW = settings(max_examples=examples(150), deadline=None)


def says(objective: Objective, days: Sequence[tuple[float, float]]) -> str:
    pilot, control = zip(*days, strict=True)
    return _answer(lambda: judged(objective, pilot, control).verdict.says)


def _answer(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Refusal:
        return "refused"


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_what_the_numbers_say(case: Case) -> None:
    verdict, said = _verdict_and_text(case)
    assert (verdict.says, said) == (case.says, said)
    assert case.words in said
    assert case.needs in verdict.deploy_needs
    assert bool(case.needs) == bool(verdict.deploy_needs), "only a deployment that needs a reason says what for"


def _verdict_and_text(case: Case) -> tuple[Verdict, str]:
    plan = Plan(share=0.05, days=case.planned or 14)
    effect = case.given
    if effect:
        verdict = judge_effect(case.goal, effect, plan)
    else:
        found = judged(case.goal, case.pilot, case.control, case.planned)
        verdict, effect = found.verdict, found.effect
    return verdict, f"{describe_effect(case.goal, effect, plan) if effect else ''}: {verdict.because}"


@pytest.mark.parametrize(("pilot", "end"), [(HALF, "better than no change"), (FIVE, "may fall short of the target")])
def test_it_is_said_where_the_target_may_be_missed(pilot: tuple[float, ...], end: str) -> None:
    assert judged(HALVE, pilot, CALM).verdict.because.endswith(end)


@pytest.mark.parametrize("pilot", [WILD, ROUGH])
def test_the_days_that_are_said_to_settle_it_do(pilot: tuple[float, ...]) -> None:
    """So many days of this spread, with a change of half, are settled."""
    because = judged(HALVE, pilot, CALM).verdict.because
    needed = int(because.split("about ")[1].split()[0])
    mean = sum(pilot) / len(pilot)
    halved = [each - mean + 5 for each in pilot]
    days = [(halved[number % 10], CALM[number % 10]) for number in range(10 * math.ceil(needed / 10))]
    assume_positive = [(max(own, 0.01), other) for own, other in days]
    assert says(HALVE, assume_positive) != "unclear"


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
    assume(all(pilot <= 2 * control for pilot, control in days))
    way, least = part * now, worth * part * now
    mirrored = [(2 * control - pilot, control) for pilot, control in days]
    assert says(goal(now, now - way, least), mirrored) == says(goal(now, now + way, least), days)


@given(st.lists(st.tuples(RATE, st.floats(1, 3)), min_size=7, max_size=40), EIGHTHS)
@FEW
def test_harm_is_never_deployed_at_any_length(days: list[tuple[float, float]], worth: float) -> None:
    worse = [(rate * factor, rate) for rate, factor in days]
    assert says(goal(10, 5, worth * 5), worse) in ("stop", "unclear")


@given(
    now=MEASURED,
    target=MEASURED,
    least=MEASURED,
    days=st.lists(st.tuples(MEASURED, MEASURED), min_size=1, max_size=12),
    has_control=st.booleans(),
)
@settings(max_examples=examples(300), deadline=None)
def test_whatever_was_measured_there_is_an_answer(
    *, now: float, target: float, least: float, days: list[tuple[float, float]], has_control: bool
) -> None:
    assume(target != now)
    objective = goal(now, target, min(abs(least), abs(target - now)) or abs(target - now))
    assume(not (objective.is_relative and objective.target == 0))
    pilot, control = zip(*days, strict=True)
    try:
        found = judged(objective, pilot, control if has_control else None)
    except Refusal:
        return
    assert found.verdict.because
    if found.effect:
        assert math.isfinite(found.effect.estimate)
        assert found.effect.low <= found.effect.estimate <= found.effect.high
        assert describe_effect(objective, found.effect, Plan(share=0.05, days=14)).endswith(f"{len(days)} days")


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
        rows = [(*a_day(chance), 1.0) for _ in range(14)]
        found = jackknife(rows, is_relative=objective.is_relative, inflation=1.0)
        assert found is not None
        covered += abs(found.value + 0.3) <= found.half_width()
    assert 0.93 < covered / 3000 < 0.97
