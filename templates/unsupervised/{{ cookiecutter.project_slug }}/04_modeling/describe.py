"""Describe the chosen segments: segments.yaml, in which people name them, and stability.yaml.

For each segment, segments.yaml says how large it is and in what its rows stand out. Whoever knows these people, shops
or machines writes its name, what it is, and who does what with it. What they wrote stays when you run it again.
With --verify nothing is written; what differs from stability.yaml is named, and the exit code is 1.
"""

import argparse
import sys
from itertools import takewhile
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd

from {{ cookiecutter.package }}.dataset import OneTable, open_table, read_dataset
from {{ cookiecutter.package }}.features import columns_by_kind
from {{ cookiecutter.package }}.files import Refusal, nearest, needed, read_yaml, refuse_other, replacing, run, write_yaml
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.paths import METRIC, SEGMENT_SCRIPT, SEGMENTS, STABILITY, shown
from {{ cookiecutter.package }}.runs import Run, read_runs
from {{ cookiecutter.package }}.segments import names_of, stability, standing_out

BY_PEOPLE = ("name", "description", "acts", "said_by")
TO_FIT = 20_000  # rows


def main() -> None:
    """Write both files, or compare stability.yaml with what would be written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if something differs")
    verify = parser.parse_args().verify
    table = open_table(read_dataset())
    chosen = chosen_run(table)
    rows = table.rows_to_fit(TO_FIT)
    test = pd.concat(table.chunks("test"), ignore_index=True)
    features = [*table.dataset.features]
    if chosen.kind == "rule":
        entries, found = segments_of(rows[table.dataset.target].astype(str), rows, table), [1.0]
    else:
        model = load_model(chosen.run, f"run {shown(SEGMENT_SCRIPT)} and choose its run")
        entries = segments_of(pd.Series(names_of(model.predict(rows[features]))), rows, table)
        found = stability(model, rows[features], test[features])
    mean = sum(found) / len(found)
    shares = [each["share"] for each in entries]
    told: dict[str, Any] = {"run": chosen.run, "segments": len(entries), "smallest": min(shares)}
    told |= {"stability": round(mean, 3), "halves": [round(each, 3) for each in found]}
    if verify:
        refuse_other(STABILITY, told)
        return
    write_segments({"run": chosen.run, "segments": kept(entries, chosen.run)})
    write_yaml(STABILITY, told)
    print(f"{shown(SEGMENTS)}: {len(entries)} segments to name, the smallest with {min(shares):.0%} of the rows")
    print(f"{shown(STABILITY)}: {mean:.2f} alike in halves of the data. Next: fill in {', '.join(BY_PEOPLE)}")


def chosen_run(table: OneTable) -> Run:
    """Return the chosen run. Its segments must have been found in the table as it is."""
    name, runs = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv")), read_runs()
    chosen = next((each for each in runs if each.run == name), None)
    if chosen is None:
        raise Refusal(f"{shown(METRIC)}: chosen: no run {name!r} in runs.csv{nearest(name, [r.run for r in runs])}")
    if chosen.data != table.data:
        raise Refusal(f"{name} was found in other data ({chosen.data}, now {table.data}); run {shown(SEGMENT_SCRIPT)}")
    return chosen


def segments_of(names: pd.Series, rows: pd.DataFrame, table: OneTable) -> list[dict[str, Any]]:
    """Return an entry for each segment, the largest first."""
    columns = columns_by_kind(table.dataset.features, table.kinds)
    return [
        {
            "segment": str(name),
            "share": round(float(share), 4),
            "stands_out": standing_out(rows, (names == name).to_numpy(), columns),
        }
        for name, share in names.value_counts(normalize=True).items()
    ]


def kept(entries: list[dict[str, Any]], chosen: str) -> list[dict[str, Any]]:
    """Return the entries with what people wrote about the same segments of the same run."""
    values = read_yaml(SEGMENTS)
    before = {each.get("segment"): each for each in values.get("segments") or () if values.get("run") == chosen}
    return [{**each, **{name: before.get(each["segment"], {}).get(name) for name in BY_PEOPLE}} for each in entries]


def write_segments(values: dict[str, Any]) -> None:
    """Write segments.yaml, below the comment that it begins with."""
    lines = SEGMENTS.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    comment = "".join(takewhile(lambda line: line.startswith("#"), lines))
    with replacing(SEGMENTS) as new:
        write_yaml(new, values)
        new.write_text(f"{comment}\n{new.read_text(encoding='utf-8')}", encoding="utf-8")


if __name__ == "__main__":
    run(main)
