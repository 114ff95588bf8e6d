"""Tasks beyond classes and numbers, each on real data that ships in a package: recipe, score, interval, and errors."""

import importlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from tests.support.work import BASELINE, DATASET, INVENTORY, METRIC, PREPARE, REVIEW, RUNS, TRAIN, Here

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

SCORE_RUNS = "04_modeling/score_runs.py"


def started(place: Path, frame: pd.DataFrame, roles: dict[str, str], dataset: str, metric: str) -> Here:
    """A project whose table is made; what has no role is a feature."""
    work = Here(place)
    frame.to_csv(work.root / "data" / "raw.csv", index=False)
    fields = [{"name": name, "role": roles.get(name, "feature"), "source": "scikit-learn"} for name in frame.columns]
    work.write(INVENTORY, json.dumps({"data": "data/raw.csv", "fields": fields, "decision": "enough"}))
    work.write(DATASET, f"{{table: data/table.csv, make: x, {dataset}}}")
    work.write(METRIC, f"{{{metric}, good_enough: 0.5, min_gain: 0.01, chosen: }}")
    work.run(PREPARE)
    return work


def scores(work: Here) -> dict[str, float]:
    assert "All is as recorded" in work.run(SCORE_RUNS, "--verify")
    runs = work.rows(RUNS)
    assert all(float(run["low"]) <= float(run["score"]) <= float(run["high"]) for run in runs)
    return {run["run"]: float(run["score"]) for run in runs}


def test_several_labels_for_a_row(tmp_path: Path) -> None:
    digits = datasets.load_digits(as_frame=True).frame[::4]
    has_label: dict[str, Callable[[int], bool]] = {
        "even": lambda n: n % 2 == 0,
        "large": lambda n: n > 4,
        "prime": lambda n: n in {2, 3, 5, 7},
    }
    sets = [[name for name, has in has_label.items() if has(number)] for number in digits["target"]]
    frame = digits.drop(columns="target").assign(labels=["|".join(each) or "none" for each in sets])
    work = started(
        tmp_path, frame, {"labels": "target"}, "key: row, split: {by: row}",
        'metric: f1_samples, better: higher, target: {split: "|"}',
    )  # fmt: skip
    work.run(BASELINE)
    assert "f1_samples 0." in work.run(TRAIN)
    found = scores(work)
    assert found["simple-1"] > found["constant-1"] + 0.2
    kept = pd.read_parquet(work.root / "predictions" / "simple-1.parquet")
    assert [name for name in kept.columns if str(name).startswith("chance ")] == [
        "chance even", "chance large", "chance none", "chance prime",
    ]  # fmt: skip
    work.run(REVIEW, "--rows", "5")


def test_a_ranking_is_scored_by_query(tmp_path: Path) -> None:
    wine = datasets.load_wine(as_frame=True).frame.sample(frac=1, random_state=0).reset_index(drop=True)
    frame = wine.assign(bottle=[f"b{n}" for n in wine.index], flight=[f"f{n // 6}" for n in wine.index])
    roles = {"bottle": "key", "flight": "other", "target": "target"}
    work = started(tmp_path, frame, roles, "key: bottle, split: {by: flight}", "metric: ndcg@3, better: higher")
    work.run(BASELINE)
    work.run(TRAIN)
    found = scores(work)
    assert found["simple-1"] > found["constant-1"]
    own, _ = work.rows("04_modeling/cells/simple-1.csv")
    flights = frame.set_index("bottle")["flight"]
    kept = pd.read_parquet(work.root / "predictions" / "simple-1.parquet")
    assert (kept["query"] == kept["id"].map(flights)).all()
    assert int(own["units"]) == kept["query"].nunique() < int(own["rows"]), "whole flights are drawn"


def test_a_forecast_is_made_from_each_origin(tmp_path: Path) -> None:
    found = importlib.util.find_spec("matplotlib")  # importing it would write into the home folder
    assert found
    assert found.origin
    stocks = Path(found.origin).parent / "mpl-data" / "sample_data" / "Stocks.csv"
    prices = pd.read_csv(stocks, comment="#").melt("Date", ["IBM", "MSFT"], "share", "price").dropna()
    prices["Date"] = prices["Date"].str[:10]
    prices = prices[prices["Date"].between("2000-01-01", "2009-12-31")]
    prices["a year ago"] = prices.groupby("share")["price"].shift(12)
    frame = prices.dropna()
    roles = {"Date": "key", "share": "key", "price": "target"}
    split = "{by: Date, test_from: 2007-01-01, horizon: 6, season: 12, series: share}"
    work = started(tmp_path, frame, roles, f"key: [Date, share], split: {split}", "metric: mase, better: lower")
    assert "seasonal-1, mase " in work.run(BASELINE, "--seasonal")
    work.run(TRAIN)
    assert {*scores(work)} == {"seasonal-1", "simple-1"}
    kept = pd.read_parquet(work.root / "predictions" / "seasonal-1.parquet")
    a_year_ago = frame.assign(id=frame["Date"] + " | " + frame["share"]).set_index("id")["a year ago"]
    assert np.allclose(kept["prediction"], kept["id"].map(a_year_ago)), "known at each origin"
    own, *_ = work.rows("04_modeling/cells/simple-1.csv")
    assert int(own["units"]) == kept.groupby(["origin", "series"]).ngroups < len(kept)
    dates = kept["id"].str[:10]
    assert (dates.groupby(kept["origin"]).nunique() <= 6).all()
    assert dates.min() >= "2007-01-01"
    work.write(DATASET, (work.root / DATASET).read_text().replace("horizon: 6, ", ""))
    assert "mase in 04_modeling/metric.yaml needs the steps of a forecast" in work.refused(TRAIN)


def test_a_rare_class_is_found(tmp_path: Path) -> None:
    frame = datasets.load_breast_cancer(as_frame=True).frame
    rare = frame[frame["target"] == 0].head(40)
    frame = pd.concat([frame[frame["target"] == 1], rare]).reset_index(drop=True)
    frame = frame[[*frame.columns[:3], "target"]].assign(target=frame["target"].map({0: "malignant", 1: "benign"}))
    metric = "metric: pr_auc, better: higher, positive: malignant"
    work = started(tmp_path, frame, {"target": "target"}, "key: row, split: {by: row}", metric)
    work.run(BASELINE)
    work.run(TRAIN)
    found = scores(work)
    assert found["simple-1"] > 3 * found["constant-1"]
    metric = (work.root / METRIC).read_text()
    work.write(METRIC, metric.replace("chosen: ", "chosen: simple-1"))
    labels, model_files = (importlib.import_module(f"my_project.{name}") for name in ("labels", "model_files"))
    model = model_files.load_model("simple-1", "")
    name, last = model.steps[-1]
    model.steps[-1] = (name, labels.Weighted(last, {"benign": 1.0, "malignant": 3.0}))  # as the validation part may say
    model_files.save_model(model, "simple-1")
    assert work.service(0.5).get("/health").json()["threshold"] == {"malignant": 0.25}
    work.write(METRIC, metric.replace("positive: malignant", "positive: malign"))
    assert "did you mean 'malignant'?" in work.refused(TRAIN)
