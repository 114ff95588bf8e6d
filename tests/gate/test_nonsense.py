"""Nonsense stays out, honest teams get through: for every criterion the least effort, and what the tool answers."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support import story
from tests.support.command_line import Run

OBJECTIVE, INVENTORY = "01_business_understanding/objective.yaml", "02_data_understanding/inventory.yaml"
AUDIT, PROFILE = "02_data_understanding/label_audit.csv", "02_data_understanding/profile.yaml"
DATASET, FACTS = "03_data_preparation/dataset.yaml", "03_data_preparation/facts.yaml"
METRIC, RUNS, CELLS = (f"04_modeling/{name}" for name in ("metric.yaml", "runs.csv", "cells/rule-1.csv"))
PILOT, DAYS, OPERATIONS = "05_evaluation/pilot.yaml", "05_evaluation/pilot.csv", "06_deployment/operations.yaml"
PROBLEM = "01_business_understanding/problem.md"
STORY_WHO = "Moderators. One listing in ten ends up in the wrong category, and they move it by hand."
STORY_WHY = "There are a third more listings than a year ago."
PHASES = {
    "01": "business_understanding",
    "02": "data_understanding",
    "03": "data_preparation",
    "04": "modeling",
    "05": "evaluation",
    "06": "deployment",
}


PHASE_OF = {"pilot-planned": "04", "rebuildable": "03", "profiled": "02"}  # where a file is in no folder of the phase


class Attempt(NamedTuple):
    """To open a criterion's gate with an edit of one file: `old` becomes `new`; all of it where `old` is empty."""

    criterion: str
    file: str
    old: str
    new: str
    answer: str  # a part of what the tool has to say


