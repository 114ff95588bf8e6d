"""The log of the pilot: its sums per day and group, computed where the log is."""

from typing import Any

import ibis
import pandas as pd

from .dataset import to_frame
from .expressions import sums_of, without_nan
from .files import Refusal, find, nearest, needed
from .kinds import DATE, moment
from .paths import PILOT, shown
from .raw_data import open_source
from .raw_files import TextRules
from .sources import KEYS, Source, parse_source

GROUPS = ("pilot", "control")
NUMBERS = ("value", "per", "guard", "guard_per")
_STEPS = {"week": pd.DateOffset(days=7), "month": pd.DateOffset(months=1)}  # of the rows that are no days
_NUMBER = r"^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$"


def log_source(settings: dict[str, Any]) -> Source:
    """Return where the log is: a file, or a table or a SELECT of a database, as in inventory.yaml."""
    given = {key: value for key in KEYS if (value := find(settings, f"log.{key}"))}
    if not {*given} & {"table", "select"}:
        needed(settings, "log.file", PILOT, "the path of the pilot's log, such as data/pilot_log.csv")
    return parse_source(given, f"{shown(PILOT)}: log")


def read_log(settings: dict[str, Any], source: Source) -> Any:
    """Return the log. Its columns get our names: date, group, value, and per, guard, guard_per if they are given."""
    names = {name: str(needed(settings, f"log.{name}", PILOT, "a column")) for name in ("date", "group", "value")}
    optional = {name: find(settings, f"log.{name}") for name in NUMBERS[1:]}
    names |= {name: str(column) for name, column in optional.items() if column}
    raw = open_source(source, TextRules(is_lenient=True))
    for name, column in names.items():
        if column not in raw.columns:
            end = nearest(column, raw.columns)
            raise Refusal(f"{shown(PILOT)}: log.{name}: no column {column!r} in {source}{end}")
    log = raw.select(**{name: raw[column] for name, column in names.items()})
    _refuse_wrong(log, names, source)
    numbers = {name: _as_number(log[name]) for name in NUMBERS if name in names}
    day = moment(log.date).cast("date").cast("string")
    return log.select(date=day, group=_group(log), **numbers)


def _group(log: Any) -> Any:
    return log.group.cast("string").strip().lower()


def _as_number(value: Any) -> Any:
    return without_nan(value.cast("float64"))


def _refuse_wrong(log: Any, names: dict[str, str], source: Source) -> None:
    """Refuse a row that is wrong, if there is one."""
    date = log.date if log.date.type().is_string() else None
    wrong = {"date": ("is not a date such as 2026-12-07", log.date.isnull() if date is None else ~_says(date, DATE))}
    wrong["group"] = ("is neither pilot nor control", ~ibis.coalesce(_group(log), "").isin(GROUPS))
    for name in names.keys() & {*NUMBERS}:
        is_text = log[name].type().is_string()
        number = ~_says(log[name], _NUMBER) if is_text else without_nan(log[name]).isnull()
        wrong[name] = ("is not a number", number)
    counts = sums_of(log, **{name: is_wrong.sum() for name, (_, is_wrong) in wrong.items()})
    for name, (what, is_wrong) in wrong.items():
        if counts[name]:
            cells = log.filter(is_wrong).select(cell=log[name].cast("string")).limit(1000).to_pyarrow()["cell"]
            first = min(cells.to_pylist(), key=str)  # an engine has no first row
            rows = f"{counts[name]} row{'' if counts[name] == 1 else 's'}"
            shown_cell = "an empty cell" if first is None else repr(first)
            raise Refusal(f"{source}: {names[name]}: {shown_cell} {what} ({rows})")


def _says(text: Any, pattern: str) -> Any:
    return ibis.coalesce(text, "").re_search(pattern)


def daily_sums(log: Any) -> pd.DataFrame:
    """Return the sums of each group and day, how many rows they are of, and whether all values are whole."""
    numbers = [name for name in NUMBERS if name in log.columns]
    sums = {name: log[name].sum() for name in numbers}
    whole = {f"whole_{name}": ((log[name] >= 0) & (log[name] == log[name].round())).all() for name in numbers[:2]}
    days = log.group_by("group", "date").aggregate(rows=log.count(), **sums, **whole)
    return to_frame(days.to_pyarrow()).set_index(["group", "date"]).sort_index()


def rate(days: pd.DataFrame, value: str, per: str) -> pd.Series:
    """Return the rate of each day: a sum divided by a sum, or the mean if there is no column to divide by."""
    if per not in days:
        return days[value] / days["rows"]
    return (days[value] / days[per].where(days[per] != 0)).dropna()


def in_rows(days: pd.DataFrame, settings: dict[str, Any]) -> pd.DataFrame:
    """Return the sums of each row of the plan: of days as they are, or of weeks or months from plan.start on."""
    first = _first_days(days.index.get_level_values("date"), settings)
    if first is None:
        return days
    groups = days.groupby([days.index.get_level_values("group"), first])
    is_whole = [name for name in days.columns if name.startswith("whole_")]
    rows = groups.sum().assign(**{name: groups[name].all() for name in is_whole})
    return rows.rename_axis(["group", "date"])


def ends_of_rows(days: pd.Index, settings: dict[str, Any]) -> pd.Index:
    """Return the last day of each row, by its first one."""
    step = _STEPS.get(find(settings, "plan.row"))
    return days if step is None else _as_text(pd.to_datetime(days) + step - pd.Timedelta(days=1))


def _first_days(days: pd.Index, settings: dict[str, Any]) -> pd.Index | None:
    """Return the first day of each day's row; None where a row is a day."""
    length, start = find(settings, "plan.row"), pd.to_datetime(find(settings, "plan.start"), errors="coerce")
    if length not in _STEPS or pd.isna(start):
        return None
    dates = pd.to_datetime(days)
    if length == "week":
        return _as_text(start + (dates - start) // pd.Timedelta(days=7) * pd.Timedelta(days=7))
    months = 12 * (dates.year - start.year) + dates.month - start.month - (dates.day < start.day)
    return _as_text(pd.DatetimeIndex([start + pd.DateOffset(months=number) for number in months]))


def _as_text(dates: pd.DatetimeIndex) -> pd.Index:
    return dates.strftime("%Y-%m-%d")
