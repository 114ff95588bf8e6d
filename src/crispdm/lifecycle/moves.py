"""Moves through the phases: advance, back, sign. From the state and the gate to events, or to a refusal. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from crispdm.canonical_json import digest, dumps
from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Advanced, Event, Noted, Signed, WentBack
from crispdm.kept_json import keep
from crispdm.lifecycle.gate import Gate, named_values, short_values
from crispdm.lifecycle.owner_matching import means_nobody_else
from crispdm.lifecycle.renewal import Renewal, renewal_facts
from crispdm.lifecycle.required_text import require_reason
from crispdm.lifecycle.state import State
from crispdm.people import Person, person
from crispdm.process import Phase, Process
from crispdm.words import did_you_mean, listing, with_article

_MAX_VALUES = 16 << 10  # bytes of all recorded values
_IDENTITY = "your name comes from git (user.name, user.email) or CRISPDM_USER"


def advance(  # noqa: PLR0913 - what a move is made of
    process: Process,
    state: State,
    gate: Gate,
    who: Person,
    *,
    again: str | None = None,
    renewals: Mapping[str, Renewal] | None = None,
) -> tuple[Event, ...]:
    """Pass the gate, and sign for the roles that the person holds.

    Args:
        process: with the route, the signers and the team.
        state: what happened so far.
        gate: of the current phase.
        who: passes it.
        again: why evidence that led back from a later phase may pass unchanged; recorded as a note.
        renewals: by criterion of an earlier phase, its evidence that was made again.

    Returns:
        The sign-offs and the move; nothing where the gate is closed, or somebody else must sign.

    Raises:
        CrispdmError: a reason to pass again, where the evidence has changed or it was not led back.
        Refused: the project is stopped or finished, or the pilot does harm and who may stop it decides otherwise.
    """
    _refuse_ended(state)
    missing = {each.role for each in gate.unsigned}
    _refuse_own_harm(process, gate, who)
    notes = _note_of_repeat(gate, again)
    if not gate.holds or (gate.repeated and not notes) or missing - set(signing_roles(process, gate.phase, who)):
        return ()
    signatures = [_signed(state, gate, role) for role in gate.phase.sign_off if role in missing]
    return (*notes, *signatures, _advanced(process, state, gate, renewals or {}))


def _note_of_repeat(gate: Gate, again: str | None) -> tuple[Event, ...]:
    """The note that says why unchanged evidence passes again."""
    if again is None:
        return ()
    reason = require_reason(again, "--again")
    if gate.repeated is None:
        hint = "leave out --again"
        raise CrispdmError(f"{gate.phase.title} does not pass again on evidence that led back", hint=hint)
    return (Noted(text=f"{gate.phase.title} passes again on the same evidence: {reason}"),)


def _refuse_own_harm(process: Process, gate: Gate, who: Person) -> None:
    """Whoever may stop a pilot that does harm is not the one who decides against stopping it."""
    for finding in gate.assessment.findings.values():
        pilot = finding.facts.get("pilot", {})
        may_stop = str(pilot.get("stopped_by", ""))
        if pilot.get("harm") and pilot.get("reason") and means_nobody_else(process, may_stop, who):
            what = f"not advanced: the pilot does harm, and {may_stop}, who may stop it, cannot decide alone to go on"
            raise Refused(
                what, hint="decide stop, or let somebody else advance; their name is recorded with the reason"
            )


def _advanced(process: Process, state: State, gate: Gate, renewals: Mapping[str, Renewal]) -> Advanced:
    to, opens = _target(process, state, gate)
    findings, renewed = gate.assessment.findings, renewal_facts(renewals)
    made = {name: finding.origin.as_facts() for name, finding in findings.items() if finding.origin}
    return Advanced(
        iteration=state.iteration,
        phase=gate.phase.id,
        outcome=gate.outcome,
        to=to,
        opens=opens,
        starts=state.iteration + 1 if to == "new_iteration" else None,
        evidence=_evidence(gate),
        kept_values=keep(_values(gate)),
        kept_facts=keep(
            {
                **{key: fact for finding in findings.values() for key, fact in finding.facts.items()},
                **({"basis": {name: finding.basis for name, finding in findings.items()}} if findings else {}),
                **renewed,
                **({"made": {**made, **renewed.get("made", {})}} if made or renewed else {}),
            }
        ),
        waived=tuple(row.criterion.id for row in gate.criteria if row.status == "waived"),
        gate=gate_digest(gate.phase),
    )


def _target(process: Process, state: State, gate: Gate) -> tuple[str, tuple[str, ...]]:
    """The target of the route, and the phases that it reopens."""
    route = gate.route or "next"
    later = process.from_phase(gate.phase)
    if route == "next":
        return next((phase for phase in later[1:] if phase not in state.accepted), "finish"), ()
    if route in ("finish", "new_iteration"):
        return route, ()
    return route, later if route == "stop" else process.from_phase(process.phase(route))


def reopenable_phases(process: Process, state: State) -> tuple[Phase, ...]:
    """The phases that `back` can reopen: those before the current one or passed; all of a finished project."""
    at = state.current if state.outcome != "finished" else None
    before = process.phases if at is None else process.phases[: process.phases.index(at)]
    return tuple(each for each in process.phases if each in before or (each.id in state.accepted and each is not at))


def back(process: Process, state: State, phase: Phase, reason: str) -> tuple[Event, ...]:
    """Reopen an earlier phase and all after it; always allowed, with a reason.

    Raises:
        CrispdmError: the phase is the current one, or was not reached.
    """
    if state.current is phase and state.outcome != "finished":
        raise CrispdmError(f"{phase.title} is the current phase", hint="`crispdm status` lists what is left to do")
    if phase not in reopenable_phases(process, state):
        raise CrispdmError(f"{phase.title} has not been reached", hint="`crispdm advance` moves forward, gate by gate")
    reason = require_reason(reason, "--reason")
    return (WentBack(iteration=state.iteration, to=phase.id, opens=process.from_phase(phase), reason=reason),)


def sign(  # noqa: PLR0913 - what a signature is made of
    process: Process, state: State, gate: Gate, who: Person, *, role: str | None, on_behalf: str | None
) -> tuple[Event, ...]:
    """Sign off the current phase, in one role or in all that the person holds.

    Returns:
        The sign-offs; nothing where they exist already.

    Raises:
        Refused: the project has ended, a required criterion fails, or the person does not hold the role.
        CrispdmError: the role does not sign this phase.
    """
    _refuse_ended(state)
    if on_behalf is not None:
        require_reason(on_behalf, "--for")
    roles = _roles_to_sign(process, gate.phase, who, role, on_behalf)
    if not gate.holds:
        unmet = [f"{row.finding.place}  {row.finding.have}" for row in gate.closing]
        unmet += [f"{gate.undecided.place}  {gate.undecided.have}"] if gate.undecided else []
        hint = "run `crispdm check`, fix what it lists, then sign"
        raise Refused("not signed: the evidence does not hold yet", details=tuple(unmet), hint=hint)
    open_roles = {each.role for each in gate.unsigned}
    return tuple(_signed(state, gate, each, on_behalf) for each in roles if each in open_roles)


def _roles_to_sign(process: Process, phase: Phase, who: Person, role: str | None, on_behalf: str | None) -> list[str]:
    if role is None:
        found = signing_roles(process, phase, who)
        if not found:
            hint = (
                f"{_who_can_sign(process, phase)}; for a role without a name run `crispdm sign --as ROLE`; {_IDENTITY}"
            )
            raise Refused(f"{who} holds no role that signs {phase.title}", hint=hint)
        return found
    wanted = role if role in phase.sign_off else role.replace(" ", "_")
    if wanted not in phase.sign_off:
        near = did_you_mean(wanted, phase.sign_off)
        raise CrispdmError(f"{role!r} does not sign {phase.title}{near}", hint=_who_can_sign(process, phase))
    holders = process.team.get(wanted, ())
    if holders and not on_behalf and not any(who.is_same(person(each)) for each in holders):
        hint = f'{listing(holders, "or")} can sign; or say who agreed, and how: --for "Jane, mail of 12 December"'
        raise Refused(f"{who} is not {with_article(role.replace('_', ' '))}", hint=hint)
    return [wanted]


def _who_can_sign(process: Process, phase: Phase) -> str:
    """Who signs a phase: `Ana Roy as product manager and anybody as data analyst (nobody is named) can sign`."""
    signers = []
    for role in phase.sign_off:
        names = listing([person(each).name or each for each in process.team.get(role, ())], "or")
        signers.append(f"{names or 'anybody'} as {role.replace('_', ' ')}{'' if names else ' (nobody is named)'}")
    return f"{listing(signers)} can sign" if signers else "this phase needs no sign-off"


def signing_roles(process: Process, phase: Phase, who: Person) -> list[str]:
    """The roles that sign the phase and that this person holds."""
    return [role for role in phase.sign_off if any(who.is_same(person(each)) for each in process.team.get(role, ()))]


def gate_digest(phase: Phase) -> str:
    """The digest of a gate: what its criteria ask, not their sentences or scripts, the signers, the decision."""
    criteria = [
        {k: v for k, v in msgspec.to_builtins(each).items() if k not in ("says", "verify")} for each in phase.criteria
    ]
    return digest({"criteria": criteria, "sign_off": phase.sign_off, "decision": msgspec.to_builtins(phase.decision)})


def _signed(state: State, gate: Gate, role: str, on_behalf: str | None = None) -> Signed:
    return Signed(
        iteration=state.iteration, phase=gate.phase.id, role=role, evidence=_evidence(gate), on_behalf=on_behalf
    )


def _evidence(gate: Gate) -> tuple[tuple[str, str], ...]:
    return tuple(gate.assessment.digests().items())


def _values(gate: Gate) -> dict[str, dict[str, Any]]:
    """The named values that the criteria decided on: those that a later `fresh` compares, and short ones.

    Short values tell later what changed. Where all are too much for one line, only the compared ones are recorded.
    """
    compared: dict[str, dict[str, Any]] = {}
    everything: dict[str, dict[str, Any]] = {}
    for row in gate.criteria:
        name, fresh, values = row.criterion.id, row.criterion.fresh, named_values(row.finding)
        if isinstance(fresh, tuple):
            compared[name] = {key: values[key] for key in fresh if key in values}
        everything[name] = {**short_values(row.finding), **compared.get(name, {})}
    everything = {name: values for name, values in everything.items() if values or name in compared}
    return everything if len(dumps(everything).encode()) <= _MAX_VALUES else compared


def _refuse_ended(state: State) -> None:
    if state.outcome != "running":
        raise Refused(f"the project is {state.outcome}", hint='`crispdm resume --reason "…"` resumes it')
