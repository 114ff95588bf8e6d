"""Histories of any length and shape: what time and memory must not grow faster than."""

from collections.abc import Callable

from crispdm.eventlog import store
from crispdm.eventlog.events import (
    Blocked,
    Created,
    Event,
    Noted,
    Resumed,
    Signed,
    Stopped,
    Unwaived,
    Waived,
    format_event,
)
from tests.support.builders import advanced, went_back
from tests.support.command_line import ANA
from tests.support.histories import OBJECTIVE, PILOT, RUN

Parents = Callable[[int], tuple[int, ...]]  # given the number of an event: the numbers of those that it follows
FIRST, MODELING, EVALUATION = "business_understanding", "modeling", "evaluation"
ALL = (FIRST, "data_understanding", "data_preparation", MODELING, EVALUATION, "deployment")
WAIVED = Waived(iteration=1, phase=FIRST, criterion="worth-it", reason="it is a spike", until="2027-01-01")


def _chain(number: int) -> tuple[int, ...]:
    return (number - 1,)


def _beside(_: int) -> tuple[int, ...]:
    return (0,)


def _merges(number: int) -> tuple[int, ...]:
    """Two branches, merged after each event."""
    return (number - 1, number - 2) if number % 3 == 0 else ((number - 1) // 3 * 3,)


def _criss_cross(number: int) -> tuple[int, ...]:
    if number < 4:
        return (0,)
    return (number - 2, number - 3) if number % 2 else (number - 1, number - 2)


def _move(number: int) -> Event:
    return advanced(FIRST, "data_understanding") if number % 2 else went_back(*ALL)


def _pilot(number: int) -> Event:
    if number % 2:
        return advanced(EVALUATION, MODELING, opens=ALL[3:], outcome="improve", facts={"pilot": PILOT})
    return advanced(MODELING, EVALUATION, facts={"run": {**RUN, "run": f"run-{number}"}})


def _objective(number: int) -> Event:
    return advanced(FIRST, MODELING, facts={"objective": {**OBJECTIVE, "target": float(number)}, "pilot": PILOT})


SHAPES: dict[str, tuple[Callable[[int], Event], Parents]] = {
    "notes": (lambda number: Noted(text=f"note {number}"), _chain),
    "alternating moves": (_move, _chain),
    "moves side by side": (_move, _beside),
    "two branches merged again and again": (_move, _merges),
    "criss-cross": (_move, _criss_cross),
    "new iterations": (lambda n: advanced(ALL[-1], "new_iteration", iteration=n, starts=n + 1), _chain),
    "pilots": (_pilot, _chain),
    "pilots with objectives": (_objective, _chain),
    "facts of many names": (lambda n: advanced(FIRST, MODELING, facts={f"fact {n}": {"a": 1}, "pilot": PILOT}), _chain),
    "waivers": (lambda _: WAIVED, _chain),
    "waivers side by side": (lambda _: WAIVED, _beside),
    "waivers withdrawn": (
        lambda n: WAIVED if n % 2 else Unwaived(iteration=1, phase=FIRST, criterion="worth-it"),
        _merges,
    ),
    "blockers": (lambda n: Blocked(text=f"blocker {n}", owner=f"team {n}"), _chain),
    "sign-offs": (
        lambda _: Signed(iteration=1, phase=FIRST, role="product_manager", evidence=(("worth-it", "0" * 32),)),
        _chain,
    ),
    "stops": (
        lambda n: Stopped(iteration=1, reason="no") if n % 2 else Resumed(iteration=1, reason="yes", opens=()),
        _merges,
    ),
    "unknown phases": (lambda n: advanced(f"phase {n}", f"phase {n + 1}"), _chain),
    "decisions side by side": (lambda n: advanced(FIRST, f"target {n}"), _beside),
}


def state_text(shape: str, events: int, *, by: str = ANA) -> bytes:
    """A state file with so many events of a shape, `{}` in the author being the number of the event."""
    make, parents = SHAPES[shape]
    names: list[str] = []
    written = [store.HEADER]
    for number in range(events):
        event = make(number) if number else Created(project="listings", crispdm="0.1.0")
        after = tuple(names[each] for each in parents(number)) if number else ()
        at = f"2020-01-06T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        made, line = format_event(event, after=after, at=at, by=by.format(number))
        names.append(made.id)
        written.append(line)
    return b"".join(written)
