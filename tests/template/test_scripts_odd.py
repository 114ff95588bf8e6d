"""Data as it comes: the scripts of a generated project cope with it, or say in one line what to do."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.work import BASELINE, DRAW, ERRORS, PREPARE, PROFILE, REVIEW, RUNS, TRAIN, Here, Rows

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

ROWS = 240


def odd(seed: int = 1) -> Rows:
    """Names with blanks and slashes, missing and infinite values, dates, truths, text, whole numbers for classes."""
    chance = random.Random(seed)
    words = ("red", "blue", "big", "small", "new", "old", "odd")
    return [
        {
            "id": f"{number:05}",
            "on the day": date(2026, 1, 1) + timedelta(days=number),
            "a/b c": chance.choice(["x", "y", ""]),
            "told: #1": " ".join(chance.choices(words, k=6)),
            "is it": chance.choice([True, False, ""]),
            "nothing": "",
            "label": "inf" if number % 9 == 0 else chance.random(),
            "class": chance.choice([1, 2]) if number % 17 else "",
        }
        for number in range(ROWS)
    ]


@pytest.fixture
def work(tmp_path: Path) -> Here:
    return Here(tmp_path)


def everything(work: Here, rows: Rows, target: str, key: str, split: str) -> None:
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], target, key, split)
    for script in (PROFILE, DRAW, PREPARE, BASELINE, TRAIN):
        work.run(script)
    work.run(TRAIN, "--kind", "model", "--note", "it pays")
    work.run(REVIEW)
    assert [row["kind"] for row in work.rows(RUNS)] == ["constant", "simple", "model"]


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A project that went well although one class comes once, and only in the test."""
    work, rows = Here(tmp_path_factory.mktemp("rare")), odd()
    rows[-1]["class"] = 3
    work.measure_by("accuracy", "higher", 0.9)
    everything(work, [*rows, rows[3]], "class", "id", "{by: on the day, test_from: 2026-07-01}")
    return work


def test_a_row_that_comes_twice_and_rows_without_a_target_are_left_out(rare: Here) -> None:
    facts = rare.read("03_data_preparation/facts.yaml")
    assert facts["rows"] == sum(row["class"] != "" for row in odd())
    assert (facts["nulls"]["nothing"], facts["duplicate_keys"], facts["overlap"]) == (1, 0, 0)
    assert set(rare.read("02_data_understanding/profile.yaml")["target"]) == {"1", "2", "3"}


CLASSES = ("accuracy", "balanced_accuracy", "f1", "precision", "recall", "roc_auc", "average_precision", "log_loss")


@pytest.mark.parametrize("metric", CLASSES)
def test_a_class_that_comes_once_has_a_score_by_each_metric(rare: Here, metric: str) -> None:
    rare.measure_by(metric, "lower" if metric == "log_loss" else "higher", 0.9)
    assert f" {metric} " in rare.run(BASELINE)
    assert f" {metric} " in rare.run(TRAIN)


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A project that predicts numbers, its groups kept apart."""
    work, rows = Here(tmp_path_factory.mktemp("grouped")), odd()
    for number, row in enumerate(rows):
        row["far from 0"] = 12345.678 * len(str(row["told: #1"])) + number
        row["group"] = f"g{number % 40}"
    work.measure_by("rmse", "lower", 0.9)
    everything(work, rows, "far from 0", "id", "{by: group}")
    return work


@pytest.mark.parametrize("metric", ["mae", "rmse", "median_ae", "r2"])
def test_a_number_has_a_score_by_each_metric(grouped: Here, metric: str) -> None:
    grouped.measure_by(metric, "higher" if metric == "r2" else "lower", 0.9)
    assert f" {metric} " in grouped.run(BASELINE)
    assert f" {metric} " in grouped.run(TRAIN)
    assert not any("e" in row["score"] for row in grouped.rows(RUNS)), "crispdm reads no exponent"
    assert float(grouped.rows(ERRORS)[0]["residual"]) > 0


def test_two_hundred_columns(work: Here) -> None:
    chance = random.Random(2)
    rows: Rows = [
        {**{f"c {column}/x": round(chance.random(), 3) for column in range(200)}, "y": "no" if number % 3 else "yes"}
        for number in range(120)
    ]
    work.measure_by("accuracy", "higher", 0.9)
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "y")
    for script in (PROFILE, DRAW, PREPARE, BASELINE, TRAIN, REVIEW):
        work.run(script)


@pytest.mark.parametrize("kind", ["parquet", "tsv"])
def test_tables_of_other_kinds(work: Here, kind: str) -> None:
    frame = pd.DataFrame(
        {
            "when": pd.date_range("2026-01-01", periods=ROWS, freq="h"),
            "size": pd.array([number % 7 or None for number in range(ROWS)], dtype="Int64"),
            "kind": pd.Categorical([("a", "b")[number % 2] for number in range(ROWS)]),
            "good": [number % 7 > 3 for number in range(ROWS)],
        }
    )
    work.fill_in(frame.columns, "good", "row", "{by: when, test_from: 2026-01-09}")
    for file in ("02_data_understanding/inventory.yaml", "03_data_preparation/dataset.yaml"):
        work.write(file, (work.root / file).read_text().replace(".csv", f".{kind}"))
    raw = work.root / f"data/raw.{kind}"
    frame.to_parquet(raw) if kind == "parquet" else frame.to_csv(raw, sep="\t", index=False)
    work.measure_by("f1", "higher", 0.9)
    for script in (PROFILE, DRAW, PREPARE, BASELINE, TRAIN, REVIEW):
        work.run(script)
    assert float(work.rows(RUNS)[1]["score"]) > 0.9
    assert [*work.read("02_data_understanding/profile.yaml")["nulls"]] == [*frame.columns], "not the number of the row"


def refused(work: Here, script: str, rows: Rows, **settings: Any) -> str:
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], **settings)
    work.measure_by("accuracy", "higher", 0.9)
    return work.refused(script)


def test_a_group_that_is_too_large_leaves_one_side_empty(work: Here) -> None:
    rows = [{**row, "region": "north"} for row in odd()]
    said = refused(work, PREPARE, rows, target="class", key="id", split="{by: region}")
    assert "split: region hashed: no rows left in the test part; region has 1 values" in said


def test_one_class_cannot_be_learned(work: Here) -> None:
    rows = [{**row, "class": 1} for row in odd()]
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "class", "id", "{by: id}")
    work.measure_by("accuracy", "higher", 0.9)
    work.run(PREPARE)
    assert "there is nothing to learn" in work.refused(TRAIN)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        work = Here(tmp_path / name)
        work.measure_by("accuracy", "higher", 0.9)
        everything(work, odd(), "class", "id", "{by: id}")
        made.append({path.relative_to(work.root): data for path, data in work.files().items()})
    assert made[0] == made[1]
