"""A market of classified ads that does not exist: who posts what on a day, and into which category.

All of it is synthetic. `goods.csv` says what is sold, and for which category sellers take it by mistake; the rest
follows from the seed and from the parameters below. A day is the same however often and in whatever order it is asked
for, because each day has a random generator of its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from examples.listing_categories.handwriting import Hand, Words, description, title

GOODS = Path(__file__).with_name("goods.csv")
WEEKDAYS = (0.95, 0.92, 0.92, 0.95, 0.98, 1.1, 1.18)  # Monday to Sunday: sellers have time at weekends
MONTHS = (0.98, 0.95, 0.97, 1.0, 1.02, 1.0, 0.94, 0.93, 1.0, 1.0, 1.06, 1.14)  # people clear out before Christmas
HOLIDAYS = {(12, 24): 0.5, (12, 25): 0.35, (12, 26): 0.6, (12, 31): 0.6, (1, 1): 0.55}

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What the market is like. Turn these, and everything that the example tells changes with them."""

    listings_a_day: int = 4000
    sellers: int = 10_000
    confusion: float = 0.78  # times `how_often` in goods.csv: sellers take one category for another
    slip: float = 0.01  # and sometimes they just tap on the wrong line
    heeds_right: float = 0.8  # how often a seller takes a suggestion that is right, and not what they had chosen
    misled: float = 0.15  # the same for one that is wrong, times the confidence it is shown with


class Market:
    """Sellers, and what they post."""

    def __init__(self, seed: int, traits: Traits | None = None) -> None:
        self.seed, self.traits = seed, traits or Traits()
        self.goods = pd.read_csv(GOODS, keep_default_na=False)
        self.categories = sorted(set(self.goods["category"]))
        chance, sellers = np.random.default_rng(seed), self.traits.sellers
        self._careless = chance.gamma(4, 1 / 4, sellers)  # 1 on the average
        habits = {
            "typos": chance.beta(1, 30, sellers),
            "case": chance.choice(["as it is", "lower", "upper"], sellers, p=[0.5, 0.42, 0.08]),
            "abbreviates": chance.choice([True, False], sellers, p=[0.3, 0.7]),
            "tells": chance.beta(4, 1.5, sellers),
        }
        self._hands = [Hand(*habit) for habit in zip(*habits.values(), strict=True)]
        self._words = [
            Words(*(tuple(filter(None, str(good[column]).split("|"))) for column in ("names", "brands", "details")))
            for good in self.goods.to_dict("records")
        ]

    def chance(self, day: date, purpose: str) -> np.random.Generator:
        """The random generator for one purpose on one day."""
        return np.random.default_rng([self.seed, day.toordinal(), *purpose.encode()])

    def volume(self, day: date) -> float:
        """How many listings are expected on a day: the weekday, the month, and the holidays."""
        season = MONTHS[day.month - 1] * HOLIDAYS.get((day.month, day.day), 1.0)
        return self.traits.listings_a_day * WEEKDAYS[day.weekday()] * season

    def posted(self, day: date) -> pd.DataFrame:
        """The listings of a day, without their text: it costs time to write, and most of it is read by nobody here.

        Returns:
            listing_id and created; the seller, the good, and its true category, which nobody in the story knows;
            `choice`, the category that the seller finds without help; `doubt` and `ink`, which decide how the seller
            takes a suggestion, and how they write.
        """
        chance = self.chance(day, "post")
        rows = chance.poisson(self.volume(day) * chance.lognormal(0, 0.04))
        weights = self.goods["weight"].to_numpy(float)
        goods = chance.choice(len(weights), rows, p=weights / weights.sum())
        sellers = chance.integers(0, self.traits.sellers, rows)
        truth = self.goods["category"].to_numpy()[goods]
        return pd.DataFrame(
            {
                "listing_id": [f"{day:%y%m%d}-{number:05}" for number in range(rows)],
                "created": day.isoformat(),
                "seller": sellers,
                "good": goods,
                "truth": truth,
                "choice": self._choice(chance, goods, sellers, truth),
                "doubt": chance.random(rows),
                "ink": chance.integers(0, 2**31, rows),
            }
        )

    def _choice(self, chance: np.random.Generator, goods: Numbers, sellers: Numbers, truth: Numbers) -> Numbers:
        rows, careless = len(goods), self._careless[sellers]
        confused = chance.random(rows) < self.traits.confusion * careless * self.goods["how_often"].to_numpy()[goods]
        slipped = chance.random(rows) < self.traits.slip * careless
        taken_for = self.goods["taken_for"].to_numpy()[goods]
        anything = chance.choice(self.categories, rows)
        return np.where(confused, taken_for, np.where(slipped, anything, truth))

    def written(self, listings: pd.DataFrame) -> pd.DataFrame:
        """The same listings with title and description, as their sellers write them."""
        titles, descriptions = [], []
        for good, seller, ink in zip(listings["good"], listings["seller"], listings["ink"], strict=True):
            hand, words = self._hands[seller], self._words[good]
            titles.append(title(words, hand, ink))
            descriptions.append(description(words, hand, ink))
        return listings.assign(title=titles, description=descriptions)

    def advised(self, listings: pd.DataFrame, suggestion: pd.Series, confidence: pd.Series) -> pd.Series:
        """The category that each seller chooses when they see a suggestion; an empty one is not shown.

        A seller takes a suggestion that is right more often than one that is wrong, and a wrong one more often the
        surer it looks. Who is open to advice is the seller's own trait (`doubt`), so a better model meets the same
        sellers.
        """
        is_right = suggestion == listings["truth"]
        open_to_it = np.where(is_right, self.traits.heeds_right, self.traits.misled * confidence)
        takes = suggestion.ne("") & (listings["doubt"] < open_to_it)
        return listings["choice"].mask(takes, suggestion)


def days(first: date, count: int) -> list[date]:
    """So many days, one after the other."""
    return [first + timedelta(days=number) for number in range(count)]
