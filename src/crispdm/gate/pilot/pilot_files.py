"""A pilot as its files have it: the plan, the rows, the people, the guards."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TypeVar

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place, Unmet
from crispdm.gate.pilot.guards import Guarded, measure_guard
from crispdm.gate.pilot.judgement import Judged, Pilot, judge_pilot
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_guards, read_plan, read_start
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.result_file import days_of_result, judge_result
from crispdm.gate.pilot.rows import Selection, select_rows
from crispdm.gate.pilot.rows_file import read_rows, read_units
from crispdm.gate.pilot.units import Unit
from crispdm.gate.record import Record
from crispdm.words import count

T = TypeVar("T")
_SHEET = "units.csv"  # beside pilot.csv


class PilotSource:
    """Where a pilot stands: its plan, and the file of its rows.

    Args:
        evidence: of the phase.
        record: pilot.yaml.
        data: pilot.csv, as a criterion names it.
    """

    def __init__(self, evidence: Evidence, record: Record, data: str) -> None:
        self.evidence, self.record, self.data = evidence, record, data

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is analysed elsewhere, and only its result is here."""
        return isinstance(self.record.get("result"), dict)

    def days(self) -> tuple[int, Selection | None]:
        """How many of the planned rows it reached, and which of them count; of a result only its days.

        Raises:
            Unmet: something is missing or cannot be.
        """
        if self.is_elsewhere:
            return self._days_of_result(), None
        selection = self._unrefused(self._select)
        return selection.reached, selection

    def span(self, reached: int) -> tuple[date, date]:
        """Its start, and the last day of so many rows or days."""
        start, plan = read_start(self.record), read_plan(self.record)
        if self.is_elsewhere:
            return start, start + timedelta(days=reached - 1)
        return start, plan.last_day(plan.grid(start)[reached - 1][-1])

    def guards(self) -> tuple[Guarded, ...]:
        """Each guard as it was measured.

        Raises:
            Unmet: something is missing or cannot be.
        """
        guards = read_guards(self.record)
        if self.is_elsewhere:
            return tuple(self._guard_of_result(number) for number in range(len(guards)))
        plan, selection = read_plan(self.record), self._unrefused(self._select)
        return tuple(measure_guard(guard, number, selection, plan) for number, guard in enumerate(guards))

    def judge(self, objective: Objective) -> Judged:
        """The verdict.

        Raises:
            Unmet: something is missing or cannot be.
        """
        return self._unrefused(lambda: self._judge(objective))

    def _judge(self, objective: Objective) -> Judged:
        plan = read_plan(self.record)
        if self.is_elsewhere:
            self._days_of_result()
            return judge_result(self.record, objective, plan, self.guards)
        start, guards = read_start(self.record), read_guards(self.record)
        return judge_pilot(
            Pilot(
                objective=objective,
                plan=plan,
                start=start,
                rows=read_rows(self.evidence, self.data, start, plan, guards),
                units=self._units(plan),
                guards=guards,
                today=self.evidence.today,
            )
        )

    def _days_of_result(self) -> int:
        days, start, today = days_of_result(self.record), read_start(self.record), self.evidence.today
        if today is not None and days > (today - start).days + 1:
            over = max((today - start).days + 1, 0)
            raise self.record.unmet("result.days", f"days that are over: {count(over, 'day')} since {start}")
        return days

    def _select(self) -> Selection:
        plan, start, guards = read_plan(self.record), read_start(self.record), read_guards(self.record)
        return select_rows(read_rows(self.evidence, self.data, start, plan, guards), plan, start, self.evidence.today)

    def _units(self, plan: Plan) -> tuple[Unit, ...]:
        sheet = str(PurePosixPath(self.data).with_name(_SHEET))
        if not self.evidence.glob(sheet):
            return ()
        if not plan.units:
            want = "how many people or shops stay in the pilot, as units.csv lists them"
            raise self.record.unmet("plan.units", want, "fill in plan.units, or remove units.csv")
        return read_units(self.evidence, sheet)

    def _guard_of_result(self, number: int) -> Guarded:
        guard = read_guards(self.record)[number]
        name = "result.guard" if guard.column == "guard" else f"result.{guard.column}"
        what = (
            "the guard's mean in the pilot" if guard.margin is None else "by how much it may be worse, one-sided 95 %"
        )
        value, allowed = self.record.number(name, what), guard.limit if guard.margin is None else guard.margin
        assert allowed is not None  # noqa: S101 - a guard has one of the two
        beyond = value - allowed if guard.margin is not None or guard.is_lower_better else allowed - value
        because = f"{guard.measure}: {guard.show(value)}{' on average' if guard.margin is None else ''}"
        is_beyond = beyond > 0 and guard.margin is None  # of a margin the number is the end, not the best guess
        return Guarded(guard=guard, harm=value, worst=value, is_held=beyond <= 0, is_beyond=is_beyond, because=because)

    def _unrefused(self, compute: Callable[[], T]) -> T:
        """What is computed; a refusal gets its place in a file."""
        try:
            return compute()
        except Refusal as refusal:
            path = self.evidence.path(self.data)
            named = self.record.place("result" if self.is_elsewhere else refusal.key)
            place = (
                Place(path, refusal.line)
                if refusal.line
                else named
                if refusal.key or self.is_elsewhere
                else Place(path, 2)
            )
            raise Unmet(place, refusal.have, refusal.want, refusal.fix) from None
