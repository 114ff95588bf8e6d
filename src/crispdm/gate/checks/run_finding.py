"""What `pilot` finds: whether it ran as planned, and whether what must not get worse did not."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from crispdm.gate.checks.run_log import chosen_run_name
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.pilot.clock import faults, with_fault
from crispdm.gate.pilot.guards import Guarded
from crispdm.gate.pilot.pilot_files import PilotSource
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.rows import Selection
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder
from crispdm.words import count


def run_finding(evidence: Evidence, file: str, data: str, metric: str) -> Finding:
    """Compare the rows from plan.start on with the plan.

    Args:
        evidence: of the phase.
        file: pilot.yaml.
        data: pilot.csv.
        metric: metric.yaml, which names the chosen run.

    Raises:
        Unmet: something is missing or cannot be.
    """
    record = evidence.record(file)
    source = PilotSource(evidence, record, data)
    read_plan(record)
    reached, selection = source.days()
    finding = _compared(evidence, record, metric, reached, selection.unripe if selection else 0)
    run = chosen_run_name(evidence.record(metric))
    past, today = evidence.pilot_past(), evidence.today
    if fault := next(faults(record, past, run, source.span(reached), today), None):
        return with_fault(finding, record, fault)
    if selection is None or finding.status == "fail":
        return finding
    return _with_gaps(finding, selection, Place(evidence.path(data), _line_of_gap(selection)))


def _compared(evidence: Evidence, record: Record, metric: str, ran: int, unripe: int) -> Finding:
    plan = read_plan(record)
    planned = plan.days if isinstance(record.get("result"), dict) else len(plan.grid(read_start(record)))
    is_short = ran < planned and not plan.has_ended
    have = f"it ran {plan.name(ran)}, " + ("as planned" if ran == planned else f"{planned} were planned")
    have += "".join(f"; {said}" for said in _about_unripe(unripe)) if is_short else ""
    return Finding(
        status="fail" if is_short else "pass",
        place=record.place("plan.days" if is_short else "plan"),
        have=f"{have}: {record.get('ended_because')}" if ran < planned and not is_short else have,
        want=f"{plan.name(planned)}, or the reason for ending early in ended_because",
        fix=_fix_of_short(plan, planned - ran, unripe) if is_short else "",
        values={**start_and_chosen_run(record, evidence.record(metric)), "days": ran},
        done=min(ran / planned, 1),
    )


def _fix_of_short(plan: Plan, missing: int, unripe: int) -> str:
    if unripe:
        age = count(plan.label_delay, "day")
        return f"draw the numbers again once all of them are {age} old, and write that day in plan.read"
    more = plan.name(missing).replace(" ", " more ", 1)
    return f"run it for {more}, or say in ended_because why it ended"


def _with_gaps(finding: Finding, selection: Selection, place: Place) -> Finding:
    """The same with a warning of rows that are missing, and of those that do not count."""
    said = [*_about_rows(selection)]
    if not said:
        return finding
    first = f", the first of them {selection.missing[0]}," if selection.missing else ""
    fix = f"add the missing rows{first} if the data still exists" if first else "leave them out, or plan a longer pilot"
    return structs.replace(
        finding,
        status="warn",
        place=place,
        have="; ".join([finding.have, *said]),
        want="a row for each day, bad days too, and none after the planned end",
        fix=fix,
    )


def _about_rows(selection: Selection) -> Iterator[str]:
    if selection.missing:
        counts = "counts" if len(selection.missing) == 1 else "count"
        yield f"{count(len(selection.missing), 'row')} missing, which {counts} as the worst one seen"
    if selection.late:
        yield f"{count(selection.late, 'row')} after the planned end, not counted"
    yield from _about_unripe(selection.unripe)


def _about_unripe(unripe: int) -> Iterator[str]:
    if unripe:
        yield f"{count(unripe, 'row')} drawn before plan.label_delay was over, not counted"


def _line_of_gap(selection: Selection) -> int | None:
    """The line of the first row behind a gap."""
    first = selection.missing[0] if selection.missing else None
    return next((row.line for row in selection.rows if first is None or row.day > first), None)


def start_and_chosen_run(record: Record, metric: Record) -> dict[str, Any]:
    """The start and the chosen run, which a later pilot may not repeat, unless it says why."""
    again = record.get("again_because")
    once = {"start": str(read_start(record)), "chosen": chosen_run_name(metric)}
    return once if is_placeholder(again) else {name: [value, str(again)] for name, value in once.items()}


def guard_finding(evidence: Evidence, file: str, data: str) -> Finding:
    """Compare each guard with the control, or with its limit; passes where no guard is planned.

    Args:
        evidence: of the phase.
        file: pilot.yaml.
        data: pilot.csv.

    Raises:
        Unmet: something is missing or cannot be.
    """
    record = evidence.record(file)
    source = PilotSource(evidence, record, data)
    read_plan(record)
    guards = source.guards()
    key = "guards" if is_placeholder(record.get("guard")) else "guard"
    if not guards:
        want = "the guard holds, if there is one"
        return Finding(status="pass", place=record.place(), have="no guard is planned", want=want, values={})
    is_held = all(each.is_held for each in guards)
    bounds = [name for name in ("guard.margin", "guard.no_worse_than") if not is_placeholder(record.get(name))]
    facts = {each.guard.measure: {**_values(each), **_scale(each)} for each in guards}
    return Finding(
        status="pass" if is_held else "fail",
        place=_place_of_gap(source, guards) or record.place(bounds[0] if bounds else key),
        have="; ".join(map(_held, guards)),
        want="; ".join(map(_allowed, guards) if len(guards) == 1 else map(_allowed_by_name, guards)),
        fix="" if is_held else _guard_fix(guards),
        values=_decided_on(guards),
        facts={"guards": facts},
        signs={"guards": facts},
    )


def _place_of_gap(source: PilotSource, guards: Sequence[Guarded]) -> Place | None:
    """The first row that lacks the number of a guard."""
    lines = [each.line for each in guards if each.line is not None]
    return Place(source.evidence.path(source.data), lines[0]) if lines else None


def _guard_fix(guards: Sequence[Guarded]) -> str:
    if any(each.line is not None for each in guards):
        return "add the numbers"
    if not any(each.is_beyond and not each.is_held for each in guards):
        return "run it to its planned end; if it is still not sure that the guard holds, decide improve or stop"
    return "decide improve or stop: the gain comes at the cost of the guard"


def _held(guarded: Guarded) -> str:
    if not guarded.is_held or guarded.worst is None or guarded.harm is None:
        return guarded.because
    guard = guarded.guard
    if guard.margin is None:
        return f"{guard.measure}: {guard.show(guarded.harm)} on average"
    return f"{guard.measure}: worse by at most {guard.show(max(guarded.worst, 0.0))}"


def _allowed(guarded: Guarded) -> str:
    guard = guarded.guard
    if guard.margin is not None:
        return f"surely worse than the control by less than {guard.show(guard.margin)}"
    return f"{'at most' if guard.is_lower_better else 'at least'} {guard.show(guard.limit or 0.0)}"


def _allowed_by_name(guarded: Guarded) -> str:
    return f"{guarded.guard.measure}: {_allowed(guarded)}"


def _decided_on(guards: Sequence[Guarded]) -> Any:
    """What was accepted: of the only guard with a limit in the words in which it always was."""
    if len(guards) > 1 or guards[0].guard.margin is not None:
        return [_values(each) for each in guards]
    found = _values(guards[0])
    return {name: found["found" if name == "mean" else name] for name in ("measure", "mean", "better", "no_worse_than")}


def _scale(guarded: Guarded) -> dict[str, bool]:
    """Whether a margin is in percent of the control."""
    return {} if guarded.guard.margin is None else {"relative": guarded.guard.is_relative}


def _values(guarded: Guarded) -> dict[str, Any]:
    guard, bound = guarded.guard, "no_worse_than" if guarded.guard.margin is None else "margin"
    return {
        "measure": guard.measure,
        "better": "lower" if guard.is_lower_better else "higher",
        bound: guard.limit if guard.margin is None else guard.margin,
        "found": None if guarded.harm is None else round(guarded.harm, 12),
        "worst": None if guarded.worst is None else round(guarded.worst, 12),
        "held": guarded.is_held,
    }
