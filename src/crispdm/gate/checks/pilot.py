"""`pilot_plan` and `pilot`: the online test is planned before anybody is exposed, and runs as planned."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from msgspec import structs

from crispdm.dates import parse_date
from crispdm.gate.checks.runs import chosen_run_name
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.kind import Check, PilotFiles
from crispdm.gate.pilot.forecast import Forecast, describe_forecast, forecast
from crispdm.gate.pilot.guards import Guarded
from crispdm.gate.pilot.objective import Objective, read_objective
from crispdm.gate.pilot.pilot_files import PilotSource
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_guards, read_plan, read_start
from crispdm.gate.pilot.rows import Selection
from crispdm.gate.pilot.rows_file import read_rows_before
from crispdm.gate.record import Record
from crispdm.numbers import is_placeholder, percent
from crispdm.process import ProjectPath
from crispdm.words import count

_LARGE_SHARE, _LONG = 0.1, 14
_WEAK = "plan more days, a larger share or rows of before the start; or accept that it may settle nothing"
_OPTIONAL = (
    *("row", "weekdays", "pre_days", "units", "control_units", "spread", "label_delay", "per"),
    *("control_share", "shadow", "switchback"),
)


class PilotPlan(Check, frozen=True, kw_only=True, tag="pilot_plan"):
    """The plan has a share, days, a control or why none is possible, who stops it, and how it is switched off.

    With the objective, the finding says what the plan can settle: the chance that it gives an answer if the wanted
    change is the true one, the smallest change that it settles, and the rows needed. The spread comes from rows of
    both arms before the start, at least seven of them in the data: run measure.py on two weeks of the old log with
    the arms assigned as they will be, or write the rows by hand. It never fails; below 80 % it warns.
    """

    file: ProjectPath
    objective: ProjectPath | None = None
    data: ProjectPath | None = None

    def decide(self, evidence: Evidence) -> Finding:
        """Read the plan; warn of a share above 10 %, of more than 14 days, and where it may settle nothing."""
        record = evidence.record(self.file)
        plan = read_plan(record)
        read_guards(record)
        objective, found = self._forecast(evidence, record, plan)
        warnings = [
            *([f"{percent(plan.share)} of the traffic is much for a first pilot"] if plan.share > _LARGE_SHARE else []),
            *([f"{plan.days} days are long: seasons change in that time"] if plan.days > _LONG else []),
        ]
        settles = [describe_forecast(objective, plan, found)] if objective and found else []
        is_weak = found is not None and found.is_weak
        who = record.text("plan.stopped_by", "who may stop it at any time")
        have = f"{percent(plan.share)} of the traffic, {plan.days} days, {who} can stop it"
        names = ("control", "control_because", "stopped_by", "switch_off")
        return Finding(
            status="warn" if warnings or is_weak else "pass",
            place=record.place("plan"),
            have="; ".join([have, *warnings, *settles]),
            want="at most 10 % of the traffic for at most 14 days, to begin with",
            fix=_WEAK if is_weak else "plan a smaller or shorter pilot, unless there is a reason" if warnings else "",
            values={
                "share": plan.share,
                "days": plan.days,
                **{name: record.get(f"plan.{name}") for name in names},
                **{name: value for name in _OPTIONAL if (value := record.get(f"plan.{name}")) is not None},
            },
            facts={"plan": found.values()} if found else {},
        )

    def _forecast(self, evidence: Evidence, record: Record, plan: Plan) -> tuple[Objective | None, Forecast | None]:
        """What the plan can settle; nothing where the objective cannot be read, which its own criterion says."""
        if self.objective is None:
            return None, None
        try:
            objective = read_objective(evidence.record(self.objective))
        except Unmet:
            return None, None
        start = parse_date(record.get("plan.start")) or date.max
        before = read_rows_before(evidence, self.data, start, plan) if self.data else ()
        return objective, forecast(objective, plan, before)


class Pilot(Check, frozen=True, kw_only=True, tag="pilot"):
    """`ran`: it ran for the planned days. `guard`: what must not get worse did not."""

    file: ProjectPath
    part: Literal["ran", "guard"]
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Read the rows from plan.start on."""
        record = evidence.record(self.file)
        source = PilotSource(evidence, record, self.data)
        plan = read_plan(record)
        if self.part == "guard":
            return _guarded(record, source)
        reached, selection = source.days()
        finding = self._compared(evidence, record, plan, reached)
        if selection is None or finding.status == "fail":
            return finding
        return _with_gaps(finding, selection, Place(evidence.path(self.data), _line_of_gap(selection)))

    def pilot_files(self) -> PilotFiles | None:
        """The plan and the days of the pilot, where this criterion checks its run."""
        return PilotFiles(self.file, self.data) if self.part == "ran" else None

    def waits_for_pilot(self, evidence: Evidence, plan: str, finding: Finding) -> bool:  # noqa: ARG002
        """A guard waits while nothing is measured."""
        return self.part == "guard" and finding.done == 0

    def _compared(self, evidence: Evidence, record: Record, plan: Plan, ran: int) -> Finding:
        planned = plan.days if isinstance(record.get("result"), dict) else len(plan.grid(read_start(record)))
        is_short = ran < planned and not plan.has_ended
        have = f"it ran {plan.name(ran)}, " + ("as planned" if ran == planned else f"{planned} were planned")
        more = plan.name(planned - ran).replace(" ", " more ", 1)
        return Finding(
            status="fail" if is_short else "pass",
            place=record.place("plan.days" if is_short else "plan"),
            have=f"{have}: {record.get('ended_because')}" if ran < planned and not is_short else have,
            want=f"{plan.name(planned)}, or the reason for ending early in ended_because",
            fix=f"run it for {more}, or say in ended_because why it ended" if is_short else "",
            values={**start_and_chosen_run(record, evidence.record(self.metric)), "days": ran},
            done=min(ran / planned, 1),
        )


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
    if selection.unripe:
        yield f"{count(selection.unripe, 'row')} drawn before plan.label_delay was over, not counted"


