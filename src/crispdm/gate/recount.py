"""Count again what facts.yaml says of a table in CSV: what the data says beats what a file says of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

from msgspec import Struct, structs

from crispdm.dates import parse_date
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Missing, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import parse_number, percent, show
from crispdm.placeholders import is_unfilled
from crispdm.words import count, listing

LARGEST = 64 << 20  # bytes of a table that is counted again: the gate needs no library for it, and is done in seconds
SHA256 = r"[0-9a-f]{64}"
_NAMED = 5  # columns in a finding
_ROUNDED = 1e-4  # shares in facts.yaml have four digits


class Recount(Struct, frozen=True, kw_only=True):
    """What one pass over a table finds."""

    columns: tuple[str, ...]
    rows: int
    nulls: dict[str, float]
    duplicate_keys: int
    test_rows: int | None  # None where the split cannot be told without a library


def compare_with_table(evidence: Evidence, finding: Finding, facts: Record, dataset_file: str) -> Finding:
    """A finding about facts.yaml, compared with the table: seen, or recorded where the table cannot be counted here.

    Raises:
        Unmet: the table says something else.
    """
    if evidence.is_light:
        return structs.replace(finding, basis="recorded")
    try:
        dataset = evidence.record(dataset_file)
    except Missing:
        return _recorded(finding, facts)
    try:
        found = recount(evidence, dataset)
    except Missing:
        return _not_here(_recorded(finding, facts), dataset)
    if found is None:
        return _recorded(finding, facts)
    table = dataset.get("table")
    _refuse_other_key(dataset, found)
    for name, was, now in _differences(facts, found, dataset):
        have = f"{name}: {was} in {facts.file.rpartition('/')[2]}, {now} in {table}"
        want = "the facts of the table that is here"
        fix = f"measure it again: {dataset.get('make')}"
        raise Unmet(facts.place(name), have, want, fix, finding.values)
    return structs.replace(finding, basis="seen")


def _recorded(finding: Finding, facts: Record) -> Finding:
    """A finding that only a script's word holds, with the digest of the table that it read.

    Raises:
        Unmet: there is no such digest, so that somebody may have typed the facts.
    """
    if any(re.fullmatch(SHA256, str(facts.get(name))) for name in ("content", "sha256")):
        return structs.replace(finding, basis="recorded")
    want, fix = "the SHA-256 of the table, which the script that measures it writes", "measure the table with a script"
    raise facts.unmet("sha256", want, fix, finding.values)


def _not_here(finding: Finding, dataset: Record) -> Finding:
    """What a script recorded of a table that is not here passes, and says so."""
    have = f"{finding.have}; {dataset.get('table')} is missing here, so it was not compared"
    return structs.replace(finding, status="warn", have=have, fix=f"run {dataset.get('make')}")


def recount(evidence: Evidence, dataset: Record) -> Recount | None:
    """Count a table in one pass; None where it is no CSV, or too large for a pass without a library.

    Raises:
        Missing: the table is not here.
        Unmet: it is no valid CSV.
    """
    table = dataset.get("table")
    if not isinstance(table, str) or is_unfilled(table):
        return None
    if evidence.size(f"/{table}") > LARGEST or not table.endswith(".csv"):
        return None
    return evidence.once(f"count {table}", lambda: _count(evidence, f"/{table}", dataset))


def _count(evidence: Evidence, table: str, dataset: Record) -> Recount:
    columns: tuple[str, ...] = tuple(evidence.columns(table))
    key, is_test = _key(dataset, columns), _is_test(dataset)
    nulls: Counter[str] = Counter()
    keys: Counter[bytes] = Counter()
    rows = tests = 0
    for _, row in evidence.rows(table, (), as_written=True):
        columns = tuple(row)
        rows += 1
        nulls.update(name for name, cell in row.items() if not cell)
        if key:
            keys[_digest([row[name] for name in key])] += 1
        tests += bool(is_test and is_test(row))
    doubles = sum(number for number in keys.values() if number > 1)
    shares = {name: nulls[name] / max(rows, 1) for name in columns}
    return Recount(
        columns=columns, rows=rows, nulls=shares, duplicate_keys=doubles, test_rows=tests if is_test else None
    )


def _key(dataset: Record, columns: tuple[str, ...]) -> list[str]:
    """The columns of the key; none where rows are known by their number alone."""
    written = dataset.get("key")
    names = [str(name) for name in (written if isinstance(written, list) else [written])]
    return names if {*names} <= {*columns} else []


def _refuse_other_key(dataset: Record, found: Recount) -> None:
    """A key that the table does not have identifies no row of it.

    Raises:
        Unmet: a column of the key is none of the table.
    """
    written = dataset.get("key")
    names = [each for each in (written if isinstance(written, list) else [written]) if not is_unfilled(each)]
    if missing := [str(each) for each in names if str(each) not in found.columns]:
        want = f"columns of {dataset.get('table')}: {listing(found.columns[:_NAMED], 'or')}"
        raise dataset.unmet("key", want, f"name the key that the table has, or add {listing(missing)} to it")


def _digest(cells: list[str]) -> bytes:
    return blake2b("\0".join(cells).encode(), digest_size=16).digest()


def _is_test(dataset: Record) -> Callable[[dict[str, str]], bool] | None:
    """Whether a row belongs to the test part, by a day or a number from which on it does."""
    by, start = str(dataset.get("split.by")), dataset.get("split.test_from")
    number, day = parse_number(start), parse_date(start)
    if number is not None and not isinstance(start, str):
        return lambda row: (parse_number(row.get(by)) or 0.0) >= number
    if day is None:
        return None
    return lambda row: row.get(by, "")[:10] >= day.isoformat()  # a time of day is later than its day


def _differences(facts: Record, found: Recount, dataset: Record) -> Iterator[tuple[str, str, str]]:
    """Where facts.yaml and the table differ: the name, what is written, what is counted."""
    columns = facts.get("columns")
    if isinstance(columns, list) and {*map(str, columns)} != {*found.columns}:
        only = sorted({*map(str, columns)} ^ {*found.columns})
        yield "columns", f"{count(len(columns), 'column')}", f"{len(found.columns)}, another {listing(only[:3])}"
    rows = facts.get("rows")
    if isinstance(rows, int | float) and rows != found.rows:
        yield "rows", show(rows), show(found.rows)
    for name, share in _shares(facts):
        if name in found.nulls and abs(found.nulls[name] - share) > _ROUNDED:
            yield f"nulls.{name}", percent(share), percent(found.nulls[name])
    if bool(facts.get("duplicate_keys")) != bool(found.duplicate_keys):
        yield "duplicate_keys", str(facts.get("duplicate_keys")), show(found.duplicate_keys)
    if found.test_rows in (0, found.rows):
        part = "test" if found.test_rows == 0 else "training"
        yield "overlap", "two parts", f"no row in the {part} part from {dataset.get('split.test_from')} on"
    if found.test_rows is not None and facts.get("test_rows") not in (None, found.test_rows):
        yield "test_rows", str(facts.get("test_rows")), show(found.test_rows)


def _shares(facts: Record) -> list[tuple[str, float]]:
    nulls: Any = facts.get("nulls")
    if not isinstance(nulls, dict):
        return []
    return [(str(name), share) for name, share in nulls.items() if isinstance(share, int | float)]
