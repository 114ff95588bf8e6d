"""The phases in time: a chart that shows where the project went back, and the same as a table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.timebox import Days
from crispdm.results.report import Report
from crispdm.views.report.axis import Scale, day_ticks, scale
from crispdm.views.report.names import name_of
from crispdm.views.report.parts import MOST, Chart, Link, Mark, Part, Row, Section, Table, Text, newest_rows
from crispdm.views.report.phases import Duration, durations, phase_table
from crispdm.views.report.wording import Wording

_TICKS = 5
_THINNEST = 0.9  # percent of the width
_SHORTEST = timedelta(days=2).total_seconds()  # of the axis
_COLUMNS = ("Phase", "From", "To", "Working days", "Outcome", "By")
_KEY = (
    "Bar: the time in a phase, the current one in colour. Arrow: back to an earlier phase. "
    "Days: working days of all visits."
)


class _Bar(Struct, frozen=True):
    """A visit with its ends in seconds."""

    visit: PhaseVisit
    start: float
    end: float


def timeline_section(report: Report, wording: Wording) -> Section:
    """Return a chart, or a sentence while the project is in its first phase."""
    visits = report.visits
    if len(visits) == 1 and visits[0].left is None:
        since = wording.day(visits[0].entered)
        now = Part(texts=(f"In {wording.phase(visits[0].phase)} since {since}; no other phase has started yet.",))
        return Section("timeline", "Timeline", (now,))
    bars = [*_bars(report, wording)]
    drawn = {bar.visit.phase for bar in bars} | {phase.id for phase in report.status.phases}
    rows = {name: each for name, each in durations(report, wording).items() if name in drawn}
    chart = _chart(rows, bars) if len(bars) > 1 else None
    return Section("timeline", "Timeline", (Part(chart=chart),))


def phase_sections(report: Report, wording: Wording) -> Iterator[Section]:
    """Yield the tables of the phases, and of the visits to them."""
    phases, visits = phase_table(report, wording), _table(report.visits, wording)
    yield Section("phases", "Phases", (Part(table=phases),), fold=True, number=len(phases.rows))
    yield Section("visits", "Visits to phases", (Part(table=visits),), fold=True, number=len(visits.rows))


def _bars(report: Report, wording: Wording) -> Iterator[_Bar]:
    tomorrow = datetime.combine(report.now + timedelta(days=1), datetime.min.time(), report.now.tzinfo or UTC)
    for visit in report.visits[-MOST:]:
        start, end = wording.moment(visit.entered), wording.moment(visit.left) if visit.left else None
        if start is not None:
            yield _Bar(visit, start.timestamp(), max(start, end or tomorrow).timestamp())


def _chart(phases: Mapping[str, Duration], bars: Sequence[_Bar]) -> Chart:
    low = min(bar.start for bar in bars)
    high = max(low + _SHORTEST, *(bar.end for bar in bars))
    place = scale(low, high)
    first = {bar.visit.iteration: bar for bar in reversed(bars)}
    return Chart(
        kind="timeline",
        title="The phases in time",
        description="; ".join(f"{each.title}: {each.text()}" for each in phases.values()),
        key=_KEY,
        rows=tuple(
            Row(
                label=each.title,
                value=each.text(),
                is_late=each.over > 0,
                bars=tuple(_drawn(place, bar) for bar in bars if bar.visit.phase == phase),
            )
            for phase, each in phases.items()
        ),
        ticks=tuple(_ticks(place, low, high)),
        headings=tuple(Text(place(bar.start), f"Iteration {number}") for number, bar in sorted(first.items())),
        links=tuple(_links(place, [*phases], bars)),
    )


def _drawn(place: Scale, bar: _Bar) -> Mark:
    start, end = place(bar.start), place(bar.end)
    kind = "visit" if bar.visit.ended else "visit now"
    return Mark(kind, min(start, 100 - _THINNEST), max(end, start + _THINNEST))


def _ticks(place: Scale, low: float, high: float) -> Iterator[Text]:
    first, last = (datetime.fromtimestamp(end, UTC).date() for end in (low, high))
    for day, label in day_ticks(first, last, _TICKS):
        at = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        if low <= at <= high:
            yield Text(place(at), label)


def _links(place: Scale, phases: Sequence[str], bars: Sequence[_Bar]) -> Iterator[Link]:
    """From one visit to the next; a new iteration does not count as going back."""
    for before, bar in pairwise(bars):
        start, end = phases.index(before.visit.phase), phases.index(bar.visit.phase)
        is_back = end < start and bar.visit.iteration == before.visit.iteration
        if start != end:
            yield Link("back" if is_back else "on", place(bar.start), start, end)


def _table(visits: Sequence[PhaseVisit], wording: Wording) -> Table:
    caption = "Working days pause while the team waits for others"
    return newest_rows(caption, _COLUMNS, [_cells(visit, wording) for visit in visits])


def _cells(visit: PhaseVisit, wording: Wording) -> tuple[str, ...]:
    return (
        wording.phase(visit.phase, visit.iteration),
        wording.day(visit.entered),
        wording.day(visit.left) if visit.left else "",
        _worked(wording.days_between(visit.entered, visit.left)),
        wording.ending(visit.ended) if visit.ended else "in progress",
        name_of(visit.ended.by) if visit.ended else "",
    )


def _worked(days: Days) -> str:
    """`4`, or `4 + 2 paused`."""
    return f"{days.worked}{f' + {days.paused} paused' if days.paused else ''}"
