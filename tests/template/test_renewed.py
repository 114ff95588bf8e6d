"""Mended labels rewrite the table that was accepted: the next `advance` takes it, and nothing else that changed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import story
from tests.support.command_line import Run
from tests.support.team import Colleague
from tests.support.work import (
    AUDIT,
    BASELINE,
    DATASET,
    DRAW,
    ERRORS,
    PREPARE,
    PROFILE,
    REVIEW,
    TRAIN,
    Here,
    listings,
)

FACTS = "03_data_preparation/facts.yaml"


@pytest.fixture
def work(tmp_path: Path) -> Here:
    """A project whose table is made, and a person in every role."""
    work, rows = Here(tmp_path), listings(300)
    story.name_everybody(work.root)
    work.write("01_business_understanding/objective.yaml", story.OBJECTIVE)
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "category", "listing id", "{by: created, test_from: 2026-10-15}")
    work.write(DATASET, work.root.joinpath(DATASET).read_text().replace(".csv", ".parquet"))
    work.measure_by("accuracy", "higher", 0.3, "simple-1")
    work.run(PROFILE)
    work.run(DRAW)
    work.check_labels(AUDIT)
    work.run(PREPARE)
    return work


def _checked(team: Colleague) -> tuple[dict[str, str], dict[str, Any]]:
    """How serious each finding of `verify` is, by its kind; and what `check` says has changed, by criterion."""
    found = {each["kind"]: each["level"] for each in team.json("verify")["findings"]}
    return found, {each["criterion"]: each["renewal"] for each in team.json("check")["changed"]}


@pytest.mark.slow
def test_the_loop_that_the_pages_describe_stays_green(run: Run, work: Here) -> None:
    team = Colleague(run, work.root)
    for _ in range(3):
        team.passes()
    assert team.phase == "modeling"
    work.run(BASELINE)
    work.run(TRAIN)
    assert _checked(team) == ({}, {})
    _without_its_data(team, work)
    before = work.read(FACTS)
    _mend_labels(work)
    found, changed = _checked(team)
    assert found == {"renewed": "warning"}
    assert changed["rebuildable"]["made_before"]["content"] == before["content"][:12]
    assert team("verify").code == 0
    assert "made again by the same script from the same data, with other corrections" in " ".join(
        team("status").out.split()
    )

    work.write("05_evaluation/pilot.yaml", story.PLAN.format(start="2026-12-07", decision=""))
    said = " ".join(team("advance").out.split())
    assert "Modeling is done" in said
    assert f"{before['content'][:12]} was accepted, {work.read(FACTS)['content'][:12]} is here" in said
    (accepted,) = [each for each in team.events if each.get("phase") == "data_preparation" and "facts" in each]
    renewed = team.events[-1]["facts"]["renewed"]["rebuildable"]
    assert renewed["was"] == dict(accepted["evidence"])["rebuildable"] != renewed["now"]
    assert _checked(team) == ({}, {}), "it was read out once"
    assert "renewed" not in team("status").out

    _forge(work, before)
    found, changed = _checked(team)
    assert (found, changed) == ({"evidence": "error"}, {"rebuildable": None, "chosen-beats-baseline": None})
    assert "`crispdm back data_preparation" in team("verify").out


def _without_its_data(team: Colleague, work: Here) -> None:
    """A clone says what it takes from a script, and that is no error."""
    table = work.root / "data" / "table.parquet"
    kept = table.rename(table.with_suffix(".kept"))
    answer = team("verify")
    assert answer.code == 0
    told, found = " ".join(answer.out.split()), team.json("verify")["findings"]
    assert {each["kind"] for each in found} == {"recorded"}
    here = [each for each in found if "data/table.parquet is missing here, so it was not compared" in each["what"]]
    names = [each["criterion"] for each in here]
    assert names == ["one-table", "rows-and-key", "rebuildable", "split-apart"]
    assert f"one-table, rows-and-key, rebuildable and split-apart of {here[0]['accepted']}" in told
    assert "03_data_preparation/facts.yaml one-table" in told
    assert told.count("means:") == len({each["accepted"] for each in found}), "one finding a phase"
    kept.rename(table)


def _mend_labels(work: Here) -> None:
    """The wrong labels of the training rows are corrected; the table and the runs are made again."""
    work.run(REVIEW)
    rows = work.rows(ERRORS)
    assert rows
    work.table(ERRORS, [{**row, "checked": row["predicted"]} for row in rows])
    assert "relabelled" in work.run(PREPARE)
    work.run(BASELINE)
    work.run(TRAIN)
    work.measure_by("accuracy", "higher", 0.3, "simple-2")


def _forge(work: Here, before: dict[str, Any]) -> None:
    """A hand that changes the table and knows how to hash a file: the corrections are as they were accepted."""
    table = work.root / "data" / "table.parquet"
    table.write_bytes(table.read_bytes() + b"\0")
    facts = work.read(FACTS)
    facts |= {"sha256": hashlib.sha256(table.read_bytes()).hexdigest(), "content": before["content"][::-1]}
    work.write(FACTS, json.dumps(facts))
