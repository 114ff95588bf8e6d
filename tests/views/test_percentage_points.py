"""An objective of percentage points: its change is one of points wherever it is told, and a number for programs."""

import json
from pathlib import Path
from typing import Any

import pytest

from crispdm.views.changes_of_measure import wanted_words
from tests.support import story
from tests.support.command_line import Run
from tests.support.team import Colleague

POINTS = {"unit: hours per moderator per week": "unit: share of listings", "now: 10": "now: 13 %", "5\n": "-2 pp\n"}


@pytest.fixture
def ana(run: Run, project: Path) -> Colleague:
    """The pilot of such an objective is over, on Monday 21 December."""
    story.write_everything(project)
    ana = Colleague(run, project)
    ana.day = "2026-12-21"
    text = story.OBJECTIVE
    for old, new in POINTS.items():
        text = text.replace(old, new, 1)
    ana.write("01_business_understanding/objective.yaml", text)
    for _ in range(4):
        assert ana("advance").code == 0
    rows = (f"2026-12-{day:02},{0.1169 if day % 2 else 0.1165},0.13" for day in range(7, 21))
    ana.write("05_evaluation/pilot.csv", "date,pilot,control\n" + "\n".join(rows) + "\n")
    ana.write("05_evaluation/pilot.yaml", story.PLAN.format(start="2026-12-07", decision="improve"))
    return ana


@pytest.mark.parametrize(
    ("objective", "value", "words"),
    [
        ({"now": 10, "target": 5}, 5, " (-50 %)"),
        ({"now": 10, "scale": "relative"}, 4, " (-60 %)"),
        ({"now": 10, "scale": "absolute"}, 4, ""),
        ({"now": 0.13, "scale": "absolute", "points": True}, 0.11, " (-2 percentage points)"),
        ({"now": 0}, 5, ""),
        ({"now": 10}, -5, ""),
        ({"now": "many"}, 5, ""),
        ({}, 5, ""),
        ({"now": 10}, None, ""),
    ],
)
def test_how_far_a_value_is_from_now(objective: dict[str, Any], value: Any, words: str) -> None:
    assert wanted_words(objective, value) == words


def said(ana: Colleague, *arguments: str) -> str:
    return " ".join(ana(*arguments).out.split())


def test_a_change_of_shares_is_told_in_points(ana: Colleague) -> None:
    check = said(ana, "check")
    assert "-1.33 percentage points against the control, 95 % between -1.34 and -1.32, 14 days" in check
    assert ana("advance").code == 0
    status = said(ana, "status")
    assert "13 to 0.11 share of listings (-2 percentage points). First pilot: -1.3 percentage points [-1.3" in status
    assert "the pilot fell 0.67 percentage points short" in status
    assert "the measure changed by -1.33 percentage points [-1.34, -1.32], verdict improve" in said(ana, "log")
    assert ana.status()["pilots"][0]["pilot"]["estimate"] == pytest.approx(-0.0133)


def test_the_report_tells_it_too(ana: Colleague) -> None:
    assert ana("advance").code == 0
    page = ana("report", "-o", "-").out.replace("\N{MINUS SIGN}", "-")
    assert "share of listings (-2 percentage points)" in page
    assert "-1.3 percentage points (between -1.3 and -1.3)" in page
    assert "-15" not in page, "a change of points is no percentage"


def test_programs_are_told_what_the_rows_show_by_name(ana: Colleague) -> None:
    found = json.loads(ana("check", "--format", "json").out)["gate"]["criteria"]
    signs = {each["id"]: each["signs"] for each in found}
    assert {**signs["decision-fits-verdict"], "serial": 1} == {
        **dict.fromkeys(("missing", "excused", "late", "unripe"), 0),
        "planned": 14,
        "read": 14,
        "serial": 1,
        "tries": 1,
    }
    assert signs["pilot-ran"] == {}