def _line_of_gap(selection: Selection) -> int | None:
    """The line of the first row behind a gap."""
    first = selection.missing[0] if selection.missing else None
    return next((row.line for row in selection.rows if first is None or row.day > first), None)


def start_and_chosen_run(record: Record, metric: Record) -> dict[str, Any]:
    """The start and the chosen run, which a later pilot may not repeat, unless it says why."""
    again = record.get("again_because")
    once = {"start": str(read_start(record)), "chosen": chosen_run_name(metric)}
    return once if is_placeholder(again) else {name: [value, str(again)] for name, value in once.items()}


def _guarded(record: Record, source: PilotSource) -> Finding:
    """Compare each guard with the control, or with its limit; passes where no guard is planned."""
    guards = source.guards()
    key = "guards" if is_placeholder(record.get("guard")) else "guard"
    if not guards:
        want = "the guard holds, if there is one"
        return Finding(status="pass", place=record.place(), have="no guard is planned", want=want, values={})
    is_held = all(each.is_held for each in guards)
    bounds = [name for name in ("guard.margin", "guard.no_worse_than") if not is_placeholder(record.get(name))]
    return Finding(
        status="pass" if is_held else "fail",
        place=_place_of_gap(source, guards) or record.place(bounds[0] if bounds else key),
        have="; ".join(map(_held, guards)),
        want="; ".join(map(_allowed, guards)),
        fix="" if is_held else _guard_fix(guards),
        values=_decided_on(guards),
        facts={"guards": {each.guard.measure: _values(each) for each in guards}},
    )


def _place_of_gap(source: PilotSource, guards: Sequence[Guarded]) -> Place | None:
    """The first row that lacks the number of a guard."""
    lines = [each.line for each in guards if each.line is not None]
    return Place(source.evidence.path(source.data), lines[0]) if lines else None


def _guard_fix(guards: Sequence[Guarded]) -> str:
    if any(each.line is not None for each in guards):
        return "add the numbers"
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


def _decided_on(guards: Sequence[Guarded]) -> Any:
    """What was accepted: of the only guard with a limit in the words in which it always was."""
    if len(guards) > 1 or guards[0].guard.margin is not None:
        return [_values(each) for each in guards]
    found = _values(guards[0])
    return {name: found["found" if name == "mean" else name] for name in ("measure", "mean", "better", "no_worse_than")}


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
