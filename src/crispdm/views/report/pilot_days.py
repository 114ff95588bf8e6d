"""The rows of the last pilots: the pilot beside its control group, day by day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crispdm.dates import parse_date
from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.numbers import parse_number
from crispdm.views.pilots import sign_sentences
from crispdm.views.report.axis import Scale, day_ticks, padded_range, scale, ticks
from crispdm.views.report.effect import effect
from crispdm.views.report.parts import Days, Line, Mark, Text
from crispdm.views.report.readings import Panel, Reading
from crispdm.words import count

_SHOWN = 2  # pilots, side by side
_HEIGHT = 112
_APART = 17  # pixels between the names of two lines
_LEVELS, _TICKS = 4, 4
_GROUPS = ("pilot", "control")

_DayRow = tuple[date, dict[str, float | None]]


def pilot_days(panel: Panel) -> tuple[Days, ...]:
    """Return a drawing for each of the last pilots that recorded its rows, all on one scale."""
    pilots = [(each, rows) for each in panel.readings if each.kind == "pilot" and (rows := [*_rows(each)])][-_SHOWN:]
    values = [value for _, rows in pilots for _, row in rows for value in row.values() if value is not None]
    if not values:
        return ()
    low, high = padded_range(values)
    low = 0.0 if min(values) >= 0 and low < (high - low) / 2 else low  # a scale that nearly begins at 0 begins there
    down = scale(high, low)
    return tuple(
        _days(panel, each, rows, lambda value: down(value) * _HEIGHT / 100, (low, high)) for each, rows in pilots
    )


def _rows(reading: Reading) -> Iterator[_DayRow]:
    for row in (reading.pilot.pilot.get("rows") if reading.pilot else None) or ():
        day = parse_date(row.get("day"))
        if day is not None:
            yield day, {group: parse_number(row.get(group)) for group in _GROUPS}


def _days(panel: Panel, reading: Reading, rows: Sequence[_DayRow], down: Scale, ends: tuple[float, float]) -> Days:
    assert reading.pilot  # noqa: S101 - only a pilot has rows
    first, last = rows[0][0], rows[-1][0]
    across = scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1))
    start = parse_date(reading.pilot.pilot.get("start"))
    run = (reading.pilot.run or {}).get("run")
    return Days(
        title=f"{reading.name}, {run}" if run else reading.name,
        effect=effect(reading.pilot),
        description=_description(panel, rows),
        height=_HEIGHT,
        lines=tuple(_lines(panel, rows, start, across, down)),
        rules=tuple(_rules(rows, start, across)),
        levels=tuple((down(value), panel.show_rate(value)) for value in ticks(*ends, _LEVELS)),
        ticks=tuple(Text(across(day.toordinal()), label) for day, label in day_ticks(first, last, _TICKS)),
        notes=tuple(_notes(reading.pilot)),
    )


def _description(panel: Panel, rows: Sequence[_DayRow]) -> str:
    means = [
        f"{group} {panel.show_rate(sum(values) / len(values))} on average"
        for group in _GROUPS
        if (values := [value for _, row in rows if (value := row[group]) is not None])
    ]
    return f"{count(len(rows), 'row')}: {', '.join(means)}."


def _lines(panel: Panel, rows: Sequence[_DayRow], start: date | None, across: Scale, down: Scale) -> Iterator[Line]:
    """A line for each group, paler before the start; the names at their ends do not run into each other."""
    ends = {
        group: values[-1] for group in _GROUPS if (values := [row[group] for _, row in rows if row[group] is not None])
    }
    places = _apart({group: down(value) for group, value in ends.items() if value is not None})
    for group, place in places.items():
        before = [(day, row[group]) for day, row in rows if start and day < start]
        during = [(day, row[group]) for day, row in rows if not (start and day < start)]
        if before:
            yield Line(f"{group} before", tuple(_pieces(before, across, down)), place, "")
        name = f"{group} {panel.show_rate(ends[group])}"
        yield Line(group, tuple(_pieces(during, across, down)), place, name)


def _apart(places: dict[str, float]) -> dict[str, float]:
    """Push two names apart where they would run into each other, to either side and inside the drawing."""
    if len(places) < len(_GROUPS):
        return places
    upper, lower = sorted(places, key=lambda group: places[group])
    missing = _APART - (places[lower] - places[upper])
    if missing > 0:
        top = min(max(places[upper] - missing / 2, 0), _HEIGHT - _APART)
        return {upper: top, lower: top + _APART}
    return places


def _pieces(values: Iterable[tuple[date, float | None]], across: Scale, down: Scale) -> Iterator[str]:
    """The points between the gaps; a lone one twice, so that it is drawn as a dot."""
    piece: list[str] = []
    for day, value in (*values, (date.max, None)):
        if value is not None:
            piece.append(f"{across(day.toordinal()):.2f},{down(value):.1f}")
        elif piece:
            yield " ".join(piece if piece[1:] else piece * 2)
            piece = []


def _rules(rows: Sequence[_DayRow], start: date | None, across: Scale) -> Iterator[Mark]:
    if start and rows[0][0] < start <= rows[-1][0]:
        yield Mark("begin", across(start.toordinal()))
    for day, row in rows:
        if all(value is None for value in row.values()):
            yield Mark("missing", across(day.toordinal()))


def _notes(pilot: RecordedPilot) -> Iterator[str]:
    """What to know of the numbers: what a point and a dotted line are, and what the rows show beside the change."""
    facts = pilot.pilot
    size = parse_number(facts.get("pooled"))
    if size and size > 1:
        yield f"Each point is the mean of {count(int(size), str(facts.get('row', 'day')))}."
    if any(all(row.get(group) is None for group in _GROUPS) for row in facts.get("rows") or ()):
        yield "Dotted: no value."
    yield from sign_sentences(facts)
