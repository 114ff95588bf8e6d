"""What the report tells: facts, by where they are on the page; one page as a whole that people have read."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from crispdm import __version__
from crispdm.eventlog import store
from crispdm.eventlog.events import Blocked, Created, Stopped
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.views.report.effect import effect
from tests.support import histories, story
from tests.support.builders import a_phase, advanced, filled_in, process_text, signed, went_back
from tests.support.command_line import ANA, Run
from tests.support.pages import Page, faults

NOW = "2027-02-16T09:00:00+00:00"
GOLDEN = Path(__file__).parent / "golden" / "report.html"
_WRITE = bool(os.environ.get("CRISPDM_WRITE_GOLDEN"))  # the surroundings of a test hide it

(_PILOT,) = recorded_pilots([advanced("evaluation", "modeling", facts={"pilot": histories.PILOT})])
CHANGE = effect(_PILOT).replace("-", "\N{MINUS SIGN}")  # as the page has it
MINUS = "\N{MINUS SIGN}"


def report(run: Run, project: Path, now: str = NOW) -> str:
    answer = run("report", "-o", "-", cwd=project, CRISPDM_NOW=now)
    assert answer.code == 0, answer.err
    return answer.out


def page_of(run: Run, project: Path, now: str = NOW) -> Page:
    return Page(report(run, project, now))


def lead(page: Page) -> str:
    """The first sentences."""
    return [text for around, text in page.texts if around[-2:] == ("header", "p")][-1]


def dots(page: Page, *kinds: str) -> list[float]:
    """Where the marks of these kinds are, in percent of the width."""
    return [float(each["x"].strip("%")) for each in page.all("svg") if each.get("class") in kinds]


def lines(page: Page, *kinds: str) -> list[dict[str, str]]:
    return [each for each in page.all("line") if each["class"] in kinds]


@pytest.fixture
def two_iterations(tmp_path: Path) -> Path:
    return histories.write(tmp_path / "two_iterations", histories.two_iterations())


def test_the_page_is_the_one_that_was_read(run: Run, two_iterations: Path) -> None:
    """Without its style, whose digest would change with it, and the version."""
    page = report(run, two_iterations).replace(f"crispdm {__version__}", "crispdm VERSION")
    page = re.sub(
        r"<style>.*</style>", "<style></style>", re.sub(r"sha256-[^']+", "sha256-DIGEST", page), flags=re.DOTALL
    )
    if _WRITE:
        GOLDEN.write_text(page)
    assert page == GOLDEN.read_text(), "CRISPDM_WRITE_GOLDEN=1 writes it; read it"


def test_a_reader_learns_at_a_glance_where_the_project_stands(run: Run, two_iterations: Path) -> None:
    page = page_of(run, two_iterations)
    for part in ("Live since 4 February 2027", "Iteration 2 is in Modeling", "phase 2 of 4"):
        assert part in lead(page)
    facts = page.facts()
    assert [*facts] == [
        *("State", "Goal", "Reached", "Worth", "Next decision"),
        *("Gate", "To sign", "Waiting for", "Exceptions", "Next"),
    ]
    for name, parts in {
        "State": ("Live", "since 4 Feb 2027", "iteration 2: building"),
        "Goal": ("4.6 → 3.5", f"hours per week ({MINUS}23.9 %)", "iteration 2"),
        "Reached": ("Not known",),
        "Worth": ("Not known",),
        "Next decision": ("Mon 22 Feb", "Pass Modeling", "Ana Roy, lead"),
        "Gate": ("0 of 1",),
        "To sign": ("Ana Roy as lead",),
        "Waiting for": ("team Media", "5 Jan 2027", "no access to the images"),
        "Exceptions": ("“measure is known”",),
        "Next": ("(Ana Roy, lead)",),
    }.items():
        for part in parts:
            assert part in facts[name], (part, facts[name])
    phases = page.phases()
    assert [*phases] == ["Business", "Modeling", "Evaluation", "Deployment"]
    assert "Done in iteration 2 on 9 Feb 2027" in phases["Business"]
    assert phases["Modeling"].startswith("Now")
    assert {phases[name].partition(";")[0] for name in ("Evaluation", "Deployment")} == {"To come in iteration 2"}


def test_the_days_of_a_phase_are_compared_with_its_timebox(run: Run, tmp_path: Path) -> None:
    project = histories.write(tmp_path / "p", histories.two_iterations()[:9])
    phases = page_of(run, project, "2026-12-21T09:00:00+00:00").phases()
    assert phases["Business"] == "Done on 2 Dec 2026; 5; 5", "both visits together"
    assert phases["Evaluation"] == "Now, since 4 Dec 2026; 5; 12, 7 over"


def test_what_is_met_warned_of_excepted_and_changed_is_told_apart(run: Run, tmp_path: Path) -> None:
    phases = [a_phase(name) for name in ("first", "second", "third")]
    names = {"known": "measure", "named": "owner", "told": "story"}
    phases[0]["criteria"] = [filled_in("sized", "size")]
    phases[1]["criteria"] = [filled_in(name, field) for name, field in names.items()]
    phases[1]["criteria"][2]["level"] = "warn"
    project = histories.write(tmp_path / "p", [], process_text(*phases))
    for name, text in (("first", "size: 3"), ("second", "measure: 1\nowner: Ana")):
        (project / name).mkdir()
        (project / name / "facts.yaml").write_text(f"{text}\n")
    assert run("advance", cwd=project).code == 0
    facts = page_of(run, project).facts()
    assert facts["Gate"].startswith("2 of 3 criteria met")
    assert facts["Warnings"] == "“story is known”"
    assert "Changed" not in facts
    assert "Exceptions" not in facts
    (project / "first" / "facts.yaml").write_text("size: 4\n")
    (project / "second" / "facts.yaml").write_text("measure: 1\n")
    assert run("waive", "named", "--reason", "she is away", cwd=project).code == 0
    facts = page_of(run, project).facts()
    assert facts["Gate"].startswith("1 of 3 criteria met")
    assert facts["Exceptions"] == "“owner is known”"
    assert facts["Changed"] == "“size is known”, after Ana Roy accepted First on 24 Nov 2026"
    assert run("advance", cwd=project).code == 0
    passed = page_of(run, project).table("Visits to phases")[1]
    assert passed[4:] == ("passed, on to Third, with exceptions: “owner is known”", "Ana Roy")


def test_an_end_has_its_reason_and_what_is_live_is_told_first(run: Run, tmp_path: Path) -> None:
    page = page_of(run, histories.write(tmp_path / "p", histories.ended()))
    assert lead(page).index("Live since 4 February 2027: its pilot changed time") < lead(page).index("not worth it")
    assert "Iteration 2 was stopped: not worth it." in lead(page)
    assert not {"Gate", "To sign", "Waiting for", "Next"} & {*page.facts()}
    assert page.facts()["State"] == "Live since 4 Feb 2027 iteration 2 stopped on 15 Feb 2027"
    phases = page.phases()
    assert phases["Business"] == "Done in iteration 2 on 9 Feb 2027; 10; 5, paused for 4"
    assert phases["Modeling"].startswith(
        "Done in iteration 1 on 23 Dec 2026; iteration 2 was stopped here on 15 Feb 2027; 10; "
    )
    assert phases["Deployment"] == "Done in iteration 1 on 4 Feb 2027; 5; 1, paused for 14"
    assert page.table("Decisions")[-3:] == [
        ("Project stopped", "no money", "Ana Roy", "11 Feb 2027"),
        ("Project resumed", "money again", "Ana Roy", "12 Feb 2027"),
        ("Project stopped", "not worth it", "Ana Roy", "15 Feb 2027"),
    ]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"pilot": {**histories.AGAINST, "decision": "stop"}}, "they want it now"),
        ({"pilot": histories.PILOT}, "the decision in evaluation"),
    ],
)
def test_a_stop_that_the_numbers_led_to_has_the_reason_of_the_decision(
    run: Run, tmp_path: Path, facts: dict[str, Any], reason: str
) -> None:
    stop = advanced("evaluation", "stop", opens=["evaluation", "deployment"], outcome="stop", facts=facts)
    page = page_of(run, histories.write(tmp_path / "p", [*histories.two_iterations()[:9], ("2026-12-21", stop)]))
    assert lead(page) == f"The project was stopped: {reason}."
    assert page.phases()["Evaluation"] == "Stopped here on 21 Dec 2026; 5; 12, 7 over"
    assert page.phases()["Deployment"] == "Not reached; 5"


def test_a_time_that_cannot_be_read_is_shown_as_it_is(run: Run, tmp_path: Path) -> None:
    project = histories.write(tmp_path / "p", histories.two_iterations()[:3])
    store.append(project, lambda _: [went_back(*histories.PHASES)], at="soon", by=ANA)
    store.append(project, lambda _: [Blocked(text="x")], at="99999-01-01", by=ANA)
    text = report(run, project)
    assert faults(text) == []
    assert Page(text).table("Visits to phases")[1][:3] == ("Modeling", "26 Nov 2026", "soon")
    assert Page(text).table("Blockers")[0][:3] == ("x", "no owner", "99999-01-01")


def test_a_finished_project_is_live_and_has_nothing_to_come(run: Run, tmp_path: Path) -> None:
    events = [("2026-11-24", Created(project="p", crispdm="0.1.0")), ("2026-11-25", advanced("only", "finish"))]
    page = page_of(run, histories.write(tmp_path / "p", events, process_text(a_phase("only"))))
    assert lead(page) == "Live since 25 November 2026. The project is finished."
    assert page.phases() == {"Only": "Done on 25 Nov 2026; 2"}


def test_on_the_first_day_nothing_is_drawn_and_what_is_missing_has_one_heading(run: Run, project: Path) -> None:
    text = report(run, project, "2026-11-25T09:00:00+00:00")
    page = Page(text)
    assert faults(text) == []
    assert "<svg" not in text
    headings = [text for around, text in page.texts if around[-1:] == ("h2",)]
    assert headings == [
        *("At a glance", "Objective and results", "Timeline", "Nothing to report"),
        *("Phases", "Visits to phases", "Sign-offs", "Words used here"),
    ]
    assert "No decisions, exceptions or blockers so far." in page.text()
    facts = page.facts()
    assert "4 of 5" in facts["Gate"]
    assert facts["To sign"] == "Ana Roy as product manager and data scientist"
    assert "Business Understanding since 24 Nov 2026" in page.text()


def test_an_objective_without_a_pilot_is_a_sentence_and_two_phases_are_a_chart(run: Run, project: Path) -> None:
    story.write_everything(project)
    assert run("advance", cwd=project).code == 0
    text = report(run, project, "2026-11-25T09:00:00+00:00")
    page = Page(text)
    assert "Start of iteration 1: 10, target 5." in page.text()
    assert page.table("Measurements") == []
    assert not dots(page, "start", "pilot")
    rows = [text for around, text in page.texts if around[-1:] == ("b",)]
    assert rows[:2] == ["Business Understanding", "Data Understanding"]
    assert faults(text) == []


def test_the_first_pilot_is_drawn_beside_the_start(run: Run, tmp_path: Path) -> None:
    first = next(
        number for number, (_, event) in enumerate(histories.two_iterations()) if "pilot" in getattr(event, "facts", {})
    )
    page = page_of(run, histories.write(tmp_path / "p", histories.two_iterations()[: first + 1]))
    assert (len(dots(page, "start")), len(dots(page, "pilot"))) == (1, 1)


def test_a_project_without_a_state_has_a_report_too(run: Run, project: Path) -> None:
    (project / store.PATH).unlink()
    assert "Business Understanding" in lead(page_of(run, project))


def test_the_measure_is_followed_over_pilots_and_iterations(run: Run, two_iterations: Path) -> None:
    assert page_of(run, two_iterations).table("Measurements") == [
        ("Start of iteration 1", "", "", "", "10, target 5", ""),
        (
            *("Pilot 1", "7 Dec 2026, 14 days, 5 % of the traffic", "rule-1, accuracy 0.66", CHANGE),
            *("7.5 (6.9 to 8.1)", "improve"),
        ),
        (
            *("Pilot 2", "4 Jan 2027, 14 days, 5 % of the traffic", "tfidf-2, accuracy 0.9", CHANGE),
            *("7.5 (6.9 to 8.1)", "deploy (the numbers say improve)"),
        ),
        ("Start of iteration 2", "", "", "", "4.6, target 3.5", ""),
    ]


def test_the_marks_are_where_the_numbers_are(run: Run, two_iterations: Path) -> None:
    """By the two places that are known, the start at 10 and the target of 5, every other one follows."""
    page = page_of(run, two_iterations)
    starts, pilots = dots(page, "start"), dots(page, "pilot")
    targets = [float(each["x1"].strip("%")) for each in lines(page, "target")]
    ten, five = starts[0], targets[0]

    def place(value: float) -> Any:
        return pytest.approx(five + (value - 5) / 5 * (ten - five), abs=0.05)

    assert starts == [place(10), place(4.6)]
    assert targets == [place(5), place(5), place(5), place(3.5)], "a line through each row that it is the target of"
    assert pilots == [place(7.5), place(7.5)]
    for bar in lines(page, "interval"):
        assert (float(bar["x1"].strip("%")), float(bar["x2"].strip("%"))) == (place(6.9), place(8.1))
    assert len(lines(page, "interval")) == 2


def test_the_timeline_shows_where_the_project_went_back(run: Run, two_iterations: Path) -> None:
    page = page_of(run, two_iterations)
    rows = page.table("Visits to phases")
    assert rows[0] == ("Business", "24 Nov 2026", "26 Nov 2026", "3", "passed, on to Modeling", "Ana Roy")
    assert rows[1][3:5] == ("4", "back to Business: the labels were wrong")
    assert rows[4][:5] == ("Evaluation", "4 Dec 2026", "21 Dec 2026", "12", "passed (improve), back to Modeling")
    assert rows[7][2:5] == ("4 Feb 2027", "1 + 14 paused", "passed (iterate), new iteration")
    assert rows[9][:5] == ("Modeling, iteration 2", "9 Feb 2027", "", "1 + 6 paused", "in progress")
    assert len(rows) == 10
    arrows = lines(page, "back")
    assert len(arrows) == len(dots(page, "head")) == len(("to Business", "to Modeling"))
    assert all(float(each["y2"]) < float(each["y1"]) for each in arrows), "up is back"
    assert (len(lines(page, "visit")), len(lines(page, "visit now"))) == (9, 1)


def test_who_signed_what_exceptions_decisions_and_blockers(run: Run, two_iterations: Path) -> None:
    histories.write(two_iterations, [("2027-02-15", signed("modeling", "lead", {"known": "0" * 32}, iteration=2))])
    page = page_of(run, two_iterations)
    assert page.table("Sign-offs") == [
        ("Business", "lead", "Ana Roy", "26 Nov 2026"),
        ("Modeling, iteration 2", "lead", "Ana Roy", "15 Feb 2027"),
    ]
    assert "Ana Roy signed as lead; “measure is known” changed since then." in page.text()
    waived = "Waived: “measure is known”"
    assert page.table("Exceptions") == [
        (waived, "Bo is away", "Ana Roy", "27 Nov 2026", "31 Dec 2026 (expired)"),
        (waived, "typed twice", "Ana Roy", "27 Nov 2026", "end of iteration 1 (expired)"),
        (waived, "not asked for yet", "Ana Roy", "10 Feb 2027", "end of iteration 2"),
        (
            *("Decided to deploy; the numbers say improve", "they want it now", "Ana Roy", "18 Jan 2027"),
            "end of iteration 1",
        ),
    ]
    assert page.table("Decisions") == [
        ("Back to Business", "the labels were wrong", "Ana Roy", "1 Dec 2026"),
        (
            *("Evaluation: improve, back to Modeling", f"the pilot measured {CHANGE}", "Ana Roy"),
            "21 Dec 2026",
        ),
        ("Evaluation: deploy, on to Deployment", "they want it now", "Ana Roy", "18 Jan 2027"),
        ("Deployment: iterate, new iteration", "the criteria of the phase were met", "Ana Roy", "4 Feb 2027"),
    ]
    blocker = ("no access to the images", "team Media", "5 Jan 2027")
    assert page.table("Blockers") == [(*blocker, "open, 30 working days")]
    histories.unblocked(two_iterations, "2027-02-16")
    assert page_of(run, two_iterations).table("Blockers") == [(*blocker, "16 Feb 2027")]


def test_the_days_are_those_of_status(run: Run, tmp_path: Path) -> None:
    """A phase that waited for others for three days, which do not count for its timebox; a blocker of today."""
    events = [
        ("2026-11-23", Created(project="listings", crispdm="0.1.0")),
        ("2026-11-24", Blocked(text="no access", owner="team Media")),
    ]
    project = histories.write(tmp_path / "p", events)
    for now, age, day in (
        ("2026-11-24T17:00:00+00:00", "open", "day 2 of 5"),
        ("2026-11-30T09:00:00+00:00", "open, 4 working days", "day 2 of 5, paused for 4 days"),
    ):
        page = page_of(run, project, now)
        assert page.table("Blockers") == [("no access", "team Media", "24 Nov 2026", age)]
        paused = ", paused for 4" if "paused" in day else ""
        assert page.phases()["Business"] == f"Now, since 23 Nov 2026; 5; 2{paused}"
        status = " ".join(run("status", cwd=project, CRISPDM_NOW=now).out.split())
        assert day in status
        assert age.removeprefix("open").strip(", ") in status
    histories.unblocked(project, "2026-11-30")
    histories.write(project, [("2026-11-30", advanced("business", "modeling"))])
    page = page_of(run, project, "2026-11-30T17:00:00+00:00")
    assert page.phases()["Business"] == "Done on 30 Nov 2026; 5; 3, paused for 3"
    assert page.table("Visits to phases")[0][:4] == ("Business", "23 Nov 2026", "30 Nov 2026", "3 + 3 paused")


def test_an_exception_that_was_withdrawn_is_said_to_be(run: Run, tmp_path: Path) -> None:
    page = page_of(run, histories.write(tmp_path / "p", histories.two_iterations()[:6]), "2026-12-01T09:00:00+00:00")
    assert [row[4] for row in page.table("Exceptions")] == ["withdrawn", "withdrawn"]


def test_the_same_state_and_time_give_the_same_page(run: Run, two_iterations: Path) -> None:
    first = report(run, two_iterations)
    state = two_iterations / ".crispdm" / "state.yaml"
    header, *events = state.read_bytes().splitlines(keepends=True)
    state.write_bytes(b"".join([header, *reversed(events), *events]))
    assert report(run, two_iterations) == first


@pytest.mark.parametrize(
    "facts",
    [
        {"estimate": None, "low": None, "high": None},
        {"estimate": "x", "low": True, "high": 1e300},
        {"estimate": -0.2, "low": None, "high": None},
        {"estimate": -2.0, "low": -3.0, "high": -1.0, "relative": False},
        {"estimate": 0.0, "low": 0.0, "high": 0.0},
        {"estimate": -0.2, "low": -0.1, "high": -0.3, "start": None, "days": None, "share": None},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "objective", [histories.OBJECTIVE, {}, {"now": "x"}, {"measure": "m", "now": 0.0, "target": 0.0}]
)
def test_whatever_numbers_were_recorded_there_is_a_page(
    run: Run, tmp_path: Path, facts: dict[str, Any], objective: dict[str, Any]
) -> None:
    events = [
        ("2026-11-24", Created(project="p", crispdm="0.1.0")),
        ("2026-11-25", advanced("business", "modeling", facts={"objective": objective} if objective else {})),
        ("2026-11-26", advanced("modeling", "evaluation", facts={})),
        ("2026-12-21", advanced("evaluation", "deployment", outcome="deploy", facts=histories.facts(**facts))),
        ("2026-12-22", Stopped(iteration=1, reason="so that the objective of the phase is not asked for")),
    ]
    assert faults(report(run, histories.write(tmp_path / "p", events))) == []


def test_the_value_with_all_traffic_is_told_as_written_and_as_accepted(run: Run, tmp_path: Path) -> None:
    """The goal of the next iteration stands beside it, before and after it is accepted."""
    phases = [a_phase("aim"), a_phase("serve", decision={"file": "op.yaml", "field": "next", "routes": {}})]
    phases[0]["criteria"] = [{"id": "goal", "says": "g", "check": "objective", "file": "aim.yaml", "fresh": True}]
    part = {"check": "operations", "part": "full_traffic", "file": "op.yaml", "objective": "/aim/aim.yaml"}
    phases[1]["criteria"] = [{"id": "full", "says": "f", **part}]
    phases[1]["decision"]["routes"] = {"iterate": "new_iteration"}
    project = histories.write(tmp_path / "p", [], process_text(*phases))
    for name in ("aim", "serve"):
        (project / name).mkdir()
    aim = "objective: {{measure: time, unit: hours per week, now: {}, target: {}}}\n"
    goal = f"9.8 → 4.9 hours per week ({MINUS}50 %)"
    (project / "aim" / "aim.yaml").write_text(aim.format(9.8, 4.9))
    assert page_of(run, project).facts()["Goal"] == f"{goal} not accepted yet"
    assert run("advance", cwd=project).code == 0
    facts = page_of(run, project).facts()
    assert facts["Goal"] == goal
    assert facts["Reached"].startswith("Not known")
    (project / "serve" / "op.yaml").write_text(
        "full_traffic: {value: 3.6, from: 2026-11-24, to: 2026-11-24}\nnext: iterate\n"
    )
    reached = f"3.6 with all traffic ({MINUS}63.3 %)"
    assert page_of(run, project).facts()["Reached"] == f"{reached} not accepted yet"
    assert run("advance", cwd=project).code == 0
    text = report(run, project)
    page = Page(text)
    row = ("All traffic", "24 Nov 2026 to 24 Nov 2026", "", f"{MINUS}63.3 % since the start", "3.6", "")
    assert page.table("Measurements")[-1] == row
    live = "Live since 24 November 2026: time fell from 9.8 to 3.6 hours per week, better than the goal of 4.9."
    assert lead(page).startswith(live)
    assert (page.facts()["Goal"], page.facts()["Reached"]) == (f"{goal} iteration 1", reached)
    assert len(dots(page, "all-traffic")) == 1
    assert faults(text) == []
    (project / "aim" / "aim.yaml").write_text(aim.format(3.6, 2.1))
    page = page_of(run, project)
    goal_2 = f"3.6 → 2.1 hours per week ({MINUS}41.7 %) iteration 2"
    assert page.facts()["Goal"] == f"{goal_2} not accepted yet"
    assert page.table("Measurements")[-1][4:] == ("3.6, target 2.1", "not accepted yet")
    assert run("advance", cwd=project).code == 0
    page = page_of(run, project)
    assert page.facts()["Goal"] == goal_2
    assert row in page.table("Measurements")


def test_a_measure_that_changes_has_a_chart_of_its_own(run: Run, tmp_path: Path) -> None:
    other = {**histories.OBJECTIVE, "measure": "complaints", "unit": "per day"}
    events = [
        *histories.two_iterations()[:-2],
        ("2027-02-09", advanced("business", "modeling", iteration=2, facts={"objective": other})),
    ]
    page = page_of(run, histories.write(tmp_path / "p", events))
    titles = [text for around, text in page.texts if around[-1:] == ("h3",)]
    assert titles[:2] == ["Time on wrong categories, in hours per week", "Complaints, in per day"]