ATTEMPTS = [
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: TODO", "problem.who: 'TODO'"),
    Attempt("objective-measurable", OBJECTIVE, "now: 10", "now: a lot", "objective.now: 'a lot'"),
    Attempt("objective-measurable", OBJECTIVE, "target: 5", "target: 50%", "objective.target: '50%'"),
    Attempt("approach-agreed", OBJECTIVE, "said_by: Bo", "said_by: '-'", "approach.said_by"),
    Attempt("worth-it", OBJECTIVE, "build: 600", "build: -600", "worth.build: -600"),
    Attempt("worth-it", OBJECTIVE, "gain_per_year: 2400", "gain_per_year: 1e400", "worth.gain_per_year"),
    Attempt("problem-told", "01_business_understanding/problem.md", "", "# The problem\n", "no section"),
    Attempt("inventory-complete", INVENTORY, "role: target", "role: feature", "no target"),
    Attempt("gaps-decided", INVENTORY, "because: hard to reach", "because: tbd # hard to reach", "because: 'tbd'"),
    Attempt("profiled", PROFILE, "", "{}\n", "rows: nothing yet"),
    Attempt("labels-checked", AUDIT, ",Cy\n", ",\n", "0 of 50 rows checked"),
    Attempt("labels-checked", AUDIT, ",Cy\n", ",x\n", "0 of 50 rows checked"),
    Attempt("data-decided", INVENTORY, "decision: enough", "decision: yes", "decision: 'yes'"),
    Attempt("one-table", FACTS, '"title"', '"titel"', "no column title"),
    Attempt("rows-and-key", FACTS, '"rows": 400', '"rows": 4', "rows: 4"),
    Attempt("rebuildable", DATASET, "make: python make_listings.py", "make: ", "make: nothing yet"),
    Attempt("rebuildable", FACTS, '"sha256": "', '"sha256": "0', "sha256"),
    Attempt("split-apart", FACTS, '"overlap": 0', '"overlap": 12', "overlap: 12"),
    Attempt("leakage-considered", DATASET, "leakage: the", "leakage: ''  # the", "leakage"),
    Attempt("metric-declared", METRIC, "good_enough: 0.6", "good_enough: ", "good_enough: nothing yet"),
    Attempt("baseline-first", RUNS, ",rule,", ",model,", "is of kind model"),
    Attempt("chosen-beats-baseline", METRIC, "chosen: rule-1", "chosen: best", "chosen: 'best'"),
    Attempt("chosen-beats-baseline", METRIC, "good_enough: 0.6", "good_enough: 0.9", "accuracy 0.66"),
    Attempt("pilot-planned", PILOT, "share: 5 %", "share: 100 %", "plan.share"),
    Attempt("pilot-planned", PILOT, "control: the other 95 %", "control: none", "plan.control_because"),
    Attempt("errors-reviewed", RUNS, ",rule,", ",simple,", "errors.csv"),
    Attempt("costlier-pays", RUNS, ",rule,", ",model,", "of kind model"),
    Attempt("pilot-ran", PILOT, "start: 2026-11-02", "start: 2026-11-09", "7 days"),
    Attempt("pilot-ran", DAYS, "2026-11-03", "2026-11-02", "duplicate date 2026-11-02"),
    Attempt(
        "guard-held",
        PILOT,
        "decision:",
        "guard: {measure: errors left, better: lower, no_worse_than: 1}\ndecision:",
        "without a number in the column guard",
    ),
    Attempt("decision-fits-verdict", PILOT, "decision: deploy", "decision: rollout", "rollout"),
    Attempt("decision-fits-verdict", PILOT, "decision: deploy", "decision: stop", "decision: stop"),
    Attempt("rolled-out", OPERATIONS, "share: 100 %", "share: 60 %", "share: '60 %'"),
    Attempt("watched", OPERATIONS, "watches: measure", "watches: service", "alerts"),
    Attempt("reliable", OPERATIONS, "observed: 120", "observed: nan", "observed: 'nan'"),
    Attempt("rollback-tried", OPERATIONS, "tried: 2026-10-21", "tried: soon", "rollback.tried: 'soon'"),
    Attempt("full-traffic-measured", OPERATIONS, "value: 4.6", "value: better", "full_traffic.value: 'better'"),
    Attempt("next-decided", OPERATIONS, "next: iterate", "next: maybe", "next: 'maybe'"),
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: n/a", "problem.who: 'n/a' says nothing"),
    Attempt(
        "problem-owned", OBJECTIVE, "source: interview with their lead, 3 November", "source: siehe oben", "says noth"
    ),
    Attempt("objective-measurable", OBJECTIVE, "unit: hours per moderator per week", "unit: n/a", "'n/a' says nothing"),
    Attempt(
        "objective-measurable", OBJECTIVE, "measure: time moderators spend on wrong categories", "measure: asdf", "asdf"
    ),
    Attempt("approach-agreed", OBJECTIVE, "why_ml: title and description", "why_ml: lorem ipsum", "approach.why_ml"),
    Attempt("approach-agreed", OBJECTIVE, "said_by: Bo", "said_by: said by", "'said by' says nothing"),
    Attempt("worth-it", OBJECTIVE, "gain_per_year: 2400", "gain_per_year: 400", "worth.gain_per_year: 400"),
    Attempt(
        "problem-told",
        PROBLEM,
        STORY_WHY,
        "tbd",
        "says nothing",
    ),
    Attempt(
        "inventory-complete", INVENTORY, "source: media store", "source: unknown", "source: 'unknown' says nothing"
    ),
    Attempt("gaps-decided", INVENTORY, "owner: Ana", "owner: nobody", "owner: 'nobody' says nothing"),
    Attempt("profiled", PROFILE, '"raw": "sha256:', '"by": "', "raw: nothing yet"),
    Attempt("profiled", PROFILE, '"raw": "sha256:', '"raw": "me:', "raw: 'me:"),
    Attempt("profiled", PROFILE, '"rows": 400', '"rows": 4000', "rows: 4,000 in profile.yaml, 400 in data/raw"),
    Attempt("profiled", PROFILE, '"description": 0}', '"description": 0.1}', "nulls.description: 10 % in profile.yaml"),
    Attempt("profiled", "data/raw_listings.csv", "bicycles", "lamps", "0 % of category in data/raw_listings.csv"),
    Attempt("profiled", INVENTORY, f"data: {story.RAW}", "data: ", "data: nothing yet"),
    Attempt("profiled", PROFILE, '"nulls": {"title": 0, "description": 0}', '"nulls": {}', "nulls: nothing yet"),
    Attempt("labels-checked", AUDIT, ",Cy\n", ",unknown\n", "0 of 50 rows checked"),
    Attempt("data-decided", INVENTORY, "decision: enough", "decision: n/a", "decision: 'n/a'"),
    Attempt("one-table", FACTS, '"created", ', "", "5, another created"),
    Attempt("one-table", FACTS, '"columns": [', '"columns": ["price", ', "6 columns in facts.yaml, 5, another price"),
    Attempt(
        "rows-and-key", FACTS, '"rows": 400', '"rows": 4000', "rows: 4,000 in facts.yaml, 400 in data/listings.csv"
    ),
    Attempt("rows-and-key", FACTS, '"duplicate_keys": 0', '"duplicate_keys": 3', "duplicate_keys: 3"),
    Attempt("rebuildable", "data/listings.csv", "as good as new", "as good as ever", "changed after it was measured"),
    Attempt("split-apart", DATASET, "test_from: 2026-10-01", "test_from: 2099-10-01", "no row in the test part"),
    Attempt("split-apart", DATASET, "by: created", "by: ", "split.by: nothing yet"),
    Attempt(
        "leakage-considered", DATASET, "leakage: the moderator's name", "leakage: none # the", "'none' says nothing"
    ),
    Attempt("metric-declared", METRIC, "min_gain: 0.02", "min_gain: tbd", "min_gain: 'tbd' says nothing"),
    Attempt("baseline-first", RUNS, ",rule,", ",magic,", "kind: 'magic'"),
    Attempt("chosen-beats-baseline", RUNS, "rule,0.66,", "rule,n/a,", "score: 'n/a'"),
    Attempt("pilot-planned", PILOT, "stopped_by: Fay", "stopped_by: n/a", "plan.stopped_by: 'n/a' says nothing"),
    Attempt("pilot-planned", PILOT, "switch_off: flag suggest_category", "switch_off: see above", "says nothing"),
    Attempt("watched", OPERATIONS, "calls: Fay", "calls: nobody", "calls: 'nobody' says nothing"),
    Attempt(
        "watched", OPERATIONS, "dashboard: the wall board of the moderators", "dashboard: none", "dashboard: 'none'"
    ),
    Attempt("reliable", OPERATIONS, "observed: 120", "observed: 1200", "observed: 1200"),
    Attempt(
        "rollback-tried", OPERATIONS, "how: the flag off", "how: whatever", "rollback.how: 'whatever' says nothing"
    ),
    Attempt("rollback-tried", OPERATIONS, "minutes: 5", "minutes: -5", "rollback.minutes: -5"),
    Attempt("rolled-out", OPERATIONS, "date: 2026-10-20", "date: 2026-10-28", "not before"),
    Attempt("rolled-out", OPERATIONS, "date: 2026-10-27", "date: 2099-10-27", "not after today, 2026-11-24"),
    Attempt("rolled-out", OPERATIONS, "started_before: the", "adopted: the", "not before the project began"),
    Attempt("watched", OPERATIONS, "tested: 2026-10-21", "tested: 2099-10-21", "not after today"),
    Attempt("watched", OPERATIONS, "started_before: the team adopts", "started_before: n/a #", "the project began"),
    Attempt("rollback-tried", OPERATIONS, "tried: 2026-10-21", "tried: 2099-10-21", "not after today"),
    Attempt("rollback-tried", OPERATIONS, "tried: 2026-10-21", "tried: today", "rollback.tried: 'today'"),
    Attempt("rollback-tried", OPERATIONS, "minutes: 5", "minutes: 50000", "at most 10,080, a week"),
    Attempt("full-traffic-measured", OPERATIONS, "to: 2026-11-03", "to: 2099-11-03", "not after today"),
    Attempt("full-traffic-measured", OPERATIONS, "to: 2026-11-03", "to: 2026-10-03", "not before 2026-10-28"),
    Attempt("reliable", OPERATIONS, "unit: ms", "unit: share", "share: from 0 to 1"),
    Attempt("next-decided", OPERATIONS, "next: iterate", "next: ", "next: nothing yet"),
    Attempt("errors-reviewed", RUNS, ",rule,", ",model,", "errors.csv"),
    Attempt("costlier-pays", RUNS, "rule,0.66,listings-1,time,", "model,0.66,listings-1,time,n/a", "of kind model"),
    Attempt(
        "guard-held",
        PILOT,
        "decision:",
        "guard: {measure: n/a, better: lower, no_worse_than: 1}\ndecision:",
        "guard.measure: 'n/a' says nothing",
    ),
    Attempt("gaps-decided", INVENTORY, "gap: drop", "gap: get\n  effort: a day\n  by: 1970-01-01", "by: '1970-01-01'"),
    Attempt("baseline-first", RUNS, "2026-11-09", "2099-11-09", "date: '2099-11-09'"),
    Attempt("baseline-first", RUNS, "2026-11-09", "soon", "date: 'soon'"),
    Attempt("chosen-beats-baseline", METRIC, "good_enough: 0.6", "good_enough: 60", "good_enough: 60"),
    Attempt("chosen-beats-baseline", METRIC, "min_gain: 0.02", "min_gain: 2", "min_gain: 2"),
    Attempt("chosen-beats-baseline", RUNS, "rule,0.66", "rule,66", "accuracy 66"),
    Attempt("chosen-beats-baseline", RUNS, "rule,0.66", "rule,0.99", "its cells give 0.66"),
    Attempt("chosen-beats-baseline", RUNS, ",4f1c2a90b7d35e68", ",", "has no predictions"),
    Attempt("chosen-beats-baseline", CELLS, ",,66", ",,99", "its cells give 0.744"),
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: 1", "problem.who: 1"),
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: ok", "problem.who: 'ok'"),
    Attempt(
        "problem-owned", OBJECTIVE, "who: moderators", "who: us us us us us us us us us us us us us us us", "nothing"
    ),
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: '[who has it]'", "says nothing"),
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: '{{ who }}'", "says nothing"),
    Attempt("problem-owned", OBJECTIVE, "who: moderators", "who: problem_who", "says nothing"),
    Attempt("objective-measurable", OBJECTIVE, "unit: hours per moderator per week", "unit: 1/1", "objective.unit"),
    Attempt(
        "objective-measurable", OBJECTIVE, "unit: hours per moderator per week", "unit: unit per unit", "objective.unit"
    ),
    Attempt(
        "objective-measurable",
        OBJECTIVE,
        "measure: time moderators spend on wrong categories",
        "measure: 5",
        "measure: 5",
    ),
    Attempt("objective-measurable", OBJECTIVE, "target: 5", "target: 9.9999999", "a value other than 10"),
    Attempt("approach-agreed", OBJECTIVE, "said_by: Bo", "said_by: 7", "approach.said_by: 7"),
    Attempt("worth-it", OBJECTIVE, "unit: hours,", "unit: 7,", "worth.unit: 7"),
    Attempt(
        "problem-told", PROBLEM, STORY_WHY, "1. 2. 3. 4. 5. 6. 7. 8. 9. 10. 11. 12. 13. 14.", "'Why now' says nothing"
    ),
    Attempt("problem-told", PROBLEM, STORY_WHY, "Why now?", "'Why now' says nothing"),
    Attempt("problem-told", PROBLEM, STORY_WHY, STORY_WHO, "says the same as 'Who has the problem'"),
    Attempt("inventory-complete", INVENTORY, "source: media store", "source: 1", "source: 1"),
    Attempt("gaps-decided", INVENTORY, "owner: Ana", "owner: true", "owner: true"),
    Attempt("labels-checked", AUDIT, ",Cy\n", ",1\n", "0 of 50 rows checked"),
    Attempt("one-table", FACTS, '"columns": [', '"columns": ["title", ', "column title twice"),
    Attempt("rows-and-key", DATASET, "key: listing_id", "key: price", "key: 'price'"),
    Attempt("rebuildable", DATASET, "make: python make_listings.py", "make: true", "make: true"),
    Attempt("leakage-considered", DATASET, "leakage: the", "leakage: no # the", "leakage: 'no'"),
    Attempt(
        "chosen-beats-baseline", METRIC, "better: higher\ngood_enough: 0.6", "better: lower\ngood_enough: 0.9", "lower"
    ),
    Attempt("chosen-beats-baseline", METRIC, "good_enough: 0.6", "good_enough: 0", "good_enough: 0"),
    Attempt("chosen-beats-baseline", RUNS, ",4f1c2a90b7d35e68", ",yes", "'yes' is not a digest"),
    Attempt("pilot-planned", PILOT, "start: 2026-11-02", "start: 2099-11-02", "within a year, until 2027-11-25"),
    Attempt("pilot-planned", PILOT, "stopped_by: Fay", "stopped_by: yes", "plan.stopped_by: 'yes'"),
    Attempt("pilot-planned", PILOT, "control: the other 95 %", "control: yes", "plan.control: 'yes'"),
    Attempt("pilot-ran", PILOT, "decision: deploy", "ended_because: ok\ndecision: deploy", "ended_because: 'ok'"),
    Attempt("decision-fits-verdict", PILOT, "decision: deploy", "decision: stop\nreason: yes", "reason: 'yes'"),
    Attempt("rolled-out", OPERATIONS, "date: 2026-10-20", "date: 1970-01-01", "within 30 years"),
    Attempt("watched", OPERATIONS, "when: above 7 hours", "when: yes", "when: 'yes'"),
    Attempt(
        "watched", OPERATIONS, "when: above 7 hours", "when: error rate above 1 %", "for the service says the same"
    ),
    Attempt("watched", OPERATIONS, "dashboard: the wall board of the moderators", "dashboard: true", "dashboard: true"),
    Attempt("reliable", OPERATIONS, "observed: 120", "observed: -120", "ms: 0 or more"),
    Attempt(
        "reliable", OPERATIONS, "ms, at_most: 200, observed: 120", "share, at_least: 0, observed: 0", "can be missed"
    ),
    Attempt("rollback-tried", OPERATIONS, "how: the flag off", "how: 1", "rollback.how: 1"),
    Attempt("full-traffic-measured", OPERATIONS, "value: 4.6", "value: -4.6", "0 or more hours per moderator"),
    Attempt("full-traffic-measured", OPERATIONS, "from: 2026-10-28", "from: 2026-09-28", "not before 2026-10-27"),
]


