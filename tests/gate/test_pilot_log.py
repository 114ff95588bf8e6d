"""pilot.csv is what the log of the pilot says, which is counted again where it is here."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crispdm.gate.finding import Finding
from crispdm.gate.pilot import log_file
from crispdm.testing import decide, write
from tests.support.logged_pilot import CHECK, COUNTS, DAYS, LOG, PILOT, RATES


def _found(root: Path, days: str = RATES, *, pilot: str = PILOT, log: str | None = LOG, **more: Any) -> Finding:
    write(root, {"pilot.yaml": pilot, "pilot.csv": days, "metric.yaml": "chosen: rule-1\n"})
    if log is not None:
        write(root, {"/data/log.csv": log})
    return decide(root, {**CHECK, **more})


@pytest.mark.parametrize("days", [RATES, COUNTS], ids=["rates", "counts"])
def test_days_that_the_log_gives_are_seen(days: str, tmp_path: Path) -> None:
    finding = _found(tmp_path, days)
    assert (finding.status, finding.basis) == ("pass", "seen")


def test_days_that_nobody_logs_are_somebodys_word(tmp_path: Path) -> None:
    for pilot in (PILOT.splitlines()[0], PILOT.replace("file: data/log.csv", "file: ")):
        assert (_found(tmp_path, pilot=pilot).status, _found(tmp_path, pilot=pilot).basis) == ("pass", "typed")
        finding = _found(tmp_path, pilot=pilot, verify=["python", "measure.py", "--verify"])
        assert (finding.status, finding.basis) == ("warn", "typed"), "a script could count them"
        assert finding.have.endswith("whoever signs vouches for its numbers")
        assert "name the log in pilot.yaml" in finding.fix


def test_a_log_that_is_not_here_is_listed_as_recorded(tmp_path: Path) -> None:
    finding = _found(tmp_path, log=None)
    assert (finding.status, finding.basis) == ("warn", "recorded")
    assert finding.have.endswith("data/log.csv is missing here, so pilot.csv was not compared with it")
    assert _found(tmp_path, pilot=PILOT.replace("log.csv", "log.parquet"), log=None).basis == "recorded"


EDITS = {
    "a better day": ("2026-12-08,3,", "2026-12-08,2,", "pilot on 2026-12-08: '2'; the log gives 3", 5),
    "a bad day left out": ("2026-12-10,4,4.25\n", "", "2026-12-10 is missing, though data/log.csv has it", None),
    "the first day left out": ("2026-12-07,2.5,2.75\n", "", "2026-12-07 is missing, though data/log.csv has it", None),
    "a day too many": (
        "2026-12-13,5.5,5.75\n",
        "2026-12-13,5.5,5.75\n2026-12-14,2,9\n",
        "2026-12-14 is no complete",
        11,
    ),
}


@pytest.mark.parametrize(("old", "new", "have", "line"), EDITS.values(), ids=EDITS)
def test_a_day_that_somebody_typed_is_refused(old: str, new: str, have: str, line: int | None, tmp_path: Path) -> None:
    finding = _found(tmp_path, RATES.replace(old, new))
    assert (finding.status, finding.place.line) == ("fail", line)
    assert have in finding.have
    assert finding.fix == "run measure.py, which writes pilot.csv from the log"


def test_days_before_the_start_later_ones_and_excused_ones_may_differ(tmp_path: Path) -> None:
    early = RATES.replace("2026-12-05,1.5,", "2026-12-05,9,")
    assert _found(tmp_path, early).basis == "seen"
    assert _found(tmp_path, log=LOG + "2026-12-14,pilot,4,2\n2026-12-14,control,4,2\n").basis == "seen"
    excused = PILOT.replace("switch_off", "missing: {2026-12-10: the log was down}, switch_off")
    assert _found(tmp_path, RATES.replace("2026-12-10,4,4.25\n", ""), pilot=excused).basis == "seen"


def test_units_and_guards_of_the_log_are_counted_too(tmp_path: Path) -> None:
    weekly = PILOT.replace("per: people", "per: people, per_day: 7, guard: hours")
    week = "".join(
        f"{day},{number / 2 * 7:.4g},{(2 * number + 1) / 4 * 7:.4g},{number},{(2 * number + 1) / 2:.4g}\n"
        for number, day in enumerate(DAYS, 3)
    )
    days = "date,pilot,control,guard,guard_control\n" + week
    assert _found(tmp_path, days, pilot=weekly).basis == "seen"
    assert "guard_control on 2026-12-08" in _found(tmp_path, days.replace(",6,6.5\n", ",6,1\n"), pilot=weekly).have


def test_a_log_with_no_more_than_the_needed_columns_counts_rows(tmp_path: Path) -> None:
    log = "day,arm,hours\n" + "".join(f"{day},pilot,3\n{day},control,4\n{day},control,6\n" for day in DAYS)
    days = "date,pilot,control\n" + "".join(f"{day},3,5\n" for day in DAYS)
    assert _found(tmp_path, days, pilot=PILOT.replace(", per: people", ""), log=log).basis == "seen"


@pytest.mark.parametrize(
    "day", ["{day},pilot,7,2\n", "{day},pilot,7,2\n{day},control,0,0\n"], ids=["one arm", "nobody in an arm"]
)
def test_a_day_on_which_an_arm_has_nobody_is_no_complete_one(day: str, tmp_path: Path) -> None:
    day = day.format(day="2026-12-14")
    finding = _found(tmp_path, RATES + "2026-12-14,3.5,0\n", log=LOG + day)
    assert finding.have == "2026-12-14 is no complete day of data/log.csv"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-12-09,", "9 December,"),
        (" 09:00:00", " 09:00:00Z"),
        (",", ";"),
        (",Pilot,", ",both,"),
        ("Pilot,6,", "Pilot,'-6,"),
    ],
)
def test_a_log_that_needs_a_library_is_left_to_measure(old: str, new: str, tmp_path: Path) -> None:
    assert _found(tmp_path, log=LOG.replace(old, new)).basis == "recorded"
    verify = ["python", "measure.py", "--verify"]
    assert _found(tmp_path, log=LOG.replace(old, new), verify=verify).status == "warn"


def test_a_day_on_which_nothing_happened_is_one(tmp_path: Path) -> None:
    log = LOG.replace("2026-12-08 09:00:00,Pilot,6,2", "2026-12-08 09:00:00,Pilot,0,2")
    assert _found(tmp_path, RATES.replace("2026-12-08,3,", "2026-12-08,0,"), log=log).basis == "seen"


LONG = {"week": ("2026-12-07", "2026-12-14", "2026-12-21"), "month": ("2026-12-07", "2027-01-07", "2027-02-07")}


def _long_log(row: str) -> tuple[str, str, str]:
    """The plan, the log of each day from before the start on, and the rows that measure.py makes of it."""
    days, ends = {"week": (21, "2026-12-28"), "month": (92, "2027-03-07")}[row], date(2026, 12, 1)
    pilot = PILOT.replace("days: 7", f"row: {row}, days: {days[0]}")
    log, sums, day = "day,arm,hours,people\n", dict[tuple[str, str], list[int]](), ends
    while str(day) < days[1]:
        for arm, people in (("pilot", 2), ("control", 4)):
            hours = day.toordinal() % 11 + people
            log += f"{day},{arm},{hours},{people}\n"
            if first := max((each for each in LONG[row] if each <= str(day)), default=""):
                own = sums.setdefault((first, arm), [0, 0])
                own[0], own[1] = own[0] + hours, own[1] + people
        day += timedelta(days=1)
    rate = {key: f"{hours / people:.4g}" for key, (hours, people) in sums.items()}
    rows = "".join(f"{first},{rate[first, 'pilot']},{rate[first, 'control']}\n" for first in LONG[row])
    return pilot, log, f"date,pilot,control\n2026-11-30,1,1\n{rows}"


@pytest.mark.parametrize("row", LONG)
def test_rows_of_weeks_and_months_are_counted_again(row: str, tmp_path: Path) -> None:
    pilot, log, rows = _long_log(row)
    seen = _found(tmp_path, rows, pilot=pilot, log=log)
    assert (seen.status, seen.basis) == ("pass", "seen")
    second = LONG[row][1]
    line = next(each for each in rows.splitlines() if each.startswith(second))
    better = rows.replace(line, f"{second},0.5,{line.rpartition(',')[2]}")
    assert f"pilot on {second}: '0.5'; the log gives" in _found(tmp_path, better, pilot=pilot, log=log).have
    late = log.replace(f"{LONG[row][2]},", f"{LONG[row][2]},both,")
    assert _found(tmp_path, rows, pilot=pilot, log=late).basis == "recorded"
    until = log[: log.index(LONG[row][2])]
    assert f"{LONG[row][2]} is no complete {row} of" in _found(tmp_path, rows, pilot=pilot, log=until).have


IN_TURNS = PILOT.replace("days: 7", "switchback: true, days: 14").replace(", per: people", "")
ARMS = ("pilot", "control")


def _turns(first: int = 0) -> str:
    """The rows of two weeks in which each day has one arm."""
    cells = {day: ("", day) if (day + first) % 2 else (day, "") for day in range(7, 21)}
    return "date,pilot,control\n" + "".join(f"2026-12-{day:02},{a},{b}\n" for day, (a, b) in cells.items())


@pytest.mark.parametrize(
    ("rows", "have"),
    [
        (_turns(), None),
        (_turns().replace("-08,8,", "-08,6,"), "pilot on 2026-12-08: '6'; the log gives 8"),
        (_turns(first=1), "pilot on 2026-12-07: '7'; the log gives nothing"),
    ],
)
def test_the_days_of_a_switchback_are_counted_again(rows: str, have: str | None, tmp_path: Path) -> None:
    log = "day,arm,hours\n" + "".join(f"2026-12-{day:02},{ARMS[day % 2]},{day}\n" for day in range(7, 21))
    finding = _found(tmp_path, rows, pilot=IN_TURNS, log=log)
    assert (finding.status, finding.basis) == (("pass", "seen") if have is None else ("fail", "typed"))
    assert have is None or finding.have == have


def test_how_large_a_log_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it, the project's script counts the log, with consent."""
    for largest, basis in ((len(LOG), "seen"), (len(LOG) - 1, "recorded")):
        monkeypatch.setattr(log_file, "LARGEST", largest)
        assert _found(tmp_path).basis == basis


