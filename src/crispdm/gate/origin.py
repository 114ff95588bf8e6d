"""What a script made evidence from: with the same origin it may be made again, with other corrections."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import structs

from crispdm.canonical_json import digest
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Finding, Missing, Origin, Unmet
from crispdm.gate.record import Record
from crispdm.words import listing

_DIGITS = 16  # of the digest of a sheet's corrections


def read_origin(evidence: Evidence, facts: Record) -> Origin | None:
    """Read in facts.yaml what the table was made from.

    Returns:
        None where no script wrote it down, or where the sheets have other corrections than the table.
    """
    script, raw, content = (facts.get(name) for name in ("script", "raw", "content"))
    if not (isinstance(script, str) and isinstance(raw, str) and isinstance(content, str)):
        return None
    corrections = facts.get("corrections") or {}
    if not isinstance(corrections, dict) or not _are_in_sheets(evidence, corrections):
        return None
    return Origin(made_from=digest([script, raw]), corrections=digest(corrections), content=content[:12])


def is_made_again(before: Mapping[str, Any], now: Origin | None) -> bool:
    """Whether it was made again from the same, and differs at most by corrections that people recorded."""
    if now is None or before.get("made_from") != now.made_from:
        return False
    return before.get("corrections") != now.corrections or before.get("content") == now.content


def warn_of_lacking(evidence: Evidence, finding: Finding, facts_file: str, sheets: Iterable[str]) -> Finding:
    """A finding that passes, as a warning where people corrected labels and the table was not made again since.

    Args:
        evidence: of the phase.
        finding: the finding.
        facts_file: facts.yaml, with the digests of the corrections that are in the table.
        sheets: in which people correct labels.
    """
    try:
        facts = evidence.record(facts_file)
    except Missing:
        return finding
    known = facts.get("corrections") or {}
    if finding.status != "pass" or not isinstance(facts.get("script"), str) or not isinstance(known, dict):
        return finding  # another program made the table
    now = {evidence.path(sheet): _digest_now(evidence, sheet) for sheet in sheets}
    lacking = [path for path, found in now.items() if found not in (known.get(path), "")]
    if not lacking:
        return finding
    have = f"{finding.have}; the table lacks labels that were corrected in {listing(lacking)}"
    fix = "make the table again with prepare.py, then train and score on it"
    return structs.replace(finding, status="warn", have=have, fix=fix)


def _digest_now(evidence: Evidence, sheet: str) -> str:
    """The digest of the corrections in a sheet now; empty where there are none."""
    try:
        return _digest_of_sheet(evidence, sheet)
    except Unmet:
        return ""


def _are_in_sheets(evidence: Evidence, corrections: Mapping[str, Any]) -> bool:
    try:
        return all(_digest_of_sheet(evidence, f"/{sheet}") == found for sheet, found in corrections.items())
    except Unmet:
        return False


def _digest_of_sheet(evidence: Evidence, sheet: str) -> str:
    """The digest of a sheet's corrections, as the project's script makes it."""
    pairs = [
        [row["id"], row["checked"]]
        for _, row in evidence.rows(sheet, ("id", "label", "checked"), limit=LOG_LIMIT)
        if row["checked"] and not _is_same(row["checked"], row["label"])
    ]
    return hashlib.sha256(json.dumps(sorted(pairs)).encode()).hexdigest()[:_DIGITS] if pairs else ""


def _is_same(checked: str, label: str) -> bool:
    """Whether two labels are the same: numbers are compared as numbers."""
    try:
        return checked == label or float(checked) == float(label)
    except ValueError:
        return False
