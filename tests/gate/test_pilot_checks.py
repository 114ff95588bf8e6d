"""The pilot: planned before anybody is exposed, run as planned, guarded; beyond the cases in `pilot_cases.py`."""

from pathlib import Path

import pytest

from crispdm.testing import Edit, Example
from tests.support.findings import found, place
from tests.support.pilot_cases import DAYS, GUARD, PILOT, PILOT_PLAN, PILOT_RAN, VERDICT, C, Y, days

GUARD_BLOCK = PILOT[PILOT.index("guard:") : PILOT.index("decision:")]
NO_CONTROL = ("the other 95 %", "none\n  control_because: one queue")


def add(text: str) -> Edit:
    """Another line in pilot.yaml."""
    return Y, "decision: improve\n", f"decision: improve\n{text}\n"


def elsewhere(text: str) -> Edit:
    """A test that was analysed elsewhere."""
    return add(f"result: {{{text}}}")


@pytest.mark.parametrize("share", ["0", "0 %", "1", "100 %", "1.2", "5", "-5 %", "five", ".inf", "true", "[5 %]"])
def test_a_share_leaves_some_traffic_to_the_control(share: str, tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_PLAN, ("share: 5 %", f"share: {share}"))
    assert (finding.status, place(finding)) == ("fail", ("pilot.yaml", 2))
    assert finding.have.startswith("plan.share: ")
    assert finding.fix == "correct plan.share"


@pytest.mark.parametrize("share", ["5 %", "5%", "0.05", "'5 %'", "5.0 %"])
def test_a_share_is_the_same_however_it_is_written(share: str, tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_PLAN, ("share: 5 %", f"share: {share}"))
    assert (finding.status, finding.values["share"]) == ("pass", 0.05)
    assert finding.digest == found(tmp_path, PILOT_PLAN).digest


@pytest.mark.parametrize("days", ["6", "7.5", "0", "-7", "a week", "14 %", "'14 days'"])
def test_a_pilot_is_planned_for_whole_days_and_a_week_at_least(days: str, tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_PLAN, ("days: 14", f"days: {days}"))
    assert (finding.status, place(finding)) == ("fail", ("pilot.yaml", 3))
    assert finding.have.startswith("plan.days: ")


@pytest.mark.parametrize(
    ("share", "days", "odd"),
    [
        ("10 %", "14", []),
        ("10 %", "7", []),
        ("15 %", "14", ["15 % of the traffic is a lot for a first pilot"]),
        ("5 %", "15", ["15 days is long: seasons change in that time"]),
        (
            "15 %",
            "15",
            ["15 % of the traffic is a lot for a first pilot", "15 days is long: seasons change in that time"],
        ),
    ],
)
def test_a_large_or_long_pilot_is_a_warning(share: str, days: str, odd: list[str], tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_PLAN, ("share: 5 %", f"share: {share}"), ("days: 14", f"days: {days}"))
    assert finding.status == ("warn" if odd else "pass")
    assert finding.have == "; ".join([f"{share} of the traffic, {days} days, Fay can stop it", *odd])
    assert finding.want == "at most 10 % of the traffic for at most 14 days, to begin with"
    assert finding.fix == ("plan a smaller or shorter pilot, unless there is a reason" if odd else "")


@pytest.mark.parametrize("none", ["none", "None", "no", "'no control'", "nothing"])
@pytest.mark.parametrize(("because", "status"), [("one queue", "pass"), ("", "fail"), ("TODO", "fail"), ("…", "fail")])
def test_a_pilot_without_a_control_says_why(none: str, because: str, status: str, tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_PLAN, ("the other 95 %", f"{none}\n  control_because: {because}"))
    assert finding.status == status
    assert status == "pass" or finding.want == "why no control is possible"
    assert status == "pass" or place(finding) == ("pilot.yaml", 6)


