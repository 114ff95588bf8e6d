"""Where raw data may be, and what the scripts say to a source that they cannot read: one line, and nothing written."""

import gzip
import hashlib
import importlib
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tests.support.work import AUDIT, BASELINE, DATASET, DRAW, INVENTORY, METRIC, PREPARE, PROFILE, Here

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

PROFILED, FACTS = "2_data_understanding/profile", "03_data_preparation/facts.yaml"
SAFE = "postgres://reader:hunter2@localhost/shop"
BAD: dict[str, tuple[Any, str]] = {
    "a URL alone": (SAFE, "data: a URL alone"),
    "an unknown key": ({"fiel": "data/raw.csv"}, "unknown key 'fiel'; did you mean 'file'?"),
    "no source": ({"url": "duckdb://"}, "no file, table or select; expected exactly one"),
    "two sources": ({"table": "a", "select": "select 1"}, "table and select; expected exactly one"),
    "a password": ({"url": SAFE, "table": "a"}, "a password in a file that git keeps"),
    "no URL": ({"url": "warehouse", "table": "a"}, "'warehouse' is not a URL"),
    "an unset variable": ({"url": "${NO_SUCH}", "table": "a"}, "NO_SUCH is not set in the environment"),
    "an unknown kind": ({"url": "postgre://h/d", "table": "a"}, "unknown kind 'postgre'; did you mean 'postgres'?"),
    "no connection": ({"url": "postgres:///shop?host=/nowhere", "table": "a"}, "data.url: cannot connect"),
    "no database": ({"url": "duckdb://data/no.duckdb", "table": "a"}, "cannot connect: no.duckdb: no such file"),
    "a missing driver": (
        {"url": "mysql://h/d", "table": "a"},
        "mysql needs a driver; run `pip install 'ibis-framework[mysql]'`",
    ),
    "no SELECT": ({"select": "drop table a"}, "data.select: not a SELECT"),
    "no file with it": ({"select": "raw.sql"}, "raw.sql: no such file"),
    "a SELECT that fails": ({"select": "select * from nowhere"}, "the SELECT: "),
    "no table": ({"url": "sqlite://data/shop.db", "table": "rwa"}, "no table 'rwa'; did you mean 'raw'?"),
    "a schema left out": ({"url": "duckdb://data/kept.duckdb", "table": "raw"}, "'raw'; did you mean 'kept.raw'?"),
    "a schema that is not there": (
        {"url": "duckdb://data/kept.duckdb", "table": "ketp.raw"},
        "no table 'ketp.raw'; did you mean 'kept.raw'?",
    ),
    "a database as a file": (
        "data/shop.db",
        'data/shop.db: a database; name a table of it in 02_data_understanding/inventory.yaml: data: {url: "sqlite://',
    ),
    "no file": ("data/no.csv", "data/no.csv: no such file"),
    "an empty folder": ("data/empty", "data/empty: no .csv, "),
    "a suffix": ("data/raw.xls", "data/raw.xls: unknown file type; expected one of .csv"),
    "an empty file": ("data/empty.csv", "data/empty.csv: empty; expected a header and rows"),
    "no parquet": ("data/cut.parquet", "data/cut.parquet' too small to be a Parquet file\n"),
    "a short row": ("data/ragged.csv", "data/ragged.csv:3: 1 cells; expected 3, as in the header"),
    "a bad cell": ("data/bad.csv", "data/bad.csv:52: x: 'cheap' is not a number; correct the cell, or write kind:"),
    "a column twice": ("data/twice.csv", "data/twice.csv:1: two columns are called 'x', in upper or lower case"),
    "nothing": ("", "data: nothing yet; expected a path"),
}
TYPES = "{'id': 'varchar'}"
LINES = ["id,x,y", *(f"{number:03},{number},{'ab'[number % 2]}" for number in range(100))]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A project with raw data of each kind."""
    here = Here(tmp_path_factory.mktemp("sources"))
    (here.root / "data/empty").mkdir()
    bad = [*LINES[:51], "050,cheap,a", *LINES[52:]]
    files = {
        "raw.xls": "x",
        "cut.parquet": "",
        "empty.csv": "",
        "ragged.csv": "id,x,y\n1,2,a\n3\n",
        "twice.csv": "id,x,X,y\n1,2,3,a\n",
    }
    for name, text in {**files, "bad.csv": "\n".join(bad), "raw.csv": "\n".join(LINES)}.items():
        here.write(f"data/{name}", text)
    with sqlite3.connect(here.root / "data/shop.db") as base:
        base.execute("create table raw (id text, x integer, y text)")
        base.executemany("insert into raw values (?, ?, ?)", [line.split(",") for line in LINES[1:]])
    base.close()
    with duckdb.connect(here.root / "data/kept.duckdb") as kept:
        kept.execute("create schema kept.kept; create table kept.kept.raw as select '1' as id, 2 as x, 'a' as y")
    return here


def take(work: Here, data: Any) -> None:
    fields = [{"name": name, "role": role} for name, role in (("id", "key"), ("x", "feature"), ("y", "target"))]
    work.write(INVENTORY, json.dumps({"data": data, "fields": fields}))


@pytest.mark.parametrize("name", BAD)
def test_a_source_that_cannot_be_read_is_named_in_one_line(work: Here, name: str) -> None:
    data, said = BAD[name]
    take(work, data)
    line = work.refused(PROFILE)
    assert said in line
    assert "hunter2" not in line


def test_a_schema_may_be_called_as_its_database(work: Here) -> None:
    take(work, {"url": "duckdb://data/kept.duckdb", "table": "kept.raw"})
    assert "1 row, 3 columns" in work.run(PROFILE)


def written(lines: list[str], separator: str) -> bytes:
    return "\n".join(lines).replace(",", separator).encode()


def test_the_same_rows_are_read_from_files_of_each_kind(work: Here) -> None:
    data = work.root / "data"
    (data / "some").mkdir()
    (data / "some/1.csv").write_bytes(written(LINES[:50], ","))
    (data / "some/2.CSV").write_bytes(written([LINES[0], *LINES[50:]], ","))
    (data / "semi.csv").write_bytes(written(LINES, ";"))
    (data / "raw.tsv").write_bytes(written(LINES, "\t"))
    (data / "wide.csv").write_bytes(written(LINES, ",").decode().encode("utf-16"))
    (data / "raw.CSV.GZ").write_bytes(gzip.compress(written(LINES, ",")))
    named = [{"id": one, "x": int(two), "y": three} for one, two, three in (line.split(",") for line in LINES[1:])]
    with duckdb.connect(data / "shop.duckdb") as base:
        base.execute(f"create schema kept; create table kept.raw as from read_csv('{data}/raw.csv', types={TYPES})")
        for part, rows in ((1, "where x < 50"), (2, "where x >= 50"), (3, "limit 0")):  # the last one is empty
            (data / f"hive/part={part}").mkdir(parents=True)
            base.execute(f"copy (from kept.raw {rows}) to '{data}/hive/part={part}/rows.parquet'")
        (data / "hive/part=4").mkdir()
    (data / "raw.jsonl").write_text("\n".join(json.dumps(row) for row in named))
    work.write("data/raw.sql", f"-- a join of files\nselect * from read_csv('data/raw.csv', types={TYPES})\n")
    split = {"by": "id", "test_from": None}
    contents = set()
    work.write(DATASET, json.dumps({"table": "data/table.parquet", "key": "id", "split": split}))
    sources: list[Any] = [
        "data/raw.csv",
        "data/some",
        "data/some/*.[cC]*",
        "data/semi.csv",
        "data/raw.tsv",
        "data/wide.csv",
    ]
    sources += ["data/hive", {"url": "duckdb://data/shop.duckdb", "table": "kept.raw"}, {"select": "data/raw.sql"}]
    sources += ["data/raw.CSV.GZ", "data/raw.jsonl", {"url": "sqlite://data/shop.db", "table": "raw"}]
    for source in sources:
        take(work, source)
        work.run(PREPARE)
        contents.add((str(source), work.read("03_data_preparation/facts.yaml")["content"]))
    assert len({content for _, content in contents}) == 1, contents


@pytest.fixture
def module(work: Here, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Import a module of the project, for one test."""
    monkeypatch.syspath_prepend(work.root)
    yield lambda name: importlib.import_module(f"my_project.{name}")
    for name in [each for each in sys.modules if each.partition(".")[0] == "my_project"]:
        del sys.modules[name]


