"""Looks at the effect of a pilot before its planned end: looking misleads, so each is recorded. Pure."""

from crispdm.eventlog.events import EarlyLook, Noted
from crispdm.gate import Assessment
from crispdm.lifecycle.state import State
from crispdm.words import count


def early_look(assessment: Assessment) -> EarlyLook | None:
    """The pilot whose effect a check showed before its planned end; None where it showed none."""
    for finding in assessment.findings.values():
        pilot = finding.facts.get("pilot", {})
        read, planned = (pilot.get("signs", {}).get(name) for name in ("read", "planned"))
        if read and planned and read < planned and pilot.get("estimate") is not None:
            return EarlyLook(start=pilot["start"], rows=read)
    return None


def was_seen(state: State, look: EarlyLook) -> bool:
    """Whether a look at as many rows of this pilot is recorded."""
    return any(isinstance(event, Noted) and event.looked == look for event in state.events)


def note_of(look: EarlyLook) -> Noted:
    """The event that records a look."""
    text = f"looked at the effect of the pilot of {look.start} before its planned end, after {count(look.rows, 'row')}"
    return Noted(text=text, looked=look)
