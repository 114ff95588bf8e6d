"""Tiny processes, findings, and events in their place in history."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from crispdm.eventlog import events, lines, store
from crispdm.eventlog.events import Advanced, AnyEvent, Created, Event, Noted, Signed, WentBack
from crispdm.gate import Assessment, Outcome
from crispdm.gate.checks import KINDS
from crispdm.gate.finding import Finding, Place
from crispdm.kept_json import keep
from crispdm.process import Phase, Process
from crispdm.process_file import load
from tests.support.command_line import ANA

BO = "Bo Lind <bo@example.com>"
AT = "2026-11-24T09:00:00Z"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)  # all of Unicode without surrogates
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
E = TypeVar("E", bound=Event)
NEW_STATE = lines.new_file(Created(project="listings", crispdm="0.1.0"), at=AT, by=ANA)


def a_phase(name: str, **more: Any) -> dict[str, Any]:
    """A phase as it stands in crispdm.yaml; with no criteria its gate is open."""
    return {"id": name, "title": name.replace("_", " ").title(), "folder": name, **more}


def filled_in(name: str, field: str, **more: Any) -> dict[str, Any]:
    """A criterion that asks for one field of `facts.yaml`."""
    return {"id": name, "says": f"{field} is known", "check": "fields", "file": "facts.yaml", "fields": [field], **more}


def process_text(*phases: Mapping[str, Any], team: Mapping[str, Sequence[str]] | None = None) -> str:
    """A crispdm.yaml; JSON is YAML too."""
    return json.dumps({"version": 1, "project": "listings", "team": team or {}, "phases": phases}, indent=1)


def make_process(*phases: Mapping[str, Any], team: Mapping[str, Sequence[str]] | None = None) -> Process:
    return load(process_text(*phases, team=team).encode(), KINDS)


def put(event: E, *after: Event | str, at: str = AT, by: str = ANA) -> E:
    """An event with its id, after others."""
    names = tuple(each if isinstance(each, str) else each.id for each in after)
    return cast("E", events.format_event(event, after=names, at=at, by=by)[0])


def created() -> Created:
    return put(Created(project="listings", crispdm="0.1.0"))


def advanced(phase: str, to: str, *, opens: Sequence[str] = (), iteration: int = 1, **more: Any) -> Advanced:
    """A gate that was passed, with nothing in it that is not given."""
    blank: dict[str, Any] = {"outcome": None, "evidence": (), "waived": (), "gate": ""}
    kept = {f"kept_{name}": keep(more.pop(name, {})) for name in ("values", "facts")}
    return Advanced(iteration=iteration, phase=phase, to=to, opens=tuple(opens), **{**blank, **kept, **more})


def went_back(*opens: str, iteration: int = 1) -> WentBack:
    return WentBack(iteration=iteration, to=opens[0], opens=opens, reason="the labels were wrong")


def signed(phase: str, role: str, evidence: Mapping[str, str] | None = None, *, iteration: int = 1) -> Signed:
    return Signed(iteration=iteration, phase=phase, role=role, evidence=tuple((evidence or {}).items()))


def assessed(
    phase: Phase, values: Mapping[str, Any] | None = None, *, outcome: str | None = None, failing: Sequence[str] = ()
) -> Assessment:
    """What the checks of a phase said: all pass but the failing, each on the values that are given."""
    place = Place(f"{phase.folder}/facts.yaml", 1)
    findings = {
        each.id: Finding(
            status="fail" if each.id in failing else "pass",
            place=place,
            have="something",
            want="something else",
            values=(values or {}).get(each.id),
        )
        for each in phase.criteria
    }
    settling = tuple(each.id for each in phase.criteria if each.check == "choice")
    return Assessment(phase, findings, Outcome(outcome, place, settling) if phase.decision else None)


def line_of(fields: Mapping[str, Any]) -> bytes:
    """A line of the state file with the right id, made without the code under test; no line break."""
    tail = json.dumps(fields)[1:].encode()
    name = hashlib.sha256(b"crispdm1\n" + tail).hexdigest()[:32]
    return b'- {"id": "%s", ' % name.encode() + tail


def record(root: Path, *wanted: Event, by: str = ANA) -> tuple[Event, ...]:
    """Append events to a project, whatever its history."""
    return store.append(root, lambda _: wanted, at=AT, by=by)


def write_project(root: Path, *phases: Mapping[str, Any], team: Mapping[str, Sequence[str]] | None = None) -> Path:
    """A project that was just made, with a folder for each phase and no evidence."""
    (root / "crispdm.yaml").write_text(process_text(*phases, team=team))
    for phase in phases:
        (root / phase["folder"]).mkdir()
    record(root, Created(project="listings", crispdm="0.1.0"))
    return root


def with_state(root: Path, text: bytes) -> Path:
    """A folder with this state file, whatever it holds."""
    (root / store.FOLDER).mkdir(exist_ok=True)
    (root / store.PATH).write_bytes(text)
    return root


def notes(events_: Iterable[Event]) -> list[str]:
    return [event.text for event in events_ if isinstance(event, Noted)]


def history(root: Path) -> tuple[AnyEvent, ...]:
    return store.load(root).events


def must_not_be_asked() -> Callable[[store.History], Sequence[Event]]:
    """A decision for a history that must be refused before anybody decides."""

    def decide(_: store.History) -> Sequence[Event]:
        raise AssertionError("asked to decide on a history that must be refused")

    return decide
