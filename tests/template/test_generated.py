"""The scripts in the templates beside crisp-dm: they pass their own tests, and write what the gates there want."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from crispdm.gate.checks import KINDS
from crispdm.process_file import load
from tests.support import story
from tests.support.command_line import Run
from tests.support.team import Colleague
from tests.support.walks import WALKS
from tests.support.work import PILOT_LOG, lint

pytestmark = pytest.mark.parametrize("name", [name for name in WALKS if name != "crisp-dm"])

LATE = "2027-02-04"  # the pilot is over
GROUPS = ("pilot", "control")
HEADER = "run,date,kind,score,data,split,note\n"
RULE = """\
def rule(row):
    title = row["title"].lower()
    if "bike" in title:
        return "bicycles"
    return "furniture" if any(word in title for word in ("table", "chair", "shelf")) else "mobile phones"
"""


@pytest.fixture
def team(run: Run, tmp_path: Path, name: str) -> Colleague:
    """An untouched project, with a slug that is no name of a package."""
    answer = run("init", "3-listings.v2", "--template", name, "--no-git", "--yes", cwd=tmp_path)
    assert answer.code == 0, answer.err
    return Colleague(run, tmp_path / "3-listings.v2")


def python(project: Path, *command: str) -> str:
    """What Python says, called in the project."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "CRISPDM"))}
    mine |= {"OMP_NUM_THREADS": "1", "CRISPDM_NOW": f"{LATE}T09:00:00+00:00"}
    done = subprocess.run(
        [sys.executable, *command], cwd=project, env=mine, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_new_project_is_clean_under_its_own_ruff(team: Colleague) -> None:
    lint(team.project)


@pytest.mark.slow
def test_the_tests_of_a_new_project_pass(team: Colleague) -> None:
    """But for those about what a script computes, which is the same in each template; crisp-dm's run them all."""
    about_places = "not corrected_label and not numbers_are_predicted and not same_input and not trained_here"
    assert " passed" in python(team.project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", about_places)


def _raw(team: Colleague) -> None:
    """The raw table, and an inventory that names it and the column that splits."""
    (team.project / "data").mkdir(exist_ok=True)
    _table(team, "raw.csv", [story.COLUMNS, *story.listings()])
    inventory = story.place(team.project, "inventory.yaml")
    created = "labels: [something else]\nfields:\n- {name: created, role: other, source: listings table}\n"
    text = inventory.read_text().replace(story.RAW, "data/raw.csv")
    inventory.write_text(text.replace("fields:\n", created))


def _table(team: Colleague, file: str, rows: list[list[str]]) -> None:
    with (team.project / "data" / file).open("w", newline="") as sheet:
        csv.writer(sheet).writerows(rows)


def _lock(team: Colleague) -> None:
    """What was written by hand goes, and the script makes it."""
    story.place(team.project, "test_set_facts.yaml").unlink()
    team.put("test_set.yaml", "table: data/locked.csv\nrest: data/rest.csv\nby: listing_id\nmake: python lock.py\n")


def _rest(team: Colleague) -> None:
    """From then on the raw table is what is not under lock."""
    if (team.project / "data" / "rest.csv").exists():
        inventory = story.place(team.project, "inventory.yaml")
        inventory.write_text(inventory.read_text().replace("data/raw.csv", "data/rest.csv"))


def _rule(team: Colleague) -> None:
    team.put("rule.py", RULE)
    team.put("runs.csv", HEADER)


def _log(team: Colleague) -> None:
    """A row for each moderator and day, from two weeks before the start on."""
    logged = [story.pilot_days("2026-10-19", 14, 0), story.pilot_days("2026-11-02", 14, -0.58)]
    days = [line.split(",") for sheet in logged for line in sheet.splitlines()[1:]]
    rows = [[day, group, hours, "1"] for day, *both in days for group, hours in zip(GROUPS, both, strict=True)]
    _table(team, "log.csv", [["day", "group", "hours", "moderators"], *rows])
    pilot = story.place(team.project, "pilot.yaml")
    pilot.write_text(pilot.read_text() + PILOT_LOG)
    team.put("pilot.csv", "date,pilot,control\n")


BEFORE: Mapping[str, Callable[[Colleague], None]] = {  # in the order in which they run
    "profile.py": _raw,
    "audit_labels.py": lambda _: None,
    "lock.py": _lock,
    "prepare.py": _rest,
    "baseline.py": _rule,
    "score_locked.py": lambda team: team.put("locked_test.csv", HEADER),
    "measure.py": _log,
}


@pytest.mark.slow
def test_what_the_scripts_write_passes_the_gates(team: Colleague, name: str) -> None:
    process = load((team.project / "crispdm.yaml").read_bytes(), KINDS)
    team.day = LATE
    ran = []
    for phase in process.phases:
        WALKS[name][phase.id].write(team)
        for script, before in BEFORE.items():
            if (team.project / phase.folder / script).exists():
                before(team)
                said = python(team.project, f"{phase.folder}/{script}")
                ran.append(script)
                if script in ("profile.py", "audit_labels.py", "measure.py"):
                    python(team.project, f"{phase.folder}/{script}", "--verify")
                assert script != "measure.py" or "%" not in said, "what changed is for check to say"
        team.passes()
    assert ran == [script for script in BEFORE if script in ran]
    assert len(ran) >= 5
    (pilot,) = team.json("log")["pilots"]
    assert pilot["run"]["run"] == "rule-1"
    assert pilot["run"]["score"] > 0.9
