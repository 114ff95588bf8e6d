"""A gate in words: what is met, what is missing, and what to do about it."""

from collections.abc import Iterable, Iterator, Sequence

from crispdm.dates import day_of, weekday_and_day
from crispdm.gate.finding import Basis
from crispdm.results.gate import Check, Criterion, Gate, Missing
from crispdm.results.moves import Advance
from crispdm.views.people import Names
from crispdm.views.renewals import renewal_sentence
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, listing

_STYLES = {
    "pass": Style.MET,
    "warn": Style.TO_DO,
    "fail": Style.TO_DO,
    "not_run": Style.TO_DO,
    "waived": Style.EXCEPTION,
}
_KNOWN: dict[Basis, str] = {
    "seen": "computed from what is here",
    "recorded": "recorded by a script",
    "typed": "on somebody's word",
}
_LABELS = {"pass": "met", "warn": "warning", "fail": "to do", "not_run": "not run", "waived": "waived"}


def check_lines(found: Check | Advance) -> Iterator[Line]:
    """Everything about the gate: what `check` says, and `advance` where it is closed."""
    gate, names = found.gate, _names(found)
    yield _verdict(gate)
    yield from _met(gate, names)
    for group in group_by_problem(gate.closing):
        yield from _criteria(group, names)
        also = [each.id for each in gate.warnings if _problem(each) == _problem(group[0])]
        if also:
            verb = "warns" if len(also) == 1 else "warn"
            yield Line(f"{listing(also)} {verb} about the same problem", indent=10, style=Style.QUIET)
    problems = {_problem(each) for each in gate.closing}
    for group in group_by_problem([each for each in gate.warnings if _problem(each) not in problems]):
        yield from _criteria(group, names)
    yield from _decision_and_sign_offs(gate, names)
    yield from _basis(gate)
    yield from changed_lines(found)
    yield _next(gate)


def changed_lines(found: Check | Advance) -> Iterator[Line]:
    """What differs in passed phases from what was accepted: made again by its script, or otherwise."""
    for each in found.changed:
        title = found.titles.get(each.phase, each.phase)
        name = f"{each.criterion} of {title}" if each.criterion else f"the gate of {title}"
        if each.renewal:
            yield Line(f"{name}: {renewal_sentence(each.renewal)}", label="  renewed ", style=Style.TO_DO)
        else:
            how = "; ".join(map(str, each.differences)) or (each.have and f"now {each.have}") or "changed"
            yield Line(f"{name}: {how}", label="  changed ", style=Style.WRONG)
            fix = f'restore it, or run `crispdm back {each.phase} --reason "…"` and pass its gate again'
            yield Line(fix, label="hint: ", indent=10, style=Style.QUIET)


def _basis(gate: Gate) -> Iterator[Line]:
    """How many of the criteria that are met are known from the data, and how many from somebody's word."""
    met = [each for each in gate.criteria if each.status == "pass" or (each.status, each.level) == ("warn", "required")]
    said = [f"{number} {word}" for word, number in basis_counts(met).items() if number]
    if said:
        yield Line(listing(said), label="  known:  ", style=Style.QUIET)


def basis_counts(criteria: Iterable[Criterion]) -> dict[str, int]:
    """How many criteria were computed again, how many a script recorded, and how many rest on somebody's word."""
    known = [each.basis for each in criteria]
    return {text: known.count(basis) for basis, text in _KNOWN.items()}


def group_by_problem(criteria: Sequence[Criterion]) -> list[list[Criterion]]:
    """Group the criteria that have the same problem, as it is one thing to do."""
    groups: dict[tuple[str, ...], list[Criterion]] = {}
    for each in criteria:
        groups.setdefault((each.status, *_problem(each)), []).append(each)
    return [*groups.values()]


def sign_offs_needed(gate: Gate, names: Names) -> str:
    """Who must sign, as what, and what changed since they did: `Ana or Bo as product manager`."""
    groups: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for each in gate.unsigned:
        who = names.holders(each.role)
        groups.setdefault((who, each.stale, each.by or ""), []).append(each.role.replace("_", " "))
    needed = []
    for (who, stale, by), roles in groups.items():
        again = f", again: {listing(stale)} changed after {names.of(by)} signed" if stale else ""
        needed.append(f"{who or 'anybody'} as {listing(roles)}{'' if who else ' (nobody is named)'}{again}")
    return "; ".join(needed)


