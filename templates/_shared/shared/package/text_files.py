"""CSV and TSV as they come: the separator, the encoding, the header, and what type each column has."""

import codecs
import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engines import quoted
from .files import Refusal
from .paths import shown
from .sources import refuse_wide

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "<NA>", "#N/A")  # as pandas has them
SEPARATORS = ",;\t|"
SAMPLE_ROWS, SAMPLE_CELLS = 20_000, 2_000_000  # that show the type of a column
BUFFER = 2_000_000  # bytes that each thread reads at once: those of the longest line, less than what DuckDB takes
MOSTLY = 0.95  # of the cells are numbers: then the others are bad cells

NAMES = re.compile(r"^[-+]?0[0-9]|^[1-9][0-9]{18,}$")  # digits that are a name, such as a postcode: they stay text
TYPES = {
    "BOOLEAN": r"^(?:true|false|True|False|TRUE|FALSE)$",
    "BIGINT": r"^[-+]?(?:0|[1-9][0-9]{0,17})$",
    "DOUBLE": r"^[-+]?(?:(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|inf|Infinity)$",
    "DATE": r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
}


@dataclass(frozen=True)
class TextFile:
    """A text file in UTF-8, its separator and the names in its header."""

    path: Path
    name: str
    separator: str
    header: tuple[str, ...]

    def query(self, types: dict[str, str], missing: Iterable[str]) -> str:
        """Return the SQL that reads it. Nothing is left to DuckDB to guess, which drops lines that do not fit."""
        columns = ", ".join(f"{quoted(name)}: {quoted(types.get(name, 'VARCHAR'))}" for name in self.header)
        options = {
            "delim": quoted(self.separator),
            "nullstr": f"[{', '.join(map(quoted, missing))}]",
            "compression": quoted("gzip" if self.path.suffix.lower() == ".gz" else "none"),
            "columns": "{" + columns + "}",
        }
        given = ", ".join(f"{name} = {value}" for name, value in options.items())
        fixed = "auto_detect = false, header = true, quote = '\"', escape = '\"', dateformat = '%Y-%m-%d'"
        fixed += f", buffer_size = {BUFFER}"
        return f"SELECT * FROM read_csv({quoted(str(self.path))}, {fixed}, {given})"


def open_text(path: Path, folder: Path, separator: str = "") -> TextFile:
    """Look at a file's encoding, separator and header; one that is not UTF-8 is copied as UTF-8 into a folder."""
    readable = _as_utf8(path, folder)
    with _opened(readable, "rt", encoding="utf-8-sig", newline="") as text:
        start = text.read(1_000_000)
    if not start.strip():
        raise Refusal(f"{shown(path)}: empty; expected a header and rows")
    outside_quotes = Counter(re.sub(r'"[^"]*"', "", start.splitlines()[0]))
    separator = separator or max(SEPARATORS, key=lambda each: outside_quotes[each])
    header = next(csv.reader(start.splitlines(keepends=True), delimiter=separator))
    refuse_wide(len(header), f"{shown(path)}:1")
    names = [name or f"column {number}" for number, name in enumerate(header, start=1)]
    folded = Counter(name.lower() for name in names)
    twice = next((name for name in names if folded[name.lower()] > 1), None)
    if twice is not None:
        raise Refusal(f"{shown(path)}:1: two columns are called {twice!r}, in upper or lower case; rename one")
    return TextFile(readable, shown(path), separator, tuple(names))


def _opened(path: Path, mode: str, **how: Any) -> Any:
    return gzip.open(path, mode, **how) if path.suffix.lower() == ".gz" else path.open(mode, **how)


def _as_utf8(path: Path, folder: Path) -> Path:
    """Return the file, or a copy in UTF-8 of one that Windows or Excel wrote in another encoding."""
    try:
        with _opened(path, "rb") as file:
            start = file.read(4)
            if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                return _copied(path, folder, "utf-16")
            decoder = codecs.getincrementaldecoder("utf-8")()
            decoder.decode(start)
            while block := file.read(1 << 18):  # fits the cache, which is four times as fast
                if not block.isascii() or decoder.getstate()[0]:  # a character may have begun in the block before
                    decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _copied(path, folder, "cp1252")
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        if isinstance(error, PermissionError):
            raise
        raise Refusal(f"{shown(path)}: cannot be read: {error}") from None
    return path


def _copied(path: Path, folder: Path, encoding: str) -> Path:
    copy = folder / f"{path.stem}.utf8.csv"
    try:
        with _opened(path, "rt", encoding=encoding, newline="") as old, copy.open("w", encoding="utf-8") as new:
            while block := old.read(1 << 22):
                new.write(block)
    except UnicodeDecodeError:
        raise Refusal(f"{shown(path)}: neither UTF-8 nor UTF-16 nor Windows-1252; export it again as UTF-8") from None
    return copy


def types_of(file: TextFile, connection: Any, as_text: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """Return the type of each column: that of nearly all cells of the first rows."""
    rows = max(100, min(SAMPLE_ROWS, SAMPLE_CELLS // len(file.header)))
    sample = connection.raw_sql(f"{file.query({}, missing)} LIMIT {rows}").fetchall()
    columns = zip(*sample, strict=True) if sample else ([] for _ in file.header)
    patterns = {kind: re.compile(pattern) for kind, pattern in TYPES.items()}
    kept = {*as_text}
    cells_of = dict(zip(file.header, columns, strict=True))
    return {name: "VARCHAR" if name in kept else _type_of(cells, patterns) for name, cells in cells_of.items()}


def _type_of(cells: Iterable[str | None], patterns: dict[str, re.Pattern[str]]) -> str:
    times = Counter(cells)  # most columns repeat their values
    values = {cell: cell.strip() for cell in times if cell is not None and cell.strip()}
    if not values or any(map(NAMES.match, values.values())):
        return "VARCHAR"
    for kind, pattern in patterns.items():
        if kind == "DOUBLE":
            fitting = sum(times[cell] for cell, value in values.items() if pattern.match(value))
            fits = fitting >= MOSTLY * sum(times[cell] for cell in values)
        else:
            fits = all(map(pattern.match, values.values()))
        if fits:
            return kind
    return "VARCHAR"


_UNFIT = r'converting column "(.*)"\. Could not convert string "(.*)" to \'(\w+)\''


def unfit_column(error: Exception) -> str | None:
    """Return the column of a cell that does not fit its type, if that is the error."""
    found = re.search(_UNFIT, str(error))
    return found[1] if found else None


def refusal_of(error: Exception, name: str) -> Refusal:
    """Return DuckDB's error about a line of a text file as ours."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    where = f"{name}:{line[1]}" if line else name
    if cell := re.search(_UNFIT, text):
        kind = {"DATE": "date such as 2026-10-01", "BOOLEAN": "True or False"}.get(cell[3], "number")
        hint = f"correct the cell, or write kind: category for {cell[1]} in the inventory to take it as text"
        return Refusal(f"{where}: {cell[1]}: {cell[2]!r} is not a {kind}; {hint}")
    if width := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text):
        return Refusal(f"{where}: {width[2]} cells; expected {width[1]}, as in the header")
    if "unterminated quote" in text:
        return Refusal(f"{where}: a quote that does not end, or text after it; correct the line")
    if "invalid state" in text:
        return Refusal(f"{where}: some lines may end in \\r\\n and others in \\n; save it again with one of them")
    return Refusal(f"{where}: cannot be read: {' '.join(text.split())[:200]}")
