"""Is the gate open? Findings, waivers, signatures and what was accepted before, put together; and what the gate was."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from crispdm.canonical_json import digest
from crispdm.eventlog.events import Event, Unwaived, Waived
from crispdm.gate.checks import KINDS
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.moves import gate_digest
from crispdm.lifecycle.state import replay
from crispdm.lifecycle.waivers import active_waivers
from crispdm.process import Phase, Process
from crispdm.process_file import load
from tests.support.builders import (
    BO,
    a_phase,
    advanced,
    assessed,
    created,
    filled_in,
    make_process,
    process_text,
    put,
    signed,
    went_back,
)
from tests.support.command_line import ANA

ROUTES = {"go": "next", "again": "plan", "stop": "stop", "close": "finish", "round": "new_iteration"}
DECIDED = {
    "id": "decided",
    "says": "Decided",
    "check": "choice",
    "file": "facts.yaml",
    "field": "decision",
    "one_of": [*ROUTES],
}
DECISION = {"file": "facts.yaml", "field": "decision", "routes": ROUTES}
PLAN = a_phase("plan", sign_off=["manager", "analyst"], criteria=[filled_in("goal", "goal"), filled_in("cost", "cost")])
TEST = a_phase(
    "test", decision=DECISION, criteria=[filled_in("ran", "days"), filled_in("told", "story", level="warn"), DECIDED]
)
TEAM = {"manager": [ANA], "analyst": []}
PROCESS = make_process(PLAN, TEST, team=TEAM)
VALUES: dict[str, Any] = {"goal": {"goal": 5}, "cost": {"cost": 7}}
START = created()
TO_TEST = put(advanced("plan", "test"), START)
TODAY = date(2026, 11, 24)


def _gate(
    phase: str,
    events: Sequence[Event] = (START,),
    values: Mapping[str, Any] = VALUES,
    *,
    process: Process = PROCESS,
    today: date = TODAY,
    **said: Any,
) -> Gate:
    return evaluate_gate(process, replay(process, events), assessed(process.phase(phase), values, **said), today)


def _after(*events: Event, start: Sequence[Event] = (START,)) -> list[Event]:
    found = [*start]
    for event in events:
        found.append(put(event, found[-1]))
    return found


def _digests(**values: Any) -> dict[str, str]:
    return {name: digest(value) for name, value in {**VALUES, **values}.items()}


@pytest.mark.parametrize(
    ("failing", "outcome", "closing", "holds"),
    [
        ([], "go", [], True),
        (["told"], "go", [], True),
        (["ran"], "go", ["ran"], False),
        (["ran", "told", "decided"], "go", ["ran", "decided"], False),
        (["ran"], "close", ["ran"], False),
        (["ran"], "round", ["ran"], False),
        (["ran", "told"], "again", [], True),
        (["ran", "told"], "stop", [], True),
        (["ran", "decided"], "again", ["decided"], False),
        (["decided"], "stop", ["decided"], False),
        ([], None, [], False),
        ([], "ship it", [], False),
        (["ran"], None, ["ran"], False),
    ],
)
def test_an_outcome_that_leads_back_or_stops_asks_only_for_the_decision_itself(
    failing: list[str],
    outcome: str | None,
    closing: list[str],
    holds: bool,
) -> None:
    gate = _gate("test", [START, TO_TEST], failing=failing, outcome=outcome)
    assert [row.criterion.id for row in gate.closing] == closing
    assert (gate.holds, gate.is_open) == (holds, holds)
    assert gate.criteria[1].status == ("warn" if "told" in failing else "pass")


@pytest.mark.parametrize("outcome", [None, "ship it"])
def test_a_decision_that_is_missing_or_unknown_cannot_be_waived(outcome: str | None) -> None:
    waivers = [Waived(iteration=1, phase="test", criterion=name, reason="no") for name in ("ran", "told", "decided")]
    gate = _gate("test", [START, TO_TEST, *map(put, waivers)], failing=["ran", "told", "decided"], outcome=outcome)
    assert (gate.closing, gate.holds) == ((), False)
    assert gate.undecided
    said = (gate.undecided.have, gate.undecided.want)
    assert said == (f"decision: {outcome or 'nothing yet'}", "go, again, stop, close or round")


def test_a_missing_decision_is_said_once() -> None:
    assert _gate("test", outcome=None, failing=["decided"]).undecided is None
    assert _gate("test", outcome=None).undecided is not None
    assert _gate("test", outcome="go").undecided is None
    assert _gate("plan").undecided is None


@pytest.mark.parametrize(
    ("until", "today", "status"),
    [
        (None, "2099-01-01", "waived"),
        ("2026-11-24", "2026-11-23", "waived"),
        ("2026-11-24", "2026-11-24", "waived"),
        ("2026-11-24", "2026-11-25", "fail"),
        ("2026-09-30", "2026-10-01", "fail"),
    ],
)
def test_a_waiver_covers_a_failing_criterion_until_its_last_day_is_over(
    until: str | None, today: str, status: str
) -> None:
    waived = Waived(iteration=1, phase="plan", criterion="goal", reason="later", until=until)
    gate = _gate("plan", _after(waived), failing=["goal"], today=date.fromisoformat(today))
    assert [row.status for row in gate.criteria] == [status, "pass"]
    assert gate.holds is (status == "waived")
    assert [row.status for row in _gate("plan", _after(waived)).criteria] == ["pass", "pass"]
    assert [row.status for row in _gate("plan", _after(waived), failing=["cost"]).criteria] == ["pass", "fail"]


def test_of_several_waivers_one_that_has_not_ended_is_enough() -> None:
    ended, other = (
        Waived(iteration=1, phase="plan", criterion="goal", reason="later", until=day)
        for day in ("2026-01-01", "2026-12-01")
    )
    assert _gate("plan", [*_after(ended), put(other, START)], failing=["goal"]).holds
    withdrawn = Unwaived(iteration=1, phase="plan", criterion="goal")
    assert not _gate("plan", _after(ended, other, withdrawn), failing=["goal"]).holds


def test_of_waivers_side_by_side_the_one_that_lasts_longest_covers_the_criterion() -> None:
    ends = ("2026-12-01", None, "2026-11-24", "2026-12-24")
    waivers = [put(Waived(iteration=1, phase="plan", criterion="goal", reason="x", until=end), START) for end in ends]
    for some, longest in ((waivers, None), (waivers[::-1], None), ((waivers[0], waivers[3], waivers[2]), "2026-12-24")):
        assert active_waivers(replay(PROCESS, [START, *some]), TODAY)["goal"].until == longest


@pytest.mark.parametrize(
    ("values", "stale"),
    [
        ({}, ()),
        ({"goal": {"goal": 4}}, ("goal",)),
        ({"goal": {"goal": 4}, "cost": {"cost": 8}}, ("goal", "cost")),
        ({"cost": None}, ("cost",)),
    ],
)
def test_a_signature_goes_stale_criterion_by_criterion(values: dict[str, Any], stale: tuple[str, ...]) -> None:
    gate = _gate("plan", _after(signed("plan", "manager", _digests())), {**VALUES, **values})
    manager, analyst = gate.sign_offs
    assert (manager.status, manager.by, manager.stale) == ("stale" if stale else "signed", ANA, stale)
    assert (analyst.status, analyst.by, analyst.people) == ("missing", None, ())
    assert not gate.is_open


def test_a_gate_is_open_with_all_signatures_and_not_before() -> None:
    both = [signed("plan", role, _digests()) for role in ("manager", "analyst")]
    assert [_gate("plan", _after(*both[:count])).is_open for count in range(3)] == [False, False, True]
    assert not _gate("plan", _after(*both), failing=["cost"]).is_open


def test_a_criterion_that_was_added_is_not_signed_and_one_that_was_removed_is_not_missed() -> None:
    for criteria, stale in ((["goal"], ()), (["goal", "cost", "new"], ("new",))):
        process = make_process(PLAN | {"criteria": [filled_in(each, each) for each in criteria]}, team=TEAM)
        gate = _gate("plan", _after(signed("plan", "manager", _digests())), process=process)
        assert gate.sign_offs[0].stale == stale


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ([advanced("plan", "test"), went_back("plan", "test")], "signed"),
        ([advanced("plan", "test"), advanced("test", "plan", opens=["plan", "test"])], "signed"),
        ([advanced("plan", "test"), advanced("test", "new_iteration", starts=2)], "missing"),
    ],
)
def test_a_signature_survives_a_way_back_and_never_a_new_iteration(more: list[Event], status: str) -> None:
    events = _after(signed("plan", "manager", _digests()), *more)
    assert _gate("plan", events).sign_offs[0].status == status


def test_the_signature_counts_that_agrees_most_whatever_the_clocks_say() -> None:
    old, new = signed("plan", "manager", _digests(goal="old")), signed("plan", "manager", _digests())
    for first, second in ((old, new), (new, old)):
        events = [START, put(first, at="2026-01-01T00:00:00Z"), put(second, at="2026-12-01T00:00:00Z", by=BO)]
        assert _gate("plan", events).sign_offs[0].status == "signed"


def test_a_signature_of_another_phase_or_role_counts_for_nothing() -> None:
    events = _after(signed("test", "manager", _digests()), signed("plan", "captain", _digests()))
    assert [each.status for each in _gate("plan", events).sign_offs] == ["missing", "missing"]


# Fresh evidence: a decision is used once.

_ACCEPTED: dict[str, Any] = {
    "evidence": (("ran", digest({"days": 14, "run": "r7"})),),
    "values": {"ran": {"days": 14, "run": "r7"}},
}
_IMPROVE = advanced("test", "plan", opens=["plan", "test"], outcome="again", **_ACCEPTED)
_STOP = advanced("test", "stop", opens=["test"], outcome="stop", **_ACCEPTED)
_ROUND = advanced("test", "new_iteration", starts=2, outcome="round", **_ACCEPTED)
_GO = advanced("test", "finish", outcome="go", **_ACCEPTED)


_OVER = advanced("test", "new_iteration", starts=2, **_ACCEPTED)


@pytest.mark.parametrize(
    ("before", "when"),
    [
        (_IMPROVE, "when again was decided"),
        (_STOP, "when stop was decided"),
        (_ROUND, "when round was decided"),
        (_OVER, "when it was accepted"),
    ],
    ids=["led back", "stopped", "last iteration", "without a decision"],
)
@pytest.mark.parametrize(
    ("fresh", "values", "same"),
    [
        (True, {"days": 14, "run": "r7"}, "the evidence is unchanged since"),
        (True, {"days": 14, "run": "r8"}, ""),
        (["days", "run"], {"days": 14, "run": "r7"}, "days and run are unchanged since"),
        (["days", "run"], {"days": 15, "run": "r7"}, "run is unchanged since"),
        (["days", "run"], {"days": 15, "run": "r8"}, ""),
        (["run"], {"days": 14, "run": "r8"}, ""),
        (["start"], {"days": 14, "run": "r7", "start": "today"}, ""),
        (False, {"days": 14, "run": "r7"}, ""),
    ],
)
def test_evidence_that_must_be_fresh_is_not_what_was_decided_on_before(
    before: Event, when: str, fresh: object, values: dict[str, Any], same: str
) -> None:
    process = make_process(PLAN, TEST | {"criteria": [filled_in("ran", "days", fresh=fresh)]}, team=TEAM)
    events = _after(before, start=[START, TO_TEST])
    gate = _gate("test", events, {"ran": values}, process=process, outcome="go")
    assert gate.criteria[0].status == ("fail" if same else "pass")
    assert gate.criteria[0].finding.have.startswith(same or "something")
    assert gate.criteria[0].finding.have.endswith(when if same else "something")
    failing = _gate("test", events, {"ran": values}, process=process, outcome="go", failing=["ran"])
    assert failing.criteria[0].finding.have == "something"


@pytest.mark.parametrize(
    ("fresh", "values", "have", "want"),
    [
        (["dais"], {"days": 14}, "did you mean 'days'?", "days"),
        (["days", "start"], {"days": 14, "run": 7}, "unknown value 'start' of ran", "days or run"),
        (["days"], [14], "unknown value 'days' of ran", "true, as its values have no names"),
    ],
)
def test_a_value_that_fresh_names_and_the_check_does_not_know_is_a_mistake(
    fresh: list[str], values: object, have: str, want: str
) -> None:
    """Else nothing would ever be compared, and nobody would know."""
    process = make_process(PLAN, TEST | {"criteria": [filled_in("ran", "days", fresh=fresh)]}, team=TEAM)
    (row,) = _gate("test", _after(start=[START, TO_TEST]), {"ran": values}, process=process, outcome="go").criteria
    assert (row.status, str(row.finding.place), row.finding.want) == ("fail", "crispdm.yaml", want)
    assert have in row.finding.have


@pytest.mark.parametrize("more", [[], [_GO], [_GO, went_back("test")], [went_back("plan", "test")]])
def test_evidence_that_was_accepted_is_fresh_after_a_way_back(more: list[Event]) -> None:
    process = make_process(PLAN, TEST | {"criteria": [filled_in("ran", "days", fresh=True)]}, team=TEAM)
    events = _after(*more, start=[START, TO_TEST])
    assert _gate("test", events, {"ran": {"days": 14, "run": "r7"}}, process=process, outcome="go").holds


# What the gate was.


def _changed(**more: Any) -> Phase:
    return make_process(PLAN | more, team=TEAM).phases[0]


_GOAL, _COST = PLAN["criteria"]


@pytest.mark.parametrize(
    ("changed", "is_seen"),
    [
        ({"title": "Another"}, False),
        ({"timebox": 5}, False),
        ({"folder": "another"}, False),
        ({"owner": "manager"}, False),
        ({"was": ["planning"]}, False),
        ({"criteria": [_GOAL | {"says": "in other words"}, _COST]}, False),
        ({"criteria": [_GOAL | {"fields": ["goal", "unit"]}, _COST]}, True),
        ({"criteria": [_GOAL | {"level": "warn"}, _COST]}, True),
        ({"criteria": [_GOAL | {"fresh": True}, _COST]}, True),
        ({"criteria": [_GOAL | {"id": "aim"}, _COST]}, True),
        ({"criteria": [_GOAL]}, True),
        ({"criteria": []}, True),
        ({"sign_off": ["manager"]}, True),
        ({"decision": {"file": "facts.yaml", "field": "decision", "routes": {"go": "next"}}}, True),
    ],
)
def test_a_gate_s_digest_changes_with_what_it_asks_and_not_with_what_it_is_called(
    changed: dict[str, Any],
    is_seen: bool,
) -> None:
    assert (gate_digest(_changed(**changed)) != gate_digest(_changed())) is is_seen


def test_a_gate_s_digest_changes_with_a_threshold_and_not_with_the_file_s_form() -> None:
    def of(**more: Any) -> str:
        criterion = {"id": "good", "says": "good", "check": "number", "file": "facts.yaml", "field": "score", **more}
        return gate_digest(make_process(a_phase("plan", criteria=[criterion])).phases[0])

    assert len({of(min=0.8), of(min=0.7), of(max=0.8), of()}) == 4
    text = process_text(PLAN, team=TEAM)
    block = load(f"# a comment\n{text}\n".encode(), KINDS).phases[0]
    assert gate_digest(block) == gate_digest(_changed())