def _verdict(gate: Gate) -> Line:
    """Whether the gate is open; if not, what it needs."""
    if gate.open:
        return Line(f"Gate open: {gate.title} has all it needs.", style=Style.DONE)
    needs = []
    if gate.closing:
        needs.append(f"{len(gate.closing)} of {count(len(gate.criteria), 'criterion', 'criteria')}")
    if gate.undecided:
        needs.append("a decision")
    if gate.repeated:
        needs.append("a change")
    if gate.unsigned:
        needs.append(count(len(gate.unsigned), "sign-off"))
    return Line(f"Gate closed: {gate.title} needs {listing(needs)}.", style=Style.HEAD)


def _met(gate: Gate, names: Names) -> Iterator[Line]:
    for each in gate.criteria:
        if not each.closes and each.status != "warn":
            is_waived = each.status == "waived" and each.waiver
            reason = f": {each.waiver.reason} ({names.of(each.waiver.by)})" if each.waiver and is_waived else ""
            yield Line(f"{each.id}: {each.have}{reason}", *_label(each.status))
    for sign_off in gate.sign_offs:
        if sign_off.status == "signed":
            yield Line(f"{sign_off.role.replace('_', ' ')}: {names.of(sign_off.by or '')}", *_label("pass", "signed"))


def _criteria(group: Sequence[Criterion], names: Names) -> Iterator[Line]:
    """Criteria with the same problem, and their owners."""
    first, owners = group[0], dict.fromkeys(each.owner for each in group)
    who = "; ".join(filter(None, map(names.owner, owners)))
    yield Line(f"{listing([each.id for each in group])}{f' ({who})' if who else ''}", *_label(first.status))
    yield from _explained(first)


def _decision_and_sign_offs(gate: Gate, names: Names) -> Iterator[Line]:
    """The decision where no criterion speaks of it, and the sign-offs that are missing."""
    if gate.undecided:
        yield Line(f"the decision{_owner(gate.owner, names)}", *_label("fail"))
        yield from _explained(gate.undecided)
    if gate.repeated:
        since = weekday_and_day(day_of(gate.repeated))
        yield Line(f"a change: the evidence is the one that led back here on {since}", *_label("fail"))
    if gate.unsigned:
        yield Line(sign_offs_needed(gate, names), *_label("fail", "to sign"))


def _explained(problem: Criterion | Missing) -> Iterator[Line]:
    """What is there, what was expected, and what to do; of several guards each on its own line."""
    have, want = (_by_guard(problem, text) for text in (problem.have, problem.want))
    yield Line(f"{problem.place}  {have[0]}", indent=10)
    yield from (Line(each, indent=10) for each in have[1:])
    for each in want:
        yield Line(each, label="expected: ", indent=10, style=Style.QUIET)
    if problem.fix:
        yield Line(problem.fix, label="hint: ", indent=10, style=Style.QUIET)


def _by_guard(problem: Criterion | Missing, text: str) -> list[str]:
    has_several = isinstance(problem, Criterion) and len(problem.signs.get("guards", ())) > 1
    return text.split("; ") if has_several else [text]


def _next(gate: Gate) -> Line:
    if not gate.holds:
        what = "fix the first item, then run `crispdm check` again"
    elif gate.open:
        what = "`crispdm advance`"
    elif gate.repeated:
        what = 'change what sent you back; or say why it passes as it is: `crispdm advance --again "…"`'
    else:
        what = "each of them runs `crispdm sign`, or the last one `crispdm advance`"
    return Line(what, label="  next:   ")


def _problem(criterion: Criterion) -> tuple[str, ...]:
    return str(criterion.place), criterion.have


def _names(found: Check | Advance) -> Names:
    """What those are called who hold a role, signed, or waived a criterion."""
    signed = [each.by for each in found.gate.sign_offs if each.by]
    return Names(found.team, [*signed, *(each.waiver.by for each in found.gate.criteria if each.waiver)])


def _owner(role: str | None, names: Names) -> str:
    who = names.owner(role)
    return f" ({who})" if who else ""


def _label(status: str, text: str = "") -> tuple[str, int, Style]:
    return f"  {text or _LABELS[status]}".ljust(10), 0, _STYLES[status]
