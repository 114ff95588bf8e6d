"""A table in CSV is counted again: what facts.yaml says has to be what the table says, where the table is here."""

from pathlib import Path
from typing import Any

import pytest

from crispdm.gate import assess, recount
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.testing import decide, phase_with, write
from tests.support.data_cases import DATASET
from tests.support.tables import CHECK, COLUMNS, TABLE, files

PARTS = ("columns", "rows", "split")


def table(root: Path, part: str) -> Finding:
    """What the check of one part finds."""
    return decide(root, {**CHECK, "part": part})


@pytest.mark.parametrize("part", [*PARTS, "content"])
def test_a_table_that_is_here_is_seen(part: str, tmp_path: Path) -> None:
    write(tmp_path, files())
    finding = table(tmp_path, part)
    assert (finding.status, finding.basis) == ("pass", "seen")


@pytest.mark.parametrize("part", PARTS)
def test_a_table_that_is_not_here_is_recorded(part: str, tmp_path: Path) -> None:
    write(tmp_path, files(None))
    finding = table(tmp_path, part)
    assert (finding.status, finding.basis) == ("warn", "recorded")
    assert "data/t.csv is missing here, so it was not compared" in finding.have


@pytest.mark.parametrize("part", PARTS)
def test_facts_that_somebody_typed_of_a_table_that_is_not_here_do_not_pass(part: str, tmp_path: Path) -> None:
    write(tmp_path, files(None, sha256=None))
    finding = table(tmp_path, part)
    assert (finding.status, finding.have) == ("fail", "sha256: nothing yet")
    write(tmp_path, files(None, sha256="measured"))
    assert table(tmp_path, part).status == "fail"
    write(tmp_path, files(None, sha256=None, content="0" * 64))
    assert table(tmp_path, part).status == "warn", "prepare.py writes the content of a table that is no file"
    write(tmp_path, {"dataset.yaml": DATASET.replace("t.csv", "t.parquet"), "/data/t.parquet": "PAR1"})
    assert table(tmp_path, part).basis == "recorded"


def test_a_table_that_nobody_hashed_neither_passes_nor_fails(tmp_path: Path) -> None:
    """As `status` looks, which opens no data."""
    write(tmp_path, files())
    phase = phase_with({**CHECK, "part": "content"})
    for recorded in (files(), files(sha256="0" * 64)):
        write(tmp_path, recorded)
        (finding,) = assess(phase, Evidence(tmp_path, "phase", light=True)).findings.values()
        assert (finding.status, finding.have) == ("not_run", "data/t.csv was not hashed here")
        assert finding.fix == "run `crispdm check`"
    assert table(tmp_path, "content").status == "fail"


LIES = {
    "more rows": ({"rows": 4000}, "rows: 4,000 in facts.yaml, 120 in data/t.csv"),
    "no nulls": ({"nulls": {"title": 0, "category": 0}}, "nulls.title: 0 % in facts.yaml, 50 % in data/t.csv"),
    "another column": ({"columns": [*COLUMNS, "price"]}, "another price"),
    "a larger test part": ({"test_rows": 60}, "test_rows: 60 in facts.yaml, 40 in data/t.csv"),
}


@pytest.mark.parametrize(("facts", "have"), LIES.values(), ids=LIES)
@pytest.mark.parametrize("part", PARTS)
def test_what_somebody_typed_is_compared_with_the_table(
    facts: dict[str, Any], have: str, part: str, tmp_path: Path
) -> None:
    write(tmp_path, files(**facts))
    finding = table(tmp_path, part)
    assert finding.status == "fail"
    assert have in finding.have
    assert finding.fix == "measure it again: python make.py"


def test_a_doubled_key_and_an_empty_part_are_seen(tmp_path: Path) -> None:
    write(tmp_path, files(TABLE + TABLE.splitlines()[1] + "\n", rows=121, test_rows=None, nulls={"category": 0}))
    assert "duplicate_keys: 0 in facts.yaml, 2 in data/t.csv" in table(tmp_path, "rows").have
    write(tmp_path, {**files(test_rows=None), "dataset.yaml": DATASET.replace("2026-10-01", "2099-01-01")})
    assert "no row in the test part from 2099-01-01 on" in table(tmp_path, "split").have


def test_status_counts_nothing_and_a_large_table_is_left_to_its_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, files(rows=4000))
    phase = phase_with(
        {
            "check": "table",
            "part": "rows",
            "file": "facts.yaml",
            "dataset": "dataset.yaml",
            "inventory": "/data/inventory.yaml",
        }
    )

    assert assess(phase, Evidence(tmp_path, "phase", light=True)).findings["c"].basis == "recorded"
    monkeypatch.setattr(recount, "LARGEST", 10)
    assert table(tmp_path, "rows").basis == "recorded"
