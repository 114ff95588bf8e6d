"""Days of traffic: listings are posted, some of them with a suggestion, and moderators go through them."""

import hashlib
import io
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from examples.listing_categories.market import Market
from examples.listing_categories.moderation import Moderators
from examples.stage import Unexpected

SPOT_CHECK = 100  # listings of each group that somebody looks at twice, every day
SUGGEST = Path(__file__).with_name("suggest.py")


class Group(NamedTuple):
    """What became of one group's listings on one day: a line of the moderators' log, and the listings."""

    line: dict[str, Any]
    listings: pd.DataFrame


@dataclass(frozen=True)
class Traffic:
    """The market, and those who moderate it."""

    market: Market
    moderators: Moderators

    def unaided(self, days: list[date]) -> list[Group]:
        """Days on which nobody gets a suggestion."""
        listings = [self.market.posted(day) for day in days]
        return [self._group("control", 1.0, each, each["choice"]) for each in listings]

    def beside(self, days: list[date], share: float) -> list[Group]:
        """Days on which nobody gets a suggestion, by the moderators who would see them and the others."""
        return [
            self._group(group, part, each, each["choice"])
            for day in days
            for group, part, each in self._parted(self.market.posted(day), share)
        ]

    def _parted(self, posted: pd.DataFrame, share: float) -> list[tuple[str, float, pd.DataFrame]]:
        is_drawn = posted["listing_id"].map(lambda each: drawn(each, share))
        return [("pilot", share, posted[is_drawn]), ("control", 1 - share, posted[~is_drawn])]

    def aided(self, days: list[date], share: float, project: Path) -> list[Group]:
        """Days on which a share of the listings gets suggestions, from the chosen run of a project.

        That share has moderators of its own: as large a share of all of them.
        """
        posted = pd.concat([self.market.posted(day) for day in days], ignore_index=True)
        (*_, own), (*_, rest) = self._parted(posted, share)
        helped = self.market.written(own).reset_index(drop=True)
        helped = helped.join(suggestions(project, helped))
        chosen = self.market.advised(helped, helped["suggestion"], helped["confidence"])
        groups = [self._group("pilot", share, each, chosen) for _, each in helped.groupby("created")]
        groups += [self._group("control", 1 - share, each, each["choice"]) for _, each in rest.groupby("created")]
        return sorted(groups, key=lambda group: str(group.line["day"]))

    def _group(self, group: str, share: float, listings: pd.DataFrame, chosen: pd.Series) -> Group:
        day = date.fromisoformat(listings["created"].iloc[0])
        chance = self.market.chance(day, group)
        posted = chosen.loc[listings.index]
        decided = listings.assign(posted=posted).join(self.moderators.decide(listings, posted, chance))
        checked = decided.iloc[chance.permutation(len(decided))[:SPOT_CHECK]]
        moved = int(decided["moved"].sum())
        line = {
            "day": day.isoformat(),
            "group": group,
            "listings": len(decided),
            "moved": moved,
            "hours": round(self.moderators.hours(len(decided), moved, chance, self.moderators.pace(group, share)), 2),
            "moderator_weeks": round(self.moderators.weeks(day, share), 4),
            "checked": len(checked),
            "left_wrong": int((self.moderators.audited(checked, chance) != checked["category"]).sum()),
        }
        return Group(line, decided)


def log_of(groups: list[Group]) -> pd.DataFrame:
    """The moderators' log: a line for each group and day."""
    return pd.DataFrame([group.line for group in groups])


def listings_of(groups: list[Group]) -> pd.DataFrame:
    """All listings of some groups, and what became of them."""
    return pd.concat([group.listings for group in groups], ignore_index=True)


def drawn(listing_id: str, share: float) -> bool:
    """Whether a listing belongs to the pilot: what the project's web service would say, always the same."""
    return int(hashlib.sha256(f"pilot | {listing_id}".encode()).hexdigest()[:8], 16) < share * 16**8


def suggestions(project: Path, listings: pd.DataFrame) -> pd.DataFrame:
    """What the project's chosen run suggests, and how sure it is: in one batch, by the project's own code.

    Raises:
        Unexpected: that code fails.
    """
    asked = listings[["title", "description"]].to_csv(index=False)
    command = [sys.executable, str(SUGGEST), str(project)]
    answered = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    if answered.returncode:
        raise Unexpected(answered.stderr)
    return pd.read_csv(io.StringIO(answered.stdout), keep_default_na=False)