def test_more_than_one_may_stop_it(tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_PLAN, ("Fay", "[Fay, Cy]"))
    assert finding.have == "5 % of the traffic, 14 days, Fay, Cy can stop it"


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param("2026-12-01,9.9,10.1,0.08\n", id="a day before"),
        pytest.param("2026-12-01,9.9,10.1,0.08\n2026-12-01,9.8,10.2,0.08\n", id="a day before, twice"),
        pytest.param("2026-12-06,warming up,,\n", id="a day before, without numbers"),
    ],
)
@pytest.mark.parametrize("example", [PILOT_RAN, GUARD], ids=lambda each: each.name)
def test_what_was_before_the_start_does_not_count(example: Example, earlier: str, tmp_path: Path) -> None:
    before = found(tmp_path, example)
    finding = found(tmp_path, example, (C, "2026-12-07,", f"{earlier}2026-12-07,"))
    assert (finding.status, finding.have, finding.digest) == ("pass", before.have, before.digest)


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    header, *rows = DAYS.splitlines()
    turned = "\n".join([header, *reversed(rows)]) + "\n"
    assert found(tmp_path, PILOT_RAN, (C, DAYS, turned)).digest == found(tmp_path, PILOT_RAN).digest


@pytest.mark.parametrize("cell", ["n/a", "inf", "nan", "", "1,5", "1e3"])
def test_a_rate_is_a_number(cell: str, tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_RAN, (C, "12-08,7.100", f'12-08,"{cell}"'))
    assert (finding.status, place(finding)) == ("fail", ("pilot.csv", 3))
    assert finding.have == f"pilot: {repr(cell) if cell else 'nothing'}"
    assert (finding.want, finding.fix) == ("a number", "fix the row, or leave the day out")


def test_without_a_planned_control_none_is_asked_for(tmp_path: Path) -> None:
    rows = [line.split(",") for line in DAYS.splitlines()]
    alone = "".join(f"{date},{pilot},{guard}\n" for date, pilot, _, guard in rows)
    assert found(tmp_path, PILOT_RAN, NO_CONTROL, (C, DAYS, alone)).status == "pass"
    finding = found(tmp_path, PILOT_RAN, (C, DAYS, alone))
    assert (finding.status, place(finding)) == ("fail", ("pilot.csv", 1))
    assert finding.want == "the columns date, pilot and control, each once"


@pytest.mark.parametrize(
    ("ran", "because", "status", "have"),
    [
        (14, "", "pass", "it ran 14 days, as planned"),
        (13, "", "fail", "it ran 13 days, 14 were planned"),
        (1, "", "fail", "it ran 1 day, 14 were planned"),
        (13, "TODO", "fail", "it ran 13 days, 14 were planned"),
        (13, "the moderators were ill", "pass", "it ran 13 days, 14 were planned: the moderators were ill"),
    ],
)
@pytest.mark.parametrize("analysed", ["here", "elsewhere"])
def test_it_ran_as_long_as_planned_or_says_why_not(  # noqa: PLR0913, PLR0917 - a table with many columns
    analysed: str, ran: int, because: str, status: str, have: str, tmp_path: Path
) -> None:
    measured = (C, DAYS, days(ran, -0.3)) if analysed == "here" else elsewhere(f"days: {ran}")
    finding = found(tmp_path, PILOT_RAN, measured, add(f"ended_because: {because}"))
    assert (finding.status, finding.have) == (status, have)
    assert finding.values["days"] == ran
    if status == "fail":
        assert place(finding) == ("pilot.yaml", 3)
        assert finding.want == "14 days, or the reason for ending early in ended_because"
        more = f"{14 - ran} more day{'s' if ran < 13 else ''}"
        assert finding.fix == f"run it for {more}, or say in ended_because why it ended"


@pytest.mark.parametrize("ran", ["0", "-3", "7.5", "two weeks", ""])
def test_a_test_elsewhere_ran_for_whole_days(ran: str, tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_RAN, elsewhere(f"days: {ran}"))
    assert (finding.status, finding.want) == ("fail", "how many days it ran, a whole number")
    assert place(finding) == ("pilot.yaml", 13)


