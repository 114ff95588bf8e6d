"""Find whether the project has reached a phase, by events that crispdm could have written."""

from pathlib import Path

from crispdm.actions.git_events import commits_of_events
from crispdm.actions.judgement import commits_by_signature, judge_events
from crispdm.actions.project import Project, open_project
from crispdm.errors import Damaged
from crispdm.eventlog import store
from crispdm.eventlog.missing import known_ids
from crispdm.git.work_tree import is_inside_repository
from crispdm.results.moves import Require


def require(start: Path, phase: str) -> Require:
    """Return whether the project has reached a phase, in this or an earlier iteration.

    Raises:
        CrispdmError: there is no such phase.
        Damaged: the history that an answer needs is not here.
    """
    project = open_project(start)
    state, wanted = project.state, project.process.phase(phase)
    current = state.current.id if state.current and state.outcome == "running" else None
    is_reached = wanted.id in state.reached
    refused = _refused(project) if is_reached else 0
    return Require(
        **project.result_fields,
        phase=wanted.id,
        reached=is_reached and not refused,
        current=current,
        outcome=state.outcome,
        refused=refused,
    )


def _refused(project: Project) -> int:
    """How many events `verify` refuses: those that no rule could have written, or whose past is missing."""
    root, events = project.root, store.load(project.root).events  # with facts that readers leave out
    is_in_git = is_inside_repository(root)
    history = commits_of_events(root) if is_in_git else None
    brought = None if history is None else commits_by_signature(history, events)
    judgement = judge_events(root, project.process, events, brought, {}, frozenset())
    counting = [fault for fault in judgement.faults if fault.counts]
    if is_in_git and any(fault.kind == "unjudged" for fault in counting):
        what = (
            "incomplete history: crispdm.yaml was changed after a gate was passed, and git does not have every version"
        )
        raise Damaged(what, hint="run `git fetch --unshallow`; in a workflow set fetch-depth: 0")
    known = known_ids(events)
    unlinked = [event for event in events if not known.issuperset(event.after)]
    impossible = [fault for fault in counting if fault.kind != "unjudged"]
    return len([*impossible, *judgement.signers, *unlinked])
