"""Worlds in which the truth is known: each draws the pilots that a team might see in it."""

import math
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec import structs

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.guards import Guard
from crispdm.gate.pilot.judgement import Pilot, judge_pilot
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row

START = date(2026, 11, 2)  # a Monday
Draw = Callable[[random.Random, float, int], Pilot]  # a change as part of what is wanted, and how many rows


class World(NamedTuple):
    """A kind of pilot."""

    name: str
    wanted: float  # the change, in percent or in the unit
    draw: Draw


def less(wanted: float, now: float = 40.0, **more: Any) -> Objective:
    """An objective that wants less of something."""
    return Objective("time", "units", now, now * (1 - wanted), wanted * now / 4, **more)


def pilot_of(rows: list[Row], objective: Objective, days: int, **plan: Any) -> Pilot:
    return Pilot(
        objective=objective, plan=Plan(share=plan.pop("share", 0.5), days=days, **plan), start=START, rows=tuple(rows)
    )


def noises(chance: random.Random, rows: int, spread: float, correlation: float) -> Iterator[float]:
    """An autoregression of the first order, as logarithms."""
    value = chance.gauss(0, spread)
    for _ in range(rows):
        yield value
        value = correlation * value + math.sqrt(1 - correlation**2) * chance.gauss(0, spread)


def daily(correlation: float = 0.0, spread: float = 0.2, before: int = 0, **more: Any) -> Draw:
    """Daily rates whose ratio has a spread, and may resemble that of the day before; rows from before the start."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        rows = []
        for number, noise in enumerate(noises(chance, before + days, spread, correlation), -before):
            season = 40 * math.exp(chance.gauss(0, 0.2))
            change = math.log1p(-0.1 * effect * (number >= 0)) - spread**2 / 2  # a lognormal's mean is above its median
            rows.append(
                Row(day=START + timedelta(days=number), pilot=season * math.exp(change + noise), control=season)
            )
        return pilot_of(rows, less(0.1), days, **more)

    return draw


def poisson(chance: random.Random, mean: float) -> int:
    """A count, by its normal limit where it is large."""
    if mean > 200:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    product, number, limit = chance.random(), 0, math.exp(-mean)
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def counted(a_day: float, times: float, wanted: float, now: float) -> Draw:
    """Counts of events a day, with so many times as much traffic on weekdays as at weekends."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        rows = []
        for number in range(days):
            day = START + timedelta(days=number)
            cases = round(a_day / now * (1 if day.weekday() < 5 else 1 / times))
            busy = math.exp(chance.gauss(0, 0.1))
            seen = [poisson(chance, now * busy * cases * (1 - wanted * part)) for part in (effect, 0.0)]
            counts = Counts(min(seen[0], cases), cases, min(seen[1], cases), cases)
            own, other = counts.pilot / cases, counts.control / cases
            rows.append(Row(day=day, pilot=own, control=other, counts=counts, pilot_n=cases, control_n=cases))
        return pilot_of(rows, less(wanted, now), days)

    return draw


def rare(a_day: float, wanted: float) -> Draw:
    """Incidents, so many a day in each arm."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        rows = []
        for number in range(days):
            own, other = poisson(chance, a_day * (1 - wanted * effect)), poisson(chance, a_day)
            counts = Counts(own, 1, other, 1)
            day = START + timedelta(days=number)
            rows.append(Row(day=day, counts=counts, pilot=own, control=other, pilot_n=1, control_n=1))
        return pilot_of(rows, less(wanted, a_day), days)

    return draw


def people(number: int, before: int, spread: float = 0.3) -> Draw:
    """People who stay in an arm, and differ permanently; some rows from before the start."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        arms = [[math.exp(chance.gauss(0, spread)) for _ in range(number)] for _ in range(2)]
        own, other = (40 * sum(arm) / number for arm in arms)
        rows = []
        for day in range(-before, days):
            factor = 1 - 0.1 * effect if day >= 0 else 1.0
            season = math.exp(chance.gauss(0, 0.2))
            pilot, control = (season * level * math.exp(chance.gauss(0, 0.05)) for level in (own * factor, other))
            rows.append(Row(day=START + timedelta(days=day), pilot=pilot, control=control))
        return pilot_of(rows, less(0.1), days, units=number, control_units=number, pre_days=before, same_scale=True)

    return draw


def without_worst(left_out: int) -> Draw:
    """A team that leaves out the days that look worst."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        pilot = daily()(chance, effect, days)
        inner = sorted(pilot.rows[:-1], key=lambda row: -(row.pilot or 0) / (row.control or 1))
        return pilot_of([*inner[left_out:], pilot.rows[-1]], pilot.objective, days)

    return draw


def fading() -> Draw:
    """A novelty: 40 % less at first, half of it gone every four days."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        rows = []
        for number in range(days):
            control = 40 * math.exp(chance.gauss(0, 0.1))
            change = 1 - 0.4 * effect * 0.5 ** (number / 4)
            pilot = control * change * math.exp(chance.gauss(0, 0.03))
            rows.append(Row(day=START + timedelta(days=number), pilot=pilot, control=control))
        return pilot_of(rows, less(0.1), days)

    return draw


