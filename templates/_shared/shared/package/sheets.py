"""The sheets on which people check labels: label_audit.csv and errors.csv."""

import math
from pathlib import Path

from .files import read_rows

COLUMNS = ["id", "label", "checked"]  # the least that a sheet has
TAKEN = {*COLUMNS, "by", "predicted", "confidence", "residual"}


def read_sheet(path: Path) -> list[dict[str, str]]:
    """Read the rows of a sheet; none if there is no sheet yet."""
    return read_rows(path, COLUMNS) if path.is_file() else []


def checked_rows(path: Path) -> list[dict[str, str]]:
    """Read the rows of a sheet that somebody checked. They stay, whatever is drawn next."""
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
