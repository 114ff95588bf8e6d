"""The same facts as JSON, format 1: keys are always there, null where there is nothing."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import to_builtins

from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.course import trials
from crispdm.lifecycle.events import Blocked, Event, Waived
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.repair import Mended
from crispdm.lifecycle.statefile import FOLDER, REJECTED
from crispdm.process import Process
from crispdm.views.explain import Explained
from crispdm.views.log import told
from crispdm.views.standing import Moved, Standing
from crispdm.views.verified import Verified

FORMAT = 1


def dump(value: dict[str, Any]) -> str:
    """ASCII, so that nothing in it acts on a terminal."""
    return json.dumps(value, indent=2, ensure_ascii=True)


def check(gate: Gate) -> dict[str, Any]:
    """What `check --format json` prints."""
    return {"format": FORMAT, **_gate(gate)}


def status(standing: Standing) -> dict[str, Any]:
    """What `status --format json` prints: the current gate, and where the project stands."""
    state, step = standing.state, standing.next
    return {
        "format": FORMAT,
        "project": standing.process.project,
        "iteration": state.iteration,
        "outcome": state.outcome,
        "objective": standing.objective,
        **(
            _gate(standing.gate)
            if standing.gate
            else dict.fromkeys(("phase", "open", "criteria", "sign_offs", "decision"))
        ),
        "phases": [{name: getattr(step, name) for name in step.__struct_fields__} for step in standing.steps],
        "since": standing.since.isoformat(),
        "moved": [_moved(standing.process, each) for each in standing.moved],
        "blockers": [_blocker(each) for each in standing.blockers],
        "waivers": [_waiver(each) for each in standing.waivers],
        "changed": [to_builtins(each) for each in standing.changed],
        "remarks": list(state.remarks),
        "uncommitted": standing.uncommitted,
        "next": {"what": step.what, "owner": step.owner, "command": step.command},
    }


def log(events: Sequence[Event], changed: Iterable[Changed]) -> dict[str, Any]:
    """What `log --format json` prints: the events as they are recorded, the pilots of all iterations, what changed."""
    pilots = [{name: getattr(each, name) for name in each.__struct_fields__} for each in trials(events)]
    later = [to_builtins(each) for each in changed]
    return {"format": FORMAT, "events": [to_builtins(event) for event in events], "pilots": pilots, "changed": later}


def advance(gate: Gate, events: Sequence[Event], *, dry_run: bool) -> dict[str, Any]:
    """What `advance --format json` prints: what was recorded, or would be, and the gate as it was."""
    recorded = [to_builtins(event) for event in events]
    return {"format": FORMAT, "moved": bool(events) and not dry_run, "events": recorded, **_gate(gate)}


def explained(what: Explained) -> dict[str, Any]:
    """What `explain --format json` prints."""
    return {"format": FORMAT, **{name: getattr(what, name) for name in what.__struct_fields__}}


def verify(what: Verified) -> dict[str, Any]:
    """What `verify --format json` prints."""
    findings = [
        {
            "kind": each.kind,
            "level": each.meaning.level,
            "where": {"file": each.place.file, "line": each.place.line},
            "event": each.event,
            "what": each.what,
            "means": each.meaning.means,
            "fix": each.meaning.fix,
        }
        for each in what.findings
    ]
    git = to_builtins(what.signatures) if what.signatures else None
    base = list(what.base) if what.base is not None else None
    head = {"format": FORMAT, "whole": what.is_whole, "count": what.events, "base": base}
    return {**head, "signatures": git, "findings": findings}


def repair(mended: Mended) -> dict[str, Any]:
    """What `repair --format json` prints."""
    done = [{"line": each.line, "kind": each.kind, "what": each.what} for each in mended.done]
    return {"format": FORMAT, "done": done, "rejected": f"{FOLDER}/{REJECTED}" if mended.rejected else None}


def _gate(gate: Gate) -> dict[str, Any]:
    criteria = [
        {
            "id": row.criterion.id,
            "says": row.criterion.says,
            "level": row.criterion.level,
            "owner": row.criterion.owner or gate.phase.owner,
            "status": row.status,
            "where": {"file": row.finding.place.file, "line": row.finding.place.line},
            "have": row.finding.have,
            "want": row.finding.want,
            "fix": row.finding.fix or None,
        }
        for row in gate.rows
    ]
    signs = [{"role": e.role, "status": e.status, "by": e.by, "stale": list(e.stale)} for e in gate.sign_offs]
    decision = {"outcome": gate.outcome, "route": gate.route} if gate.phase.decision else None
    return {
        "phase": gate.phase.id,
        "open": gate.is_open,
        "criteria": criteria,
        "sign_offs": signs,
        "decision": decision,
    }


def _moved(process: Process, moved: Moved) -> dict[str, Any]:
    what = (
        told(process, moved.event) if moved.event else f"{moved.commits} commits" if moved.commits else "not committed"
    )
    return {"at": moved.at, "by": moved.by, "file": moved.file, "what": what}


def _blocker(event: Blocked) -> dict[str, Any]:
    return {"id": event.id, "at": event.at, "by": event.by, "text": event.text, "owner": event.owner}


def _waiver(event: Waived) -> dict[str, Any]:
    return {
        "criterion": event.criterion,
        "phase": event.phase,
        "by": event.by,
        "reason": event.reason,
        "until": event.until,
    }
