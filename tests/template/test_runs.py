"""Runs that were made elsewhere, and what of a run the gate computes again: cells, pairs, digests."""

import importlib
import json
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets
from sklearn.neighbors import KNeighborsClassifier

from tests.support.wheels import ROOT
from tests.support.work import (
    BASELINE,
    ERRORS,
    INVENTORY,
    METRIC,
    PREPARE,
    REVIEW,
    RULE,
    RUNS,
    SERVICE,
    TRAIN,
    Here,
    Work,
)

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

SCORE_RUNS, IMPORT_RUNS, CELLS = (f"04_modeling/{name}" for name in ("score_runs.py", "import_runs.py", "cells"))
PAGES = ROOT / ".github" / "docs" / "runs.md"
BLOCK = re.compile(r"^```python (\w+) ?(\S*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A project on the wines of scikit-learn, with a constant and a line on record."""
    work, frame = Here(tmp_path_factory.mktemp("wines")), datasets.load_wine(as_frame=True).frame
    frame.to_csv(work.root / "data" / "raw.csv", index=False)
    work.fill_in(frame.columns, "target")
    work.measure_by("accuracy", "higher", 0.8, "simple-1")
    for script in (PREPARE, BASELINE, TRAIN):
        work.run(script)
    return work


@pytest.fixture
def api(work: Here) -> Iterator[Any]:
    """The module of the project that records runs."""
    before = [*sys.path]
    for name in [each for each in sys.modules if each.partition(".")[0] == "my_project"]:
        del sys.modules[name]
    sys.path.insert(0, str(work.root))
    yield importlib.import_module("my_project.record")
    sys.path[:] = before


@pytest.fixture
def predictions(work: Here) -> pd.DataFrame:
    """What the line predicts, as somebody else would hand it over."""
    return pd.read_parquet(work.root / "predictions" / "simple-1.parquet")


def other(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(truth=frame["truth"].where(frame.index > 0, "9"))


BAD: dict[str, tuple[Any, dict[str, Any], str]] = {
    "missing": (lambda frame: frame[1:], {}, r"id '\d+' of the test part is missing"),
    "twice": (lambda frame: pd.concat([frame, frame[:2]]), {}, r"comes twice \(and 1 more\)"),
    "unknown": (lambda frame: frame.assign(id=["x", *frame["id"][1:]]), {}, "id 'x' is not in the test part"),
    "another truth": (other, {}, r"the truth of id '\d+' is not the table's"),
    "no ids": (lambda frame: frame.drop(columns="id"), {}, "no column 'id'"),
    "a score of its own": (lambda frame: frame, {"score": 0.5}, "score: 0.5, but these predictions have accuracy"),
    "another table": (lambda frame: frame, {"data": "00000000"}, "made from 00000000, but the table has"),
    "other features": (lambda frame: frame, {"features": ["alcohol"]}, "features: the predictions were made from"),
    "a kind": (lambda frame: frame, {"kind": "deep"}, "kind 'deep'; expected one of rule"),
    "a name twice": (lambda frame: frame.assign(prediction="0"), {"name": "simple-1"}, "there is a run 'simple-1'"),
    "a path": (lambda frame: frame.assign(prediction="0"), {"name": "../x"}, "expected letters, digits"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_predictions_that_are_not_those_of_the_test_part_are_refused(
    work: Here, api: Any, predictions: pd.DataFrame, case: tuple[Any, dict[str, Any], str]
) -> None:
    change, more, error = case
    before, kind = work.files(), more.pop("kind", "model")
    with pytest.raises(api.Refusal, match=error):
        api.record_run(kind, change(predictions), **more)
    assert work.files() == before


def test_a_run_is_recorded_once_and_paired_with_the_simple_ones(
    work: Here, api: Any, predictions: pd.DataFrame
) -> None:
    guess = predictions[["id"]].assign(prediction="1")[::-1]
    run = api.record_run("model", guess, note="a guess")
    assert api.record_run("model", guess, note="a guess") == run, "a notebook that was run again"
    cells = work.rows(f"{CELLS}/{run.run}.csv")
    assert {row["against"] for row in cells} == {"", "constant-1", "simple-1"}
    rows = len(predictions)
    for against in ("", "constant-1", "simple-1"):
        assert sum(int(row["n"]) for row in cells if row["against"] == against) == rows
    right = sum(int(row["n"]) for row in cells if row["against"] == "" and row["truth"] == row["prediction"])
    assert float(run.score) == pytest.approx(right / rows, rel=1e-3)
    assert float(run.low) < float(run.score) < float(run.high)
    last = work.rows(RUNS)[-1]
    assert (last["run"], last["note"], last["fitted"]) == (run.run, "a guess", "")
    assert len({each["features"] for each in work.rows(RUNS)}) == 1


def test_an_interrupted_run_leaves_nothing(work: Here, api: Any, predictions: pd.DataFrame) -> None:
    runs, metrics = (importlib.import_module(f"my_project.{name}") for name in ("runs", "metrics"))
    before, like = work.files(), runs.read_runs()[-1]

    def stop(run: str) -> None:
        raise KeyboardInterrupt(run)

    new = runs.Run("", "", "model", "", data=like.data, split=like.split, features=like.features)
    with pytest.raises(KeyboardInterrupt):
        api.add_run(new, predictions, metrics.read_metric(), stop)
    assert work.files() == before


@pytest.mark.usefixtures("api")
def test_a_rare_class_is_suggested_from_the_threshold_that_suits_the_validation_part() -> None:
    labels, metrics = (importlib.import_module(f"my_project.{name}") for name in ("labels", "metrics"))
    rare, chance = np.arange(100) < 10, np.where(np.arange(100) < 10, 0.3, 0.1)
    frame = pd.DataFrame({"truth": np.where(rare, "fraud", "ok"), "prediction": "ok", "chance fraud": chance})
    frame["chance ok"] = 1 - chance
    metric = metrics.Metric("pr_auc", *metrics.METRICS["pr_auc"], positive="fraud")
    assert 0.1 < labels.threshold_of(labels.choose_weights(frame, metric), "fraud") <= 0.3
    never = frame.assign(**{"chance fraud": 0.1, "chance ok": 0.9})
    plain = metrics.Metric("accuracy", *metrics.METRICS["accuracy"])
    assert labels.choose_weights(never, plain) == {}, "no threshold surely helps"


def test_a_run_says_how_it_does_on_each_class(work: Here) -> None:
    answer = work.start(SCORE_RUNS, "--classes", "simple-1")
    assert [line.split()[0] for line in answer.out.splitlines()[1:]] == ["2", "0", "1"], "the rarest first"
    assert "did you mean 'simple-1'?" in work.refused(SCORE_RUNS, "--classes", "simple-l")


def test_what_differs_from_the_predictions_is_named(work: Here) -> None:
    assert "All is as recorded" in work.run(SCORE_RUNS, "--verify")
    log, cells = work.root / RUNS, work.root / CELLS / "constant-1.csv"
    kept = log.read_text(), cells.read_text()
    try:
        score = work.rows(RUNS)[0]["score"]
        log.write_text(kept[0].replace(f"constant,{score}", "constant,0.99", 1))
        cells.write_text(kept[1].replace(",0,1,", ",1,1,"))
        line = work.refused(SCORE_RUNS, "--verify")
        assert f"constant-1: score: 0.99, now {score}" in line
        assert "constant-1.csv: not what its predictions give" in line
        work.run(SCORE_RUNS)
        assert (log.read_text(), cells.read_text()) == kept, "made again"
    finally:
        log.write_text(kept[0])
        cells.write_text(kept[1])


def test_columns_of_the_team_stay(work: Here) -> None:
    log = work.root / RUNS
    kept = log.read_text()
    first, *rest = kept.splitlines()
    log.write_text("\n".join([f"{first},cost,others", *(f"{line},3 €,=x" for line in rest)]) + "\n")
    try:
        work.run(SCORE_RUNS)
        assert {(row["cost"], row["others"]) for row in work.rows(RUNS)} == {("3 €", "'=x")}
    finally:
        log.write_text(kept)


def test_the_columns_that_people_add_to_errors_stay(work: Here) -> None:
    work.run(REVIEW)
    first, *rest = work.rows(ERRORS)
    work.table(ERRORS, [{**row, "seen by": "Cy" if row == first else ""} for row in (first, *rest)])
    work.run(REVIEW, "--rows", "1")
    found = work.rows(ERRORS)
    assert (found[0]["id"], found[0]["seen by"]) == (first["id"], "Cy")
    assert len(found) == 2


def test_the_rule_may_look_at_the_training_part(work: Here) -> None:
    kept = (work.root / RULE).read_text()
    learns = """\
def fit(rows):
    mean = sum(row["proline"] for row in rows if row["target"] == 0) / sum(row["target"] == 0 for row in rows)
    return {"rich": mean * 0.8}


def rule(row, learned):
    return 0 if row["proline"] > learned["rich"] else 1
"""
    work.write(RULE, learns)
    assert "rule-1, accuracy 0." in work.run(BASELINE)
    assert (work.root / "models" / "rule-1.joblib").is_file(), "the service knows what it learned"
    work.write(RULE, learns.replace("(row, learned)", "(row)"))
    assert "with a function fit, expected def rule(row, learned)" in work.refused(BASELINE)
    work.write(RULE, kept)


def test_errors_are_predicted_out_of_fold_and_no_field_is_called_row(work: Here, api: Any) -> None:
    kept, metric = (work.root / RUNS).read_text(), (work.root / METRIC).read_text()
    scoring, model_files = (importlib.import_module(f"my_project.{name}") for name in ("scoring", "model_files"))
    task, table = (read := scoring.read_scoring()).task, read.table
    train = table.rows_to_fit()
    knows = KNeighborsClassifier(1).fit(task.features(train), task.truth(train))
    assert (knows.predict(task.features(train)) == task.truth(train)).all(), "it knows its own rows by heart"
    run = api.record_run("model", task.predictions(knows, table.chunks("test")), note="the nearest bottle")
    model_files.save_model(knows, run.run)
    work.measure_by("accuracy", "higher", 0.8, run.run)
    wrong = re.search(rf"where {run.run} is wrong on (\d+) of {len(train)} training rows", work.run(REVIEW))
    assert wrong
    assert int(wrong[1]) > len(train) / 10
    service = work.service(1.0)
    assert service.get("/health").json() == {"run": run.run, "kind": "model", "share": 1.0, "on": True}
    row = {name: float(train[name][0]) for name in task.dataset.features}
    answer = service.post("/predict", json=row).json()
    assert (answer["suggestion"], answer["chances"][answer["suggestion"]]) == (str(train["target"][0]), 1.0)
    assert service.post("/predict", json={**row, "row": "1"}).json()["detail"].startswith("row: unknown")
    work.write(RUNS, kept)
    work.write(METRIC, metric)


OWN_MODEL = """\
class Constant:
    classes_ = [0, 1, 2]

    def predict(self, features):
        return [1] * len(features)

    def predict_proba(self, features):
        return [[0.0, 1.0, 0.0]] * len(features)


def load_model(run):
    if run == "simple-1":
        return Constant()
    raise KeyError(run)
"""


def test_a_model_made_elsewhere_comes_from_one_file(work: Here, tmp_path: Path) -> None:
    model, own = work.root / "models" / "simple-1.joblib", work.root / "04_modeling" / "load_model.py"
    kept = model.rename(tmp_path / model.name)
    for script in (REVIEW, SERVICE):
        assert "; for a model made elsewhere, write load_model(run) into 04_modeling/load_model.py" in work.refused(
            script
        )
    own.write_text(OWN_MODEL)
    assert "training rows, which may have learned from these very rows" in work.run(REVIEW)
    for other, said in (  # none as long as the one before: Python takes a file of the same second and size for the same
        (OWN_MODEL.replace("simple-1", "another-1"), "load_model('simple-1'): KeyError: 'simple-1'"),
        ("def load_model(run):\n    return 3\n", "returned int; expected an object with predict(features)"),
        ("import a_library_that_is_nowhere_here\n", "No module named 'a_library_that_is_nowhere_here'"),
    ):
        own.write_text(other)
        assert said in work.refused(REVIEW)
    own.unlink()
    kept.rename(model)


def test_a_model_of_other_features_is_not_served(work: Here) -> None:
    inventory = (work.root / INVENTORY).read_text()
    fields = json.loads(inventory)
    fields["fields"][0]["role"] = "other"
    work.write(INVENTORY, json.dumps(fields))
    assert "simple-1 was trained on other features than the table has" in work.refused(SERVICE)
    work.write(INVENTORY, inventory)


def test_small_data_is_scored_by_folds(work: Here) -> None:
    work.run(BASELINE, "--cv", "--constant")
    assert "(0." in work.run(TRAIN, "--cv")
    *_, last = work.rows(RUNS)
    assert last["split"] == "row hashed, cv 10x5"
    own, against = work.rows(f"{CELLS}/{last['run']}.csv")
    assert (own["rows"], own["units"], against["against"]) == ("1780", "50", "constant-2")
    folds = pd.read_parquet(work.root / "predictions" / f"{last['run']}.parquet")
    scores = (folds["truth"] == folds["prediction"]).groupby(folds["fold"]).mean()
    error = float(np.sqrt((1 / 50 + 1 / 4) * scores.var()))  # Nadeau and Bengio
    assert float(own["error"]) == pytest.approx(error)


def test_more_rows_than_may_be_fitted(work: Here) -> None:
    metric, log = (work.root / METRIC).read_text(), (work.root / RUNS).read_text()
    work.write(METRIC, metric.replace("{metric", "{fit_at_most: 80, class_weight: balanced, threshold: none, metric"))
    said = work.run(TRAIN)
    assert "half of the rows: accuracy" in said
    assert "more rows" in said
    assert work.rows(RUNS)[-1]["fitted"].startswith("80 of 1")
    work.write(METRIC, metric.replace("{metric", "{fit_at_most: many, metric"))
    assert "fit_at_most: 'many'; expected a number of rows" in work.refused(TRAIN)
    work.write(METRIC, metric)
    work.write(RUNS, log)


def test_metrics_of_dvc_are_imported_and_cannot_be_paired(work: Here) -> None:
    (work.root / "metrics.json").write_text('{"accuracy": 0.91}')
    kept = (work.root / RUNS).read_text()
    assert "1 row imported" in work.run(IMPORT_RUNS, "--dvc", str(work.root / "metrics.json"))
    last = work.rows(RUNS)[-1]
    assert (last["kind"], last["score"], last["predictions"], last["data"]) == ("model", "0.91", "", "")
    assert "0 rows imported, 1 there already" in work.run(IMPORT_RUNS, "--dvc", str(work.root / "metrics.json"))
    (work.root / "bad.yaml").write_text("accurracy: x")
    assert "did you mean 'accurracy'?" in work.refused(IMPORT_RUNS, "--dvc", str(work.root / "bad.yaml"))
    work.write(RUNS, kept)


def test_runs_of_mlflow_are_imported_and_runs_are_logged_there(work: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mlflow")
    uri = f"sqlite:///{work.root}/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    kept = (work.root / RUNS).read_text()
    assert Work.start(work, TRAIN, "--note", "logged").code == 0
    name = work.rows(RUNS)[-1]["run"]
    work.write(RUNS, kept)
    told = Work.start(work, IMPORT_RUNS, "--mlflow", uri, "--experiment", work.root.name)
    assert "1 row imported" in told.out
    last = work.rows(RUNS)[-1]
    assert (last["run"], last["kind"], last["predictions"]) == (name, "simple", "")
    assert last["note"].startswith("MLflow ")
    refused = Work.start(work, IMPORT_RUNS, "--mlflow", uri, "--experiment", "winse")
    assert (refused.code, "no experiment 'winse'" in refused.err) == (1, True)
    work.write(RUNS, kept)


def blocks(library: str) -> Iterator[tuple[str, str]]:
    """The code of a page: the file that it is to be in, if the page names one, and its text."""
    for name, file, code in BLOCK.findall(PAGES.read_text()):
        if name == library:
            yield file or f"{library}_job.py", code.replace("from shop", "from my_project")


@pytest.mark.parametrize(("library", "module"), [("lightgbm", "lightgbm"), ("pytorch", "torch"), ("spark", "pyspark")])
def test_a_job_elsewhere_records_its_run(work: Here, library: str, module: str) -> None:
    page = [*blocks(library)]
    for file, code in page:
        compile(code, file, "exec")
    if find_spec(module) is None:
        pytest.skip(f"{module} is not here")
    for file, code in page:
        work.write(file, f"import sys\nsys.path.insert(0, {str(work.root)!r})\n{code}")
    done = Work.start(work, f"{library}_job.py")  # in a process of its own: Spark warns, and closes its sockets late
    assert done.code == 0, done.err
    last = work.rows(RUNS)[-1]
    assert last["kind"] == "model"
    assert float(last["score"]) > 0.8
    work.measure_by("accuracy", "higher", 0.8, last["run"])
    if library == "spark":
        assert "load_model" in work.refused(REVIEW), "it stays where the data is"
    else:
        assert f"where {last['run']} is wrong on" in work.run(REVIEW)
    work.measure_by("accuracy", "higher", 0.8, "simple-1")


def test_the_notebook_runs_and_records_a_run_once(work: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = (pytest.importorskip(name) for name in ("nbformat", "nbclient"))
    for name in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    path, log = work.root / "notebooks" / "01_look.ipynb", work.root / RUNS
    kept = log.read_text()
    log.write_text("".join(kept.splitlines(keepends=True)[:2]))
    for _ in range(2):
        nbclient.NotebookClient(nbformat.read(path, 4), resources={"metadata": {"path": str(path.parent)}}).execute()
    assert [(row["run"], row["note"]) for row in work.rows(RUNS)[1:]] == [("simple-1", "from the notebook")]
    log.write_text(kept)
