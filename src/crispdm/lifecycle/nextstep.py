"""The one thing to do next. Pure."""

from msgspec import Struct

from crispdm.gate.finding import Finding
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.state import State
from crispdm.process import Process


class Next(Struct, frozen=True):
    """What to do, whose it is (a role, or somebody outside the team), and the command, where one does it."""

    what: str
    owner: str | None
    command: str | None


def next_step(process: Process, state: State, gate: Gate | None) -> Next:
    """What keeps the project from moving on, first things first: evidence, decision, signatures, the move.

    Args:
        process: for the team.
        state: for how it ended, if it did.
        gate: of the current phase; None where the project has ended.
    """
    if gate is None:
        return Next(f"nothing: the project is {state.outcome}", None, None)
    for row in gate.closing:
        if row.status == "fail":
            return Next(_what(row.finding), row.criterion.owner or gate.phase.owner, None)
    if gate.undecided is not None:
        return Next(_what(gate.undecided), gate.phase.owner, None)
    for row in gate.closing:  # what this look did not run
        return Next("see whether the gate holds", row.criterion.owner or gate.phase.owner, "crispdm check")
    return _signature(process, gate) or Next("pass the gate", gate.phase.owner, "crispdm advance")


def _what(finding: Finding) -> str:
    what, file = finding.fix or finding.want, finding.place.file
    return what if file in what else f"{what}, in {file}"


def _signature(process: Process, gate: Gate) -> Next | None:
    """The first signature that whoever runs `advance` cannot give along with it."""
    for each in gate.unsigned:
        if not each.people:
            return Next(f"sign as {each.role.replace('_', ' ')}", each.role, f"crispdm sign --as {each.role}")
    holders = [set(process.team[each.role]) for each in gate.unsigned]
    if not holders:
        return None
    if set.intersection(*holders):
        return Next("sign and pass the gate", gate.unsigned[0].role, "crispdm advance")
    return Next("sign", gate.unsigned[0].role, "crispdm sign")
