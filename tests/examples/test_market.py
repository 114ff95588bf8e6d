"""The market of the example: what it is calibrated to, and how its people behave."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.listing_categories.market import Market, Traits, days
from examples.listing_categories.moderation import Moderators, Work
from examples.listing_categories.traffic import Traffic, drawn, listings_of, log_of
from examples.listing_categories.written.rule import rule
from examples.listing_categories.written.size_the_problem import size
from examples.listing_categories.written.what_images_could_bring import at_most

DAY = date(2026, 10, 7)
MARKET = Market(seed=1)
POSTED = MARKET.posted(DAY)
WRITTEN = MARKET.written(POSTED)


def traffic(seed: int, traits: Traits | None = None) -> Traffic:
    market = Market(seed, traits)
    return Traffic(market, Moderators(market.categories))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_listing_in_ten_is_wrong_and_moderators_need_ten_hours(seed: int) -> None:
    groups = traffic(seed).unaided(days(date(2026, 10, 5), 28))
    listings, sized = listings_of(groups), size(log_of(groups))
    assert (listings["choice"] != listings["truth"]).mean() == pytest.approx(0.10, abs=0.01)
    assert sized["moved"] == pytest.approx(0.10, abs=0.01)
    assert sized["hours"] == pytest.approx(10, abs=0.5)


def test_some_labels_are_wrong_after_moderation_and_far_fewer_than_before() -> None:
    listings = listings_of(traffic(1).unaided(days(DAY, 7)))
    assert 0.01 < (listings["category"] != listings["truth"]).mean() < 0.05


def test_what_is_easily_confused_is_wrong_more_often() -> None:
    listings = pd.concat([MARKET.posted(day) for day in days(DAY, 14)])
    wrong = (listings["choice"] != listings["truth"]).groupby(listings["good"]).mean()
    assert np.corrcoef(wrong, MARKET.goods["how_often"][wrong.index])[0, 1] > 0.95


def test_every_mistake_in_the_catalogue_leads_to_another_category_that_there_is() -> None:
    goods = MARKET.goods
    assert set(goods["taken_for"]) <= set(MARKET.categories)
    assert (goods["taken_for"] != goods["category"]).all()
    assert 10 <= len(MARKET.categories) <= 15


def test_a_day_is_the_same_whenever_it_is_asked_for_and_another_with_another_seed() -> None:
    again = Market(seed=1)
    again.posted(date(2026, 12, 1))
    pd.testing.assert_frame_equal(again.posted(DAY), POSTED)
    assert not Market(seed=2).posted(DAY)["choice"].head(50).equals(POSTED["choice"].head(50))


def test_a_listing_reads_the_same_whichever_others_are_read() -> None:
    assert MARKET.written(POSTED.iloc[100:103]).equals(WRITTEN.iloc[100:103])


def test_sellers_have_time_at_weekends_and_clear_out_before_christmas() -> None:
    wednesday, saturday = (MARKET.volume(date(2026, 10, day)) for day in (7, 10))
    assert saturday > wednesday
    assert MARKET.volume(date(2026, 12, 9)) > wednesday > MARKET.volume(date(2026, 12, 25))


def test_sellers_write_as_people_do() -> None:
    titles, descriptions = WRITTEN["title"], WRITTEN["description"]
    assert 0.1 < (descriptions == "").mean() < 0.5, "many say nothing"
    assert 0.02 < titles.str.isupper().mean() < 0.2, "some shout"
    assert titles.str.contains("vgc").any(), "some abbreviate"
    assert titles.str.lower().str.contains("for sale|see photos").any(), "some titles tell nothing"
    words = titles.str.lower().str.findall("[a-z]{4,}").explode().value_counts()
    assert 0.002 < (words == 1).sum() / words.sum() < 0.05, "fingers slip, each time in another way"


def test_nobody_heeds_what_is_not_shown() -> None:
    nothing = pd.Series("", index=POSTED.index)
    assert MARKET.advised(POSTED, nothing, pd.Series(1.0, index=POSTED.index)).equals(POSTED["choice"])


def test_a_right_suggestion_is_taken_more_often_than_a_wrong_one() -> None:
    sure = pd.Series(1.0, index=POSTED.index)
    helped = MARKET.advised(POSTED, POSTED["truth"], sure)
    assert (helped != POSTED["truth"]).mean() < 0.5 * (POSTED["choice"] != POSTED["truth"]).mean()
    misled = MARKET.advised(POSTED, pd.Series("nonsense", index=POSTED.index), sure)
    assert 0.02 < (misled == "nonsense").mean() < 0.3


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_surer_wrong_suggestion_misleads_the_same_sellers_and_more(low: float, high: float) -> None:
    nonsense = pd.Series("nonsense", index=POSTED.index)
    misled = [
        MARKET.advised(POSTED, nonsense, pd.Series(sure, index=POSTED.index)) == "nonsense"
        for sure in sorted((low, high))
    ]
    assert not (misled[0] & ~misled[1]).any()


def test_hours_grow_with_what_is_moved() -> None:
    moderators = Moderators(MARKET.categories, Work(seconds_to_look=3600, minutes_to_mend=60))
    assert moderators.hours(5, 0, np.random.default_rng(0)) == 5
    assert moderators.hours(0, 500, np.random.default_rng(0)) == pytest.approx(500, rel=0.1)
    assert sum(moderators.weeks(day) for day in days(DAY, 7)) == pytest.approx(moderators.work.moderators)


def test_the_share_that_is_drawn_is_the_share_that_is_asked_for_and_grows_by_adding() -> None:
    ids = POSTED["listing_id"]
    small, large = ([drawn(each, share) for each in ids] for share in (0.05, 0.25))
    assert np.mean(small) == pytest.approx(0.05, abs=0.01)
    assert not any(one and not other for one, other in zip(small, large, strict=True))
    assert all(drawn(each, 1.0) for each in ids)


def test_the_rule_knows_a_case_from_a_phone_and_is_mostly_silent() -> None:
    assert rule({"title": "iPhone case"}) == "phone accessories"
    assert rule({"title": "IPHONE 12"}) == "mobile phones"
    assert rule({"title": None}) is None
    says = WRITTEN["title"].map(lambda title: rule({"title": title}))
    assert 0.1 < says.notna().mean() < 0.4
    assert (says == POSTED["truth"])[says.notna()].mean() > 0.9
    assert set(says.dropna()) <= set(MARKET.categories)


def test_images_can_save_only_where_the_suggestion_was_wrong_and_the_seller_would_listen() -> None:
    log = pd.DataFrame(
        [("a", "b", "b", "b"), ("a", "b", "a", "b"), ("a", "a", "a", "c"), ("c", "c", "c", "c")],
        columns=["choice", "suggestion", "posted", "category"],
    )
    assert at_most(log) == {"wrong": 0.5, "heeded": 0.5, "saved": 0.25}
