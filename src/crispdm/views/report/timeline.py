"""The way through the phases in time: a chart that shows the going back, and the same as a table."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.timebox import Days
from crispdm.process import Process
from crispdm.views.report.axis import Scale, day_ticks
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.chart import Sheet, cut, figure, grid, line, write
from crispdm.views.report.html import Child, Html, el, table, together
from crispdm.views.report.names import named, passed
from crispdm.views.standing import title as title_of
from crispdm.words import count

_HEAD = 24  # pixels above the rows, for the names of the iterations
_BAR = 12.0
_THINNEST = 4.0
_HEAD_OF_ARROW = 5.0
_SHORTEST = timedelta(days=2)  # of the axis
_KEY = (
    "A bar is the time in a phase. A thin line leads on to the next one; a coloured arrow leads back to an earlier "
    "phase. The last bar is open while the project runs."
)


class _Bar(Struct, frozen=True):
    """A stay on the chart: its row, and its ends as seconds."""

    stay: PhaseVisit
    row: int
    start: float
    end: float


def way(process: Process, stays: Sequence[PhaseVisit], calendar: Calendar) -> Html:
    """The chart and its table; where there is one stay yet, a sentence."""
    names = _names(process, stays)
    if len(stays) == 1 and stays[0].left is None:
        (first,) = stays
        since = f"since {calendar.day(first.entered)}"
        return el("p", f"The project has been in {names[first.phase]} {since}; no other phase was reached yet.")
    bars = _bars(stays, [*names], calendar)
    if len(bars) < 2:  # noqa: PLR2004 - one bar shows no way
        return together(None, _table(process, stays, calendar))
    chart = figure(
        "way",
        "The way through the phases",
        _says(process, stays, calendar),
        lambda sheet: _draw(sheet, [*names.values()], bars),
        _KEY,
    )
    return together(chart, _table(process, stays, calendar))


def _names(process: Process, stays: Sequence[PhaseVisit]) -> dict[str, str]:
    """The rows: today's phases as far as the project came, then those it was in that are no longer there."""
    been = [stay.phase for stay in stays]
    ids = [phase.id for phase in process.phases]
    ids = ids[: max((ids.index(each) for each in been if each in ids), default=-1) + 1]
    return {name: title_of(process, name) for name in [*ids, *been]}


def _bars(stays: Sequence[PhaseVisit], rows: list[str], calendar: Calendar) -> list[_Bar]:
    now = datetime.combine(calendar.today + timedelta(days=1), datetime.min.time(), calendar.zone or UTC).timestamp()
    found = []
    for stay in stays:
        start, end = calendar.moment(stay.entered), calendar.moment(stay.left) if stay.left else None
        if start is not None:
            first = start.timestamp()
            found.append(_Bar(stay, rows.index(stay.phase), first, max(first, end.timestamp() if end else now)))
    return found


def _draw(sheet: Sheet, names: list[str], bars: list[_Bar]) -> tuple[list[Html], int]:
    right = sheet.width - (12 if sheet.left < sheet.width / 4 else 24)
    low, high = min(bar.start for bar in bars), max(bar.end for bar in bars)
    scale = Scale(low, max(high, low + _SHORTEST.total_seconds()), sheet.left, right)
    bottom = _HEAD + sheet.row * len(names)
    parts = grid(sheet, _axis(scale, sheet.most), _HEAD, bottom)
    for before, bar in zip([None, *bars], bars, strict=False):
        if before is not None:
            parts += _step(sheet, scale, before, bar)
        if before is None or before.stay.iteration != bar.stay.iteration:
            parts += _iteration(scale, bar, bottom)
    parts += [_drawn(sheet, scale, bar) for bar in bars]
    for number, name in enumerate(names):
        parts.append(write(cut(name, sheet.letters), 0, _HEAD + sheet.row * number + sheet.label, "label"))
    return parts, bottom + 28


def _axis(scale: Scale, most: int) -> Iterator[tuple[float, str]]:
    first, last = (datetime.fromtimestamp(end, UTC).date() for end in (scale.low, scale.high))
    for day, label in day_ticks(first, last, most):
        at = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        if scale.low <= at <= scale.high:
            yield scale(at), label


def _step(sheet: Sheet, scale: Scale, before: _Bar, bar: _Bar) -> Iterator[Html]:
    """From one stay to the next: on within the iteration in a thin line, back in an arrow."""
    if before.row == bar.row:
        return
    place = scale(bar.start)
    start, end = _middle(sheet, before.row), _middle(sheet, bar.row)
    if bar.row > before.row or bar.stay.iteration != before.stay.iteration:
        yield line(place, start, place, end, "on")
        return
    foot = end + _BAR / 2
    yield line(place, start, place, foot + _HEAD_OF_ARROW, "back")
    half = _HEAD_OF_ARROW
    yield el("path", d=f"M{place:.1f} {foot:.1f}l{half} {2 * half}h{-2 * half}z", class_="head")


def _iteration(scale: Scale, bar: _Bar, bottom: int) -> Iterator[Html]:
    place = scale(bar.start)
    yield line(place, _HEAD - 6, place, bottom, "iteration")
    is_late = place > (scale.start + scale.end) / 2
    yield write(f"Iteration {bar.stay.iteration}", place, _HEAD - 10, "axis", "end" if is_late else "start")


def _drawn(sheet: Sheet, scale: Scale, bar: _Bar) -> Html:
    start, end = scale(bar.start), scale(bar.end)
    wide = max(_THINNEST, end - start)
    top = _middle(sheet, bar.row) - _BAR / 2
    kind = "stay now" if bar.stay.ended is None else "stay"
    return el("rect", x=min(start, scale.end - wide), y=top, width=wide, height=_BAR, rx=3, class_=kind)


def _middle(sheet: Sheet, row: int) -> float:
    return _HEAD + sheet.row * row + sheet.mark


def _says(process: Process, stays: Sequence[PhaseVisit], calendar: Calendar) -> str:
    entered = [f"{title_of(process, stay.phase)} from {calendar.day(stay.entered)}" for stay in stays]
    return f"{count(len(stays), 'stretch', 'stretches')} of time: {'; '.join(entered)}."


def _table(process: Process, stays: Sequence[PhaseVisit], calendar: Calendar) -> Html:
    rows = [_cells(process, stay, calendar) for stay in stays]
    return table(
        "The same in words, with the working days; a phase is paused while the team waits for others",
        ["Phase", "From", "To", "Working days", "How it ended"],
        rows,
    )


def _cells(process: Process, stay: PhaseVisit, calendar: Calendar) -> list[Child]:
    ended = f"{named(stay.ended.by)} {passed(process, stay.ended)}" if stay.ended else ""
    name, days = title_of(process, stay.phase), calendar.days(stay.entered, stay.left)
    return [
        f"{name}, iteration {stay.iteration}" if stay.iteration > 1 else name,
        calendar.day(stay.entered),
        calendar.day(stay.left) if stay.left else "",
        _worked(days),
        ended or "not yet",
    ]


def _worked(days: Days) -> str:
    """`4`, or `4, paused for 2 days`: as the box of the phase, and as status has it."""
    paused = f", paused for {count(days.paused, 'day')}" if days.paused else ""
    return f"{days.worked}{paused}"
