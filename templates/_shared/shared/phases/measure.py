"""Turn the log of the pilot into pilot.csv: the measure of each day, in the pilot and in the control.

The section log in pilot.yaml describes the log. A day counts once it is complete in both groups.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd

from {{ cookiecutter.__package }}.files import Refusal, find, nearest, needed, read_yaml, run, today, write_rows
from {{ cookiecutter.__package }}.paths import PILOT, PILOT_DAYS, ROOT, shown
from {{ cookiecutter.__package }}.runs import digits
from {{ cookiecutter.__package }}.tables import read_table

GROUPS = ("pilot", "control")


def main() -> None:
    """Write pilot.csv."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    settings = read_yaml(PILOT)
    path = ROOT / str(needed(settings, "log.file", PILOT, "the path of the pilot's log, such as data/pilot_log.csv"))
    log = read_log(settings, path)
    has_control = str(find(settings, "plan.control")).strip().lower() not in ("none", "no")
    groups = GROUPS if has_control else GROUPS[:1]
    rates = pd.DataFrame({group: rate(log[log["group"] == group], "value", "per") for group in groups})
    if "guard" in log:
        rates["guard"] = rate(log[log["group"] == "pilot"], "guard", "guard_per")
    over = rates[(rates.index < str(today())) & rates.notna().all(axis=1)]
    if over.empty:
        held = f"from {rates.index.min()} to {rates.index.max()}, and today is {today()}"
        raise Refusal(f"{shown(path)}: no complete day in {' and '.join(groups)}; the log has days {held}")
    rows = over.map(digits).rename_axis("date").reset_index().to_dict("records")
    write_rows(PILOT_DAYS, ["date", *rates.columns], rows)
    left_out = rates.index.difference(over.index)
    said = f"; left out as incomplete in {' and '.join(groups)}: {', '.join(left_out)}" if len(left_out) else ""
    change = f", {over['pilot'].sum() / over['control'].sum() - 1:+.0%} against the control" if has_control else ""
    print(f"{shown(PILOT_DAYS)}: {len(over)} day{'' if len(over) == 1 else 's'}{change}{said}")
    print("Next: crispdm check, which works out the verdict")


def read_log(settings: dict[str, Any], path: Path) -> pd.DataFrame:
    """Read the log. Its columns get our names: date, group, value, and per, guard, guard_per if they are given."""
    names = {name: str(needed(settings, f"log.{name}", PILOT, "a column")) for name in ("date", "group", "value")}
    optional = {name: find(settings, f"log.{name}") for name in ("per", "guard", "guard_per")}
    names |= {name: str(column) for name, column in optional.items() if column}
    raw = read_table(path)
    for name, column in names.items():
        if column not in raw:
            end = nearest(column, raw.columns)
            raise Refusal(f"{shown(PILOT)}: log.{name}: no column {column!r} in {shown(path)}{end}")
    log = pd.DataFrame({name: raw[column] for name, column in names.items()})
    days = pd.to_datetime(log["date"].astype(str), format="ISO8601", errors="coerce", utc=True)
    log["date"] = days.dt.date.astype(str)
    log["group"] = log["group"].astype(str).str.strip().str.lower()
    refuse(path, days.isna(), raw[names["date"]], "is not a date such as 2026-12-07")
    refuse(path, ~log["group"].isin(GROUPS), raw[names["group"]], "is neither pilot nor control")
    for name in log.columns[2:]:
        log[name] = pd.to_numeric(log[name], errors="coerce")
        refuse(path, log[name].isna(), raw[names[name]], "is not a number")
    return log


def refuse(path: Path, wrong: pd.Series, column: pd.Series, what: str) -> None:
    """Refuse the first row that is wrong, if there is one."""
    if wrong.any():
        raise Refusal(f"{shown(path)}: row {wrong.argmax() + 1}: {column.name}: {column[wrong.idxmax()]} {what}")


def rate(log: pd.DataFrame, value: str, per: str) -> pd.Series:
    """Return the rate of each day: a sum divided by a sum, or the mean if there is no column to divide by."""
    days = log.groupby("date")
    if per not in log:
        return days[value].mean()
    divisor = days[per].sum()
    return (days[value].sum() / divisor.where(divisor != 0)).dropna()


if __name__ == "__main__":
    run(main)
