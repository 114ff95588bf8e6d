"""The same scripts on files with DuckDB, on PostgreSQL and on Spark: equal facts, samples and parts."""

import json
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ibis
import psycopg
import pytest

from tests.support import postgres
from tests.support.awkward_rows import write_awkward
from tests.support.work import (
    AUDIT,
    BASELINE,
    DATASET,
    DRAW,
    INVENTORY,
    MEASURE,
    PILOT,
    PREPARE,
    PROFILE,
    REVIEW,
    TRAIN,
    Here,
)

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

FACTS, PROFILED, DAYS = (
    "03_data_preparation/facts.yaml",
    "02_data_understanding/profile.yaml",
    "05_evaluation/pilot.csv",
)
SCORE_RUNS, IMPORT_RUNS = (f"04_modeling/{name}" for name in ("score_runs.py", "import_runs.py"))
ROLES = {"id": "key", "created": "other", "category": "target", "grp": "other"}
COLUMNS = ("id", "seller", "created", "day", "price", "cost", "shop", "title", "category", "grp")
LOG = {"date": "day", "group": "grp", "value": "seller", "per": "n"}


def played(root: Path, data: Any, table: Any, log: Any) -> Here:
    """A project in which the scripts for data have run."""
    work = Here(root)
    fields = [{"name": name, "role": ROLES.get(name, "feature"), "source": "the test"} for name in COLUMNS]
    work.write(INVENTORY, json.dumps({"data": data, "fields": fields, "decision": "enough"}))
    split = {"by": "created", "test_from": "2026-01-01"}
    work.write(DATASET, json.dumps({"table": table, "make": f"python {PREPARE}", "key": "id", "split": split}))
    work.write(PILOT, json.dumps({"plan": {"days": 7, "control": "the rest"}, "log": {**log, **LOG}}))
    for script in (PROFILE, DRAW, PREPARE, MEASURE):
        work.run(script)
    for script in (PROFILE, PREPARE):
        assert "as recorded" in work.run(script, "--verify")
    return work


def results(work: Here) -> dict[str, Any]:
    """What the scripts found, but where and with what."""
    facts = {k: v for k, v in work.read(FACTS).items() if k not in {"raw", "sha256", "made_by"}}
    profile = {k: v for k, v in work.read(PROFILED).items() if k != "raw"}
    return {"facts": facts, "profile": profile, "audit": work.rows(AUDIT), "days": work.rows(DAYS)}


@pytest.fixture(scope="module")
def on_files(tmp_path_factory: pytest.TempPathFactory) -> Here:
    root = tmp_path_factory.mktemp("files")
    folder = tmp_path_factory.mktemp("raw")
    write_awkward(folder / "raw.parquet")
    log = f"select *, 1 as n from '{folder}/raw.parquet' where day is not null and seller between 0 and 1000"
    return played(root, {"select": f"select * from '{folder}/raw.parquet'"}, "data/table.parquet", {"select": log})


def test_what_differs_between_engines_is_in_the_table(on_files: Here) -> None:
    facts = on_files.read(FACTS)
    assert facts["rows"] > 400
    assert 0 < facts["validation_rows"] < facts["test_rows"] < facts["rows"]
    assert facts["nulls"]["price"] > 0, "NaN is missing"
    assert (facts["duplicate_keys"], facts["overlap"]) == (0, 0)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL here")
    with postgres.server(programs) as url:
        yield url


