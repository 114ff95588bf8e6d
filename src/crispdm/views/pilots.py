"""A pilot in words: the model's metric beside the business measure."""

from collections.abc import Iterator
from typing import Any, Literal

from crispdm.gate.pilot_past import chance_find
from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.numbers import parse_number, percent, show
from crispdm.views.changes_of_measure import change_words
from crispdm.words import count

_TOLD = 1.2  # times as wide, from which on serial dependence is said
_COUNTED = {  # rows by the name that they have among the signs
    "missing": "missing, each counted as the worst {row} seen",
    "excused": "missing for a reason that was given",
    "late": "after the planned end, not counted",
    "unripe": "read before the labels were complete, not counted",
}


def pilot_summary(trial: RecordedPilot) -> str:
    """`rule-1, accuracy 0.71: the measure changed by -22 % [-31, -12], verdict improve`."""
    run = trial.run
    model = f"{run.get('run')}, {run.get('metric')} {_number(run.get('score'))}" if run else "no run recorded"
    is_known = isinstance(trial.pilot.get("estimate"), int | float)
    changed = f"the measure changed by {change(trial)}" if is_known else "no change was computed"
    return f"{model}: {changed}, verdict {trial.pilot.get('verdict')}"


def change(trial: RecordedPilot, digits: int = 3, *, is_short: bool = False) -> str:
    """`-22 % [-31, -12]`, or in the unit, in so many digits; the short form is without the interval."""
    pilot = trial.pilot
    if pilot.get("estimate") is None and pilot.get("low") is None:
        return "no change computed"
    low, high = (_value(pilot.get(end), pilot, digits, has_unit=False) for end in ("low", "high"))
    interval = f" [{low}, {high}]" if pilot.get("low") is not None and not is_short else ""
    return f"{_value(pilot.get('estimate'), pilot, digits)}{interval.replace(' %', '')}"


def _value(value: Any, pilot: dict[str, Any], digits: int, *, has_unit: bool = True) -> str:
    if not isinstance(value, int | float):
        return "?"
    return change_words(float(f"{value:.{digits}g}"), pilot, has_unit=has_unit)


def _number(value: Any) -> str:
    return show(value) if isinstance(value, int | float) else "?"


def overruled_words(outcome: str | None, what: Literal["numbers", "harm", "late-plan"]) -> str:
    """`deploy against the numbers`, `improve although it does harm`; without an outcome nothing is decided yet."""
    if outcome is None and what == "late-plan":
        return "the pilot ran before its plan was accepted"
    words = {
        "numbers": "against the numbers",
        "harm": "although the pilot does harm",
        "late-plan": "on a pilot that ran before its plan was accepted",
    }
    return f"{outcome} {words[what]}"


def sign_sentences(pilot: dict[str, Any]) -> list[str]:
    """What a recorded pilot shows beside its change: split, rows, dependence, fading, early looks, tries, warnings."""
    signs = pilot.get("signs") or {}
    numbers = {name: number for name, value in signs.items() if (number := parse_number(value)) is not None}
    others = (str(each).rstrip(".") for each in signs.get("warnings") or ())
    as_sentences = (f"{each[:1].upper()}{each[1:]}." for each in others)
    return [*_about_rows(pilot, numbers), *_about_change(pilot, numbers), *as_sentences]


def _about_rows(pilot: dict[str, Any], signs: dict[str, float]) -> Iterator[str]:
    found, planned = signs.get("share_found"), signs.get("share_planned")
    if found is not None and planned is not None:
        yield f"The pilot held {percent(found)} of the cases, planned {percent(planned)}: its assignment was broken."
    row = str(pilot.get("row", "day"))
    for name, what in _COUNTED.items():
        if number := int(signs.get(name, 0)):
            yield f"{count(number, row)} {what.format(row=row)}."
    read, all_rows = int(signs.get("read", 0)), int(signs.get("planned", 0))
    if read < all_rows:
        yield f"Read after {read} of {count(all_rows, row)}: the interval is the wider one of an early reading."


def _about_change(pilot: dict[str, Any], signs: dict[str, float]) -> Iterator[str]:
    factor = max(signs.get("serial", 1), 0) ** 0.5
    if factor >= _TOLD:
        row = pilot.get("row", "day")
        yield f"Each {row} resembles the one before: the interval is {factor:.1f} times as wide for it."
    first, second = signs.get("first_half"), signs.get("second_half")
    if first is not None and second is not None:
        first_half, second_half = (_value(each, pilot, 3) for each in (first, second))
        yield f"It fades: {first_half} in the first half, {second_half} in the second."
    if looks := pilot.get("looks"):
        yield f"Somebody looked at the effect before the planned end, {count(len(looks), 'time')}."
    tries = int(signs.get("tries", 1))
    if tries > 1:
        by_chance = percent(round(chance_find(tries), 2))
        risk = f"with {tries} tries, the risk of a chance finding is up to {by_chance}, not 5 %"
        yield f"Pilot {tries} of this objective: {risk}."
