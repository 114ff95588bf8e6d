"""Waivers: which are active, which expired, and whether one may be recorded or withdrawn. Pure."""

from datetime import date

from crispdm.errors import Refused
from crispdm.eventlog.events import Event, Unwaived, Waived
from crispdm.gate.finding import Finding
from crispdm.lifecycle.required_text import require_reason
from crispdm.lifecycle.state import State
from crispdm.process import Phase
from crispdm.words import did_you_mean


def active_waivers(state: State, today: date) -> dict[str, Waived]:
    """By criterion the waiver that covers it today, its last day included.

    Of several that were recorded on different branches, the one that lasts longest.
    """
    active = [each for each in state.waivers if each.until is None or each.until >= today.isoformat()]
    return {each.criterion: each for each in sorted(active, key=lambda each: (each.until is None, each.until or ""))}


def expired_waivers(state: State, since: date, today: date) -> tuple[Waived, ...]:
    """The waivers that expired since a day, and leave a criterion of a phase that is not passed uncovered."""
    active, first, last = active_waivers(state, today), since.isoformat(), today.isoformat()
    expired = {each.criterion: each for each in state.waivers if each.until is not None and first <= each.until < last}
    return tuple(each for each in expired.values() if each.criterion not in active and each.phase not in state.accepted)


def waive(  # noqa: PLR0913 - what a waiver is made of
    state: State, phase: Phase, criterion: str, finding: Finding, reason: str, *, until: date | None
) -> tuple[Event, ...]:
    """Record a waiver of one criterion for this iteration; its phase may be the current one or a later one.

    Args:
        state: what happened so far.
        phase: the criterion's phase.
        criterion: its id.
        finding: what its check says now.
        reason: why it is waived.
        until: the last day of the waiver.

    Raises:
        CrispdmError: the reason is empty.
        Refused: there is nothing to waive: the phase is passed, or the criterion is met.
    """
    reason = require_reason(reason, "--reason")
    if phase.id in state.accepted:
        hint = f'`crispdm back {phase.id} --reason "…"` reopens the phase'
        raise Refused(f"{criterion} needs no waiver: {phase.title} has passed its gate", hint=hint)
    _refuse_met(criterion, finding)
    if finding.is_binding:
        details = (f"{finding.place}  {finding.have}",)
        raise Refused(f"{criterion} cannot be waived", details=details, hint=f"it requires {finding.want}")
    end = until.isoformat() if until else None
    return (Waived(iteration=state.iteration, phase=phase.id, criterion=criterion, reason=reason, until=end),)


def unwaive(state: State, criterion: str, today: date) -> tuple[Event, ...]:
    """Withdraw the active waivers of one criterion, which need not be part of the process any longer.

    Raises:
        Refused: it has none.
    """
    active = active_waivers(state, today)
    if criterion not in active:
        hint = f"active waivers: {', '.join(active)}" if active else ""
        raise Refused(f"no active waiver of {criterion!r}{did_you_mean(criterion, active)}", hint=hint)
    return (Unwaived(iteration=state.iteration, phase=active[criterion].phase, criterion=criterion),)


def _refuse_met(criterion: str, finding: Finding) -> None:
    """Refuse where the check passes; what only a command or a large file can tell is not known here, so not met."""
    if finding.status in ("pass", "warn"):
        warning = " with a warning, which does not close the gate" if finding.status == "warn" else ""
        details = (f"{finding.place}  {finding.have}",)
        hint = "`crispdm check` lists what is not met"
        raise Refused(f"{criterion} needs no waiver: it is met{warning}", details=details, hint=hint)
