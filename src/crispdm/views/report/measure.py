"""The objective, and how the measure moved: a chart with intervals, and its numbers as a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from crispdm.numbers import percent, show
from crispdm.views.pilots import change
from crispdm.views.report.axis import Scale, around, ticks
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.chart import Sheet, anchor, cut, figure, grid, line, upright, write
from crispdm.views.report.chart_data import Panel, Reading, real
from crispdm.views.report.html import Child, Html, capital, el, table, together
from crispdm.words import count

_HEAD = 26  # pixels above the rows, for the names of the targets
_RADIUS = 5.5
_KEY = (
    "A ring is the value when the objective was set, a dot what a pilot would make of it, compared with the control "
    "that ran beside it; the bar is its 95 % interval. The dashed line is the target."
)
_KEY_OF_FULL = (
    " A diamond is the value that was measured when all of the traffic had the change: nothing ran beside it, so there "
    "is no interval."
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
    chart = (
        figure(f"measure-{number}", title, says(panel), lambda s: _draw(s, panel), _key(panel)) if is_drawn else None
    )
    return together(heading, chart, _numbers(panel, calendar))


def _key(panel: Panel) -> str:
    return f"{_KEY}{_KEY_OF_FULL}" if any(each.full for each in panel.readings) else _KEY


def says(panel: Panel) -> str:
    """What the chart shows, in sentences."""
    return " ".join(_sentence(panel, reading) for reading in panel.readings)


def _sentence(panel: Panel, reading: Reading) -> str:
    target = f", target {panel.show(reading.target)}" if reading.target is not None else ""
    between = f", between {panel.show(reading.low)} and {panel.show(reading.high)}" if reading.low is not None else ""
    note = f", {reading.note}" if reading.note else ""
    return f"{reading.name}{note}: {_value(panel, reading)}{target}{between}."


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
            yield from upright(sheet, scale(reading.value), (top, bottom), "start", sheet.mark)
        if reading.target is not None:
            place = scale(reading.target)
            yield from upright(sheet, place, (top, bottom), "target", sheet.mark - 14)
            if not sheet.band:  # else the label of the row says it
                name = f"target {panel.show(reading.target)}"
                yield write(name, place, top + sheet.mark - 18, "aim", anchor(sheet, place))


def _row(sheet: Sheet, scale: Scale, panel: Panel, reading: Reading, top: int) -> Iterator[Html]:
    middle = top + sheet.mark
    yield from _names(sheet, panel, reading, top)
    if reading.low is not None and reading.high is not None:
        yield line(scale(reading.low), middle, scale(reading.high), middle, "interval")
    if reading.value is not None and reading.full:
        corner = _RADIUS + 1.5
        d = f"M{scale(reading.value):.1f} {middle - corner}l{corner} {corner}l{-corner} {corner}l{-corner} {-corner}z"
        yield el("path", d=d, class_="dot full")
    elif reading.value is not None:
        kind = "ring" if reading.is_start else "dot"
        yield el("circle", cx=scale(reading.value), cy=float(middle), r=_RADIUS, class_=kind)


def _names(sheet: Sheet, panel: Panel, reading: Reading, top: int) -> Iterator[Html]:
    """What it is and its value: below each other beside the marks, on a phone in one line above them."""
    label, value = cut(_label(reading), sheet.letters), f"{_value(panel, reading)}{_interval(panel, reading)}"
    if sheet.band:
        aim = f", target {panel.show(reading.target)}" if reading.target is not None else ""
        words = (el("tspan", f"{label}: ", class_="label"), el("tspan", f"{value}{aim}"))
        yield el("text", *words, x=0.0, y=float(top + sheet.label), class_="value")
    else:
        yield write(label, 0, top + sheet.mark - 3, "label")
        yield write(value, 0, top + sheet.mark + 13, "value")


def _value(panel: Panel, reading: Reading) -> str:
    return f"{panel.show(reading.value)}{', no interval' if reading.full else ''}"


def _label(reading: Reading) -> str:
    run = (reading.trial.run or {}).get("run") if reading.trial else None
    return f"{reading.name}, {run}" if run else reading.name


def _interval(panel: Panel, reading: Reading) -> str:
    return f" [{panel.show(reading.low)}, {panel.show(reading.high)}]" if reading.low is not None else ""


def _numbers(panel: Panel, calendar: Calendar) -> Html:
    columns = ["Reading", "Measured", "Model", "Change", "Value", "Decided"]
    rows = [_cells(panel, reading, calendar) for reading in panel.readings]
    unit = f"value in {panel.unit}; " if panel.measure else ""
    return table(
        f"The same in numbers: a pilot's change is against its control; {unit}95 % intervals in brackets", columns, rows
    )


def _cells(panel: Panel, reading: Reading, calendar: Calendar) -> list[Child]:
    value = f"{_value(panel, reading)}{_interval(panel, reading)}"
    trial = reading.trial
    if reading.full:
        days = f"{calendar.written(reading.full.get('from'))} to {calendar.written(reading.full.get('to'))}"
        model = _model((trial.run if trial else None) or {})
        return [reading.name, f"{days}, all of the traffic", model, _since_start(panel, reading), value, reading.note]
    if trial is None:
        target = "" if reading.target is None else f", target {panel.show(reading.target)}"
        return [reading.name, "", "", "", f"{value}{target}", reading.note]
    pilot = trial.pilot
    return [
        reading.name,
        _ran(pilot, calendar),
        _model(trial.run or {}),
        change(trial),
        value,
        f"{pilot.get('decision', '')}{_verdict(pilot)}",
    ]


def _since_start(panel: Panel, reading: Reading) -> str:
    """`-63.3 % since the start`: nothing ran beside it."""
    leg = next(leg for leg in panel.legs if reading in leg)
    now, value = leg[0].value, reading.value
    return f"{percent(value / now - 1, signed=True)} since the start" if now and now > 0 and value is not None else ""


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
