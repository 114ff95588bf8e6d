"""The sheets on which people check labels: label_audit.csv and errors.csv."""

import math
from pathlib import Path

from .files import read_rows
from .inventory import Inventory

COLUMNS = ["id", "label", "checked"]  # the least that a sheet has
TAKEN = {*COLUMNS, "by", "predicted", "confidence", "residual"}


def read_sheet(path: Path) -> list[dict[str, str]]:
    """Read the rows of a sheet; none if there is no sheet yet."""
    return read_rows(path, COLUMNS) if path.is_file() else []


def people_wrote(path: Path, inventory: Inventory) -> tuple[list[dict[str, str]], list[str]]:
    """Return the rows of a sheet on which somebody wrote, and the columns of the team: both stay in the next one."""
    rows = read_sheet(path)
    known = {*TAKEN, *(f"feature {name}" for name in TAKEN), *inventory.columns, *inventory.dropped}
    added = [name for name in (rows[0] if rows else {}) if name not in known]
    return [row for row in rows if any(row.get(name) for name in ("checked", "by", *added))], added


def checked_rows(path: Path) -> list[dict[str, str]]:
    """Read the rows of a sheet that somebody checked."""
    return [row for row in read_sheet(path) if row["checked"]]


def corrections(path: Path, tolerance: float = 0) -> list[dict[str, str]]:
    """Return the rows of a sheet whose label somebody corrected: a second measurement within the tolerance agrees."""
    return [row for row in checked_rows(path) if not is_same(row["checked"], row["label"], tolerance)]


def is_same(checked: str, label: str, tolerance: float = 0) -> bool:
    """Whether two labels are the same: numbers are compared as numbers, so 1 is 1.0."""
    if checked == label:
        return True
    try:
        distance = abs(float(checked) - float(label))
    except ValueError:
        return False
    return distance <= tolerance or math.isclose(distance, tolerance)  # 1.1 is 0.1 from 1.0, and a bit for computers
