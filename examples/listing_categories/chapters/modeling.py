"""Modeling: first a rule, then a simple model, and a costlier one only if that is not enough."""

import textwrap
from datetime import date, timedelta

import pandas as pd

from examples.listing_categories.chapters.data import TEST_FROM, corrected
from examples.listing_categories.chapters.plan import MARGIN, log_before, log_file, plan_pilot
from examples.listing_categories.story import Story
from examples.listing_categories.traffic import SPOT_CHECK
from examples.stage import percent

ERRORS, METRIC = "04_modeling/errors.csv", "04_modeling/metric.yaml"
RULE, RUNS = "04_modeling/rule.py", "04_modeling/runs.csv"
GOOD_ENOUGH, MIN_GAIN = 0.15, 0.05  # what makes a rule worth a pilot, and a model worth more than a rule
_FRIDAY = 4


def rule(story: Story) -> None:
    """The simplest thing, a handful of words, and a plan for the pilot."""
    stage = story.stage
    stage.today = date(2026, 11, 12)
    stage.heading("Modeling: a rule with a handful of words")
    stage.tell("""
        Bo trains nothing yet. He looks at what moderators move most, and writes down a handful of words that say
        plainly what a thing is. About everything else the rule is silent, and silence does no harm, so it need not be
        right often to be worth a try.
    """)
    stage.write("Bo", METRIC, metric(""))
    stage.write("Bo", RULE, story.written("rule.py"), doing="writes")
    stage.run("Bo", "python 04_modeling/baseline.py")
    stage.write("Bo", METRIC, metric("rule-1"))
    stage.tell(f"""
        Eve, the machine learning engineer, plans the pilot: 10 % of the traffic for two weeks, with two moderators of
        its own, and Fay, the site reliability engineer, can stop it at any time. Two people may well be slower or
        faster than {story.work.moderators - 2} others, so the pilot is compared with the four weeks before it as well,
        of which there is a log. Hours also fall when moderators stop looking. So somebody looks twice at {SPOT_CHECK}
        listings of each group a day, and at most {percent(MARGIN)} of them more may be left in a wrong category.
    """)
    plan_pilot(story)
    log = log_before(story)
    log[log["day"] < stage.today.isoformat()].to_csv(story.project / log_file(story), index=False)
    stage.tell("The log of the days that are over says how calm the measure is, and so what two weeks can settle.")
    stage.run("Cy", "python 05_evaluation/measure.py")
    stage.run("Eve", "crispdm check", expect=1)
    story.advance("Eve", "Fay", last="Bo", message="Try a rule first, and plan the pilot")


def simple_model(story: Story) -> None:
    """TF-IDF and logistic regression; its training errors are looked at, and bad labels corrected."""
    stage = story.stage
    stage.today = _next_workday(stage.today)
    stage.heading("Modeling, second round: TF-IDF and logistic regression")
    stage.tell("""
        A handful of words is not enough, so Bo trains the simplest model that reads all of them. Then he uses a trick:
        he applies the model to the very rows that it learned from. Where it errs there, and is sure of itself, the
        label is often at fault.
    """)
    stage.run("Bo", "python 04_modeling/train.py")
    stage.run("Bo", "python 04_modeling/review_errors.py")
    review(story)
    stage.today = _next_workday(stage.today)
    stage.tell("""
        The corrected labels belong in the table. That is work of an earlier phase, and going back there costs one
        command.
    """)
    stage.run("Bo", "crispdm back data_preparation --reason 'bad labels found among the training errors'")
    stage.run("Dee", "python 03_data_preparation/prepare.py")
    stage.run("Bo", "crispdm advance")
    stage.tell("The table has changed, so the rule is scored again, and the model has to beat it on the same data.")
    stage.run("Bo", "python 04_modeling/baseline.py")
    stage.run("Bo", "python 04_modeling/train.py")
    scores = _scores(story)
    stage.tell(f"""
        It was {scores["simple-1"]:g} before, and is {scores["simple-2"]:g} now. The rows of the test have wrong labels
        as well, and nobody has corrected those, so even a perfect model would not come out at 1.
    """)
    _choose(story, "simple-2", "Train a simple model on corrected labels")


def costlier_model(story: Story) -> None:
    """Gradient boosting, if the simple model was not enough; into a pilot only if it is better."""
    stage = story.stage
    stage.today = _next_workday(stage.today)
    stage.heading("Modeling, third round: gradient boosting")
    stage.tell("The simple model falls short as well. Bo tries a costlier one, and has to say why that may pay.")
    note = f"the simple model fell short of {story.figures.target:g} hours, and this one sees words together"
    stage.run("Bo", f"python 04_modeling/train.py --kind model --note '{note}'")
    scores = _scores(story)
    if scores["model-1"] > scores["simple-2"]:
        _choose(story, "model-1", "Train a costlier model")
    else:
        stage.tell("It is no better than the simple one, so there is nothing for another pilot, and Ana stops.")
        story.stop("nothing is better than what fell short")


def review(story: Story) -> None:
    """Cy looks at the training errors; to compare, somebody looks at as many training rows drawn at random."""
    sheet = pd.read_csv(story.project / ERRORS, dtype=str, keep_default_na=False)
    sheet["checked"] = story.look_twice(sheet["id"], "review")
    sheet.to_csv(story.project / ERRORS, index=False)
    learned = story.exported[story.exported["created"] < TEST_FROM.isoformat()]
    drawn = learned.sample(len(sheet), random_state=story.seed)
    figures = story.figures
    figures.reviewed, figures.reviewed_wrong = len(sheet), int((sheet["checked"] != sheet["label"]).sum())
    seen = story.look_twice(drawn.index.to_series(), "random")
    figures.random_wrong = sum(label != checked for label, checked in zip(drawn["category"], seen, strict=True))
    story.stage.excerpt("Cy", "checks", ERRORS, corrected(sheet, rows=5))
    story.stage.tell(f"""
        Cy looks at the {figures.reviewed} errors that the model is surest of: {figures.reviewed_wrong} of these labels
        are wrong. Of {figures.reviewed} rows drawn at random from the same part of the table, {figures.random_wrong}
        would have been.
    """)


def _choose(story: Story, run: str, message: str) -> None:
    story.stage.write("Bo", METRIC, metric(run))
    plan_pilot(story)
    story.advance("Eve", "Fay", last="Bo", message=message)


def _scores(story: Story) -> dict[str, float]:
    runs = pd.read_csv(story.project / RUNS)
    return dict(zip(runs["run"], runs["score"], strict=True))


def _next_workday(day: date) -> date:
    return day + timedelta(days=3 if day.weekday() == _FRIDAY else 1)


def metric(chosen: str) -> str:
    """metric.yaml."""
    text = textwrap.dedent(f"""\
        metric: accuracy
        better: higher
        good_enough: {GOOD_ENOUGH}
        min_gain: {MIN_GAIN}
        chosen: {chosen}
        """)
    return text.replace(": \n", ":\n")
