"""A table is not hashed for a quick look, and nothing is said of it then."""

import hashlib
from pathlib import Path

import pytest

from crispdm.gate.checks.table import Table
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet

TABLE = b"id,price\n1,2\n"


def _found(root: Path, *, light: bool) -> Finding:
    check = Table(
        id="t", says="x", file="facts.yaml", dataset="dataset.yaml", inventory="inventory.yaml", part="content"
    )
    return check.decide(Evidence(root, ".", light=light))


def test_a_table_that_was_not_hashed_is_neither_as_it_was_nor_changed(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("table: table.csv\nmake: prepare.py\n")
    (tmp_path / "facts.yaml").write_text(f"sha256: {hashlib.sha256(TABLE).hexdigest()}\n")
    (tmp_path / "table.csv").write_bytes(TABLE)
    assert (_found(tmp_path, light=False).status, _found(tmp_path, light=True).status) == ("pass", "not_run")
    (tmp_path / "table.csv").write_bytes(TABLE + b"2,3\n")
    assert _found(tmp_path, light=True).status == "not_run"
    with pytest.raises(Unmet):
        _found(tmp_path, light=False)
