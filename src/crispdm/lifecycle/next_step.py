"""The one thing to do next. Pure."""

from datetime import date, timedelta

from msgspec import Struct

from crispdm.dates import is_working_day, weekday_and_day
from crispdm.eventlog.events import Advanced
from crispdm.gate.finding import Finding
from crispdm.gate.pilot.running import RunningPilot
from crispdm.lifecycle.gate import Gate, GateCriterion
from crispdm.lifecycle.reopening import Reopening
from crispdm.lifecycle.state import State
from crispdm.process import FILE, Process
from crispdm.words import with_article

_POINTS = ("mend that line", "mend that row")  # which the place tells


class Next(Struct, frozen=True):
    """What to do, whose it is (a role, or somebody outside the team), and the command, where one does it."""

    what: str
    owner: str | None
    command: str | None


def next_step(  # noqa: PLR0913 - all that may keep it from moving on
    process: Process,
    state: State,
    gate: Gate | None,
    today: date,
    *,
    pilot: RunningPilot | None = None,
    back: Reopening | None = None,
) -> Next:
    """What keeps the project from moving on, nearest to done first: evidence, decision, signatures, the move.

    Args:
        process: for the team.
        state: for how it ended, if it did.
        gate: of the current phase; None where the project has ended.
        today: the local date.
        pilot: the one that runs: what waits for its last day is no step for today.
        back: what led back to the phase: where nothing has changed since, to change something comes first.
    """
    if gate is None:
        return Next(f"nothing; the project is {state.outcome}", None, None)
    later = (pilot.criterion, *pilot.waiting) if pilot else ()
    rows = [row for row in gate.nearest if row.criterion.id not in later]
    for row in rows:
        if row.status == "fail":
            return Next(_what(row.finding), row.criterion.owner or gate.phase.owner, None)
    if pilot and not rows:
        return _of_pilot(gate, pilot, today)
    if gate.undecided is not None:
        return Next(_what(gate.undecided), gate.phase.owner, None)
    if back and not back.has_changed:
        return Next(_anew(gate, back), gate.phase.owner, None)
    return _to_pass(process, gate, rows)


def _to_pass(process: Process, gate: Gate, unknown: list[GateCriterion]) -> Next:
    """Look at what this look did not run; then sign, then move."""
    for row in unknown:
        return Next("see whether the gate holds", row.criterion.owner or gate.phase.owner, "crispdm check")
    return _signature(process, gate) or Next("pass the gate", gate.phase.owner, "crispdm advance")


def _anew(gate: Gate, back: Reopening) -> str:
    """After a pilot the runs are what can be changed."""
    is_of_pilot = isinstance(back.event, Advanced) and "pilot" in back.event.facts
    runs = next((each for each in gate.phase.criteria if each.check == "runs"), None)
    return "try another run" if is_of_pilot and runs else "change what sent us back"


def _of_pilot(gate: Gate, pilot: RunningPilot, today: date) -> Next:
    """While a pilot runs, the next step is a day: the first one of work behind its last; before it, its first.

    What is missing of the days that are past comes before that.
    """
    owner = gate.criterion(pilot.criterion).criterion.owner or gate.phase.owner
    if pilot.missing:
        return Next(f"add what is missing to {pilot.data}", owner, None)
    if today < pilot.start:
        return Next(f"start the pilot on {weekday_and_day(pilot.start)}", owner, None)
    day = pilot.end + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    owners = [row.criterion.owner for row in gate.closing if row.criterion.id in pilot.waiting]
    return Next(
        f"decide on {weekday_and_day(day)}, and go on", (owners or [None])[-1] or gate.phase.owner, "crispdm advance"
    )


def _what(finding: Finding) -> str:
    what, file = finding.fix or finding.want, finding.place.file
    if what.startswith(_POINTS):
        return f"{what}, {finding.place}"
    return what if file in what else f"{what}, in {file}"


def _signature(process: Process, gate: Gate) -> Next | None:
    """The first signature that whoever runs `advance` cannot give along with it."""
    for each in gate.unsigned:
        if not each.people:
            what = f"name {with_article(each.role.replace('_', ' '))} in {FILE}, or anybody signs"
            return Next(what, None, f"crispdm sign --as {each.role}")
    holders = [set(process.team[each.role]) for each in gate.unsigned]
    if not holders:
        return None
    if set.intersection(*holders):
        return Next("sign and pass the gate", gate.unsigned[0].role, "crispdm advance")
    return Next("sign", gate.unsigned[0].role, "crispdm sign")
