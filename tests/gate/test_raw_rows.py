"""The rows of an audit exist in the raw data, with their labels: looked up where that is here."""

import sys
from pathlib import Path

import pytest

from crispdm.gate import assess
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.testing import phase_with, write
from tests.support.audited_rows import CHECK, INVENTORY, RAW, SHEET


@pytest.fixture(autouse=True)
def _state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _found(root: Path, sheet: str = SHEET, *, why_not: str = "not trusted yet", light: bool = False) -> Finding:
    script = "import pathlib, sys; sys.exit(pathlib.Path('says.txt').read_text() or 0)"
    write(root, {"audit.csv": sheet, "script.py": script})
    phase = phase_with({**CHECK, "verify": [sys.executable, "script.py"]})
    return assess(phase, Evidence(root, "phase", not_run_because=why_not, light=light)).findings["c"]


def test_rows_of_one_csv_file_are_seen_without_any_script(tmp_path: Path) -> None:
    """A label that was corrected at its source since is as good; numbers are compared as numbers."""
    write(tmp_path, {"inventory.yaml": INVENTORY, "/data/raw.csv": RAW})
    assert (_found(tmp_path).status, _found(tmp_path).basis) == ("pass", "seen")
    assert _found(tmp_path, light=True).basis == "recorded", "`status` reads no data"


MEASURED = INVENTORY.replace("{name: sort, role: target,", "{name: sort, role: target, tolerance: 0.5,")
MEASUREMENTS = "id,label,checked,by\n1,7,7.0,Cy\n2,8,8.5,Cy\n3,9,9.6,Cy\n"


@pytest.mark.parametrize(("inventory", "wrong"), [(INVENTORY, 2), (MEASURED, 1)])
def test_a_measured_target_is_as_good_as_its_inventory_tolerates(tmp_path: Path, inventory: str, wrong: int) -> None:
    """And `7` is `7.0` with any."""
    write(tmp_path, {"inventory.yaml": inventory, "/data/raw.csv": "id,title,sort\n1,a,7\n2,b,8\n3,c,9\n"})
    assert f"3 rows checked by Cy, {wrong} wrong" in _found(tmp_path, MEASUREMENTS).have


def test_a_measured_target_that_is_wrong_shows_both_values_of_the_row_that_is_furthest_off(tmp_path: Path) -> None:
    write(tmp_path, {"inventory.yaml": MEASURED, "/data/raw.csv": "id,title,sort\n1,a,7\n2,b,8\n3,c,9\n"})
    rows = "id,label,checked,by\n1,7,7.8,Cy\n2,8,5,Cy\n3,9,9.5,Cy\n"
    assert "2 wrong by more than 0.5, such as 8 on line 3, measured as 5: " in _found(tmp_path, rows).have
    assert "0 wrong: 0 %" in _found(tmp_path, rows.replace("7.8", "7.5").replace(",5,", ",8.5,")).have


@pytest.mark.parametrize("tolerance", ["soon", "-1", "true"])
def test_a_tolerance_that_is_no_distance_is_refused(tmp_path: Path, tolerance: str) -> None:
    write(tmp_path, {"inventory.yaml": MEASURED.replace("0.5", tolerance), "/data/raw.csv": RAW})
    finding = _found(tmp_path)
    assert (finding.status, finding.place.file, finding.place.line) == ("fail", "phase/inventory.yaml", 5)
    assert finding.have.startswith("tolerance: ")


def test_another_label_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, {"inventory.yaml": INVENTORY, "/data/raw.csv": RAW})
    finding = _found(tmp_path, SHEET.replace("4,table,table", "4,lamp,lamp"))
    assert (finding.status, finding.place.line) == ("fail", 4)
    assert finding.have == "label: 'lamp'; the row has 'chair' in data/raw.csv"


def test_rows_that_are_gone_warn_while_most_are_there(tmp_path: Path) -> None:
    """A row without a label is none, and `5` is not the key `05`."""
    write(tmp_path, {"inventory.yaml": INVENTORY, "/data/raw.csv": RAW})
    finding = _found(tmp_path, SHEET.replace("1,bike,bike", "3,bike,bike").replace("05,", "5,"))
    assert (finding.status, finding.place.line, finding.basis) == ("warn", 2, "seen")
    assert finding.have.endswith("2 of 5 rows are not in data/raw.csv")
    invented = "id,label,checked,by\n" + "".join(f"{n},bike,bike,Cy\n" for n in (1, 7, 8))
    assert (_found(tmp_path, invented).status, _found(tmp_path, invented).have) == (
        "fail",
        "2 of 3 rows are not in data/raw.csv",
    )


def test_without_a_key_a_row_is_its_number(tmp_path: Path) -> None:
    write(tmp_path, {"inventory.yaml": INVENTORY.replace("role: key", "role: other"), "/data/raw.csv": RAW})
    sheet = "id,label,checked,by\n1,bike,bike,Cy\n2,chair,chair,Cy\n5,table,table,Cy\n"
    assert _found(tmp_path, sheet).basis == "seen"
    assert "the row has 'table'" in _found(tmp_path, sheet.replace("5,table,table", "5,chair,chair")).have


def test_data_that_is_not_here_is_listed_as_recorded(tmp_path: Path) -> None:
    write(tmp_path, {"inventory.yaml": INVENTORY})
    finding = _found(tmp_path)
    assert (finding.status, finding.basis) == ("warn", "recorded")
    assert finding.have.endswith("data/raw.csv is missing here, so the rows were not looked up")
    write(tmp_path, {"inventory.yaml": INVENTORY.replace("data: data/raw.csv\n", "")})
    assert (_found(tmp_path).status, _found(tmp_path).basis) == ("pass", "typed"), "nobody says where the data is"


@pytest.mark.parametrize("data", ["data/raw.parquet", "{table: listings, url: '${WAREHOUSE}'}", "/elsewhere/raw.csv"])
def test_what_needs_a_library_is_looked_up_by_the_script(data: str, tmp_path: Path) -> None:
    write(tmp_path, {"inventory.yaml": INVENTORY.replace("data/raw.csv", data), "/data/raw.parquet": "PAR1"})
    write(tmp_path, {"says.txt": ""})
    finding = _found(tmp_path)
    assert (finding.status, finding.basis) == ("warn", "recorded")
    assert "crispdm check --trust" in finding.fix
    assert (_found(tmp_path, why_not="").status, _found(tmp_path, why_not="").basis) == ("pass", "seen")
    write(tmp_path, {"says.txt": "label_audit.csv: id L1: no row has this id", "/data/raw.parquet": "PAR1 more"})
    if data.startswith("data/"):
        assert _found(tmp_path, why_not="").have == "label_audit.csv: id L1: no row has this id"


def test_a_file_that_the_gate_cannot_read_is_left_to_the_script(tmp_path: Path) -> None:
    write(tmp_path, {"inventory.yaml": INVENTORY, "/data/raw.csv": RAW.replace(",", ";"), "says.txt": ""})
    assert _found(tmp_path).basis == "recorded"
    assert _found(tmp_path, why_not="").basis == "seen"
