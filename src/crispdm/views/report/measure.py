"""The objective, and how the measure moved: a chart with intervals, and its numbers as a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from crispdm.gate.quantity import percent, show
from crispdm.views.course import change
from crispdm.views.report.axis import Scale, around, ticks
from crispdm.views.report.chart import Sheet, anchor, cut, figure, grid, line, write
from crispdm.views.report.html import Child, Html, capital, el, table, together
from crispdm.views.report.readings import Panel, Reading, real
from crispdm.views.report.when import Calendar
from crispdm.words import count

_HEAD = 26  # pixels above the rows, for the names of the targets
_RADIUS = 5.5
_KEY = (
    "A ring is the value when the objective was set, a dot what a pilot would make of it, compared with the control "
    "that ran beside it; the bar is its 95 % interval. The dashed line is the target."
)


def course(panels: Sequence[Panel], calendar: Calendar) -> Html:
    """The charts and the tables of all measures."""
    return together([_panel(number, panel, calendar) for number, panel in enumerate(panels, 1)])


def _panel(number: int, panel: Panel, calendar: Calendar) -> Html:
    """A chart and a table; where there was no pilot yet, a sentence, as a lone ring shows nothing."""
    title = capital(f"{panel.measure}, in {panel.unit}") if panel.measure else "Change against the control"
    heading = el("h3", title) if panel.measure else None
    if panel.readings and all(each.is_start for each in panel.readings):
        return together(heading, el("p", f"{says(panel)} No pilot has measured it yet."))
    is_drawn = any(each.value is not None for each in panel.readings)
    chart = figure(f"measure-{number}", title, says(panel), lambda s: _draw(s, panel), _KEY) if is_drawn else None
    return together(heading, chart, _numbers(panel, calendar))


def says(panel: Panel) -> str:
    """What the chart shows, in sentences."""
    return " ".join(_sentence(panel, reading) for reading in panel.readings)


def _sentence(panel: Panel, reading: Reading) -> str:
    target = f", target {panel.show(reading.target)}" if reading.target is not None else ""
    between = f", between {panel.show(reading.low)} and {panel.show(reading.high)}" if reading.low is not None else ""
    return f"{reading.name}: {panel.show(reading.value)}{target}{between}."


def _draw(sheet: Sheet, panel: Panel) -> tuple[list[Html], int]:
    bottom = _HEAD + sheet.row * len(panel.readings)
    values = [(each.value, each.low, each.high, each.target) for each in panel.readings]
    scale = sheet.scale(*around([value for four in values for value in four if value is not None]))
    marks = [(scale(value), panel.show(value)) for value in ticks(scale.low, scale.high, sheet.most)]
    parts = [*grid(sheet, marks, _HEAD, bottom)]
    top = _HEAD
    for leg in panel.legs:
        parts += _targets(sheet, scale, panel, leg, top)
        for reading in leg:
            parts += _row(sheet, scale, panel, reading, top)
            top += sheet.row
    return parts, bottom + 28


def _targets(sheet: Sheet, scale: Scale, panel: Panel, leg: Sequence[Reading], top: int) -> Iterator[Html]:
    """The target as a line through the rows that are held against it, and the start beside it."""
    for reading in leg:
        bottom = top + sheet.row * len(leg)
        if reading.value is not None and reading.is_start:
            yield line(scale(reading.value), top + sheet.mark, scale(reading.value), bottom, "start")
        if reading.target is not None:
            place = scale(reading.target)
            yield line(place, top + sheet.mark - 14, place, bottom, "target")
            name = f"target {panel.show(reading.target)}"
            yield write(name, place, top + sheet.mark + sheet.aim, "aim", anchor(sheet, place))


def _row(sheet: Sheet, scale: Scale, panel: Panel, reading: Reading, top: int) -> Iterator[Html]:
    middle = top + sheet.mark
    yield write(cut(_label(reading), sheet.letters), 0, top + sheet.label, "label")
    value = f"{panel.show(reading.value)}{_interval(panel, reading)}"
    yield write(value, sheet.width, top + sheet.label, "value", "end")
    if reading.low is not None and reading.high is not None:
        yield line(scale(reading.low), middle, scale(reading.high), middle, "interval")
    if reading.value is not None:
        kind = "ring" if reading.is_start else "dot"
        yield el("circle", cx=scale(reading.value), cy=float(middle), r=_RADIUS, class_=kind)


def _label(reading: Reading) -> str:
    run = (reading.trial.run or {}).get("run") if reading.trial else None
    return f"{reading.name}, {run}" if run else reading.name


def _interval(panel: Panel, reading: Reading) -> str:
    return f" [{panel.show(reading.low)}, {panel.show(reading.high)}]" if reading.low is not None else ""


def _numbers(panel: Panel, calendar: Calendar) -> Html:
    columns = ["Reading", "Pilot", "Model", "Change", "Value", "Decided"]
    rows = [_cells(panel, reading, calendar) for reading in panel.readings]
    unit = f"value in {panel.unit}; " if panel.measure else ""
    return table(f"The same in numbers: change against the control; {unit}95 % intervals in brackets", columns, rows)


def _cells(panel: Panel, reading: Reading, calendar: Calendar) -> list[Child]:
    value = f"{panel.show(reading.value)}{_interval(panel, reading)}"
    trial = reading.trial
    if trial is None:
        target = "" if reading.target is None else f", target {panel.show(reading.target)}"
        return [reading.name, "", "", "", f"{value}{target}", ""]
    pilot = trial.pilot
    return [
        reading.name,
        _ran(pilot, calendar),
        _model(trial.run or {}),
        change(trial),
        value,
        f"{pilot.get('decision', '')}{_verdict(pilot)}",
    ]


def _ran(pilot: dict[str, Any], calendar: Calendar) -> str:
    """`7 Dec 2026, 14 days, 5 % of the traffic`."""
    days, share = real(pilot.get("days")), real(pilot.get("share"))
    parts = [calendar.written(pilot.get("start"))]
    parts += [count(int(days), "day")] if days is not None else []
    parts += [f"{percent(share)} of the traffic"] if share is not None else []
    return ", ".join(part for part in parts if part)


def _model(run: dict[str, Any]) -> str:
    """`rule-1, accuracy 0.66`."""
    score = real(run.get("score"))
    metric = f", {run.get('metric')} {show(score)}" if score is not None else ""
    return f"{run.get('run', '')}{metric}"


def _verdict(pilot: dict[str, Any]) -> str:
    verdict = pilot.get("verdict")
    return "" if verdict in (None, pilot.get("decision")) else f" (numbers: {verdict})"
