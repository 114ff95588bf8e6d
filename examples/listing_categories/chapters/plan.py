"""The plan of a pilot, made in Modeling, and the decision after it."""

import textwrap
from datetime import date, timedelta

import pandas as pd

from examples.listing_categories.market import days
from examples.listing_categories.story import Story
from examples.listing_categories.traffic import log_of
from examples.stage import percent

PLAN = "05_evaluation/pilot.yaml"
SHARE, DAYS = 0.1, 14
STARTS = (date(2026, 11, 16), date(2026, 12, 14), date(2027, 1, 11))  # Mondays; there is room for three pilots
PRE_DAYS = (28, 14, 14)  # before each: as many weeks as there are since the pilot before it
MARGIN = 0.02  # so many of the listings more may be left in a wrong category


def plan_pilot(story: Story, decision: str = "") -> None:
    """Eve plans the next pilot; with a decision, Ana writes it down."""
    moderators = story.work.moderators
    text = textwrap.dedent(f"""\
        plan:
          share: {percent(SHARE)}
          days: {DAYS}
          start: {STARTS[story.rounds]}
          control: the other {percent(1 - SHARE)} of the listings, with the other moderators
          units: {round(SHARE * moderators)} # moderators who stay in the pilot
          control_units: {round((1 - SHARE) * moderators)}
          pre_days: {PRE_DAYS[story.rounds]} # people differ: the change counts beyond what they differed by before
          stopped_by: Fay
          switch_off: touch 06_deployment/OFF
        guard:
          measure: share of listings left in the wrong category
          better: lower
          margin: {MARGIN}
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


def log_before(story: Story) -> pd.DataFrame:
    """The log of the days before the next pilot: of its moderators, and of the others."""
    count = PRE_DAYS[story.rounds]
    return log_of(story.traffic.beside(days(STARTS[story.rounds] - timedelta(days=count), count), SHARE))


def log_file(story: Story) -> str:
    """Where the moderators' log of the next pilot goes."""
    return f"data/pilot_{story.rounds + 1}.csv"
