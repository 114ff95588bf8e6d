"""The report: what it tells, that all in it is data, and that everybody can read it."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from crispdm.views.report.html import el, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.canonical_json import dumps
from crispdm.eventlog import store
from crispdm.eventlog.events import Blocked, Created, Event, Noted, Signed, Stopped, Waived
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.views.pilots import change
from crispdm.views.report.axis import around, day_ticks, ticks
from crispdm.views.report.names import without
from tests.support import histories, story
from tests.support.builders import TEXT, a_phase, advanced, filled_in, process_text, signed, went_back
from tests.support.command_line import ANA, Run
from tests.support.pages import Page, contrast, faults

NOW = "2027-02-16T09:00:00+00:00"

(_TRIAL,) = recorded_pilots([advanced("evaluation", "modeling", facts={"pilot": histories.PILOT})])
CHANGE = change(_TRIAL)  # as every view says it


def report(run: Run, project: Path, now: str = NOW) -> str:
    answer = run("report", "-o", "-", cwd=project, CRISPDM_NOW=now)
    assert answer.code == 0, answer.err
    return answer.out


def said(page: str) -> str:
    """What is read, in one line, with plain blanks."""
    return " ".join(Page(page).text("style").split())


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return histories.write(tmp_path / "told", histories.told())


def test_it_says_where_the_project_stands(run: Run, told: Path) -> None:
    text = said(report(run, told))
    for part in (
        "listings: where the project stands",
        "Report of 16 Feb 2027",
        "The project is in Modeling, phase 2 of 4, in iteration 2.",
        "The goal of iteration 2: time on wrong categories, from 4.6 to 3.5 hours per week (-23.9 %).",
        f"The last of 2 pilots, from 4 Jan 2027, changed the measure by {CHANGE}; the numbers say improve,",
        "the team decided to deploy.",
        "The service has been live since 4 Feb 2027: its pilot changed time on wrong categories by -25 %.",
        "Waiting for team Media since 5 Jan 2027: no access to the images.",
        "1 exception in force: “measure is known”.",
        "Next: sign and pass the gate (Ana Roy, lead).",
        "Business Done in iteration 2 on 9 Feb 2027, in ",
        "Modeling Now, working day ",
        "Deployment To come in iteration 2",
    ):
        assert part in text, part


def test_the_days_of_a_phase_are_held_against_its_timebox(run: Run, tmp_path: Path) -> None:
    project = histories.write(tmp_path / "p", histories.told()[:9])
    text = said(report(run, project, "2026-12-21T09:00:00+00:00"))
    assert "Business Done on 2 Dec 2026, in 2 working days, 5 planned" in text
    assert "Evaluation Now, working day 12 of 5, over its time" in text


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
    text = said(report(run, project))
    assert "2 of 3 criteria of this phase are met; the others hold nothing up." in text
    assert "1 criterion with a warning, which closes no gate: “story is known”." in text
    assert "Changed after" not in text
    (project / "first" / "facts.yaml").write_text("size: 4\n")
    (project / "second" / "facts.yaml").write_text("measure: 1\n")
    assert run("waive", "named", "--reason", "she is away", cwd=project).code == 0
    text = said(report(run, project))
    assert "1 of 3 criteria of this phase are met; the others hold nothing up." in text
    assert "1 exception in force: “owner is known”." in text
    assert "Changed after Ana Roy accepted First on 24 Nov 2026: “size is known”." in text
    assert run("advance", cwd=project).code == 0
    assert "Ana Roy passed Second, on to Third, with exceptions: “owner is known”" in said(report(run, project))


def test_an_end_is_said_with_its_reason(run: Run, tmp_path: Path) -> None:
    text = said(report(run, histories.write(tmp_path / "p", histories.ended())))
    lead = (
        "The service has been live since 4 Feb 2027: its pilot changed time on wrong categories by -25 %. Iteration 2 "
        "was stopped: not worth it."
    )
    assert text.count(lead) == 1
    assert "Business Done in iteration 2 on 9 Feb 2027, in 1 working day, 5 planned, paused for 4 days" in text
    assert "Modeling Done in iteration 1 on 23 Dec 2026, in 3 working days; iteration 2 was stopped here on 15" in text
    assert "Deployment Done in iteration 1 on 4 Feb 2027, in 1 working day, paused for 14 days" in text
    assert "To come" not in text
    assert "Stop the project no money Ana Roy 11 Feb 2027" in text
    assert "Go on money again Ana Roy 12 Feb 2027" in text
    assert "Next:" not in text


def test_a_stop_that_the_numbers_led_to_is_said_with_the_reason_of_the_decision(run: Run, tmp_path: Path) -> None:
    back = ["evaluation", "deployment"]
    for facts, reason in (
        ({"pilot": {**histories.AGAINST, "decision": "stop"}}, "they want it now"),
        ({"pilot": histories.PILOT}, "the decision in evaluation"),
    ):
        stop = advanced("evaluation", "stop", opens=back, outcome="stop", facts=facts)
        project = histories.write(tmp_path / reason, [*histories.told()[:9], ("2026-12-21", stop)])
        text = said(report(run, project))
        assert f"The project was stopped: {reason}." in text
        assert "Evaluation Stopped here on 21 Dec 2026" in text
        assert "Deployment Not reached" in text
        assert "To come" not in text


def test_a_time_that_cannot_be_read_is_shown_as_it_is(run: Run, tmp_path: Path) -> None:
    project = histories.write(tmp_path / "p", histories.told()[:3])
    store.append(project, lambda _: [went_back(*histories.PHASES)], at="soon", by=ANA)
    store.append(project, lambda _: [Blocked(text="x")], at="99999-01-01", by=ANA)
    page = report(run, project)
    assert faults(page) == []
    assert "Modeling 26 Nov 2026 soon" in said(page)
    assert "x nobody named 99999-01-01 still there, for nobody knows how long" in said(page)


def test_a_finished_project_is_said_to_be(run: Run, tmp_path: Path) -> None:
    events = [("2026-11-24", Created(project="p", crispdm="0.1.0")), ("2026-11-25", advanced("only", "finish"))]
    project = histories.write(tmp_path / "p", events, process_text(a_phase("only")))
    text = said(report(run, project))
    assert "The service has been live since 25 Nov 2026. The project is finished." in text
    assert "Only Done on 25 Nov 2026, in 2 working days" in text
    assert "To come" not in text


def test_a_new_project_has_a_report_too(run: Run, project: Path) -> None:
    page = report(run, project)
    text = said(page)
    assert faults(page) == []
    for part in (
        "There is no goal in numbers yet.",
        "4 of 5 criteria of this phase must still be met.",
        "Still to sign: Ana Roy as product manager and data scientist.",
        "No objective was accepted yet, and nothing measured.",
        "Nobody has signed anything yet.",
        "Nothing was decided yet.",
        "None: no criterion was waived",
    ):
        assert part in text, part


def test_where_there_is_nothing_to_draw_a_sentence_says_so(run: Run, project: Path) -> None:
    """On the second day there is one stay and no measure; then an objective, and two stays; then a pilot."""
    page = report(run, project, "2026-11-25T09:00:00+00:00")
    assert "<svg" not in page
    stay = "The project has been in Business Understanding since 24 Nov 2026; no other phase was reached yet."
    assert stay in said(page)
    story.write_everything(project)
    assert run("advance", cwd=project).code == 0
    page = report(run, project, "2026-11-25T09:00:00+00:00")
    assert 'id="measure-1' not in page
    assert "Start of iteration 1: 10, target 5. No pilot has measured it yet." in said(page)
    rows = {text for around, text in Page(page).texts if around[-1:] == ("text",)}
    assert {"Business Understanding", "Data Understanding"} <= rows
    assert "Data Preparation" not in rows, "what was not reached has no row"
    assert faults(page) == []


def test_a_pilot_is_drawn_beside_the_start(run: Run, tmp_path: Path) -> None:
    first = next(number for number, (_, event) in enumerate(histories.told()) if "pilot" in getattr(event, "facts", {}))
    page = report(run, histories.write(tmp_path / "p", histories.told()[: first + 1]))
    assert 'id="measure-1-wide-title"' in page
    assert "No pilot has measured it yet" not in page


def test_a_project_without_a_state_has_a_report_too(run: Run, project: Path) -> None:
    (project / store.PATH).unlink()
    page = report(run, project)
    assert "Business Understanding" in said(page)


def test_the_measure_is_told_over_pilots_and_iterations(run: Run, told: Path) -> None:
    text = said(report(run, told))
    for row in (
        "Start of iteration 1 10, target 5",
        f"Pilot 1 7 Dec 2026, 14 days, 5 % of the traffic rule-1, accuracy 0.66 {CHANGE} 7.5 [6.9, 8.1]",
        f"Pilot 2 4 Jan 2027, 14 days, 5 % of the traffic tfidf-2, accuracy 0.9 {CHANGE} 7.5 [6.9, 8.1]",
        "7.5 [6.9, 8.1] deploy (numbers: improve)",
        "Start of iteration 2 4.6, target 3.5",
    ):
        assert row in text, row


def test_the_marks_stand_where_the_numbers_are(run: Run, told: Path) -> None:
    """By the two places that are known, the start at 10 and the target of 5, every other one follows."""
    page = Page(report(run, told))
    rings = [float(each["cx"]) for each in page.all("circle") if each["class"] == "ring"]
    dots = [float(each["cx"]) for each in page.all("circle") if each["class"] == "dot"]
    targets = [each["x1"] for each in page.all("line") if each["class"] == "target"]
    lines = [float(place) for place in dict.fromkeys(targets)]
    bars = [each for each in page.all("line") if each["class"] == "interval"]
    for first in (0, 2):  # on the page, and on the phone
        ten, five = rings[first], lines[first]

        def place(value: float, ten: float = ten, five: float = five) -> Any:
            return pytest.approx(five + (value - 5) / 5 * (ten - five), abs=0.2)

        assert rings[first + 1] == place(4.6)
        assert lines[first + 1] == place(3.5)
        assert dots[first] == dots[first + 1] == place(7.5)
        assert float(bars[first]["x1"]) == place(6.9)
        assert float(bars[first]["x2"]) == place(8.1)


def test_on_a_phone_no_line_runs_through_a_label(run: Run, told: Path) -> None:
    """Neither the start nor the target nor the grid; and all that is written beside a mark begins at the edge."""
    narrow = report(run, told).split('class="narrow"')[1].split("</svg>")[0]
    page = Page(f"<svg>{narrow[narrow.index('>') + 1 :]}</svg>")
    labels = [each for each in page.all("text") if each["class"] == "value"]
    assert {each["x"] for each in labels} == {"0"}
    assert len(labels) == 4
    upright = [each for each in page.all("line") if each["x1"] == each["x2"]]
    assert {each["class"] for each in upright} == {"grid", "start", "target"}
    for label in labels:
        foot = float(label["y"])
        assert not [each for each in upright if float(each["y1"]) < foot + 3 and float(each["y2"]) > foot - 11]


def test_the_way_through_the_phases_shows_the_going_back(run: Run, told: Path) -> None:
    text, page = said(report(run, told)), Page(report(run, told))
    for row in (
        "Business 24 Nov 2026 26 Nov 2026 3 Ana Roy passed Business, on to Modeling",
        "Modeling 26 Nov 2026 1 Dec 2026 4 Ana Roy went back to Business: the labels were wrong",
        "Evaluation 4 Dec 2026 21 Dec 2026 12 Ana Roy passed Evaluation (improve), back to Modeling",
        "Deployment 18 Jan 2027 4 Feb 2027 1, paused for 14 days Ana Roy passed Deployment (iterate), a new",
        "Modeling, iteration 2 9 Feb 2027 1, paused for 6 days not yet",
    ):
        assert row in text, row
    arrows = [each for each in page.all("line") if each["class"] == "back"]
    assert len(arrows) == 2 * len(("to Business", "to Modeling")), "in both sizes"
    assert all(float(each["y2"]) < float(each["y1"]) for each in arrows), "up is back"
    assert sum(each["class"] == "stay now" for each in page.all("rect")) == 2


def test_who_signed_what_exceptions_decisions_and_blockers(run: Run, told: Path) -> None:
    histories.write(told, [("2027-02-15", signed("modeling", "lead", {"known": "0" * 32}, iteration=2))])
    text = said(report(run, told))
    histories.unblocked(told, "2027-02-16")
    for part in (
        "Business lead Ana Roy 26 Nov 2026",
        "Ana Roy signed as lead; “measure is known” changed since then.",
        "Not asked for: “measure is known” Bo is away Ana Roy 27 Nov 2026 31 Dec 2026 (over)",
        "Not asked for: “measure is known” typed twice Ana Roy 27 Nov 2026 the end of iteration 1 (over)",
        "Not asked for: “measure is known” not asked for yet Ana Roy 10 Feb 2027 the end of iteration 2",
        "Decided deploy, where the numbers say improve they want it now Ana Roy 18 Jan 2027 the end of iteration 1",
        "Back to Business the labels were wrong Ana Roy 1 Dec 2026",
        f"Passed Evaluation (improve), back to Modeling the pilot changed the measure by {CHANGE} Ana Roy",
        "Passed Evaluation (deploy), on to Deployment they want it now Ana Roy 18 Jan 2027",
        "no access to the images team Media 5 Jan 2027 still there, 30 working days",
    ):
        assert part in text, part
    assert "no access to the images team Media 5 Jan 2027 16 Feb 2027" in said(report(run, told))


def test_the_days_are_counted_and_said_as_in_status(run: Run, tmp_path: Path) -> None:
    """A phase that waited for others for three days, which are none of its timebox; an obstacle of today."""
    events = [
        ("2026-11-23", Created(project="listings", crispdm="0.1.0")),
        ("2026-11-24", Blocked(text="no access", owner="team Media")),
    ]
    project = histories.write(tmp_path / "p", events)
    for now, age, day in (
        ("2026-11-24T17:00:00+00:00", "since today", "day 2 of 5"),
        ("2026-11-30T09:00:00+00:00", "4 working days", "day 2 of 5, paused for 4 days"),
    ):
        text = said(report(run, project, now))
        assert f"no access team Media 24 Nov 2026 still there, {age}" in text
        assert f"Business Now, working {day}" in text
        status = " ".join(run("status", cwd=project, CRISPDM_NOW=now).out.split())
        assert f"no access, on team Media, {age}" in status
        assert day in status
    histories.unblocked(project, "2026-11-30")
    histories.write(project, [("2026-11-30", advanced("business", "modeling"))])
    text = said(report(run, project, "2026-11-30T17:00:00+00:00"))
    assert "Business Done on 30 Nov 2026, in 3 working days, 5 planned, paused for 3 days" in text
    assert "Business 23 Nov 2026 30 Nov 2026 3, paused for 3 days Ana Roy passed" in text


def test_an_exception_that_was_withdrawn_is_said_to_be(run: Run, tmp_path: Path) -> None:
    text = said(report(run, histories.write(tmp_path / "p", histories.told()[:6]), "2026-12-01T09:00:00+00:00"))
    assert text.count("withdrawn") == 2


def test_the_same_state_and_time_give_the_same_page(run: Run, told: Path) -> None:
    first = report(run, told)
    state = told / ".crispdm" / "state.yaml"
    header, *lines = state.read_bytes().splitlines(keepends=True)
    state.write_bytes(b"".join([header, *reversed(lines), *lines]))
    assert report(run, told) == first


def test_everybody_can_read_it(run: Run, told: Path) -> None:
    assert faults(report(run, told)) == []


def test_the_check_sees_what_is_wrong(run: Run, told: Path) -> None:
    """So that the tests above are about something."""
    page = report(run, told)
    for good, bad, part in (
        ('<html lang="en">', "<html>", "language"),
        ("<main>", "<div>", "closes something else"),
        ("<h2 ", "<h4 ", "closes something else"),
        ('role="img"', 'role="none"', "no name"),
        ('id="where-heading"', 'id="x"', "is not there"),
        ("--quiet: #566067", "--quiet: #a0a0a0", "--quiet on --paper"),
        ("<footer>", '<footer onclick="x">', "has onclick"),
        ("<footer>", '<img src="x"><footer>', "<img> is there"),
        ("<caption>", "<p>", "no caption"),
    ):
        assert any(part in each for each in faults(page.replace(good, bad, 1))), bad
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_nothing_may_be_fetched_and_nothing_may_run(run: Run, told: Path) -> None:
    page = report(run, told)
    (policy,) = (each["content"] for each in Page(page).all("meta") if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"https?:|url\(|@import|javascript:", page)


HOSTILE = (
    TEXT
    | st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onload='x",
            "</style><b>",
            "]]>",
            "<!--",
            "&lt;b&gt;",
        ]
    )
    | st.text("<>\"'&/=! \x1b\u202e\x00\n-scriptonload", max_size=30)
).map(lambda text: text or "a")


def _hostile(text: str) -> list[histories.Dated]:
    pilot = {**histories.PILOT, "start": text, "verdict": text, "decision": text, "reason": text}
    objective = {**histories.OBJECTIVE, "measure": text, "unit": text}
    run = {**histories.RUN, "run": text, "metric": text}
    events: list[Event] = [
        Created(project="p", crispdm="0.1.0"),
        advanced("business", "modeling", facts={"objective": objective}),
        advanced("modeling", "evaluation", facts={"run": run}),
        advanced("evaluation", "deployment", outcome=text, facts={"pilot": pilot}),
        went_back("modeling", "evaluation", "deployment"),
        Waived(iteration=1, phase="modeling", criterion=text, reason=text, until=None),
        Blocked(text=text, owner=text),
        Noted(text=text),
        Signed(iteration=1, phase=text, role=text, evidence=(), on_behalf=text),
        Stopped(iteration=1, reason=text),
    ]
    return [("2026-12-01", event) for event in events]


def _page_with(run: Run, folder: Path, text: str) -> Page:
    phases = [a_phase(name, title=text) for name in histories.PHASES]
    process = dumps({**json.loads(process_text(*phases)), "project": text})
    return Page(report(run, histories.write(folder, _hostile(text), process, by=f"{text} <{text}>")))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_whatever_a_name_holds_it_is_text(run: Run, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """The elements and their attributes are those of a harmless name; only texts differ."""
    page = _page_with(run, tmp_path_factory.mktemp("hostile"), text)
    assert page.faults == []
    assert page.shape() == _page_with(run, tmp_path_factory.mktemp("harmless"), "a").shape()
    assert not {"\x1b", "\u202e", "\x00"} & set(page.text())


@given(name=HOSTILE, value=HOSTILE)
def test_an_element_holds_what_it_was_given(name: str, value: str) -> None:
    page = Page(el("p", name, title=value, data_label=None))
    assert [tag for tag, _ in page.elements] == ["p"]
    assert list(page.elements[0][1]) == ["title"]
    assert page.faults == []
    in_a_list: Any = [name, [value]]
    assert el("p", in_a_list) == el("p", name, value), "text is escaped wherever it is"
    cells = Page(table(name, [name, value], [[value, name], [name, value]]))
    assert cells.faults == []
    assert [tag for tag, _ in cells.elements].count("tr") == 3


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


def test_the_value_in_full_traffic_is_told_as_written_as_accepted_and_from_the_file(run: Run, tmp_path: Path) -> None:
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
    (project / "aim" / "aim.yaml").write_text(aim.format(9.8, 4.9))
    assert "The goal, written and not accepted: time, from 9.8 to 4.9" in said(report(run, project))
    assert run("advance", cwd=project).code == 0
    assert "With all of the traffic" not in said(report(run, project))
    (project / "serve" / "op.yaml").write_text(
        "full_traffic: {value: 3.6, from: 2027-01-18, to: 2027-01-31}\nnext: iterate\n"
    )
    assert "measured again, not accepted: 3.6 hours per week (-63.3 %)." in said(report(run, project))
    assert run("advance", cwd=project).code == 0
    row = "Full traffic 18 Jan 2027 to 31 Jan 2027, all of the traffic -63.3 % since the start 3.6, no interval"
    page = report(run, project)
    assert row in said(page)
    live = ": time went from 9.8 to 3.6 hours per week (-63.3 %), the goal was 4.9."
    assert f"The service has been live since 24 Nov 2026{live}" in said(page)
    assert "Iteration 2 has no goal of its own yet." in said(page)
    assert [each["class"] for each in Page(page).all("path")].count("dot full") == 2, "in both sizes"
    assert faults(page) == []
    (project / "aim" / "aim.yaml").write_text(aim.format(3.6, 2.1))
    written = "The goal of iteration 2, written and not accepted: time, from 3.6 to 2.1 hours per week (-41.7 %)."
    assert written in said(report(run, project))
    assert "Start of iteration 2 3.6, target 2.1 not accepted" in said(report(run, project))
    assert run("advance", cwd=project).code == 0
    text = said(report(run, project))
    assert "The goal of iteration 1: time, from 9.8 to 4.9 hours per week (-50 %)." in text
    assert "The goal of iteration 2: time, from 3.6 to 2.1 hours per week (-41.7 %)." in text
    assert row in text


def test_a_measure_that_changes_has_a_chart_of_its_own(run: Run, tmp_path: Path) -> None:
    other = {**histories.OBJECTIVE, "measure": "complaints", "unit": "per day"}
    events = [
        *histories.told()[:-2],
        ("2027-02-09", advanced("business", "modeling", iteration=2, facts={"objective": other})),
    ]
    page = Page(report(run, histories.write(tmp_path / "p", events)))
    titles = [text for around, text in page.texts if around[-1:] == ("h3",)]
    assert titles == ["Time on wrong categories, in hours per week", "Complaints, in per day"]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.7, 12.2), (1e-6, 2e-6), (0, 1e9), (9.99, 10.01)])
def test_the_marks_of_an_axis_are_few_round_and_inside(low: float, high: float) -> None:
    found = ticks(low, high, 7)
    assert 3 <= len(found) <= 8
    assert all(low <= each <= high for each in found)
    steps = {f"{b - a:.6g}" for a, b in pairwise(found)}
    assert len(steps) == 1
    assert steps.pop().lstrip("0.")[0] in "125"


@pytest.mark.parametrize("days", [1, 5, 13, 40, 100, 300, 1000, 5000, 100_000])
def test_the_days_of_an_axis_are_few_and_inside(days: int) -> None:
    first = date(2026, 11, 24)
    last = date.fromordinal(first.toordinal() + days)
    found = [day for day, _ in day_ticks(first, last, 7)]
    assert 1 <= len(found) <= 9
    assert all(first <= day <= last for day in found)


def test_a_range_is_never_empty() -> None:
    for values in ([0.0], [5.0, 5.0], [-1.0, 3.0]):
        low, high = around(values)
        assert low < min(values) <= max(values) < high


def _file(run: Run, project: Path, *arguments: str) -> tuple[int, str]:
    answer = run("report", *arguments, cwd=project)
    return answer.code, " ".join((answer.out + answer.err).split())


def test_it_is_written_to_a_file_and_over_an_older_report(run: Run, told: Path) -> None:
    code, text = _file(run, told, "-o", "out.html")
    assert (code, "Wrote out.html" in text) == (0, True)
    first = (told / "out.html").read_text()
    assert faults(first) == []
    (told / "out.html").write_text(first.replace("listings", "an older one"))
    assert _file(run, told, "-o", "out.html")[0] == 0
    assert (told / "out.html").read_text() == first


def test_no_other_file_is_written_over(run: Run, told: Path) -> None:
    theirs = told / "page.html"
    theirs.write_text("<!doctype html><p>mine</p>")
    code, text = _file(run, told, "-o", "page.html")
    assert (code, theirs.read_text()) == (2, "<!doctype html><p>mine</p>")
    assert "is no report; nothing was written" in text
    assert "--force" in text
    assert _file(run, told, "-o", "page.html", "--force")[0] == 0
    assert faults(theirs.read_text()) == []
    assert _file(run, told, "-o", ".")[0] == 2, "a folder"
    assert _file(run, told, "-o", "no/such/folder/x.html")[0] == 2
    assert _file(run, told, "-o", ".", "--force")[0] == 2
    assert {path.name for path in told.iterdir()} == {".crispdm", "crispdm.yaml", "page.html"}, "nothing half written"


def test_what_is_no_file_is_written_into_and_an_empty_file_is_free(run: Run, told: Path) -> None:
    """A device must never be replaced, whoever runs it."""
    for arguments in ((), ("--force",)):
        assert _file(run, told, "-o", "/dev/null", *arguments)[0] == 0
        assert Path("/dev/null").is_char_device()
    os.mkfifo(told / "pipe")
    with subprocess.Popen(["cat", told / "pipe"], stdout=subprocess.PIPE) as reader:
        assert _file(run, told, "-o", "pipe")[0] == 0
        assert reader.communicate()[0].startswith(b"<!doctype html>")
    (told / "empty").touch()
    assert _file(run, told, "-o", "empty")[0] == 0
    assert (told / "empty").read_text().startswith("<!doctype html>")


def test_a_link_is_followed_and_the_folder_of_minus_c_is_where_the_file_goes(
    run: Run, told: Path, tmp_path: Path
) -> None:
    (tmp_path / "link.html").symlink_to(told / "real.html")
    assert run("-C", told, "report", "-o", tmp_path / "link.html", cwd=tmp_path).code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (told / "real.html").stat().st_mode & 0o777 == 0o666 & ~_umask()
    assert run("-C", told, "report", "-o", "there.html", cwd=tmp_path).code == 0
    assert (told / "there.html").exists()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_into_a_pipe_it_goes_by_itself(run: Run, told: Path) -> None:
    assert run("report", cwd=told).out.startswith("<!doctype html>")
    assert not (told / "report.html").exists()


def test_on_a_terminal_it_goes_into_a_file(told: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-m", "crispdm", "report"], cwd=told, stdout=theirs, check=False)
    os.close(theirs)
    seen = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "Wrote report.html" in seen
    assert (told / "report.html").read_text().startswith("<!doctype html>")


def test_it_says_what_is_odd_about_the_project_beside_the_page(run: Run, told: Path) -> None:
    state = told / ".crispdm" / "state.yaml"
    state.write_bytes(state.read_bytes().replace(b"no access", b"all access"))
    answer = run("report", cwd=told)
    assert answer.code == 0
    assert "modified after recording; ignored" in answer.err
    assert faults(answer.out) == []


def test_mail_addresses_stay_inside(run: Run, told: Path) -> None:
    assert ANA.split()[-1].strip("<>") not in report(run, told)


EVE = 'Eve <script>alert("n")</script> "Q" <e@x.com>'


def test_people_are_named_however_they_were_typed(run: Run, told: Path) -> None:
    later = {"CRISPDM_NOW": "2027-02-16T09:00:00+00:00", "cwd": told}
    for text, owner in (
        ("no key", "Jane Doe <j@x.com>"),
        ("no room", "jane@localhost"),
        ("no time", "<bo@x.com>"),
        ("no lead", "lead"),
        ("no answer of kim@x.com", "ANA@example.com"),
    ):
        assert run("block", text, "--owner", owner, **later, CRISPDM_USER=EVE).code == 0
    assert run("back", "business", "--reason", "no key", **later, CRISPDM_USER=EVE).code == 0
    assert run("sign", "--as", "lead", "--for", "Cy Ek <cy@x.com>, mail", **later).code == 0
    text = said(report(run, told))
    for part in (
        "Waiting for Jane Doe since 16 Feb 2027: no key.",
        "Waiting for jane since 16 Feb 2027: no room.",
        "Waiting for bo since 16 Feb 2027: no time.",
        "Waiting for Ana Roy, lead since 16 Feb 2027: no lead.",
        "Waiting for Ana Roy since 16 Feb 2027: no answer of kim.",
        "lead Ana Roy, for Cy Ek, mail 16 Feb 2027",
        'Back to Business no key Eve <script>alert("n")</script> "Q" 16 Feb 2027',
    ):
        assert part in text, part
    assert "@" not in text


def test_who_decided_beside_somebody_else_is_named_without_an_address() -> None:
    events = [Created(project="p", crispdm="0.1.0", by=by) for by in ("Eve <e@localhost>", "Eve <e@localhost> 2", "")]
    text = "it was decided twice: next by Eve <e@localhost>, stop by Eve <e@localhost> 2"
    assert without(events, text) == "it was decided twice: next by Eve, stop by Eve 2"


def test_what_only_looks_like_an_address_stays(run: Run, told: Path) -> None:
    histories.write(told, [("2027-02-15", Blocked(text="recall@5 and mAP@0.5 are low, says (kim@x.co.uk)"))])
    assert "recall@5 and mAP@0.5 are low, says (kim)" in said(report(run, told))


_WORD = st.text(
    st.characters(max_codepoint=0xFFFF, exclude_categories=["C", "Z"], exclude_characters="@"), min_size=1, max_size=8
)
_ADDRESS = st.tuples(_WORD.filter(lambda word: not {"<", ">"} & {*word}), st.sampled_from(["x.com", "localhost", "ü"]))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(_WORD, max_size=3), address=_ADDRESS, form=st.sampled_from(["{} <{}>", "{} {}", "<{1}> {0}"]))
def test_no_address_of_anybody_is_in_the_page(
    run: Run, tmp_path_factory: pytest.TempPathFactory, names: list[str], address: tuple[str, str], form: str
) -> None:
    """Whoever acts, holds a role, is waited for or is signed for; two decided side by side, which a remark tells."""
    who = form.format(" ".join(names), "@".join(address)).strip()
    phases = [a_phase(name, owner="lead", sign_off=["lead"]) for name in histories.PHASES]
    events: list[Event] = [
        Created(project="p", crispdm="0.1.0"),
        Signed(iteration=1, phase="business", role="lead", evidence=(), on_behalf=who),
        advanced("business", "modeling"),
        Waived(iteration=1, phase="modeling", criterion="c", reason="r"),
        Blocked(text="t", owner=who),
        advanced("modeling", "evaluation"),
    ]
    project = tmp_path_factory.mktemp("named") / "p"
    text = process_text(*phases, team={"lead": [who]})
    histories.write(project, [("2026-12-01", event) for event in events], text, by=who)
    text = said(report(run, project))
    assert "Modeling" in text
    assert "@" not in text
