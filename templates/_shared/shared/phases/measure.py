"""Turn the log of the pilot into pilot.csv: the measure of each day, in the pilot and in the control.

The section log in pilot.yaml describes the log. A day counts once it is complete in both groups. Where per is given
and value and per are whole numbers, pilot.csv has counts, so that days count by their traffic. The change is printed
only after the planned days: looking before misleads.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd

from {{ cookiecutter.package }}.files import Refusal, find, nearest, needed, read_yaml, run, today, write_rows
from {{ cookiecutter.package }}.paths import PILOT, PILOT_DAYS, ROOT, shown
from {{ cookiecutter.package }}.runs import digits
from {{ cookiecutter.package }}.tables import read_table

GROUPS = ("pilot", "control")


def main() -> None:
    """Write pilot.csv."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    settings = read_yaml(PILOT)
    path = ROOT / str(needed(settings, "log.file", PILOT, "the path of the pilot's log, such as data/pilot_log.csv"))
    log = read_log(settings, path)
    has_control = str(find(settings, "plan.control")).strip().lower() not in ("none", "no")
    groups = GROUPS if has_control else GROUPS[:1]
    factor = factor_of(settings)
    rates = pd.DataFrame({group: factor * rate(log[log["group"] == group], "value", "per") for group in groups})
    if "guard" in log:
        for group, column in zip(groups, ("guard", "guard_control"), strict=False):
            rates[column] = rate(log[log["group"] == group], "guard", "guard_per")
    over = rates[(rates.index < str(today())) & rates.notna().all(axis=1)]
    if over.empty:
        held = f"from {rates.index.min()} to {rates.index.max()}, and today is {today()}"
        raise Refusal(f"{shown(path)}: no complete day in {' and '.join(groups)}; the log has days {held}")
    written = with_counts(over, log, groups) if factor == 1 and are_counts(settings, log) else over.map(digits)
    rows = written.rename_axis("date").reset_index().to_dict("records")
    write_rows(PILOT_DAYS, ["date", *written.columns], rows)
    left_out = rates.index.difference(over.index)
    said = f"; left out as incomplete in {' and '.join(groups)}: {', '.join(left_out)}" if len(left_out) else ""
    change = change_of(over, settings) if has_control else ""
    print(f"{shown(PILOT_DAYS)}: {len(over)} day{'' if len(over) == 1 else 's'}{change}{said}")
    print("Next: crispdm check, which says whether the numbers can be meant, and at the end what they say")


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


def factor_of(settings: dict[str, Any]) -> float:
    """Return what turns a rate of the log into one of the objective: log.per_day, such as 7 where that is per week."""
    factor = pd.to_numeric(find(settings, "log.per_day") or 1, errors="coerce")
    if not factor > 0:
        raise Refusal(f"{shown(PILOT)}: log.per_day: {find(settings, 'log.per_day')}; expected a number above 0")
    return float(factor)


def are_counts(settings: dict[str, Any], log: pd.DataFrame) -> bool:
    """Return whether value counts events of so many cases; log.counts: false says that it does not."""
    if "per" not in log or find(settings, "log.counts") is False:
        return False
    counted = log[["value", "per"]]
    return bool(((counted >= 0) & (counted == counted.round())).all(axis=None))


def with_counts(rates: pd.DataFrame, log: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    """Return the events of each day and of how many cases they are, instead of rates."""
    sums = log.groupby(["group", "date"])[["value", "per"]].sum().astype(int)
    columns = {}
    for group in groups:
        own = sums.loc[group].reindex(rates.index)
        columns |= {f"{group}_events": own["value"], f"{group}_n": own["per"]}
    guards = rates.drop(columns=list(groups)).map(digits)
    return pd.DataFrame(columns).join(guards)


def change_of(over: pd.DataFrame, settings: dict[str, Any]) -> str:
    """Return the change in words, once the planned days are over."""
    planned = pd.to_numeric(find(settings, "plan.days"), errors="coerce")
    if not len(over) >= planned:
        return ""
    return f", {over['pilot'].sum() / over['control'].sum() - 1:+.0%} against the control"


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
