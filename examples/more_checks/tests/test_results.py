"""What the real tools wrote is read: which of their checks passed, warned and failed."""

import json
import os
from pathlib import Path

import pytest
from crispdm_more_checks.notebook import Notebook
from crispdm_more_checks.quality import Quality
from crispdm_more_checks.results import Status, read_results

from crispdm.testing import decide, write

RESULTS = Path(__file__).parent / "results"
COUNTS: dict[str, dict[Status, int]] = {
    "great_expectations": {"passed": 2, "failed": 2},
    "great_expectations_checkpoint": {"passed": 2, "failed": 2},
    "pandera": {"failed": 4},
    "evidently": {"passed": 2, "failed": 1},
    "dbt": {"passed": 2, "warned": 1, "failed": 1},
}


@pytest.mark.parametrize("tool", COUNTS)
def test_the_results_of_a_tool_are_read(tool: str, tmp_path: Path) -> None:
    text = (RESULTS / f"{tool}.json").read_text()
    found = [each.status for each in read_results(json.loads(text))]
    assert {status: found.count(status) for status in set(found)} == COUNTS[tool]
    write(tmp_path, {"results.json": text})
    parameters = {"check": "quality", "file": "results.json"}
    failed = COUNTS[tool]["failed"]
    finding = decide(tmp_path, parameters, kind=Quality)
    assert (finding.status, f"{failed} of {len(found)} checks failed: " in finding.have) == ("fail", True)
    finding = decide(tmp_path, {**parameters, "max_failed": failed}, kind=Quality)
    assert finding.status == "warn"


def test_what_a_schema_that_holds_leaves_passes() -> None:
    found = read_results({"columns": ["id", "price"], "failures": {}})
    assert {each.status for each in found} == {"passed"}


def test_an_input_that_is_newer_than_the_notebook_closes_the_gate(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "1", "execution_count": 1, "outputs": []}
    write(tmp_path, {"a.ipynb": json.dumps({"cells": [cell]}), "in.csv": "a\n"})
    parameters = {"check": "notebook", "file": "a.ipynb", "inputs": ["in.csv"]}
    assert decide(tmp_path, parameters, kind=Notebook).status == "pass"
    os.utime(tmp_path / "phase" / "a.ipynb", (1, 1))
    assert decide(tmp_path, parameters, kind=Notebook).have == "in.csv was written after it"
