"""What pilot.csv and units.csv say, cell by cell, and which file and line a refusal names."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crispdm.canonical_json import dumps
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Unmet
from crispdm.gate.pilot import rows_file
from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.guards import Guard
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.pilot_files import PilotSource
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.rows_file import read_rows, read_rows_before, read_units
from crispdm.gate.pilot.units import Unit
from crispdm.gate.record import Record
from crispdm.testing import write
from crispdm.yamlio import parse

START = date(2026, 12, 7)
PLAN = Plan(share=0.5, days=14)
NO_CONTROL = Plan(share=0.5, days=14, has_control=False)
TURNS = Plan(share=0.5, days=14, is_switchback=True, per=100.0)
GUARDS = (
    Guard(measure="errors", is_lower_better=True, margin=0.05, column="errors"),
    Guard(measure="load", is_lower_better=True, limit=3, column="load"),
)
RATES, COUNTS = "date,pilot,control\n", "date,pilot_events,pilot_n,control_events,control_n\n"


def evidence_of(root: Path, text: str, file: str = "pilot.csv", today: date | None = None) -> Evidence:
    write(root, {file: text})
    return Evidence(root, "phase", today=today)


def row(day: date = START, pilot: float | None = 5.0, control: float | None = 8.0, line: int = 2, **more: Any) -> Row:
    return Row(day=day, pilot=pilot, control=control, line=line, **more)


def refused(compute: Callable[[], Any]) -> tuple[str, int | None, str, str]:
    with pytest.raises(Unmet) as caught:
        compute()
    finding = caught.value.finding
    return Path(finding.place.file).name, finding.place.line, finding.have, finding.want


@pytest.mark.parametrize(
    ("text", "plan", "guards", "found"),
    [
        (RATES + "2026-12-07,5,8\n", PLAN, (), [row()]),
        (RATES + "2026-12-07,5,8\n", NO_CONTROL, (), [row(control=None)]),
        ("date,pilot\n2026-12-07,5\n", NO_CONTROL, (), [row(control=None)]),
        ("control,date,pilot,pilot_n,control_n\n8,2026-12-07,5,40,\n", PLAN, (), [row(pilot_n=40.0)]),
        ("control,date,pilot,pilot_n,control_n\n8,2026-12-07,5,40,60\n", PLAN, (), [row(pilot_n=40.0, control_n=60.0)]),
        ("date,pilot,pilot_n\n2026-12-07,5,40\n", NO_CONTROL, (), [row(control=None, pilot_n=40.0)]),
        (
            COUNTS + "2026-12-07,5,50,12,60\n",
            *(PLAN, (), [row(pilot=0.1, control=0.2, counts=Counts(5, 50, 12, 60), pilot_n=50.0, control_n=60.0)]),
        ),
        (COUNTS + "2026-12-07,0,50,,\n", NO_CONTROL, (), [row(pilot=0.0, control=None, pilot_n=50.0)]),
        (
            COUNTS + "2026-12-07,5,50,,\n2026-12-08,,,12,60\n",
            *(TURNS, ()),
            [
                row(pilot=10.0, control=None, counts=Counts(5, 50, 0, 0), pilot_n=50.0),
                row(START + timedelta(days=1), None, 20.0, 3, counts=Counts(0, 0, 12, 60), control_n=60.0),
            ],
        ),
        (RATES + "2026-12-07,,8\n", TURNS, (), [row(pilot=None)]),
        (
            "date,pilot,control,load,errors,errors_control\n2026-12-07,5,8,3,0.1,0.2\n",
            *(PLAN, GUARDS, [row(guards=((0.1, 0.2), (3.0, None)))]),
        ),
        (
            "date,pilot,control,load,errors,errors_control\n2026-12-07,5,8,,0.1,\n",
            *(PLAN, GUARDS, [row(guards=((0.1, None), (None, None)))]),
        ),
    ],
)
def test_a_row_is_what_its_cells_say(
    text: str, plan: Plan, guards: tuple[Guard, ...], found: list[Row], tmp_path: Path
) -> None:
    assert [*read_rows(evidence_of(tmp_path, text), "pilot.csv", START, plan, guards)] == found


@pytest.mark.parametrize(
    ("text", "plan", "line", "have", "want"),
    [
        (RATES + "2026-12-06,5,8\n", PLAN, 1, "no row from 2026-12-07 on", "a row for each day"),
        (RATES + "soon,5,8\n", PLAN, 2, "date: 'soon'", "a date"),
        ("date,errors\n2026-12-07,0.1\n", PLAN, 1, "the header 'date,errors'", "date, pilot and control"),
        ("date,pilot_events\n2026-12-07,5\n", PLAN, 1, "the header 'date,pilot_events'", "pilot_n"),
        (RATES + ",5,8\n", PLAN, 2, "date: nothing", "a date"),
        (RATES + "2026-12-07,five,8\n", PLAN, 2, "pilot: 'five'", "a number"),
        (RATES + "2026-12-07,5,\n", PLAN, 2, "control: nothing", "a number"),
        (RATES + "2026-12-07,,\n", TURNS, 2, "no arms on one day", "as they take turns"),
        (RATES + "2026-12-07,5,8\n", TURNS, 2, "2 arms on one day", "as they take turns"),
        (COUNTS + "2026-12-07,5,50,12,60\n", TURNS, 2, "2 arms on one day", "as they take turns"),
        ("date,pilot,control,pilot_n\n2026-12-07,5,8,0\n", PLAN, 2, "pilot_n: 0", "at least one case"),
        ("date,pilot,control,pilot_n\n2026-12-07,5,8,2.5\n", PLAN, 2, "pilot_n: '2.5'", "a count"),
        ("date,pilot,control,control_n\n2026-12-07,5,8,many\n", PLAN, 2, "control_n: 'many'", "a number"),
        (COUNTS + "2026-12-07,5,50,12,\n", PLAN, 2, "control_n: nothing", "how many cases the arm had"),
        (COUNTS + "2026-12-07,5,0,12,60\n", PLAN, 2, "pilot_n: 0", "at least one case"),
        (COUNTS + "2026-12-07,-1,50,12,60\n", PLAN, 2, "pilot_events: '-1'", "a count"),
        (COUNTS + "2026-12-07,5,50,1.5,60\n", PLAN, 2, "control_events: '1.5'", "a count"),
        ("date,pilot,control,errors\n2026-12-07,5,8,few\n", PLAN, 2, "errors: 'few'", "a number"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_where_it_stands(  # noqa: PLR0913, PLR0917 - a table with many columns
    text: str, plan: Plan, line: int, have: str, want: str, tmp_path: Path
) -> None:
    evidence = evidence_of(tmp_path, text)
    found = refused(lambda: read_rows(evidence, "pilot.csv", START, plan, GUARDS[:1]))
    assert found[:3] == ("pilot.csv", line, have)
    assert want in found[3]


@pytest.mark.parametrize(
    ("pre_days", "early", "kept"),
    [
        (0, "2026-12-06,bad,8\n", []),
        (0, "2026-12-06,5,8\n2026-12-06,6,8\n", [-1]),
        (1, "2026-12-06,5,8\n2026-12-06,6,8\n", [-1, -1]),  # which the rule refuses
        (1, "2026-12-05,bad,8\n", []),
        (1, "2026-12-06,bad,8\n", None),
        (0, "2026-12-07,bad,8\n", None),
        (10**9, "0001-01-01,bad,8\n", None),
    ],
)
def test_what_no_plan_needs_may_be_anything(pre_days: int, early: str, kept: list[int] | None, tmp_path: Path) -> None:
    evidence = evidence_of(tmp_path, f"{RATES}{early}2026-12-08,5,8\n")
    plan = Plan(share=0.5, days=14, pre_days=pre_days)
    if kept is None:
        assert refused(lambda: read_rows(evidence, "pilot.csv", START, plan))[1:3] == (2, "pilot: 'bad'")
    else:
        days = [(each.day - START).days for each in read_rows(evidence, "pilot.csv", START, plan)]
        assert days == [*kept, 1]


def test_more_rows_than_any_pilot_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_file, "_MOST_ROWS", 3)
    lines = [f"2026-12-{day:02},5,8\n" for day in (7, 8, 9, 10)]
    three, four = (evidence_of(tmp_path / name, RATES + "".join(lines[:n])) for name, n in (("a", 3), ("b", 4)))
    assert len(read_rows(three, "pilot.csv", START, PLAN)) == 3
    assert refused(lambda: read_rows(four, "pilot.csv", START, PLAN))[1:3] == (5, "more than 3 rows")


def test_rows_from_before_tell_of_both_arms_or_of_the_control(tmp_path: Path) -> None:
    text = RATES + "2026-12-08,,9\nsoon,5,8\n2026-12-04,5,8\n2026-12-05,,8\n2026-12-06,5,\n2026-12-07,5,8\n"
    day = START - timedelta(days=3)
    wanted = (row(day, line=4), row(day + timedelta(days=1), None, 8.0, 5))
    assert read_rows_before(evidence_of(tmp_path, text), "pilot.csv", START, PLAN) == wanted
    assert read_rows_before(evidence_of(tmp_path, text), "none.csv", START, PLAN) == ()


SHEET = "".join(f"{arm},{value}\n" for arm in ("pilot", "CONTROL") for value in (1, 2, 3))


def test_people_are_in_one_arm_each(tmp_path: Path) -> None:
    found = read_units(evidence_of(tmp_path, f"arm,value\n{SHEET}", "units.csv"), "units.csv")
    assert [*found] == [Unit(line < 5, (1, 2, 3)[(line - 2) % 3], None, line) for line in range(2, 8)]
    before = "arm,value,before\n" + SHEET.replace("\n", ",4\n")
    assert {each.before for each in read_units(evidence_of(tmp_path, before, "b.csv"), "b.csv")} == {4.0}


@pytest.mark.parametrize(
    ("sheet", "line", "have"),
    [
        ("arm,value\n" + SHEET.replace("pilot,3\n", ""), 1, "2 units of the arm pilot"),
        ("arm,value\n" + SHEET.replace("CONTROL,3\n", ""), 1, "2 units of the arm control"),
        ("arm,value\n" + SHEET.replace("CONTROL,2", "both,2"), 6, "arm: 'both'"),
        ("arm,value\n" + SHEET.replace("CONTROL,2", ",2"), 6, "arm: nothing"),
        ("arm,value\n" + SHEET.replace("pilot,2", "pilot,"), 3, "value: nothing"),
    ],
)
def test_a_sheet_of_people_that_cannot_be(sheet: str, line: int, have: str, tmp_path: Path) -> None:
    evidence = evidence_of(tmp_path, sheet, "units.csv")
    assert refused(lambda: read_units(evidence, "units.csv"))[:3] == ("units.csv", line, have)


WRITTEN = {
    "share": "50 %",
    "days": 14,
    "start": str(START),
    "control": "the rest",
    "stopped_by": "Fay",
    "switch_off": "flag",
}
OBJECTIVE = Objective(measure="time", unit="hours", now=10, target=5, least=1)


def source_of(evidence: Evidence, plan: dict[str, Any] | None = None, **beside: Any) -> PilotSource:
    text = dumps({"plan": {**WRITTEN, **(plan or {})}, **beside})
    return PilotSource(evidence, Record(parse(text.encode(), "pilot.yaml"), "pilot.yaml"), "pilot.csv")


@pytest.mark.parametrize(
    ("plan", "beside", "reached", "end"),
    [
        ({}, {}, 14, 13),
        ({}, {}, 1, 0),
        ({"row": "week", "days": 28}, {}, 2, 13),
        ({"weekdays": "mon-fri"}, {}, 6, 7),
        ({"switchback": True}, {}, 2, 3),
        ({}, {"result": {"days": 10}}, 10, 9),
        ({"row": "week", "days": 28}, {"result": {"days": 10}}, 10, 9),
    ],
)
def test_a_pilot_lasts_to_the_last_day_of_its_last_row(
    plan: dict[str, Any], beside: dict[str, Any], reached: int, end: int, tmp_path: Path
) -> None:
    source = source_of(Evidence(tmp_path, "phase"), plan, **beside)
    assert source.is_elsewhere is ("result" in beside)
    assert source.span(reached) == (START, START + timedelta(days=end))


@pytest.mark.parametrize(
    ("today", "over"), [(-1, "0 days"), (0, "1 day"), (8, "9 days"), (9, None), (30, None), (None, None)]
)
def test_a_result_is_of_days_that_are_over(today: int | None, over: str | None, tmp_path: Path) -> None:
    day = None if today is None else START + timedelta(days=today)
    result = {"pilot": 5, "control": 10, "low": "-60 %", "high": "-40 %", "days": 10}
    source = source_of(Evidence(tmp_path, "phase", today=day), result=result)
    for compute in (source.days, lambda: source.judge(OBJECTIVE)):
        if over:
            wanted = ("result.days: 10", f"days that are over: {over} since {START}")
            assert refused(compute)[2:] == wanted
        else:
            compute()
    assert over or source.days() == (10, None)


@pytest.mark.parametrize(
    ("guard", "value", "is_held", "is_beyond", "because"),
    [
        ({"better": "lower", "margin": "5 %"}, "4 %", True, False, "errors: 4 %"),
        ({"better": "lower", "margin": "5 %"}, "5 %", True, False, "errors: 5 %"),
        ({"better": "higher", "margin": "5 %"}, "6 %", False, False, "errors: 6 %"),
        ({"better": "lower", "no_worse_than": 3}, 3, True, False, "errors: 3 on average"),
        ({"better": "lower", "no_worse_than": 3}, 4, False, True, "errors: 4 on average"),
        ({"better": "higher", "no_worse_than": 3}, 4, True, False, "errors: 4 on average"),
        ({"better": "higher", "no_worse_than": 3}, 2, False, True, "errors: 2 on average"),
    ],
)
def test_a_guard_of_a_result_is_held_up_to_what_is_allowed(  # noqa: PLR0913 - a table with many columns
    guard: dict[str, Any], value: Any, because: str, tmp_path: Path, *, is_held: bool, is_beyond: bool
) -> None:
    written = {"measure": "errors", **guard}
    evidence = Evidence(tmp_path, "phase")
    (one,) = source_of(evidence, guard=written, result={"guard": value}).guards()
    assert (one.is_held, one.is_beyond, one.because) == (is_held, is_beyond, because)
    other = {**written, "measure": "waits", "column": "load"}
    two = source_of(evidence, guards=[written, other], result={"guard_1": value, "load": value})
    assert [each.because for each in two.guards()] == [because, because.replace("errors", "waits")]
    have, want = refused(source_of(evidence, guard=written, result={"days": 3}).guards)[2:]
    assert have == "result.guard: nothing yet"
    assert want.startswith("by how much it may be worse" if "margin" in guard else "the guard's mean in the pilot")
