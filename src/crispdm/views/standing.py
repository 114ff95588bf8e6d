"""What the report tells of a project, until it has a result of its own."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from crispdm.eventlog.events import Blocked, Event, Waived
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.next_step import Next
from crispdm.lifecycle.state import State
from crispdm.process import Process
from crispdm.results.status import Phase
from crispdm.views.log import sentence

Step = Phase


class Standing(Struct, frozen=True, kw_only=True):
    """Where a project stands."""

    process: Process
    state: State
    today: date
    gate: Gate | None
    steps: tuple[Phase, ...]
    blockers: tuple[Blocked, ...]
    waivers: tuple[Waived, ...]
    changed: tuple[Changed, ...]
    next: Next


def title(process: Process, phase: str) -> str:
    """A phase's title; its id where the process no longer has it."""
    return titles(process).get(phase, phase)


def told(process: Process, event: Event) -> str:
    """An event as a sentence."""
    return sentence(event, titles(process), {})  # type: ignore[arg-type]  # every event is one of those kinds


def titles(process: Process) -> Mapping[str, str]:
    """The title of each phase, by each id that it has or had."""
    return {name: phase.title for phase in process.phases for name in (*phase.was, phase.id)}
