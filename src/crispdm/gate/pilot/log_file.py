"""The log of a pilot, where it is a CSV file: its rows are counted again, as the project's measure.py does it."""

from collections.abc import Iterator
from datetime import date

from crispdm.dates import parse_date
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place, Unmet
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.record import Record
from crispdm.gate.recount import LARGEST
from crispdm.numbers import parse_number, show
from crispdm.placeholders import is_placeholder
from crispdm.words import describe_value

_ARMS = ("pilot", "control")
_NEEDED, _OPTIONAL = ("date", "group", "value"), ("per", "guard", "guard_per")
_GUARDS = {"pilot": "guard", "control": "guard_control"}  # the columns of pilot.csv
_LONGEST_DAY = 19  # characters of a day and a time without its zone
_ROUNDED = 6e-4  # of a rate: pilot.csv has four digits
_FIX = "run measure.py, which writes pilot.csv from the log"


Sums = dict[str, float]  # what a group has on a day, by the name in pilot.yaml, and how many rows it is of
Days = dict[date, dict[str, Sums]]  # or rows of weeks or months, by their first days


def days_of_log(evidence: Evidence, record: Record) -> Days | None:
    """The sums of each day and group; None where only the project's script can read the log.

    Args:
        evidence: of the phase.
        record: pilot.yaml, whose section log names the columns.
    """
    file = record.get("log.file")
    try:
        if not str(file).endswith(".csv") or evidence.size(f"/{file}") > LARGEST:
            return None
        return evidence.once(f"log {file}", lambda: _summed(evidence, record, f"/{file}"))
    except Unmet:  # another encoding or separator
        return None


def _summed(evidence: Evidence, record: Record, file: str) -> Days | None:
    named = {name: record.get(f"log.{name}") for name in (*_NEEDED, *_OPTIONAL)}
    columns = {name: str(column) for name, column in named.items() if not is_placeholder(column)}
    if not {*_NEEDED} <= {*columns} or not {*columns.values()} <= {*evidence.columns(file)}:
        return None
    numbers = [name for name in ("value", *_OPTIONAL) if name in columns]
    days: Days = {}
    for _, row in evidence.rows(file, (), as_written=True):
        cell, group = row[columns["date"]].strip(), row[columns["group"]].strip().lower()
        day, values = parse_date(cell[:10]), {name: parse_number(row[columns[name]]) for name in numbers}
        if day is None or len(cell) > _LONGEST_DAY or group not in _ARMS:
            return None
        sums = days.setdefault(day, {}).setdefault(group, {})
        for name, value in values.items():
            if value is None:
                return None
            sums[name] = sums.get(name, 0) + value
        sums["rows"] = sums.get("rows", 0) + 1
    return days


def refuse_other_days(evidence: Evidence, record: Record, data: str, plan: Plan, days: Days) -> None:
    """Compare pilot.csv with the log, from the first day of the pilot on.

    Raises:
        Unmet: a row has other numbers, is in no log, or was left out.
    """
    path, start = evidence.path(data), parse_date(record.get("plan.start")) or date.min
    arms = _ARMS if plan.has_control else _ARMS[:1]
    is_complete = any if plan.is_switchback else all  # in turns, each day has one of the arms
    rows = _in_rows(days, plan, start)
    rates = {day: groups for day, groups in rows.items() if is_complete(_has_rate(groups.get(arm)) for arm in arms)}
    factor, known = (parse_number(record.get("log.per_day")) or 1.0) * plan.per, set[date]()
    for line, cells in evidence.rows(data, ("date",)):
        day = parse_date(cells["date"])
        if day is None or day < start:
            continue
        known.add(day)
        place, want = Place(path, line), f"what {record.get('log.file')} has"
        if day not in rates:
            raise Unmet(place, f"{day} is no complete {plan.row} of {record.get('log.file')}", want, _FIX)
        for name, now in _cells(rates[day], arms, cells, factor):
            was = parse_number(cells[name])
            if not _is_same(was, now):
                gives = "nothing" if now is None else show(now)
                have = f"{name} on {day}: {describe_value(cells[name])}; the log gives {gives}"
                raise Unmet(place, have, want, _FIX)
    if left_out := _left_out(rates, known, plan, start):
        have = f"{left_out} is missing, though {record.get('log.file')} has it"
        raise Unmet(Place(path), have, f"every {plan.row} of the pilot that the log has", _FIX)


def _in_rows(days: Days, plan: Plan, start: date) -> Days:
    """The sums of each row of the plan, by its first day."""
    rows: Days = {}
    for day, groups in days.items():
        if day < start:
            continue
        row = rows.setdefault(plan.first_day(start, day), {})
        for group, sums in groups.items():
            own = row.setdefault(group, {})
            for name, value in sums.items():
                own[name] = own.get(name, 0) + value
    return rows


def _is_same(was: float | None, now: float | None) -> bool:
    if was is None or now is None:
        return was is now
    return abs(was - now) <= _ROUNDED * max(abs(was), abs(now))


def _left_out(rates: Days, known: set[date], plan: Plan, start: date) -> date | None:
    """The first day between those of pilot.csv that the log has."""
    between = (day for day in sorted(rates) if known and start <= day < max(known) and day not in known)
    return next((day for day in between if day not in plan.missing), None)


def _cells(
    groups: dict[str, Sums], arms: tuple[str, ...], cells: dict[str, str], factor: float
) -> Iterator[tuple[str, float | None]]:
    """What the cells of a row have to be: counts where pilot.csv has them, else rates; and the guard's rates."""
    for arm in arms:
        sums = groups.get(arm)
        if sums is None or not _has_rate(sums):  # a switchback's day of the other arm
            yield from ((name, None) for name in (arm, f"{arm}_events", f"{arm}_n", _GUARDS[arm]) if name in cells)
            continue
        wanted = {
            arm: factor * _rate(sums, "value", "per"),
            f"{arm}_events": sums["value"],
            f"{arm}_n": sums.get("per", 0),
        }
        if "guard" in sums and sums.get("guard_per") != 0:
            wanted[_GUARDS[arm]] = _rate(sums, "guard", "guard_per")
        yield from ((name, number) for name, number in wanted.items() if name in cells)


def _rate(sums: Sums, value: str, per: str) -> float:
    return sums[value] / sums[per if per in sums else "rows"]


def _has_rate(sums: Sums | None) -> bool:
    return sums is not None and sums.get("per") != 0
