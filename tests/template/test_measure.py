"""measure.py: from the log of a pilot to rows that are judged, and what it refuses on the first day."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.work import MEASURE, OBJECTIVE, PILOT, Here

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

ROWS = "05_evaluation/pilot.csv"
START = date(2026, 11, 2)
PLAN = {"share": "5 %", "days": 28, "start": str(START), "control": "the rest"}
LOG = {"file": "data/log.csv", "date": "day", "group": "group", "value": "value"}
Log = Sequence[tuple[int, str, float, float]]  # the day after the start, the group, the value, and of how many


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(tmp_path_factory.mktemp("measured"))


@pytest.fixture
def work(project: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    monkeypatch.setenv("CRISPDM_NOW", "2026-12-24T09:00")
    (project.root / ROWS).unlink(missing_ok=True)
    return project


def given(work: Here, log: Log, now: float, unit: str = "a day", **more: Any) -> None:
    """Write the log, the plan and the objective."""
    keys = {"per": "per"} if more.pop("has_per", True) else {}
    log_keys = {name: more.pop(name) for name in ("per_day", "counts") if name in more}
    rows = [
        {"day": START + timedelta(days=day), "group": arm, "value": value, "per": per} for day, arm, value, per in log
    ]
    work.table("data/log.csv", rows)
    work.write(PILOT, json.dumps({"plan": PLAN | more, "log": LOG | keys | log_keys}, default=str))
    work.write(OBJECTIVE, json.dumps({"objective": {"measure": "m", "unit": unit, "now": now, "target": now / 2}}))


def both(days: int, value: float, per: float = 1) -> Log:
    return [(day, arm, value, per) for day in range(days) for arm in ("pilot", "control")]


def test_events_of_cases_are_counts_and_per_thousand_is_no_other_unit(work: Here) -> None:
    given(work, both(7, 50, 1000), now=50, per=1000)
    work.run(MEASURE)
    first, *others = work.rows(ROWS)
    names = ("date", "pilot_events", "pilot_n", "control_events", "control_n")
    assert first == dict(zip(names, ("2026-11-02", "50", "1000", "50", "1000"), strict=True))
    assert len(others) == 6
    given(work, both(7, 50, 1000), now=50, per=1000, counts=False)
    work.run(MEASURE)
    assert work.rows(ROWS)[0] == {"date": "2026-11-02", "pilot": "50", "control": "50"}


@pytest.mark.parametrize(("row", "rows"), [("week", ["11-02", "11-09", "11-16"]), ("month", ["11-02"])])
def test_rows_are_of_weeks_or_months_from_the_start_on_and_only_complete_ones(
    work: Here, row: str, rows: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days of which each has another traffic are pooled by it."""
    log = [(day, arm, 30.5 + day % 2, 3 + day % 2) for day in range(-7, 40) for arm in ("pilot", "control")]
    given(work, log, now=9, row=row)
    monkeypatch.setenv("CRISPDM_NOW", "2026-11-29T09:00" if row == "week" else "2026-12-02T09:00")
    work.run(MEASURE)
    found = work.rows(ROWS)
    before = {"week": "10-26", "month": "10-02"}[row]
    assert [each["date"][5:] for each in found] == [before, *rows]
    days = range(7) if row == "week" else range(30)
    rate = sum(30.5 + day % 2 for day in days) / sum(3 + day % 2 for day in days)
    assert float(found[1]["pilot"]) == pytest.approx(rate, rel=1e-3)


def test_the_change_is_said_by_check_alone(work: Here) -> None:
    """By another weight of the days, and in percent of an objective in points, it would be another one."""
    given(work, both(28, 7), now=7)
    said = work.run(MEASURE)
    assert "28 days\n" in said
    assert "%" not in said


def test_the_arms_of_a_switchback_take_turns(work: Here) -> None:
    given(work, [(day, ("control", "pilot")[day % 2], 7.5, 1) for day in range(4)], now=7, switchback=True)
    work.run(MEASURE)
    assert [(row["pilot"], row["control"]) for row in work.rows(ROWS)] == [("", "7.5"), ("7.5", "")] * 2


@pytest.mark.parametrize(
    ("events", "days", "is_refused"), [(0, 28, False), (0, 40, True), (3, 2, False), (60, 14, True)]
)
def test_few_events_are_no_other_unit_on_the_first_days(
    work: Here,
    events: int,
    days: int,
    is_refused: bool,
) -> None:
    """No incident in four weeks may be chance where half a day is usual; none on forty days is not."""
    log = [(day, arm, events * (day == 0), 1) for day in range(days) for arm in ("pilot", "control")]
    given(work, log, now=0.5)
    if is_refused:
        assert "objective.yaml says 0.5 now" in work.refused(MEASURE)
    else:
        work.run(MEASURE)


def test_a_log_per_day_for_an_objective_per_week_is_refused_on_the_first_day(work: Here) -> None:
    log = both(1, 10.5, 7.5)
    given(work, log, now=10, unit="hours per moderator per week")
    assert "write log.per_day: 7, as the log is per day, or plan.row: week" in work.refused(MEASURE)
    given(work, log, now=10, unit="hours per moderator per week", per_day=7)
    work.run(MEASURE)
    assert work.rows(ROWS) == [{"date": "2026-11-02", "pilot": "9.8", "control": "9.8"}]
    given(work, log, now=10, per_day="soon")
    assert "log.per_day: soon; expected a number above 0" in work.refused(MEASURE)
