"""Read and write files, and report in one line what went wrong."""

import csv
import difflib
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .paths import shown


class Refusal(Exception):
    """An error for people, in one line: where it is, what is wrong, what was expected and what to do."""


_SECRETS: set[str] = set()
_TOLD = 3  # differences below one name that are told one by one
_ENGINES = {"duckdb", "_duckdb", "ibis", "psycopg", "pyarrow", "pyspark", "py4j", "sqlite3"}


def hide(secret: str | None) -> None:
    """Show a text nowhere from now on."""
    if secret:
        _SECRETS.add(secret)


def without_secrets(text: str) -> str:
    """Return a text without what is hidden, nor what a URL has before its host."""
    for secret in sorted(_SECRETS, key=len, reverse=True):
        text = text.replace(secret, "…")
    text = re.sub(r"//[^@/\s]*@", "//…@", text)
    return re.sub(r"(?i)((?:password|passwd|token|secret)=)[^&\s]*", r"\1…", text)


def first_line(error: Exception) -> str:
    """Return an engine's error in one line, without the SQL that it points at: people wrote little of that."""
    text = re.sub(r"\s*\bLINE \d+:.*", "", str(error), flags=re.DOTALL)
    return without_secrets(" ".join(text.split())[:300]) or type(error).__name__


def run(main: Callable[[], None]) -> None:
    """Run a script. A refusal becomes one line on standard error and exit code 1."""
    script = Path(sys.argv[0]).name
    try:
        main()
        sys.stdout.flush()
    except Refusal as refusal:
        sys.exit(f"{script}: {without_secrets(' '.join(str(refusal).split()))}")
    except KeyboardInterrupt:
        sys.exit(f"{script}: interrupted; nothing was written")
    except BrokenPipeError:  # who read what it printed has enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # no permission, disk full
        sys.exit(f"{script}: {error.filename or 'the file'}: {error.strerror}")
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _ENGINES:
            raise
        sys.exit(f"{script}: the engine that holds the data stopped: {first_line(error)}")  # a lost connection, memory


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, which shows whether it changed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def today() -> date:
    """Return today's date, or the date in CRISPDM_NOW, which is there for demonstrations."""
    now = os.environ.get("CRISPDM_NOW")
    try:
        return date.fromisoformat(now[:10]) if now else date.today()
    except ValueError:
        raise Refusal(f"CRISPDM_NOW: {now!r} is not a date such as 2026-12-24") from None


def rows(number: int) -> str:
    """Return `1 row` or `2 rows`."""
    return f"{number} row{'' if number == 1 else 's'}"


