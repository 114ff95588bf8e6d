"""The locked test set: rows that are locked away once, and opened once for each run."""

import pytest

from .. import paths
from .example import DATASET, INVENTORY, Project, project

# what the libraries warn of is no error of the scripts, even if your settings of pytest say so
pytestmark = pytest.mark.filterwarnings("default")

TEST_SET = "table: data/locked.csv\nrest: data/rest.csv\nby: created\nfrom: 2026-03-15\nmake: lock.py\n"


@pytest.fixture
def locked(project: Project) -> Project:
    """A project whose rows from mid-March on are locked."""
    project.write(paths.TEST_SET, TEST_SET)
    project.write(paths.LOCKED_TEST, "run,date,kind,score,data,split,note\n")
    output = project.run(paths.LOCK_SCRIPT)
    assert f"Next: write data: data/rest.csv into {paths.shown(paths.INVENTORY)}" in output
    project.write(paths.INVENTORY, INVENTORY.replace("data/raw.csv", "data/rest.csv"))
    return project


def rows_with_target(project: Project) -> int:
    return int(project.read(paths.TEST_SET_FACTS)["test_rows"])


def days(project: Project, name: str) -> list[str]:
    return [row["created"] for row in project.rows(paths.ROOT / "data" / name)]


def test_rows_are_locked_and_none_is_lost(locked: Project) -> None:
    facts = locked.read(paths.TEST_SET_FACTS)
    aside, rest = days(locked, "locked.csv"), days(locked, "rest.csv")
    assert min(aside) >= "2026-03-15" > max(rest)
    assert (facts["rows"], facts["rest"]) == (len(aside), len(rest))
    assert 0 < facts["test_rows"] <= facts["rows"]
    assert len(aside) + len(rest) == 301


def test_rows_that_are_locked_by_their_key_leave_a_test_part_by_the_same_key(project: Project) -> None:
    project.write(paths.TEST_SET, TEST_SET.replace("by: created\nfrom: 2026-03-15", "by: listing id\nfrom:"))
    project.run(paths.LOCK_SCRIPT)
    facts = project.read(paths.TEST_SET_FACTS)
    assert 0.1 < facts["rows"] / (facts["rows"] + facts["rest"]) < 0.3
    project.write(paths.INVENTORY, INVENTORY.replace("data/raw.csv", "data/rest.csv"))
    project.write(paths.DATASET, DATASET.replace("{by: created, test_from: 2026-03-01}", "{by: listing id}"))
    project.run(paths.PREPARE_SCRIPT)
    made = project.read(paths.FACTS)
    assert 0.1 < made["test_rows"] / made["rows"] < 0.3


def test_rows_are_locked_once_and_before_the_first_run(locked: Project) -> None:
    assert "rows are locked already" in locked.refused(paths.LOCK_SCRIPT)
    locked.at(paths.TEST_SET_FACTS).unlink()
    assert "neither of them data/rest.csv" in locked.refused(paths.LOCK_SCRIPT)
    locked.write(paths.INVENTORY, INVENTORY)
    assert "locked.csv: the file exists" in locked.refused(paths.LOCK_SCRIPT)
    for name in ("locked.csv", "rest.csv"):
        locked.at(paths.ROOT / "data" / name).unlink()
    locked.write(paths.RUNS, "run,date,kind,score,data,split,note\nrule-1,2026-11-24,rule,0.5,a,b,\n")
    assert "there are runs already" in locked.refused(paths.LOCK_SCRIPT)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("by: created", "by: creatd", "test_set.yaml: by: no column 'creatd' in data/raw.csv; did you mean 'created'?"),
        ("2026-03-15", "2027-01-01", "test_set.yaml: by: created from 2027-01-01: no rows left in the test part"),
        ("by: created", "by:", "test_set.yaml: by: nothing yet"),
        ("data/locked.csv", "data/raw.csv", "two files, neither of them data/raw.csv"),
    ],
)
def test_bad_input_is_named(project: Project, old: str, new: str, error: str) -> None:
    project.write(paths.TEST_SET, TEST_SET.replace(old, new))
    assert error in project.refused(paths.LOCK_SCRIPT)


def test_the_chosen_run_and_its_baseline_are_scored_there_once(locked: Project) -> None:
    locked.run(paths.PREPARE_SCRIPT)
    locked.run(paths.BASELINE_SCRIPT)
    locked.run(paths.TRAIN_SCRIPT)
    assert "on" in locked.run(paths.SCORE_LOCKED_SCRIPT)
    first, second = locked.rows(paths.LOCKED_TEST)
    assert (first["run"], second["run"]) == ("rule-1", "simple-1")
    assert (first["data"], first["split"]) == (locked.read(paths.TEST_SET_FACTS)["content"][:8], "locked")
    assert 0 < float(first["score"]) < float(second["score"]) <= 1
    assert "already scored; the locked test is taken once" in locked.refused(paths.SCORE_LOCKED_SCRIPT)

    cells = paths.LOCKED_TEST.parent / "cells" / "locked_test" / "simple-1.csv"
    assert sum(int(row["n"]) for row in locked.rows(cells) if not row["against"]) == rows_with_target(locked)
    assert {row["against"] for row in locked.rows(cells)} == {"", "rule-1"}
    assert "all is as recorded" in locked.run(paths.SCORE_LOCKED_SCRIPT, "--verify")
    sheet = locked.at(paths.LOCKED_TEST)
    kept = sheet.read_text(encoding="utf-8")
    sheet.write_text(kept.replace(second["score"], "0.9999"), encoding="utf-8")
    assert "simple-1: score: 0.9999, now" in locked.refused(paths.SCORE_LOCKED_SCRIPT, "--verify")
    sheet.write_text(kept, encoding="utf-8")

    locked.run(paths.BASELINE_SCRIPT, "--constant")
    metric = locked.at(paths.METRIC).read_text(encoding="utf-8")
    locked.write(paths.METRIC, metric.replace("simple-1", "constant-1"))
    locked.run(paths.SCORE_LOCKED_SCRIPT)
    assert [row["run"] for row in locked.rows(paths.LOCKED_TEST)] == ["rule-1", "simple-1", "constant-1"]

    locked.write(paths.METRIC, metric.replace("simple-1", "simple-9"))
    assert "chosen: no run 'simple-9' in runs.csv; did you mean 'simple-1'" in locked.refused(paths.SCORE_LOCKED_SCRIPT)
    aside = locked.at(paths.ROOT / "data" / "locked.csv")
    aside.write_bytes(aside.read_bytes() + b"\n")
    locked.write(paths.METRIC, metric)
    assert "changed since it was locked" in locked.refused(paths.SCORE_LOCKED_SCRIPT)
