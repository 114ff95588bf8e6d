"""A number from real databases, asked only where somebody consented, and without secrets in what is said."""

import sqlite3
from pathlib import Path

import pytest
from crispdm_more_checks.sql import Sql

from crispdm.gate import assess
from crispdm.gate.kind import Evidence, Finding
from crispdm.testing import phase_with


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with three listings."""
    file = tmp_path_factory.mktemp("shop") / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE listings (id INTEGER)")
        connection.executemany("INSERT INTO listings VALUES (?)", [(1,), (2,), (3,)])
    connection.close()
    return file


def _asked(folder: Path, database: str, query: str, *, consent: str = "", **more: float) -> Finding:
    (folder / "phase").mkdir(exist_ok=True)
    parameters = {"check": "sql", "database": database, "query": query, **more}
    evidence = Evidence(folder, "phase", not_run_because=consent)
    return assess(phase_with(parameters, kind=Sql), evidence).findings["c"]


def test_a_number_is_within_its_bounds(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP", str(shop))
    monkeypatch.setenv("SHOP_URL", f"sqlite://{shop}")
    query = "SELECT count(*) AS n FROM listings"
    found = _asked(tmp_path, "${SHOP_URL}", query, min=3)
    assert (found.status, found.have, found.want, found.basis) == ("pass", "3", "at least 3", "seen")
    found = _asked(tmp_path, "${SHOP_URL}", query, max=2)
    assert (found.status, found.have, found.want) == ("fail", "3", "at most 2")
    found = _asked(tmp_path, "${SHOP_URL}", "SELECT id FROM listings")
    assert "one number is wanted" in found.have
    found = _asked(tmp_path, "${SHOP_URL}", "DROP TABLE listings")
    assert found.status == "fail"
    assert _asked(tmp_path, "${SHOP_URL}", query, min=3).status == "pass", "nothing was dropped"


def test_nothing_is_asked_without_consent_and_nothing_secret_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _asked(tmp_path, "${NO_SUCH}", "SELECT 1", consent="not trusted yet", min=1)
    assert (found.status, found.have) == ("not_run", "not trusted yet: SELECT 1")
    assert _asked(tmp_path, "${NO_SUCH}", "SELECT 1").have == "NO_SUCH is not set in the environment"
    assert "holds a password" in _asked(tmp_path, "postgres://ana:geheim@127.0.0.1/x", "SELECT 1").have
    monkeypatch.setenv("WORD", "ge/heim")
    found = _asked(tmp_path, "postgres://ana:${WORD}@127.0.0.1:1/x", "SELECT 1")
    assert found.status == "fail"
    assert "heim" not in found.have
    assert "heim" not in str(found.values)


def test_a_query_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMORY", "duckdb://")
    slow = "SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE a.range <> b.range"
    assert _asked(tmp_path, "${MEMORY}", slow, timeout=2).have == "no answer within 2 seconds"
