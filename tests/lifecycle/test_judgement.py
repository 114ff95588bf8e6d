"""Whatever the moves write, on branches that are merged and while the process changes, the judge takes for true."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crispdm.errors import CrispdmError
from crispdm.eventlog.events import Created, Event, Noted, Resumed, Stopped
from crispdm.gate.facts import mistyped_facts
from crispdm.lifecycle import endings, moves, waivers
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.judgement import Older, Versions, judge
from crispdm.lifecycle.moves import gate_digest
from crispdm.lifecycle.state import replay
from crispdm.people import person
from crispdm.process import Process
from tests.support.builders import BO, a_phase, advanced, assessed, filled_in, make_process, put
from tests.support.command_line import ANA
from tests.support.effort import examples

TODAY = date(2026, 11, 24)
TEAM = {"lead": [ANA], "engineer": [BO], "guest": []}
PLAN = a_phase("plan", criteria=[filled_in("planned", "goal")], sign_off=["lead"])
BUILD = a_phase("build", criteria=[filled_in("built", "done"), filled_in("fast", "ms", level="warn")])
MAKE = {**BUILD, "id": "make", "was": ["build"], "sign_off": ["lead", "engineer"]}
COLLECT = a_phase("collect", criteria=[filled_in("collected", "rows")])
ROUTES = {"deploy": "next", "improve": "plan", "stop": "stop", "again": "new_iteration", "end": "finish"}
CHOICE = {
    "id": "decided",
    "says": "x",
    "check": "choice",
    "file": "facts.yaml",
    "field": "decision",
    "one_of": [*ROUTES],
}
TRIAL = a_phase(
    "trial",
    criteria=[CHOICE],
    sign_off=["engineer"],
    decision={"file": "facts.yaml", "field": "decision", "routes": ROUTES},
)
SERVE = a_phase("serve", criteria=[filled_in("served", "at")])
PROCESSES = [
    make_process(*phases, team=TEAM)
    for phases in ((PLAN, BUILD, TRIAL, SERVE), (PLAN, MAKE, TRIAL), (PLAN, COLLECT, MAKE, TRIAL, SERVE))
]
RARE = ["back", "waive", "unwaive", "stop", "note", "merge", "branch", "process"]
STEPS = ["advance"] * 10 + ["sign"] * 6 + ["resume"] * 2 + RARE


class _World:
    """Branches with the events that each knows, and the process of today."""

    def __init__(self) -> None:
        self.process = PROCESSES[0]
        self.branches: list[dict[str, Event]] = [{}]
        self.record(self.branches[0], Created(project="p", crispdm="0.1.0"))

    def record(self, branch: dict[str, Event], *wanted: Event, by: str = ANA) -> None:
        for each in wanted:
            parents = {parent for event in branch.values() for parent in event.after}
            event = put(each, *(event for name, event in branch.items() if name not in parents), by=by)
            branch[event.id] = event

    def step(self, chance: Random, step: str) -> None:
        branch = chance.choice(self.branches)
        by = chance.choice([ANA, BO])
        if step == "process":
            self.process = chance.choice(PROCESSES)
        elif step == "branch" and len(self.branches) < 4:
            self.branches.append({**branch})
        elif step == "merge":
            branch |= chance.choice(self.branches)
        else:
            with suppress(CrispdmError):
                self.record(branch, *self._written(chance, step, branch, by), by=by)

    def _written(self, chance: Random, step: str, branch: dict[str, Event], by: str) -> Sequence[Event]:
        process, state = self.process, replay(self.process, branch.values())
        phase = chance.choice(process.phases)
        criterion = phase.criteria[0].id
        match step:
            case "advance" | "sign" if state.current:
                gate, who = self._gate(chance, process, branch), person(by)
                if step == "sign":
                    return moves.sign(process, state, gate, who, role=None, on_behalf=None)
                return moves.advance(process, state, gate, who)
            case "waive":
                gate = evaluate_gate(process, state, assessed(phase, failing=[criterion]), TODAY)
                until = chance.choice([None, TODAY])
                return waivers.waive(state, phase, criterion, gate.criterion(criterion).finding, "because", until=until)
        others: dict[str, Callable[[], Sequence[Event]]] = {
            "back": lambda: moves.back(process, state, phase, "because"),
            "stop": lambda: endings.stop(state, "because"),
            "resume": lambda: endings.resume(process, state, "because"),
            "unwaive": lambda: waivers.unwaive(state, criterion, TODAY),
        }
        return others.get(step, lambda: (Noted(text=str(len(branch))),))()

    @staticmethod
    def _gate(chance: Random, process: Process, branch: dict[str, Event]) -> Gate:
        state = replay(process, branch.values())
        assert state.current
        outcome = chance.choice([*ROUTES])
        value = chance.choice([1, 2])
        failing = chance.choice([[], [], [state.current.criteria[0].id]])
        found = assessed(state.current, {state.current.criteria[0].id: value}, outcome=outcome, failing=failing)
        return evaluate_gate(process, state, found, TODAY)


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(0, 1 << 32))
@example(2455791)  # one branch finishes, another moves on: the project is not finished
def test_whatever_the_rules_wrote_is_taken_for_true(seed: int) -> None:
    chance, world = Random(seed), _World()
    for _ in range(80):
        world.step(chance, chance.choice(STEPS))
    events = {name: event for branch in world.branches for name, event in branch.items()}
    shuffled = chance.sample([*events.values()], len(events))
    versions = Versions(world.process, (), lambda: Older(tuple(PROCESSES), is_whole=True))
    assert judge(shuffled, versions) == []
    alone = judge(shuffled, Versions(world.process, (), Older))
    assert all(fault.kind == "unjudged" for fault in alone), "without a history nobody is accused"


def _faults(event: Event, today: Process, *, is_whole: bool = True) -> list[tuple[str, str]]:
    start = put(Created(project="p", crispdm="0.1.0"))
    versions = Versions(today, (today,), lambda: Older(is_whole=is_whole))
    return [(each.kind, each.what) for each in judge([start, put(event, start)], versions)]


def test_an_iteration_is_followed_by_the_next_one() -> None:
    said = [what for _, what in _faults(Resumed(iteration=1, reason="x", opens=(), starts=3), PROCESSES[0])]
    assert "starts iteration 3 after 1" in said[0]


def test_a_resume_goes_on_after_a_stop_and_starts_an_iteration_after_an_end() -> None:
    start = put(Created(project="p", crispdm="0.1.0"))
    stop = put(Stopped(iteration=1, reason="no"), start)
    versions = Versions(PROCESSES[0], (), lambda: Older(is_whole=True))
    for before, starts, said in (
        (start, None, ["resumes what was not stopped"]),
        (start, 2, []),
        (stop, None, []),
        (stop, 2, ["starts an iteration of what was stopped"]),
    ):
        event = put(Resumed(iteration=1, reason="x", opens=(), starts=starts), before)
        assert [each.what for each in judge([start, stop, event], versions)] == said


def test_what_follows_nothing_is_impossible() -> None:
    event = put(advanced("plan", "build", gate="0" * 32))
    (fault,) = judge([event], Versions(PROCESSES[0], (), lambda: Older(is_whole=True)))
    assert (fault.kind, fault.what) == ("impossible", "follows nothing, not even the beginning of the project")


def test_a_gate_of_no_version_is_unknown_where_all_versions_are_known_and_else_not_judged() -> None:
    event = advanced("never there", "build", gate="0" * 32)
    assert _faults(event, PROCESSES[0]) == [("gate-unknown", "passes a gate that the process never had")]
    unjudged = _faults(event, PROCESSES[0], is_whole=False)
    assert unjudged == [("unjudged", "passes a gate that is not the current one")]


def test_of_several_versions_with_the_gate_the_one_that_explains_most_says_what_is_wrong() -> None:
    """In the one the project was in the phase that was passed, in the other it was not."""
    fits, other = make_process(BUILD, SERVE, team=TEAM), make_process(PLAN, BUILD, SERVE, team=TEAM)
    event = advanced("build", "serve", gate=gate_digest(fits.phase("build")), evidence=())
    start = put(Created(project="p", crispdm="0.1.0"))
    for today, base in ((fits, other), (other, fits)):
        versions = Versions(today, (base,), lambda: Older(is_whole=True))
        (fault,) = judge([start, put(event, start)], versions)
        assert (fault.kind, fault.what) == ("impossible", "has no evidence for built and fast")


def test_a_fact_of_a_later_version_is_no_fault() -> None:
    assert mistyped_facts({"objective": {}}).keys() == {"objective"}
    assert mistyped_facts({"later": {"any": 1}}) == {}