FILLED = b"id,x\n1," + b"a" * (4 + (1 << 18) - 8)  # up to the last byte of the first block that is looked at


@pytest.mark.parametrize(
    ("written", "last"),
    [
        (b"id,x\n1,caf\xc3\xa9\n", "é"),
        (b"\xef\xbb\xbfid,x\n1,caf\xc3\xa9\n", "é"),
        (b"id,x\n1,caf\xe9\n", "é"),
        (FILLED + b"\xc3\xa9\n", "é"),
        (FILLED + b"\xc3\n2," + b"b" * ((1 << 18) - 3) + b"\xa9\n", "Ã"),
        (FILLED + b"\n2,plain\n", "a"),
    ],
    ids=[
        "UTF-8",
        "with a mark",
        "of Windows",
        "over two blocks",
        "with a block between its bytes, so of Windows",
        "ASCII",
    ],
)
def test_an_encoding_is_found_wherever_the_letter_is(
    module: Callable[[str], Any], tmp_path: Path, written: bytes, last: str
) -> None:
    (tmp_path / "raw.csv").write_bytes(written)
    (tmp_path / "copies").mkdir()
    query = module("text_files").open_text(tmp_path / "raw.csv", tmp_path / "copies").query({"id": "BIGINT"}, [""])
    (number, text), *_ = module("engines").embedded().raw_sql(query).fetchall()
    assert (number, text[-1]) == (1, last)


