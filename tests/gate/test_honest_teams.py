"""Honest teams get through, as the page on them says: each row of its table is merged into a complete project."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import story
from tests.support.builders import a_phase, write_project
from tests.support.command_line import Run

PAGE = Path(__file__).parents[2] / ".github" / "docs" / "honest-teams.md"
_WRITES = r"`(?P<file>[^`]+\.yaml)`: `(?P<keys>[^`]+)`"
PILOT_DAYS = {  # what the pilots of some of them measured
    "a pilot that did harm, stopped on day three": story.pilot_days("2026-11-02", 3, 0.6),
}


def _rows() -> list[tuple[str, str, str]]:
    """The rows of the page's table: the team, its gate, and what it writes."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")][2:]
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [(team, gate, writes) for team, gate, writes in cells]


def _merged(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}


def _write(project: Path, team: str, what: str) -> None:
    for found in re.finditer(_WRITES, what):
        path = story.place(project, found["file"])
        path.write_text(yaml.safe_dump(_merged(yaml.safe_load(path.read_text()), yaml.safe_load(found["keys"]))))
    if "positive: fraud" in what:  # the class of which the recall is
        cells = story.place(project, "cells/rule-1.csv")
        cells.write_text(cells.read_text().replace("bicycles", "fraud"))
    if days := PILOT_DAYS.get(team):
        story.place(project, "pilot.csv").write_text(days)


def test_the_page_lists_at_least_thirty_teams_each_once() -> None:
    teams = [team for team, _, _ in _rows()]
    assert len({*teams}) == len(teams) >= 30
    assert {*PILOT_DAYS} <= {*teams}
    for _, _, what in _rows():
        assert not what or re.fullmatch(_WRITES, what), what


@pytest.mark.parametrize(("team", "gate", "what"), _rows(), ids=lambda value: str(value)[:40])
def test_an_honest_team_gets_through(run: Run, project: Path, team: str, gate: str, what: str) -> None:
    story.write_everything(project)
    _write(project, team, what)
    criteria = json.loads(run("check", gate, "--format", "json", cwd=project).out)["gate"]["criteria"]
    closing = {each["id"]: (each["have"], each["want"]) for each in criteria if each["closes"]}
    assert closing == {}


def _variants() -> list[tuple[str, str]]:
    """The phases of teams that need other criteria, each with its evidence."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    return [*zip(blocks[::2], blocks[1::2], strict=True)]


@pytest.mark.parametrize(("phase", "evidence"), _variants(), ids=["offline", "text", "segments"])
def test_a_phase_of_their_own_passes_with_its_evidence_and_not_without(
    run: Run, tmp_path: Path, phase: str, evidence: str
) -> None:
    described, others = yaml.safe_load(phase), [a_phase("modeling"), a_phase("last")]
    write_project(tmp_path, others[0], described, others[1], team={"scientist": []})
    folder = tmp_path / described["folder"]
    assert run("check", "evaluation", cwd=tmp_path).code == 1
    (folder / described["decision"]["file"]).write_text(evidence)
    (folder / "rubric.md").write_text("## What is good\n\nIt answers.\n\n## What is harmful\n\nIt insults.\n")
    answer = run("check", "evaluation", cwd=tmp_path)
    assert answer.code == 0, answer.out + answer.err
