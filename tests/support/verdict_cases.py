"""Pilots, day by day, and what they say: each with its reason."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crispdm.gate.pilot.judgement import Judged, Pilot, judge_pilot
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.verdict import Effect, Says


class Case(NamedTuple):
    """A pilot, what it says, and a piece of the words in which it says so."""

    why: str
    goal: Objective
    pilot: tuple[float, ...]
    control: tuple[float, ...] | None
    says: Says
    words: str
    planned: int | None = None  # as many days as it ran, where nothing is said
    given: Effect | None = None  # analysed elsewhere, instead of the days
    needs: str = ""  # a reason to deploy


def goal(now: float, target: float, least: float | None = None, unit: str = "hours") -> Objective:
    return Objective("time", unit, now, target, abs(target - now) / 4 if least is None else least)


def days(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split()))


def times(factor: float, values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(factor * each for each in values)


START = date(2026, 12, 7)  # a Monday


def judged(
    objective: Objective, pilot: Sequence[float], control: Sequence[float] | None, planned: int | None = None
) -> Judged:
    """The verdict on daily rates from the start on; they are as long as planned, unless it is said."""
    others = control if control is not None else [None] * len(pilot)
    rows = tuple(
        Row(day=START + timedelta(days=number), pilot=own, control=other)
        for number, (own, other) in enumerate(zip(pilot, others, strict=True))
    )
    plan = Plan(share=0.05, days=planned or len(rows), has_control=control is not None, same_scale=True)
    return judge_pilot(Pilot(objective=objective, plan=plan, start=START, rows=rows))


def change(estimate: float, low: float, high: float, *, ran: int = 14) -> Effect:
    """An effect in percent, as somebody analysed it elsewhere, of 14 planned days."""
    middle, low, high = estimate / 100, low / 100, high / 100
    error = (high - low) / 4
    return Effect(estimate=middle, low=low, high=high, rows=ran, part=ran / 14, is_relative=True, error=error)


HALVE = goal(10, 5)
CALM = days("10.1  9.9 10.2  9.8 10.0 10.1  9.9 10.0  9.7 10.3")  # 10 on average
HALF = days(" 4.6  4.8  4.5  4.9  4.7  4.6  4.8  4.7  4.5  4.9")  # 53 % less
FIVE = days(" 4.6  5.4  5.0  4.7  5.3  5.1  4.9  4.5  5.5  5.0")  # 5 on average
LESS = days(" 7.6  7.4  7.7  7.2  7.6  7.5  7.3  7.8  7.4  7.5")  # 25 % less
WEAK = days(" 8.5  8.6  8.4  8.7  8.5  8.4  8.5  8.6  8.3  8.5")  # 15 % less
TINY = days(" 9.6  9.7  9.5  9.8  9.6  9.7  9.4  9.7  9.4  9.6")  # 4 % less
SAME = days("10.2  9.8 10.1  9.9 10.1 10.0  9.8 10.1  9.8 10.2")
MORE = days("12.1 11.8 12.3 11.9 12.0 12.2 11.7 12.1 11.9 12.0")  # 20 % more
WILD = days("14.0  1.0 12.0  3.0 13.0  2.0  9.0  4.0 11.0  1.0")  # 30 % less, on average
ROUGH = days("14.0  6.0 12.0  5.0 13.0  7.0  9.0  6.5 11.5  6.0")  # 10 % less, on average
LOST = days("16.0  6.0 20.0  5.0 17.0  7.0 18.0  6.0 13.0 12.0")  # 20 % more, on average
WEEKS = days("8 14 13 12 11 4 3  9 15 13 11 10 4 2")  # busy on Tuesdays, quiet at weekends
HALF_WEEKS = days("3.8 6.7 6.4 5.9 5.1 2.0 1.3  4.2 7.3 6.1 5.2 4.9 1.7 1.1")
FADING = days("10.0 9.4 9.1 8.5 8.0 7.6 7.1 6.5 6.2 5.8")  # the season ends, for everybody
FADES = days("10.1 9.3 9.2 8.4 8.1 7.5 7.2 6.4 6.3 5.7")
BUSY = days("15.2 14.7 15.4 14.9 15.1 15.3 14.6 15.2 14.8 14.8")  # December, where the objective is of summer
BUSY_LESS = days(" 9.1  8.8  9.3  8.9  9.0  9.2  8.8  9.2  8.9  8.8")  # 40 % less than the control
NONE = (0.0,) * 10
NOISE = days("0.1 -0.2 0.3 -0.1 0.0 0.2 -0.3 0.1 -0.2 0.1")  # around zero
SPIKE = (*HALF[:9], 45.0)
MANY = (*CALM, 9.8)

CASES = (
    # what the objective wants: half of it, or at least an eighth
    Case("more than half is gone", HALVE, HALF, CALM, "deploy", "it reaches -50 % and is surely better than no change"),
    Case("exactly half, give or take", HALVE, FIVE, CALM, "deploy", "it may fall short of the target"),
    Case("a quarter is gone, surely", HALVE, LESS, CALM, "improve", "surely better than no change, but falls short of"),
    Case("a small effect, but worth having", HALVE, WEAK, CALM, "improve", "falls short of -50 %"),
    Case("surely too small", HALVE, TINY, CALM, "stop", "surely smaller than 12.5 %, the smallest worth having"),
    Case("nothing moves, and that is sure", HALVE, SAME, CALM, "stop", "surely smaller than 12.5 %"),
    Case("it makes things worse", HALVE, MORE, CALM, "stop", "it does harm"),
    # noise
    Case("too noisy to be told from nothing", HALVE, WILD, CALM, "unclear", "it may do nothing, or be worth it"),
    Case("a small effect in noise, and how long to go on", HALVE, ROUGH, CALM, "unclear", "days would settle it"),
    Case("it looks like harm, and is too far from half", HALVE, LOST, CALM, "stop", "surely out of reach"),
    Case("one day out of line", HALVE, SPIKE, CALM, "unclear", "it may do nothing"),
    Case("one day of the control makes it shine", HALVE, SAME, (*CALM[:9], 60.0), "unclear", "too near zero"),
    Case("much noise", HALVE, days("1 30 2 28 3 2 1 29 1 2"), CALM, "unclear", "about 63 days would settle it"),
    Case(
        "noise for more than a year", goal(10, 9), days("1 30 2 28 3 2 1 29 1 2"), CALM, "unclear", "even a year would"
    ),
    Case("only the control is noisy", HALVE, (5.0,) * 10, CALM, "deploy", "it reaches -50 %"),
    # seasons move both
    Case("a week's rhythm in both", HALVE, HALF_WEEKS, WEEKS, "deploy", "it reaches -50 %"),
    Case("less than months ago, but so is the control", HALVE, FADES, FADING, "stop", "surely smaller than"),
    Case("as much as months ago, when all is busy", HALVE, BUSY_LESS, BUSY, "improve", "-40 % against the control"),
    # too few days, or all alike
    Case("a single day", HALVE, HALF[:1], CALM[:1], "unclear", "1 day is too few; at least 5"),
    Case("four days, however good", HALVE, HALF[:4], CALM[:4], "unclear", "4 days are too few; at least 5"),
    Case("five good days", HALVE, HALF[:5], CALM[:5], "deploy", "it reaches -50 %"),
    Case("every day the same", HALVE, (5.0,) * 10, (10.0,) * 10, "unclear", "every row shows the same change"),
    Case("the control was halved by hand", HALVE, days("4 7 6 2 5 8 3"), days("8 14 12 4 10 16 6"), "unclear", "same"),
    Case(
        "nothing is left, in rates",
        goal(10, 1),
        NONE,
        CALM,
        "unclear",
        "the pilot is 0 in every row: write pilot_events",
    ),
    # how long it ran
    Case("shorter than planned", HALVE, HALF, CALM, "unclear", "better so far, after 10 of 14 days: go on", planned=14),
    Case("shorter than planned, and harmful", HALVE, MORE, CALM, "stop", "it does harm", planned=14),
    Case("shorter than planned, and weak", HALVE, LESS, CALM, "unclear", "better so far, after 10", planned=14),
    Case("later days do not count", HALVE, (*LESS[:7], 0.1, 0.1, 0.1), CALM, "improve", "falls short", planned=7),
    # no control possible: against the value now
    Case("no control", HALVE, HALF, None, "deploy", "-53 % against the value before", needs="there was no control"),
    Case("no control, and too weak", HALVE, LESS, None, "improve", "-25 % against the value before"),
    Case("no control, and nothing moves", HALVE, SAME, None, "stop", "surely smaller than"),
    Case("no control, and every day the same", HALVE, (5.0,) * 7, None, "unclear", "every row shows the same change"),
    # a measure that should rise
    Case("half as much again", goal(10, 15), BUSY, CALM, "deploy", "it reaches +50 %"),
    Case("it rises a little", goal(10, 15), MORE, CALM, "improve", "falls short of +50 %"),
    Case("it should rise, and nothing moves", goal(10, 15), SAME, CALM, "stop", "surely smaller than 12.5 %"),
    Case("it should rise, and falls", goal(10, 15), LESS, CALM, "stop", "it does harm"),
    Case("it should triple", goal(5, 15), CALM, HALF, "improve", "falls short of +200 %"),
    Case("it should rise by little", goal(10, 11), MORE, CALM, "deploy", "it reaches +10 %"),
    # other units
    Case("shares", goal(0.1, 0.05), times(0.01, HALF), times(0.01, CALM), "deploy", "it reaches -50 %"),
    Case("percent as the unit", goal(10, 5, unit="%"), LESS, CALM, "improve", "falls short of -50 %"),
    Case("millions", goal(1e7, 5e6), times(1e6, HALF), times(1e6, CALM), "deploy", "it reaches -50 %"),
    # around zero a percentage has no meaning: in the unit
    Case("from zero to five", goal(0, 5), FIVE, NOISE, "deploy", "it reaches +5 hours"),
    Case("from zero to minus five", goal(0, -5), times(-1, FIVE), NOISE, "deploy", "it reaches -5 hours"),
    Case("from zero, the wrong way", goal(0, -5), FIVE, NOISE, "stop", "it does harm"),
    Case("from zero, and nothing moves", goal(0, 5), NOISE, times(0.5, NOISE), "stop", "smaller than 1.25 hours"),
    Case("a loss, halved", goal(-10, -5), times(-1, FIVE), times(-1, CALM), "deploy", "it reaches +5 hours"),
    Case("a loss, not quite halved", goal(-10, -5), times(-1, LESS), times(-1, CALM), "improve", "short of +5 hours"),
    Case("a loss that grows", goal(-5, 0), times(-1, CALM), times(-1, FIVE), "stop", "it does harm"),
    Case("a loss turned into a gain", goal(-10, 5), FIVE, times(-1, CALM), "deploy", "it reaches +15 hours"),
    Case("a debt is the target", goal(5, -5), times(-1, FIVE), FIVE, "deploy", "it reaches -10 hours"),
    Case("the control shows nothing at all", goal(2, 1), LESS, NONE, "unclear", "the control is 0 in every row"),
    Case("neither does the pilot", goal(2, 1), NONE, NONE, "unclear", "the pilot is 0 in every row"),
    Case("all the control came on one day", HALVE, HALF, (*NONE[:9], 99.0), "unclear", "too near zero"),
    # the smallest change worth having
    Case("four percent are worth having", goal(10, 5, 0.2), TINY, CALM, "improve", "falls short of -50 %"),
    Case("a quarter is not worth having", goal(10, 5, 3), LESS, CALM, "stop", "surely smaller than 30 %"),
    Case("all or nothing", goal(10, 5, 5), LESS, CALM, "stop", "surely smaller than 50 %"),
    # analysed elsewhere
    Case("an interval beyond the target", HALVE, (), (), "deploy", "it reaches -50 %", given=change(-53, -55, -51)),
    Case("an interval around the target", HALVE, (), (), "deploy", "may fall short", given=change(-52, -58, -44)),
    Case("an interval short of it", HALVE, (), (), "improve", "falls short", given=change(-22, -31, -12)),
    Case("an interval around zero", HALVE, (), (), "unclear", "days would settle it", given=change(-30, -58, 16)),
    Case("an interval near zero", HALVE, (), (), "stop", "surely smaller than", given=change(-5, -9, -1)),
    Case("hardly any help, and little noise", goal(40, 30), (), (), "stop", "out of reach", given=change(-2, -14, 10)),
    Case("hardly any help, and more noise", goal(40, 30), (), (), "unclear", "may do", given=change(-2, -20, 16)),
    Case("a little help, and little noise", goal(40, 30), (), (), "unclear", "may do", given=change(-4, -16, 8)),
    Case("a day longer", HALVE, (), (), "deploy", "-50 %", given=change(-60, -70, -50, ran=15)),
    Case("two days longer", HALVE, (), (), "deploy", "-50 %", given=change(-60, -70, -50, ran=16), needs="it ran 16"),
    Case("an interval on the wrong side", HALVE, (), (), "stop", "it does harm", given=change(10, 2, 18)),
    Case("an interval of what should rise", goal(10, 15), (), (), "deploy", "+50 %", given=change(52, 44, 58)),
    Case("fewer days than planned elsewhere", HALVE, (), (), "unclear", "go on", given=change(-60, -70, -50, ran=10)),
)
