"""Evaluation: the pilot, day by day, and what its numbers say."""

import json
from datetime import timedelta

import pandas as pd

from examples.listing_categories.chapters.plan import DAYS, PRE_DAYS, SHARE, STARTS, log_before, log_file, plan_pilot
from examples.listing_categories.market import days
from examples.listing_categories.story import Story
from examples.listing_categories.traffic import log_of
from examples.stage import spoken

NTH = ("first", "second", "third")
DECISIONS = ("deploy", "improve", "stop")
MEASURED = "Measure the pilot"


def pilot(story: Story) -> None:
    """Two weeks beside the control, with a look half way, and the decision that the numbers allow."""
    stage, start = story.stage, STARTS[story.rounds]
    stage.heading(f"Evaluation: the {NTH[story.rounds]} pilot")
    story.pilot_log = log_of(story.traffic.aided(days(start, DAYS), SHARE, story.project))
    log = pd.concat([log_before(story), story.pilot_log], ignore_index=True)
    stage.tell(f"""
        The pilot starts on {spoken(start)}. Two moderators see only the listings whose sellers got a
        suggestion; everything else goes to the other {story.work.moderators - 2}. Cy takes their log of the
        {PRE_DAYS[story.rounds]} days before as well, as these two may have been slower or faster all along. After a
        week Cy sees whether all is well.
    """)
    half = start + timedelta(days=DAYS // 2)
    for today in (half, start + timedelta(days=DAYS)):
        stage.today = today
        until = log["day"] < today.isoformat()
        log[until].to_csv(story.project / log_file(story), index=False)
        stage.run("Cy", "python 05_evaluation/measure.py")
        if today == half:
            stage.run("Cy", "crispdm status")
            stage.tell("Two weeks were planned, and one good day does not justify an early stop. It runs to its end.")
    story.commit("Cy", MEASURED)
    decide(story)


def decide(story: Story) -> None:
    """Ana hopes to deploy; the gate says what the numbers carry; she decides that, and the project moves on."""
    stage, allowed = story.stage, verdict(story)
    control = story.pilot_log[story.pilot_log["group"] == "control"]
    beside = control["hours"].sum() / control["moderator_weeks"].sum()
    stage.tell(f"""
        Without suggestions it was {beside:.1f} hours a week, where October had {story.figures.hours:g}. Seasons move
        the measure too, and that is what the control is for. Ana would like to deploy.
    """)
    plan_pilot(story, "deploy")
    if allowed != "deploy":
        stage.run("Ana", "crispdm advance", expect=1)
        stage.tell(f"The numbers do not carry that, so the decision is another one: {allowed}.")
        plan_pilot(story, allowed)
    story.advance("Cy", last="Ana", message=f"Decide after the pilot, {allowed}")
    story.rounds, story.decision = story.rounds + 1, allowed
    story.figures.pilots = json.loads(stage.ask("Ana", "crispdm log --format json"))["pilots"]
    if allowed == "stop":
        stage.run("Ana", "crispdm status")
    elif allowed == "improve" and story.rounds == len(STARTS):
        story.stop("three rounds, and still short of the objective")


def verdict(story: Story) -> str:
    """The decision that the gate would accept; where the numbers leave it open, the team wants to improve."""
    criteria = json.loads(story.stage.ask("Cy", "crispdm check --format json"))["gate"]["criteria"]
    wanted = next(str(each["want"]) for each in criteria if each["id"] == "decision-fits-verdict")
    allowed = wanted.partition(":")[0]  # such as `improve or stop: it may do nothing, and may be worth it`
    return next(each for each in DECISIONS if each in allowed)
