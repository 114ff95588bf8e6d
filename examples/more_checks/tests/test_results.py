"""What the real tools wrote is read: which of their checks passed, warned and failed."""

import json
import os
from pathlib import Path

import pytest
from crispdm_more_checks.notebook import Notebook
from crispdm_more_checks.quality import Quality
from crispdm_more_checks.results import Status, read_results

from crispdm.testing import decide, write

RESULTS = Path(__file__).parent / "results"  # what record.py writes
TITLES = {
    "Great Expectations": "great_expectations",
    "pandera": "pandera",
    "Evidently": "evidently",
    "dbt": "dbt",
}
COUNTS: dict[str, dict[Status, int]] = {  # of the table with mistakes; of the corrected one, all passed
    "great_expectations": {"passed": 2, "failed": 2},
    "great_expectations_checkpoint": {"passed": 2, "failed": 2},
    "pandera": {"failed": 4},
    "evidently": {"passed": 2, "failed": 1},
    "dbt": {"passed": 2, "warned": 1, "failed": 1},
}
PARAMETERS = {"check": "quality", "file": "results.json"}


@pytest.mark.parametrize("tool", COUNTS)
def test_the_results_of_a_tool_are_read(tool: str, tmp_path: Path) -> None:
    text = (RESULTS / f"{tool}.json").read_text()
    found = [each.status for each in read_results(json.loads(text))]
    assert {status: found.count(status) for status in set(found)} == COUNTS[tool]
    write(tmp_path, {"results.json": text})
    failed = COUNTS[tool]["failed"]
    finding = decide(tmp_path, PARAMETERS, kind=Quality)
    assert (finding.status, f"{failed} of {len(found)} checks failed: " in finding.have) == ("fail", True)
    finding = decide(tmp_path, {**PARAMETERS, "max_failed": failed}, kind=Quality)
    assert finding.status == "warn"


@pytest.mark.parametrize("tool", COUNTS)
def test_a_table_without_mistakes_passes(tool: str, tmp_path: Path) -> None:
    text = (RESULTS / f"{tool}_passed.json").read_text()
    count = len(read_results(json.loads(text)))
    write(tmp_path, {"results.json": text})
    finding = decide(tmp_path, {**PARAMETERS, "least": count}, kind=Quality)
    assert (finding.status, finding.have) == ("pass", f"{count} of {count} checks passed")


def test_the_readme_names_the_versions_that_wrote_the_results() -> None:
    versions = json.loads((RESULTS / "versions.json").read_text())
    readme = (RESULTS.parents[1] / "README.md").read_text()
    for title, tool in TITLES.items():
        assert f"{title} {versions[tool]}" in " ".join(readme.split())


def test_an_input_that_is_newer_than_the_notebook_closes_the_gate(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "1", "execution_count": 1, "outputs": []}
    write(tmp_path, {"a.ipynb": json.dumps({"cells": [cell]}), "in.csv": "a\n"})
    parameters = {"check": "notebook", "file": "a.ipynb", "inputs": ["in.csv"]}
    assert decide(tmp_path, parameters, kind=Notebook).status == "pass"
    os.utime(tmp_path / "phase" / "a.ipynb", (1, 1))
    assert decide(tmp_path, parameters, kind=Notebook).have == "in.csv was written after it"
