"""A gate in words: what is met, and a refusal that teaches."""

from collections.abc import Iterator, Sequence

from crispdm.gate.finding import Finding
from crispdm.lifecycle.gate import Gate, GateCriterion
from crispdm.process import Process
from crispdm.views.people import Names
from crispdm.views.text.lines import Line
from crispdm.words import count, listing

_SHOWN = 3  # a refusal names so many criteria; `check` names all
_STYLES = {"pass": "green", "warn": "yellow", "fail": "red", "not_run": "red", "waived": "magenta"}
_LABELS = {"pass": "met", "warn": "warn", "fail": "to do", "not_run": "not run", "waived": "waived"}


def report(process: Process, gate: Gate) -> Iterator[Line]:
    """What `check` says: everything about the gate."""
    yield verdict(gate)
    names = _names(process, gate)
    yield from _met(gate, names)
    warnings = [row for row in gate.criteria if row.status == "warn"]
    said = {_what(row) for row in gate.closing}
    for rows in alike([row for row in gate.criteria if row.closes or (row in warnings and _what(row) not in said)]):
        yield from _teach(names, gate, rows)
        also = [row.criterion.id for row in warnings if row not in rows and _what(row) == _what(rows[0])]
        if also:
            verb = "warns" if len(also) == 1 else "warn"
            yield Line(f"{listing(also)} {verb} of the same", label="also     ", indent=10, style="dim")
    yield from _missing(names, gate)
    what = _next(gate)
    yield Line(what, label="  next    ")


def refusal(process: Process, gate: Gate) -> Iterator[Line]:
    """What `advance` says where the gate is closed: what is in the way, the first things first."""
    yield verdict(gate)
    names = _names(process, gate)
    groups = alike(gate.closing)
    for rows in groups[:_SHOWN]:
        yield from _teach(names, gate, rows)
    more = sum(len(rows) for rows in groups[_SHOWN:])
    if more:
        yield Line(count(more, "more criterion", "more criteria"), label="  and     ")
    yield from _missing(names, gate)
    yield Line("crispdm check" if not gate.holds else _next(gate), label="  next    ")


def verdict(gate: Gate) -> Line:
    """One sentence: open, or what is missing."""
    if gate.is_open:
        return Line(f"{gate.phase.title}: the gate is open.", style="bold green")
    missing = []
    if gate.closing:
        missing.append(f"{len(gate.closing)} of {count(len(gate.criteria), 'criterion', 'criteria')}")
    if gate.undecided:
        missing.append("a decision")
    if gate.unsigned:
        missing.append(count(len(gate.unsigned), "signature"))
    return Line(f"Not yet: {gate.phase.title} lacks {listing(missing)}.", style="bold")


def _met(gate: Gate, names: Names) -> Iterator[Line]:
    for row in gate.criteria:
        if not row.closes and row.status != "warn":
            reason = (
                f": {row.waiver.reason} ({names.of(row.waiver.by)})" if row.status == "waived" and row.waiver else ""
            )
            yield Line(f"{row.criterion.id}: {row.finding.have}{reason}", *_label(row.status))
    for each in gate.sign_offs:
        if each.status == "signed":
            yield Line(f"{each.role.replace('_', ' ')}: {names.of(each.by or '')}", *_label("pass", "signed"))


def alike(rows: Sequence[GateCriterion]) -> list[list[GateCriterion]]:
    """Criteria for which the same thing is missing, as one thing to do."""
    groups: dict[tuple[str, ...], list[GateCriterion]] = {}
    for row in rows:
        groups.setdefault((row.status, *_what(row)), []).append(row)
    return [*groups.values()]


def _what(row: GateCriterion) -> tuple[str, ...]:
    return str(row.finding.place), row.finding.have, row.finding.fix


def _missing(names: Names, gate: Gate) -> Iterator[Line]:
    """The decision where no criterion speaks of it, and the signatures."""
    if gate.undecided:
        yield Line(f"the decision{_of(names, gate.phase.owner)}", *_label("fail"))
        yield from _finding(gate.undecided, gate.undecided.want)
    if gate.unsigned:
        yield Line(to_sign(gate, names), *_label("fail", "to sign"))


def _teach(names: Names, gate: Gate, rows: list[GateCriterion]) -> Iterator[Line]:
    first = rows[0]
    who = _of(names, first.criterion.owner or gate.phase.owner)
    yield Line(f"{listing([row.criterion.id for row in rows])}{who}", *_label(first.status))
    yield from _finding(first.finding, first.finding.want)


def _finding(finding: Finding, want: str) -> Iterator[Line]:
    yield Line(f"{finding.place}  {finding.have}", indent=10)
    yield Line(want, label="wanted   ", indent=10, style="dim")
    if finding.fix:
        yield Line(finding.fix, label="you can  ", indent=10, style="dim")


def _next(gate: Gate) -> str:
    if not gate.holds:
        return "mend the first of these, then crispdm check again"
    return "crispdm advance" if gate.is_open else "crispdm sign by each of them, or crispdm advance by the last one"


def _names(process: Process, gate: Gate) -> Names:
    """What those are called who hold a role, signed, or made an exception."""
    signed = [each.by for each in gate.sign_offs if each.by]
    return Names(process.team, [*signed, *(row.waiver.by for row in gate.criteria if row.waiver)])


def to_sign(gate: Gate, names: Names | None = None) -> str:
    """Who must sign, as what, and what changed since they did: `Ana or Bo as product manager`.

    Where no names are given, only those who sign are known.
    """
    names = names or Names({each.role: [*map(str, each.people)] for each in gate.sign_offs})
    groups: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for each in gate.unsigned:
        who = names.holders(each.role)
        groups.setdefault((who, each.stale, each.by or ""), []).append(each.role.replace("_", " "))
    said = []
    for (who, stale, by), roles in groups.items():
        again = f", again: {listing(stale)} changed after {names.of(by)} signed" if stale else ""
        said.append(f"{who or 'anybody'} as {listing(roles)}{'' if who else ' (nobody is named)'}{again}")
    return "; ".join(said)


def _of(names: Names, role: str | None) -> str:
    who = names.owner(role)
    return f" ({who})" if who else ""


def _label(status: str, text: str = "") -> tuple[str, int, str]:
    return f"  {text or _LABELS[status]}".ljust(10), 0, _STYLES[status]
