"""The one next step. Pure."""

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

_WITH_LINE = ("fix the line", "fix the row")  # steps that name the line of the file


class Next(Struct, frozen=True):
    """What to do, its owner (a role, or somebody outside the team), and the command that does it, if one does."""

    what: str
    owner: str | None
    command: str | None


def next_step(
    process: Process, state: State, gate: Gate | None, today: date, *, pilot: RunningPilot | None = None
) -> Next:
    """Find what keeps the project from moving on, nearest to done first: evidence, decision, sign-offs, the move.

    Args:
        process: for the team.
        state: for its outcome, if it has ended.
        gate: of the current phase; None where the project has ended.
        today: the local date.
        pilot: the running one; what waits for its last day is not a step for today.
    """
    if gate is None:
        return Next(f"nothing; the project is {state.outcome}", None, None)
    later = (pilot.criterion, *pilot.waiting) if pilot else ()
    rows = [row for row in gate.nearest if row.criterion.id not in later]
    for row in rows:
        if row.status == "fail":
            return Next(_instruction(row.finding), gate.phase.owner_of(row.criterion), None)
    if pilot and not rows:
        return _pilot_step(gate, pilot, today)
    if gate.undecided is not None:
        return Next(_instruction(gate.undecided), gate.phase.owner, None)
    if gate.repeated:
        return Next(_change(gate, gate.repeated), gate.phase.owner, None)
    return _last_steps(process, gate, rows)


def _last_steps(process: Process, gate: Gate, unknown: list[GateCriterion]) -> Next:
    """Run the checks that `status` does not run; then sign, then move."""
    for row in unknown:
        return Next("run the remaining checks", gate.phase.owner_of(row.criterion), "crispdm check")
    return _signature(process, gate) or Next("pass the gate", gate.phase.owner, "crispdm advance")


def _change(gate: Gate, back: Reopening) -> str:
    """What to change after the way back: after a pilot, the run."""
    is_of_pilot = isinstance(back.event, Advanced) and "pilot" in back.event.facts
    runs = next((each for each in gate.phase.criteria if each.check == "runs"), None)
    return "try another run" if is_of_pilot and runs else "fix what sent us back"


def _pilot_step(gate: Gate, pilot: RunningPilot, today: date) -> Next:
    """While a pilot runs: add missing days, else wait for its first day, else for the working day after its last."""
    owner = gate.phase.owner_of(gate.criterion(pilot.criterion).criterion)
    if pilot.missing:
        return Next(f"add the missing days to {pilot.data}", owner, None)
    if today < pilot.start:
        return Next(f"start the pilot on {weekday_and_day(pilot.start)}", owner, None)
    day = pilot.end + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    owners = [gate.phase.owner_of(row.criterion) for row in gate.closing if row.criterion.id in pilot.waiting]
    return Next(f"decide on {weekday_and_day(day)} and move on", (owners or [gate.phase.owner])[-1], "crispdm advance")


def _instruction(finding: Finding) -> str:
    what, file = finding.fix or finding.want, finding.place.file
    if what.startswith("run `"):
        return what
    if what.startswith(_WITH_LINE):
        return f"{what}, {finding.place}"
    return what if file in what else f"{what}, in {file}"


def _signature(process: Process, gate: Gate) -> Next | None:
    """The sign-off to get first, where whoever runs `advance` cannot give all of them."""
    for each in gate.unsigned:
        if not each.people:
            what = f"name {with_article(each.role.replace('_', ' '))} in {FILE}, or let anybody sign"
            return Next(what, None, f"crispdm sign --as {each.role}")
    holders = [set(process.team[each.role]) for each in gate.unsigned]
    if not holders:
        return None
    if set.intersection(*holders):
        return Next("sign and pass the gate", gate.unsigned[0].role, "crispdm advance")
    return Next("sign", gate.unsigned[0].role, "crispdm sign")