@pytest.mark.parametrize(
    ("left_out", "have", "line"),
    [
        (["12-09"], "it ran 14 days, as planned; 1 row missing, which counts as the worst one seen", 4),
        (
            ["12-09", "12-10", "12-15"],
            "it ran 14 days, as planned; 3 rows missing, which count as the worst one seen",
            4,
        ),
    ],
)
def test_a_day_that_is_missing_is_a_warning(left_out: list[str], have: str, line: int, tmp_path: Path) -> None:
    kept = "".join(row for row in DAYS.splitlines(keepends=True) if not any(f"-{day}," in row for day in left_out))
    finding = found(tmp_path, PILOT_RAN, (C, DAYS, kept))
    assert (finding.status, finding.have, place(finding)) == ("warn", have, ("pilot.csv", line))
    assert finding.want.startswith("a row for each day, bad days too")


def test_what_comes_after_the_planned_end_does_not_count(tmp_path: Path) -> None:
    finding = found(tmp_path, PILOT_RAN, (C, DAYS, days(15, -0.3)))
    assert (finding.status, finding.digest) == ("warn", found(tmp_path, PILOT_RAN).digest)
    assert finding.have == "it ran 14 days, as planned; 1 row after the planned end, not counted"


def test_days_that_were_drawn_too_early_are_drawn_again_and_not_run_again(tmp_path: Path) -> None:
    plan = (Y, "  days: 14\n", "  days: 14\n  label_delay: 10\n  read: 2026-12-25\n")
    finding = found(tmp_path, PILOT_RAN, plan)
    rows = "5 rows drawn before plan.label_delay was over, not counted"
    assert (finding.status, finding.have) == ("fail", f"it ran 9 days, 14 were planned; {rows}")
    assert finding.fix == "draw the numbers again once all of them are 10 days old, and write that day in plan.read"
    short = found(tmp_path, PILOT_RAN, (C, DAYS, days(9, -0.3)))
    assert (short.have, short.fix) == (
        "it ran 9 days, 14 were planned",
        "run it for 5 more days, or say in ended_because why it ended",
    )


def test_where_nothing_may_be_read_it_is_first_corrected(tmp_path: Path) -> None:
    """To run on helps neither a broken assignment nor a column of zeros."""
    deploy = (Y, "decision: improve", "decision: deploy")
    none = found(tmp_path, VERDICT, deploy, (C, DAYS, days(14, -1, noise=0)))
    assert "the numbers say unclear" in none.have
    assert none.fix.startswith("correct that, run it longer, or decide improve or stop")
    unsure = found(tmp_path, VERDICT, deploy, (C, DAYS, days(14, -0.2, noise=5)))
    assert "the numbers say unclear: " in unsure.have
    assert unsure.fix.startswith("run it longer, or decide improve or stop")


def test_a_pilot_that_says_why_it_ran_again_counts_anew(tmp_path: Path) -> None:
    """Both values that count once differ from those of the first pilot."""
    once, again = found(tmp_path, PILOT_RAN).values, found(tmp_path, PILOT_RAN, add("again_because: a holiday")).values
    assert once == {"start": "2026-12-07", "chosen": "simple-1", "days": 14}
    assert again == {"start": ["2026-12-07", "a holiday"], "chosen": ["simple-1", "a holiday"], "days": 14}
    assert found(tmp_path, PILOT_RAN, add("again_because: TODO")).values == once


@pytest.mark.parametrize(
    ("limit", "better", "cell", "status", "have", "want"),
    [
        ("10 %", "lower", "0.08", "pass", "wrong categories: 8 % on average", "at most 10 %"),
        ("0.1", "lower", "0.08", "pass", "wrong categories: 0.08 on average", "at most 0.1"),
        ("10 %", "lower", "10 %", "pass", "wrong categories: 10 % on average", "at most 10 %"),
        ("10 %", "lower", "0.101", "fail", "wrong categories: 10.1 % on average", "at most 10 %"),
        ("90 %", "higher", "0.9", "pass", "wrong categories: 90 % on average", "at least 90 %"),
        ("90 %", "higher", "0.89", "fail", "wrong categories: 89 % on average", "at least 90 %"),
        ("0", "lower", "0", "pass", "wrong categories: 0 on average", "at most 0"),
    ],
)
def test_the_guard_holds_up_to_its_limit(  # noqa: PLR0913, PLR0917 - a table with many columns
    limit: str, better: str, cell: str, status: str, have: str, want: str, tmp_path: Path
) -> None:
    """For 12 days, of which the mean of 0.1 is 0.10000000000000002."""
    rows = days(12, -0.3).replace(",0.08\n", f",{cell}\n")
    edits: list[Edit] = [(Y, "10 %", limit), (Y, "lower", better), (C, DAYS, rows)]
    finding = found(tmp_path, GUARD, *edits)
    assert (finding.status, finding.have, finding.want) == (status, have, want)
    assert place(finding) == ("pilot.yaml", 11)
    assert finding.fix == (
        "decide improve or stop: the gain comes at the cost of the guard" if status == "fail" else ""
    )


