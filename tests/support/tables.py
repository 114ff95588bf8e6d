"""A table in CSV, and what facts.yaml says of it."""

import hashlib
import json
from typing import Any

from tests.support.data_cases import DATASET, INVENTORY

COLUMNS = ["id", "created", "title", "category"]
ROWS = [
    [str(n), f"2026-0{8 + n % 3}-01" if n % 3 < 2 else "2026-10-02", "" if n % 2 else "bike", "bikes"]
    for n in range(120)
]
TABLE = "".join(",".join(row) + "\n" for row in [COLUMNS, *ROWS])
FACTS = {
    "columns": COLUMNS,
    "rows": 120,
    "test_rows": 40,
    "nulls": {"id": 0, "created": 0, "title": 0.5, "category": 0},
    "duplicate_keys": 0,
    "overlap": 0,
}
CHECK = {"check": "table", "file": "facts.yaml", "dataset": "dataset.yaml", "inventory": "/data/inventory.yaml"}


def files(table: str | None = TABLE, **facts: Any) -> dict[str, str]:
    """The files of Data Preparation; the hash is always that of the table: whoever lies knows how to hash a file."""
    said = {**FACTS, "sha256": hashlib.sha256((table or TABLE).encode()).hexdigest(), **facts}
    there = {"facts.yaml": json.dumps(said), "dataset.yaml": DATASET, "/data/inventory.yaml": INVENTORY}
    return {**there, "/data/t.csv": table} if table is not None else there
