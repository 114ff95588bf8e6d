"""The process is the team's: it is edited while the project runs; nothing crashes, nothing done is lost."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from crispdm.actions.project import read_process
from crispdm.lifecycle.moves import gate_digest
from tests.support import story
from tests.support.command_line import Run

COLLECTION = """\
  - id: data_collection
    title: Data Collection
    folder: 02b_data_collection
    criteria:
      - id: labels-bought
        says: A labelling service was chosen
        check: fields
        file: labels.yaml
        fields: [service]

"""


@pytest.fixture
def in_preparation(run: Run, project: Path) -> Path:
    """A project whose first two phases are done."""
    story.write_everything(project)
    for _ in range(2):
        assert run("advance", cwd=project).code == 0
    return project


def _status(run: Run, project: Path) -> Any:
    answer = run("status", "--format", "json", cwd=project)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def _edit(project: Path, old: str, new: str) -> None:
    path = project / "crispdm.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _done(status: Any) -> list[str]:
    return [step["id"] for step in status["phases"] if step["status"] == "done"]


def test_an_added_phase_becomes_the_current_one_and_status_says_why(run: Run, in_preparation: Path) -> None:
    project = in_preparation
    _edit(project, "  - id: data_preparation\n", COLLECTION + "  - id: data_preparation\n")
    status = _status(run, project)
    assert status["gate"]["phase"] == "data_collection"
    assert _done(status) == ["business_understanding", "data_understanding"]
    assert "Data Collection was added before Data Preparation" in run("status", cwd=project).out
    assert run("require", "data_preparation", cwd=project).code == 0, "it was reached before the phase was added"
    assert run("advance", cwd=project).code == 1
    assert run("back", "data_understanding", "--reason", "labels are short", cwd=project).code == 0
    again = run("advance", "--again", "they will be bought", cwd=project)
    assert again.out.splitlines()[-2:] == ["Now:  Data Collection", "Next: `crispdm check`"]
    for named in ("data_collection", "labels-bought"):
        explained = run("explain", named, cwd=project).out
        assert "README" not in explained, "there is none in the folder"
        assert " owner" not in explained, "nobody owns it"
    (project / "02b_data_collection").mkdir()
    (project / "02b_data_collection" / "labels.yaml").write_text("service: the one in Riga\n")
    assert run("advance", cwd=project).code == 0
    assert _status(run, project)["gate"]["phase"] == "data_preparation"


def test_a_phase_that_says_what_it_was_stays_done(run: Run, in_preparation: Path) -> None:
    project = in_preparation
    _edit(project, "id: data_understanding\n", "id: data_audit\n    was: [data_understanding]\n")
    _edit(project, "title: Data Understanding", "title: Data Audit")
    status = _status(run, project)
    assert _done(status) == ["business_understanding", "data_audit"]
    assert status["remarks"] == []
    assert "Data Audit" in run("log", cwd=project).out
    assert "signed" not in run("status", cwd=project).out, "what was passed was signed, by any name"


def test_a_phase_that_was_renamed_without_a_word_is_open_again_and_status_says_so(
    run: Run, in_preparation: Path
) -> None:
    _edit(in_preparation, "id: data_understanding\n", "id: data_audit\n")
    status = _status(run, in_preparation)
    assert status["gate"]["phase"] == "data_audit"
    assert any("data_understanding" in remark for remark in status["remarks"])
    assert len(run("log", cwd=in_preparation).out.splitlines()) >= 5


def test_a_dropped_criterion_and_a_moved_threshold_count_from_now_on(run: Run, in_preparation: Path) -> None:
    project = in_preparation
    _edit(project, "min_rows: 100\n", "min_rows: 1000\n")
    answer = run("advance", cwd=project)
    assert answer.code == 1
    assert "at least 1000" in answer.out
    text = (project / "crispdm.yaml").read_text()
    start, end = text.index("      - id: rows-and-key"), text.index("      - id: rebuildable")
    (project / "crispdm.yaml").write_text(text[:start] + text[end:])
    assert run("advance", cwd=project).code == 0


def test_a_moved_phase_is_where_the_process_has_it_now(run: Run, in_preparation: Path) -> None:
    project = in_preparation
    text = (project / "crispdm.yaml").read_text()
    start, end = text.index("  - id: data_preparation"), text.index("  - id: modeling")
    block = text[start:end]
    before = text.index("  - id: data_understanding")
    (project / "crispdm.yaml").write_text(text[:before] + block + text[before:start] + text[end:])
    status = _status(run, project)
    assert status["gate"]["phase"] == "data_preparation"
    assert _done(status) == ["business_understanding", "data_understanding"]
    assert run("advance", cwd=project).code == 0
    assert _status(run, project)["gate"]["phase"] == "modeling"


def test_a_removed_phase_takes_nothing_with_it(run: Run, in_preparation: Path) -> None:
    project = in_preparation
    text = (project / "crispdm.yaml").read_text()
    start, end = text.index("  - id: data_understanding"), text.index("  - id: data_preparation")
    (project / "crispdm.yaml").write_text(text[:start] + text[end:])
    shutil.rmtree(project / "02_data_understanding")
    status = _status(run, project)
    assert _done(status) == ["business_understanding"]
    assert status["gate"]["phase"] == "data_preparation"
    assert any("no longer in the process" in remark for remark in status["remarks"])


def test_a_default_that_is_written_out_is_the_same_gate(project: Path) -> None:
    """So a parameter that a later version adds, with its default, changes no gate that was recorded."""
    before = read_process(project).phases[1]
    _edit(project, "        min_rows: 50\n", "")
    assert gate_digest(read_process(project).phases[1]) == gate_digest(before)
    _edit(project, "        max_error: 0.1\n", "        max_error: 0.2\n")
    assert gate_digest(read_process(project).phases[1]) != gate_digest(before)


def test_a_process_without_phases_is_a_mistake_with_its_line(run: Run, project: Path) -> None:
    (project / "crispdm.yaml").write_text("version: 1\nproject: p\nteam: {}\nphases: []\n")
    for command in ("status", "check", "advance"):
        answer = run(command, cwd=project)
        assert answer.code == 2
        assert "crispdm.yaml:4:" in answer.err


def test_an_iteration_that_two_branches_start_is_one(run: Run, project: Path) -> None:
    """Both finish on a branch of their own; after the union of their lines it is iteration 2, not 3."""
    story.write_everything(project)
    for _ in range(5):
        assert run("advance", cwd=project).code == 0
    state = project / ".crispdm" / "state.yaml"
    before = state.read_bytes()
    assert run("advance", cwd=project).code == 0
    ours = state.read_bytes()
    state.write_bytes(before)
    assert run("advance", cwd=project, CRISPDM_NOW="2026-11-25T09:00:00+00:00").code == 0
    state.write_bytes(ours + state.read_bytes()[len(before) :])
    assert _status(run, project)["iteration"] == 2
