"""Where no evidence is there yet that a script writes, what is to do names the script."""

import json
from pathlib import Path

import pytest

from crispdm.kinds import load_process
from tests.support.command_line import Run


def _fixes(run: Run, project: Path, phase: str) -> dict[str, str]:
    found = json.loads(run("check", phase, "--format", "json", cwd=project).out)
    return {each["id"]: each["fix"] for each in found["gate"]["criteria"]}


def test_the_script_that_writes_the_evidence_is_named_while_there_is_none(run: Run, project: Path) -> None:
    understanding = _fixes(run, project, "data_understanding")
    assert understanding["inventory-complete"] == "run `python 02_data_understanding/profile.py --fields`"
    assert understanding["profiled"] == "run `python 02_data_understanding/profile.py`"
    assert understanding["labels-checked"] == "run `python 02_data_understanding/audit_labels.py`"
    assert _fixes(run, project, "data_preparation")["one-table"] == "run `python 03_data_preparation/prepare.py`"
    assert _fixes(run, project, "modeling")["baseline-first"] == "run `python 04_modeling/baseline.py`"
    assert "made by     python 04_modeling/baseline.py" in run("explain", "baseline-first", cwd=project).out


def test_what_only_a_person_can_fill_in_is_said_as_before(run: Run, project: Path) -> None:
    (project / "02_data_understanding/inventory.yaml").write_text("fields:\n- {name: a, role: target}\n")
    (project / "02_data_understanding/label_audit.csv").write_text("id,label,checked,by\n1,a,,\n")
    fixes = _fixes(run, project, "data_understanding")
    assert fixes["inventory-complete"] == "fill in source"
    assert fixes["labels-checked"] == "check 50 rows by hand: fill in checked and by"


@pytest.mark.parametrize("template", ["crisp-dm", "minimal", "tdsp", "crisp-ml-q"])
def test_every_command_that_is_named_is_there(run: Run, tmp_path: Path, template: str) -> None:
    assert run("init", "made", "--yes", "--no-git", "--template", template, cwd=tmp_path).code == 0
    process = load_process((tmp_path / "made/crispdm.yaml").read_bytes())
    commands = {each.made_by for phase in process.phases for each in phase.criteria if each.made_by}
    assert len(commands) >= 3
    for command in commands:
        assert (tmp_path / "made" / command.split()[1]).is_file(), command