def guarded(harm: float) -> Draw:
    """A pilot that reaches its target, with a guard that is so much worse."""
    guard = Guard(measure="errors", is_lower_better=True, margin=0.05, is_relative=True)

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        pilot = daily(spread=0.02)(chance, 1.5 * effect, days)
        rows = []
        for row in pilot.rows:
            control = 0.1 * math.exp(chance.gauss(0, 0.1))
            own = control * (1 + harm) * math.exp(chance.gauss(0, 0.05))
            rows.append(Row(day=row.day, pilot=row.pilot, control=row.control, guards=((own, control),)))
        return Pilot(objective=pilot.objective, plan=pilot.plan, start=START, rows=tuple(rows), guards=(guard,))

    return draw


def carried_over(part: float) -> Draw:
    """A switchback whose effect reaches into the other arm's next day."""

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        rows, change = [], 1 - 0.1 * effect
        for number in range(2 * days):
            is_pilot = number % 2 == 1
            factor = change if is_pilot else 1 - part * (1 - change)
            value = 40 * factor * math.exp(chance.gauss(0, 0.1))
            own, other = (value, None) if is_pilot else (None, value)
            rows.append(Row(day=START + timedelta(days=number), pilot=own, control=other))
        return pilot_of(rows, less(0.1), 2 * days, is_switchback=True)

    return draw


def skewed_people(number: int) -> Draw:
    """A sheet of people, a few of whom do most; their values of before tell most of it."""
    from crispdm.gate.pilot.units import Unit  # noqa: PLC0415 - only here

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        units = []
        for is_pilot in (True, False):
            for _ in range(number):
                before = 40 * math.exp(chance.gauss(0, 0.8) - 0.32)
                value = before * (1 - 0.1 * effect * is_pilot) * math.exp(chance.gauss(0, 0.15))
                units.append(Unit(is_pilot, value, before))
        pilot = daily()(chance, effect, days)
        plan = Plan(share=0.5, days=days, units=number, same_scale=True)
        return Pilot(objective=pilot.objective, plan=plan, start=START, rows=pilot.rows, units=tuple(units))

    return draw


def delayed(*, is_planned: bool, delay: int = 40) -> Draw:
    """Labels that come in over some days, later in the pilot, as its cases are new to whoever labels them.

    The numbers are drawn on the day after the last row. With `label_delay` the rows that are not complete do not count,
    and the pilot is read when all of them are.
    """

    def draw(chance: random.Random, effect: float, days: int) -> Pilot:
        pilot = counted(2000, 2, 0.1, 0.1)(chance, effect, days)
        read = START + timedelta(days=days + delay if is_planned else days)
        rows = []
        for row in pilot.rows:
            age = (read - row.day).days
            known = [min(1.0, (age / delay) ** power) for power in (1.0, 0.8)]
            seen = row.counts or Counts(0, 1, 0, 1)
            own, other = (round(events * part) for events, part in zip((seen.pilot, seen.control), known, strict=True))
            counts = Counts(own, seen.pilot_n, other, seen.control_n)
            rates = own / seen.pilot_n, other / seen.control_n
            rows.append(structs.replace(row, counts=counts, pilot=rates[0], control=rates[1]))
        plan = {"label_delay": delay, "read": read} if is_planned else {}
        return pilot_of(rows, pilot.objective, days, **plan)

    return draw


def read_daily(draw: Draw, *, first: int = 5) -> Draw:
    """A team that looks each day from the fifth on, and ends the pilot on the first day that says deploy."""

    def until_good(chance: random.Random, effect: float, days: int) -> Pilot:
        pilot = draw(chance, effect, days)
        ended = structs.replace(pilot.plan, has_ended=True)
        for day in range(first, days):
            early = structs.replace(pilot, plan=ended, rows=pilot.rows[:day])
            if judge_pilot(early).verdict.says == "deploy":
                return early
        return pilot

    return until_good


WORLDS = (
    World("independent days, spread 20 %", 0.1, daily()),
    World("days like the day before, 0.3", 0.1, daily(0.3)),
    World("days like the day before, 0.6", 0.1, daily(0.6)),
    World("the same, 28 rows before", 0.1, daily(0.6, before=28)),
    World("independent days, 28 rows before", 0.1, daily(before=28)),
    World("traffic ten times, counts", 0.1, counted(2000, 10, 0.1, 0.1)),
    World("half an event a day, -50 %", 0.5, rare(0.5, 0.5)),
    World("ten people, 28 rows before", 0.1, people(10, 28)),
    World("ten people, no rows before", 0.1, people(10, 0)),
    World("the worst row left out", 0.1, without_worst(1)),
    World("the two worst rows left out", 0.1, without_worst(2)),
    World("a switchback", 0.1, carried_over(0.0)),
    World("a switchback, a third carried over", 0.1, carried_over(1 / 3)),
    World("skewed people, with before", 0.1, skewed_people(60)),
    World("labels of forty days, waited for", 0.1, delayed(is_planned=True)),
    World("labels of forty days, drawn at once", 0.1, delayed(is_planned=False)),
    World("read daily, ended at the first deploy", 0.1, read_daily(daily())),
)
