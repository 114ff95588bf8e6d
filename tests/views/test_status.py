"""The status: what it says of git, of a pilot, of a team; and that it is always short enough to be read out."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from crispdm.actions.gate import gate_result
from crispdm.actions.project import known
from crispdm.actions.report import read_report
from crispdm.dates import spell_out_days
from crispdm.eventlog.events import Advanced, Blocked, Event, Noted, Waived
from crispdm.gate.finding import Finding, Place
from crispdm.lifecycle.accepted import Changed, Difference
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.next_step import Next, next_step
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.lifecycle.state import replay
from crispdm.process import Process
from crispdm.results.status import (
    Back,
    Blocker,
    FileChange,
    GitChanges,
    Goal,
    Known,
    Overruled,
    Pilot,
    Status,
)
from crispdm.results.status import Phase as StatusPhase
from crispdm.views.gate import group_by_problem
from crispdm.views.report.glance import facts
from crispdm.views.report.wording import Wording
from crispdm.views.status.page import status_lines
from crispdm.views.text.lines import wrapped
from tests.support import story
from tests.support.builders import a_phase, advanced, assessed, created, filled_in, make_process, put, record, went_back
from tests.support.command_line import ANA, Run
from tests.support.effort import examples

BU, MODELING = "01_business_understanding", "04_modeling"
BO = "Bo Lind <bo@example.com>"
TODAY = date(2026, 11, 24)


def _commit(project: Path, message: str = "x", *, day: str = "2026-11-24", who: str = BO) -> None:
    name, mail = who.rstrip(">").split(" <")
    dates = ["env", f"GIT_AUTHOR_DATE={day}T08:00:00+00:00", f"GIT_COMMITTER_DATE={day}T08:00:00+00:00"]
    subprocess.run(["git", "add", "--all"], cwd=project, check=True)
    as_whom = ["-c", f"user.name={name}", "-c", f"user.email={mail}"]
    subprocess.run([*dates, "git", *as_whom, "commit", "--quiet", "-m", message], cwd=project, check=True)


def _status_text(run: Run, project: Path, *more: str, **environment: str) -> str:
    """The status as one line, without its line breaks."""
    answer = run("status", *more, cwd=project, **environment)
    assert answer.code == 0, answer.err
    return " ".join(answer.out.split())


def test_work_shows_in_words_with_its_author_committed_or_not(run: Run, project: Path) -> None:
    runs = project / MODELING / "runs.csv"
    header = runs.read_text()
    runs.write_text(story.RUNS)
    _commit(project, day="2026-11-23")
    runs.write_text(story.RUNS + story.BETTER_RUN)
    _commit(project, who="Cy Dahl <cy@example.com>")
    runs.write_text(story.RUNS + story.BETTER_RUN + story.BETTER_RUN.replace("tfidf-2", "tfidf-3"))
    (project / MODELING / "own.py").write_text("x\n")
    assert header.startswith("run,")
    said = _status_text(run, project)
    assert "runs.csv: 2 new runs (Bo and Cy); 1 new run, not committed" in said
    assert "own.py: new, not committed" in said
    files = json.loads(run("status", "--format", "json", cwd=project).out)["git"]["files"]
    assert [(each["file"], each["what"], each["by"], each["committed"]) for each in files] == [
        (f"{MODELING}/runs.csv", "2 new runs", [BO, "Cy Dahl <cy@example.com>"], True),
        (f"{MODELING}/runs.csv", "1 new run", [], False),
        (f"{MODELING}/own.py", "new", [], False),
    ]


def test_a_file_that_is_gone_is_said_whatever_it_was(run: Run, project: Path) -> None:
    for name, said in (("README.md", "removed"), ("runs.csv", "removed"), ("train.py", "changed")):
        path = project / MODELING / name
        path.unlink()
        if said == "changed":
            path.write_text("other\n")
        assert f"{name}: {said}, not committed" in _status_text(run, project)
        subprocess.run(["git", "checkout", "--quiet", "."], cwd=project, check=True)


def test_what_was_changed_back_did_not_move(run: Run, project: Path) -> None:
    runs = project / MODELING / "runs.csv"
    header = runs.read_text()
    for text in (story.RUNS, header):
        runs.write_text(text)
        _commit(project)
    later = {"CRISPDM_NOW": "2026-11-25T09:00:00+00:00"}
    assert "runs.csv" not in _status_text(run, project, **later)


@pytest.mark.parametrize(
    ("day", "when", "seen"),
    [
        ("2026-11-20", (), False),
        ("2026-11-23", (), True),
        ("2026-11-23", ("--since", "today"), False),
        ("2026-11-20", ("--since", "friday"), True),
        ("2026-11-19", ("--since", "friday"), False),
        ("2026-11-17", ("--since", "tuesday"), True),
        ("2026-11-20", ("--since", "2026-11-20"), True),
        ("2026-11-21", ("--since", "3d"), True),
        ("2026-11-23", ("--since", "yesterday"), True),
    ],
)
def test_since_when_is_said_in_words(run: Run, project: Path, day: str, when: tuple[str, ...], seen: bool) -> None:
    (project / MODELING / "runs.csv").write_text(story.RUNS)
    _commit(project, day=day)
    assert ("runs.csv: 1 new run (Bo)" in _status_text(run, project, *when)) is seen


@pytest.mark.parametrize("when", ["tomorrow", "2026-11-25", "soon", "", "99999999d", "-3d"])
@pytest.mark.parametrize("command", ["status", "log"])
def test_a_day_that_is_not_past_is_refused(run: Run, project: Path, when: str, command: str) -> None:
    answer = run(command, "--since", when, cwd=project)
    assert (answer.code, "not a past date" in answer.err) == (2, True)


def test_the_log_can_begin_later(run: Run, project: Path) -> None:
    assert run("note", "later", cwd=project, CRISPDM_NOW="2026-11-26T09:00:00+00:00").code == 0
    later = {"CRISPDM_NOW": "2026-11-27T09:00:00+00:00"}
    assert run("log", "--since", "yesterday", cwd=project, **later).out.count("\n") == 1
    assert run("log", cwd=project, **later).out.count("\n") == 2
    assert run("log", "--since", "today", cwd=project, **later).out == "Nothing has happened since then.\n"


def test_that_nothing_changed_is_said_only_after_git_was_asked(run: Run, project: Path) -> None:
    later = {"CRISPDM_NOW": "2026-11-27T09:00:00+00:00"}
    assert "Since yesterday: no changes, in git either" in _status_text(run, project, **later)
    shutil.rmtree(project / ".git")
    said = _status_text(run, project, **later)
    assert "Since yesterday: no events; git cannot tell: not a git repository" in said
    git = json.loads(run("status", "--format", "json", cwd=project, **later).out)["git"]
    assert (git["uncommitted"], git["failure"]) == (None, "not a git repository")


@pytest.mark.parametrize(("depth", "blind"), [(1, True), (3, False)])
def test_a_shallow_clone_says_what_it_cannot_tell(
    run: Run,
    project: Path,
    tmp_path: Path,
    depth: int,
    blind: bool,
) -> None:
    for number, day in enumerate(("2026-11-09", "2026-11-10", "2026-11-24")):
        (project / MODELING / "note.md").write_text(f"{number}\n")
        _commit(project, day=day)
    url = project.as_uri()
    subprocess.run(["git", "clone", "--quiet", "--depth", str(depth), url, "clone"], cwd=tmp_path, check=True)
    said = _status_text(run, tmp_path / "clone", CRISPDM_NOW="2026-11-25T09:00:00+00:00")
    assert ("git cannot tell more: it is a shallow clone" in said or "git cannot tell: it is" in said) is blind
    assert ("note.md: changed (Bo)" in said) is not blind


def test_a_project_within_a_repository_that_does_not_know_it_yet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True)
    assert run("init", "p", "--yes", cwd=tmp_path / "sub").code == 0
    project = tmp_path / "sub" / "p"
    assert "1 event not in git yet." in _status_text(run, project)
    _commit(tmp_path)
    assert "not in git yet" not in _status_text(run, project)
    (project / MODELING / "runs.csv").write_text(story.RUNS)
    assert "runs.csv: 1 new run, not committed" in _status_text(run, project)
    _commit(tmp_path)
    assert "runs.csv: 1 new run (Bo)" in _status_text(run, project)


def test_git_is_asked_a_handful_of_times_however_many_files_and_not_at_all_for_a_prompt(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        (project / MODELING / f"runs{number}.csv").write_text(story.RUNS)
    _commit(project)
    for number in range(40):
        (project / MODELING / f"runs{number}.csv").write_text(story.RUNS + story.BETTER_RUN)
    calls: list[Sequence[str]] = []
    real = subprocess.Popen

    class Counted(real):  # type: ignore[misc, valid-type]
        def __init__(self, command: Sequence[str], *more: Any, **settings: Any) -> None:
            calls.append(command)
            super().__init__(command, *more, **settings)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    assert "runs0.csv: 1 new run (Bo); 1 new run, not committed" in _status_text(run, project)
    assert len(calls) == 5
    calls.clear()
    for form in ("text", "markdown", "json"):
        _status_text(run, project, "--short", "--format", form)
    assert calls == []


def test_a_conflict_is_told_as_work_that_is_not_committed(run: Run, project: Path) -> None:
    runs = project / MODELING / "runs.csv"
    runs.write_text(story.RUNS)
    _commit(project, day="2026-11-10")
    subprocess.run(["git", "checkout", "--quiet", "-b", "other"], cwd=project, check=True)
    runs.write_text(story.RUNS.replace("0.66", "0.67"))
    _commit(project, day="2026-11-10")
    subprocess.run(["git", "checkout", "--quiet", "main"], cwd=project, check=True)
    runs.write_text(story.RUNS.replace("0.66", "0.68"))
    _commit(project, day="2026-11-10")
    assert subprocess.run(["git", "merge", "other"], cwd=project, check=False, capture_output=True).returncode == 1
    assert re.search(r"runs\.csv: [^;]*not committed", _status_text(run, project))


def test_of_a_long_history_it_is_said_how_much_git_does_not_have(run: Run, project: Path) -> None:
    record(project, *(Noted(text=f"{number} {'x' * 900}") for number in range(400)))
    _commit(project)
    assert "not in git yet" not in _status_text(run, project)
    for _ in range(2):
        assert run("note", "new", cwd=project).code == 0
    assert "2 events not in git yet." in _status_text(run, project)


def test_a_repository_that_git_cannot_read_is_said(run: Run, project: Path) -> None:
    (project / ".git" / "index").write_bytes(b"broken")
    assert "git cannot tell more: git failed" in _status_text(run, project)


def test_a_large_file_is_not_read_to_say_what_changed(run: Run, project: Path) -> None:
    runs = project / MODELING / "runs.csv"
    runs.write_text(story.RUNS + "x" * (1 << 20))
    _commit(project)
    assert "runs.csv: changed (Bo)" in _status_text(run, project)
    with runs.open("a") as file:
        file.write("more\n")
    assert "runs.csv: changed (Bo); changed, not committed" in _status_text(run, project)
    runs.unlink()
    assert "removed, not committed" in _status_text(run, project)


def test_a_role_with_nobody_named_is_said_and_a_stale_signature_by_criterion(run: Run, tmp_path: Path) -> None:
    assert run("init", "p", "--set", "mode=team", cwd=tmp_path).code == 0
    project = tmp_path / "p"
    said = _status_text(run, project)
    assert "then a product manager and a data scientist sign (nobody is named)" in said
    assert "Next: the data analyst to fill in problem.who and problem.source" in said
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE)
    assert "to sign anybody as product manager and data scientist (nobody is named)" in _status_text(run, project)
    assert run("sign", "--as", "product_manager", cwd=project).code == 0
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE.replace("target: 5", "target: 4"))
    assert "again: objective-measurable changed after Ana signed" in _status_text(run, project)
    refused = run("sign", cwd=project)
    assert refused.code == 1
    assert "anybody as product manager (nobody is named)" in " ".join(refused.err.split())


@pytest.mark.parametrize("role", [(), ("--as", "product_manager"), ("--as", "data_analyst")])
def test_who_may_not_sign_is_told_who_may(run: Run, project: Path, role: tuple[str, ...]) -> None:
    story.write_everything(project)
    refused = run("sign", *role, cwd=project, CRISPDM_USER="Cy Dahl <cy@example.com>")
    assert refused.code == (2 if role == ("--as", "data_analyst") else 1)
    assert "Ana Roy" in refused.err
    assert "can sign" in refused.err or "can; or say whose word it is" in " ".join(refused.err.split())


NAMES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=200).filter(str.strip)
CRITERIA = [filled_in(f"criterion-number-{number}", f"field{number}") for number in range(9)]
PLAN = a_phase("plan", sign_off=["manager", "analyst"], owner="manager", timebox=5, criteria=CRITERIA)
TEAM = {"manager": [ANA, BO], "analyst": []}
PROCESS = make_process(PLAN, a_phase("serve"), team=TEAM)


def _gate(process: Process, events: Sequence[Event], findings: dict[str, Finding]) -> Gate:
    assessment = assessed(process.phases[0])
    return evaluate_gate(process, replay(process, events), type(assessment)(assessment.phase, findings, None), TODAY)


@st.composite
def happened(draw: st.DrawFn, texts: list[str]) -> list[Event]:
    """Many blockers, notes, exceptions and decisions against the numbers."""
    events: list[Event] = [created()]
    for kind in ("block", "note", "waive", "pass"):
        for number in range(draw(st.integers(0, 9))):
            text = f"{draw(st.sampled_from(texts))} {number}"
            event: Event = {
                "block": Blocked(text=text, owner=draw(st.none() | st.sampled_from(texts))),
                "note": Noted(text=text),
                "waive": Waived(iteration=1, phase="serve", criterion=f"c{number}", reason=text),
                "pass": advanced("gone", "plan", outcome="improve", facts={"pilot": {"reason": text, "estimate": 1}}),
            }[kind]
            events.append(put(event, by=draw(st.sampled_from([ANA, BO, text]))))
    return events


@st.composite
def findings(draw: st.DrawFn, texts: list[str]) -> dict[str, Finding]:
    """Anything that the checks may say."""
    text = st.sampled_from(texts)
    return {
        each["id"]: Finding(
            status=draw(st.sampled_from(["pass", "warn", "fail", "fail", "not_run"])),
            place=Place("plan/facts.yaml", 1),
            have=draw(text),
            want=draw(text),
            fix=draw(text | st.just("")),
            done=draw(st.sampled_from([0, 0.5, 0.7])),
        )
        for each in CRITERIA
    }


@st.composite
def statuses(draw: st.DrawFn) -> Status:
    """A project in which anything may be, and much of it."""
    texts = draw(st.lists(NAMES, min_size=4, max_size=4))
    events = draw(happened(texts))
    gate, state = _gate(PROCESS, events, draw(findings(texts))), replay(PROCESS, events)
    closing = [row.criterion.id for row in gate.closing]
    is_piloted = draw(st.booleans()) and bool(closing)
    later = tuple(closing[1 : draw(st.integers(1, 3))])
    plan, serve = (
        StatusPhase(
            id=each.id,
            title=texts[0],
            status="current" if each is PROCESS.phases[0] else "todo",
            started=None,
            finished=None,
            days=9,
            timebox=5,
            paused=2,
        )
        for each in PROCESS.phases
    )
    goal = {"measure": texts[0], "unit": texts[1], "now": 10.0, "target": 5.0, "least": 1.0}
    back = Back(event=went_back("plan"), pilot=None, changed=False)
    return Status(
        known=Known(seen=3, recorded=2, typed=4),
        project=texts[0],
        team=PROCESS.team,
        titles={},
        today=TODAY,
        iteration=1,
        outcome="running",
        stops=(),
        lost=0,
        live_since=None,
        goal=draw(st.none() | st.just(Goal(objective=goal, origin="accepted", iteration=1))),
        full_traffic=None,
        phases=(plan, serve),
        gate=gate_result(gate),
        back=draw(st.none() | st.just(back)),
        pilot=_pilot(closing[0], later, texts[0]) if is_piloted else None,
        pilots=tuple(recorded_pilots(events))[:1],
        since=TODAY - timedelta(days=1),
        events=known(events),
        removed_blockers={},
        expired=state.waivers[:1],
        git=draw(git_changes(texts)),
        blockers=tuple(_blocker(each) for each in state.blockers),
        waivers=state.waivers,
        overruled=tuple(_overruled(each) for each in events if isinstance(each, Advanced)),
        changed=draw(changed(texts)),
        remarks=tuple(texts[: draw(st.integers(0, 4))]),
        next=next_step(PROCESS, state, gate, TODAY),
    )


def _pilot(criterion: str, waiting: tuple[str, ...], who: str) -> Pilot:
    return Pilot(
        criterion=criterion,
        start=TODAY,
        end=TODAY + timedelta(days=13),
        day=1,
        days=14,
        share=0.05,
        stopped_by=who,
        waiting=waiting,
        file="plan/pilot.csv",
        missing=(TODAY,),
        settles=TODAY + timedelta(days=30),
        never_settles=False,
    )


def _blocker(event: Blocked) -> Blocker:
    return Blocker(
        id=event.id, at=event.at, by=event.by, text=event.text, owner=event.owner, days=3, pauses=bool(event.owner)
    )


def _overruled(event: Advanced) -> Overruled:
    return Overruled(outcome=event.outcome, reason=event.facts["pilot"]["reason"], by=event.by, at=event.at)


@st.composite
def git_changes(draw: st.DrawFn, texts: list[str]) -> GitChanges:
    files = tuple(
        FileChange(
            file=f"plan/{texts[number % 4]}{number}",
            what=texts[3],
            removed=False,
            committed=number % 2 == 0,
            at=None,
            by=(BO,),
        )
        for number in range(draw(st.integers(0, 9)))
    )
    failure = draw(st.none() | st.just("it is a shallow clone"))
    return GitChanges(
        files=files, uncommitted=draw(st.none() | st.integers(0, 40)), lost=0, taken_out=0, failure=failure
    )


@st.composite
def changed(draw: st.DrawFn, texts: list[str]) -> tuple[Changed, ...]:
    """Criteria that are no longer as they were accepted."""
    value = Difference(name=texts[0], was=texts[1], now=texts[2], place=None)
    return tuple(
        Changed(
            event="0" * 32,
            phase="plan",
            criterion=f"x{number}",
            accepted=f"2026-11-{number + 10}T09:00:00Z",
            by=ANA,
            place=Place("plan/facts.yaml", 1),
            differences=(value,) * draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(0, 5)))
    )


FEW = settings(deadline=None, max_examples=examples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))


@FEW
@given(found=statuses())
def test_a_status_never_has_more_than_25_lines_of_80_columns(found: Status) -> None:
    rows = [row for line in status_lines(found) for row in wrapped(line, 80)]
    assert len(rows) <= 25, "\n".join(map("".join, rows))


@FEW
@given(found=statuses())
def test_everything_that_is_to_do_is_named_or_counted(found: Status) -> None:
    assert found.gate is not None
    lines = [line for line in status_lines(found) if line.label.strip() == "to do"]
    counted = sum(int(number) for line in lines for number in re.findall(r"; and (\d+) more$", line.text))
    pilot = (found.pilot.criterion, *found.pilot.waiting) if found.pilot else ()
    things = len(group_by_problem([each for each in found.gate.closing if each.id not in pilot])) + len(pilot)
    assert len(lines) + counted == things


def test_of_the_files_that_changed_three_are_named_and_the_others_counted(run: Run, project: Path) -> None:
    for number in range(3):
        (project / MODELING / f"own{number}.py").write_text("x\n")
    _commit(project)
    assert "own0.py: new (Bo) own1.py: new (Bo) own2.py: new (Bo) Next" in _status_text(run, project)
    for name in ("baseline.py", "review_errors.py"):
        (project / MODELING / name).write_text("x\n")
    _commit(project)
    assert "own1.py: new (Bo); and 2 more" in _status_text(run, project)


def test_a_file_that_is_gone_is_named_before_those_that_changed(run: Run, project: Path) -> None:
    for number in range(9):
        (project / MODELING / f"own{number}.py").write_text("x\n")
    (project / "06_deployment" / "service.py").unlink()
    _commit(project)
    assert "service.py: removed (Bo) own0.py: new (Bo) own1.py: new (Bo); and 7 more" in _status_text(run, project)


def test_of_the_events_the_newest_are_named(run: Run, project: Path) -> None:
    named = run("block", "no access", cwd=project).out
    assert run("unblock", named.split("crispdm unblock ")[1][:8], cwd=project).code == 0
    assert "Ana created the project listing-categories Ana removed the blocker no access 2 events" in _status_text(
        run, project
    )
    for _ in range(2):
        assert run("waive", "worth-it", "--reason", "so", "--until", "2026-11-25", cwd=project).code == 0
        assert run("unwaive", "worth-it", cwd=project).code == 0
    waived = "Ana waived worth-it until 25 November: so"
    withdrawn = "Ana withdrew the waiver of worth-it"
    assert f"{withdrawn} {waived} {withdrawn}; and 3 more" in _status_text(run, project)


def test_criteria_that_lack_the_same_thing_are_named(run: Run, project: Path) -> None:
    (project / BU / "objective.yaml").unlink()
    said = _status_text(run, project)
    assert "problem-owned, objective-measurable, approach-agreed and" in said


def test_a_second_pilot_takes_the_place_of_the_first(run: Run, project: Path) -> None:
    days = project / "05_evaluation" / "pilot.csv"
    days.write_text(story.pilot_days("2026-11-02", 14, -0.2))
    _commit(project, day="2026-11-17")
    days.write_text(story.pilot_days("2026-11-17", 7, -0.2))
    assert "pilot.csv: 7 new days in place of the 14 days before, not committed" in _status_text(run, project)


def test_days_are_said_in_words(run: Run, project: Path) -> None:
    assert run("waive", "worth-it", "--reason", "so", "--until", "2026-11-25", cwd=project).code == 0
    assert run("unwaive", "worth-it", cwd=project).code == 0
    said = _status_text(run, project)
    assert "waived worth-it until 25 November" in said
    assert re.search(r"\d{4}-\d\d-\d\d", said) is None


def test_what_comes_next_says_its_days_in_words_in_the_status_and_on_the_page(project: Path) -> None:
    found = read_report(project, datetime(2026, 11, 24, 9, tzinfo=UTC))
    what, remark = "plan a start on 2026-12-07 or later", "Ana Roy looked at the pilot of 2026-11-02"
    status = structs.replace(found.status, next=Next(what, None, None), remarks=(remark,))
    assert status.gate
    first = structs.replace(status.gate.closing[0], have="2026-11-02", fix="wait until 2026-12-04", done=0.5)
    gate = structs.replace(status.gate, criteria=(first,))
    lines = status_lines(structs.replace(status, gate=gate))
    said = "\n".join(f"{line.label}{line.text}" for line in lines)
    assert re.search(r"\d{4}-\d\d-\d\d", said) is None
    assert "Next: plan a start on 7 December or later" in said
    assert "Note: Ana Roy looked at the pilot of 2 November" in said
    found = structs.replace(found, status=status)
    facts_ = dict(facts(found, Wording(found)))
    assert facts_["Next"] == "Plan a start on 7 December or later"
    assert facts_["Note"].endswith("looked at the pilot of 2 November")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("from 2026-11-02 to 2027-01-03", "from 2 November to 3 January 2027"),
        ("'2026-11-02' is 2026-13-45", "'2026-11-02' is 2026-13-45"),
        ("v2026-11-02 and 2026-11-02-1", "v2026-11-02 and 2026-11-02-1"),
        ("a date, such as 2026-11-02", "a date, such as 2026-11-02"),
        ("such as {2026-11-02: closed}", "such as {2026-11-02: closed}"),
    ],
)
def test_only_what_is_a_day_becomes_words(text: str, words: str) -> None:
    assert spell_out_days(text, TODAY) == words
