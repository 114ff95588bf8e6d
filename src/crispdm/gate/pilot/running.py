"""Whether a pilot runs today or is about to, by its plan, and which criteria wait for its last day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct, structs

from crispdm.gate.checks.pilot import Pilot
from crispdm.gate.checks.verdict import VerdictFits
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.pilot.pilot_files import read_days, read_plan, read_start
from crispdm.numbers import is_placeholder
from crispdm.process import Criterion

Open = tuple[Criterion, Finding]  # a criterion that closes the gate, and what its check says


class RunningPilot(Struct, frozen=True, kw_only=True):
    """A pilot that has not come to its last day."""

    criterion: str
    start: date
    days: int
    share: float
    stopped_by: str
    waiting: tuple[str, ...]  # the other criteria that only its last day can settle
    data: str = ""  # the file of its days
    missing: tuple[date, ...] = ()  # its days before today that have no row there

    @property
    def end(self) -> date:
        """Its last day."""
        return self.start + timedelta(days=self.days - 1)

    def day(self, today: date) -> int | None:
        """Which of its days today is, 1 the first; None before it."""
        return (today - self.start).days + 1 if today >= self.start else None


def find_running_pilot(evidence: Evidence, closing: Iterable[Open], today: date) -> RunningPilot | None:
    """The pilot that a gate waits for, till its last day; None where there is none, or its plan cannot be read."""
    closing = [*closing]
    for criterion, _ in closing:
        if isinstance(criterion, Pilot) and criterion.part == "ran":
            try:
                pilot = _planned(evidence, criterion, closing, today)
            except Unmet:
                return None
            return pilot if today <= pilot.end else None
    return None


def _planned(evidence: Evidence, criterion: Pilot, closing: list[Open], today: date) -> RunningPilot:
    record = evidence.record(criterion.file)
    plan = read_plan(record)
    pilot = RunningPilot(
        criterion=criterion.id,
        start=read_start(record),
        days=plan.days,
        share=plan.share,
        stopped_by=record.text("plan.stopped_by", "who may stop it at any time"),
        waiting=tuple(_waiting(evidence, criterion, closing)),
        data=evidence.path(criterion.data),
    )
    if isinstance(record.get("result"), dict):
        return pilot  # it is analysed elsewhere
    try:
        days = {each.day for each in read_days(evidence, criterion.data, pilot.start, plan)}
    except Unmet as unmet:
        if unmet.finding.done:
            return pilot  # a row cannot be read, which its criteria say
        days = set()
    past = (pilot.start + timedelta(days=number) for number in range((today - pilot.start).days))
    return structs.replace(pilot, missing=tuple(day for day in past if day not in days))


def _waiting(evidence: Evidence, ran: Pilot, closing: list[Open]) -> Iterator[str]:
    """A decision that nobody has written, and a guard of which nothing is measured yet."""
    for criterion, finding in closing:
        if isinstance(criterion, VerdictFits) and criterion.file == ran.file:
            if is_placeholder(evidence.record(criterion.file).get(criterion.field)):
                yield criterion.id
        elif isinstance(criterion, Pilot) and criterion.part == "guard" and finding.done == 0:
            yield criterion.id
