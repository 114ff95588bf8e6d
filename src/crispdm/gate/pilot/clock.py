"""What a pilot owes to time: a plan that stays as it was accepted, a start after it, days that decide once. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, structs

from crispdm.canonical_json import digest
from crispdm.dates import parse_date
from crispdm.gate.finding import Finding
from crispdm.gate.pilot.plan_file import read_guards, read_plan
from crispdm.gate.pilot_past import AcceptedPlan, EarlierPilot, PilotPast
from crispdm.gate.record import Record
from crispdm.numbers import show
from crispdm.placeholders import is_placeholder
from crispdm.words import describe_value, listing

_LONGEST = 64  # characters of a value, or of its name, that the history keeps
_NAMES = ("control", "control_because", "stopped_by", "switch_off")
_OPTIONAL = (
    *("row", "weekdays", "pre_days", "units", "control_units", "spread", "label_delay", "per"),
    *("control_share", "shadow", "switchback"),
)


class Fault(Struct, frozen=True):
    """What is wrong with the time of a pilot, as the parts of a finding."""

    key: str
    have: str
    want: str
    fix: str


def plan_values(record: Record, accepted: AcceptedPlan | None = None) -> dict[str, Any]:
    """Everything that a signature on the plan covers: what was planned, the guards, and the log.

    Args:
        record: pilot.yaml.
        accepted: the plan that was accepted; a log that it did not name yet may be named any time.

    Raises:
        Unmet: something is missing or impossible.
    """
    plan, guards = read_plan(record), read_guards(record)
    return {
        "share": plan.share,
        "days": plan.days,
        "start": _day(record.get("plan.start")),
        **{name: record.get(f"plan.{name}") for name in _NAMES},
        **{name: value for name in _OPTIONAL if (value := record.get(f"plan.{name}")) is not None},
        **({"guards": [_guard_values(structs.asdict(each)) for each in guards]} if guards else {}),
        **_log_values(record, accepted),
    }


def guard_values(record: Record) -> dict[str, Any]:
    """What each guard says, by the dotted name of each value: it tells later which of them changed.

    Args:
        record: pilot.yaml.
    """
    several = record.get("guards")
    guards = {"guard": record.get("guard")}
    guards |= {f"guards.{n}": each for n, each in enumerate(several if isinstance(several, list) else (), 1)}
    return {
        f"{name}.{key}": _brief(value)
        for name, guard in guards.items()
        if isinstance(guard, dict)
        for key, value in guard.items()
        if not is_placeholder(value)
    }


def _log_values(record: Record, accepted: AcceptedPlan | None) -> dict[str, Any]:
    """Where the log is, and which of its columns count; of an accepted plan just what it had, as that is now."""
    section = record.get("log")
    now = {f"log.{name}": value for name, value in (section if isinstance(section, dict) else {}).items()}
    if accepted is not None:
        return {name: _brief(now.get(name)) for name in accepted.values if name.startswith("log.")}
    return {name: _brief(value) for name, value in now.items() if len(name) <= _LONGEST and not is_placeholder(value)}


def _brief(value: object) -> object:
    """A value that is short enough for the history, such as the digest of a long query."""
    is_long = isinstance(value, list | dict) or len(str(value)) > _LONGEST
    return None if is_placeholder(value) else digest(value) if is_long else value


def _day(written: object) -> object:
    day = parse_date(written)
    return written if day is None else str(day)


def _guard_values(guard: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in guard.items() if value is not None}


def faults(record: Record, past: PilotPast, run: str, span: tuple[date, date], today: date | None) -> Iterator[Fault]:
    """What is wrong with a pilot that runs, or ran, from its start to its last day that counts.

    Args:
        record: pilot.yaml.
        past: what happened before.
        run: the chosen run.
        span: the first and the last day of the pilot that count.
        today: another pilot starts then at the earliest; None where nobody says which day it is.
    """
    start, end = span
    if accepted := past.accepted_plan(record.file):
        values = plan_values(record, accepted)
        if accepted.digest != digest(values):
            yield _changed(accepted, values, guard_values(record))
        yield from late_plan(record, past, first_accepted(record, past) or accepted.day)
    yield from _shared_days(past.others(start, run), (start, end), today)


def first_accepted(record: Record, past: PilotPast) -> date | None:
    """The day on which just this plan was accepted first."""
    plans = past.plans.get(record.file, ())
    return next((each.day for each in plans if each.digest == digest(plan_values(record, each))), None)


def late_plan(record: Record, past: PilotPast, day: date) -> Iterator[Fault]:
    """A start before the day on which its plan is accepted; `started_before` says why."""
    start = parse_date(record.get("plan.start"))
    if start is not None and start < day and is_placeholder(record.get("started_before")):
        have = f"plan.start: {start}, before {day}, when the plan passes its gate"
        want = "a start on that day or later: a pilot is planned before anybody is exposed"
        earliest = _earliest([each for each in past.pilots if each.is_used], day)
        fix = f"plan a start on {earliest} or later, or say in started_before why it ran already"
        yield Fault("plan.start", have, want, fix)


def _changed(accepted: AcceptedPlan, values: dict[str, Any], guards: dict[str, Any]) -> Fault:
    was, values = {**accepted.values, **accepted.guards}, {**values, **guards}
    names = [name for name in {**was, **values} if name in was and was[name] != values.get(name)]
    names += [name for name in values if name in _OPTIONAL and name not in was]
    names += [name for name in guards if accepted.guards and name not in was]
    keys = [name if "." in name else f"plan.{name}" for name in names]
    changes = zip(keys, names, strict=True)
    said = listing([f"{key} was {_text(was.get(name))}, is now {_text(values.get(name))}" for key, name in changes])
    key = keys[0] if keys else "guards" if "guards" in values else "plan"
    have = f"{said or 'the plan is another one'} since it was accepted on {accepted.day}"
    want = "the plan that was accepted: whoever changes it during the pilot moves the goalposts"
    return Fault(key, have, want, "restore it, or go back to where it is planned: `crispdm back`")


def _text(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "nothing" if value is None else show(float(value)) if is_number else describe_value(value)  # type: ignore[arg-type]  # it is a number


def used_days(past: PilotPast, span: tuple[date, date], today: date | None) -> Iterator[Fault]:
    """The days of a plan on which a decision was made that counts."""
    yield from _shared_days([each for each in past.pilots if each.is_used], span, today)


def _shared_days(earlier: Sequence[EarlierPilot], span: tuple[date, date], today: date | None) -> Iterator[Fault]:
    start, end = span
    for each in (each for each in earlier if each.start <= end and start <= each.end):
        decided = f", when {each.decision} was decided" if each.decision else ""
        whose = "the plan is still that" if start == each.start else f"days from {start} on are those"
        have = f"{whose} of the pilot from {each.start} to {each.end}{decided}"
        want = "days of its own: a day counts for one pilot only"
        yield Fault("plan.start", have, want, f"plan another pilot, from {_earliest(earlier, today)} or later")


def _earliest(earlier: Iterable[EarlierPilot], day: date | None) -> date:
    """The first day on which a pilot may start: not one of an earlier pilot, and not before its plan is accepted."""
    return max([each.end + timedelta(days=1) for each in earlier] + ([day] if day else []))


def with_fault(finding: Finding, record: Record, fault: Fault | None) -> Finding:
    """The finding; failing with a fault where there is one."""
    if fault is None:
        return finding
    place = record.place(fault.key)
    return structs.replace(finding, status="fail", place=place, have=fault.have, want=fault.want, fix=fault.fix)
