"""A table that is kept in a database, or in a file because the role may not create it there."""

import hashlib
from pathlib import Path

import pytest

from crispdm.gate.checks.table import Table
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet

CONTENT, STORED = hashlib.sha256(b"rows").hexdigest(), b"parquet"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dataset.yaml").write_text("table: {name: shop.training}\nmake: prepare.py\n")
    (tmp_path / "inventory.yaml").write_text("data: {url: '${WAREHOUSE}', table: shop.raw}\n")
    (tmp_path / "facts.yaml").write_text(f"content: {CONTENT}\n")
    return tmp_path


def found(root: Path, *verify: str) -> Finding:
    check = Table(
        id="t",
        says="x",
        file="facts.yaml",
        dataset="dataset.yaml",
        inventory="inventory.yaml",
        part="content",
        verify=verify,
    )
    return check.decide(Evidence(root, "."))


def refused(root: Path) -> str:
    with pytest.raises(Unmet) as raised:
        found(root)
    return f"{raised.value.finding.place}: {raised.value.finding.have}"


def test_it_has_the_content_that_its_script_recorded_and_measures_again(project: Path) -> None:
    finding = found(project)
    assert (finding.status, finding.basis) == ("pass", "recorded")
    assert finding.have == f"shop.training of a database has the content {CONTENT[:8]}"
    again = found(project, "python", "prepare.py", "--verify")
    assert (again.status, again.fix and "--verify" in again.fix) == ("warn", True), "nobody consented to the script"


def test_its_name_and_its_content_are_needed(project: Path) -> None:
    (project / "facts.yaml").write_text("content: typed by somebody\n")
    assert "content" in refused(project)
    (project / "dataset.yaml").write_text("table: {file: shop.training}\nmake: prepare.py\n")
    assert "table.name: nothing yet" in refused(project)


def test_a_file_in_its_place_is_compared(project: Path) -> None:
    (project / "training.parquet").write_bytes(STORED)
    digest = hashlib.sha256(STORED).hexdigest()
    (project / "facts.yaml").write_text(f"content: {CONTENT}\nsha256: {digest}\nstored_in: training.parquet\n")
    finding = found(project)
    assert (finding.have, finding.basis) == ("training.parquet is as it was measured", "seen")
    (project / "training.parquet").write_bytes(b"other")
    assert "training.parquet changed after it was measured" in refused(project)
