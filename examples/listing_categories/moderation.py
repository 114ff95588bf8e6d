"""The people who look at listings: moderators, who move what is in the wrong category, and an auditor."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

ROTA = (0.15, 0.15, 0.15, 0.15, 0.15, 0.125, 0.125)  # of a moderator's week, Monday to Sunday


@dataclass(frozen=True, kw_only=True)
class Work:
    """How moderators work, on the average."""

    moderators: int = 20
    seconds_to_look: float = 2.0  # for each listing: does the category fit?
    minutes_to_mend: float = 3.95  # for each that does not: find the right one, move it, write to the seller
    notices: float = 0.9  # of the wrong ones
    false_alarms: float = 0.01  # of the right ones
    errs: float = 0.1  # when a listing was wrong and is moved: the new category is wrong too
    differ: float = 0.15  # by how much one moderator is slower or faster than another, for good
    auditor_is_right: float = 0.97  # where an auditor looks twice; else they leave the label as it is


class Moderators:
    """They look at every listing, and move those that they find in the wrong category."""

    def __init__(self, categories: list[str], work: Work | None = None, seed: int = 0) -> None:
        self.categories, self.work = categories, work or Work()
        paces = np.random.default_rng([seed, *b"paces"]).lognormal(0, self.work.differ, self.work.moderators)
        self._paces = paces / paces.mean()

    def decide(self, listings: pd.DataFrame, posted: pd.Series, chance: np.random.Generator) -> pd.DataFrame:
        """What becomes of listings that their sellers posted in a category.

        Returns:
            For each listing: `category`, where it ends up, and `moved`, whether a moderator moved it.
        """
        rows = len(listings)
        is_wrong = (posted != listings["truth"]).to_numpy()
        moved = chance.random(rows) < np.where(is_wrong, self.work.notices, self.work.false_alarms)
        errs = ~is_wrong | (chance.random(rows) < self.work.errs)
        decided = np.where(errs, chance.choice(self.categories, rows), listings["truth"])
        return pd.DataFrame({"category": np.where(moved, decided, posted), "moved": moved}, index=listings.index)

    def hours(self, listings: int, moved: int, chance: np.random.Generator, pace: float = 1.0) -> float:
        """How long that takes: all of them are looked at, and each that is moved takes its own time."""
        mending = chance.gamma(2 * moved, self.work.minutes_to_mend / 2) if moved else 0.0
        return pace * (listings * self.work.seconds_to_look / 3600 + float(mending) / 60)

    def pace(self, group: str, share: float) -> float:
        """How slow the moderators of a group are: the first of all are the pilot's, the last the control's."""
        count = round(share * self.work.moderators)
        return float(np.mean(self._paces[:count] if group == "pilot" else self._paces[-count:]))

    def weeks(self, day: date, share: float = 1.0) -> float:
        """How many weeks of one moderator's work a day holds; fewer of them work at weekends."""
        return share * self.work.moderators * ROTA[day.weekday()]

    def audited(self, listings: pd.DataFrame, chance: np.random.Generator) -> pd.Series:
        """The labels after somebody looked twice: mostly the truth."""
        is_right = chance.random(len(listings)) < self.work.auditor_is_right
        return listings["category"].where(~is_right, listings["truth"])
