"""Turn the log of the pilot into pilot.csv: the measure of each day, in the pilot and in the control.

The section log in pilot.yaml describes the log. A day counts once it is complete in both groups; where plan.row is
week or month, so does each of those. Where per is given and value and per are whole numbers, pilot.csv has counts, so
that days count by their traffic. What changed is for `crispdm check` to say: a change without its interval misleads.

With --verify nothing is written: pilot.csv is compared with the log, and each cell that differs is named.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd

from {{ cookiecutter.package }}.files import Refusal, find, read_rows, read_yaml, run, today, write_rows
from {{ cookiecutter.package }}.paths import OBJECTIVE, PILOT, PILOT_DAYS, shown
from {{ cookiecutter.package }}.pilot_log import (
    GROUPS,
    daily_sums,
    ends_of_rows,
    in_rows,
    log_source,
    rate,
    read_log,
)
from {{ cookiecutter.package }}.runs import digits


def main() -> None:
    """Write pilot.csv, or compare it with the log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if pilot.csv says otherwise")
    is_to_verify = parser.parse_args().verify
    settings = read_yaml(PILOT)
    source = log_source(settings)
    days = in_rows(daily_sums(read_log(settings, source)), settings)
    has_control = str(find(settings, "plan.control")).strip().lower() not in ("none", "no")
    groups = GROUPS if has_control else GROUPS[:1]
    factor = factor_of(settings)
    by_group = {group: days.loc[group] if group in days.index.get_level_values(0) else days[:0] for group in groups}
    by_group = {group: own if own.index.nlevels == 1 else own.droplevel(0) for group, own in by_group.items()}
    rates = pd.DataFrame({group: factor * rate(own, "value", "per") for group, own in by_group.items()})
    if "guard" in days:
        for group, column in zip(groups, ("guard", "guard_control"), strict=False):
            rates[column] = rate(by_group[group], "guard", "guard_per")
    in_turns = find(settings, "plan.switchback") is True  # each day has one of the groups
    is_complete = rates.notna().any(axis=1) if in_turns else rates.notna().all(axis=1)
    over = rates[(ends_of_rows(rates.index, settings) < str(today())) & is_complete]
    if over.empty:
        held = f"from {rates.index.min()} to {rates.index.max()}, and today is {today()}"
        raise Refusal(f"{source}: no complete day in {' and '.join(groups)}; the log has days {held}")
    has_counts = are_counts(settings, days) and not in_turns
    written = with_counts(over, by_group) if has_counts else over.map(cell)
    rows = written.rename_axis("date").reset_index().to_dict("records")
    if is_to_verify:
        verify(rows, settings)
        return
    if has_control:
        refuse_scale(over, settings, by_group["control"] if has_counts else None)
    write_rows(PILOT_DAYS, ["date", *written.columns], rows)
    left_out = rates.index.difference(over.index)
    said = f"; left out as incomplete in {' and '.join(groups)}: {', '.join(left_out)}" if len(left_out) else ""
    length = find(settings, "plan.row") or "day"
    print(f"{shown(PILOT_DAYS)}: {len(over)} {length}{'' if len(over) == 1 else 's'}{said}")
    print("Next: crispdm check, which says whether the numbers can be meant, and at the end what they say")


def verify(rows: list[dict[str, Any]], settings: dict[str, Any]) -> None:
    """Compare the days of the pilot in pilot.csv with those of the log; days that came later are not asked for."""
    start, made = str(find(settings, "plan.start")), {row["date"]: row for row in rows}
    recorded = {row["date"]: row for row in read_rows(PILOT_DAYS, ["date"]) if row["date"] >= start}
    wanted = {day for day in made if start <= day <= max(recorded, default="")}
    excused = find(settings, "plan.missing") or {}
    differ = [f"{day}: not in pilot.csv" for day in sorted(wanted - {*recorded, *map(str, excused)})]
    for day, row in recorded.items():
        if day not in made:
            differ.append(f"{day}: no complete day of the log")
            continue
        now = {name: str(value) for name, value in made[day].items() if name in row}
        other = {name: cell for name, cell in now.items() if row[name] != cell}
        differ += [f"{day}: {name}: {row[name]} was recorded, now {cell}" for name, cell in other.items()]
    if differ:
        raise Refusal(f"{shown(PILOT_DAYS)}: {'; '.join(differ[:5])}")
    print(f"{shown(PILOT_DAYS)}: as the log says, {len(recorded)} days")


