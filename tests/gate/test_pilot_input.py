"""Bad input of a pilot: one sentence, with the file and the line, and nothing computed."""

from pathlib import Path

import pytest

from crispdm.testing import Edit
from tests.support.check_cases import OBJECTIVE_STATED
from tests.support.findings import found, place
from tests.support.pilot_cases import DAYS, PILOT, VERDICT, C, Y

COUNTS = "date,pilot_events,pilot_n,control_events,control_n,guard\n" + "".join(
    f"2026-12-{day:02},{35 + day % 3},1000,{1000 + day},19000,0.08\n" for day in range(7, 21)
)
SHARE: Edit = ("objective.yaml", "now: 10\n  target: 5\n  least: 1", "now: 0.05\n  target: 0.04")


def plan(line: str) -> Edit:
    return Y, "  days: 14\n", f"  days: 14\n  {line}\n"


@pytest.mark.parametrize(
    ("line", "have"),
    [
        ("row: fortnight", "plan.row: 'fortnight'"),
        ("row: 7", "plan.row: 7"),
        ("row: month", "plan.days: 14"),
        ("weekdays: someday", "plan.weekdays: 'someday'"),
        ("weekdays: [monday, mon]", "plan.weekdays: a list"),
        ("weekdays: {a: b}", "plan.weekdays: a mapping"),
        ("pre_days: two weeks", "plan.pre_days: 'two weeks'"),
        ("pre_days: -3", "plan.pre_days: -3"),
        ("units: 2.5", "plan.units: 2.5"),
        ("spread: 0", "plan.spread: 0"),
        ("label_delay: soon", "plan.label_delay: 'soon'"),
        ("label_delay: 3", "plan.read: nothing yet"),
        ("read: soon", "plan.read: 'soon'"),
        ("per: -1", "plan.per: -1"),
        ("cases: many", "plan.cases: 'many'"),
        ("control_units: few", "plan.control_units: 'few'"),
        ("units: [1, 2]", "plan.units: a list"),
        ("spread: wide", "plan.spread: 'wide'"),
        ("shadow: {a: b}", "plan.shadow: a mapping"),
        ("weekdays: 5", "plan.weekdays: 5"),
        ("control_share: 99 %", "plan.control_share: '99 %'"),
        ("shadow: perhaps", "plan.shadow: 'perhaps'"),
        ("switchback: 1", "plan.switchback: 1"),
        ("missing: [2026-12-08]", "plan.missing: a list"),
        ("missing: {2026-12-08: }", "plan.missing.2026-12-08: nothing yet"),
        ("missing: {soon: ill}", "plan.missing.soon: 'ill'"),
        ("same_scale: true", "plan.same_scale: true"),
        ("weekday: mon-fri", "plan.weekday: 'mon-fri'"),
        ("label_delays: 3", "plan.label_delays: 3"),
    ],
)
def test_a_key_of_the_plan_that_cannot_be(line: str, have: str, tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, plan(line))
    assert (finding.status, finding.have, place(finding)[0]) == ("fail", have, "pilot.yaml")
    assert (finding.values, finding.facts) == (None, {}), "nothing is computed"


@pytest.mark.parametrize(
    ("edit", "have"),
    [
        ((Y, "guard:\n", "gaurd:\n"), "gaurd: a mapping"),
        ((Y, "  no_worse_than:", "  no_worse_then:"), "guard.no_worse_then: '10 %'"),
        ((Y, "  better: lower\n", "  bettter: lower\n"), "guard.bettter: 'lower'"),
        (("objective.yaml", "  least:", "  lest:"), "objective.lest: 1"),
    ],
)
def test_a_misspelled_name_is_not_passed_over(edit: Edit, have: str, tmp_path: Path) -> None:
    """Without its guard, or with another least change, a pilot would be judged as nobody planned it."""
    finding = found(tmp_path, VERDICT, edit)
    assert (finding.status, finding.have, finding.facts) == ("fail", have, {})
    assert finding.want.startswith("the name ")


@pytest.mark.parametrize("value", ["3", "data/log.csv", "[1, 2]", "true"])
@pytest.mark.parametrize(("section", "name"), [("log", "file"), ("result", "pilot"), ("guard", "measure")])
def test_a_section_that_is_a_value_is_not_passed_over(section: str, name: str, value: str, tmp_path: Path) -> None:
    """Without its log a pilot would be judged by what somebody typed, and without its result by other numbers."""
    old = "guard:\n  measure: wrong categories\n  better: lower\n  no_worse_than: 10 %\n" if section == "guard" else ""
    finding = found(tmp_path, VERDICT, (Y, f"{old}decision:", f"{section}: {value}\ndecision:"))
    assert (finding.status, place(finding)[0], finding.values, finding.facts) == ("fail", "pilot.yaml", None, {})
    assert finding.have.startswith(f"{section}: ")
    assert finding.want == f"{name}, indented below {section}"


