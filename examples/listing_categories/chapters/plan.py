"""The plan of a pilot, made in Modeling, and the decision after it."""

import textwrap
from datetime import date

from scipy.stats import binomtest  # type: ignore[import-untyped]  # it has no types

from examples.listing_categories.story import Story
from examples.stage import percent

PLAN = "05_evaluation/pilot.yaml"
SHARE, DAYS = 0.05, 14
STARTS = (date(2026, 11, 16), date(2026, 12, 7), date(2027, 1, 4))  # Mondays; there is room for three pilots


def plan_pilot(story: Story, decision: str = "") -> None:
    """Eve plans the next pilot; with a decision, Ana writes it down."""
    text = textwrap.dedent(f"""\
        plan:
          share: {percent(SHARE)}
          days: {DAYS}
          start: {STARTS[story.rounds]}
          control: the other {percent(1 - SHARE)} of the listings, with the other moderators
          stopped_by: Fay
          switch_off: touch 06_deployment/OFF
        guard:
          measure: share of listings left in the wrong category
          better: lower
          no_worse_than: {_limit(story)}
        log:
          file: {log_file(story)}
          date: day
          group: group
          value: hours
          per: moderator_weeks
          guard: left_wrong
          guard_per: checked
        decision: {decision}
        """)
    story.stage.write("Ana" if decision else "Eve", PLAN, text.replace(": \n", ":\n"))


def log_file(story: Story) -> str:
    """Where the moderators' log of the next pilot goes."""
    return f"data/pilot_{story.rounds + 1}.csv"


def _limit(story: Story) -> str:
    """The share of wrong labels that the audit leaves possible: the upper end of its 95 % interval."""
    ends = binomtest(story.figures.audited_wrong, story.figures.audited).proportion_ci(method="wilson")
    return percent(float(ends.high))
