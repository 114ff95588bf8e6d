"""What `profile.py --fields` offers for columns that need a person's look, and the words on a measured target."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.work import AUDIT, DATASET, INVENTORY, PREPARE, PROFILE, Here

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

MEASURED = "if it is measured, metric.yaml wants mae or rmse, and the audit a tolerance beside it in inventory.yaml"
DRAW = "02_data_understanding/audit_labels.py"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A table without a key: a day as text, a code of three values, and a price."""
    here = Here(tmp_path_factory.mktemp("offers"))
    with (here.root / "data/raw.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["day", "iso", "code", "price"])
        for number in range(90):
            day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/20{number % 30:02}"
            lines.writerow([day, f"2026-01-{number % 28 + 1:02}", number % 3, number // 2 + 0.5])
    return here


def offers(work: Here, *arguments: str) -> list[str]:
    return work.start(PROFILE, "--fields", str(work.root / "data/raw.csv"), *arguments).out.splitlines()


def test_dates_of_another_form_are_named_and_no_key_is_said(work: Here) -> None:
    first, day, iso, *others = offers(work)
    assert first.startswith("# no column identifies a row by itself: give several the role key, or none")
    assert day.endswith("; dates? '01/01/2000' is read as text, and 2026-10-01 as a date")
    assert iso.endswith("  # date, 28 values")
    assert not any("dates?" in line for line in others)


def test_a_measured_target_is_told_its_metric_and_its_audit(work: Here) -> None:
    assert offers(work, "--target", "price")[-1].endswith(f"  # number, 45 values: {MEASURED}")
    assert "measured" not in "".join(offers(work, "--target", "code")), "three values are classes"
    fields = [{"name": "iso", "role": "feature"}, {"name": "code", "role": "feature"}]
    target = {"name": "price", "role": "target"}
    work.write(INVENTORY, json.dumps({"data": "data/raw.csv", "fields": [*fields, target]}))
    assert f"price is a number: {MEASURED}" in work.run(PROFILE)
    assert "write the right label into checked" in work.run(DRAW)
    work.write(INVENTORY, json.dumps({"data": "data/raw.csv", "fields": [*fields, {**target, "tolerance": 0.5}]}))
    assert "measured" not in work.run(PROFILE)
    assert "write what you measured into checked" in work.run(DRAW)
    work.write(AUDIT, "id,label,checked,by\n")


def test_a_split_by_dates_of_another_form_shows_one_of_them(work: Here) -> None:
    fields = [{"name": "day", "role": "other"}, {"name": "code", "role": "feature"}, {"name": "iso", "role": "target"}]
    work.write(INVENTORY, json.dumps({"data": "data/raw.csv", "fields": fields}))
    split = {"by": "day", "test_from": "2020-01-01"}
    work.write(DATASET, json.dumps({"table": "data/table.parquet", "key": "row", "split": split}))
    assert "it holds '01/01/2000': write dates so, or let a SELECT" in work.refused(PREPARE)


@pytest.mark.skipif(os.name == "nt", reason="no such pipes")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_has_enough_is_no_error(work: Here, tmp_path: Path, unbuffered: str) -> None:
    command = [sys.executable, PROFILE, "--fields", "data/raw.csv"]
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    errors = tmp_path / "errors"
    with errors.open("w") as file:
        code = subprocess.run(command, cwd=work.root, stdout=writing, stderr=file, env=environment, check=False)
    os.close(writing)
    assert (code.returncode, errors.read_text()) == (0, "")
