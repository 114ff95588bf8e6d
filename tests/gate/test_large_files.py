"""Evidence of any size is read within a bound, or refused in words."""

import os
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm import file_patterns
from crispdm.gate import csv_rows
from crispdm.gate.checks.audit import Audit
from crispdm.gate.checks.runs import Runs
from crispdm.gate.csv_rows import ROW_LIMIT
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.rows_file import read_rows
from tests.support.effort import examples
from tests.support.memory import run_limited

AUDIT = Audit(id="labels", says="Checked", file="a.csv")
HEADER = "run,date,kind,score,data,split,note\n"


def _unmet(action: Callable[[], object]) -> Finding:
    with pytest.raises(Unmet) as caught:
        action()
    return caught.value.finding


def _peak(action: Callable[[], object]) -> int:
    """How many bytes Python needed at most."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _sparse(path: Path, begin: str = "") -> None:
    """A file of 2 GB that takes no place: behind its beginning one line without an end."""
    with path.open("w") as file:
        file.write(begin)
        file.truncate(2 << 30)


@pytest.mark.parametrize("name", ["label_audit.csv", "profile.yaml", "inventory.yaml"])
def test_a_file_of_one_endless_line_is_refused_in_little_memory(project: Path, name: str) -> None:
    _sparse(project / "02_data_understanding" / name, "id,label,checked,by\n" if name.endswith("csv") else "")
    done = run_limited(300, "check", "data_understanding", cwd=project)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"{name}:{2 if name.endswith('csv') else 1}" in done.stdout
    assert "more than 1,048,576" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("row", ['","\n', '"\n', ",", "a", "é", '"",\r'])
def test_a_row_is_read_to_its_limit_and_no_further(tmp_path: Path, row: str) -> None:
    begin = '"' if row.startswith('"') else ""
    (tmp_path / "a.csv").write_text("id,label\n1,a\n" + begin + row * (4 * ROW_LIMIT), "utf-8", newline="")

    def refused() -> None:
        finding = _unmet(lambda: [*Evidence(tmp_path, ".").rows("a.csv", ("id",))])
        assert (finding.place.line, finding.fix[:6]) in ((3, "export"), (3, "fix th"))  # not CSV at all

    assert _peak(refused) < 60 << 20


def test_a_row_of_the_largest_size_is_read(tmp_path: Path) -> None:
    header = ",".join(f"column{number}" for number in range(10))
    row = ",".join("x" * (ROW_LIMIT // 10 - 1) for _ in range(10))
    (tmp_path / "a.csv").write_text(f"{header}\n" + f"{row}\n" * 4)
    assert sum(1 for _ in Evidence(tmp_path, ".").rows("a.csv", ("column1",))) == 4


@pytest.mark.parametrize("size", [19, 20])
def test_a_row_of_just_the_largest_size_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(csv_rows, "ROW_LIMIT", 20)
    (tmp_path / "a.csv").write_text("id,label\n" + f"1,{'x' * (size - 2)}\n" * 2, "utf-8", newline="")
    rows = Evidence(tmp_path, ".").rows("a.csv", ("id",))
    if size == 19:  # and the line feed
        assert len([*rows]) == 2
    else:
        assert _unmet(lambda: [*rows]).have == "a row of more than 20 characters"


@settings(deadline=None, max_examples=examples(100))
@given(
    parts=st.lists(
        st.sampled_from([b"a", b"\n", b"\xc3\xa9", b"\xf0\x9f\x8c\x8d", b"\xff", b"\xc3", b"x" * 20_000]), max_size=6
    )
)
def test_the_line_that_is_not_utf_8_is_found_in_parts_as_in_the_whole(
    parts: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = b"id\n" + b"".join(parts) + b"\n" + b"y" * 70_000 + b"\xff"
    folder = tmp_path_factory.mktemp("rows")
    (folder / "a.csv").write_bytes(text)
    finding = _unmet(lambda: [*Evidence(folder, ".").rows("a.csv", ("id",))])
    assert (finding.have, finding.place.line) == ("not UTF-8", text.count(b"\n", 0, _first_error(text)) + 1)


def _first_error(text: bytes) -> int:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start
    raise AssertionError("it is UTF-8")


def _rows(path: Path, rows: Iterator[str]) -> Path:
    with path.open("w") as file:
        file.writelines(rows)
    return path


@pytest.mark.slow
def test_rows_that_are_counted_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "metric.yaml").write_text("chosen: r\n")
    (tmp_path / "runs.csv").write_text(f"{HEADER}r,2026-11-24,simple,1,d,s,\n")
    check = Runs(id="e", says="Reviewed", file="runs.csv", metric="metric.yaml", part="errors")

    def decide(number: int) -> Callable[[], Finding]:
        _rows(tmp_path / "errors.csv", (f"{row or 'id'},{'checked' if not row else ''}\n" for row in range(number + 1)))
        return lambda: check.decide(Evidence(tmp_path, "."))

    few, many = _peak(decide(1_000)), _peak(decide(50_000))
    assert many < few + (100 << 10)
    assert decide(3_000)().have == "0 of 3,000 training errors reviewed"


@pytest.mark.parametrize("size", [10, 10_000])
def test_what_an_audit_keeps_of_a_row_is_small(tmp_path: Path, size: int) -> None:
    _rows(tmp_path / "a.csv", iter(["id,label,checked,by\n", *(f"{row:0{size}},a,a,Bo\n" for row in range(2_000))]))
    assert _peak(lambda: AUDIT.decide(Evidence(tmp_path, "."))) < 3 << 20


def test_an_audit_that_nobody_made_by_hand_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crispdm.gate.checks.audit._MOST", 100)
    rows = ["id,label,checked,by\n", *(f"{row % 101},a,a,Bo\n" for row in range(200)), "x,a,,\n" * 200]
    _rows(tmp_path / "a.csv", iter(rows[:101]))
    assert AUDIT.decide(Evidence(tmp_path, ".")).status == "pass"
    _rows(tmp_path / "a.csv", iter(rows))
    finding = _unmet(lambda: AUDIT.decide(Evidence(tmp_path, ".")))
    assert (finding.place.line, finding.have) == (102, "more than 100 checked rows")


def test_a_log_of_runs_or_days_is_no_table(tmp_path: Path) -> None:
    _rows(tmp_path / "runs.csv", iter(["run,date,pilot,control\n", "x,2026-12-07,1,1\n" * (LOG_LIMIT // 17 + 1)]))
    (tmp_path / "metric.yaml").write_text("chosen: r\n")
    evidence = Evidence(tmp_path, ".")
    check = Runs(id="e", says="Reviewed", file="runs.csv", metric="metric.yaml", part="errors")
    for way in (lambda: check.decide(evidence), lambda: read_rows(evidence, "runs.csv", date(2026, 1, 1), PLAN)):
        assert _unmet(way).have == "more than 4,194,304 bytes"


PLAN = Plan(share=0.05, days=14)


def test_a_pilot_has_a_last_day(tmp_path: Path) -> None:
    days = (f"{date(2000, 1, 1) + timedelta(days=number)},1,1\n" for number in range(10_001))
    _rows(tmp_path / "pilot.csv", iter(["date,pilot,control\n", *days]))
    evidence = Evidence(tmp_path, ".")
    finding = _unmet(lambda: read_rows(evidence, "pilot.csv", date(2000, 1, 1), PLAN))
    assert (finding.have, finding.place.line) == ("more than 10,000 rows", 10_002)


@pytest.mark.parametrize("plan", ["days: 3661", "days: 1000000000", "days: 1.0e+20", "start: 9999-12-31"])
def test_a_plan_beyond_the_calendar_is_refused(tmp_path: Path, plan: str) -> None:
    rest = "share: 0.05, control: a, stopped_by: Bo, switch_off: a flag"
    (tmp_path / "p.yaml").write_text(f"plan: {{{rest}, {plan}}}\n")
    record = Evidence(tmp_path, ".").record("p.yaml")
    finding = _unmet(lambda: (read_start if "start" in plan else read_plan)(record))
    assert finding.have.startswith(f"plan.{plan.split(':', maxsplit=1)[0]}")


def _calls(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """Each call of a function from now on."""
    calls: list[object] = []
    real = getattr(module, name)

    def counted(*given: object, **named: object) -> object:
        calls.append(given)
        return real(*given, **named)

    monkeypatch.setattr(module, name, counted)
    return calls


@pytest.mark.parametrize("pattern", ["plots/*.png", "**/*.png", "plots/**/*"])
def test_a_glob_opens_each_file_once_and_looks_up_no_path_of_it(
    tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plots").mkdir()
    for number in range(500):
        (tmp_path / "plots" / f"{number:03}.png").write_text("x" if number else "")
    evidence = Evidence(tmp_path, ".")
    opened, listed = (_calls(monkeypatch, os, name) for name in ("open", "scandir"))
    looked_up = _calls(monkeypatch, os.path, "realpath")
    assert len(evidence.glob(pattern)) == 499
    assert evidence.changed_files() == []
    assert len(looked_up) < 10
    assert len(opened) < 2 * 500 + 10
    assert len(listed) < 10
    (tmp_path / "plots" / "007.png").write_text("other")
    (tmp_path / "plots" / "008.png").unlink()
    assert evidence.changed_files() == ["plots/007.png", "plots/008.png"]


@pytest.mark.parametrize(
    ("limit", "have"), [("MOST_FOUND", "more than 5 files"), ("MOST_SEEN", "more than 5 files and")]
)
@pytest.mark.parametrize("pattern", ["*", "**/*", "deep/*"])
def test_a_pattern_that_matches_too_much_is_refused_in_words(
    tmp_path: Path, limit: str, have: str, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep").mkdir()
    for folder in (tmp_path, tmp_path / "deep"):
        for number in range(6):
            (folder / f"{number}").write_text("x")
    monkeypatch.setattr(file_patterns, limit, 5)
    finding = _unmet(lambda: Evidence(tmp_path, ".").glob(pattern))
    assert have in finding.have
    assert finding.fix == "name one folder in crispdm.yaml, or fewer files"


@pytest.mark.parametrize("limit", ["MOST_FOUND", "MOST_SEEN"])
def test_a_pattern_may_match_as_much_as_it_is_said(tmp_path: Path, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}").write_text("x")
    monkeypatch.setattr(file_patterns, limit, 5)
    assert len(Evidence(tmp_path, ".").glob("*")) == 5


def test_a_glob_comes_to_the_bottom_of_deep_folders(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 600)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x")
    assert len(Evidence(tmp_path, ".").glob("**/a.txt")) == 1
