"""Score the chosen run and its baseline on the external rows, once: external_validation.yaml, external_scores.csv.

With --verify nothing is scored or written; what differs from the rows and predictions is named, and the exit code is 1.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd

from {{ cookiecutter.package }}.dataset import read_dataset
from {{ cookiecutter.package }}.external import EXTERNAL_LOG, External, better_by, open_external, read_external
from {{ cookiecutter.package }}.files import Refusal, read_yaml, refuse_other, run, sha256, today, write_yaml
from {{ cookiecutter.package }}.metrics import read_metric
from {{ cookiecutter.package }}.model_files import read_digests
from {{ cookiecutter.package }}.paths import (
    EXTERNAL,
    EXTERNAL_SCORES,
    EXTERNAL_VALIDATION,
    LOCKED_TEST,
    SCORE_LOCKED_SCRIPT,
    shown,
)
from {{ cookiecutter.package }}.predictions import read_predictions
from {{ cookiecutter.package }}.runs import Run, read_runs
from {{ cookiecutter.package }}.scored_once import baseline_and_chosen, record_once, scored_on, verify_once
from {{ cookiecutter.package }}.task import Task

Scored = tuple[Run, pd.DataFrame]  # a run as it scores on the external rows, and its predictions for them


def main() -> None:
    """Write both files, or compare them with what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if something differs")
    arguments = parser.parse_args()
    task, external, wanted = Task(read_dataset(), read_metric()), read_external(), baseline_and_chosen()
    if arguments.verify:
        verify(wanted, external, task)
        return
    digest, seen = sha256(external.source.path), seen_before()
    refuse_late(wanted[-1], read_runs(EXTERNAL_SCORES))
    if digest in seen:
        what = "somebody has seen a score on these rows; for another run, name rows from elsewhere again"
        raise Refusal(f"{external.source}: {what}, in {shown(EXTERNAL)}")
    rows, content = open_external(external, task.dataset)
    scored = [scored_on(rows, each, task, content[:8], "external") for each in wanted]
    found = {**validation_of(scored[0], scored[-1], external, task), "content": content, "sha256": digest}
    write_yaml(EXTERNAL_VALIDATION, {"scored": str(today()), **found, "seen": [*seen, digest]})
    record_once(scored, task.metric, EXTERNAL_LOG)
    chosen = scored[-1][0]
    said = f"{chosen.run}, {task.metric.name} {chosen.score} ({chosen.low} to {chosen.high}) on {len(rows)} rows"
    print(f"{shown(EXTERNAL_VALIDATION)}: {said} from elsewhere; {external.minimum} was the minimum")
    print("Next: crispdm check")


def verify(wanted: list[Run], external: External, task: Task) -> None:
    """Refuse what the rows that are here, and the predictions that were made for them, do not give."""
    rows, content = open_external(external, task.dataset)
    if differ := verify_once(rows, content[:8], task, EXTERNAL_LOG):
        raise Refusal("; ".join(differ))
    kept = {each.run: each for each in read_runs(EXTERNAL_SCORES)}
    frames = {each.run: read_predictions(each.run, EXTERNAL_LOG.predictions) for each in wanted}
    scored = [(kept[name], frame) for name, frame in frames.items() if name in kept and frame is not None]
    if len(scored) == len(wanted):
        found = validation_of(scored[0], scored[-1], external, task)
        refuse_other(EXTERNAL_VALIDATION, {**found, "content": content, "sha256": sha256(external.source.path)})


def seen_before() -> list[str]:
    """Return the digests of all rows on which somebody has seen a score."""
    return (read_yaml(EXTERNAL_VALIDATION).get("seen") or []) if EXTERNAL_VALIDATION.exists() else []


def refuse_late(chosen: Run, known: list[Run]) -> None:
    """Refuse a run that has not taken the locked test, or that was validated before."""
    if chosen.run not in [each.run for each in read_runs(LOCKED_TEST)]:
        raise Refusal(f"{chosen.run} has not taken the locked test; run {shown(SCORE_LOCKED_SCRIPT)} first")
    if chosen.run in [each.run for each in known]:
        raise Refusal(f"{shown(EXTERNAL_SCORES)}: {chosen.run} already scored, which is done once")


def validation_of(baseline: Scored, chosen: Scored, external: External, task: Task) -> dict[str, Any]:
    """Return what external_validation.yaml says."""
    metric, (run, frame) = task.metric, chosen
    ours, theirs = metric.score(frame), metric.score(baseline[1])
    has_classes = metric.wants in ("labels", "chances")
    return {
        "run": run.run,
        "model": read_digests().get(run.run, "the rule"),
        "site": external.site,
        "rows": len(frame),
        "test_rows": len(frame),
        "rarest": int(frame["truth"].value_counts().min()) if has_classes else len(frame),
        "metric": metric.name,
        **{name: float(getattr(run, name)) for name in ("score", "low", "high")},
        "minimum": external.minimum,
        "above_minimum": better_by(ours, external.minimum, metric),
        "gain": {"over": baseline[0].run, **better_by(ours, theirs, metric)},
    }


if __name__ == "__main__":
    run(main)
