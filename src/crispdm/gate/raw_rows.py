"""Look up the rows of a checked sheet in the raw data: they exist there, with that label."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import structs

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.record import Record
from crispdm.gate.recount import LARGEST
from crispdm.placeholders import is_unfilled
from crispdm.words import count, describe_value

_BETWEEN = " | "  # the values of a key of several columns, as the project's scripts join them
_FIX = "remove those lines, and draw the sample again"

Labels = tuple[str, ...]


class SheetRow(NamedTuple):
    """A checked row of a sheet: the label that was drawn, and the one that somebody found right."""

    line: int
    label: str
    checked: str


class RawData(NamedTuple):
    """What inventory.yaml says of the raw data."""

    path: str | None  # None where it is no file
    key: tuple[str, ...]
    target: str


def read_raw_data(inventory: Record) -> RawData | None:
    """Where the raw data is, with its key and target; None where the inventory does not say it."""
    data = inventory.get("data")
    roles: dict[str, list[str]] = {"key": [], "target": []}
    for field in inventory.items("fields"):
        roles.setdefault(str(field.get("role")), []).append(str(field.get("name")))
    if len(roles["target"]) != 1 or not (isinstance(data, dict) or (isinstance(data, str) and not is_unfilled(data))):
        return None
    return RawData(data if isinstance(data, str) else None, tuple(roles["key"]), roles["target"][0])


def is_here(evidence: Evidence, path: str) -> bool:
    """Whether data of that path, folder or pattern is here; what lies outside the project may be."""
    if path.startswith(("/", "~", "..")):
        return True
    try:
        return bool(evidence.glob(f"/{path}") or evidence.glob(f"/{path}/**/*"))
    except Unmet:
        return True


def looked_up(evidence: Evidence, raw: RawData, sheet: Mapping[bytes, SheetRow], finding: Finding) -> Finding | None:
    """Compare a sheet with the raw data in one pass, where that is a CSV file that needs no library.

    Rows that are gone from the data only warn while most are there: data is deleted, or locked away for a last test.

    Args:
        evidence: of the phase.
        raw: where the raw data is.
        sheet: the checked rows, by the digest of their ids.
        finding: about the sheet.

    Returns:
        The finding, seen; None where the project's script has to read the data.

    Raises:
        Unmet: most rows are not in the data, or one has another label there.
    """
    try:
        labels = _labels(evidence, raw, sheet)
    except Unmet:  # another encoding or separator
        return None
    if labels is None:
        return None
    for key, row in sorted(sheet.items(), key=lambda each: each[1].line):
        if (known := labels.get(key)) and not any(_is_right(row, label) for label in known):
            have = f"label: {describe_value(row.label)}; the row has {describe_value(known[0])} in {raw.path}"
            raise Unmet(Place(finding.place.file, row.line), have, "the label of the row in the raw data", _FIX)
    gone = [row for key, row in sheet.items() if key not in labels]
    have = f"{len(gone)} of {count(len(sheet), 'row')} {'is' if len(gone) == 1 else 'are'} not in {raw.path}"
    place = Place(finding.place.file, gone[0].line if gone else None)
    if len(gone) * 2 > len(sheet):
        raise Unmet(place, have, "rows of the raw data, each by its key", _FIX)
    if gone:
        have = f"{finding.have}; {have}"
        return structs.replace(finding, status="warn", place=place, have=have, fix=finding.fix or _FIX, basis="seen")
    return structs.replace(finding, basis="seen")


def _is_right(row: SheetRow, label: str) -> bool:
    """Whether the data has the label that was drawn, or since then the corrected one."""
    return _is_same(row.label, label) or _is_same(row.checked, label)


def id_digest(name: str) -> bytes:
    """What stands for an id, of the same size however long that is."""
    return hashlib.sha256(name.encode()).digest()


def _labels(evidence: Evidence, raw: RawData, sheet: Mapping[bytes, SheetRow]) -> dict[bytes, Labels] | None:
    """The labels that the data has for the ids of a sheet; None where it cannot be read here."""
    file = f"/{raw.path}"
    if raw.path is None or not raw.path.endswith(".csv") or evidence.size(file) > LARGEST:
        return None
    if not {*raw.key, raw.target} <= {*evidence.columns(file)}:
        return None
    found: dict[bytes, Labels] = {}
    for name, label in _rows(evidence, file, raw):
        if label and (key := id_digest(name)) in sheet and label not in found.get(key, ()):
            found[key] = (*found.get(key, ()), label)
    return found


def _rows(evidence: Evidence, file: str, raw: RawData) -> Iterator[tuple[str, str]]:
    """The id and the label of each row; without a key its number, from 1 on."""
    for number, (_, row) in enumerate(evidence.rows(file, (), as_written=True), 1):
        name = _BETWEEN.join(row[each] for each in raw.key) if raw.key else str(number)
        yield name.strip(), row[raw.target].strip()


def _is_same(one: str, other: str) -> bool:
    """Whether two labels are the same: numbers are compared as numbers, and truth values in any case."""
    try:
        return one.casefold() == other.casefold() or float(one) == float(other)
    except ValueError:
        return False
