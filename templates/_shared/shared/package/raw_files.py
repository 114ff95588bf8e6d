"""Read raw data from files with DuckDB: CSV, TSV, parquet and JSON; compressed, several, or a folder of them."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ibis

from .engines import embedded, folder_of, quoted, view_of
from .files import Refusal, first_line, sha256
from .paths import INVENTORY, ROOT, shown
from .sources import Source
from .text_files import MISSING, open_text, refusal_of, types_of, unfit_column

READERS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}
DATABASES = {".duckdb": "duckdb", ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite"}
TYPES_OF_CELLS = {"VARCHAR": "string", "BOOLEAN": "boolean", "BIGINT": "int64", "DOUBLE": "float64", "DATE": "date"}
NARROW = 300  # columns; kinds.py counts more of them in several queries


@dataclass(frozen=True)
class TextRules:
    """How the cells of a text file are taken.

    Attributes:
        as_text: the columns that stay as they are written, such as `007`: keys.
        looked_at: the columns that a type is sought for, if not all: a bad cell of another one keeps nobody from work.
        missing: the cells that are missing values.
        is_streamed: whether each query reads the file again, within `refusing_bad_lines`: where there are few, it takes
            half the time of keeping the rows as parquet.
        is_lenient: whether a column of numbers in which a later cell is none becomes text instead of an error.
    """

    as_text: tuple[str, ...] = ()
    looked_at: tuple[str, ...] | None = None
    missing: tuple[str, ...] = MISSING
    is_streamed: bool = False
    is_lenient: bool = False


def files_of(source: Source) -> list[Path]:
    """Return the files that a path, a folder or a pattern names, in order."""
    path = source.path
    if path.is_dir():
        inside = [each for each in path.rglob("*") if each.is_file() and reader_of(each)]
        files = [each for each in inside if not each.relative_to(path).as_posix().startswith((".", "_"))]
    elif path.is_file():
        files = [path]
    else:
        files = [each for each in ROOT.glob(source.file) if each.is_file()] if _is_pattern(source.file) else []
    if not files:
        what = f"no {', '.join(READERS)} in it" if path.is_dir() else "no such file"
        raise Refusal(f"{shown(path)}: {what}")
    kinds = {reader_of(each) for each in files}
    if source.path.suffix.lower() in DATABASES:
        url = f"{DATABASES[path.suffix.lower()]}://{shown(path)}"
        what = f"a database; name a table of it in {shown(INVENTORY)}: data: " + '{url: "' + url + '", table: }'
        raise Refusal(f"{shown(path)}: {what}")
    if None in kinds:
        raise Refusal(f"{shown(path)}: unknown file type; expected one of {', '.join(READERS)}, or .gz of them")
    if len(kinds) > 1:
        raise Refusal(f"{shown(path)}: files of several types; name those of one, such as {source.file}/*.csv")
    return sorted(files)


def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?[") and not Path(text).is_absolute()


def reader_of(path: Path) -> str | None:
    """Return what reads a file: csv, parquet, json or nothing."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    last = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) == 2 else (suffixes or [""])[-1]
    return READERS.get(last)


def is_text(source: Source) -> bool:
    """Whether rows come from CSV or TSV, which takes longer to read than to count."""
    return bool(source.file) and reader_of(files_of(source)[0]) == "csv"


def digest_of_files(source: Source) -> str:
    """Return the SHA-256 of the file, or of those of all files."""
    files = files_of(source)
    if len(files) == 1:
        return f"sha256:{sha256(files[0])}"
    each = "\n".join(f"{shown(file)} {sha256(file)}" for file in files)
    return f"sha256:{hashlib.sha256(each.encode()).hexdigest()}"


def read_files(source: Source, rules: TextRules) -> Any:
    """Return the rows as an Ibis table. A text file is read once, into a temporary parquet file, or at each query."""
    files = files_of(source)
    connection = embedded()
    folder = folder_of(connection)
    if reader_of(files[0]) == "csv":
        return _read_text(files, connection, rules, folder)
    try:
        if reader_of(files[0]) == "json":
            names = ", ".join(quoted(str(file)) for file in files)
            return _stored(connection, [f"SELECT * FROM read_json([{names}])"], folder)
        several = len(files) > 1  # then a folder's name may be a column, as in `year=2026/`
        names = [str(file) for file in files]
        return connection.read_parquet(names, hive_partitioning=several, union_by_name=several)
    except duckdb.Error as error:
        raise Refusal(f"{shown(source.path)}: cannot be read: {first_line(error)}") from None


def _read_text(files: list[Path], connection: Any, rules: TextRules, folder: Path) -> Any:
    texts = [open_text(file, folder, "\t" if ".tsv" in file.name.lower() else "") for file in files]
    for text in texts[1:]:
        if other := sorted({*text.header} ^ {*texts[0].header}):
            raise Refusal(f"{text.name}:1: column {other[0]!r} is not in all files; expected those of {texts[0].name}")
    try:
        beside = [] if rules.looked_at is None else {*texts[0].header} - {*rules.looked_at}
        types = types_of(texts[0], connection, (*rules.as_text, *beside), rules.missing)
        if rules.is_streamed and len(types) <= NARROW and [text.path for text in texts] == files:
            rows = _united(text.query(types, rules.missing) for text in texts)
            return view_of(connection, rows, ibis.schema({name: TYPES_OF_CELLS[kind] for name, kind in types.items()}))
        while True:
            try:
                return _stored(connection, [text.query(types, rules.missing) for text in texts], folder)
            except duckdb.Error as error:
                column = unfit_column(error)
                if not rules.is_lenient or column not in types:
                    raise
                types[column] = "VARCHAR"
    except duckdb.Error as error:
        name = next((text.name for text in texts if str(text.path) in str(error)), texts[0].name)
        raise refusal_of(error, name) from None


@contextmanager
def refusing_bad_lines() -> Iterator[None]:
    """Refuse a line that cannot be read while rows are streamed."""
    try:
        yield
    except duckdb.Error as error:
        file = re.search(r"(?m)^\s*file = (.*)$", str(error))
        if file is None:
            raise
        raise refusal_of(error, shown(Path(file[1]))) from None


def _united(queries: Iterable[str]) -> str:
    return " UNION ALL BY NAME ".join(f"({query})" for query in queries)


def _stored(connection: Any, queries: list[str], folder: Path) -> Any:
    """Return a table of what the queries find, from a parquet file that they were written to."""
    path = folder / "rows.parquet"
    rows = _united(queries)
    # Dictionaries would make the file smaller, but it is read a few times and goes, and they take long to make.
    connection.raw_sql(f"COPY ({rows}) TO {quoted(str(path))} (FORMAT parquet, DICTIONARY_SIZE_LIMIT 1)")
    return connection.read_parquet(str(path))
