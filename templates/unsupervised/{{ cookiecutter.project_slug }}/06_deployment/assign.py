"""Say which segment each row of the raw data is in, by the chosen run: data/segments.csv, for those who act on it."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset import read_dataset, to_frame
from {{ cookiecutter.package }}.files import needed, read_yaml, run, write_rows
from {{ cookiecutter.package }}.inventory import read_inventory
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.paths import ASSIGNED, METRIC, SEGMENT_SCRIPT, SEGMENTS, shown
from {{ cookiecutter.package }}.raw_data import read_raw, used_columns
from {{ cookiecutter.package }}.segments import names_of
from {{ cookiecutter.package }}.tables import ids


def main() -> None:
    """Write data/segments.csv."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    dataset, inventory = read_dataset(), read_inventory()
    chosen = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv"))
    model = load_model(chosen, f"run {shown(SEGMENT_SCRIPT)} and choose its run, other than that of today's segments")
    rows = to_frame(used_columns(read_raw(inventory), inventory).to_pyarrow())
    segments = names_of(model.predict(rows[[*dataset.features]]))
    names = {each["segment"]: each.get("name") for each in read_yaml(SEGMENTS).get("segments") or ()}
    written = (
        {"id": name, "segment": segment, "name": names.get(segment) or ""}
        for name, segment in zip(ids(rows, dataset.key), segments, strict=True)
    )
    write_rows(ASSIGNED, ["id", "segment", "name"], written)
    print(f"{shown(ASSIGNED)}: {len(rows)} rows in {len({*segments})} segments")


if __name__ == "__main__":
    run(main)