ANY = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.lists(st.text(st.sampled_from("ab \r\n\t,;\"'é") | ANY, min_size=1), min_size=1, max_size=20)


def test_a_table_of_any_engine_is_read_from_a_text_file_as_it_was(module: Callable[[str], Any], tmp_path: Path) -> None:
    embedded, sqlite = module("engines").embedded(), ibis.sqlite.connect()

    @settings(deadline=None, max_examples=20)
    @given(TEXTS, st.sampled_from([embedded, sqlite]), st.sampled_from(["table.csv", "table.tsv"]))
    @example(["a\rb", "\r", "plain"], sqlite, "table.csv")
    def check(texts: list[str], engine: Any, name: str) -> None:
        made = pa.table({"number": range(len(texts)), "text": texts, "last": ["x"] * len(texts)})
        module("storage").write_file(engine.create_table("made", made, overwrite=True), tmp_path / name)
        query = module("text_files").open_text(tmp_path / name, tmp_path).query({"number": "BIGINT"}, [""])
        assert embedded.raw_sql(query).fetchall() == [(number, text, "x") for number, text in enumerate(texts)]

    check()


def test_a_correction_has_one_row_and_a_known_label(work: Here) -> None:
    take(work, "data/raw.csv")
    work.write(DATASET, json.dumps({"table": "data/table.parquet", "key": "id", "split": {"by": "id"}}))
    for row, said in {
        "999,a,b": "no row that can be used has this id",
        "003,b,ok": "'ok': no row has this label",
        "003,b,a,Cy\n003,b,b": "id 003: checked: 'a' on one line and 'b' on another; agree on one of them",
    }.items():
        work.write(AUDIT, f"id,label,checked,by\n{row},Cy\n")
        assert said in work.refused(PREPARE)
    work.write(AUDIT, "id,label,checked,by,why\n003,b,a,Cy,seen twice\n")
    assert "1 row relabelled" in work.run(PREPARE)


@pytest.mark.parametrize("script", [PROFILE, DRAW, PREPARE])
def test_a_key_that_is_doubled_or_gives_away_the_target_is_refused(work: Here, tmp_path: Path, script: str) -> None:
    doubled, telling = tmp_path / "doubled.csv", tmp_path / "telling.csv"
    doubled.write_text("\n".join([*LINES, LINES[9], "003,77,a"]))
    words = [line.replace("a", "apple").replace("b", "berry").split(",") for line in LINES[1:]]
    telling.write_text("\n".join([LINES[0], *(f"{label}-{id_},{x},{label}" for id_, x, label in words)]))
    work.write(DATASET, json.dumps({"table": "data/table.parquet", "key": "id", "split": {"by": "id"}}))
    work.write(AUDIT, "id,label,checked,by\n")
    take(work, str(doubled))
    assert "several different rows have the same id, such as '003'; choose a key" in work.refused(script)
    take(work, str(telling))
    assert "key: id gives away the target 'y', whose value is in the key" in work.refused(script)
    telling.write_text("\n".join([LINES[0], *(f"{id_},{x},apple" for id_, x, _ in words)]))
    assert "rows" in work.run(script), "one label gives nothing away"


def test_thousands_of_columns_are_refused_before_they_are_read(work: Here, tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(10_000)]
    (tmp_path / "raw.csv").write_text(f"{','.join(names)}\n{','.join('1' * 10_000)}\n")
    parquet.write_table(pa.table({name: [1] for name in names}), tmp_path / "raw.parquet")
    for name in ("raw.csv", "raw.parquet"):
        said = work.refused(PROFILE, "--fields", str(tmp_path / name))
        assert "10000 columns; expected at most 2000; name those that matter" in said


