"""Score the simplest thing on the test part: the rule in rule.py, or else the most frequent class, mean or median."""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd

from {{ cookiecutter.package }}.files import Refusal, run
from {{ cookiecutter.package }}.model_files import save_model
from {{ cookiecutter.package }}.models import make_constant
from {{ cookiecutter.package }}.paths import DATASET, RULE, RUNS, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.record import add_run
from {{ cookiecutter.package }}.resampling import by_season
from {{ cookiecutter.package }}.rules import Rule, RuleModel, load_rule
from {{ cookiecutter.package }}.runs import Run, digits
from {{ cookiecutter.package }}.scoring import Scoring, read_scoring, result

Scored = tuple[Run, pd.DataFrame]


def main() -> None:
    """Add a run to runs.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--rule", dest="kind", action="store_const", const="rule", help="the rule in rule.py")
    which.add_argument("--constant", dest="kind", action="store_const", const="constant", help="a constant answer")
    which.add_argument(
        "--seasonal", dest="kind", action="store_const", const="seasonal", help="for forecasts: a season ago"
    )
    parser.add_argument("--note", default="", help="a note on the run")
    parser.add_argument("--cv", action="store_true", help="for small data: score by repeated cross-validation")
    arguments = parser.parse_args()

    scoring = read_scoring(arguments.cv)
    if arguments.kind == "seasonal":
        made, frame = score_seasonal(scoring, arguments.note)
    elif arguments.kind != "constant" and (arguments.kind or answers(load_rule(), scoring)):
        made, frame = score_rule(load_rule(), scoring, arguments.note)
    else:
        made, frame = score_constant(scoring, arguments.note)
    print(f"{shown(RUNS)}: {result(made, frame, scoring.task)}; {made.note}")
    print(f"Next: python {shown(TRAIN_SCRIPT)}, or choose {made.run} if it is good enough")


def answers(rule: Rule, scoring: Scoring) -> bool:
    """Whether the rule has an answer for any of the first rows of the test part."""
    learned = None
    if rule.fit is not None:
        learned = rule.learned_from(known(scoring, scoring.table.rows_to_fit(scoring.task.metric.fit_at_most)))
    chunk = scoring.task.features(next(scoring.table.chunks("test")))
    return any(rule.answer(row, learned) is not None for row in chunk.to_dict("records"))


def known(scoring: Scoring, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the rule may look at: the features and the target."""
    return rows[[*scoring.task.dataset.features, scoring.task.dataset.target]]


def score_rule(rule: Rule, scoring: Scoring, note: str) -> Scored:
    """Score the rule in rule.py. What it learned is kept for the service."""
    task, models = scoring.task, list[RuleModel]()

    def fit(rows: pd.DataFrame) -> RuleModel:
        models.append(RuleModel(rule, task.metric).fit(known(scoring, rows), task.truth(rows)))
        return models[-1]

    validated = scoring.validate(fit)
    models.clear()
    model, frame, fitted = scoring.score(fit, validated)
    share = sum(each.answered for each in models) / max(1, sum(each.asked for each in models))
    if not share:
        what = "it returns None for every row of the test part; write a rule, or use --constant"
        raise Refusal(f"{shown(RULE)}: {what}")
    new = validated.of_run(scoring.new_run("rule", note or f"answers {share:.0%} of the rows"), fitted)
    keep = (lambda name: None) if rule.fit is None else (lambda name: save_model(model.learned, name))
    return add_run(new, frame, task.metric, keep), frame


def score_constant(scoring: Scoring, note: str) -> Scored:
    """Score the most frequent class, or the number that the metric is best for: the mean, the median or a quantile."""
    task = scoring.task

    def fit(rows: pd.DataFrame) -> Any:
        return make_constant(task.metric).fit(task.features(rows), task.truth(rows))

    validated = scoring.validate(fit)
    model, frame, fitted = scoring.score(fit, validated)
    always = model.predict(task.features(next(scoring.table.chunks("test")))[:1])[0]
    note = note or f"always {digits(always) if task.metric.is_regression else always}"
    new = validated.of_run(scoring.new_run("constant", note), fitted)
    return add_run(new, frame, task.metric, lambda name: save_model(model, name)), frame


def score_seasonal(scoring: Scoring, note: str) -> Scored:
    """Score the value of a season ago, which a forecast has to beat."""
    task, horizon = scoring.task, scoring.horizon
    if horizon is None:
        raise Refusal(f"{shown(DATASET)}: split: horizon: nothing yet; --seasonal needs the steps of a forecast")
    _, frame, _ = scoring.forecast(by_season(task, horizon), lambda rows: None)
    new = scoring.new_run("seasonal", note or f"the value of {horizon.season} steps ago")
    return add_run(new, frame, task.metric), frame


if __name__ == "__main__":
    run(main)
