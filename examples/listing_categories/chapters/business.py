"""Business Understanding: is the problem worth solving?"""

import textwrap
from dataclasses import dataclass
from datetime import date

from examples.listing_categories.cast import PEOPLE, ROLES
from examples.listing_categories.market import days
from examples.listing_categories.story import PROJECT, Story
from examples.listing_categories.traffic import listings_of, log_of
from examples.listing_categories.written.size_the_problem import size
from examples.stage import percent

OBJECTIVE, SIZE = "01_business_understanding/objective.yaml", "01_business_understanding/size_the_problem.py"
LOG_FROM, LOG_DAYS = date(2026, 10, 5), 28
HOURS_A_WEEK, WEEKS_A_YEAR = 40, 48
# What people expect, as nobody can measure it beforehand: three of them build for five weeks, and it wants some care.
BUILD_HOURS, RUN_HOURS = 3 * 5 * HOURS_A_WEEK, 400


def start(story: Story) -> None:
    """A project is made, and the team is named."""
    stage = story.stage
    stage.today = date(2026, 11, 2)
    stage.heading("A project starts")
    stage.tell("""
        Sellers post what they want to sell on an online market, and choose a category for it. The moderators complain:
        too many listings are in the wrong place. Could the form suggest the category? Ana, the product manager, starts
        a project before anybody writes a line of code.
    """)
    stage.run("Ana", f"crispdm init {PROJECT} --set mode=team --yes")
    stage.folder /= PROJECT
    stage.tell(
        "Six people will work on it. Ana writes their names into the process, and looks where the project stands."
    )
    process = (story.project / "crispdm.yaml").read_text(encoding="utf-8")
    for name, role in ROLES.items():
        process = process.replace(f"  {role}: []", f"  {role}: ['{PEOPLE[name]}']")
    stage.write("Ana", "crispdm.yaml", process, doing="changes")
    stage.run("Ana", "crispdm status")


def size_the_problem(story: Story) -> None:
    """The moderators' log says how big the problem is; half of it is the objective."""
    stage, figures = story.stage, story.figures
    stage.today = date(2026, 11, 3)
    stage.heading("Business Understanding: how big is the problem?")
    stage.tell("""
        Complaints are not numbers. The lead of the moderators gives Cy, the data analyst, their log of the last four
        weeks, and Cy counts.
    """)
    _measure(story)
    stage.write("Cy", SIZE, story.written("size_the_problem.py"), doing="writes")
    stage.run("Cy", f"python {SIZE}")
    stage.tell(f"""
        {story.work.moderators} moderators, {figures.hours:g} hours a week each: that is worth a closer look. Ana sets
        an objective that can be measured: half of it. Bo, the data scientist, says why a model could help, and what
        would be simpler. Ana works out what it would be worth, and both sign.
    """)
    case = Case(
        source="the moderators' log of four weeks",
        moved=figures.moved,
        now=figures.hours,
        target=figures.target,
        build=BUILD_HOURS,
        run=RUN_HOURS,
    )
    stage.write("Ana", OBJECTIVE, case.objective(story))
    stage.write("Ana", "01_business_understanding/problem.md", _problem(story))
    story.advance("Bo", last="Ana", message="Size the problem, and set the objective")


def _measure(story: Story) -> None:
    october = story.traffic.unaided(days(LOG_FROM, LOG_DAYS))
    log, listings = log_of(october), listings_of(october)
    (story.project / "data").mkdir()
    log.to_csv(story.project / "data" / "moderation_log.csv", index=False)
    sized, figures = size(log), story.figures
    figures.wrong = float((listings["choice"] != listings["truth"]).mean())
    figures.moved, figures.hours = sized["moved"], round(sized["hours"], 1)
    figures.target = round(figures.hours / 2, 1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """The case for building something, in numbers."""

    source: str
    moved: float  # the share of listings that moderators move
    now: float  # hours per moderator per week
    target: float
    build: int  # hours of those who build it
    run: int  # hours a year of those who keep it running

    def objective(self, story: Story) -> str:
        """objective.yaml; the gain of a year follows from the hours that each moderator would save."""
        saved, moderators = self.now - self.target, story.work.moderators
        return textwrap.dedent(f"""\
            problem:
              who: moderators
              source: {self.source}
              affected: {percent(self.moved)} of the listings, {percent(self.now / HOURS_A_WEEK)} of their time
            objective:
              measure: time moderators spend on wrong categories
              unit: hours per moderator per week
              now: {self.now:g}
              target: {self.target:g}
            approach:
              why_ml: title and description tell the category, in more ways than rules can list
              simplest: a rule, such as "iPhone" in the title means mobile phones
              said_by: Bo
            worth: # {saved:.1f} hours less for each of {moderators} moderators, in {WEEKS_A_YEAR} weeks
              unit: hours
              gain_per_year: {round(saved * moderators * WEEKS_A_YEAR)}
              build: {self.build}
              run_per_year: {self.run}
            """)


def _problem(story: Story) -> str:
    return textwrap.dedent(f"""\
        # The problem

        ## Who has the problem

        The moderators. They move {percent(story.figures.moved)} of all listings to another category, by hand,
        and each of them spends {story.figures.hours:g} hours a week on it.

        ## Why now

        The busiest weeks of the year are ahead, and no moderator will be hired before them.
        """)
