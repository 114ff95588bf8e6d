"""Records and tables as evidence: values, text and rows, each with the line on which it stands."""

import hashlib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place, Unmet
from tests.support.effort import examples


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "phase").mkdir()
    (tmp_path / "data").mkdir()
    return tmp_path


def test_a_record_gives_values_by_dotted_names_and_their_lines(root: Path) -> None:
    (root / "phase" / "r.yaml").write_text("a: 1\nb:\n  c: x\n  d:\n  - e: 2\n  - e: 3\nn:\n  x.y: 4\n  x: {y: 5}\n")
    record = Evidence(root, "phase").record("r.yaml")
    assert (record.get("b.c"), record.get("b.z"), record.get("a.b.c"), record.get("z")) == ("x", None, None, None)
    assert [record.place(name).line for name in ("b.c", "b.z", "a.b.c", "z", "")] == [3, 2, 1, 1, 1]
    assert [(each.get("e"), each.place("e").line) for each in record.items("b.d")] == [(2, 5), (3, 6)]
    assert (record.items("b"), record.items("z"), record.items("a")) == ([], [], [])
    assert (record.get("n.x.y"), record.place("n.x.y").line) == (4, 8)
    assert str(record.place("b.c")) == "phase/r.yaml:3"
    assert [record.place_of(name) for name in ("c", "b.c", "z", "b", "y")] == [record.place("b.c")] * 2 + [None] * 3


@pytest.mark.parametrize(("text", "value"), [("b", "b"), ("0", "0"), ("[a, b]", "a, b"), ("7", "7"), ("[5]", "5")])
def test_a_record_gives_text(root: Path, text: str, value: str) -> None:
    (root / "phase" / "r.yaml").write_text(f"a: {text}\n")
    assert Evidence(root, "phase").record("r.yaml").text("a", "something") == value


@pytest.mark.parametrize("text", ["", "TODO", "[]", "[a, TODO]", "[[a]]", "{b: c}", "[{b: c}]", "''"])
def test_a_record_refuses_what_is_no_text_with_its_line(root: Path, text: str) -> None:
    (root / "phase" / "r.yaml").write_text(f"b: 1\na: {text}\n")
    with pytest.raises(Unmet) as caught:
        Evidence(root, "phase").record("r.yaml").text("a", "something")
    assert caught.value.finding.place == Place("phase/r.yaml", 2)
    assert caught.value.finding.want == "something"
    assert caught.value.finding.fix.endswith(" a")


@pytest.mark.parametrize("text", ["moderators", "[who]", "0"])
def test_a_value_that_stands_where_names_belong_is_what_is_wrong(root: Path, text: str) -> None:
    (root / "phase" / "r.yaml").write_text(f"a:\n  problem: {text}\n")
    with pytest.raises(Unmet) as caught:
        Evidence(root, "phase").record("r.yaml").text("a.problem.who", "something")
    found = caught.value.finding
    assert (found.place, found.want) == (Place("phase/r.yaml", 2), "who, indented below a.problem")
    assert found.have.startswith("a.problem: ")
    assert found.fix == "write who: below a.problem:"


ROWS = 'id,label\n1,a\n\n2,"b\nb"\n3, c \n'
FORMS = [ROWS, f"\ufeff{ROWS}", ROWS.replace("\n", "\r\n"), ROWS.replace("\n", "\r"), ROWS[:-1]]


@pytest.mark.parametrize("text", FORMS)
def test_rows_come_with_the_line_on_which_they_begin(root: Path, text: str) -> None:
    (root / "data" / "t.csv").write_bytes(text.encode())
    rows = [*Evidence(root, "phase").rows("/data/t.csv", ("label", "id"))]
    assert [line for line, _ in rows] == [2, 4, 6]
    assert [{**row, "label": row["label"].split()} for _, row in rows] == [
        {"id": "1", "label": ["a"]},
        {"id": "2", "label": ["b", "b"]},
        {"id": "3", "label": ["c"]},
    ]


@settings(deadline=None, max_examples=examples(50))
@given(
    number=st.integers(1, 3000),
    bad=st.sampled_from([(b"x,\xff", "not UTF-8"), (b'"x"y,z', "not CSV"), (b"x", "1 cell under a header of 2")]),
    where=st.floats(0, 1),
)
def test_a_bad_row_is_named_by_its_line_however_far_down(
    number: int, bad: tuple[bytes, str], where: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [b"id,label", *(b"%d,label" % row for row in range(number))]
    at = 1 + int(where * (number - 1))
    lines[at] = bad[0]
    folder = tmp_path_factory.mktemp("rows")
    (folder / "t.csv").write_bytes(b"\n".join(lines))
    with pytest.raises(Unmet) as caught:
        for _ in Evidence(folder, ".").rows("t.csv", ("id",)):
            pass
    assert caught.value.finding.place == Place("t.csv", at + 1)
    assert caught.value.finding.have.startswith(bad[1])


@pytest.mark.slow
def test_a_large_table_is_never_in_memory_as_a_whole(root: Path) -> None:
    text = b"id,label\n" + b"1,a label that is long enough\n" * 100_000
    (root / "data" / "t.csv").write_bytes(text)
    evidence = Evidence(root, "phase")
    tracemalloc.start()
    count = sum(1 for _ in evidence.rows("/data/t.csv", ("id",)))
    digest = evidence.sha256("/data/t.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert digest == hashlib.sha256(text).hexdigest()
    assert peak < len(text) / 3
