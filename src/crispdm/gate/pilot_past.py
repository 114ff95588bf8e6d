"""What happened before, as far as a pilot must know it: accepted plans, earlier pilots, early looks. Pure."""

from datetime import date
from typing import Any

from msgspec import Struct


class AcceptedPlan(Struct, frozen=True, kw_only=True):
    """A plan as a gate accepted it."""

    day: date
    digest: str
    values: dict[str, Any]  # those that the history keeps
    guards: dict[str, Any] = {}  # what each guard said, where the history keeps it
    is_current: bool  # whether its phase was not reopened since


class EarlierPilot(Struct, frozen=True, kw_only=True):
    """A pilot on which a decision was recorded."""

    start: date
    end: date  # the last day that counted
    run: str | None
    is_relative: bool  # whether its change is in percent
    decision: str | None
    is_used: bool  # whether its decision led back, stopped, or ended an iteration
    is_of_objective: bool  # whether it is of this iteration


class Look(Struct, frozen=True, kw_only=True):
    """Somebody asked for the effect of a pilot before its planned end."""

    at: str
    by: str
    start: str  # of the pilot
    rows: int  # that were there


class PilotPast(Struct, frozen=True, kw_only=True):
    """Everything of it; nothing where nobody tells."""

    plans: dict[str, tuple[AcceptedPlan, ...]] = {}  # by the path of pilot.yaml, oldest first
    pilots: tuple[EarlierPilot, ...] = ()
    looks: tuple[Look, ...] = ()

    def accepted_plan(self, file: str) -> AcceptedPlan | None:
        """The plan that is accepted now."""
        return next((each for each in self.plans.get(file, ()) if each.is_current), None)

    def others(self, start: date, run: str | None) -> tuple[EarlierPilot, ...]:
        """The pilots other than this one, whose decision may be made again where it was reopened."""
        return tuple(each for each in self.pilots if each.is_used or (each.start, each.run) != (start, run))


def chance_find(tries: int) -> float:
    """The chance that one of several pilots seems to find something where there is nothing: `1 - 0.95 ** tries`."""
    return 1 - 0.95**tries
