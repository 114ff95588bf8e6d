"""What the chapters share: the stage, the market, and what has come out so far."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from examples.listing_categories.market import Market, Traits
from examples.listing_categories.moderation import Moderators, Work
from examples.listing_categories.traffic import Traffic
from examples.stage import Stage

PROJECT = "listing-categories"
_WRITTEN = Path(__file__).with_name("written")


@dataclass
class Figures:
    """What came out. The first two are the truth about the market, which nobody in the story knows."""

    wrong: float = 0.0  # the share of listings that sellers put into a wrong category
    bad_labels: float = 0.0  # the share of labels that are wrong after moderation
    moved: float = 0.0  # what the moderators' log says: the share that they move …
    hours: float = 0.0  # … and the hours that it takes each of them, per week
    target: float = 0.0
    audited: int = 0  # labels drawn at random, looked at twice …
    audited_wrong: int = 0  # … and found to be wrong
    reviewed: int = 0  # the same of training errors …
    reviewed_wrong: int = 0
    random_wrong: int = 0  # … and of as many training rows at random
    pilots: list[dict[str, Any]] = field(default_factory=list)  # as `crispdm log` tells them
    moved_after: float = 0.0  # at full traffic
    hours_after: float = 0.0
    images_save: float = 0.0  # the share of those hours that images could save at the most


@dataclass
class Story:
    """One play: everything that happens follows from the seed, and from what the market and its people are like."""

    stage: Stage
    seed: int
    traits: Traits = field(default_factory=Traits)
    work: Work = field(default_factory=Work)
    decision: str = "improve"  # the last one; before the first pilot there is only room to improve
    rounds: int = 0  # of modeling and pilot that are over
    figures: Figures = field(default_factory=Figures)

    def __post_init__(self) -> None:
        market = Market(self.seed, self.traits)
        self.traffic = Traffic(market, Moderators(market.categories, self.work, self.seed))
        self.exported = pd.DataFrame()  # the listings that the team learns from, and the truth about them
        self.pilot_log = pd.DataFrame()  # of the days of the last pilot

    @property
    def project(self) -> Path:
        """The project's folder."""
        return self.stage.folder

    def chance(self, purpose: str) -> np.random.Generator:
        """The random generator for something that happens once."""
        return np.random.default_rng([self.seed, *purpose.encode()])

    def look_twice(self, ids: pd.Series, purpose: str) -> list[str]:
        """What somebody finds who looks at these exported listings again: mostly the truth."""
        listings = self.exported.loc[ids]
        return self.traffic.moderators.audited(listings, self.chance(purpose)).tolist()

    def written(self, name: str) -> str:
        """A file that somebody in the story writes."""
        return (_WRITTEN / name).read_text(encoding="utf-8")

    def advance(self, *signers: str, last: str, message: str) -> None:
        """Those who must agree sign, the last of them moves the project on, and the work is committed."""
        for who in signers:
            self.stage.run(who, "crispdm sign")
        self.stage.run(last, "crispdm advance")
        self.commit(last, message)

    def stop(self, reason: str) -> None:
        """The team ends the project, and looks at it once more."""
        self.decision = "stop"
        self.stage.run("Ana", f"crispdm stop --reason '{reason}'")
        self.commit("Ana", f"Stop, {reason}")
        self.stage.run("Ana", "crispdm status")

    def commit(self, who: str, message: str) -> None:
        """Put the work into git."""
        self.stage.run(who, f"git add --all && git commit --quiet --message '{message}'")
