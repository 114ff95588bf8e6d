"""The one next step, decided without a file or a clock."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from crispdm.canonical_json import digest
from crispdm.eventlog.events import Event
from crispdm.gate.pilot.running import RunningPilot
from crispdm.lifecycle.gate import evaluate_gate
from crispdm.lifecycle.next_step import Next, next_step
from crispdm.lifecycle.state import replay
from tests.support.builders import BO, a_phase, advanced, assessed, created, filled_in, make_process, put
from tests.support.command_line import ANA
from tests.support.histories import PILOT

TODAY = date(2026, 11, 24)  # a Tuesday
RUNS = {
    "id": "chosen",
    "says": "A run is chosen",
    "check": "runs",
    "file": "runs.csv",
    "metric": "f1",
    "part": "chosen",
}
PLAN = a_phase("plan", owner="lead", criteria=[filled_in("cost", "cost"), filled_in("goal", "goal", owner="engineer")])
START = created()


def _next(*sign_off: str, team: dict[str, Sequence[str]], pilot: RunningPilot | None = None, **said: Any) -> Next:
    process = make_process(
        {**PLAN, "sign_off": [*sign_off]}, a_phase("build"), team={"lead": [], "engineer": [], **team}
    )
    state = replay(process, [START])
    assert state.current
    gate = evaluate_gate(process, state, assessed(state.current, **said), TODAY)
    return next_step(process, state, gate, TODAY, pilot=pilot)


@pytest.mark.parametrize(
    ("sign_off", "team", "expected"),
    [
        ((), {}, Next("pass the gate", "lead", "crispdm advance")),
        (("lead",), {"lead": [ANA]}, Next("sign and pass the gate", "lead", "crispdm advance")),
        (("lead", "engineer"), {"lead": [ANA], "engineer": [BO]}, Next("sign", "lead", "crispdm sign")),
        (
            ("lead", "engineer"),
            {"lead": [ANA], "engineer": [BO, ANA]},
            Next("sign and pass the gate", "lead", "crispdm advance"),
        ),
        (
            ("lead", "engineer"),
            {"lead": [ANA], "engineer": []},
            Next("name an engineer in crispdm.yaml, or let anybody sign", None, "crispdm sign --as engineer"),
        ),
    ],
)
def test_an_open_gate_is_signed_and_passed(
    sign_off: Sequence[str], team: dict[str, Sequence[str]], expected: Next
) -> None:
    assert _next(*sign_off, team=team) == expected


@pytest.mark.parametrize(("failing", "owner"), [(["cost"], "lead"), (["goal"], "engineer")])
def test_what_fails_is_the_step_of_its_owner(failing: list[str], owner: str) -> None:
    assert _next(team={}, failing=failing) == Next("something else, in plan/facts.yaml", owner, None)


@pytest.mark.parametrize(
    ("start", "days", "missing", "waiting", "expected"),
    [
        (date(2026, 11, 25), 7, 0, (), ("start the pilot on Wednesday 25 November", "lead", None)),
        (TODAY, 3, 0, (), ("decide on Friday 27 November and move on", "lead", "crispdm advance")),
        (TODAY, 4, 0, (), ("decide on Monday 30 November and move on", "lead", "crispdm advance")),
        (TODAY, 5, 0, (), ("decide on Monday 30 November and move on", "lead", "crispdm advance")),
        (TODAY, 3, 0, ("goal",), ("decide on Friday 27 November and move on", "engineer", "crispdm advance")),
        (TODAY, 3, 1, (), ("add the missing days to pilot.csv", "lead", None)),
    ],
)
def test_a_running_pilot_is_fed_and_waited_for(
    start: date, days: int, missing: int, waiting: tuple[str, ...], expected: tuple[str, str | None, str | None]
) -> None:
    pilot = RunningPilot(
        criterion="cost",
        start=start,
        days=days,
        share=0.5,
        stopped_by="lead",
        data="pilot.csv",
        missing=(TODAY,) * missing,
        waiting=waiting,
    )
    found = _next(team={}, failing=["cost", *waiting], pilot=pilot)
    assert (found.what, found.owner, found.command) == expected


@pytest.mark.parametrize(
    ("facts", "criteria", "what"),
    [
        ({"pilot": PILOT}, [RUNS], "try another run"),
        ({"pilot": PILOT}, [], "fix what sent us back"),
        ({}, [RUNS], "fix what sent us back"),
    ],
)
def test_after_a_way_back_something_is_to_be_changed(
    facts: dict[str, Any], criteria: list[dict[str, Any]], what: str
) -> None:
    routes = {"deploy": "next", "improve": "plan"}
    decides = {"file": "facts.yaml", "field": "decision"}
    chosen = {"id": "decided", "says": "x", "check": "choice", **decides, "one_of": [*routes]}
    process = make_process(
        a_phase("plan", criteria=criteria), a_phase("try", criteria=[chosen], decision={**decides, "routes": routes})
    )
    evidence = tuple((each["id"], digest(None)) for each in criteria)  # as it is now
    events: list[Event] = [START, put(advanced("plan", "try", evidence=evidence), START)]
    events.append(put(advanced("try", "plan", opens=("plan", "try"), outcome="improve", facts=facts), events[-1]))
    state = replay(process, events)
    assert state.current
    gate = evaluate_gate(process, state, assessed(state.current), TODAY)
    assert next_step(process, state, gate, TODAY).what == what
