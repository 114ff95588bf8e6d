"""The objective, and how the measure moved: a chart with intervals, and its numbers as a table."""

from typing import Any

from crispdm.numbers import parse_number, percent, show
from crispdm.results.report import Report
from crispdm.views.report.axis import Scale, padded_range, scale, ticks
from crispdm.views.report.effect import effect
from crispdm.views.report.parts import Chart, Mark, Part, Row, Section, Table, Text
from crispdm.views.report.pilot_days import pilot_days
from crispdm.views.report.readings import Panel, Reading, panels
from crispdm.views.report.wording import Wording, capital
from crispdm.words import count

_TICKS = 5
_PANELS, _READINGS = 3, 24
_KEY = (
    "Ring: at the start. Dot: what a pilot promises, with its 95 % interval. Dashed line: the target. Shaded: what "
    "reaches it."
)
_KEY_ALL_TRAFFIC = " Diamond: measured with all traffic, without a control group."
_COLUMNS = ("Reading", "Period", "Model", "Change", "Value", "Decision")


def measure_section(report: Report) -> Section:
    """Return the section with a part for each measure."""
    parts = [_part(panel) for panel in _newest(report)]
    nothing = Part(texts=("No objective is accepted yet, and nothing has been measured.",))
    return Section("measure", "Objective and results", tuple(parts) or (nothing,))


def _newest(report: Report) -> list[Panel]:
    """The newest measures, each with its newest readings: a chart of hundreds shows nothing."""
    found = panels(report.objectives)[-_PANELS:]
    return [Panel(panel.measure, panel.unit, panel.readings[-_READINGS:]) for panel in found]


def readings_section(report: Report, wording: Wording) -> Section | None:
    """Return the numbers behind the charts; None where there are none."""
    drawn = [panel for panel in _newest(report) if any(each.kind != "start" for each in panel.readings)]
    parts = [Part(heading=_heading(panel), table=_table(panel, wording)) for panel in drawn]
    number = sum(len(panel.readings) for panel in drawn)
    return Section("readings", "Measurements", tuple(parts), fold=True, number=number) if parts else None


def _heading(panel: Panel) -> str:
    return capital(f"{panel.measure}, in {panel.unit}") if panel.measure else ""


def _part(panel: Panel) -> Part:
    """A chart and the days of pilots; a sentence where there was no pilot yet, as a lone ring shows nothing."""
    heading = _heading(panel)
    if all(each.kind == "start" for each in panel.readings):
        return Part(heading=heading, texts=(f"{panel.description()} No pilot has measured it yet.",))
    has_values = any(each.value is not None for each in panel.readings)
    chart = _chart(heading or "Change against the control group", panel) if has_values else None
    return Part(heading=heading, chart=chart, days=pilot_days(panel))


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
        hint=_hint(panel),
    )


def _hint(panel: Panel) -> Text | None:
    """Which way is better; None where objectives differ in it, or where it is not known."""
    ways = {each.target < each.start for each in panel.readings if each.target is not None and each.start is not None}
    if len(ways) != 1:
        return None
    return Text(0.0, "← lower is better") if True in ways else Text(100.0, "higher is better →")


def _shade(reading: Reading, place: Scale) -> Mark | None:
    """The side of the target that meets it."""
    if reading.target is None or reading.start is None or reading.target == reading.start:
        return None
    at = place(reading.target)
    return Mark("meets", 0.0, at) if reading.target < reading.start else Mark("meets", at, 100.0)


def _row(panel: Panel, reading: Reading, place: Scale) -> Row:
    run = (reading.pilot.run or {}).get("run") if reading.pilot else None
    bars: tuple[Mark, ...] = ()
    if reading.low is not None and reading.high is not None:
        bars = (Mark("interval", place(reading.low), place(reading.high)),)
    return Row(
        label=f"{reading.name}, {run}" if run else reading.name,
        value=panel.values(reading),
        shade=_shade(reading, place),
        rules=_marks(place, ("start-line", reading.start), ("target", reading.target)),
        bars=bars,
        marks=_marks(place, (reading.kind, reading.value)),
    )


def _marks(place: Scale, *values: tuple[str, float | None]) -> tuple[Mark, ...]:
    return tuple(Mark(kind, place(value)) for kind, value in values if value is not None)


def _table(panel: Panel, wording: Wording) -> Table:
    unit = f"; values in {panel.unit}" if panel.measure else ""
    caption = f"Changes are against the control group, with 95 % intervals{unit}"
    return Table(caption, _COLUMNS, tuple(_cells(panel, each, wording) for each in panel.readings))


def _cells(panel: Panel, reading: Reading, wording: Wording) -> tuple[str, ...]:
    pilot, period, moved = reading.pilot, "", ""
    if reading.kind == "all-traffic":
        period, moved = " to ".join(map(wording.recorded_date, reading.days)), _since_start(reading)
    elif pilot:
        period, moved = _period(pilot.pilot, wording), effect(pilot)
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
