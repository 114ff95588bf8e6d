"""The rows of a pilot as pilot.csv and units.csv have them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crispdm.dates import parse_date
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Place, Unmet
from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.guards import Guard
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.units import Unit
from crispdm.numbers import parse_number
from crispdm.words import count, describe_value, listing

_COUNTS = ("pilot_events", "pilot_n", "control_events", "control_n")
_ARMS = ("pilot", "control")
_FEWEST_UNITS = 3  # of an arm, that tell how people differ

_OF_UNIT = "fix the row: a unit that is left out may be one that the change does not suit"
_MOST_ROWS = 10_000

Cells = dict[str, str]


def read_rows(evidence: Evidence, file: str, start: date, plan: Plan, guards: Sequence[Guard] = ()) -> tuple[Row, ...]:
    """The rows of pilot.csv; what cannot be read before the rows that the plan needs is left out.

    Raises:
        Unmet: a column is missing, a cell is not what it should be, or there is no row from the start on.
    """
    rows = tuple(_rows(evidence, file, start, plan, guards))
    if not any(row.day >= start for row in rows):
        have, path = f"no row from {start} on", evidence.path(file)
        raise Unmet(Place(path, 1), have, "a row for each day of the pilot", "add the days as they come", done=0)
    return rows


def read_rows_before(evidence: Evidence, file: str, start: date, plan: Plan) -> tuple[Row, ...]:
    """The rows from before the start that can be read, of both arms or of the control; none without a file."""
    try:
        return tuple(_rows_before(evidence, file, start, plan))
    except Unmet:
        return ()


def _rows_before(evidence: Evidence, file: str, start: date, plan: Plan) -> Iterator[Row]:
    for line, cells in evidence.rows(file, ("date",), limit=LOG_LIMIT):
        day = parse_date(cells["date"])
        if day is None or day >= start:
            continue
        try:
            yield _row(Place(evidence.path(file), line), day, cells, plan, ())
        except Unmet:
            if (control := parse_number(cells.get("control"))) is not None:
                yield Row(day=day, pilot=None, control=control, line=line)


def _rows(evidence: Evidence, file: str, start: date, plan: Plan, guards: Sequence[Guard]) -> list[Row]:
    needed = start - timedelta(days=min(plan.pre_days, (start - date.min).days))
    columns = _columns(evidence, file, plan)
    rows: list[Row] = []
    known: set[date] = set()
    for line, cells in evidence.rows(file, columns, limit=LOG_LIMIT):
        place = Place(evidence.path(file), line)
        try:
            day = _day(place, cells)
            row = _row(place, day, cells, plan, guards)
        except Unmet:
            if (early := parse_date(cells["date"])) is not None and early < needed:
                continue
            raise
        if day >= needed or day not in known:
            rows.append(row)
            known.add(day)
        if len(rows) > _MOST_ROWS:
            have = f"more than {_MOST_ROWS:,} rows"
            raise Unmet(place, have, f"at most {_MOST_ROWS:,} rows", "end the pilot, or start a new one")
    return rows


def _columns(evidence: Evidence, file: str, plan: Plan) -> tuple[str, ...]:
    """Counts where there are some, else rates."""
    header = evidence.columns(file)
    is_counted = {"pilot_events", "control_events"} & {*header} and not {*_ARMS} & {*header}
    return ("date", *(name for name in (_COUNTS if is_counted else _ARMS) if plan.has_control or "pilot" in name))


def _day(place: Place, cells: Cells) -> date:
    day = parse_date(cells["date"])
    if day is None:
        have = f"date: {describe_value(cells['date'] or None)}"
        raise Unmet(place, have, "a date, such as 2026-12-07", "fix the row")
    return day


def _row(place: Place, day: date, cells: Cells, plan: Plan, guards: Sequence[Guard]) -> Row:
    arms = _planned_arms(place, cells, plan)
    names = [(each.column, f"{each.column}_control") for each in guards]
    found = tuple((_optional(place, cells, own), _optional(place, cells, other)) for own, other in names)
    sizes = {arm: _size(place, cells, arm) for arm in arms}
    counts = _counts(place, cells, arms, sizes) if "pilot_events" in cells else None
    rates = _rates(counts, plan) if counts else {arm: _number(place, cells, arm) for arm in arms}
    return Row(
        day=day,
        pilot=rates["pilot"] if "pilot" in arms else None,
        control=rates["control"] if "control" in arms else None,
        counts=counts if plan.has_control else None,
        pilot_n=sizes.get("pilot", 0.0),
        control_n=sizes.get("control", 0.0),
        guards=found,
        line=place.line,
    )


def _rates(counts: Counts, plan: Plan) -> dict[str, float]:
    """`per events / n` of each arm that has somebody in it."""
    arms = {"pilot": (counts.pilot, counts.pilot_n), "control": (counts.control, counts.control_n)}
    return {arm: plan.per * events / size for arm, (events, size) in arms.items() if size}


def _planned_arms(place: Place, cells: Cells, plan: Plan) -> tuple[str, ...]:
    """The arms that a row must have: in a switchback the one whose turn it is."""
    if not plan.has_control:
        return _ARMS[:1]
    suffix = "_events" if "pilot_events" in cells else ""
    given = tuple(arm for arm in _ARMS if cells[f"{arm}{suffix}"])
    if plan.is_switchback and len(given) != 1:
        have, want = f"{len(given) or 'no'} arms on one day", "pilot or control, as they take turns"
        raise Unmet(place, have, want, "fix the row, or remove plan.switchback")
    return given if plan.is_switchback else _ARMS


def _counts(place: Place, cells: Cells, arms: Sequence[str], sizes: dict[str, float]) -> Counts:
    """The events of the arms, and of how many they are."""
    for arm in arms:
        if not sizes[arm]:
            have = f"{arm}_n: {describe_value(cells[f'{arm}_n'] or None)}"
            raise Unmet(place, have, "how many cases the arm had", "fix the row, or leave it out")
    events = {arm: _count(place, cells, f"{arm}_events") for arm in arms}
    return Counts(*(values.get(arm, 0.0) for arm in _ARMS for values in (events, sizes)))


def _count(place: Place, cells: Cells, name: str) -> float:
    number = _number(place, cells, name)
    if number < 0 or number != int(number):
        raise Unmet(
            place, f"{name}: {describe_value(cells[name])}", "a count: a whole number, 0 or more", "fix the row"
        )
    return number


def _number(place: Place, cells: Cells, name: str, fix: str = "fix the row, or leave the day out") -> float:
    number = parse_number(cells.get(name))
    if number is None:
        raise Unmet(place, f"{name}: {describe_value(cells.get(name) or None)}", "a number", fix)
    return number


def _optional(place: Place, cells: Cells, name: str) -> float | None:
    return _number(place, cells, name) if cells.get(name) else None


def _size(place: Place, cells: Cells, arm: str) -> float:
    """How many cases an arm had, where the file says it beside the rates."""
    name = f"{arm}_n"
    if not cells.get(name):
        return 0.0
    size = _count(place, cells, name)
    if not size:
        raise Unmet(place, f"{name}: 0", "at least one case in the arm", "leave the row out, or correct the log")
    return size


def read_units(evidence: Evidence, file: str) -> tuple[Unit, ...]:
    """The people or shops of units.csv.

    Raises:
        Unmet: it cannot be read, or an arm has too few of them.
    """
    units = tuple(_units(evidence, file))
    for arm, is_pilot in (("pilot", True), ("control", False)):
        found = sum(unit.is_pilot is is_pilot for unit in units)
        if found < _FEWEST_UNITS:
            have = f"{count(found, 'unit')} of the arm {arm}"
            want = f"at least {_FEWEST_UNITS} of each arm"
            raise Unmet(
                Place(evidence.path(file), 1),
                have,
                want,
                "add the others, or remove the file: then plan.spread says how people differ",
            )
    return units


def _units(evidence: Evidence, file: str) -> Iterator[Unit]:
    for line, cells in evidence.rows(file, ("arm", "value"), limit=LOG_LIMIT):
        place, arm = Place(evidence.path(file), line), cells["arm"].casefold()
        if arm not in _ARMS:
            have = f"arm: {describe_value(cells['arm'] or None)}"
            raise Unmet(place, have, listing(_ARMS, "or"), "fix the row")
        before = _number(place, cells, "before", _OF_UNIT) if "before" in cells else None
        yield Unit(arm == "pilot", _number(place, cells, "value", _OF_UNIT), before, line)
