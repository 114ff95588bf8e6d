"""The pilots that teams have, each with what its numbers must say: forty to thirty minutes in 14 days, unless said.

Noise is a fixed pattern that sums to zero, so that nothing is drawn at random.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec import structs

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.guards import Guard
from crispdm.gate.pilot.judgement import Pilot
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.units import Unit

START = date(2026, 11, 2)  # a Monday
PATTERN = (3, -2, 1, -4, 2, 0, -1, 4, -3, 1, 2, -2, 0, -1)


class Story(NamedTuple):
    """A pilot, what it says, and a piece of the words in which it says so."""

    name: str
    says: str  # a verdict, or refused
    words: str
    pilot: Pilot


def goal(now: float, target: float, unit: str = "minutes per case", **more: Any) -> Objective:
    return Objective("time", unit, now, target, more.pop("least", abs(target - now) / 4), **more)


MINUTES = goal(40, 30)
INCIDENTS = goal(2, 0.2, "incidents a day")


def noisy(value: float, noise: float, number: int) -> float:
    return value * (1 + noise * PATTERN[number % len(PATTERN)])


def rates(number: int, control: float, pilot: float, noise: float, *, step: int = 1, first: int = 0) -> list[Row]:  # noqa: PLR0913 - a row of a table
    """Rows with a steady control, and a pilot around a value."""
    return [
        Row(day=START + timedelta(days=first + step * n), pilot=noisy(pilot, noise, first + n), control=control)
        for n in range(number)
    ]


def guarded(rows: Iterable[Row], value: float, noise: float, control: float) -> list[Row]:

    return [
        structs.replace(row, guards=((noisy(value, noise, number + 3), control),)) for number, row in enumerate(rows)
    ]


def counted(number: int, *arms: Sequence[float], per: float = 1) -> list[Row]:
    """Rows of events: the pilot's and of how many they are, the control's; each list starts again at its end."""
    return [
        row_of(START + timedelta(days=n), Counts(*(each[n % len(each)] for each in arms)), per) for n in range(number)
    ]


def row_of(day: date, counts: Counts, per: float = 1) -> Row:
    return Row(
        day=day,
        pilot=per * counts.pilot / counts.pilot_n,
        control=per * counts.control / counts.control_n,
        counts=counts,
        pilot_n=counts.pilot_n,
        control_n=counts.control_n,
    )


def without_counts(rows: Iterable[Row]) -> list[Row]:
    return [Row(day=row.day, pilot=row.pilot, control=row.control) for row in rows]


def pilot_of(rows: Iterable[Row], objective: Objective = MINUTES, plan: Mapping[str, Any] = {}, **more: Any) -> Pilot:
    planned = Plan(**{"share": 0.05, "days": 14, **plan})
    return Pilot(objective=objective, plan=planned, start=START, rows=tuple(rows), **more)


def in_turns(number: int) -> list[Row]:
    """A switchback: the control first, then the pilot, and so on."""
    return [
        Row(
            day=START + timedelta(days=n),
            pilot=28 + 0.2 * (n % 5) if n % 2 else None,
            control=None if n % 2 else 41 + 0.2 * (n % 3),
        )
        for n in range(number)
    ]


PEOPLE = (
    *(Unit(True, 0.72 * (30 + 2 * n) + 0.3 * PATTERN[n], 30 + 2 * n) for n in range(8)),
    *(Unit(False, 25 + n % 30 + 0.3 * PATTERN[n % 14], 25 + n % 30) for n in range(40)),
)
GUARD = Guard(measure="errors", is_lower_better=True, margin=0.05, is_relative=True)
BUSY = counted(
    28,
    [112, 113, 111, 112, 112, 3, 3],
    [1000] * 5 + [50] * 2,
    [1900, 1890, 1910, 1900, 1900, 95, 95],
    [19000] * 5 + [950] * 2,
)
ORDERS = goal(0.1, 0.105, "orders per visit")
GOOD = rates(14, 41, 28, 0.02)
NEAR_ZERO = [
    Row(day=START + timedelta(days=n), pilot=0.01, control=max(0, 0.012 + 0.012 * PATTERN[n])) for n in range(14)
]
NOVELTY = rates(7, 41, 41 * 0.55, 0.01) + rates(7, 41, 41 * 0.88, 0.01, first=7)
POINTS = goal(0.12, 0.10, "of orders", scale="absolute")

STORIES = (
    Story("28 against 41", "deploy", "it reaches -25 % and is surely better than no change", pilot_of(GOOD)),
    Story("36 against 41", "improve", "falls short of -25 %", pilot_of(rates(14, 41, 36, 0.01))),
    Story("40.8 against 41, tight", "stop", "surely smaller than 6.25 %", pilot_of(rates(14, 41, 40.8, 0.005))),
    Story("44 against 40", "stop", "it does harm", pilot_of(rates(14, 40, 44, 0.02))),
    Story(
        "no help seen, and little noise", "stop", "-25 % is surely out of reach", pilot_of(rates(14, 40, 40.4, 0.06))
    ),
    Story("much noise", "unclear", "about 27 days would settle it", pilot_of(rates(14, 40, 36, 0.2))),
    Story("the season did it", "stop", "surely smaller than", pilot_of(rates(14, 29, 28.8, 0.005))),
    Story("hours beside minutes", "refused", "the arms are in different units", pilot_of(rates(14, 41, 0.47, 0.02))),
    Story("points of a share", "deploy", "it reaches -0.02 of orders", pilot_of(rates(14, 0.13, 0.109, 0.005), POINTS)),
    Story(
        "the same in percent", "improve", "short of -16.7 %", pilot_of(rates(14, 0.13, 0.109, 0.005), goal(0.12, 0.10))
    ),
    Story(
        "no event against 48",
        "deploy",
        "it reaches -90 %",
        pilot_of(counted(28, [0], [1], [2, 1, 3, 2, 1, 2, 2], [1]), INCIDENTS, {"days": 28, "share": 0.5}),
    ),
    Story("no event, as a rate", "unclear", "write pilot_events", pilot_of(rates(14, 2, 0, 0), INCIDENTS)),
    Story(
        "one event against 40 of 19 times as many",
        "unclear",
        "it may do nothing",
        pilot_of(
            counted(14, [0] * 13 + [1], [80], [3, 2, 4, 2, 3, 3, 3], [1520], per=1000),
            goal(2, 1, "per 1000"),
            {"per": 1000},
        ),
    ),
    Story(
        "busy weekdays +12 %, quiet weekends -40 %", "deploy", "it reaches +5 %", pilot_of(BUSY, ORDERS, {"days": 28})
    ),
    Story("the same as rates", "unclear", "it may do nothing", pilot_of(without_counts(BUSY), ORDERS, {"days": 28})),
    Story(
        "4.3 % of the cases where 5 % was planned",
        "unclear",
        "the pilot holds 4.3 % of the cases, planned 5 %: assignment or logging is broken",
        pilot_of(counted(14, [110, 108, 112, 109, 111, 110, 113], [860], [1900, 1910, 1890], [19140]), goal(0.1, 0.12)),
    ),
    Story("five people", "unclear", "it may do nothing", pilot_of(rates(14, 41, 33, 0.02), plan={"units": 5})),
    Story(
        "12 % better before the start already",
        "improve",
        "falls short of -25 %",
        pilot_of(rates(14, 41, 36, 0.01, first=-14) + rates(14, 41, 30, 0.02), plan={"units": 8, "pre_days": 14}),
    ),
    Story(
        "three of 14 rows are missing",
        "unclear",
        "more than a fifth",
        pilot_of(row for n, row in enumerate(rates(14, 41, 29, 0.02)) if n not in (3, 5, 9)),
    ),
    Story("one of 14 rows is missing", "deploy", "it reaches", pilot_of(row for n, row in enumerate(GOOD) if n != 5)),
    Story(
        "seven great late rows",
        "improve",
        "falls short",
        pilot_of(rates(14, 41, 33, 0.02) + rates(7, 41, 20, 0, first=14)),
    ),
    Story(
        "a guard that may be 5.7 % worse",
        "improve",
        "but errors: it may be worse by up to 5.71 %, allowed 5 %",
        pilot_of(guarded(GOOD, 0.104, 0.015, 0.1), guards=(GUARD,)),
    ),
    Story(
        "a guard 20 % up in both arms",
        "deploy",
        "it reaches -25 %",
        pilot_of(guarded(GOOD, 0.12, 0.01, 0.12), guards=(GUARD,)),
    ),
    Story("a novelty", "improve", "fades: -45.1 % in the first half, -11.9 % in the second", pilot_of(NOVELTY)),
    Story(
        "a row of 2999",
        "refused",
        "a row of 2999-01-01",
        pilot_of([*GOOD[:13], Row(day=date(2999, 1, 1), pilot=28, control=41)], today=date(2026, 12, 1)),
    ),
    Story("day 9 of 14", "unclear", "better so far, after 9 of 14 days: go on", pilot_of(rates(9, 41, 28, 0.02))),
    Story(
        "twelve weeks",
        "deploy",
        "it reaches -25 %",
        pilot_of(rates(12, 20, 14, 0.03, step=7), goal(20, 15), {"row": "week", "days": 84}),
    ),
    Story(
        "ten working days",
        "deploy",
        "it reaches -25 %",
        pilot_of(rates(5, 41, 28, 0.02) + rates(5, 41, 28, 0.02, first=7), plan={"weekdays": (0, 1, 2, 3, 4)}),
    ),
    Story("days in turns", "deploy", "it reaches", pilot_of(in_turns(28), plan={"days": 28, "is_switchback": True})),
    Story(
        "costs near zero",
        "unclear",
        "near zero for a percentage: write objective.scale: absolute",
        pilot_of(NEAR_ZERO, goal(0.02, 0.01, "euro an order"), {"same_scale": True}),
    ),
    Story(
        "labels that are not ripe",
        "refused",
        "14 rows drawn on 2026-11-16, before plan.label_delay was over",
        pilot_of(
            rates(14, 0.02, 0.014, 0.02), goal(0.02, 0.015), {"label_delay": 60, "read": START + timedelta(days=14)}
        ),
    ),
    Story(
        "a sheet of people", "deploy", "it reaches", pilot_of(rates(14, 41, 29, 0.02), plan={"units": 8}, units=PEOPLE)
    ),
)
