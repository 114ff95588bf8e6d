"""Where raw data may be, and what the scripts say to a source that they cannot read: one line, and nothing written."""

import gzip
import importlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.work import AUDIT, DATASET, INVENTORY, PREPARE, PROFILE, Here

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
    "no SELECT": ({"select": "drop table a"}, "data.select: not a SELECT"),
    "no file with it": ({"select": "raw.sql"}, "raw.sql: no such file"),
    "a SELECT that fails": ({"select": "select * from nowhere"}, "the SELECT: "),
    "no table": ({"url": "sqlite://data/shop.db", "table": "rwa"}, "no table 'rwa'; did you mean 'raw'?"),
    "no file": ("data/no.csv", "data/no.csv: no such file"),
    "an empty folder": ("data/empty", "data/empty: no .csv, "),
    "a suffix": ("data/raw.xls", "data/raw.xls: unknown file type; expected one of .csv"),
    "an empty file": ("data/empty.csv", "data/empty.csv: empty; expected a header and rows"),
    "a short row": ("data/ragged.csv", "data/ragged.csv:3: 1 cells; expected 3, as in the header"),
    "a bad cell": ("data/bad.csv", "data/bad.csv:52: x: 'cheap' is not a number; correct the cell, or write kind:"),
    "a column twice": ("data/twice.csv", "data/twice.csv:1: two columns are called 'x', in upper or lower case"),
    "nothing": ("", "data: nothing yet; expected a path"),
}
LINES = ["id,x,y", *(f"{number:03},{number},{'ab'[number % 2]}" for number in range(100))]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A project with raw data of each kind."""
    here = Here(tmp_path_factory.mktemp("sources"))
    (here.root / "data/empty").mkdir()
    bad = [*LINES[:51], "050,cheap,a", *LINES[52:]]
    files = {"raw.xls": "x", "empty.csv": "", "ragged.csv": "id,x,y\n1,2,a\n3\n", "twice.csv": "id,x,X,y\n1,2,3,a\n"}
    for name, text in {**files, "bad.csv": "\n".join(bad), "raw.csv": "\n".join(LINES)}.items():
        here.write(f"data/{name}", text)
    with sqlite3.connect(here.root / "data/shop.db") as base:
        base.execute("create table raw (id text, x integer, y text)")
        base.executemany("insert into raw values (?, ?, ?)", [line.split(",") for line in LINES[1:]])
    base.close()
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
    (data / "raw.jsonl").write_text("\n".join(json.dumps(row) for row in named))
    work.write("data/raw.sql", "-- a join of files\nselect * from 'data/raw.csv'\n")
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
    }.items():
        work.write(AUDIT, f"id,label,checked,by\n{row},Cy\n")
        assert said in work.refused(PREPARE)
    work.write(AUDIT, "id,label,checked,by,why\n003,b,a,Cy,seen twice\n")
    assert "1 row relabelled" in work.run(PREPARE)


def test_a_key_that_two_different_rows_have_is_refused(work: Here, tmp_path: Path) -> None:
    other = tmp_path / "doubled.csv"
    other.write_text("\n".join([*LINES, "003,77,a"]))
    take(work, str(other))
    assert "several different rows have the same id, such as '003'" in work.refused(PREPARE)