@pytest.fixture(scope="module")
def loaded(database: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the rows, whose order is another one, and a role that may only read."""
    table = write_awkward(tmp_path_factory.mktemp("rows") / "raw.parquet")
    connection = ibis.postgres.from_connection(psycopg.connect(database))
    connection.create_table("raw", table.sort_by("title"))
    connection.raw_sql("create role reader login password 'Geheim-7'; grant select on raw to reader").close()
    connection.con.commit()
    connection.disconnect()
    return database


def test_postgresql_gives_the_same(
    on_files: Here, loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE", loaded)
    log = "select *, 1 as n from raw where day is not null and seller between 0 and 1000"
    there = {"url": "${WAREHOUSE}"}
    work = played(tmp_path, {**there, "table": "raw"}, {"name": "prepared"}, {**there, "select": log})
    assert results(work) == results(on_files)
    assert work.read(FACTS)["made_by"].startswith("postgres 1")
    assert loaded.encode() not in b"".join(work.files().values())
    work.measure_by("accuracy", "higher", 0.9)
    with psycopg.connect(loaded) as connection:
        connection.execute("drop table prepared")
    assert work.refused(BASELINE) == "prepared: no such table; run 03_data_preparation/prepare.py\n"


def test_a_role_that_may_only_read_keeps_the_table_in_a_file_and_no_secret_is_shown(
    on_files: Here, loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = loaded.replace("owner@", "reader:Geheim-7@")
    monkeypatch.setenv("WAREHOUSE", url)
    log = {
        "url": "${WAREHOUSE}",
        "select": "select *, 1 as n from raw where day is not null and seller between 0 and 1000",
    }
    work = played(tmp_path, {"url": "${WAREHOUSE}", "table": "raw"}, {"name": "prepared2"}, log)
    assert "data/prepared2.parquet (the role may not create prepared2)" in work.run(PREPARE)
    assert work.read(FACTS)["stored_in"] == "data/prepared2.parquet"
    assert work.read(FACTS)["content"] == on_files.read(FACTS)["content"]
    monkeypatch.setenv("WAREHOUSE", re.sub("host=[^&]*", "host=/nowhere", url))
    said = work.refused(PROFILE)
    assert "cannot connect" in said
    assert "Geheim" not in said
    assert b"Geheim" not in b"".join(work.files().values())


EVERY = (
    (PROFILE,),
    (PROFILE, "--fields"),
    (PROFILE, "--verify"),
    (DRAW,),
    (PREPARE,),
    (PREPARE, "--verify"),
    (BASELINE,),
    (TRAIN,),
    (SCORE_RUNS, "--verify"),
    (REVIEW,),
    (MEASURE,),
    (IMPORT_RUNS, "--mlflow", "http://ana:Geheim-7@127.0.0.1:9/x", "--experiment", "x"),
)
FAILING = {  # what is wrong with the URL, and with the password in it
    "no host": ("postgres://reader:Geheim-7@nowhere.invalid/postgres", PROFILE),
    "no server": ("postgres://reader:Geheim-7@127.0.0.1:9/postgres", PREPARE),
    "signs": ("postgres://reader:Geheim-7/Geheim@8:Geheim#9@127.0.0.1:9/postgres", DRAW),
    "coded signs": ("postgres://reader:Geheim%2F7@127.0.0.1:9/Geheim/7", PROFILE),
    "a parameter": ("postgres://127.0.0.1:9/postgres?user=reader&password=Geheim-7", PROFILE),
    "no database": ("postgres://reader:Geheim-7@/Geheim-7?host={host}", MEASURE),
    "no kind": ("postgers://reader:Geheim-7@nowhere/postgres", PROFILE),
    "no file": ("duckdb:///nowhere.duckdb?password=Geheim-7", PROFILE),
}


def test_no_script_shows_a_secret_whether_it_can_connect_or_not(
    loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAREHOUSE", loaded.replace("owner@", "reader:Geheim-7@"))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://ana:Geheim-7@127.0.0.1:9/x")  # where nobody listens
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    log = "select *, 1 as n from raw where day is not null and seller between 0 and 1000"
    there = {"url": "${WAREHOUSE}"}
    work = played(tmp_path, {**there, "table": "raw"}, {"name": "prepared4"}, {**there, "select": log})
    work.measure_by("accuracy", "higher", 0.9)
    said: list[object] = []
    for command in EVERY:
        answer = work.start(*command)
        assert (answer.code == 0) is (command[0] != IMPORT_RUNS), answer.err
        said += [answer.out, answer.err]
    assert "simple-1 was not logged" in "".join(map(str, said))
    before = work.files()
    for url, script in FAILING.values():
        monkeypatch.setenv("WAREHOUSE", url.format(host=loaded.partition("host=")[2]))
        said.append(work.refused(script))
    assert work.files() == before
    shown = "".join(map(str, [*said, *capfd.readouterr()]))
    kept = b"".join([*before.values(), *(str(path).encode() for path in before)])
    assert shown.count("cannot connect") >= len(FAILING) - 2
    assert "Geheim" not in shown
    assert b"Geheim" not in kept


def test_a_connection_that_dies_half_way_leaves_nothing(
    loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = loaded.replace("owner@", "reader:Geheim-7@")
    monkeypatch.setenv("WAREHOUSE", url)
    work = Here(tmp_path)
    fields = [{"name": name, "role": ROLES.get(name, "feature"), "source": "the test"} for name in COLUMNS]
    dies = "select * from raw where pg_terminate_backend(pg_backend_pid())"
    work.write(INVENTORY, json.dumps({"data": {"url": "${WAREHOUSE}", "select": dies}, "fields": fields}))
    split = {"by": "created", "test_from": "2026-01-01"}
    for table in ("data/table.parquet", {"name": "prepared3"}):
        work.write(DATASET, json.dumps({"table": table, "key": "id", "split": split}))
        for script in (PROFILE, DRAW, PREPARE):
            said = work.refused(script)
            assert "the engine that holds the data stopped: " in said
            assert "Geheim" not in said


@pytest.mark.filterwarnings("ignore")  # pyspark 4.0 warns of pandas 3, and closes its sockets late
@pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None, reason="no Spark here")
def test_spark_gives_the_same(on_files: Here, tmp_path: Path) -> None:
    write_awkward(tmp_path / "raw.parquet")
    rows = f"parquet.`{tmp_path / 'raw.parquet'}`"
    url = f"pyspark://?spark.master=local[2]&spark.sql.warehouse.dir={tmp_path / 'warehouse'}"
    log = f"select *, 1 as n from {rows} where day is not null and seller between 0 and 1000"
    (tmp_path / "project").mkdir()
    data = {"url": url, "select": f"select * from {rows}"}
    work = played(tmp_path / "project", data, {"name": "prepared"}, {"url": url, "select": log})
    there, here = results(work), results(on_files)
    for found in (there, here):  # Spark hands pandas some cells of other types, which a sheet shows otherwise
        found["audit"] = [(row["id"], row["label"]) for row in found["audit"]]
    assert there == here
