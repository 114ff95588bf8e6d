"""The objective, and how the measure moved: a chart with intervals, and its numbers as a table."""

from typing import Any

from crispdm.numbers import parse_number, percent, show
from crispdm.results.report import Report
from crispdm.views.pilots import change
from crispdm.views.report.axis import Scale, padded_range, scale, ticks
from crispdm.views.report.parts import Chart, Mark, Part, Row, Section, Table, Text
from crispdm.views.report.readings import Panel, Reading, panels
from crispdm.views.report.wording import Wording, capital
from crispdm.words import count

_TICKS = 5
_KEY = (
    "Ring: the value when the objective was set. Dot: the value that a pilot predicts, compared with its control "
    "group; the bar is the 95 % interval. Dashed line: the target."
)
_KEY_ALL_TRAFFIC = " Diamond: the value measured with all traffic; there is no control group, and so no interval."
_COLUMNS = ("Reading", "Period", "Model", "Change", "Value", "Decision")


def measure_section(report: Report, wording: Wording) -> Section:
    """Return the section with a part for each measure."""
    parts = [_part(panel, wording) for panel in panels(report.objectives)]
    nothing = Part(texts=("No objective is accepted yet, and nothing has been measured.",))
    return Section("measure", "Objective and results", tuple(parts) or (nothing,))


def _part(panel: Panel, wording: Wording) -> Part:
    """A chart and a table; a sentence where there was no pilot yet, as a lone ring shows nothing."""
    heading = capital(f"{panel.measure}, in {panel.unit}") if panel.measure else ""
    if all(each.kind == "start" for each in panel.readings):
        return Part(heading=heading, texts=(f"{panel.description()} No pilot has measured it yet.",))
    has_values = any(each.value is not None for each in panel.readings)
    chart = _chart(heading or "Change against the control group", panel) if has_values else None
    return Part(heading=heading, chart=chart, table=_table(panel, wording))


def _chart(title: str, panel: Panel) -> Chart:
    low, high = padded_range(value for each in panel.readings for value in each.numbers())
    place = scale(low, high)
    has_all_traffic = any(each.kind == "all-traffic" for each in panel.readings)
    return Chart(
        kind="measure",
        title=title,
        description=panel.description(),
        key=f"{_KEY}{_KEY_ALL_TRAFFIC if has_all_traffic else ''}",
        rows=tuple(_row(panel, each, place) for each in panel.readings),
        ticks=tuple(Text(place(value), panel.show(value)) for value in ticks(low, high, _TICKS)),
    )


def _row(panel: Panel, reading: Reading, place: Scale) -> Row:
    run = (reading.pilot.run or {}).get("run") if reading.pilot else None
    bars: tuple[Mark, ...] = ()
    if reading.low is not None and reading.high is not None:
        bars = (Mark("interval", place(reading.low), place(reading.high)),)
    return Row(
        label=f"{reading.name}, {run}" if run else reading.name,
        value=panel.values(reading),
        rules=_marks(place, ("start-line", reading.start), ("target", reading.target)),
        bars=bars,
        marks=_marks(place, (reading.kind, reading.value)),
    )


def _marks(place: Scale, *values: tuple[str, float | None]) -> tuple[Mark, ...]:
    return tuple(Mark(kind, place(value)) for kind, value in values if value is not None)


def _table(panel: Panel, wording: Wording) -> Table:
    unit = f"; values in {panel.unit}" if panel.measure else ""
    caption = f"Changes are against the control group, with 95 % intervals in brackets{unit}"
    return Table(caption, _COLUMNS, tuple(_cells(panel, each, wording) for each in panel.readings))


def _cells(panel: Panel, reading: Reading, wording: Wording) -> tuple[str, ...]:
    pilot, period, moved = reading.pilot, "", ""
    if reading.kind == "all-traffic":
        period, moved = " to ".join(map(wording.recorded_date, reading.days)), _since_start(reading)
    elif pilot:
        period, moved = _period(pilot.pilot, wording), change(pilot)
    model = _model((pilot.run or {}) if pilot else {})
    return reading.name, period, model, moved, panel.values(reading), reading.note


def _since_start(reading: Reading) -> str:
    """`-63.3 % since the start`, as nothing ran beside it."""
    if not reading.start or reading.start < 0 or reading.value is None:
        return ""
    return f"{percent(reading.value / reading.start - 1, signed=True)} since the start"


def _period(pilot: dict[str, Any], wording: Wording) -> str:
    """`7 Dec 2026, 14 days, 5 % of the traffic`."""
    days, share = parse_number(pilot.get("days")), parse_number(pilot.get("share"))
    length = count(int(days), "day") if days is not None else ""
    traffic = f"{percent(share)} of the traffic" if share is not None else ""
    return ", ".join(filter(None, (wording.recorded_date(pilot.get("start")), length, traffic)))


def _model(run: dict[str, Any]) -> str:
    """`rule-1, accuracy 0.66`."""
    score = parse_number(run.get("score"))
    metric = f", {run.get('metric')} {show(score)}" if score is not None else ""
    return f"{run.get('run', '')}{metric}"
