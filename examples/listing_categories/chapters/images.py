"""The second iteration: would images pay?"""

import json
from datetime import timedelta

import pandas as pd

from examples.listing_categories.chapters.business import HOURS_A_WEEK, OBJECTIVE, Case
from examples.listing_categories.chapters.deployment import SUGGESTIONS
from examples.listing_categories.story import Story
from examples.listing_categories.written.what_images_could_bring import at_most

COULD_BRING = "01_business_understanding/what_images_could_bring.py"
# What people expect: four of them get the images, label them, and train a model that sees, and a model that sees
# wants more care and dearer machines than one that reads.
PEOPLE, WEEKS, RUN_HOURS = 4, 20, 1600


def would_images_pay(story: Story) -> None:
    """What images could bring at most, against weeks of work; the gate says whether that pays."""
    stage, figures = story.stage, story.figures
    stage.today += timedelta(days=1)
    stage.heading("Iteration 2: would images pay?")
    stage.tell("""
        Some titles say nothing at all: "for sale", or "see photos". A model that sees the photos would know. Before
        anybody spends months on that, Cy works out what it could bring at most.
    """)
    stage.write("Cy", COULD_BRING, story.written("what_images_could_bring.py"), doing="writes")
    stage.run("Cy", f"python {COULD_BRING}")
    figures.images_save = at_most(pd.read_csv(story.project / SUGGESTIONS))["saved"]
    target, build = round(figures.hours_after * (1 - figures.images_save), 1), PEOPLE * WEEKS * HOURS_A_WEEK
    stage.tell(f"""
        That would be {target:g} hours a week instead of {figures.hours_after:g}, if everything went well. Against it
        stand {WEEKS} weeks of work of {PEOPLE} people. Ana writes both down, and asks the gate.
    """)
    case = Case(
        source="two weeks at full traffic",
        moved=figures.moved_after,
        now=figures.hours_after,
        target=target,
        build=build,
        run=RUN_HOURS,
    )
    stage.write("Ana", OBJECTIVE, case.objective(story))
    if _pays(story):
        stage.tell("It would pay, even so. The team goes round again, and that is another story.")
        story.advance("Bo", last="Ana", message="Images would pay, so go on")
        stage.run("Ana", "crispdm status")
    else:
        stage.run("Ana", "crispdm advance", expect=1)
        stage.tell("It does not pay, and now everybody knows before a single image was fetched. Ana stops here.")
        story.stop("images were not worth it")
    stage.run("Ana", "crispdm log")


def _pays(story: Story) -> bool:
    criteria = json.loads(story.stage.ask("Ana", "crispdm check --format json"))["gate"]["criteria"]
    return any(each["id"] == "worth-it" and each["status"] != "fail" for each in criteria)
