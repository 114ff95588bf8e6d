"""The engines that hold data and compute with it: DuckDB in this process, or a database elsewhere."""

import os
import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import ibis
from ibis.expr.operations import DatabaseTable

from .files import Refusal, first_line, nearest
from .paths import ROOT
from .sources import FILES, Source, open_url

# The extra of ibis-framework that each kind of URL needs. Only those up to sqlite are tried.
EXTRAS = {
    "duckdb": "duckdb",
    "postgres": "postgres",
    "postgresql": "postgres",
    "pyspark": "pyspark",
    "sqlite": "sqlite",
    "bigquery": "bigquery",
    "databricks": "databricks",
    "mssql": "mssql",
    "mysql": "mysql",
    "snowflake": "snowflake",
    "trino": "trino",
}

# For DuckDB, which has wide tables: what _float_as_text of expressions.py is, in SQL that is short for each column; and
# a hash of the same two numbers.
FLOAT_TEXT = """
CREATE OR REPLACE TEMPORARY MACRO within_edges(x) AS
    CASE WHEN ISNAN(x) THEN NULL WHEN x > 2.0 ** 62 THEN 2.0 ** 62 WHEN x < -(2.0 ** 62) THEN -(2.0 ** 62) ELSE x END;
CREATE OR REPLACE TEMPORARY MACRO float_text(x) AS
    FLOOR(within_edges(x))::BIGINT || '.' || FLOOR((within_edges(x) - FLOOR(within_edges(x))) * 2.0 ** 52)::BIGINT;
CREATE OR REPLACE TEMPORARY MACRO float_hash(x) AS
    HASH(FLOOR(within_edges(x))::BIGINT, FLOOR((within_edges(x) - FLOOR(within_edges(x))) * 2.0 ** 52)::BIGINT)
"""


def connect(source: Source) -> Any:
    """Return an Ibis connection to where the data is."""
    url = open_url(source)
    scheme = url.partition("://")[0]
    if scheme not in EXTRAS:
        known = nearest(scheme, EXTRAS) or f"; expected one of {', '.join(EXTRAS)}"
        raise Refusal(f"{source.where}.url: unknown kind {scheme!r}{known}")
    try:
        return _connected(url, scheme)
    except ImportError:
        install = f"pip install 'ibis-framework[{EXTRAS[scheme]}]'"
        raise Refusal(f"{source.where}.url: {scheme} needs a driver; run `{install}`") from None
    except Exception as error:  # each driver has errors of its own
        raise Refusal(f"{source.where}.url: cannot connect: {first_line(error)}") from None


def _connected(url: str, scheme: str) -> Any:
    if url == FILES:
        return embedded()
    if scheme in ("postgres", "postgresql"):
        import psycopg

        opened = psycopg.connect(url, autocommit=True)
        connection = ibis.postgres.from_connection(opened)
        weakref.finalize(connection, opened.close)
        connection.raw_sql("SET TIME ZONE 'UTC'").close()
        return connection
    if scheme == "pyspark":
        return ibis.pyspark.connect(_spark(url))
    if scheme in ("duckdb", "sqlite"):
        path = _database_file(url, scheme)
        return _set_up(ibis.duckdb.connect(path, read_only=True)) if scheme == "duckdb" else ibis.sqlite.connect(path)
    return ibis.connect(url)


def embedded() -> Any:
    """Return DuckDB in this process. DUCKDB_MEMORY and DUCKDB_THREADS in the environment limit it."""
    connection = _set_up(ibis.duckdb.connect())
    connection.raw_sql(f"SET file_search_path = {quoted(str(ROOT))}")
    for variable, setting in (("DUCKDB_MEMORY", "memory_limit"), ("DUCKDB_THREADS", "threads")):
        if os.environ.get(variable):
            connection.raw_sql(f"SET {setting} = {quoted(os.environ[variable])}")
    return connection


def _set_up(connection: Any) -> Any:
    """Return a connection to DuckDB with the time of UTC, and fit for tables of thousands of columns."""
    connection.raw_sql("SET TimeZone = 'UTC'")
    # Its time grows with the square of the columns that a digest is made of.
    connection.raw_sql("SET disabled_optimizers = 'common_subexpressions'")
    connection.raw_sql(FLOAT_TEXT)
    return connection


def as_view(rows: Any) -> Any:
    """Return the rows as a view of DuckDB, so that no query on them says again how thousands of columns are made."""
    if engine_of(rows) != "duckdb":
        return rows
    return view_of(rows.get_backend(), ibis.to_sql(rows), rows.schema())


def view_of(connection: Any, query: str, schema: Any) -> Any:
    """Return what a query of DuckDB finds, as a view. To ask DuckDB for its schema would import pyarrow first."""
    name = ibis.util.gen_name("view")
    connection.raw_sql(f'CREATE TEMPORARY VIEW "{name}" AS {query}')
    return DatabaseTable(name, schema, connection).to_expr()


def folder_of(connection: Any) -> Path:
    """Return a new temporary folder that is removed with the connection, since its tables are read from there."""
    folder = tempfile.mkdtemp(prefix="table-")
    weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _database_file(url: str, scheme: str) -> str:
    """Return the path of a database that is a file; from the project's root, or absolute after three slashes."""
    path = ROOT / url.removeprefix(f"{scheme}://")
    if not path.is_file():
        raise FileNotFoundError(f"{path.name}: no such file")
    return str(path)


def _spark(url: str) -> Any:
    """Return a Spark session; each pair after the ? is a setting, such as spark.master=local[2]."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
    for name, value in parse_qsl(url.partition("?")[2]):
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def engine_of(table: Any) -> str:
    """Return the name of the engine that an expression runs in, such as `duckdb`."""
    return str(table.get_backend().name)


def made_by(table: Any) -> str:
    """Return the engine and its version, and Ibis'."""
    backend = table.get_backend()
    version = re.match(r"v?([\d.]+)", str(backend.version))
    return f"{backend.name} {version[1] if version else backend.version}; ibis {ibis.__version__}"