def test_a_guard_that_was_accepted_before_is_still_the_same(tmp_path: Path) -> None:
    """The values of a single limit are those that older projects have recorded."""
    values = found(tmp_path, GUARD).values
    assert values == {"measure": "wrong categories", "mean": 0.08, "better": "lower", "no_worse_than": 0.1}


def test_a_guard_that_is_moved_is_another_guard(tmp_path: Path) -> None:
    """Whoever signed for at most 10 % did not sign for at most 50 %."""
    assert found(tmp_path, GUARD, (Y, "10 %", "50 %")).digest != found(tmp_path, GUARD).digest


def test_several_guards_are_each_named_with_what_is_expected(tmp_path: Path) -> None:
    calls = "{measure: calls, better: lower, no_worse_than: 12, column: control}"
    errors = "{measure: wrong categories, better: lower, no_worse_than: 10 %, column: guard}"
    finding = found(tmp_path, GUARD, (Y, GUARD_BLOCK, f"guards: [{errors}, {calls}]\n"))
    assert finding.have == "wrong categories: 8 % on average; calls: 9.929 on average"
    assert finding.want == "wrong categories: at most 10 %; calls: at most 12"


@pytest.mark.parametrize(
    ("column", "have", "line"),
    [("guards", "wrong categories: 14 rows without", 2), ("guard", "wrong categories: 1 row without a number", 5)],
)
def test_a_guard_is_measured_each_day(column: str, have: str, line: int, tmp_path: Path) -> None:
    finding = found(
        tmp_path, GUARD, (C, "control,guard", f"control,{column}"), (C, "12-10,6.400,9,0.08", "12-10,6.4,9,")
    )
    assert (finding.status, place(finding)) == ("fail", ("pilot.csv", line))
    assert finding.have.startswith(have)
    assert (finding.want, finding.fix) == ("at most 10 %", "add the numbers")


@pytest.mark.parametrize(
    ("result", "status", "have"),
    [
        ("guard: 8 %", "pass", "wrong categories: 8 % on average"),
        ("guard: 11 %", "fail", "wrong categories: 11 % on average"),
        ("days: 14", "fail", "result.guard: nothing yet"),
    ],
)
def test_a_guard_holds_for_a_test_elsewhere_too(result: str, status: str, have: str, tmp_path: Path) -> None:
    finding = found(tmp_path, GUARD, elsewhere(result))
    assert (finding.status, finding.have) == (status, have)


@pytest.mark.parametrize("result", ["days: 14", "guard: 11 %"])
def test_no_guard_is_no_guard_elsewhere_too(result: str, tmp_path: Path) -> None:
    finding = found(tmp_path, GUARD, (Y, GUARD_BLOCK, ""), elsewhere(result))
    assert (finding.status, finding.have, finding.values) == ("pass", "no guard is planned", {})


@pytest.mark.parametrize(
    ("beside", "hint"),
    [((0.05, 0.11), "run it to its planned end"), ((0.04, 0.05), "decide improve or stop: the gain")],
)
def test_a_guard_that_is_only_not_sure_yet_is_given_time(
    beside: tuple[float, float], hint: str, tmp_path: Path
) -> None:
    """It may be worse by more than the margin; that it is worse is another matter."""
    header, *rows = DAYS.splitlines()
    rows = [f"{row},{beside[number % 2]}" for number, row in enumerate(rows)]
    measured = "\n".join([f"{header},guard_control", *rows]) + "\n"
    finding = found(tmp_path, GUARD, (Y, "no_worse_than: 10 %", "margin: 0.01"), (C, DAYS, measured))
    assert finding.status == "fail"
    assert finding.fix.startswith(hint)
