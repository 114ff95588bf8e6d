"""Who the project waits for, and for what, from the events alone: no check runs. Pure."""

from msgspec import Struct

from crispdm.eventlog.events import Blocked
from crispdm.lifecycle.state import State
from crispdm.process import Phase, Process


class WaitingOn(Struct, frozen=True, kw_only=True):
    """Roles of the team or somebody outside it, and what they are to do next."""

    roles: tuple[str, ...] = ()
    outside: str | None = None
    next: str


def waiting_on(process: Process, state: State) -> WaitingOn:
    """Find whom a project waits for.

    The oldest blocker comes first; then the missing sign-offs, once somebody has signed since the phase was entered, as
    nobody can sign before the evidence holds; else those who are to meet what the gate needs, for the evidence: the
    status, which looks at that, names one of them.
    """
    phase = state.current
    if state.outcome != "running" or phase is None:
        return WaitingOn(next="nothing")
    if state.blockers:
        return _blocked(process, state.blockers[0])
    missing = _unsigned(process, state, phase)
    if missing == phase.sign_off:
        return WaitingOn(roles=_owners(phase), next="evidence")
    if missing:
        return WaitingOn(roles=missing, next="sign")
    return WaitingOn(roles=_owner(phase), next="pass the gate")


def _blocked(process: Process, blocker: Blocked) -> WaitingOn:
    """Wait for the owner of a blocker: a role of the team, or anybody else by name."""
    what, owner = f"unblock: {blocker.text}", blocker.owner
    if owner in process.team:
        return WaitingOn(roles=(owner,), next=what)
    return WaitingOn(outside=owner or "somebody", next=what)


def _unsigned(process: Process, state: State, phase: Phase) -> tuple[str, ...]:
    """The roles that have not signed since the phase was entered: earlier sign-offs may be stale."""
    entered = state.started.get(phase.id, "")
    signed = {each.role for each in state.signatures if process.phase_id(each.phase) == phase.id and each.at >= entered}
    return tuple(role for role in phase.sign_off if role not in signed)


def _owners(phase: Phase) -> tuple[str, ...]:
    """Who is to meet the criteria that close the gate, each once; the owner of the phase where it has none."""
    owners = [phase.owner_of(each) for each in phase.criteria if each.level == "required"] or [phase.owner]
    return tuple(dict.fromkeys(filter(None, owners)))


def _owner(phase: Phase) -> tuple[str, ...]:
    return (phase.owner,) if phase.owner else ()


def holders(process: Process, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The people who hold the roles, each once."""
    return tuple(dict.fromkeys(each for role in roles for each in process.team.get(role, ())))
