"""The pilots that teams have: what their numbers say, and what they say of what is no number."""

import math

import pytest
from msgspec import structs

from crispdm.gate.pilot.counts import Counts, difference_interval, ratio_interval
from crispdm.gate.pilot.judgement import Judged, judge_pilot
from crispdm.gate.pilot.refusal import Refusal
from tests.support.pilot_table import BUSY, GOOD, GUARD, ORDERS, PEOPLE, STORIES, Story, guarded, pilot_of, rates


def named(name: str) -> Judged:
    return judge_pilot(next(each.pilot for each in STORIES if each.name == name))


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_what_the_pilot_says(story: Story) -> None:
    if story.says == "refused":
        with pytest.raises(Refusal, match=story.words):
            judge_pilot(story.pilot)
        return
    verdict = judge_pilot(story.pilot).verdict
    assert (verdict.says, story.words in verdict.because) == (story.says, True), verdict.because


def test_rows_count_by_their_traffic() -> None:
    """Of all visits 10 % more order; the mean of the days would say that 3 % fewer do."""
    effect = judge_pilot(pilot_of(BUSY, ORDERS, {"days": 28})).effect
    assert effect is not None
    assert effect.estimate == pytest.approx(0.11, abs=0.02)


def test_the_weight_of_a_row_is_that_of_mantel_and_haenszel() -> None:
    """`m k / (m + k)`: a small arm counts as little as it tells."""
    assert structs.replace(GOOD[0], pilot_n=100, control_n=300).weight == 75
    assert structs.replace(GOOD[0], pilot_n=100, control_n=0).weight == 1


def test_a_change_of_before_is_taken_off() -> None:
    effect = named("12 % better before the start already").effect
    assert effect is not None
    assert effect.estimate == pytest.approx(30 / 36 - 1, abs=1e-3)


def test_what_is_to_be_known_is_said() -> None:
    assert "5 units may differ permanently by 30 %" in named("five people").warnings[0]
    assert named("one of 14 rows is missing").warnings == ("1 missing row counts as the worst row seen",)
    assert named("seven great late rows").warnings == ("7 rows after the planned end do not count",)
    assert named("day 9 of 14").warnings[0].startswith("read after 9 of 14 days")
    apart = judge_pilot(pilot_of([*rates(14, 41, 36, 0.01, first=-14), *GOOD]))
    assert apart.warnings == ("the arms differed by -12.2 % before the start: plan.pre_days",)


def test_the_facts_have_names() -> None:
    broken = named("4.3 % of the cases where 5 % was planned").signs
    assert (broken["share_found"], broken["share_planned"]) == (0.043, 0.05)
    fading = named("a novelty").signs
    assert (fading["first_half"], fading["second_half"]) == pytest.approx((-0.451, -0.119), abs=1e-3)
    assert named("seven great late rows").signs["late"] == 7
    assert named("one of 14 rows is missing").signs["missing"] == 1


@pytest.mark.parametrize("gone", [1, 3, 5, 8])
def test_leaving_out_a_row_counts_as_the_worst_one_that_is_there(gone: int) -> None:
    left = [row for number, row in enumerate(GOOD) if number != gone]
    worst = max(left, key=lambda row: row.pilot or 0.0)
    filled = sorted([*left, structs.replace(worst, day=GOOD[gone].day)], key=lambda row: row.day)
    one, other = judge_pilot(pilot_of(left)).effect, judge_pilot(pilot_of(filled)).effect
    assert one is not None
    assert other is not None
    assert one.estimate == pytest.approx(other.estimate)


def test_several_guards_are_held_one_by_one() -> None:
    rows = guarded(GOOD, 0.104, 0.015, 0.1)
    twice = [structs.replace(row, guards=(*row.guards, (0.3, 0.1))) for row in rows]
    other = structs.replace(GUARD, measure="complaints")
    judged = judge_pilot(pilot_of(twice, guards=(GUARD, other)))
    assert judged.verdict.because.endswith(
        "but errors: it may be worse by up to 5.71 %, allowed 5 %; complaints: it is worse by 200 %, allowed 5 %"
    )
    assert [each.is_held for each in judged.guards] == [False, False]


def test_a_guard_without_a_number_is_not_held() -> None:
    rows = [structs.replace(row, guards=((None, 0.1),)) for row in GOOD]
    assert "errors: 14 rows without a number" in judge_pilot(pilot_of(rows, guards=(GUARD,))).verdict.because


@pytest.mark.parametrize(
    ("key", "needs"),
    [("has_control", "there was no control"), ("is_shadow", "nobody was exposed")],
)
def test_what_deploying_needs_a_reason_for(key: str, needs: str) -> None:
    plan = {key: key == "is_shadow"}
    assert needs in judge_pilot(pilot_of(GOOD, plan=plan)).verdict.deploy_needs


def test_a_pilot_that_ended_early_for_a_reason_is_judged_by_its_wider_interval() -> None:
    early, ended = (judge_pilot(pilot_of(GOOD[:9], plan={"has_ended": each})) for each in (False, True))
    assert (early.verdict.says, ended.verdict.says) == ("unclear", "deploy")
    assert early.effect == ended.effect


def test_harm_is_said_early() -> None:
    assert judge_pilot(pilot_of(rates(9, 40, 60, 0.01))).verdict.because == "it does harm"


def test_a_change_that_fades_and_still_reaches_its_target_is_deployed() -> None:
    rows = rates(7, 41, 41 * 0.4, 0.01) + rates(7, 41, 41 * 0.6, 0.01, first=7)
    assert judge_pilot(pilot_of(rows)).verdict.says == "deploy"


def test_nothing_is_less_than_all_gone() -> None:
    effect = named("no event against 48").effect
    assert effect is not None
    assert (effect.low, effect.estimate) == (-1, -1)


def test_what_people_did_before_narrows_the_interval() -> None:
    with_before, without = (
        judge_pilot(pilot_of(GOOD, plan={"units": 8}, units=each)).effect
        for each in (PEOPLE, [structs.replace(unit, before=None) for unit in PEOPLE])
    )
    assert with_before is not None
    assert without is not None
    assert with_before.high - with_before.low < 0.4 * (without.high - without.low)


def test_an_interval_of_counts_is_that_of_their_logarithm_where_they_are_many() -> None:
    """350 of 7,000 against 700 of 7,000: the standard error of the logarithm is sqrt(1/350 + 1/700 - 2/7000)."""
    low, high = ratio_interval([Counts(50, 1000, 100, 1000)] * 7, 0.05)
    error = math.sqrt(1 / 350 + 1 / 700 - 2 / 7000)
    assert math.log(low / 0.5) == pytest.approx(-1.96 * error, rel=0.03)
    assert math.log(high / 0.5) == pytest.approx(1.96 * error, rel=0.03)


def test_counts_that_vary_more_than_chance_say_less() -> None:
    calm = ratio_interval([Counts(50, 1000, 100, 1000)] * 8, 0.05)
    wild = ratio_interval([Counts(20, 1000, 100, 1000), Counts(80, 1000, 100, 1000)] * 4, 0.05)
    assert wild[1] - wild[0] > 2 * (calm[1] - calm[0])


def test_a_difference_of_counts_is_newcombes() -> None:
    """56 of 70 against 48 of 80: table II of Newcombe 1998 has 0.0524 to 0.3339 by Wilson's arms; mid-P is near."""
    low, high = difference_interval([Counts(56, 70, 48, 80)], 0.05)
    assert [low, high] == pytest.approx([0.0524, 0.3339], abs=0.006)
