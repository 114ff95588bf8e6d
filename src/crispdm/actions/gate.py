"""Check the gate of a phase, and tell of it as a result."""

from datetime import date
from pathlib import Path

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.project import Act, Project, assess_phase, open_project, write
from crispdm.errors import Refused
from crispdm.gate import Assessment
from crispdm.gate.evidence import Watch
from crispdm.gate.finding import Finding
from crispdm.lifecycle import gate as judged
from crispdm.lifecycle.early_looks import early_look, note_of, was_seen
from crispdm.lifecycle.state import State
from crispdm.process import Phase
from crispdm.results.gate import Check, Criterion, Decision, Gate, Missing, SignOff


def check(start: Path, phase: str | None, today: date, *, watch: Watch | None = None) -> Check:
    """Check the gate of a phase, the current one by default; `watch` shows the progress of hashing.

    Raises:
        Refused: the project is finished and no phase is named.
        CrispdmError: there is no such phase.
    """
    project = open_project(start)
    return _checked(project, phase, today, watch=watch)[0]


def check_early(start: Path, act: Act, phase: str | None) -> Check:
    """The same, with the effect of a pilot before its planned end; who looked and when is recorded, once for each row.

    Raises:
        Refused: the project is finished and no phase is named.
        CrispdmError: there is no such phase, or nobody to record.
    """
    project = open_project(start, writes=True)
    found, assessment = _checked(project, phase, act.now.date(), watch=act.watch, early=True)
    if look := early_look(assessment):
        write(project, act, lambda state: () if was_seen(state, look) else (note_of(look),))
    return found


def _checked(
    project: Project, phase: str | None, today: date, *, watch: Watch | None, early: bool = False
) -> tuple[Check, Assessment]:
    chosen = project.process.phase(phase) if phase else current_phase(project.state)
    assessment, _ = assess_phase(project, chosen, watch=watch, today=today, early=early)
    gate = judged.evaluate_gate(project.process, project.state, assessment, today)
    found = Check(**project.result_fields, gate=gate_result(gate), changed=tuple(changed_since(project)))
    return found, assessment


def current_phase(state: State) -> Phase:
    """Return the phase that is being worked on.

    Raises:
        Refused: there is none, as the project is finished.
    """
    if state.current is None or state.outcome == "finished":
        hint = '`crispdm resume --reason "…"` starts a new iteration'
        raise Refused("the project is finished: no phase is open", hint=hint)
    return state.current


def gate_result(gate: judged.Gate) -> Gate:
    """A gate as results have it."""
    phase = gate.phase
    return Gate(
        phase=phase.id,
        title=phase.title,
        owner=phase.owner,
        open=gate.is_open,
        criteria=tuple(criterion_result(row, phase) for row in gate.criteria),
        sign_offs=tuple(
            SignOff(
                role=each.role,
                people=tuple(map(str, each.people)),
                status=each.status,
                by=each.by,
                stale=each.stale,
            )
            for each in gate.sign_offs
        ),
        decision=Decision(outcome=gate.outcome, route=gate.route) if phase.decision else None,
        undecided=_missing(gate.undecided),
        repeated=gate.repeated.event.at if gate.repeated else None,
    )


def _missing(finding: Finding | None) -> Missing | None:
    if finding is None:
        return None
    return Missing(place=finding.place, have=finding.have, want=finding.want, fix=finding.fix)


def criterion_result(row: judged.GateCriterion, phase: Phase) -> Criterion:
    """A criterion of a phase's gate as results have it."""
    criterion, finding = row.criterion, row.finding
    return Criterion(
        id=criterion.id,
        says=criterion.says,
        level=criterion.level,
        owner=phase.owner_of(criterion),
        status=row.status,
        closes=row.closes,
        done=finding.done,
        place=finding.place,
        have=finding.have,
        want=finding.want,
        fix=finding.fix,
        basis=finding.basis,
        waiver=row.waiver,
        signs=finding.signs,
    )
