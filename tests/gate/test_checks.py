"""What every kind of check holds to, driven by the cases in `check_cases.py`."""

import json
from pathlib import Path

import pytest

from crispdm.gate import assess
from crispdm.gate.checks import KINDS
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place
from crispdm.process import FILE, Process
from crispdm.process_file import load
from crispdm.scaffold.bundled import shared, template
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render
from crispdm.testing import Rule, contract, decide, teaches, write
from tests.support.check_cases import EXAMPLES
from tests.support.templates import BUNDLED

WITH_CONSENT = {"command"}  # it reads no evidence, and has tests of its own
RULES = [
    rule
    for name, kind in KINDS.items()
    for rule in contract(kind, [e for e in EXAMPLES if e.parameters["check"] == name])
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_kind_meets_the_contract(rule: Rule, tmp_path: Path) -> None:
    rule(tmp_path)


def test_every_kind_and_every_part_has_its_cases() -> None:
    covered = {(each.parameters["check"], each.parameters.get("part")) for each in EXAMPLES}
    for name, kind in KINDS.items():
        if name not in WITH_CONSENT:
            hints = kind.__annotations__.get("part")
            assert {(name, part) for part in (hints.__args__ if hints else [None])} <= covered, name
    assert {name for name, _ in covered} <= {*KINDS} - WITH_CONSENT


def test_another_file_changes_what_exists(tmp_path: Path) -> None:
    parameters = {"check": "exists", "files": "*.png"}
    write(tmp_path, {"a.png": "a"})
    before = decide(tmp_path, parameters)
    write(tmp_path, {"b.png": "b"})
    assert decide(tmp_path, parameters).digest != before.digest


@pytest.fixture(scope="module", params=BUNDLED)
def untouched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Process]:
    """A project as a template ships it, every role held by one person."""
    root, source = tmp_path_factory.mktemp("untouched"), template(request.param)
    answers = Questions(source).answers({"project_name": "listings"}, {"person": "Ana Roy <ana@example.com>"})
    for file in render(source, answers, shared=shared(source)):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return root, load((root / FILE).read_bytes(), KINDS)


def test_nothing_that_a_template_ships_passes(untouched: tuple[Path, Process]) -> None:
    root, process = untouched
    for phase in process.phases:
        assessment = assess(phase, Evidence(root, phase.folder))
        assert {*assessment.findings} == {criterion.id for criterion in phase.criteria}
        for finding in assessment.findings.values():
            assert finding.status in ("fail", "not_run")
            teaches(finding)
            there = root / finding.place.file
            assert there.parent.is_dir()
            if finding.place.line is not None:
                assert 1 <= finding.place.line <= there.read_text().count("\n")
        assert (assessment.outcome is None) == (phase.decision is None)
        assert assessment.outcome is None or assessment.outcome.value is None


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("a: 1\ndecision: go\n", "go", 2),
        ("a: 1\ndecision: gone\n", "gone", 2),
        ("a: 1\ndecision:\n", None, 2),
        ("a: 1\ndecision: true\n", None, 2),
        ("a: 1\ndecision: [go]\n", None, 2),
        ("a: 1\n", None, 1),
        ("a: 1\nb: *x\n", None, 2),
        (None, None, None),
    ],
)
def test_what_the_team_decided_is_read_with_its_place(
    text: str | None, value: str | None, line: int | None, tmp_path: Path
) -> None:
    decision = {"file": "d.yaml", "field": "decision", "routes": {"go": "next"}}
    judges = {"id": "decided", "says": "Decided", "check": "choice", "one_of": ["go"], **decision}
    del judges["routes"]
    other = {"id": "other", "says": "Said", "check": "fields", "file": "d.yaml", "fields": ["decision"]}
    phase = {"id": "p", "title": "P", "folder": "phase", "decision": decision, "criteria": [judges, other]}
    process = load(json.dumps({"version": 1, "project": "p", "phases": [phase]}).encode(), KINDS)
    if text is not None:
        write(tmp_path, {"d.yaml": text})
    outcome = assess(process.phases[0], Evidence(tmp_path, "phase")).outcome
    assert outcome
    assert (outcome.value, outcome.place) == (value, Place("phase/d.yaml", line))
    assert outcome.settled_by == ("decided",)
