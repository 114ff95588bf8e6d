"""The work of the current phase: nearest to done first, what each thing needs, and who does it."""

from collections.abc import Iterable, Iterator
from datetime import date

from crispdm.dates import future_day, past_day, spell_out_days
from crispdm.numbers import percent
from crispdm.results.gate import Criterion, Gate, Missing
from crispdm.results.status import Pilot, Status
from crispdm.views.gate import group_by_problem, sign_offs_needed
from crispdm.views.people import Names
from crispdm.views.status.fit import Section
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import clause, clip, count, few, listing, with_article

_NAMED = 3  # ids in one line
_NEED = 80  # characters of what a criterion needs


def work(found: Status, gate: Gate, names: Names) -> Iterator[Section]:
    """What is met, the pilot while it runs, what to do, the warnings, and who signs."""
    met = [each.id for each in gate.criteria if each.status == "pass"]
    if met:
        yield Section([Line(few(met, _NAMED), label="  met      ", style=Style.MET)])
    if found.pilot:
        yield Section([_pilot(found.pilot, found)])
    yield Section([*_todo(found, gate, names)])
    if gate.warnings:
        warnings = few([each.id for each in gate.warnings], _NAMED)
        yield Section([Line(warnings, label=f"  {'warning' if len(gate.warnings) == 1 else 'warnings'}  ".ljust(11))])
    if gate.unsigned:
        yield Section([_signers(gate, names)])


def _pilot(pilot: Pilot, found: Status) -> Line:
    when = f"day {pilot.day} of {pilot.days}, ends {future_day(pilot.end, found.today)}"
    if pilot.day is None:
        when = f"begins {future_day(pilot.start, found.today)}, for {count(pilot.days, 'day')}"
    more = f"{percent(pilot.share)} of the traffic; {clip(pilot.stopped_by)} can stop it{_settles(pilot, found.today)}"
    label = "  running  " if pilot.day else "  planned  "
    return Line(f"{when}; {more}", label=label, style=Style.RUNNING, term="pilot")


def _settles(pilot: Pilot, today: date) -> str:
    """When it settles; once its days are enough, only that, as it runs on to its end."""
    if pilot.never_settles:
        return "; at the present spread even a year would not settle it"
    if pilot.settles is None:
        return ""
    day = "its end" if pilot.settles <= today else future_day(pilot.settles, today)
    after = ", after its end" if pilot.settles > pilot.end else ""
    return f"; at the present spread it settles by {day}{after}"


def _todo(found: Status, gate: Gate, names: Names) -> Iterator[Line]:
    """Each thing to do; what is missing for several criteria alike is one thing."""
    pilot = found.pilot
    waiting = (pilot.criterion, *pilot.waiting) if pilot else ()
    if pilot and pilot.missing:
        yield _to_do(_missing_days(pilot, found), [gate.criterion(pilot.criterion).owner], pilot.criterion, names)
    for number, group in enumerate(group_by_problem([each for each in gate.nearest if each.id not in waiting])):
        need = _need(group[0], found, is_next=number == 0)
        yield _to_do(need, [each.owner for each in group], few([each.id for each in group], _NAMED), names)
    for each in gate.closing:
        if pilot and each.id in pilot.waiting:
            yield _to_do(f"after {future_day(pilot.end, found.today)}", [each.owner], each.id, names)
    if gate.undecided:
        yield _to_do(_have_and_fix(gate.undecided, found), [gate.owner], "decision", names)


def _to_do(need: str, owners: Iterable[str | None], term: str, names: Names) -> Line:
    people = dict.fromkeys(clip(names.doer(owner)) for owner in owners if owner)
    who = f" ({listing([*people])})" if people else ""
    return Line(f"{need}{who}", label="  to do    ", style=Style.TO_DO, term=term)


def _missing_days(pilot: Pilot, found: Status) -> str:
    days = few([past_day(day, found.today) for day in pilot.missing], _NAMED)
    return f"{pilot.file.rpartition('/')[2]} has no row for {days}"


def _need(criterion: Criterion, found: Status, *, is_next: bool) -> str:
    """What a criterion needs; of the first one the next step says what to do."""
    if criterion.status == "not_run":
        return "run `crispdm check` to find out"
    return _have_and_fix(criterion, found, is_next=is_next)


def _have_and_fix(problem: Criterion | Missing, found: Status, *, is_next: bool = False) -> str:
    """What to do where nothing is there yet; else what is there, and what to do about it."""
    file, done = problem.place.file, getattr(problem, "done", 0.5)
    fix = spell_out_days(problem.fix or problem.want, found.today).replace(file, file.rpartition("/")[2])
    if done == 0 or fix.startswith("fill in"):
        return clause(fix, _NEED)
    have = spell_out_days(problem.have, found.today)
    return clause(have if is_next else f"{have}; {fix}", _NEED)


def _signers(gate: Gate, names: Names) -> Line:
    """Who signs: as what, once the evidence holds; till then only their names."""
    if gate.holds:
        return Line(sign_offs_needed(gate, names), label="  to sign  ", style=Style.TO_DO)
    people = [names.holders(each.role) or with_article(each.role.replace("_", " ")) for each in gate.unsigned]
    people = [clip(each) for each in dict.fromkeys(people)]
    unnamed = "" if all(each.people for each in gate.unsigned) else " (nobody is named)"
    return Line(f"{few(people, 6)} {'signs' if len(people) == 1 else 'sign'}{unnamed}", label="  then     ")