def test_names_of_columns_are_never_run(work: Here) -> None:
    names = ["id", 'x"; drop table raw; --', "select", "o'clock), (1", "y"]
    lines = [",".join('"' + name.replace('"', '""') + '"' for name in names)]
    lines += [f"{number:03},{number},{number % 7},{number % 3}.5,{'ab'[number % 2]}" for number in range(100)]
    work.write("data/names.csv", "\n".join(lines))
    roles = ("key", "feature", "feature", "feature", "target")
    fields = [{"name": name, "role": role} for name, role in zip(names, roles, strict=True)]
    work.write(INVENTORY, json.dumps({"data": "data/names.csv", "fields": fields}))
    work.write(DATASET, json.dumps({"table": "data/names.parquet", "key": "id", "split": {"by": "id"}}))
    for script in (PROFILE, DRAW, PREPARE):
        work.run(script)
    for script in (PROFILE, PREPARE):
        assert "as recorded" in work.run(script, "--verify")
    assert work.read("03_data_preparation/facts.yaml")["columns"] == names
    work.write(AUDIT, "id,label,checked,by\n")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process cannot be set here")
def test_a_time_is_the_same_wherever_the_script_runs(work: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    path = work.root / "data/times.duckdb"
    with duckdb.connect(path) as base:
        base.execute(
            "create table raw as select i::varchar id, timestamptz '2026-01-01 00:00:00+00' + interval (i) hour at_,"
            " i x, i % 2 y from range(100) t(i)"
        )
        base.execute(f"copy raw to '{work.root}/data/times.parquet'")
    fields = {"id": "key", "at_": "feature", "x": "feature", "y": "target"}
    split = {"by": "at_", "test_from": "2026-01-04 00:00:00"}
    work.write(DATASET, json.dumps({"table": "data/table.parquet", "key": "id", "split": split}))
    found = []
    for data in ({"url": "duckdb://data/times.duckdb", "table": "raw"}, "data/times.parquet"):
        named = [{"name": name, "role": role} for name, role in fields.items()]
        work.write(INVENTORY, json.dumps({"data": data, "fields": named}))
        for zone in ("UTC", "America/New_York"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            for script in (PROFILE, PREPARE):
                work.run(script)
            facts, profile = (work.read(f"0{name}.yaml") for name in ("3_data_preparation/facts", PROFILED))
            found.append((facts["content"], facts["test_rows"], profile["dates"], profile["columns"]["at_"]))
    monkeypatch.undo()
    time.tzset()
    assert found[1:] == found[:1] * 3
    assert found[0][1:3] == (28, {"from": "2026-01-01", "to": "2026-01-05"})


def test_what_changes_between_two_steps_is_noticed(work: Here) -> None:
    take(work, "data/steps.csv")
    work.write("data/steps.csv", "\n".join(LINES))
    work.write(DATASET, json.dumps({"table": "data/steps.parquet", "key": "id", "split": {"by": "id"}}))
    work.write(METRIC, "{metric: accuracy, better: higher, good_enough: 0.5}")
    work.run(PROFILE)
    work.run(PREPARE)
    facts = work.read(FACTS)
    with duckdb.connect() as base:  # somebody changes the table, and hashes it
        other = base.read_parquet(str(work.root / "data/steps.parquet")).project("id, 7::BIGINT AS x, y")
        other.write_parquet(str(work.root / "data/new.parquet"))
    made = (work.root / "data/steps.parquet").read_bytes()
    (work.root / "data/new.parquet").replace(work.root / "data/steps.parquet")
    sha256 = hashlib.sha256((work.root / "data/steps.parquet").read_bytes()).hexdigest()
    work.write(FACTS, json.dumps({**facts, "sha256": sha256}))
    assert "data/steps.parquet has other rows than the table that is made again" in work.refused(PREPARE, "--verify")
    (work.root / "data/steps.parquet").write_bytes(made)
    work.write(FACTS, json.dumps(facts))
    work.write("data/steps.csv", "\n".join([*LINES[:-1], "099,98,a"]))
    said = work.start(PROFILE, "--verify").err
    assert "profile.yaml: target.a: 0.5 was recorded; made again it is 0.51" in said
    answer = work.start(PREPARE, "--verify")
    named = [line.split(": ")[2] for line in answer.err.splitlines()]
    assert (answer.code, answer.out, named) == (1, "", ["content", "raw"])
    with duckdb.connect() as base:
        base.execute(f"copy (select 1 as id) to '{work.root}/data/steps.parquet'")
    assert "data/steps.parquet: changed since it was measured in" in work.refused(BASELINE)
    assert "sha256: data/steps.parquet is not the table that was measured" in work.start(PREPARE, "--verify").err
    (work.root / "data/steps.parquet").unlink()
    assert "data/steps.parquet: no such file; run 03_data_preparation/prepare.py" in work.refused(BASELINE)
    assert work.refused(PREPARE, "--verify").count("\n") == 1


def test_a_bad_cell_of_a_column_that_nothing_reads_stops_no_step(work: Here) -> None:
    """Else profile.py, which reads no more than it needs, would leave it to prepare.py to find."""
    take(work, "data/beside.csv")
    work.write("data/beside.csv", "\n".join(f"{line},{n or 'beside'}" for n, line in enumerate(LINES)) + "x")
    work.write(DATASET, json.dumps({"table": "data/beside.parquet", "key": "id", "split": {"by": "id"}}))
    assert "left out, not kept in 02_data_understanding/inventory.yaml: beside" in work.run(PROFILE)
    assert "data/beside.parquet: 100 rows, 3 columns" in work.run(PREPARE)


def test_what_differs_in_many_columns_is_told_in_a_few_lines(work: Here) -> None:
    names = [f"x{number}" for number in range(7)]
    fields = [*({"name": name, "role": "feature"} for name in names), {"name": "y", "role": "target"}]
    work.write(INVENTORY, json.dumps({"data": "data/many.csv", "fields": fields}))
    lines = [[*map(str, range(start, start + 7)), "ab"[start % 2]] for start in range(20)]
    work.write("data/many.csv", "\n".join(map(",".join, [[*names, "y"], *lines])))
    work.run(PROFILE)
    work.write("data/many.csv", "\n".join(map(",".join, [[*names, "y"], *lines, ["99"] * 7 + ["a"]])))
    told = [line.split("profile.yaml: ")[1] for line in work.start(PROFILE, "--verify").err.splitlines()]
    assert told[0] == "rows: 20 was recorded; made again it is 21"
    columns = [line for line in told if line.startswith("columns")]
    assert columns == [
        "columns: 14 values differ, in x0, x1, x2, x3, x4 and 2 more; the first 3:",
        "columns.x0.distinct: 20 was recorded; made again it is 21",
        "columns.x0.max: 19 was recorded; made again it is 99",
        "columns.x1.distinct: 20 was recorded; made again it is 21",
    ]


def test_rows_of_a_group_stay_together_and_the_validation_part_begins_where_it_is_said(work: Here) -> None:
    twins = [f"{number:03},{number // 4},{number % 9},{'ab'[number % 2]}" for number in range(200)]
    work.write("data/twins.csv", "\n".join(["id,x,day,y", *twins]))
    fields = {"id": "key", "x": "feature", "day": "other", "y": "target"}
    named = [{"name": name, "role": role} for name, role in fields.items()]
    work.write(INVENTORY, json.dumps({"data": "data/twins.csv", "fields": named}))

    def facts(**split: Any) -> Any:
        work.write(DATASET, json.dumps({"table": "data/twins.parquet", "key": "id", "split": split}))
        said = work.run(PREPARE)
        found = work.read("03_data_preparation/facts.yaml")
        assert ("with the features of a training row" in said) == (found["same_features"] > 0)
        return found

    assert facts(by="id")["same_features"] > 20, "at overlap 0"
    assert facts(by="id", group_by="features")["same_features"] == 0
    assert facts(by="id", group_by=["x"])["same_features"] == 0
    timed = facts(by="day", test_from=7, validation_from=4)
    assert (timed["test_rows"], timed["validation_rows"], timed["validation_from"]) == (44, 66, 4)
    assert facts(by="day", test_from=7)["validation_from"] == 5


def test_a_column_that_nearly_says_the_target_is_offered_as_a_leak(work: Here) -> None:
    lines = [f"{number:03},{number % 11},{'no' if number % 2 else 'yes'},{'ab'[number % 2]}" for number in range(200)]
    work.write("data/leak.csv", "\n".join(["id,x,after,y", *lines]))
    offered = Here.start(work, PROFILE, "--fields", str(work.root / "data/leak.csv"), "--target", "y").out.splitlines()
    assert ["leak?" in line for line in offered] == [False, False, True, False]