@pytest.fixture
def complete(project: Path) -> Path:
    story.write_everything(project)
    return project


def _criteria(run: Run, project: Path, phase: str) -> dict[str, Any]:
    answer = json.loads(run("check", phase, "--format", "json", cwd=project).out)
    return {each["id"]: each for each in answer["gate"]["criteria"]}


def _edit(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new) if old else new)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: f"{attempt.criterion}: {attempt.new[:30]!r}")
def test_the_least_effort_does_not_open_the_gate(run: Run, complete: Path, attempt: Attempt) -> None:
    phase = PHASES[PHASE_OF.get(attempt.criterion, attempt.file[:2])]
    before = _criteria(run, complete, phase)[attempt.criterion]
    assert before["status"] == "pass" or (attempt.criterion, before["basis"]) == ("pilot-ran", "typed")
    _edit(complete, attempt.file, attempt.old, attempt.new)
    criterion = _criteria(run, complete, phase)[attempt.criterion]
    assert criterion["status"] == ("fail" if criterion["level"] == "required" else "warn")
    assert attempt.answer in f"{criterion['have']} {criterion['place']['file']} {criterion['want']}"
    assert criterion["fix"]


def test_every_criterion_has_at_least_two_of_sixty_attempts(run: Run, complete: Path) -> None:
    criteria = {name for phase in PHASES.values() for name in _criteria(run, complete, phase)}
    assert {attempt.criterion for attempt in ATTEMPTS} == criteria
    times = Counter(attempt.criterion for attempt in ATTEMPTS)
    assert len({*ATTEMPTS}) >= 60
    assert [name for name in criteria if times[name] < 2] == []


