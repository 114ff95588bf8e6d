"""A project's script computes again what it recorded: where it may run, and once for unchanged files."""

import stat
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crispdm.gate import assess, computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.testing import phase_with, write
from tests.support import audited_rows, data_cases, logged_pilot
from tests.support.tables import CHECK, files

SCRIPT = """\
import sys, json, pathlib
ran = pathlib.Path("ran.txt")
ran.write_text(ran.read_text() + "x" if ran.exists() else "x")
rows = json.loads(pathlib.Path("facts.yaml").read_text())["rows"]
sys.exit(f"facts.yaml: rows: {rows} was recorded; made again it is 120" if rows != 120 else 0)
"""
INVENTORY = "data: data/raw.parquet\n"


@pytest.fixture(autouse=True)
def _state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _write(root: Path, **facts: Any) -> None:
    there = files(None, **facts)
    there["dataset.yaml"] = there["dataset.yaml"].replace("t.csv", "t.parquet")
    there["/data/inventory.yaml"] = INVENTORY + there["/data/inventory.yaml"]
    write(root, {**there, "/data/t.parquet": "PAR1", "/data/raw.parquet": "PAR1", "verify.py": SCRIPT})


def _rows(root: Path, why_not: str = "", part: str = "rows") -> Finding:
    phase = phase_with({**CHECK, "part": part, "verify": [sys.executable, "verify.py"]})
    return assess(phase, Evidence(root, "phase", not_run_because=why_not)).findings["c"]


def _times_run(root: Path) -> int:
    return len((root / "phase" / "ran.txt").read_text())


def test_without_consent_it_passes_with_a_warning_and_with_it_is_seen_once_for_unchanged_files(tmp_path: Path) -> None:
    _write(tmp_path)
    found = _rows(tmp_path, "not trusted yet")
    assert (found.status, found.basis) == ("warn", "recorded")
    assert "crispdm check --trust" in found.fix
    for _ in range(2):
        found = _rows(tmp_path)
        assert (found.status, found.basis) == ("pass", "seen")
    assert _times_run(tmp_path) == 1
    (kept,) = tmp_path.rglob("computed")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700, "what ran is nobody else's business"
    assert _rows(tmp_path, "no longer trusted").status == "warn", "what is remembered is no consent"
    for changed in ("raw.parquet", "t.parquet"):
        (tmp_path / "data" / changed).write_text("PAR1 and more")
        _rows(tmp_path)
    assert _times_run(tmp_path) == 3


def test_what_somebody_typed_about_a_table_of_any_format_is_found(tmp_path: Path) -> None:
    _write(tmp_path, rows=4000)
    for _ in range(2):
        found = _rows(tmp_path)
        assert found.status == "fail"
        assert found.have == "facts.yaml: rows: 4000 was recorded; made again it is 120"
    assert _times_run(tmp_path) == 2, "only agreement is remembered"


def test_all_criteria_of_a_phase_share_one_run(tmp_path: Path) -> None:
    _write(tmp_path)
    parts = [{**CHECK, "part": part, "verify": [sys.executable, "verify.py"]} for part in ("rows", "columns", "split")]
    evidence = Evidence(tmp_path, "phase", not_run_because="")
    (tmp_path / "data" / "raw.parquet").unlink()
    assert [assess(phase_with(each), evidence).findings["c"].basis for each in parts] == ["seen"] * 3
    assert _times_run(tmp_path) == 1


def test_a_script_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    _write(tmp_path)
    phase = phase_with({**CHECK, "part": "rows", "verify": ["no-such-program"]})
    found = assess(phase, Evidence(tmp_path, "phase", not_run_because="")).findings["c"]
    assert found.status == "fail"
    assert found.have.startswith("no-such-program cannot be run: ")
    assert ". .venv/bin/activate" in found.fix


@pytest.mark.parametrize(
    "code", ["import crispdm.not_there", "raise SystemExit('x.py: crispdm is not installed here; activate it')"]
)
def test_a_library_that_the_script_does_not_find_is_no_other_result(tmp_path: Path, code: str) -> None:
    _write(tmp_path)
    argv = [sys.executable, "-c", code]
    found = assess(
        phase_with({**CHECK, "part": "rows", "verify": argv}), Evidence(tmp_path, "phase", not_run_because="")
    )
    finding = found.findings["c"]
    assert (finding.status, finding.have.rpartition("` ")[2]) == ("fail", "does not find the library crispdm")
    assert ". .venv/bin/activate" in finding.fix


