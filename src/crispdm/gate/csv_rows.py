"""Stream the rows of a CSV file, of whatever size, with the line on which each begins."""

import codecs
import csv
import io
from collections.abc import Iterator

from crispdm.gate.finding import Place, Unmet
from crispdm.spreadsheets import from_cell
from crispdm.words import count, describe_value, listing

ROW_LIMIT = 1 << 20  # characters of one row, with its line breaks
_PART = 1 << 16  # bytes that are decoded at a time


def csv_rows(
    raw: io.BufferedReader, path: str, columns: tuple[str, ...], *, as_written: bool = False
) -> Iterator[tuple[int, dict[str, str]]]:
    """Stream a CSV file with a header. Never more than one row of it is in memory.

    Args:
        raw: the open file.
        path: what it is called in findings.
        columns: the columns that the header must have; it may have more.
        as_written: leave the cells as they are, as in a table that a program wrote.

    Yields:
        For each row the line on which it begins, and its cells by column: texts without blanks around them.

    Raises:
        Unmet: it is not CSV, or lacks a column, or a row is too long or has another number of cells.
    """
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    source = _Lines(text)
    lines = csv.reader(source, strict=True)
    line = 1  # the first line of the row that is read next
    try:
        read = str if as_written else from_cell
        header = [from_cell(cell) for cell in next(lines, [])]
        _check_header(path, header, columns)
        source.room, line = ROW_LIMIT, lines.line_num + 1
        for cells in lines:
            if cells and len(cells) != len(header):
                have = f"{count(len(cells), 'cell')} under a header of {len(header)}"
                want = f"{len(header)} cells: {describe_value(','.join(header))}"
                raise Unmet(Place(path, line), have, want, "fix the row")
            if cells:
                yield line, {name: read(cell) for name, cell in zip(header, cells, strict=True)}
            source.room, line = ROW_LIMIT, lines.line_num + 1
    except _TooLong:
        have, want = f"a row of more than {ROW_LIMIT:,} characters", "CSV with a line for each row"
        raise Unmet(Place(path, line), have, want, "export the file again, with line breaks") from None
    except UnicodeDecodeError:
        place = Place(path, _first_undecodable_line(raw))
        raise Unmet(place, "not UTF-8", "CSV in UTF-8", "save the file as UTF-8") from None
    except csv.Error as error:
        what = "a quote is never closed" if "end of data" in str(error) else str(error)
        fix = "fix the row, or export the file again"
        raise Unmet(Place(path, line), f"not CSV: {what}", "CSV", fix) from None
    finally:
        text.detach()  # whoever opened the file closes it


class _TooLong(Exception):
    """A row does not end."""


class _Lines:
    """The lines of a text, read no further than there is `room` for: who reads a row makes room for the next one."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.room = ROW_LIMIT

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(self.room + 1):
            self.room -= len(line)
            if self.room < 0:
                raise _TooLong
            yield line


def _first_undecodable_line(raw: io.BufferedReader) -> int:
    """The first line that is not UTF-8; the reader of lines decodes in blocks, and does not know the line."""
    raw.seek(0)
    decoder, line, part = codecs.getincrementaldecoder("utf-8")(), 1, b"more"
    while part:
        part = raw.read(_PART)
        before = decoder.getstate()[0]  # the beginning of a character that the part before ended with
        try:
            decoder.decode(part, final=not part)
        except UnicodeDecodeError as error:
            return line + (before + part).count(b"\n", 0, error.start)
        line += part.count(b"\n")
    return 1


def _check_header(path: str, header: list[str], columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in header]
    if missing or len({*header}) < len(header):
        have = f"the header {describe_value(','.join(header))}" if header else "no header in the first line"
        fix = "separate the columns by commas" if ";" in "".join(header) else "fix the first line"
        raise Unmet(Place(path, 1), have, f"the columns {listing(columns)}, each once", fix)
