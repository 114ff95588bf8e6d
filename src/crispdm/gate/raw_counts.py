"""Count again what profile.yaml says of raw data in CSV: its rows, its missing values and its target."""

import math
from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Unmet
from crispdm.gate.raw_rows import RawData
from crispdm.gate.record import Record
from crispdm.gate.recount import LARGEST
from crispdm.numbers import parse_number, percent, show

MISSING = frozenset(
    ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "<NA>", "#N/A")
)  # as pandas has them
_QUANTILES = {"0%": 0.0, "25%": 0.25, "50%": 0.5, "75%": 0.75, "100%": 1.0}
_OTHER = "other"  # all labels that are not listed
_ROUNDED = 1e-4  # shares in profile.yaml have four digits

Otherwise = tuple[tuple[str, str, str], ...]  # of each value that differs: its name, what is written, what is counted


class RawCounts(Struct):
    """What one pass over the data finds.

    Attributes:
        labels: how many rows have each label, where the profile lists labels.
        numbers: the values of the target, where the profile has its quantiles.
    """

    columns: list[str]
    rows: int
    nulls: Counter[str]
    labels: Counter[str]
    numbers: "array[float]"


def count_again(evidence: Evidence, raw: RawData, profile: Record) -> Otherwise | None:
    """Compare a profile with its data, in one pass.

    Returns:
        Where they differ; None where that takes the project's script: no CSV file as the gate reads it, or a large one.
    """
    file = f"/{raw.path}"
    try:
        if raw.path is None or not raw.path.endswith(".csv") or evidence.size(file) > LARGEST:
            return None
        if raw.target not in evidence.columns(file):
            return None  # another separator
        return tuple(_differences(profile, _count(evidence, file, raw.target, profile), raw.target))
    except (Unmet, ValueError):  # another encoding, or a target that is no number as Python reads it
        return None


def _count(evidence: Evidence, file: str, target: str, profile: Record) -> RawCounts:
    found = RawCounts(evidence.columns(file), 0, Counter(), Counter(), array("d"))
    has_quantiles = {*shares(profile, "target")} == {*_QUANTILES}
    for _, row in evidence.rows(file, (), as_written=True):
        found.rows += 1
        found.nulls.update(name for name, cell in row.items() if cell in MISSING)
        if (cell := row[target]) in MISSING:
            continue
        if has_quantiles:
            found.numbers.append(float(cell))
        else:
            found.labels[_plain(cell)] += 1
    return found


def _differences(profile: Record, found: RawCounts, target: str) -> Iterator[tuple[str, str, str]]:
    rows = profile.number("rows", "how many rows the data has")
    if rows != found.rows:
        yield "rows", show(rows), show(found.rows)
    for name, share in shares(profile, "nulls").items():
        now = found.nulls[name] / max(found.rows, 1)
        if name in found.columns and abs(now - share) > _ROUNDED:
            yield f"nulls.{name}", percent(share), percent(now)
    yield from _quantiles(profile, found) if found.numbers else _labels(profile, found, target)


def _labels(profile: Record, found: RawCounts, target: str) -> Iterator[tuple[str, str, str]]:
    written: dict[str, float] = {}
    for label, share in shares(profile, "target").items():
        written[_plain(label)] = written.get(_plain(label), 0.0) + share
    total = max(found.labels.total(), 1)
    for label, share in written.items():
        now = found.labels[label] / total
        if label != _OTHER and abs(now - share) > _ROUNDED:
            yield "target", f"{percent(share)} {label}", f"{percent(now)} of {target}"


def _quantiles(profile: Record, found: RawCounts) -> Iterator[tuple[str, str, str]]:
    ordered = sorted(found.numbers)
    for name, written in shares(profile, "target").items():
        now = _quantile(ordered, _QUANTILES[name])
        if not math.isclose(now, written, rel_tol=1e-6, abs_tol=1e-9):
            yield "target", f"{name} {show(written)}", show(now)


def _quantile(ordered: list[float], share: float) -> float:
    """A quantile, between the two nearest values (R-7, Hyndman and Fan 1996)."""
    at = share * (len(ordered) - 1)
    low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
    return low + (high - low) * (at - math.floor(at)) if high > low else low


def _plain(label: str) -> str:
    """A label without what only a type makes of it: `1.0` of a number that is whole, `True` of a truth value."""
    try:
        return repr(float(label))
    except ValueError:
        return label.lower() if label.lower() in ("true", "false") else label


def shares(profile: Record, name: str) -> dict[str, float]:
    """The numbers below a name."""
    written: Any = profile.get(name)
    items = written.items() if isinstance(written, dict) else ()
    return {str(key): number for key, value in items if (number := parse_number(value)) is not None}
