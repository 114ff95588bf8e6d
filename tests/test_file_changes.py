"""What changed in a file, in the words of a standup."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.file_changes import _by_name, describe_change
from tests.support.effort import examples

RUNS = "run,score\nrule-1,0.6\n"
SHEET = "id,label,checked,by\n1,phones,,\n2,bikes,,\n3,bikes,bikes,Cy\n"
FILLED = SHEET.replace("phones,,", "phones,phones,Cy").replace("2,bikes,,", "2,bikes,cars,Cy")
LONG = "measure: of those that take much of the time"
TARGET = "objective:\n  now: 10\n  target: 5\n  measure:\nfields:\n- a\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("runs.csv", RUNS, RUNS + "rule-2,0.7\n", "1 new run"),
        ("runs.csv", RUNS, RUNS + "rule-2,0.7\nrule-3,0.7\n", "2 new runs"),
        ("runs.csv", RUNS, "run,score\nrule-1,0.7\n", "1 run changed"),
        ("runs.csv", RUNS, "run,score\nrule-2,0.7\n", "1 new run in place of the 1 run before"),
        ("runs.csv", None, RUNS, "1 new run"),
        ("runs.csv", RUNS, RUNS.replace("\n", "\r\n"), "no row changed"),
        ("runs.csv", RUNS, "run,score,note\nrule-1,0.6,\n", "new column note"),
        ("runs.csv", RUNS, "run,score,note\nrule-1,0.6,\nrule-2,0.7,x\n", "1 new run and new column note"),
        ("pilot.csv", "date,pilot\n2026-12-07,5\n", "date,pilot\n2026-12-07,5\n2026-12-08,6\n", "1 new day"),
        ("pilot.csv", "date,a,b,c\n", "date,pilot,control\n2026-12-07,5,6\n", "1 new day"),
        ("pilot.csv", "date,a\nx,1\ny,2\n", "date,a\nz,1\n", "1 new day in place of the 2 days before"),
        ("pilot.csv", "date,a\nx,1\n", "date,b,c\nx,1\n", "other columns"),
        ("pilot.csv", "date,a\nx,1\n", "date,b\nx,1\n", "new column b, without a"),
        ("a.csv", SHEET, FILLED, "2 rows filled in"),
        ("a.csv", SHEET, SHEET.replace("bikes,bikes,Cy", "bikes,phones,Cy"), "1 row changed"),
        ("a.csv", "x\n1\n1\n", "x\n1\n1\n1\n", "1 new row"),
        ("a.csv", "x\n1\n", "", "1 row removed"),
        ("a.csv", "", "", "no row changed"),
        ("a.csv", b"x\n\xff\n", "x\n", "changed"),
        ("o.yaml", TARGET, TARGET.replace("5", "4"), "objective.target from 5 to 4"),
        ("o.yaml", TARGET, TARGET.replace("measure:", "measure: time"), "objective.measure: time"),
        ("o.yaml", TARGET, TARGET.replace("measure:", LONG), "objective.measure filled in"),
        ("o.yaml", TARGET, TARGET.replace("target: 5", "target: TODO"), "objective.target removed"),
        ("o.yaml", TARGET, TARGET.replace("measure:", "measure: TODO"), "no value changed"),
        ("o.yaml", TARGET, f"# a comment\n{TARGET}", "no value changed"),
        ("o.yaml", TARGET, TARGET + "- b\n- c\n", "2 entries more in fields"),
        ("o.yaml", TARGET + "- b\n", TARGET, "1 entry fewer in fields"),
        ("o.yaml", TARGET, TARGET.replace("- a", "- b"), "fields changed"),
        ("o.yaml", "now: 10\nok: false\n", "now: 9\nok: true\n", "now from 10 to 9 and ok from false to true"),
        ("o.yaml", "", "a: 1\nb: 2\nc: 3\n", "3 values filled in"),
        ("o.yaml", "a: 1\nb: 2\nc: 3\n", "a: 2\nb:\ne: 5\n", "1 value filled in, 1 value changed and 2 values removed"),
        ("o.yaml", "a: 1\n", "just text\n", "changed"),
        ("o.yml", "a: 1\n", "a: [\n", "changed"),
        ("o.yaml", None, "a: 1\n", "new"),
        ("train.py", "a\n", "b\n", "changed"),
        ("train.py", None, "b\n", "new"),
        ("train.py", "a\n", None, "removed"),
    ],
)  # fmt: skip
def test_a_change_is_said_as_a_colleague_says_it(name: str, old: str | None, new: str | None, said: str) -> None:
    def read(text: str | bytes | None) -> bytes | None:
        return text.encode() if isinstance(text, str) else text

    assert describe_change(name, read(old), read(new)) == said


@settings(deadline=None, max_examples=examples(200))
@given(
    name=st.sampled_from(["a.csv", "a.yaml", "a.md"]),
    old=st.none() | st.binary(max_size=60) | st.text(max_size=60).map(str.encode),
    new=st.none() | st.binary(max_size=60) | st.text(max_size=60).map(str.encode),
)
def test_whatever_is_in_a_file_something_is_said(name: str, old: bytes | None, new: bytes | None) -> None:
    assert describe_change(name, old, new)


@settings(deadline=None, max_examples=examples(200))
@given(before=st.sets(st.integers(0, 30)), after=st.sets(st.integers(0, 30)))
def test_rows_are_counted_as_one_counts_them(before: set[int], after: set[int]) -> None:
    old, new = ("run,score\n" + "".join(f"r{each},1\n" for each in names) for names in (before, after))
    said = describe_change("runs.csv", old.encode(), new.encode())
    assert (f"{len(after - before)} new run" in said) == bool(after - before)
    assert (f"{len(before - after)} run" in said.replace("new run", "")) == bool(before - after)


def test_a_table_of_equal_rows_is_compared_in_time_that_grows_with_it() -> None:
    class Counted(str):
        __slots__ = ()
        compared = 0

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    rows: list[list[str]] = [[Counted("x"), Counted(number % 7)] for number in range(2_000)]
    assert len(_by_name(rows)) == 2_000
    assert Counted.compared < 20 * 2_000


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=2), max_size=12))
def test_equal_rows_are_told_apart_by_how_often_they_came_before(rows: list[list[str]]) -> None:
    if len({row[0] for row in rows}) < len(rows):
        assert _by_name(rows) == {(*row, rows[:at].count(row)): row for at, row in enumerate(rows)}