def test_a_name_of_the_teams_own_is_none_of_ours(tmp_path: Path) -> None:
    assert found(tmp_path, VERDICT, plan("owner_of_the_day: Fay")).status == found(tmp_path, VERDICT).status


@pytest.mark.parametrize("value", ["7", "true", "{a: b}"])
@pytest.mark.parametrize(
    "key",
    ["decision", "reason", "ended_because", "again_because", "started_before", "control", "stopped_by", "measure"],
)
def test_what_is_to_be_said_in_words_is_no_number(key: str, value: str, tmp_path: Path) -> None:
    """`reason: true` excuses nothing."""
    old = next((line for line in PILOT.splitlines() if line.strip().startswith(f"{key}:")), "decision: improve")
    new = f"{old[: len(old) - len(old.lstrip())]}{key}: {value}"
    finding = found(tmp_path, VERDICT, (Y, old, new if key in old else f"{old}\n{new}"))
    assert (finding.status, place(finding)[0], finding.facts) == ("fail", "pilot.yaml", {})
    assert finding.have.endswith(f"{key}: {'a mapping' if value == '{a: b}' else value}")


@pytest.mark.parametrize(
    ("file", "line", "have"),
    [
        ("start: 9999-12-31\n  days: 14", 3, "plan.start: '9999-12-31'"),
        ("start: 2026-02-30\n  days: 14", 3, "plan.start: '2026-02-30'"),
        ("start: 2026-12-31\n  row: month\n  days: 120", 3, "a row for each month from 2026-12-31 on"),
        ("start: 2026-12-07\n  days: 99999", 4, "plan.days: 99999"),
    ],
)
def test_a_plan_that_no_calendar_holds(file: str, line: int, have: str, tmp_path: Path) -> None:
    dated = (Y, "days: 14\n  start: 2026-12-07", file)
    rows = DAYS.replace("2026-12-07", "9999-12-31") if "9999-12" in file else DAYS.replace("2026-12-07", "2026-12-31")
    finding = found(tmp_path, VERDICT, dated, (C, DAYS, rows))
    assert (finding.status, finding.have, place(finding)[0]) == ("fail", have, "pilot.yaml")
    assert (place(finding)[1], finding.values, finding.facts) == (line, None, {})


TWIN = "{measure: errors, better: lower, margin: 5 %, column: guard}"
GUARDS = "guard:\n  measure: wrong categories\n  better: lower\n  no_worse_than: 10 %\n"


@pytest.mark.parametrize(
    ("guards", "have"),
    [
        ("guards: 3\n", "guards: 3"),
        ("guards: [{better: lower, margin: 5 %}]\n", "measure: nothing yet"),
        ("guards: [{measure: errors, better: less, margin: 5 %}]\n", "better: 'less'"),
        ("guards: [{measure: errors, better: lower, margin: some}]\n", "margin: 'some'"),
        ("guards: [{measure: errors, better: lower, margin: -5 %}]\n", "margin: '-5 %'"),
        (f"guards: [{TWIN}, {TWIN}]\n", "guards: a list"),
        (f"{GUARDS}guards: [{{measure: errors, better: lower, margin: 5 %}}]\n", "guard: a mapping"),
    ],
)
def test_guards_that_cannot_be(guards: str, have: str, tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, (Y, GUARDS, guards))
    assert (finding.status, finding.have, place(finding)[0]) == ("fail", have, "pilot.yaml")
    assert finding.values is None


@pytest.mark.parametrize(
    ("result", "have"),
    [
        ("{pilot: many, control: 10, low: -60 %, high: -40 %, days: 14}", "result.pilot: 'many'"),
        ("{pilot: 5, low: -60 %, high: -40 %, days: 14}", "result.control: nothing yet"),
        ("{pilot: 5, control: 10, low: -50 %, high: -50 %, days: 14}", "result.low: '-50 %'"),
        ("{pilot: 5, control: 10, low: -40 %, high: -30 %, days: 14}", "result.low: '-40 %'"),
        ("{pilot: 5, control: 10, low: -60 %, high: -4, days: 14}", "result.high: -4"),
        ("{pilot: 5, control: 10, low: -60 %, high: -40 %, days: 0}", "result.days: 0"),
    ],
)
def test_a_result_that_cannot_be(result: str, have: str, tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, (Y, "decision: improve", f"decision: improve\nresult: {result}"))
    assert (finding.status, finding.have, place(finding)) == ("fail", have, ("pilot.yaml", 13))
    assert finding.values is None


SHEET = "arm,value,before\n" + "".join(
    f"{arm},{9 + n % 3},{10 + n % 2}\n" for arm in ("pilot", "control") for n in range(4)
)


