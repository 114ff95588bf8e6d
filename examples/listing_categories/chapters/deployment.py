"""Deployment: in steps to all of the traffic, watched, and with a way back that was tried."""

import textwrap
from datetime import date, timedelta

import pandas as pd

from examples.listing_categories.market import days
from examples.listing_categories.service import Service
from examples.listing_categories.story import Story
from examples.listing_categories.traffic import listings_of, log_of
from examples.stage import percent, spoken

AFTER_HOLIDAYS = date(2027, 1, 11)
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)
FIRST_STEP = 0.25
ANSWERED = 0.999  # of the listings, at least
ONE_IN = 10  # of the listings at full traffic goes into the log that is kept for later
SUGGESTIONS = "data/suggestions.csv"
LISTING = {"listing_id": "270111-00001", "title": "flip case iphone", "description": "black, as good as new"}


def roll_out(story: Story) -> None:
    """A quarter, then everybody; the alarm, the way back, and the measure at full traffic."""
    stage, figures = story.stage, story.figures
    first = max(_next_monday(stage.today), AFTER_HOLIDAYS)
    everybody = first + WEEK
    stage.today = first
    stage.heading("Deployment: in steps, and with a way back")
    stage.tell(f"""
        Eve and Fay take over. Nobody rolls out over the holidays; on {spoken(first)} a quarter of the traffic is to get
        suggestions. Before that, Fay wants to see the service answer, and to see that it can be switched off.
    """)
    try_service(story)
    quarter = log_of(story.traffic.aided(days(first, WEEK.days), FIRST_STEP, story.project))
    stage.tell(f"""
        A week goes by. Where sellers get suggestions, moderators move {percent(_moved(quarter, "pilot"), 1)} of the
        listings; where they get none, {percent(_moved(quarter, "control"), 1)}. On {spoken(everybody)} the suggestions
        go to everybody, and for two weeks Cy takes the measure again.
    """)
    full = story.traffic.aided(days(everybody, FORTNIGHT.days), 1.0, story.project)
    log, listings = log_of(full), listings_of(full)
    listings.iloc[::ONE_IN][["listing_id", "choice", "suggestion", "posted", "category"]].to_csv(
        story.project / SUGGESTIONS, index=False
    )
    log.to_csv(story.project / "data" / "full_traffic.csv", index=False)
    figures.moved_after = _moved(log, "pilot")
    figures.hours_after = round(float(log["hours"].sum() / log["moderator_weeks"].sum()), 1)
    stage.today = everybody + FORTNIGHT
    answered = float((listings["suggestion"] != "").mean())
    stage.write("Eve", "06_deployment/operations.yaml", _operations(story, first, everybody, answered))
    stage.tell(f"""
        From {figures.hours:g} hours a week to {figures.hours_after:g}. Is there more to gain? Ana decides to go round
        once more, and to begin where one always begins: with the problem.
    """)
    story.advance("Fay", last="Ana", message="Roll out to everybody")


def try_service(story: Story) -> None:
    """Start the web service, ask it, switch it off, ask again."""
    stage = story.stage
    with Service(stage, "Fay", "python 06_deployment/service.py --share 1") as service:
        service.get("/health")
        service.post("/predict", LISTING)
        stage.tell("Now the way back: a file named OFF beside the service, and nobody gets a suggestion any more.")
        stage.run("Fay", "touch 06_deployment/OFF")
        service.post("/predict", LISTING)
        stage.run("Fay", "rm 06_deployment/OFF")


def _operations(story: Story, first: date, everybody: date, answered: float) -> str:
    limit, in_control, in_pilot = _alarm(story.pilot_log)
    return textwrap.dedent(f"""\
        steps:
        - {{share: {percent(FIRST_STEP)}, date: {first}}}
        - {{share: 100 %, date: {everybody}}}
        alerts:
        - watches: service
          when: less than {percent(ANSWERED, 1)} of the listings get an answer
          calls: Fay
          tested: {first}
        - watches: measure # by the last pilot: it calls on {in_control} days of the control, {in_pilot} of the pilot
          when: moderators move more than {percent(limit, 1)} of the listings on one day
          calls: Cy
          tested: {first}
        rollback: {{how: touch 06_deployment/OFF, tried: {first}, minutes: 1}}
        dashboard: the wall board of the moderators
        reliability:
        - {{what: listings that get an answer, unit: share, at_least: {ANSWERED}, observed: {answered:g}}}
        full_traffic:
          value: {story.figures.hours_after:g}
          from: {everybody}
          to: {everybody + FORTNIGHT - timedelta(days=1)}
        next: iterate
        """)


def _alarm(log: pd.DataFrame) -> tuple[float, int, int]:
    """At which share of moved listings the alarm calls: half way between a pilot and its control.

    Returns:
        That share, and on how many days of the control, and of the pilot, it would have called.
    """
    limit = round((_moved(log, "pilot") + _moved(log, "control")) / 2, 3)
    calls = log[log["moved"] / log["listings"] > limit]["group"]
    return limit, int((calls == "control").sum()), int((calls == "pilot").sum())


def _moved(log: pd.DataFrame, group: str) -> float:
    of_group = log[log["group"] == group]
    return float(of_group["moved"].sum() / of_group["listings"].sum())


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
