"""A pilot of a week whose log is here: its plan, the log, and its days as rates and as counts."""

from typing import Any

CHECK: dict[str, Any] = {
    "check": "pilot",
    "part": "ran",
    **{name: f"{name}.yaml" for name in ("objective", "metric")},
    "file": "pilot.yaml",
    "data": "pilot.csv",
    "runs": "runs.csv",
}
PILOT = """\
plan: {share: 5 %, days: 7, start: 2026-12-07, control: the rest, stopped_by: Fay, switch_off: a flag}
log: {file: data/log.csv, date: day, group: arm, value: hours, per: people}
"""
DAYS = [f"2026-12-{day:02}" for day in range(5, 14)]
LOG = "day,arm,hours,people\n" + "".join(
    f"{day} 09:00:00,Pilot,{number},2\n{day},control,{2 * number},3\n{day},control,1,1\n"
    for number, day in enumerate(DAYS, 3)
)
RATES = "date,pilot,control\n" + "".join(
    f"{day},{number / 2:.4g},{(2 * number + 1) / 4:.4g}\n" for number, day in enumerate(DAYS, 3)
)
COUNTS = "date,pilot_events,pilot_n,control_events,control_n\n" + "".join(
    f"{day},{number},2,{2 * number + 1},4\n" for number, day in enumerate(DAYS, 3)
)
