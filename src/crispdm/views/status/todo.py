"""The work of the current phase: nearest to done first, what each thing needs, and who does it."""

from collections.abc import Iterator
from datetime import date

from crispdm.dates import future_day, past_day, spell_out_days
from crispdm.gate.finding import Finding
from crispdm.gate.pilot.running import RunningPilot
from crispdm.lifecycle.gate import Gate, GateCriterion
from crispdm.numbers import percent
from crispdm.views.gate import alike, to_sign
from crispdm.views.standing import Standing
from crispdm.views.text.lines import Line, aligned
from crispdm.words import clause, clip, count, few, with_article

_NAMED = 4  # criteria for which the same thing is to do


def work(standing: Standing, gate: Gate, most: int) -> Iterator[Line]:
    """What holds in one line, the pilot while it runs, the first things to do, and who signs.

    Args:
        standing: for the team, and the pilot.
        gate: of the current phase.
        most: so many things to do are named, one at least; more are counted. 0: as short as it can be said.
    """
    is_bare, most = most == 0, max(most, 1)
    met = [row.criterion.id for row in gate.criteria if row.status == "pass"]
    if met:
        said = count(len(met), "criterion", "criteria") if is_bare and len(met) > 1 else few(met, 2 * most)
        yield Line(said, label="  met      ", style="green")
    todo = [*_todo(standing, gate, most, is_bare=is_bare)]
    days = [*_days(standing, gate, most, is_bare=is_bare)]
    pilot = [*_pilot(standing, is_bare=is_bare), *days]
    if is_bare and days:
        pilot = [pilot[0]._replace(text=f"{pilot[0].text.partition(',')[0]}; {days[0].text}")]
    yield from aligned([*pilot, *(line for _, line in todo[:most])])
    yield from _more(gate, [name for names, _ in todo[most:] for name in names], most)
    if gate.unsigned:
        yield _signers(standing, gate)


def _pilot(standing: Standing, *, is_bare: bool) -> Iterator[Line]:
    if pilot := standing.pilot:
        day = pilot.day(standing.today)
        when = f"day {day} of {pilot.days}, ends {future_day(pilot.end, standing.today)}"
        if day is None:
            when = f"begins {future_day(pilot.start, standing.today)}, for {pilot.days} days"
        more = f"; {percent(pilot.share)} of the traffic; {clip(pilot.stopped_by, 40)} can stop it"
        yield Line(
            when if is_bare else f"{when}{more}",
            label="  running  " if day else "  planned  ",
            style="cyan",
            term="pilot",
        )


def _days(standing: Standing, gate: Gate, most: int, *, is_bare: bool) -> Iterator[Line]:
    """The days that are past and have no number yet."""
    if standing.pilot and standing.pilot.missing:
        file = standing.pilot.data.rpartition("/")[2]
        days = few([past_day(day, standing.today) for day in standing.pilot.missing], max(most, 2))
        who = _who(standing, gate, gate.criterion(standing.pilot.criterion))
        yield _to_do(f"{'' if is_bare else f'{file} has '}no row for {days} ({who})", standing.pilot.criterion)


def _todo(standing: Standing, gate: Gate, most: int, *, is_bare: bool) -> Iterator[tuple[list[str], Line]]:
    """Each thing to do, with the criteria it is about; what is missing for several of them alike is one thing.

    At the shortest the first of them is only named: the next step says what it needs.
    """
    pilot = standing.pilot
    later = (pilot.criterion, *pilot.waiting) if pilot else ()
    for number, rows in enumerate(alike([row for row in gate.nearest if row.criterion.id not in later])):
        who = _who(standing, gate, rows[0])
        need = "" if is_bare else _need(rows[0], 40 + 20 * most, standing.today, is_next=number == 0)
        text = f"{need} ({who})".strip()
        yield [row.criterion.id for row in rows], _to_do(text, _first_of(rows, 2 if is_bare else _NAMED))
    for row in gate.closing:
        if pilot and row.criterion.id in pilot.waiting:
            text = f"{_after(pilot, standing)} ({_who(standing, gate, row)})"
            yield [row.criterion.id], _to_do(text, row.criterion.id)
    if gate.undecided:
        who = f" ({standing.names.doer(gate.phase.owner)})" if gate.phase.owner else ""
        yield ["decision"], _to_do(f"{_said(gate.undecided, 40 + 20 * most, standing.today)}{who}", "decision")


def _to_do(text: str, term: str) -> Line:
    return Line(text, label="  to do    ", style="yellow", term=term)


def _after(pilot: RunningPilot, standing: Standing) -> str:
    return f"after {future_day(pilot.end, standing.today)}"


def _who(standing: Standing, gate: Gate, row: GateCriterion) -> str:
    return standing.names.doer(row.criterion.owner or gate.phase.owner)


def _need(row: GateCriterion, most: int, today: date, *, is_next: bool) -> str:
    if row.status == "not_run":
        return "`crispdm check` tells"
    return _said(row.finding, most, today, is_next=is_next)


def _said(finding: Finding, most: int, today: date, *, is_next: bool = False) -> str:
    """What to do where nothing is there yet; else what is there, and what to do about it, if that is not said below."""
    file = finding.place.file
    fix = (finding.fix or finding.want).replace(file, file.rpartition("/")[2])
    if finding.done == 0 or fix.startswith("fill in"):
        return clause(fix, most)
    have = spell_out_days(finding.have, today)
    return clause(have if is_next else f"{have}; {fix}", most)


def _first_of(rows: list[GateCriterion], most: int) -> str:
    return few([row.criterion.id for row in rows], most)


def _more(gate: Gate, more: list[str], most: int) -> Iterator[Line]:
    """What else is to do, and the warnings: some by name, the rest in numbers."""
    warnings = [row.criterion.id for row in gate.criteria if row.status == "warn"]
    said = [few(more, most)] if more else []
    said += [f"{'a warning' if len(warnings) == 1 else 'warnings'}: {few(warnings, most)}"] if warnings else []
    if said:
        yield Line("; ".join(said), label="  and      ")


def _signers(standing: Standing, gate: Gate) -> Line:
    """Who signs: as what, once the evidence holds; till then only their names."""
    if gate.holds:
        return Line(to_sign(gate, standing.names), label="  to sign  ", style="yellow")
    names = [standing.names.holders(each.role) or with_article(each.role.replace("_", " ")) for each in gate.unsigned]
    names = [clip(each, 60) for each in dict.fromkeys(names)]
    is_one = len(names) == 1
    unnamed = "" if all(each.people for each in gate.unsigned) else " (nobody is named)"
    return Line(f"{few(names, 6)} {'signs' if is_one else 'sign'}{unnamed}", label="  then     ")
