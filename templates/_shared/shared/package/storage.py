"""Keep the one table: in a file, or as a table beside the raw data in a database."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .dataset import open_stored
from .dataset_settings import Dataset
from .engines import embedded, engine_of
from .expressions import content_of
from .files import Refusal, first_line, replacing, sha256
from .paths import ROOT, shown
from .sources import Source

READ_ONLY = ("permission denied", "read-only", "read only", "must be owner", "insufficient privilege")


@dataclass(frozen=True)
class Stored:
    """The table as it was written.

    Attributes:
        rows: the table, to be measured.
        place: what facts.yaml says about the place: the file's digest, and the file if it is not that of dataset.yaml.
        name: the place for people, and why it is another one.
    """

    rows: Any
    place: dict[str, str]
    name: str


@contextmanager
def keep(rows: Any, dataset: Dataset) -> Iterator[Stored]:
    """Write the table and yield it. It takes the place of an older one if nothing fails; else nothing changes."""
    if dataset.source.file:
        with _as_file(rows, dataset.source.path, dataset) as stored:
            yield stored
        return
    try:
        new = _created(rows, dataset)
    except Exception as error:  # each engine has errors of its own
        if not any(words in str(error).lower() for words in READ_ONLY):
            raise Refusal(f"{dataset.source.where}: {dataset.source}: {first_line(error)}") from None
        path = ROOT / "data" / f"{dataset.source.table}.parquet"
        with _as_file(rows, path, dataset) as stored:
            why = f"{shown(path)} (the role may not create {dataset.source.table})"
            yield Stored(stored.rows, stored.place | {"stored_in": shown(path)}, why)
        return
    try:
        yield Stored(new, {}, dataset.source.table)
    except BaseException:
        _run(rows, f"DROP TABLE IF EXISTS {_quoted(rows, _new_name(dataset.source.table))}")
        raise
    _put_in_place(rows, dataset.source.table)


@contextmanager
def _as_file(rows: Any, path: Path, dataset: Dataset) -> Iterator[Stored]:
    with replacing(path) as new:
        write_file(rows, new)
        yield Stored(open_stored(dataset.source.at(new), dataset), {"sha256": sha256(new)}, shown(path))


def write_file(rows: Any, path: Path) -> None:
    """Write rows as parquet, CSV or TSV, as the suffix says."""
    try:
        if path.suffix.lower() == ".parquet":
            rows.to_parquet(path, compression="zstd")
        else:
            _in_duckdb(rows).to_csv(path, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    except ImportError as error:
        raise Refusal(f"{shown(path)}: {error}") from None


def _in_duckdb(rows: Any) -> Any:
    """Return the rows in DuckDB, whose CSV files read back as they were: it quotes each line break in a value."""
    return rows if engine_of(rows) == "duckdb" else embedded().create_table("rows", rows.to_pyarrow())


def digest_of_stored(source: Source, dataset: Dataset) -> dict[str, str]:
    """Return what tells whether the table is still the one that was written."""
    rows = open_stored(source, dataset)
    return {"sha256": sha256(source.path)} if source.file else {"content": content_of(rows)}


def _new_name(name: str) -> str:
    return f"{name}__new"


def _created(rows: Any, dataset: Dataset) -> Any:
    """Create the table under another name; the old one stays until the new one is measured."""
    *schema, name = _new_name(dataset.source.table).split(".")
    connection, database = rows.get_backend(), ".".join(schema) or None
    with suppress(Exception):  # what an interrupted run left
        connection.drop_table(name, database=database, force=True)
    return connection.create_table(name, rows, database=database)


def _put_in_place(rows: Any, name: str) -> None:
    old, new = _quoted(rows, name), _quoted(rows, _new_name(name))
    target = old if engine_of(rows) == "pyspark" else _quoted(rows, name.rpartition(".")[2])
    _run(rows, f"DROP TABLE IF EXISTS {old}")
    _run(rows, f"ALTER TABLE {new} RENAME TO {target}")


def _quoted(rows: Any, name: str) -> str:
    sign = "`" if engine_of(rows) == "pyspark" else '"'
    return ".".join(sign + part.replace(sign, sign * 2) + sign for part in name.split("."))


def _run(rows: Any, statement: str) -> None:
    result = rows.get_backend().raw_sql(statement)
    if engine_of(rows) == "postgres":
        result.close()
