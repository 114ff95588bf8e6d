"""Where a value that a check decided on is written."""

from collections.abc import Iterator

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place, Unmet


def place_of(evidence: Evidence, file: str, name: str) -> Place | None:
    """The line of the one value of a name, dotted or at whatever depth.

    Returns:
        None where there is none, or several, or the file is no record: it was worked out, or counted.
    """
    try:
        record = evidence.record(file)
    except Unmet:
        return None
    found = [each for each in _names(record.get("")) if each == name or each.endswith(f".{name}")]
    return record.place(found[0]) if len(found) == 1 else None


def _names(value: object, above: str = "") -> Iterator[str]:
    """The dotted names of all that is no mapping."""
    if not isinstance(value, dict):
        yield above
        return
    for key, inner in value.items():
        yield from _names(inner, f"{above}.{key}" if above else str(key))