def test_a_log_under_another_name_than_that_of_a_table_is_left_to_measure(tmp_path: Path) -> None:
    write(tmp_path, {"/data/log.txt": LOG})
    assert _found(tmp_path, pilot=PILOT.replace("log.csv", "log.txt")).basis == "recorded"


def test_a_pilot_without_a_control_is_counted_too(tmp_path: Path) -> None:
    alone = PILOT.replace("control: the rest", "control: none, control_because: all get it")
    rates = "".join(f"{day},{number / 2:.4g}\n" for number, day in enumerate(DAYS, 3))
    log = "".join(line for line in LOG.splitlines(keepends=True) if "control" not in line)
    assert _found(tmp_path, f"date,pilot\n{rates}", pilot=alone, log=log).basis == "seen"


def test_rates_per_a_hundred_are_a_hundred_times_those_of_the_log(tmp_path: Path) -> None:
    hundred = PILOT.replace("switch_off", "per: 100, switch_off")
    rates = "".join(f"{day},{50 * number},{25 * (2 * number + 1)}\n" for number, day in enumerate(DAYS, 3))
    assert _found(tmp_path, f"date,pilot,control\n{rates}", pilot=hundred).basis == "seen"


@pytest.mark.parametrize(("written", "is_seen"), [("1235", True), ("1236", False)])
def test_a_rate_has_four_digits(written: str, *, is_seen: bool, tmp_path: Path) -> None:
    """A rate of 1234.5 is written as 1235, or as 1234."""
    log = LOG.replace("2026-12-08 09:00:00,Pilot,6,2", "2026-12-08 09:00:00,Pilot,2469,2")
    finding = _found(tmp_path, RATES.replace("2026-12-08,3,", f"2026-12-08,{written},"), log=log)
    assert (finding.status == "pass") is is_seen


