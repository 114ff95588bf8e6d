"""A small table with everything that engines disagree about."""

import datetime as dt
import decimal
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

NUMBERS = (0.1, 1 / 3, 1e20, -1e20, 1e-7, -0.0, 0.0, float("nan"), float("inf"), 2.5, -2.5, 1e23, None, 5e-324)
WORDS = ("phone", 'sofa "x"', "tab\there", "two\nlines", "müü", "e\u0301", "😀", "", None, " pad ", "O'Neil", "NULL")
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("seller", pa.int64()),
        ("created", pa.timestamp("us")),
        ("day", pa.date32()),
        ("price", pa.float64()),
        ("cost", pa.decimal128(12, 2)),
        ("shop", pa.bool_()),
        ("title", pa.string()),
        ("category", pa.string()),
        ("grp", pa.string()),
    ]
)


def awkward(count: int = 600) -> list[dict[str, Any]]:
    """Rows with copies, in no order."""
    chance, start = random.Random(3), dt.datetime(2025, 1, 1)  # noqa: DTZ001 - a column without a time zone
    rows = [
        {
            "id": f"{number:05d}",
            "seller": chance.choice([7, 2**62, -1, None]) if number % 7 == 0 else number % 311,
            "created": start + dt.timedelta(microseconds=chance.randrange(500 * 86400 * 10**6)),
            "day": dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(500)) if number % 11 else None,
            "price": NUMBERS[number % len(NUMBERS)] if number % 3 else chance.uniform(-1e6, 1e6),
            "cost": decimal.Decimal(chance.randrange(-(10**9), 10**9)) / 100,
            "shop": chance.choice([True, False, None]),
            "title": WORDS[chance.randrange(len(WORDS))],
            "category": chance.choice(["phones", "bikes", "home", "müü", None]),
            "grp": chance.choice(["pilot", " Control"]),
        }
        for number in range(count)
    ]
    rows += [dict(row) for row in rows[:40]]
    chance.shuffle(rows)
    return rows


def write_awkward(path: Path) -> pa.Table:
    """Write the rows as parquet, and return them."""
    table = pa.Table.from_pylist(awkward(), schema=SCHEMA)
    parquet.write_table(table, path)
    return table
