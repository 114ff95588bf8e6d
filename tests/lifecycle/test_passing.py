"""What the gate of a phase asks of every event that passes it."""

from typing import Any

import pytest
from msgspec import structs

from crispdm.gate import Assessment
from crispdm.gate.finding import Finding, Place
from crispdm.kept_json import keep
from crispdm.lifecycle.accepted import find_changes, format_value
from crispdm.lifecycle.moves import gate_digest
from crispdm.lifecycle.passing import gate_faults
from tests.support.builders import a_phase, advanced, filled_in, make_process

ROUTES = {"deploy": "next", "improve": "build", "stop": "stop", "close": "finish", "more": "new_iteration"}
PROCESS = make_process(
    a_phase("build", criteria=[filled_in("built", "done"), filled_in("told", "story")]),
    a_phase("test", decision={"file": "facts.yaml", "field": "decision", "routes": ROUTES}),
    a_phase("serve"),
)
NO_ROUTE = ["where no route leads"]
PASSED: dict[str, Any] = {"evidence": (("built", "1" * 32), ("told", "2" * 32))}


@pytest.mark.parametrize(
    ("evidence", "faults"),
    [
        (PASSED["evidence"], []),
        (PASSED["evidence"][:1], ["has no evidence for told"]),
        ((*PASSED["evidence"], ("more", "3" * 32)), ["has evidence for more, which its gate does not ask for"]),
        ((PASSED["evidence"][0], ("told", "yes")), ["has evidence that is not a digest"]),
    ],
)
def test_a_gate_is_passed_on_the_evidence_that_it_asks_for(evidence: Any, faults: list[str]) -> None:
    assert [*gate_faults(PROCESS.phase("build"), advanced("build", "test", evidence=evidence))] == faults


@pytest.mark.parametrize(
    ("to", "more", "is_there"),
    [
        ("test", {}, True),
        ("test", {"outcome": "deploy"}, False),
        ("test", {"opens": ["test"]}, False),
        ("test", {"starts": 2}, False),
        *((to, {}, False) for to in ("stop", "new_iteration", "build")),
    ],
)
def test_a_phase_without_a_decision_leads_on(to: str, more: dict[str, Any], is_there: bool) -> None:
    faults = [*gate_faults(PROCESS.phase("build"), advanced("build", to, **PASSED, **more))]
    assert [each.rpartition(", ")[2] for each in faults] == ([] if is_there else NO_ROUTE)


@pytest.mark.parametrize(
    ("outcome", "to", "more", "is_there"),
    [
        ("deploy", "serve", {}, True),
        ("deploy", "serve", {"opens": ["serve"]}, False),
        ("close", "finish", {}, True),
        ("close", "finish", {"opens": ["test"]}, False),
        ("close", "serve", {}, False),
        ("more", "new_iteration", {"starts": 2}, True),
        ("more", "new_iteration", {"starts": 3}, False),
        ("more", "new_iteration", {}, False),
        ("more", "finish", {"starts": 2}, False),
        ("stop", "stop", {"opens": ["test", "serve"]}, True),
        ("stop", "stop", {"opens": ["serve"]}, False),
        ("stop", "finish", {"opens": ["test", "serve"]}, False),
        ("improve", "build", {"opens": ["build", "test", "serve"]}, True),
        ("improve", "build", {"opens": ["build"]}, False),
        ("improve", "build", {"opens": ["test", "serve"]}, False),
        ("improve", "test", {"opens": ["build", "test", "serve"]}, False),
        ("maybe", "serve", {}, False),
        (None, "serve", {}, False),
    ],
)
def test_an_outcome_has_its_route(outcome: str | None, to: str, more: dict[str, Any], is_there: bool) -> None:
    faults = [*gate_faults(PROCESS.phase("test"), advanced("test", to, outcome=outcome, **more))]
    assert [each.rpartition(", ")[2] for each in faults] == ([] if is_there else NO_ROUTE)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567, "1,234,567"), (0.1 + 0.2, "0.3"), (True, "true"), ("soon", "'soon'"), (None, "nothing"), (0, "0")],
)
def test_a_value_is_told_as_people_write_it(value: Any, text: str) -> None:
    assert format_value(value) == text


def test_what_differs_is_named_by_its_values_else_by_what_was_computed_of_them() -> None:
    written = Place("build/facts.yaml", 3)
    finding = Finding(
        status="pass", place=written, have="x", want="y", values={"rows": 7}, facts={"labels": {"wrong": 2}}
    )
    for rows, wrong, where, told in (
        (6, 2, {"rows": written}, ["rows was 6, is now 7"]),
        (6, 1, {"rows": written}, ["rows was 6, is now 7"]),
        (7, 1, {"rows": written}, ["wrong was 1, is now 2"]),
        (6, 1, {}, ["wrong was 1, is now 2", "rows was 6, is now 7"]),
    ):
        event = advanced("build", "test", evidence=(("built", "1" * 32),), gate=gate_digest(PROCESS.phase("build")))
        values, facts = {"built": {"rows": rows}}, {"labels": {"wrong": wrong}}
        event = structs.replace(event, kept_values=keep(values), kept_facts=keep(facts))
        now = Assessment(PROCESS.phase("build"), {"built": finding}, None)
        (found,) = find_changes(now.phase, event, now, lambda _, name, where=where: where.get(name))  # type: ignore[misc]
        assert (found.criterion, sorted(map(str, found.differences))) == ("built", sorted(told))
