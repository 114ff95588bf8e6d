"""profile.yaml is what a script counted: typed it does not pass, and where the data is here it is counted again."""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from crispdm.gate import assess, raw_counts
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.raw_counts import MISSING
from crispdm.testing import phase_with, write

RAW = "id,price,sold\n1,10,True\n2,NA,true\n3,,false\n4,30,TRUE\n5,20,\n"
SCRIPT = """\
import pathlib, sys
ran = pathlib.Path("ran.txt")
ran.write_text((ran.read_text() if ran.exists() else "") + "x")
sys.exit(pathlib.Path("says.txt").read_text() or 0)
"""
FACTS: dict[str, Any] = {"rows": 5, "nulls": {"id": 0, "price": 0.4}, "target": {"True": 0.75, "False": 0.25}}
QUANTILES = {"0%": 10.0, "25%": 15.0, "50%": 20.0, "75%": 25.0, "100%": 30.0}
REFUSED = "profile.yaml: rows: 5 was recorded; made again it is 6"


@pytest.fixture(autouse=True)
def _state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def _write(root: Path, raw: str = RAW, data: str = "data/raw.csv", label: str = "sold", **facts: Any) -> None:
    roles = {"id": "key", "price": "feature", "sold": "feature", label: "target"}
    fields = [{"name": name, "role": role, "source": "shop"} for name, role in roles.items()]
    digest = f"sha256:{hashlib.sha256(raw.encode()).hexdigest()}"
    there = {
        "profile.yaml": json.dumps({**FACTS, "raw": digest, **facts}),
        "inventory.yaml": json.dumps({"data": data, "fields": fields}),
        "script.py": SCRIPT,
        "says.txt": "",
        f"/{data}": raw,
    }
    write(root, there)


def _found(root: Path, why_not: str = "not trusted yet", *, light: bool = False) -> Finding:
    check = {"check": "profile", "file": "profile.yaml", "inventory": "inventory.yaml"}
    phase = phase_with({**check, "verify": [sys.executable, "script.py"]})
    return assess(phase, Evidence(root, "phase", not_run_because=why_not, light=light)).findings["c"]


def test_a_csv_file_is_counted_again_without_any_script(tmp_path: Path) -> None:
    _write(tmp_path)
    found = _found(tmp_path)
    assert (found.status, found.basis) == ("pass", "seen"), found
    assert _found(tmp_path, light=True).basis == "recorded", "`status` reads no data"
    _write(tmp_path, label="price", nulls={"sold": 0.2}, target=QUANTILES)
    assert _found(tmp_path).basis == "seen"
    assert not (tmp_path / "phase" / "ran.txt").exists()


LIES = {
    "rows": ({"rows": 50}, "rows: 50 in profile.yaml, 5 in data/raw.csv"),
    "missing": ({"nulls": {"price": 0}}, "nulls.price: 0 % in profile.yaml, 40 % in data/raw.csv"),
    "target": ({"target": {"True": 0.5, "False": 0.5}}, "target: 50 % true in profile.yaml, 75 % of sold"),
    "another label": ({"target": {"perhaps": 0.5}}, "target: 50 % perhaps in profile.yaml, 0 % of sold"),
}


@pytest.mark.parametrize(("facts", "have"), LIES.values(), ids=LIES)
def test_what_somebody_typed_is_compared_with_the_data(facts: dict[str, Any], have: str, tmp_path: Path) -> None:
    """Also with the right digest: whoever lies knows how to hash a file."""
    _write(tmp_path, **facts)
    found = _found(tmp_path)
    assert (found.status, found.have[: len(have)]) == ("fail", have)


@pytest.mark.parametrize("name", QUANTILES)
def test_each_quantile_is_compared(name: str, tmp_path: Path) -> None:
    raw = "id,price\n" + "".join(f"{n},{price}\n" for n, price in enumerate((10, 20, 30)))
    _write(tmp_path, raw, rows=3, label="price", nulls={"id": 0}, target=QUANTILES)
    assert _found(tmp_path).basis == "seen"
    path = tmp_path / "phase/profile.yaml"
    path.write_text(path.read_text().replace(f'"{name}": {QUANTILES[name]}', f'"{name}": 99'))
    assert _found(tmp_path).have.startswith(f"target: {name} 99 in profile.yaml")


def test_other_data_is_left_to_the_script_with_consent_and_once(tmp_path: Path) -> None:
    _write(tmp_path, "PAR1", "data/raw.parquet")
    found = _found(tmp_path)
    assert (found.status, found.basis) == ("warn", "recorded")
    assert "crispdm check --trust" in found.fix
    for _ in range(2):
        assert (_found(tmp_path, "").status, _found(tmp_path, "").basis) == ("pass", "seen")
    assert (tmp_path / "phase" / "ran.txt").read_text() == "x"
    (tmp_path / "data/raw.parquet").write_text("PAR1 and more")
    assert _found(tmp_path).have == "data/raw.parquet changed after it was profiled"
    (tmp_path / "phase/says.txt").write_text(REFUSED)
    assert (_found(tmp_path, "").status, _found(tmp_path, "").have) == ("fail", REFUSED)


def test_where_the_gate_reads_cells_otherwise_the_script_decides(tmp_path: Path) -> None:
    """An honest profile of odd cells is not refused by a count without a library where the script may run."""
    _write(tmp_path, rows=6)
    assert _found(tmp_path).status == "fail"
    assert (_found(tmp_path, "").status, _found(tmp_path, "").basis) == ("pass", "seen")


@pytest.mark.parametrize("raw", [RAW.replace(",", ";"), RAW + "6,7\n"], ids=["semicolons", "a short row"])
def test_what_is_no_plain_csv_is_left_to_the_script(raw: str, tmp_path: Path) -> None:
    _write(tmp_path, raw)
    assert (_found(tmp_path).status, _found(tmp_path).basis) == ("warn", "recorded")


def test_a_large_file_is_neither_counted_nor_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, rows=50)
    monkeypatch.setattr(raw_counts, "LARGEST", 10)
    monkeypatch.setattr("crispdm.gate.checks.profile._HASHED", 10)
    assert (_found(tmp_path).status, _found(tmp_path).basis) == ("warn", "recorded")


def test_a_profile_without_its_data_is_recorded_with_a_warning(tmp_path: Path) -> None:
    _write(tmp_path)
    (tmp_path / "data/raw.csv").unlink()
    found = _found(tmp_path)
    assert (found.status, found.basis) == ("warn", "recorded")
    assert "data/raw.csv is missing here" in found.have


def test_what_counts_as_missing_is_what_the_scripts_take_for_it() -> None:
    """The gate and the generated script read the same cells as missing."""
    script = Path(__file__).parents[2] / "templates/_shared/shared/package/text_files.py"
    (cells,) = re.findall(r"^MISSING = \((.*)\)", script.read_text(), re.MULTILINE)
    assert {*re.findall('"([^"]*)"', cells)} == MISSING
