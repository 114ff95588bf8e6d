"""The profile of a table whose first rows mislead: what later rows change is found, from text and from parquet."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.work import INVENTORY, PROFILE, Here

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

PROFILED = Path("02_data_understanding/profile.yaml")
ROWS = 600_000  # enough for a look at a part of them first
LATE = f"i >= {ROWS - 100_000}"
COLUMNS = {
    "id": ("key", "'k' || i"),
    "day": ("other", "date '2024-01-01' + (i // 700)::int"),
    "few": ("feature", "i % 7"),
    "late": ("feature", f"if({LATE}, i, i % 5)"),
    "phrase": ("feature", "'no ' || i % 59"),
    "words": ("feature", f"if({LATE}, 'one two three four five', 'w' || i % 5000)"),
    "grows": ("feature", f"if({LATE}, 'one two three four five six seven eight nine ' || i, 'w' || i % 5)"),
    "tells": ("feature", "if(i % 3 = 0, 'x', if(i % 3 = 1, 'y', 'z'))"),
    "told": ("feature", f"if({LATE}, 1, i % 3)"),
    "y": ("target", f"if(i % 11 = 0, null, if(i = {ROWS - 1}, 'rare', ['a', 'bb', 'ccc'][i % 3 + 1]))"),
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Here:
    here = Here(tmp_path_factory.mktemp("large"))
    values = ", ".join(f"{value} as {name}" for name, (_, value) in COLUMNS.items())
    rows = f"select {values} from range({ROWS}) t(i)"  # noqa: S608 - the constants above
    with duckdb.connect() as base:
        for suffix in ("csv", "parquet"):
            base.execute(f"copy ({rows}) to '{here.root}/data/raw.{suffix}'")
    return here


def profiled(work: Here, data: str) -> Any:
    fields = [{"name": name, "role": role, "source": "the test"} for name, (role, _) in COLUMNS.items()]
    work.write(INVENTORY, json.dumps({"data": data, "fields": fields}))
    said = work.run(PROFILE)
    assert "leak? tells nearly equals y" in said
    return work.read(str(PROFILED))


def test_what_later_rows_change_is_found(work: Here) -> None:
    found = profiled(work, "data/raw.csv")
    columns = found["columns"]
    kinds = dict.fromkeys(COLUMNS, "category") | dict.fromkeys(["few", "late", "told"], "number")
    assert {name: each["kind"] for name, each in columns.items()} == kinds | {"day": "date", "grows": "text"}
    many = "more than 1000"
    distinct = {"id": many, "day": ROWS // 700 + 1, "few": 7, "late": many, "phrase": 59, "words": many, "grows": many}
    assert {name: each["distinct"] for name, each in columns.items()} == distinct | {"tells": 3, "told": 3, "y": 4}
    assert (columns["late"]["min"], columns["late"]["max"]) == (0, ROWS - 1)
    assert found["leaks"] == ["tells"], "told says the target of the first rows alone"
    with_label = sum(i % 11 > 0 for i in range(ROWS))
    shares = {"a": 0, "bb": 1, "ccc": 2}
    counted = {name: sum(i % 11 > 0 and i % 3 == rest for i in range(ROWS - 1)) for name, rest in shares.items()}
    assert found["target"] == {name: round(n / with_label, 4) for name, n in (counted | {"rare": 1}).items()}
    assert found["nulls"]["y"] == round(1 - with_label / ROWS, 4)
    assert found["dates"]["from"] == "2024-01-01"


def test_text_and_parquet_have_the_same_profile(work: Here) -> None:
    by_suffix = [profiled(work, f"data/raw.{suffix}") for suffix in ("csv", "parquet")]
    assert by_suffix[0].pop("raw") != by_suffix[1].pop("raw")
    assert by_suffix[0] == by_suffix[1]
    assert "as recorded" in work.run(PROFILE, "--verify")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("k9,2024-01-01,1,1,no,w,g,x,1,a", "several different rows have the same id, such as 'k9'"),
        ("new,2024-01-01,many,1,no,w,g,x,1,a", f"data/last.csv:{ROWS + 2}: few: 'many' is not a number; correct"),
        ("new,2024-01-01,1", f"data/last.csv:{ROWS + 2}: 3 cells; expected 10, as in the header"),
        ("new,yesterday,1,1,no,w,g,x,1,a", f"data/last.csv:{ROWS + 2}: day: 'yesterday' is not a date"),
    ],
)
def test_a_last_line_that_does_not_fit_is_refused(work: Here, line: str, said: str) -> None:
    profiled(work, "data/raw.csv")
    text = (work.root / "data/raw.csv").read_text()
    work.write("data/last.csv", f"{text}{line}\n")
    inventory = work.read(INVENTORY)
    work.write(INVENTORY, json.dumps({**inventory, "data": "data/last.csv"}))
    assert said in work.refused(PROFILE)
