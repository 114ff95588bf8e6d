"""The title of the status, and the goal with what was measured last."""

from crispdm.dates import weekday_and_day
from crispdm.gate.pilot_past import chance_find
from crispdm.numbers import percent, show
from crispdm.results.status import Status
from crispdm.views.changes_of_measure import wanted_words
from crispdm.views.pilots import change as measured_change
from crispdm.words import clip

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def title(found: Status) -> str:
    """The project, the day, the iteration, and which pilot runs."""
    pilot = f", {_ordinal(len(found.pilots) + 1)} pilot" if found.pilot else ""
    return f"{clip(found.project)}, {weekday_and_day(found.today)}. Iteration {found.iteration}{pilot}"


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def goal_label(found: Status) -> str:
    """A new iteration has a new goal; until it is written the old one is shown as such."""
    of = found.goal
    if of is None or of.origin == "accepted":
        return "Goal"
    if of.origin == "written":
        return f"{'New goal' if found.iteration > 1 else 'Goal'}, not accepted yet"
    return "Goal" if of.iteration == found.iteration else f"Goal of iteration {of.iteration}"


def goal(found: Status) -> str:
    """`10 to 5 hours per moderator per week (-50 %). First pilot: -22 % [-31, -12]`."""
    if found.goal is None:
        return "not set yet"
    objective = found.goal.objective
    now, target = objective["now"], objective["target"]
    change = wanted_words(objective, target)
    return f"{show(now)} to {show(target)} {clip(objective['unit'])}{change}{_measured(found)}"


def _measured(found: Status) -> str:
    """What was measured last: at full traffic, or by a pilot of this iteration."""
    if found.full_traffic is not None:
        return f". At full traffic: {show(found.full_traffic)}"
    if not found.pilots:
        return ""
    last = found.pilots[-1]
    return f". {_ordinal(len(found.pilots)).capitalize()} pilot: {measured_change(last, digits=2)}{_by_chance(found)}"


def _by_chance(found: Status) -> str:
    """What several tries do to a find, where the last one is deployed."""
    tries = len(found.pilots)
    if tries == 1 or found.pilots[-1].pilot.get("decision") != "deploy":
        return ""
    return (
        f"; with {tries} tries, the risk of a chance finding is up to {percent(round(chance_find(tries), 2))}, not 5 %"
    )