def nearest(name: object, names: Iterable[object]) -> str:
    """Return the end of an error about a name, `; did you mean 'title'?`, or nothing if no name is close."""
    near = difflib.get_close_matches(str(name), [str(each) for each in names], n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # the fast one, if it is installed
    """Reads YAML 1.2 as crispdm does: `on`, `no`, dates and `5:30` stay text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - what SafeLoader has, emptied


for _tag, _pattern, _starts in (
    ("null", "(~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", "(true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", "[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"{_pattern}$"), _starts)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read the keys and values of a YAML file."""
    try:
        values = yaml.load(path.read_text(encoding="utf-8-sig"), _Loader)
    except FileNotFoundError:
        raise Refusal(f"{shown(path)}: no such file") from None
    except UnicodeDecodeError:
        raise Refusal(f"{shown(path)}: not UTF-8; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refusal(f"{shown(path)}:{line}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Refusal(f"{shown(path)}: not YAML: {error}") from None
    if not isinstance(values, dict):
        raise Refusal(f"{shown(path)}: empty, or not of the form key: value")
    return values


def differences(recorded: Any, now: Any) -> list[str]:
    """Return in lines what a file of facts has otherwise than it was computed again; what it has beside is left.

    Where much differs below one name, as in a table with other columns, a line names it and the first are told.
    """
    again = yaml.load(yaml.safe_dump(now), _Loader)  # as it would be read, such as a date as text
    lines = []
    for name in now:
        found = [each for each in _values((name,), recorded.get(name), again[name]) if each[1] != each[2]]
        told = [
            f"{'.'.join(path)}: {_said(old)} was recorded; made again it is {_said(new)}" for path, old, new in found
        ]
        if len(told) > _TOLD:
            below = _first_of(list(dict.fromkeys(path[1] for path, _, _ in found)))
            told = [f"{name}: {len(found)} values differ, in {below}; the first {_TOLD}:", *told[:_TOLD]]
        lines += told
    return lines


def _said(value: Any) -> Any:
    return "nothing" if value is None else value


def _first_of(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _values(path: tuple[str, ...], recorded: Any, now: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield what two mappings have by each path of names below; two values as they are."""
    if not (isinstance(recorded, dict) and isinstance(now, dict)):
        yield path, recorded, now
        return
    for inner in {**now, **recorded}:
        yield from _values((*path, str(inner)), recorded.get(inner), now.get(inner))


def find(values: dict[str, Any], name: str) -> Any:
    """Return the value at `a.b`, or None."""
    value: Any = values
    for step in name.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def needed(values: dict[str, Any], name: str, path: Path, want: str) -> Any:
    """Return the value at `a.b`. It must not be empty."""
    value = find(values, name)
    if value is None or not str(value).strip():
        raise Refusal(f"{shown(path)}: {name}: nothing yet; expected {want}")
    return value


# Where a spreadsheet would take text for a formula: where a cell begins, or one that it makes itself of a line break, a
# tab or a semicolon in the text. A number stays a number.
_BLANKS = r"[^\S;\t\r\n]*+"
_NUMBER = rf"{_BLANKS}[-+](?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?\d++)?+\s*+\Z"
_FORMULA = rf"('*+)(?={_BLANKS}[-+=@\uff0b\uff0d\uff1d\uff20]\s*+\S)(?!{_NUMBER})"
_CELL = rf"(?:^|(?<=[;\t\r\n]))({_BLANKS})"


def as_cell(value: Any) -> Any:
    """Return a value for a cell of a spreadsheet. An apostrophe before what would be a formula makes it text."""
    return re.sub(_CELL + _FORMULA, r"\1'\2", value) if isinstance(value, str) else value


def from_cell(cell: str) -> str:
    """Return the text that `as_cell` wrote, without blanks around it."""
    return re.sub(f"{_CELL}'{_FORMULA}", r"\1\2", cell.strip()).strip()


def read_rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """Read the rows of a small CSV file. Its header must have these columns and may have more."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            header = lines.fieldnames = [from_cell(name) for name in lines.fieldnames or []]
            missing = [column for column in columns if column not in header]
            if missing:
                raise Refusal(f"{shown(path)}:1: no column {missing[0]!r} in the header {','.join(header)!r}")
            found = []
            for row in lines:
                if None in row or None in row.values():
                    raise Refusal(f"{shown(path)}:{lines.line_num}: expected {len(header)} cells, as in the header")
                found.append({name: from_cell(cell) for name, cell in row.items()})
            return found
    except FileNotFoundError:
        raise Refusal(f"{shown(path)}: no such file") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise Refusal(f"{shown(path)}: not CSV in UTF-8: {error}") from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield another path to write to. It replaces `path` if nothing fails; otherwise it is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".new.{path.name}")  # the suffix stays, because some writers look at it
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def refuse_other(path: Path, now: dict[str, Any]) -> None:
    """Refuse a YAML file that a script wrote if the script would write other values now."""
    was = read_yaml(path)
    if differ := [f"{name}: {was.get(name)}, now {value}" for name, value in now.items() if was.get(name) != value]:
        raise Refusal(f"{shown(path)}: {'; '.join(differ)}")
    print(f"{shown(path)}: all is as recorded")


def write_yaml(path: Path, values: dict[str, Any]) -> None:
    """Write a YAML file, with the keys in their order."""
    with replacing(path) as new:
        new.write_text(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100), encoding="utf-8")


def write_rows(path: Path, columns: list[str], lines: Iterable[dict[str, Any]]) -> None:
    """Write a small CSV file with a header, for a spreadsheet too. A cell is empty if its row has no value for it."""
    header = {name: name for name in columns}
    cells = [{name: as_cell(value) for name, value in line.items()} for line in [header, *lines]]
    has_returns = any("\r" in str(value) for line in cells for value in line.values())
    quoting = csv.QUOTE_ALL if has_returns else csv.QUOTE_MINIMAL  # which forgets them before Python 3.13
    with replacing(path) as new, new.open("w", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n", quoting=quoting).writerows(cells)
