"""Print time and peak memory of a project's scripts on a large table, beside what pandas takes for the same.

Run it on a machine that does nothing else: `python -m tests.benchmarks.data [ROWS]`. It needs some 3 GB on the disk and
11 GB of memory, which is pandas'. Each command runs once, in a process of its own.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.by_pandas import DAY, KEY, TARGET, TEST_FROM
from tests.support.arguments import whole_number
from tests.support.memory import MEASURE
from tests.support.templates import bundled_files

ROWS, FITTED, MOST_SECONDS, MOST_MEGABYTES = 5_000_000, 200_000, 60, 1000
TARGETS = {"profile": (0.25, 0.20), "prepare": (0.70, 0.35)}  # of pandas' time, and of its memory
SCRIPTS = {
    "profile": ("02_data_understanding/profile.py",),
    "prepare": ("03_data_preparation/prepare.py",),
    "verify": ("03_data_preparation/prepare.py", "--verify"),
    "baseline": ("04_modeling/baseline.py",),
    "train": ("04_modeling/train.py",),
}
TABLE = """\
SELECT 'L' || lpad(range::VARCHAR, 8, '0') AS id, DATE '2024-01-01' + (range % 900)::INTEGER AS created,
    CASE WHEN hash(range) % 100 > 2 THEN ['bikes', 'phones', 'sofas', 'books', 'lamps'][(range * 7) % 5 + 1] END
        AS category,
    ['bike', 'phone', 'sofa', 'book', 'lamp'][(range * 7) % 5 + 1] || ' no ' || hash(range + 1) % 4000 || ' '
        || ['old', 'new', 'rare', 'odd'][(hash(range + 2) % 4 + 1)::INTEGER] AS title,
    (hash(range + 3) % 90000)::INTEGER AS seller, (hash(range + 4) % 1000000) / 97.0 AS price,
    CASE WHEN hash(range + 5) % 10 > 1 THEN (hash(range + 5) % 100000) / 7.0 END AS cost,
    'shop ' || hash(range + 6) % 60 AS shop, ['de', 'fr', 'it', 'es'][(hash(range + 7) % 4 + 1)::INTEGER] AS country,
    hash(range + 8) % 2 = 0 AS used, (hash(range + 9) % 500)::INTEGER AS views,
    (hash(range + 10) % 10000) / 100.0 AS weight
FROM range({rows})"""
ROLES = {KEY: "key", DAY: "other", TARGET: "target"}
FEATURES = ("title", "seller", "price", "cost", "shop", "country", "used", "views", "weight")


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    processor: float  # seconds of all cores, which a busy machine leaves as they are
    megabytes: float


def _cost(*command: str, folder: Path) -> Cost:
    start = time.perf_counter()
    measured = (sys.executable, "-I", "-S", "-c", MEASURE, sys.executable, *command)
    code, processor, megabytes = subprocess.run(measured, cwd=folder, check=True, stdout=subprocess.PIPE).stdout.split()
    assert code == b"0", command
    return Cost(time.perf_counter() - start, float(processor), float(megabytes))


def _project(folder: Path, table: Path) -> None:
    for name, (data, _) in bundled_files("crisp-dm").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    fields = [{"name": name, "role": ROLES.get(name, "feature"), "source": "made"} for name in (*ROLES, *FEATURES)]
    evidence = {
        "02_data_understanding/inventory.yaml": {"data": str(table), "fields": fields},
        "03_data_preparation/dataset.yaml": {
            "table": "data/table.parquet",
            "key": KEY,
            "split": {"by": DAY, "test_from": TEST_FROM},
        },
        "04_modeling/metric.yaml": {"metric": "accuracy", "better": "higher", "fit_at_most": FITTED},
    }
    for name, values in evidence.items():
        (folder / name).write_text(json.dumps(values))


def _line(name: str, cost: Cost, beside: Cost | None = None, *, is_limited: bool = True) -> str:
    said = f"{name:26}{cost.seconds:8.1f} s{cost.processor:8.1f} s{cost.megabytes:8.0f} MB"
    missed = cost.seconds > MOST_SECONDS
    if beside is not None:
        of_time, of_memory = TARGETS[name.partition(" ")[0]]
        ratios = cost.seconds / beside.seconds, cost.megabytes / beside.megabytes
        said += f"{ratios[0]:8.2f} ({of_time:.2f}){ratios[1]:8.2f} ({of_memory:.2f})"
        missed = missed or ratios[0] > of_time or ratios[1] > of_memory
    missed = missed or (name.startswith("train") and cost.megabytes > MOST_MEGABYTES)
    return said + ("  over" if missed and is_limited else "") + "\n"


def _measure(folder: Path, rows: int, suffix: str) -> None:
    table, project, pandas = folder / f"raw.{suffix}", folder / suffix, str(Path(__file__).with_name("by_pandas.py"))
    query = f"COPY ({TABLE.format(rows=rows)}) TO '{table}'"
    subprocess.run((sys.executable, "-c", f"import duckdb; duckdb.sql({query!r})"), check=True)
    _project(project, table)
    for name, command in SCRIPTS.items():
        beside = _cost(pandas, name, str(table), str(folder), folder=folder) if name in TARGETS else None
        if beside:
            sys.stdout.write(_line(f"{name} {suffix}, pandas", beside, is_limited=False))
        sys.stdout.write(_line(f"{name} {suffix}", _cost(*command, folder=project), beside))
        sys.stdout.flush()


def main() -> None:
    """Measure both kinds of files, and print a line for each command."""
    rows = whole_number(__doc__, "rows", ROWS)
    sys.stdout.write(
        f"{rows:,} rows by {len(ROLES) + len(FEATURES)}; time, time of all cores, memory; ratios to pandas' (targets)\n"
    )
    for suffix in ("parquet", "csv"):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), rows, suffix)


main()
