"""Decide by a kind of check of another package: whatever it does wrong is a finding, and never a crash."""

from typing import Any

from crispdm.canonical_json import digest
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import FACTS, mistyped_facts
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.kind import Check
from crispdm.process import FILE
from crispdm.words import clip

_LONGEST = 200  # characters of an error


def decide(check: Check, evidence: Evidence) -> Finding:
    """Return what the check found, if it can be recorded, or else a failing finding that says what is wrong with it."""
    try:
        return _sound(_decided(check, evidence))
    except Exception as error:  # noqa: BLE001 - it is somebody else's code
        package = type(check).__module__.partition(".")[0]
        have = clip(f"the kind of check {check.check!r} failed: {type(error).__name__}: {error}", _LONGEST)
        fix = f"report it to the authors of {package}, with this line"
        return Finding(status="fail", place=Place(FILE), have=have, want=check.says, fix=fix)


def _decided(check: Check, evidence: Evidence) -> Any:
    try:
        return check.decide(evidence)
    except Unmet as unmet:
        return unmet.finding


def _sound(found: Any) -> Finding:
    """The finding, if the history can record it.

    Raises:
        TypeError: it is none, or has facts that no check can give.
        ValueError: its values cannot be written as JSON.
    """
    if not isinstance(found, Finding):
        raise TypeError(f"decide returned {type(found).__name__} instead of a Finding")
    if unknown := {**dict.fromkeys(found.facts.keys() - FACTS, "unknown"), **mistyped_facts(found.facts)}:
        raise TypeError(f"its facts cannot be recorded: {unknown}")
    digest(found.values)
    return found
