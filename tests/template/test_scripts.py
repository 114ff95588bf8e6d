"""The scripts of a generated project: real data and text through the gates, and what they say to bad input."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sklearn import datasets

from tests.support import story
from tests.support.command_line import Run
from tests.support.work import (
    AUDIT,
    BASELINE,
    DRAW,
    ERRORS,
    INVENTORY,
    MEASURE,
    OBJECTIVE,
    PILOT,
    PILOT_LOG,
    PREPARE,
    PROFILE,
    REVIEW,
    RULE,
    RUNS,
    TRAIN,
    Here,
    Work,
    lint,
    listings,
)

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries


@pytest.fixture
def work(project: Path) -> Work:
    return Work(project)


def advance(run: Run, work: Work, to: str) -> None:
    """Pass a gate, and be in the next phase."""
    answer = run("advance", cwd=work.root)
    assert answer.code == 0, answer.out + answer.err
    assert json.loads(run("status", "--format", "json", cwd=work.root).out)["gate"]["phase"] == to


def through_the_gates(run: Run, work: Work) -> None:
    """All scripts, each followed by its gate, up to the baseline and the models."""
    work.write(OBJECTIVE, story.OBJECTIVE)
    advance(run, work, "data_understanding")
    work.run(PROFILE)
    work.run(DRAW)
    work.check_labels(AUDIT)
    advance(run, work, "data_preparation")
    work.run(PREPARE)
    advance(run, work, "modeling")
    work.run(BASELINE)
    work.run(TRAIN)
    work.run(TRAIN, "--kind", "model", "--note", "it finds what a line cannot")
    work.run(REVIEW)
    work.check_labels(ERRORS)


def plan_pilot(work: Work, decision: str = "deploy") -> None:
    """A plan, and a log of two weeks with a row for each moderator and day; the last day is not over."""
    work.write(PILOT, story.PLAN.format(start="2026-11-01", decision=decision) + story.RAN_BEFORE + PILOT_LOG)
    days = [line.split(",") for line in story.pilot_days("2026-11-01", 15, -0.55).splitlines()[1:]]
    log = [
        {"day": day, "group": group, "hours": float(hours) * people, "moderators": people}
        for day, *both in days
        for group, hours in zip(("pilot", "control"), both, strict=True)
        for people in (1, 2)
    ]
    work.table("data/log.csv", log[:-2])


REAL: dict[str, tuple[str, str, float, type[Work]]] = {
    "wine": ("accuracy", "higher", 0.8, Work),
    "diabetes": ("mae", "lower", 60, Here),
    "breast_cancer": ("roc_auc", "higher", 0.9, Here),
}


@pytest.mark.parametrize("name", REAL)
def test_real_data_goes_through_the_gates(run: Run, project: Path, name: str) -> None:
    metric, better, good_enough, how = REAL[name]
    work, frame = how(project), getattr(datasets, f"load_{name}")(as_frame=True).frame
    frame.to_csv(work.root / "data" / "raw.csv", index=False)
    work.fill_in(frame.columns, "target")
    work.measure_by(metric, better, good_enough, "simple-1")
    plan_pilot(work)
    through_the_gates(run, work)
    advance(run, work, "evaluation")
    runs = {row["run"]: float(row["score"]) for row in work.rows(RUNS)}
    sign = 1 if better == "higher" else -1
    assert [*runs] == ["constant-1", "simple-1", "model-1"]
    assert sign * runs["simple-1"] > max(sign * runs["constant-1"], sign * good_enough)


def test_text_goes_through_all_gates(run: Run, work: Work) -> None:
    rows = listings()
    work.table("data/raw.csv", [*rows, rows[0]])
    work.fill_in(rows[0], "category", "listing id", "{by: created, test_from: 2026-10-15}")
    work.measure_by("accuracy", "higher", 0.3, "rule-1")
    words = '{"bike": "bicycles", "iPhone": "mobile phones", "table": "furniture", "chairs": "furniture"}'
    work.write(RULE, f"def rule(row):\n    return next((l for w, l in {words}.items() if w in row['title']), None)\n")
    plan_pilot(work)
    through_the_gates(run, work)
    assert work.read("03_data_preparation/facts.yaml")["rows"] == len(rows), "one came twice"
    first, second, _ = work.rows(RUNS)
    assert (first["run"], first["split"]) == ("rule-1", "created from 2026-10-15")
    assert float(second["score"]) > float(first["score"]) > 0.3
    advance(run, work, "evaluation")
    assert "14 days; left out as incomplete" in work.run(MEASURE)
    work.write(OBJECTIVE, story.OBJECTIVE.replace("now: 10", "now: 70").replace("target: 5", "target: 35"))
    refused = work.refused(MEASURE)
    assert "write log.per_day: 7, as the log is per day, or plan.row: week" in refused, "said from the first day on"
    work.write(OBJECTIVE, story.OBJECTIVE)
    assert len(work.rows("05_evaluation/pilot.csv")) == 14, "the last day is incomplete in the control"
    assert "the numbers say deploy: -5" in run("check", cwd=work.root).out
    advance(run, work, "deployment")
    operated = story.before_the_project(story.OPERATIONS)
    work.write("06_deployment/operations.yaml", operated.replace("iterate", "close"))
    assert run("advance", cwd=work.root).code == 0


def test_a_generated_project_passes_its_own_tests_and_its_linter(project: Path) -> None:
    """Also where the settings of a team make an error of each warning: those of libraries are none of the scripts."""
    own = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")
    done = subprocess.run(own, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    lint(project)


def test_a_generated_project_can_be_installed(project: Path, tmp_path: Path) -> None:
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), ".")
    done = subprocess.run(build, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {
            "listing_categories",
            "listing_categories-0.1.0.dist-info",
        }


@pytest.mark.parametrize("slug", ["ab", "x" * 200, "class", "7-up.Shop"])
def test_the_linter_finds_nothing_whatever_the_project_is_called(tmp_path: Path, run: Run, slug: str) -> None:
    assert run("init", "shop", "--set", f"project_slug={slug}", cwd=tmp_path).code == 0
    lint(tmp_path / "shop")


def test_labels_that_people_corrected_reach_the_table(work: Work) -> None:
    rows = listings()
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "category", "listing id", "{by: created, test_from: 2026-10-15}")
    head, first, second = "id,label,checked,by\n", rows[0], rows[1]
    work.write(AUDIT, f"{head}{first['listing id']},{first['category']},antiques,Cy\n{second['listing id']},x,,\n")
    work.write(ERRORS, f"id,label,predicted,confidence,checked\n{second['listing id']},x,y,0.9,toys\nZ1,x,y,1,x\n")
    assert "'antiques': no row has this label" in work.refused(PREPARE)
    work.write(INVENTORY, json.dumps({**work.read(INVENTORY), "labels": ["antiques", "toys"]}))
    assert "2 rows relabelled" in work.run(PREPARE)
    labels = {row["listing id"]: row["category"] for row in work.rows("data/table.csv")}
    assert (labels[first["listing id"]], labels[second["listing id"]]) == ("antiques", "toys")


def test_a_second_measurement_within_the_tolerance_corrects_nothing(work: Work) -> None:
    rows: list[dict[str, Any]] = [
        {"id": f"N{number}", "size": number % 7, "weight": number / 2} for number in range(60)
    ]
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "weight", "id", "{by: id}")
    inventory = work.read(INVENTORY)
    next(field for field in inventory["fields"] if field["role"] == "target")["tolerance"] = 0.1
    work.write(INVENTORY, json.dumps(inventory))
    for words in ("lots", "nan", "inf"):
        work.write(AUDIT, f"id,label,checked,by\nN4,2.0,{words},Cy\n")
        assert f"id N4: checked: '{words}' is not a number" in work.refused(PREPARE)
    agree, differ = "N4,2.0,2.1,Cy\nN5,2.5,2.45,Cy\n", "N6,3.0,3.2,Cy\n"
    work.write(AUDIT, f"id,label,checked,by\n{agree}{differ}")
    assert "1 of 3 checked labels wrong (by more than 0.1)" in work.run(DRAW, "--rows", "3")
    assert "1 row relabelled" in work.run(PREPARE)
    weights = {row["id"]: float(row["weight"]) for row in work.rows("data/table.csv")}
    assert (weights["N4"], weights["N5"], weights["N6"]) == (2.0, 2.5, 3.2)


def test_a_table_tells_its_fields(work: Work) -> None:
    work.table("data/raw.csv", [{"a: b": 1, 'say "x"': 2, "c/d e": 3, "{#": 4}])
    answer = work.start(PROFILE, "--fields", str(work.root / "data/raw.csv"))
    work.write(INVENTORY, f"data: data/raw.csv\nfields:\n{answer.out}")
    assert [field["name"] for field in work.read(INVENTORY)["fields"]] == ["a: b", 'say "x"', "c/d e", "{#"]


KEYS = {
    "unique and complete": ([f"L{number}" for number in range(20)], True),
    "whole numbers": ([*range(20)], True),
    "a gap": ([*range(19), ""], False),
    "a value twice": ([*range(19), 0], False),
    "measured": ([number / 7 for number in range(20)], False),
    "days": ([f"2026-10-{day:02}" for day in range(1, 21)], False),
    "words": ([f"a {number}" for number in range(20)], False),
    "too few rows": ([*range(9)], False),
}


@pytest.mark.parametrize(("values", "is_key"), KEYS.values(), ids=KEYS)
def test_a_column_that_may_be_the_key_is_offered(tmp_path: Path, values: list[Any], *, is_key: bool) -> None:
    work = Here(tmp_path)
    work.table("data/raw.csv", [{"same": 1, "it": value, "number": value} for value in values])
    answer = work.start(PROFILE, "--fields", str(work.root / "data/raw.csv"))
    work.write(INVENTORY, f"data: data/raw.csv\nfields:\n{answer.out}")
    roles = [field["role"] for field in work.read(INVENTORY)["fields"]]
    it, again = ("key", "other") if is_key else ("feature", "feature")
    assert roles == ["other", it, again], "one key at most; what is always the same, or another identifier, is other"
    assert ("confirm it" in answer.out) is is_key