@pytest.mark.parametrize(
    ("sheet", "have", "line"),
    [
        (SHEET.replace("control", "pilot"), "0 units of the arm control", 1),
        (SHEET.replace("pilot", "control"), "0 units of the arm pilot", 1),
        (SHEET.replace("pilot", "neither", 1), "arm: 'neither'", 2),
        (SHEET.replace("pilot,9,10", "pilot,many,10", 1), "value: 'many'", 2),
        (SHEET.replace("pilot,9,10", "pilot,9,", 1), "before: nothing", 2),
        (SHEET.replace("value", "hours", 1), "the header 'arm,hours,before'", 1),
    ],
)
def test_a_sheet_that_cannot_be(sheet: str, have: str, line: int, tmp_path: Path) -> None:
    with_sheet = VERDICT._replace(files={**VERDICT.files, "units.csv": sheet})
    finding = found(tmp_path, with_sheet, plan("units: 4"))
    assert (finding.status, finding.have, place(finding)) == ("fail", have, ("units.csv", line))
    assert finding.values is None


def test_a_sheet_beside_a_plan_without_units_is_not_passed_over(tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT._replace(files={**VERDICT.files, "units.csv": SHEET}))
    assert (finding.status, finding.have, place(finding)[0]) == ("fail", "plan.units: nothing yet", "pilot.yaml")


@pytest.mark.parametrize(
    ("edits", "have", "line"),
    [
        ([plan("weekdays: mon-fri")], "a row of 2026-12-12, a Saturday", 7),
        ([plan("row: week"), (Y, "  days: 14", "  days: 28")], "a row of 2026-12-08, a Tuesday", 3),
        ([plan("switchback: true")], "2 arms on one day", 2),
        ([(C, DAYS, COUNTS.replace("1000,1007", "0,1007"))], "pilot_n: 0", 2),
        ([(C, DAYS, COUNTS.replace(",36,", ",36.5,", 1))], "pilot_events: '36.5'", 2),
        ([(C, DAYS, COUNTS.replace(",36,", ",-3,", 1))], "pilot_events: '-3'", 2),
        ([(C, DAYS, COUNTS.replace(",36,", ",1200,", 1))], "2026-12-07: 1,200 pilot_events of 1,000 cases", 2),
        ([(C, DAYS, COUNTS.replace(",1008,", ",19001,"))], "2026-12-08: 19,001 control_events of 19,000 cases", 3),
    ],
)
def test_a_row_that_cannot_be(edits: list[Edit], have: str, line: int, tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, SHARE, *edits)
    assert (finding.status, place(finding)) == ("fail", ("pilot.csv", line)), finding.have
    assert finding.have == have


def test_a_start_that_no_calendar_holds(tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, (Y, "2026-12-07", "9999-12-31"), (C, "2026-12-07", "9999-12-31"))
    assert (finding.status, place(finding)) == ("fail", ("pilot.yaml", 4))


def test_counts_are_read_as_rates(tmp_path: Path) -> None:
    finding = found(tmp_path, VERDICT, SHARE, (C, DAYS, COUNTS))
    assert finding.facts["pilot"]["verdict"] in ("deploy", "improve")
    assert -0.4 < finding.facts["pilot"]["estimate"] < -0.2


@pytest.mark.parametrize(
    ("now", "written", "target", "is_relative"),
    [
        ("12 %", "-2 pp", 0.1, False),
        ("0.12", "-2 pp", 0.1, False),
        ("10 %", "8 %", 0.08, True),
        ("10 %", "-20 %", 0.08, True),
        ("10", "-20 %\n  scale: absolute", 8, False),
        ("2", "0\n  scale: absolute", 0, False),
        ("1", "-2 pp\n  least: 1 pp", 0.98, False),
        ("0", "2 pp", 0.02, False),
    ],
)
def test_how_a_target_is_written_says_how_it_is_compared(
    now: str, written: str, target: float, *, is_relative: bool, tmp_path: Path
) -> None:
    finding = found(tmp_path, OBJECTIVE_STATED, ("now: 10\n  target: 5", f"now: {now}\n  target: {written}"))
    assert finding.values["target"] == pytest.approx(target)
    assert (finding.values.get("scale") == "absolute") is not is_relative


@pytest.mark.parametrize(
    ("now", "written", "have"),
    [
        ("2", "0", "objective.target: 0"),
        ("10", "8 %", "objective.target: '8 %'"),
        ("10 %", "pp", "objective.target: 'pp'"),
        ("12", "-2 pp", "objective.target: '-2 pp'"),
        ("12", "10\n  least: 1 pp", "objective.least: '1 pp'"),
        ("10", "5\n  scale: percent", "objective.scale: 'percent'"),
        ("-10", "5\n  scale: relative", "objective.scale: 'relative'"),
    ],
)
def test_a_target_that_cannot_be_measured_says_the_way_out(now: str, written: str, have: str, tmp_path: Path) -> None:
    finding = found(tmp_path, OBJECTIVE_STATED, ("now: 10\n  target: 5", f"now: {now}\n  target: {written}"))
    assert (finding.status, finding.have) == ("fail", have)
