"""Score the simplest thing on the test part: the rule in rule.py, or else the most frequent class or the mean."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset import read_dataset, read_parts
from {{ cookiecutter.package }}.files import Refusal, run
from {{ cookiecutter.package }}.metrics import read_metric, score, truth_of
from {{ cookiecutter.package }}.model_files import save_model
from {{ cookiecutter.package }}.models import RuleModel, apply_rule, load_rule, make_constant
from {{ cookiecutter.package }}.paths import RULE, RUNS, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.runs import add_run, digits, next_name, read_runs


def main() -> None:
    """Add a run to runs.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--rule", dest="kind", action="store_const", const="rule", help="the rule in rule.py")
    which.add_argument("--constant", dest="kind", action="store_const", const="constant", help="a constant answer")
    parser.add_argument("--note", default="", help="a note on the run")
    arguments = parser.parse_args()

    dataset, metric, runs = read_dataset(), read_metric(), read_runs()
    parts = read_parts(dataset)
    train, test = parts.train[[*dataset.features]], parts.test[[*dataset.features]]
    truth, test_truth = truth_of(parts.train, dataset.target, metric), truth_of(parts.test, dataset.target, metric)
    rule = load_rule()
    answered = sum(apply_rule(rule, row) is not None for row in test.to_dict("records")) / len(test)
    kind = arguments.kind or ("rule" if answered else "constant")
    if kind == "rule" and not answered:
        raise Refusal(f"{shown(RULE)}: it returns None for every row of the test part; write a rule, or use --constant")
    if kind == "rule":
        model = RuleModel(rule, truth, metric.is_regression)
        note = arguments.note or f"answers {answered:.0%} of the rows"
    else:
        model = make_constant(metric.is_regression).fit(train, truth)
        always = model.predict(train[:1])[0]
        note = arguments.note or f"always {digits(always) if metric.is_regression else always}"
    value = score(model, test, test_truth, metric)
    if kind == "constant":
        save_model(model, next_name(kind, runs))
    made = add_run(kind, value, parts.data, dataset.split, note)
    print(f"{shown(RUNS)}: {made.run}, {metric.name} {made.score} on {len(test)} rows{metric.wanted}; {note}")
    print(f"Next: python {shown(TRAIN_SCRIPT)}, or choose {made.run} if it is good enough")


if __name__ == "__main__":
    run(main)
