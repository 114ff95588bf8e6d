"""The raw data as an Ibis table, wherever it is: nothing is computed until somebody asks for a result."""

from typing import Any

from .engines import as_view, connect, embedded, folder_of
from .expressions import as_text, content_of, without_nan
from .files import Refusal, first_line, nearest
from .inventory import ROW, Inventory
from .paths import INVENTORY, shown
from .raw_files import TextRules, digest_of_files, read_files
from .sources import Source, read_select, refuse_wide

SCHEMAS = ("information_schema", "pg_catalog", "pg_toast", "public", "main", "temp")  # those of engines, and the first


class NoTable(Refusal):
    """A database has no table of this name."""


def open_source(source: Source, rules: TextRules | None = None) -> Any:
    """Return what a source names as an Ibis table."""
    if source.file:
        rows = read_files(source, rules or TextRules())
        refuse_wide(len(rows.columns), shown(source.path))
        return rows
    connection = connect(source)
    try:
        rows = _named_table(connection, source) if source.table else connection.sql(read_select(source))
    except Refusal:
        raise
    except Exception as error:  # each engine has errors of its own
        raise Refusal(f"{source.where}: {source}: {first_line(error)}") from None
    refuse_wide(len(rows.columns), f"{source.where}: {source}")
    return _copied(rows) if connection.name == "sqlite" else rows


def _named_table(connection: Any, source: Source) -> Any:
    *schema, name = source.table.split(".")
    database: Any = ".".join(schema) or None
    if connection.name == "duckdb" and database:
        database = (connection.current_catalog, database)  # a file may be called as a schema in it
    if connection.name != "pyspark" and name not in connection.list_tables(database=database):
        known = _names_of_tables(connection)
        elsewhere = [f"; did you mean {each!r}?" for each in known if each.endswith(f".{name}")]
        end = (elsewhere or [nearest(source.table, known)])[0] or f"; it has {', '.join(known[:5])}"
        if known:
            raise NoTable(f"{source.where}: no table {source.table!r}{end}")
    return connection.table(name, database=database)


def _names_of_tables(connection: Any) -> list[str]:
    """Return the tables by the names that `data` knows them by: those of other schemas than the first with theirs."""
    first = [str(each) for each in connection.list_tables()]
    schemas = [each for each in connection.list_databases() if each not in SCHEMAS]
    return [
        *sorted(first),
        *(f"{each}.{name}" for each in sorted(schemas) for name in sorted(connection.list_tables(database=each))),
    ]


def _copied(rows: Any) -> Any:
    """Return the rows in DuckDB: SQLite has no quantiles and no digests."""
    connection = embedded()
    path = folder_of(connection) / "rows.parquet"
    rows.to_parquet(path)
    return connection.read_parquet(str(path))


def read_raw(inventory: Inventory, is_streamed: bool = False) -> Any:
    """Return the raw table with all its columns; in text files, those that the inventory does not name are text.

    If it names no key, the number of the row is one.

    Rows of text files are kept, or streamed to a few queries.
    """
    names = [name for name, kind in inventory.kinds.items() if kind in ("category", "text")]
    rules = TextRules((*inventory.key, *names), tuple(inventory.columns), is_streamed=is_streamed)
    raw = open_source(inventory.data, rules)
    if inventory.key == (ROW,) and ROW not in raw.columns:
        if not inventory.data.file:
            what = "the rows of a database have no order, so they need a key"
            raise Refusal(f"{shown(INVENTORY)}: {what}; give one field, or several, the role key")
        raw = raw.alias("raw").sql(f'SELECT CAST(ROW_NUMBER() OVER () AS VARCHAR) AS "{ROW}", * FROM raw')
    for column in inventory.columns:
        if column not in raw.columns:
            end = nearest(column, raw.columns)
            raise Refusal(f"{shown(INVENTORY)}: no column {column!r} in {inventory.data}{end}")
    return raw


def used_columns(raw: Any, inventory: Inventory) -> Any:
    """Return the columns of the inventory, each of a type that a model can use; keys are text."""
    columns = {}
    for name in dict.fromkeys(inventory.columns):
        value, kind = raw[name], raw[name].type()
        if kind.is_nested() or kind.is_binary():
            raise Refusal(f"{shown(INVENTORY)}: {name}: holds {kind}; expected numbers, text, dates or truth values")
        is_plain = kind.is_numeric() or kind.is_boolean() or kind.is_string() or kind.is_date() or kind.is_timestamp()
        value = without_nan(value) if is_plain else value.cast("string")  # such as a time of day, or a UUID
        wants_text = name in inventory.key or (inventory.kinds.get(name) == "text" and not kind.is_string())
        columns[name] = as_text(value) if wants_text else value
    return as_view(raw.select(**columns))


def digest_of_raw(inventory: Inventory, raw: Any) -> str:
    """Return a digest of the raw data: of its files, or of the columns that are used."""
    if inventory.data.file:
        return digest_of_files(inventory.data)
    return f"content:{content_of(used_columns(raw, inventory))}"
