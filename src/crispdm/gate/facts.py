"""The figures that checks hand to the history: what each of them is made of. Pure."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from crispdm.gate.finding import Basis
from crispdm.words import clip


class Objective(Struct, frozen=True):
    """The business measure, as `objective` reads it."""

    measure: str
    unit: str
    now: float
    target: float
    least: float


class ChosenRun(Struct, frozen=True):
    """The run to pilot, as `runs` reads it."""

    run: str
    kind: str
    score: float
    metric: str


class PilotRow(Struct, frozen=True):
    """One row of a pilot in the objective's unit; nothing where it was missing."""

    day: str
    pilot: float | None
    control: float | None
    excused: bool | UnsetType = UNSET


class Pilot(Struct, frozen=True):
    """What the pilot measured, and what was decided, as `verdict` has it."""

    start: str
    days: int | None
    share: float
    estimate: float | None
    low: float | None
    high: float | None
    verdict: str
    decision: str | None
    relative: bool | UnsetType = UNSET
    points: bool | UnsetType = UNSET  # whether a change that is not relative is one of shares
    reason: str = ""
    row: str = "day"
    because: str = ""
    harm: bool | UnsetType = UNSET
    signs: dict[str, Any] = {}
    end: str | None = None  # its last day that counted
    rows: list[PilotRow] = []  # of both arms, oldest first; those from before the start where they were compared
    pooled: int | UnsetType = UNSET  # rows of the pilot that one of `rows` stands for
    looks: list[dict[str, Any]] = []  # who asked for the effect before the planned end: at, by, rows
    stopped_by: str | None = None  # of a pilot that does harm, who may stop it
    started_before: str | None = None  # why it ran before its plan was accepted


class Guard(Struct, frozen=True):
    """What a pilot must not make worse, as `pilot` reads it: by how much it may, and what was found."""

    measure: str
    better: str
    held: bool
    found: float | None
    worst: float | None
    margin: float | None = None
    no_worse_than: float | None = None
    relative: bool | UnsetType = UNSET  # whether a margin is in percent of the control; where nothing says, it is


class Service(Struct, frozen=True):
    """Since when the service has all of the traffic, as `operations` reads it."""

    since: str


class FullTraffic(Struct, frozen=True):
    """The measure with all of the traffic, as `operations` reads it."""

    value: float
    start: str = field(name="from")
    end: str = field(name="to")


class Worth(Struct, frozen=True):
    """What the change is worth and costs in one unit, as `worth` reads it."""

    unit: str
    gain_per_year: float
    build: float
    run_per_year: float


FACTS: Mapping[str, Any] = {
    "objective": Objective,
    "run": ChosenRun,
    "plan": dict[str, float | str | None],  # what it can settle
    "planned_guards": dict[str, float | str | bool | None],  # by the dotted name of each value what a guard says
    "late_plan": dict[str, str],  # started_before: why the pilot began before its plan was accepted
    "pilot": Pilot,
    "guards": dict[str, Guard],  # by measure
    "service": Service,
    "full_traffic": FullTraffic,
    "worth": Worth,
    "roll_out": dict[str, list[dict[str, Any]]],  # steps: share, date
    "alerts": dict[str, list[dict[str, str]]],  # alerts: watches, when, calls, tested
    "reliability": dict[str, list[dict[str, Any]]],  # targets: what, unit, observed, at_least or at_most
    "rollback": dict[str, Any],  # how, tried, minutes
    "table": dict[str, Any],  # features, target, rows
    "split": dict[str, Any],  # by, test_from
    "gaps": dict[str, dict[str, Any]],  # by field: gap, and what is decided about it
    "basis": dict[str, Basis],  # by criterion how it was known
    "made": dict[str, dict[str, str]],  # by criterion what a script made its evidence from: see origin.py
    "renewed": dict[str, dict[str, Any]],  # by criterion: was and now, the digests of evidence that was made again
    "labels": dict[str, int],  # rows checked, and how many of them were wrong
}
_AllFacts = msgspec.defstruct(  # all of them in one go, each of which may be missing
    "_AllFacts", [(name, kind | msgspec.UnsetType, msgspec.UNSET) for name, kind in FACTS.items()]
)

_ITEMS, _LONGEST = 20, 200  # of a list, and characters of a text: the line of an event holds so much


def brief(**facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts with long lists and texts cut, as they come from files of any length and go into one line."""
    return {name: _cut(fact) for name, fact in facts.items()}


def _cut(value: Any) -> Any:
    match value:
        case str():
            return clip(value, _LONGEST)
        case list():
            return [_cut(each) for each in value[:_ITEMS]]
        case dict():
            return {clip(key, _LONGEST): _cut(each) for key, each in [*value.items()][:_ITEMS]}
    return value


def mistyped_facts(facts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Find the facts that no check could have given.

    Returns:
        Why, by the name of the fact. A fact of another name is one of a later version, and is none of them.
    """
    with suppress(msgspec.ValidationError):  # nearly always all of them are right, which is seen at once
        msgspec.convert(facts, _AllFacts)
        return {}
    found: dict[str, str] = {}
    for name, fact in facts.items():
        try:
            msgspec.convert(fact, FACTS.get(name, Any))
        except msgspec.ValidationError as error:
            found[name] = str(error)
    return found