class Honest(NamedTuple):
    """An awkward case that must pass: edits of files, and the phase whose gate must hold."""

    name: str
    phase: str
    edits: dict[str, tuple[str, str]]


SHORT = story.pilot_days("2026-11-02", 3, 0.6)
RISING = story.pilot_days("2026-11-02", 14, 0.6)
FROM_ZERO = "date,pilot,control\n" + "".join(f"2026-11-{day:02},{4 + day % 3},0\n" for day in range(2, 16))
CHECKED = ((row[0], row[4], row[4] if number else "lamps") for number, row in enumerate(story.listings()[:50]))
FIFTY = "id,label,checked,by\n" + "".join(f"{name},{label},{checked},Cy\n" for name, label, checked in CHECKED)
HONEST = [
    Honest(
        "a share, whose unit has a sign",
        "business_understanding",
        {OBJECTIVE: ("unit: hours per moderator per week", "unit: '%'")},
    ),
    Honest("a worth whose unit has a sign", "business_understanding", {OBJECTIVE: ("unit: hours,", "unit: €,")}),
    Honest(
        "uptime in percent",
        "deployment",
        {OPERATIONS: ("unit: ms, at_most: 200, observed: 120", "unit: '%', at_least: 99.5, observed: 99.9")},
    ),
    Honest("an alert at a mere number", "deployment", {OPERATIONS: ("when: above 7 hours", "when: '> 7'")}),
    Honest(
        "an effort in days", "data_understanding", {INVENTORY: ("gap: drop", "gap: get\n  effort: 3\n  by: 2026-12-24")}
    ),
    Honest("a rule that is good enough", "modeling", {}),
    Honest("a rule that is deployed", "evaluation", {}),
    Honest(
        "no control possible, for a reason",
        "modeling",
        {PILOT: ("control: the other 95 %", "control: none, control_because: one queue for all")},
    ),
    Honest(
        "no control possible, deployed for a reason",
        "evaluation",
        {
            PILOT: (
                "control: the other 95 %",
                "control: none, control_because: one queue for all",
            ),
            "": ("decision: deploy", "decision: deploy\nreason: the effect is far larger than any season was"),
        },
    ),
    Honest(
        "stopped on day three for harm",
        "evaluation",
        {DAYS: ("", SHORT), PILOT: ("decision: deploy", "decision: stop\nended_because: it made more work")},
    ),
    Honest("one wrong label in fifty", "data_understanding", {AUDIT: ("", FIFTY)}),
    Honest("a target given as a percentage", "business_understanding", {OBJECTIVE: ("target: 5", "target: -50%")}),
    Honest(
        "a measure that should rise",
        "evaluation",
        {OBJECTIVE: ("target: 5", "target: 15"), DAYS: ("", RISING)},
    ),
    Honest(
        "a measure whose value now is zero",
        "evaluation",
        {
            OBJECTIVE: ("now: 10\n  target: 5", "now: 0\n  target: 4"),
            DAYS: ("", FROM_ZERO),
        },
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", HONEST, ids=lambda case: case.name)
def test_an_honest_team_gets_through(run: Run, complete: Path, case: Honest) -> None:
    for file, (old, new) in case.edits.items():
        _edit(complete, file or PILOT, old, new)
    criteria = _criteria(run, complete, case.phase).values()
    assert not [each for each in criteria if each["level"] == "required" and each["status"] not in ("pass", "warn")]
    phases = [*PHASES.values()]
    for _ in phases[: phases.index(case.phase) + 1]:
        assert run("advance", cwd=complete).code == 0


def test_one_person_in_all_roles_signs_by_advancing(run: Run, complete: Path) -> None:
    assert run("advance", cwd=complete).code == 0


def test_a_client_signs_by_mail(run: Run, complete: Path) -> None:
    client = "product_manager: ['Jane Doe <jane@client.example>']"
    _edit(complete, "crispdm.yaml", f"product_manager: ['{story.PRODUCT}']", client)
    assert run("sign", "--as", "product_manager", cwd=complete).code == 1
    word = "Jane, mail of 12 December"
    assert run("sign", "--as", "product_manager", "--for", word, cwd=complete).code == 0
    assert run("advance", cwd=complete).code == 0
    assert word in run("log", cwd=complete).out


def test_a_decision_that_is_none_of_the_routes_cannot_be_waived(run: Run, complete: Path) -> None:
    """The criterion that asks for the word may be waived; the word itself may not be missing."""
    assert run("advance", cwd=complete).code == 0
    _edit(complete, INVENTORY, "decision: enough", "decision: perhaps")
    assert run("waive", "data-decided", "--reason", "we do not know yet", cwd=complete).code == 0
    answer = run("advance", cwd=complete)
    assert answer.code == 1
    assert "a decision" in answer.out
    assert "decision: perhaps" in answer.out


def test_a_reason_against_the_numbers_is_read_out(run: Run, complete: Path) -> None:
    for _ in range(4):
        assert run("advance", cwd=complete).code == 0
    _edit(complete, DAYS, "", story.pilot_days("2026-11-02", 14, -0.2))
    _edit(complete, PILOT, "decision: deploy", "decision: deploy\nreason: the moderators want to keep it")
    assert run("advance", cwd=complete).code == 0
    assert (
        "Exception: deploy against the numbers: the moderators want to keep it (Ana)" in run("status", cwd=complete).out
    )