NUMBER = {**CHECK, "check": "number", "file": "facts.yaml", "field": "rows", "min": 100}
NUMBER = {name: value for name, value in NUMBER.items() if name not in ("dataset", "inventory", "part")}


def test_a_number_that_a_script_wrote_is_computed_again_where_what_it_read_is_here(tmp_path: Path) -> None:
    def found() -> Finding:
        phase = phase_with({**NUMBER, "verify": [sys.executable, "verify.py"], "reads": ["/data/t.parquet"]})
        return assess(phase, Evidence(tmp_path, "phase", not_run_because="")).findings["c"]

    _write(tmp_path)
    assert (found().status, found().basis) == ("pass", "seen")
    _write(tmp_path, rows=400)
    assert (found().status, found().have) == ("fail", "facts.yaml: rows: 400 was recorded; made again it is 120")
    (tmp_path / "data" / "t.parquet").unlink()
    assert (found().status, found().basis) == ("warn", "recorded")
    assert found().have == "rows: 400; what it was computed from is not here"


TODAY = date(2026, 12, 24)
PARQUET = {"/data/raw.parquet": "PAR1", "/data/t.parquet": "PAR1"}
LOG = {"/data/log.parquet": "PAR1", "pilot.csv": logged_pilot.RATES, "metric.yaml": "chosen: rule-1\n"}
LOGGED = logged_pilot.PILOT.replace("log.csv", "log.parquet")
IN_DATABASE = "data: {connection: db, query: q}\n" + data_cases.INVENTORY
AUDITED = audited_rows.INVENTORY.replace("raw.csv", "raw.parquet")
READS: dict[str, tuple[dict[str, Any], dict[str, str], list[str], date | None]] = {
    # what a script is asked again for: its criterion, the files, those that it reads, and the day where it asks others
    "a sheet": (
        audited_rows.CHECK,
        {"audit.csv": audited_rows.SHEET, "inventory.yaml": AUDITED, **PARQUET},
        ["/phase/audit.csv", "/phase/inventory.yaml", "/data/raw.parquet", "/data/raw.parquet/**/*"],
        None,
    ),
    "a log": (
        logged_pilot.CHECK,
        {"pilot.yaml": LOGGED, **LOG},
        ["/phase/pilot.yaml", "/phase/pilot.csv", "/data/log.parquet", "/data/log.parquet/**/*"],
        None,
    ),
    "a log in a database": (
        logged_pilot.CHECK,
        {"pilot.yaml": LOGGED.replace("file: data/log.parquet", "table: pilot_log"), **LOG},
        ["/phase/pilot.yaml", "/phase/pilot.csv"],
        TODAY,
    ),
    "a table": (
        {**CHECK, "part": "rows"},
        {**PARQUET, "sheet.csv": ""},
        [
            *("/phase/facts.yaml", "/phase/dataset.yaml", "/data/inventory.yaml", "/phase/sheet.csv"),
            *("/data/raw.parquet", "/data/t.parquet", "/data/raw.parquet/**/*"),
        ],
        None,
    ),
    "a table from a database": (
        {**CHECK, "part": "rows"},
        {**PARQUET, "sheet.csv": "", "/data/inventory.yaml": IN_DATABASE},
        [
            *("/phase/facts.yaml", "/phase/dataset.yaml", "/data/inventory.yaml", "/phase/sheet.csv"),
            "/data/t.parquet",
        ],
        TODAY,
    ),
}


@pytest.mark.parametrize(("criterion", "there", "reads", "day"), READS.values(), ids=READS)
def test_it_is_computed_again_when_a_file_that_its_script_reads_changes(  # noqa: PLR0913, PLR0917 - a table
    criterion: dict[str, Any],
    there: dict[str, str],
    reads: list[str],
    day: date | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def ask(_: Evidence, __: object, inputs: object) -> computed_again.Answer:
        asked.append(inputs)
        return computed_again.Answer(has_run=True)

    monkeypatch.setattr(computed_again, "_ask", ask)
    if criterion["check"] == "table":
        _write(tmp_path, corrections={"phase/sheet.csv": "0" * 16})
    write(tmp_path, there)
    evidence = Evidence(tmp_path, "phase", not_run_because="", today=TODAY)
    finding = assess(phase_with({**criterion, "verify": ["again"]}), evidence).findings["c"]
    assert (asked, finding.basis) == ([(reads, day)], "seen"), finding
