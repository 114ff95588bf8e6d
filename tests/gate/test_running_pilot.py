"""A pilot as status tells of it: about to begin, running, over; and what waits for its last day."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import story
from tests.support.command_line import Run

PILOT, DAYS = "05_evaluation/pilot.yaml", "05_evaluation/pilot.csv"
GUARD = "guard: {measure: wrong listings found, better: higher, no_worse_than: 30}\n"


@pytest.fixture
def evaluation(run: Run, project: Path) -> Path:
    """A project in its evaluation, its pilot planned for two weeks from Monday 7 December on."""
    story.write_everything(project)
    for _ in range(4):
        assert run("advance", cwd=project).code == 0
    (project / PILOT).write_text(story.PLAN.format(start="2026-12-07", decision=""))
    (project / DAYS).write_text(story.pilot_days("2026-12-07", 13, -0.58))
    return project


def _until(project: Path, day: int) -> None:
    """Leave out the rows of days that are not over yet."""
    if (project / DAYS).exists():
        header, *rows = (project / DAYS).read_text().splitlines()
        over = [row for row in rows if row < f"2026-12-{day:02}" or not row.startswith("2026")]
        (project / DAYS).write_text("\n".join([header, *over]) + "\n")


def _status_text(run: Run, project: Path, day: int) -> str:
    _until(project, day)
    answer = run("status", cwd=project, CRISPDM_NOW=f"2026-12-{day:02}T09:00:00+00:00")
    assert (answer.code, answer.err) == (0, "")
    return " ".join(answer.out.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "parts"),
    [
        (3, ["planned pilot begins Monday, for 14 days; 5 % of the traffic; Fay can stop it"]),
        (3, ["Next: Ana to start the pilot on Monday 7 December"]),
        (6, ["planned pilot begins tomorrow"]),
        (7, ["running pilot day 1 of 14, ends 20 December; 5 % of the traffic; Fay can stop it"]),
        (7, ["decision-fits-verdict after 20 December (Ana)", "Iteration 1, first pilot"]),
        (14, ["running pilot day 8 of 14, ends Sunday", "decision-fits-verdict after Sunday (Ana)"]),
        (14, ["Next: Ana to decide on Monday 21 December and move on with `crispdm advance`"]),
        (20, ["running pilot day 14 of 14, ends today", "decision-fits-verdict after today (Ana)"]),
        (21, ["pilot-ran", "Next: Ana to"]),
    ],
)
def test_the_days_of_a_pilot(run: Run, evaluation: Path, day: int, parts: list[str]) -> None:
    said = _status_text(run, evaluation, day)
    for part in parts:
        assert part in said
    assert (" running pilot " in said) == (7 <= day <= 20)
    short = run("status", "--short", cwd=evaluation, CRISPDM_NOW=f"2026-12-{day:02}T09:00:00+00:00").out
    assert short.count("\n") == 1
    assert ("pilot running" in short) == (7 <= day <= 20)


@pytest.mark.parametrize(("day", "number"), [(3, None), (7, 1), (14, 8)])
def test_programs_are_told_too(run: Run, evaluation: Path, day: int, number: int | None) -> None:
    _until(evaluation, day)
    answer = run("status", "--format", "json", cwd=evaluation, CRISPDM_NOW=f"2026-12-{day:02}T09:00:00+00:00")
    pilot = json.loads(answer.out)["pilot"]
    assert (pilot["start"], pilot["end"], pilot["day"], pilot["days"]) == ("2026-12-07", "2026-12-20", number, 14)
    assert (pilot["share"], pilot["stopped_by"]) == (0.05, "Fay")
    assert pilot["criterion"] == "pilot-ran"
    assert "decision-fits-verdict" in pilot["waiting"]


def test_a_decision_that_is_ahead_of_its_pilot_does_not_wait(run: Run, evaluation: Path) -> None:
    (evaluation / DAYS).write_text(story.pilot_days("2026-12-07", 7, -0.58))
    (evaluation / PILOT).write_text(story.PLAN.format(start="2026-12-07", decision="deploy"))
    said = _status_text(run, evaluation, 14)
    assert "running pilot day 8 of 14" in said
    assert "to do decision-fits-verdict decision: deploy" in said
    assert "Next: Ana to run it longer, or decide improve or stop" in said


def test_a_guard_that_breaks_does_not_wait(run: Run, evaluation: Path) -> None:
    plan = story.PLAN.format(start="2026-12-07", decision="")
    (evaluation / PILOT).write_text(plan + GUARD)
    (evaluation / DAYS).write_text("date,pilot,control\n")
    assert "guard-held after Sunday" in _status_text(run, evaluation, 14), "nothing is measured yet"
    rows = story.pilot_days("2026-12-07", 7, -0.58).splitlines()
    (evaluation / DAYS).write_text("\n".join([f"{rows[0]},guard", *(f"{row},12" for row in rows[1:])]) + "\n")
    said = _status_text(run, evaluation, 14)
    assert "to do guard-held wrong listings found: 12 on average" in said
    assert "Next: Ana to decide improve or stop" in said


def test_each_of_several_guards_has_its_own_line(run: Run, evaluation: Path) -> None:
    guards = "guards: [{measure: errors, better: lower, margin: 5 %}, {measure: calls, better: lower, margin: 1}]\n"
    (evaluation / PILOT).write_text(story.PLAN.format(start="2026-12-07", decision="") + guards)
    days = story.pilot_days("2026-12-07", 7, -0.58).splitlines()
    names = ",guard_1,guard_1_control,guard_2,guard_2_control"
    (evaluation / DAYS).write_text("\n".join([days[0] + names, *(f"{day},12,10,4,4" for day in days[1:])]) + "\n")
    lines = run("check", cwd=evaluation, CRISPDM_NOW=MONDAY).out.splitlines()
    at = next(number for number, line in enumerate(lines) if "guard-held" in line)
    assert [line.strip() for line in lines[at + 1 : at + 5]] == [
        "05_evaluation/pilot.yaml:3  errors: it is worse by 20 %, allowed 5 %",
        "calls: worse by at most 0",
        "expected: errors: surely worse than the control by less than 5 %",
        "expected: calls: surely worse than the control by less than 1",
    ]
    found = json.loads(run("check", "--format", "json", cwd=evaluation, CRISPDM_NOW=MONDAY).out)["gate"]["criteria"]
    (signs,) = (each["signs"]["guards"] for each in found if each["id"] == "guard-held")
    assert {name: (each["held"], each["relative"]) for name, each in signs.items()} == {
        "errors": (False, True),
        "calls": (True, False),
    }


def test_a_plan_that_cannot_be_read_is_something_to_do(run: Run, evaluation: Path) -> None:
    (evaluation / PILOT).write_text(story.PLAN.format(start="soon", decision=""))
    said = _status_text(run, evaluation, 14)
    assert "running" not in said
    assert "plan.start: 'soon'" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gone", "day", "said"),
    [
        ((10, 11), 14, "pilot.csv has no row for Thursday and Friday (Ana)"),
        ((13,), 14, "pilot.csv has no row for yesterday (Ana)"),
        ((14,), 14, None),
        ((7, 8, 9, 10, 11), 14, "no row for 7 December, Tuesday"),
        ((*range(7, 20),), 7, None),
        ((*range(7, 20),), 8, "pilot.csv has no row for yesterday (Ana)"),
    ],
)
def test_a_day_that_is_past_and_has_no_row_is_read_out_with_whose_it_is(
    run: Run, evaluation: Path, gone: tuple[int, ...], day: int, said: str | None
) -> None:
    rows = (evaluation / DAYS).read_text().splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(tuple(f"2026-12-{each:02}" for each in gone))]
    (evaluation / DAYS).write_text("".join(kept))
    status = _status_text(run, evaluation, day)
    now = f"2026-12-{day:02}T09:00:00+00:00"
    missing = json.loads(run("status", "--format", "json", cwd=evaluation, CRISPDM_NOW=now).out)["pilot"]["missing"]
    assert missing == [f"2026-12-{each:02}" for each in gone if each < day]
    if said:
        assert said in status
        assert "Next: Ana to add the missing days to 05_evaluation/pilot.csv" in status
    else:
        assert "no row" not in status
        assert "Next: Ana to decide" in status


def test_days_that_cannot_be_read_are_said_by_the_criteria_that_need_them(run: Run, evaluation: Path) -> None:
    (evaluation / DAYS).write_text(story.pilot_days("2026-12-07", 3, -0.58).replace("2026-12-09", "soon"))
    status = _status_text(run, evaluation, 14)
    assert "no row" not in status
    assert "date: 'soon'" in status
    assert "Next: Ana to fix the row" in status


def test_of_a_pilot_that_is_analysed_elsewhere_no_day_is_missing(run: Run, evaluation: Path) -> None:
    (evaluation / DAYS).unlink()
    result = "result: {pilot: 5, control: 10, low: -60 %, high: -40 %, days: 3}\n"
    (evaluation / PILOT).write_text(story.PLAN.format(start="2026-12-07", decision="") + result)
    assert "no row" not in _status_text(run, evaluation, 14)


MONDAY = "2026-12-14T09:00:00+00:00"


def test_the_effect_is_shown_before_the_end_only_if_somebody_asks(run: Run, evaluation: Path) -> None:
    _until(evaluation, 14)
    check = run("check", cwd=evaluation, CRISPDM_NOW=MONDAY).out
    assert "looking before misleads" in " ".join(check.split())
    assert "against the control" not in check
    assert "against the control" not in _status_text(run, evaluation, 14)
    early = " ".join(run("check", "--early", cwd=evaluation, CRISPDM_NOW=MONDAY).out.split())
    assert "against the control, read early between" in early
    assert "better so far, after 7 of 14 days: go on" in early


def _signs(run: Run, evaluation: Path, *more: str) -> dict[str, Any]:
    answer = run("check", "--format", "json", *more, cwd=evaluation, CRISPDM_NOW="2026-12-18T09:00:00+00:00")
    (verdict,) = (each for each in json.loads(answer.out)["gate"]["criteria"] if each["id"] == "decision-fits-verdict")
    return dict(verdict["signs"])


def test_programs_are_not_told_the_effect_before_the_end_either(run: Run, evaluation: Path) -> None:
    """What fades in the first half and in the second is the effect."""
    fading = "".join(f"2026-12-{day:02},{3 if day < 12 else 6}.{day % 3},10\n" for day in range(7, 18))
    (evaluation / DAYS).write_text(f"date,pilot,control\n{fading}")
    hidden, shown = _signs(run, evaluation), _signs(run, evaluation, "--early")
    assert {name: sign for name, sign in shown.items() if name not in hidden}.keys() == {"first_half", "second_half"}
    assert hidden["read"] == 11


def test_a_look_at_a_result_of_another_platform_is_recorded(run: Run, evaluation: Path) -> None:
    result = "result: {pilot: 4, control: 10, low: -70 %, high: -50 %, days: 7}\n"
    (evaluation / PILOT).write_text(story.PLAN.format(start="2026-12-07", decision="") + result)
    check = run("check", cwd=evaluation, CRISPDM_NOW=MONDAY).out
    assert "against the control" not in check
    assert "against the control" in run("check", "--early", cwd=evaluation, CRISPDM_NOW=MONDAY).out
    assert "before its planned end, after 7" in " ".join(run("log", cwd=evaluation, CRISPDM_NOW=MONDAY).out.split())


def test_harm_is_shown_at_once(run: Run, evaluation: Path) -> None:
    (evaluation / DAYS).write_text(story.pilot_days("2026-12-07", 7, 0.6))
    assert "it does harm" in " ".join(run("check", cwd=evaluation, CRISPDM_NOW=MONDAY).out.split())
    said = _status_text(run, evaluation, 14)
    assert "to do decision-fits-verdict decision: nothing yet; the numbers say stop" in said
    assert "Next: Ana to decide stop" in said


def test_a_broken_split_is_said_before_the_first_week_is_over(run: Run, evaluation: Path) -> None:
    """No further day mends it."""
    rows = "".join(f"2026-12-{day:02},9,10,40,360\n" for day in range(7, 12))
    (evaluation / DAYS).write_text(f"date,pilot,control,pilot_n,control_n\n{rows}")
    said = _status_text(run, evaluation, 12)
    assert "to do decision-fits-verdict the pilot holds 10 % of the cases, planned 5 %" in said
    assert "Next: Ana to correct that and pilot anew, or decide improve or stop" in said
    check = " ".join(run("check", cwd=evaluation, CRISPDM_NOW="2026-12-12T09:00:00+00:00").out.split())
    assert "the pilot holds 10 % of the cases, planned 5 %; decision: nothing yet; the numbers say unclear" in check
    assert "expected: improve or stop: assignment or logging is broken: find out which" in check


def test_it_is_said_when_it_settles(run: Run, evaluation: Path) -> None:
    noisy = ("6.5,14", "14,6", "9,10", "5,12", "13,7", "8,9", "10,10")
    rows = "".join(f"2026-12-{day:02},{each}\n" for day, each in enumerate(noisy, 7))
    (evaluation / DAYS).write_text(f"date,pilot,control\n{rows}")
    assert "at the present spread it settles by" in _status_text(run, evaluation, 14)
    answer = run("status", "--format", "json", cwd=evaluation, CRISPDM_NOW=MONDAY)
    found = json.loads(answer.out)["pilot"]
    assert found["settles"] > "2026-12-14"
    assert found["never_settles"] is False


def test_once_its_days_are_enough_it_still_runs_to_its_end(run: Run, evaluation: Path) -> None:
    _until(evaluation, 14)
    assert "; at the present spread it settles by its end" in _status_text(run, evaluation, 14)


def test_it_is_said_that_even_a_year_would_not_settle_it(run: Run, evaluation: Path) -> None:
    (evaluation / PILOT).write_text(
        story.PLAN.format(start="2026-12-07", decision="").replace("days: 14", "days: 14, units: 2, spread: 300 %")
    )
    assert "; at the present spread even a year would not settle it" in _status_text(run, evaluation, 14)
    answer = run("status", "--format", "json", cwd=evaluation, CRISPDM_NOW=MONDAY)
    assert (json.loads(answer.out)["pilot"]["settles"], json.loads(answer.out)["pilot"]["never_settles"]) == (
        None,
        True,
    )


def test_rows_of_weeks_settle_on_the_last_day_of_one(run: Run, evaluation: Path) -> None:
    plan = story.PLAN.format(start="2026-12-07", decision="").replace("days: 14", "days: 42, row: week")
    (evaluation / PILOT).write_text(plan)
    (evaluation / DAYS).write_text("date,pilot,control\n2026-12-07,9,10\n2026-12-14,7,9\n2026-12-21,9,11\n")
    answer = run("status", "--format", "json", cwd=evaluation, CRISPDM_NOW="2026-12-28T09:00:00+00:00")
    assert json.loads(answer.out)["pilot"]["settles"] == "2027-01-10"


def test_rows_in_another_unit_are_said_on_the_first_day(run: Run, evaluation: Path) -> None:
    """The objective is per week, and the log per day."""
    (evaluation / DAYS).write_text("date,pilot,control\n2026-12-07,1.2,1.43\n")
    said = _status_text(run, evaluation, 8)
    assert "to do decision-fits-verdict the control is 1.43 on average; the objective says 10 now" in said
    check = " ".join(run("check", cwd=evaluation, CRISPDM_NOW="2026-12-08T09:00:00+00:00").out.split())
    assert "Next: Ana to write log.per_day: 7, as the log is per day" in said
    assert "write log.per_day: 7, as the log is per day, or weekly numbers and plan.row: week" in check
