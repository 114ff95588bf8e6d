"""Numbers, days and words that may be meant, and those that hardly are."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crispdm.gate import assess
from crispdm.gate.checks.operations import Operations
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.process import Decision
from crispdm.testing import decide, phase_with, write

OPERATIONS: dict[str, Any] = {"check": "operations", "file": "o.yaml"}
ROLLBACK = "rollback: {{how: a flag, tried: {tried}, minutes: {minutes}}}\n"


def _rollback(root: Path, tried: str = "2026-11-20", minutes: object = 2, more: str = "") -> Finding:
    write(root, {"o.yaml": ROLLBACK.format(tried=tried, minutes=minutes) + more})
    evidence = Evidence(root, "phase", today=date(2026, 11, 24), began=date(2026, 11, 2))
    return assess(phase_with({**OPERATIONS, "part": "rollback"}), evidence).findings["c"]


@pytest.mark.parametrize(
    ("tried", "status"),
    [("2026-11-01", "fail"), ("2026-11-02", "pass"), ("2026-11-24", "pass"), ("2026-11-25", "fail")],
)
def test_what_happened_lies_between_the_beginning_of_the_project_and_today(
    tried: str, status: str, tmp_path: Path
) -> None:
    assert _rollback(tmp_path, tried).status == status
    why = "started_before: we adopted crispdm when it ran\n"
    assert _rollback(tmp_path, tried, more=why).status == ("fail" if tried > "2026-11-24" else "pass")


def test_what_still_runs_is_not_older_than_a_generation(tmp_path: Path) -> None:
    why = "started_before: we adopted crispdm when it ran\n"
    for tried, status in (("1995-12-31", "fail"), ("1996-01-01", "pass"), ("1970-01-01", "fail")):
        assert _rollback(tmp_path, tried, more=why).status == status


@pytest.mark.parametrize(
    ("minutes", "status"), [(-1, "fail"), (0, "warn"), (0.5, "pass"), (10_080, "pass"), (10_081, "fail")]
)
def test_a_rollback_takes_some_time_and_at_most_a_week(minutes: float, status: str, tmp_path: Path) -> None:
    assert _rollback(tmp_path, minutes=minutes).status == status


@pytest.mark.parametrize(
    ("unit", "observed", "least", "status"),
    [
        ("share", "0.996", "0.99", "pass"),
        ("share of answers", "99.6 %", "99 %", "pass"),
        ("share", "99.6", "0.99", "fail"),
        ("share", "0.996", "-1", "fail"),
        ("percent", "99.6", "99", "pass"),
        ("percent", "996", "99", "fail"),
        ("shares a day", "120", "99", "pass"),
        ("%", "99.6", "99", "pass"),
        ("%", "996", "99", "fail"),
        ("share", "0.996", "0", "fail"),
        ("percent", "99.6", "0", "fail"),
        ("answers a day", "120", "0", "pass"),
        ("ms", "-5", "-9", "fail"),
        ("degrees", "-5", "-9", "pass"),
    ],
)
def test_a_part_is_no_more_than_the_whole(unit: str, observed: str, least: str, status: str, tmp_path: Path) -> None:
    write(
        tmp_path, {"o.yaml": f"reliability: [{{what: up, unit: '{unit}', at_least: {least}, observed: {observed}}}]\n"}
    )
    assert decide(tmp_path, {**OPERATIONS, "part": "reliability"}).status == status


@pytest.mark.parametrize(
    ("amounts", "status", "have"),
    [
        ((2400, 600, 400), "pass", ""),
        ((2_400_000, 600, 400), "warn", "that is at once"),
        ((2400, 0, 400), "warn", "build is 0"),
        ((2400, 0, 0), "warn", "build and run_per_year are 0"),
    ],
)
def test_nothing_pays_back_at_once(amounts: tuple[int, int, int], status: str, have: str, tmp_path: Path) -> None:
    worth = dict(zip(("gain_per_year", "build", "run_per_year"), amounts, strict=True))
    write(tmp_path, {"o.yaml": json.dumps({"worth": {"unit": "hours", **worth}})})
    finding = decide(tmp_path, {"check": "worth", "file": "o.yaml"})
    assert finding.status == status
    assert have in finding.have
    assert "every amount" not in finding.have, "one that is not 0 is no pattern"


@pytest.mark.parametrize(
    ("part", "file", "field", "settles"),
    [
        ("next", "o.yaml", "next", True),
        ("next", "o.yaml", "then", False),
        ("next", "p.yaml", "next", False),
        ("steps", "o.yaml", "next", False),
    ],
)
def test_the_part_next_alone_settles_what_follows(part: Any, file: str, field: str, *, settles: bool) -> None:
    check = Operations(id="x", says="x", file="o.yaml", part=part)
    assert check.settles(Decision(file=file, field=field, routes={})) is settles


def test_the_file_of_the_data_is_no_source(tmp_path: Path) -> None:
    fields = "data: data/raw.csv\nfields:\n- {name: a, role: feature, source: raw.csv}\n- {name: b, role: target, "
    check = {"check": "inventory", "part": "items", "file": "i.yaml"}
    for source, status in (("raw.csv", "warn"), ("the till", "pass")):
        write(tmp_path, {"i.yaml": f"{fields}source: {source}}}\n"})
        assert decide(tmp_path, check).status == status


def test_labels_that_were_corrected_since_the_table_was_made_are_named(tmp_path: Path) -> None:
    files = {
        "runs.csv": "run,date,kind,score,data,split,note\nsimple-1,2026-12-01,simple,0.5,d,s,\n",
        "metric.yaml": "chosen: simple-1\n",
        "errors.csv": "id,label,checked\n1,a,b\n2,a,a\n",
    }
    check = {"check": "runs", "part": "errors", "file": "runs.csv", "metric": "metric.yaml", "facts": "facts.yaml"}
    digest = hashlib.sha256(json.dumps([["1", "b"]]).encode()).hexdigest()[:16]
    for corrections, status in (({}, "warn"), ({"phase/errors.csv": digest}, "pass")):
        write(tmp_path, {**files, "facts.yaml": json.dumps({"script": "0", "corrections": corrections})})
        finding = decide(tmp_path, check)
        assert finding.status == status
        assert ("the table lacks labels that were corrected in phase/errors.csv" in finding.have) == (status == "warn")
    write(tmp_path, {"facts.yaml": "rows: 9\n"})
    assert decide(tmp_path, check).status == "pass", "another program made the table"