def factor_of(settings: dict[str, Any]) -> float:
    """Return what turns a rate of the log into one of the objective.

    That is log.per_day, such as 7 where the objective is per week, and plan.per, such as 1000 where it is per thousand.
    """
    product = 1.0
    for name in ("log.per_day", "plan.per"):
        factor = pd.to_numeric(find(settings, name) or 1, errors="coerce")
        if not factor > 0:
            raise Refusal(f"{shown(PILOT)}: {name}: {find(settings, name)}; expected a number above 0")
        product *= float(factor)
    return product


def refuse_scale(over: pd.DataFrame, settings: dict[str, Any], counts: pd.DataFrame | None) -> None:
    """Refuse rates that are not in the objective's unit, from the first day on: after the last one it is too late."""
    objective = read_yaml(OBJECTIVE) if OBJECTIVE.exists() else {}
    now, control = as_number(find(objective, "objective.now")), over["control"].mean()
    nearest = min(max(control, now / 3), now * 3)
    if find(settings, "plan.same_scale") or not now > 0 or control == nearest:
        return
    if counts is not None and may_be_chance(counts.loc[over.index], nearest / factor_of(settings)):
        return
    per_week = str(find(objective, "objective.unit")).lower().endswith(("per week", "a week", "weekly"))
    is_seventh = per_week and 1 / 9 < control / now < 1 / 3
    weekly = "write log.per_day: 7, as the log is per day, or plan.row: week"
    fix = weekly if is_seventh else "write a rate in the objective's unit"
    what = f"the control is {digits(control)} on average; {shown(OBJECTIVE)} says {digits(now)} now"
    raise Refusal(f"{shown(PILOT_DAYS)}: {what}; {fix}, or say in plan.same_scale why the numbers are right")


def may_be_chance(counts: pd.DataFrame, rate: float) -> bool:
    """Return whether chance explains so few or many events: the root of a count varies by 1/2 (Anscombe 1948)."""
    events, expected = counts["value"].sum(), rate * counts["per"].sum()
    return bool(2 * abs((events + 3 / 8) ** 0.5 - (expected + 3 / 8) ** 0.5) <= 3.29)  # surely, at 0.001


def as_number(value: Any) -> float:
    """Return a number or a share such as 8 %; not a number (nan) for anything else."""
    text = str(value).strip()
    number = pd.to_numeric(text.rstrip("% "), errors="coerce")
    return float(number / 100 if text.endswith("%") else number)


def are_counts(settings: dict[str, Any], days: pd.DataFrame) -> bool:
    """Return whether value counts events of so many cases; log.counts: false says that it does not."""
    if "per" not in days or find(settings, "log.counts") is False or find(settings, "log.per_day"):
        return False
    return bool(days[["whole_value", "whole_per"]].all(axis=None))


def with_counts(rates: pd.DataFrame, by_group: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the events of each day and of how many cases they are, instead of rates."""
    columns = {}
    for group, days in by_group.items():
        own = days[["value", "per"]].reindex(rates.index).astype(int)
        columns |= {f"{group}_events": own["value"], f"{group}_n": own["per"]}
    guards = rates.drop(columns=list(by_group)).map(digits)
    return pd.DataFrame(columns).join(guards)


def cell(rate: float) -> str:
    """Return a rate as pilot.csv has it: empty where there is none."""
    return "" if pd.isna(rate) else digits(rate)


if __name__ == "__main__":
    run(main)
