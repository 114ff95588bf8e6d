"""Compare the chosen run with the seasonal rule from each origin of the backtest: backtest.yaml."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd

from {{ cookiecutter.package }}.files import Refusal, nearest, needed, read_yaml, run, write_yaml
from {{ cookiecutter.package }}.metrics import Metric, read_metric
from {{ cookiecutter.package }}.paths import BACKTEST, BASELINE_SCRIPT, DATASET, METRIC, SCORE_RUNS_SCRIPT, shown
from {{ cookiecutter.package }}.predictions import read_predictions
from {{ cookiecutter.package }}.runs import Run, digits, read_runs
from {{ cookiecutter.package }}.scores import ORIGIN


def main() -> None:
    """Write backtest.yaml."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    metric = read_metric()
    chosen, seasonal = chosen_and_seasonal()
    ours, theirs = forecasts(chosen), forecasts(seasonal)
    if not ours["id"].equals(theirs["id"]):
        raise Refusal(f"{chosen.run} and {seasonal.run} forecast other rows; run {shown(SCORE_RUNS_SCRIPT)} --verify")
    scores = pd.DataFrame({"chosen": by_origin(ours, metric), "seasonal": by_origin(theirs, metric)})
    better = (metric.sign * (scores["chosen"] - scores["seasonal"]) > 0).mean()
    if chosen == seasonal:
        better = 1.0  # it is the rule itself that goes into the pilot
    rows = [{name: float(digits(value)) for name, value in row.items()} for row in scores.to_dict("records")]
    found = {"run": chosen.run, "predictions": chosen.predictions, "seasonal": seasonal.run, "metric": metric.name}
    write_yaml(BACKTEST, {**found, "origins": len(scores), "better": round(float(better), 3), "scores": rows})
    print(f"{shown(BACKTEST)}: {chosen.run} from {len(scores)} origins, better than {seasonal.run} from {better:.0%}")
    print("Next: crispdm check")


def chosen_and_seasonal() -> tuple[Run, Run]:
    """Return the chosen run, and the newest seasonal rule on the same rows."""
    name, runs = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv")), read_runs()
    chosen = next((each for each in runs if each.run == name), None)
    if chosen is None:
        raise Refusal(f"{shown(METRIC)}: chosen: no run {name!r} in runs.csv{nearest(name, [r.run for r in runs])}")
    rules = [each for each in runs if each.kind == "seasonal" and each.rows == chosen.rows]
    if not rules:
        raise Refusal(f"no seasonal rule on the rows of {name}; run {shown(BASELINE_SCRIPT)} --seasonal")
    return chosen, rules[-1]


def forecasts(scored: Run) -> pd.DataFrame:
    """Return the forecasts of a run, which were made from several origins."""
    frame = read_predictions(scored.run)
    if frame is None:
        raise Refusal(f"the predictions of {scored.run} are not here; run it again")
    if ORIGIN not in frame:
        raise Refusal(f"{scored.run} was scored from one origin; set split.horizon in {shown(DATASET)}, run it again")
    return frame


def by_origin(frame: pd.DataFrame, metric: Metric) -> pd.Series:
    """Return the score of the forecasts from each origin."""
    return pd.Series({origin: metric.score(part).value for origin, part in frame.groupby(ORIGIN)})


if __name__ == "__main__":
    run(main)
