"""What every kind of check holds to, driven by the cases in `check_cases.py`."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from crispdm.gate import assess
from crispdm.gate.checks import KINDS
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import FACTS, mistyped_facts
from crispdm.gate.finding import Place
from crispdm.process import FILE, Process, load
from crispdm.scaffold.bundled import shared, template
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render
from crispdm.yamlio import parse
from tests.support.cases import Case, Edit, Example, decide, marked, teaches, write
from tests.support.check_cases import EXAMPLES
from tests.support.templates import BUNDLED

WITH_CONSENT = {"command"}  # it reads no evidence, and has tests of its own
EXAMPLE = pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
CASES = [(example, case) for example in EXAMPLES for case in example.cases]
CASE = pytest.mark.parametrize(
    ("example", "case"), CASES, ids=[f"{example.name}: {case.name}" for example, case in CASES]
)
CHANGES = [(example, edit) for example in EXAMPLES for edit in example.changes]


@EXAMPLE
def test_good_evidence_passes(example: Example, tmp_path: Path) -> None:
    write(tmp_path, example.files)
    finding = decide(tmp_path, example.parameters)
    assert finding.status == "pass"
    assert finding.facts.keys() <= FACTS.keys()
    assert mistyped_facts(finding.facts) == {}
    assert finding.place.file
    teaches(finding)


@CASE
def test_a_finding_says_where_what_is_there_what_is_wanted_and_what_to_do(
    example: Example, case: Case, tmp_path: Path
) -> None:
    files = example.edited(case.edit)
    write(tmp_path, files)
    finding = decide(tmp_path, {**example.parameters, **case.parameters})
    assert finding.status == case.status
    assert finding.facts.keys() <= FACTS.keys()
    assert mistyped_facts(finding.facts) == {}
    assert case.have in finding.have
    teaches(finding)
    mark = marked(files)
    if mark:
        assert finding.place == Place(Evidence(tmp_path, "phase").path(mark[0]), mark[1])
    elif case.status == "fail" and "files" not in example.parameters:
        assert (tmp_path / finding.place.file).is_file()
        assert finding.place.line == case.line


@EXAMPLE
def test_a_way_to_fail_is_known_of_every_kind(example: Example) -> None:
    assert {"pass", "fail"} <= {case.status for case in example.cases}


def test_every_kind_and_every_part_has_its_cases() -> None:
    covered = {(each.parameters["check"], each.parameters.get("part")) for each in EXAMPLES}
    for name, kind in KINDS.items():
        if name not in WITH_CONSENT:
            hints = kind.__annotations__.get("part")
            assert {(name, part) for part in (hints.__args__ if hints else [None])} <= covered, name
    assert {name for name, _ in covered} <= {*KINDS} - WITH_CONSENT


def reordered(value: object) -> object:
    """The same values, with their keys in another order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [*map(reordered, value)] if isinstance(value, list) else value


def rewritten(file: str, text: str) -> str:
    """The same values, written otherwise."""
    if file.endswith(".yaml"):
        value = reordered(parse(text.encode(), file).value)
        return f"# another comment\n\n{json.dumps(value, indent=4)}\n"
    if file.endswith(".md"):
        lines = (line if line.startswith("#") else line.replace(" ", "\n") for line in text.split("\n"))
        return "\r\n".join(["<!-- a comment -->", *lines])
    if file.endswith(".csv") and not file.startswith("/data"):
        out = io.StringIO()
        rows = [[*reversed(row), "more"] for row in csv.reader(io.StringIO(text))]
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
        return f"\ufeff{out.getvalue()}"
    return text if file.endswith(".csv") else f"{text} more"


@EXAMPLE
def test_comments_order_and_form_change_no_digest(example: Example, tmp_path: Path) -> None:
    write(tmp_path, example.files)
    before = decide(tmp_path, example.parameters)
    write(tmp_path, {file: rewritten(file, text) for file, text in example.files.items()})
    after = decide(tmp_path, example.parameters)
    assert (after.status, after.have, after.values) == (before.status, before.have, before.values)
    assert after.digest == before.digest


@EXAMPLE
def test_clock_machine_folder_and_limits_change_no_digest(example: Example, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "another place"
    folder = "phase" if "files" in example.parameters else "another phase"
    write(one, example.files)
    write(other, example.files, folder)
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    before = decide(one, example.parameters)
    after = decide(other, {**example.parameters, **example.limits}, folder)
    assert (after.status, after.digest) == (before.status, before.digest)
    assert str(tmp_path) not in json.dumps(before.values)


@pytest.mark.parametrize(("example", "edit"), CHANGES, ids=[f"{each.name}: {edit[-1][:20]}" for each, edit in CHANGES])
def test_a_changed_value_changes_the_digest(example: Example, edit: Edit, tmp_path: Path) -> None:
    write(tmp_path, example.files)
    before = decide(tmp_path, example.parameters)
    write(tmp_path, example.edited(edit))
    after = decide(tmp_path, example.parameters)
    assert after.status == "pass"
    assert after.digest != before.digest


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
