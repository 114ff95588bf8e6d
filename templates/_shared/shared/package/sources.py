"""Where raw data is: in files, in a table of a database, or in what a SELECT returns."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .files import Refusal, hide, nearest, without_secrets
from .paths import ROOT, shown

FILES = "duckdb://"  # the engine inside this process, which reads files
KEYS = ("url", "file", "table", "select")
MOST_COLUMNS = 2_000
EXAMPLE = "a path such as data/raw.csv, or {url: , table: }"
BY_NAME = "${WAREHOUSE}"  # how a URL with a secret is written: the environment has it


@dataclass(frozen=True)
class Source:
    """What `data` says: exactly one of a file, a table and a SELECT.

    Attributes:
        where: the place in a YAML file that says it, for errors.
        url: the database as it is written: with ${NAME}, and so without a secret.
    """

    where: str
    url: str = FILES
    file: str = ""
    table: str = ""
    select: str = ""

    def __str__(self) -> str:
        """Return it for people."""
        return self.file or self.table or (self.select if self.select.endswith(".sql") else "the SELECT")

    @property
    def path(self) -> Path:
        """Return the path of the file, the folder or the pattern."""
        return ROOT / self.file

    @property
    def is_database(self) -> bool:
        """Whether the data is in a database rather than in files."""
        return self.url != FILES

    def at(self, path: Path) -> "Source":
        """Return the source of a file elsewhere."""
        return Source(self.where, file=str(path))


def refuse_wide(columns: int, where: str) -> None:
    """Refuse a table that would take engines minutes, before anything of it is read."""
    if columns > MOST_COLUMNS:
        what = f"{columns} columns; expected at most {MOST_COLUMNS}"
        raise Refusal(f"{where}: {what}; name those that matter, as in select: SELECT id, price FROM 'data/raw.csv'")


def parse_source(data: Any, where: str) -> Source:
    """Return what `data` says: a path, or a mapping of url, file, table and select."""
    if isinstance(data, str):
        if "://" in data:
            raise Refusal(f"{where}: a URL alone ({without_secrets(data)}); write it as url, and beside it the table")
        return Source(where, file=data)
    if not isinstance(data, dict):
        raise Refusal(f"{where}: {data!r}; expected {EXAMPLE}")
    for key in data:
        if key not in KEYS:
            end = nearest(key, KEYS) or f"; expected one of {', '.join(KEYS)}"
            raise Refusal(f"{where}: unknown key {key!r}{end}")
    given = [key for key in KEYS[1:] if str(data.get(key) or "").strip()]
    if len(given) != 1:
        raise Refusal(f"{where}: {' and '.join(given) or 'no file, table or select'}; expected exactly one of them")
    url = _checked_url(str(data.get("url") or FILES), f"{where}.url")
    if given == ["file"] and url != FILES:
        raise Refusal(f"{where}: a file is read with DuckDB; leave url out, or name a table of the database")
    return Source(where, url, **{given[0]: str(data[given[0]]).strip()})


def _checked_url(url: str, where: str) -> str:
    """Refuse what is no URL, and a password that git would keep."""
    if not re.match(r"\$\{\w+\}$|[a-z]\w*://", url):
        raise Refusal(f"{where}: {without_secrets(url)!r} is not a URL such as postgres://host/database or {BY_NAME}")
    secret = _password_of(url)
    if secret and not re.fullmatch(r"\$\{\w+\}", secret):
        raise Refusal(f"{where}: a password in a file that git keeps; write {BY_NAME}, and export WAREHOUSE=…")
    return url


def open_url(source: Source) -> str:
    """Return the URL with what the environment holds for each ${NAME}, which is shown nowhere from then on."""

    def value(name: re.Match[str]) -> str:
        text = os.environ.get(name[1])
        if not text:
            raise Refusal(f"{source.where}.url: {name[1]} is not set in the environment; export {name[1]}=…")
        hide(text)
        return text

    url = re.sub(r"\$\{(\w+)\}", value, source.url)
    if secret := _password_of(url):
        for text in (secret, unquote(secret)):
            hide(text)
        for part in re.split(r"[/@:?#]", secret):  # what a driver names if one of these signs was not written as %2F
            hide(part if len(part) > 2 else None)
    return url


def _password_of(url: str) -> str | None:
    found = re.search(r"//[^/@:]*:([^?]*)@|(?:password|token|secret)=([^&]*)", url, re.IGNORECASE)
    return (found[1] or found[2]) if found else None


def read_select(source: Source) -> str:
    """Return the SELECT, from its file if it names one. It is run as it is, so the role should only be able to read."""
    text = source.select
    if text.endswith(".sql"):
        path = ROOT / text
        if not path.is_file():
            raise Refusal(f"{shown(path)}: no such file")
        text = path.read_text(encoding="utf-8-sig")
    text = text.strip().rstrip(";")
    if not re.match(r"(?is)(\s*--[^\n]*\n|\s*/\*.*?\*/)*\s*(select|with|from)\b", text):
        raise Refusal(f"{source.where}.select: not a SELECT, nor the path of a .sql file with one")
    return text