def test_counts_of_cases_that_the_log_does_not_have_are_somebodys(tmp_path: Path) -> None:
    """However many they are said to be."""
    pilot = PILOT.replace(", per: people", "")
    log = "day,arm,hours\n" + "".join(f"{day},pilot,1\n{day},control,1\n" for day in DAYS)
    days = "date,pilot_events,pilot_n,control_events,control_n\n" + "".join(f"{day},1,1,1,1\n" for day in DAYS)
    finding = _found(tmp_path, days, pilot=pilot, log=log)
    assert (finding.status, finding.have) == ("fail", "pilot_n on 2026-12-07: '1'; the log gives 0")


@pytest.mark.parametrize(("checked", "cell", "is_seen"), [(1, "2", True), (1, "3", False), (0, "", True)])
def test_a_guard_is_compared_on_days_that_have_something_to_check(
    checked: int, cell: str, *, is_seen: bool, tmp_path: Path
) -> None:
    head, *lines = LOG.splitlines()
    log = f"{head},wrong,checked\n" + "".join(f"{line},2,{checked}\n" for line in lines)
    days = "date,pilot,control,guard\n" + "".join(f"{line},{cell}\n" for line in RATES.splitlines()[1:])
    pilot = PILOT.replace("per: people", "per: people, guard: wrong, guard_per: checked")
    assert (_found(tmp_path, days, pilot=pilot, log=log).status == "pass") is is_seen
