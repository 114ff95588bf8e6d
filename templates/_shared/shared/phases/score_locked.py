"""Score the chosen run and its baseline on the locked test set in locked_test.csv. Each run is scored once.

With --verify nothing is scored or written; what differs from the predictions is named, and the exit code is 1.
"""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset import read_dataset
from {{ cookiecutter.package }}.files import Refusal, run
from {{ cookiecutter.package }}.locked import LOCKED_LOG, open_locked, read_lock
from {{ cookiecutter.package }}.metrics import read_metric
from {{ cookiecutter.package }}.paths import LOCKED_TEST, shown
from {{ cookiecutter.package }}.runs import read_runs
from {{ cookiecutter.package }}.scored_once import baseline_and_chosen, record_once, scored_on, verify_once
from {{ cookiecutter.package }}.task import Task


def main() -> None:
    """Add what is missing to locked_test.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if something differs")
    arguments = parser.parse_args()
    task = Task(read_dataset(), read_metric())
    rows, data = open_locked(read_lock(), task.dataset)
    if arguments.verify:
        if differ := verify_once(rows, data, task, LOCKED_LOG):
            raise Refusal("; ".join(differ))
        print(f"{shown(LOCKED_TEST)}: all is as recorded")
        return
    wanted = baseline_and_chosen()
    done = {each.run for each in read_runs(LOCKED_TEST) if each.data == data}
    scored = [scored_on(rows, each, task, data, "locked") for each in wanted if each.run not in done]
    if not scored:
        names = " and ".join(each.run for each in wanted)
        raise Refusal(f"{shown(LOCKED_TEST)}: {names} already scored; the locked test is taken once")
    record_once(scored, task.metric, LOCKED_LOG)
    said = ", ".join(f"{each.run} {task.metric.name} {each.score}" for each, _ in scored)
    print(f"{shown(LOCKED_TEST)}: {said} on {len(rows)} rows that no run has seen")
    print("Next: crispdm check")


if __name__ == "__main__":
    run(main)
