"""What the change is worth and how it runs, the days of a pilot, and the same facts as a model card."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from msgspec import structs

from crispdm.dates import add_working_days, is_working_day, working_days
from crispdm.eventlog import store
from crispdm.kept_json import keep
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.views.report.effect import effect
from tests.support import histories
from tests.support.builders import advanced
from tests.support.command_line import ANA, Run
from tests.support.long_histories import state_text
from tests.support.pages import Page, faults

NOW = "2027-02-16T09:00:00+00:00"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def live(tmp_path: Path) -> Path:
    return histories.write(tmp_path / "live", histories.live())


def page_of(run: Run, project: Path, now: str = NOW) -> Page:
    answer = run("report", "-o", "-", cwd=project, CRISPDM_NOW=now)
    assert answer.code == 0, answer.err
    assert faults(answer.out) == []
    return Page(answer.out)


def test_what_is_live_is_told_with_its_worth_and_how_it_runs(run: Run, live: Path) -> None:
    page = page_of(run, live)
    told = page.facts()
    assert told["State"] == "Live since 25 Jan 2027"
    assert told["Reached"] == f"4 with all traffic ({MINUS}60 %)"
    assert told["Worth"] == ("≈ 11,000 hours a year by the measure; 9,400 planned 600 to build, 400 a year to run"), (
        "six of the five hours that were planned"
    )
    assert told["Next decision"] == "None the project is finished"
    assert page.facts("In operation") == {
        "Guard": "Share of complaints: 1.7 %, at worst 2.4 %; at most 11 % allowed: held\n"
        "Answers: 1 % worse, at worst 6 % worse; at most 5 % worse allowed: not held\n"
        "Listings an hour: 0.05 better, at worst 0.106 worse; at most 0.5 worse allowed: held",
        "Roll-out": "25 % on 18 Jan 2027, 100 % on 25 Jan 2027",
        "Alert, service": "It is down; calls Fay, tested on 11 Jan 2027",
        "Reliability": "Answers: 1 (share); wanted at least 0.999",
        "Way back": "The switch; tried on 11 Jan 2027, took 1 minute",
    }


def test_before_anything_runs_the_guards_are_those_of_the_pilot(run: Run, tmp_path: Path) -> None:
    page = page_of(run, histories.write(tmp_path / "p", histories.live()[:4]))
    assert {*page.facts("Guards")} == {"Guard"}
    assert not page.facts("In operation")


def test_before_it_is_measured_the_worth_is_the_planned_one_with_its_payback(run: Run, tmp_path: Path) -> None:
    page = page_of(run, histories.write(tmp_path / "p", histories.live()[:3]))
    assert page.facts()["State"].startswith("Building Evaluation")
    worth = page.facts()["Worth"]
    assert worth == "9,400 hours a year, planned 600 to build, 400 a year to run paid back in 0.8 months"


def test_the_next_decision_has_the_day_that_the_plan_has_for_it(run: Run, tmp_path: Path) -> None:
    project = histories.write(tmp_path / "p", histories.live()[:2])
    assert page_of(run, project, "2026-12-03T09:00:00+00:00").facts()["Next decision"].startswith("Tue 8 Dec Pass Mod")
    late = page_of(run, project, "2026-12-10T09:00:00+00:00").facts()["Next decision"]
    assert late.startswith("Overdue Pass Modeling planned for 2 working days ago")


def test_the_side_that_meets_the_target_is_shaded_and_the_better_way_named(run: Run, live: Path) -> None:
    page = page_of(run, live)
    (target,) = {each["x1"] for each in page.all("line") if each["class"] == "target"}
    shades = [each for each in page.all("rect") if each["class"] == "meets"]
    assert shades
    assert {(each["x"], each["width"]) for each in shades} == {("0%", target)}, "less is better"
    assert "← lower is better" in page.text()


def test_a_pilot_is_drawn_day_by_day_beside_its_control_group(run: Run, live: Path) -> None:
    page = page_of(run, live)
    lines = page.all("polyline")
    pieces = {kind: [each["points"].split() for each in lines if each["class"] == kind] for kind in
              ("pilot before", "control before", "pilot", "control")}  # fmt: skip
    for group in ("pilot", "control"):
        assert [len(each) for each in pieces[f"{group} before"]] == [3], "from 1 to 3 January"
        assert [len(each) for each in pieces[group]] == [6, 7], "the day without a row parts them"
    across = [float(point.partition(",")[0]) for piece in pieces["pilot"] for point in piece]
    assert across == sorted(across)
    assert across[-1] == 100
    rules = [each["class"] for each in page.all("line") if each["class"] in ("begin", "missing")]
    assert rules == ["begin", "missing"]
    assert "Dotted: no value. 1 day missing, each counted as the worst day seen." in " ".join(page.text().split())
    assert "The rows from before the start differ." in page.text()
    downs = {group: [float(p.partition(",")[2]) for p in pieces[group][0]] for group in ("pilot", "control")}
    assert min(downs["pilot"]) > max(downs["control"]), "less is lower on the page"


def test_the_days_of_a_pilot_without_a_recorded_objective_are_no_changes(run: Run, tmp_path: Path) -> None:
    """A process may ask for no objective: a rate of 8 is none of +800 %."""
    events = [
        (
            day,
            structs.replace(
                event, kept_facts=keep({name: each for name, each in facts.items() if name != "objective"})
            ),
        )
        if (facts := getattr(event, "facts", {}))
        else (day, event)
        for day, event in histories.live()
    ]
    said = page_of(run, histories.write(tmp_path / "without", events)).text()
    assert re.search(r"\bcontrol \d[\d.]*\s", said)
    assert not re.search(r"\b(control|pilot) \+\d[\d,.]* %", said)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"pooled": 3}, "Each point is the mean of 3 days."),
        ({"row": "week", "pooled": 2}, "Each point is the mean of 2 weeks."),
        ({"row": "week", "signs": {"late": 1}}, "1 week after the planned end, not counted."),
        ({"signs": {"excused": 2, "unripe": 1}}, "2 days missing for a reason that was given. 1 day read before"),
        ({"signs": {"read": 7, "planned": 14}}, "Read after 7 of 14 days"),
        ({"signs": {"share_found": 0.2, "share_planned": 0.05}}, "held 20 % of the cases, planned 5 %"),
        ({"signs": {"serial": 2.25}}, "the interval is 1.5 times as wide"),
        ({"signs": {"first_half": -0.4, "second_half": -0.1}}, f"It fades: {MINUS}40 % in the first half, {MINUS}10 %"),
        ({"looks": [{"at": "2027-01-08T09:00:00Z", "by": ANA, "rows": 5}]}, "before the planned end, 1 time."),
        ({"signs": {"tries": 3, "warnings": ["a warning: plan.units"]}}, "Pilot 3 of this objective"),
        ({"signs": {"tries": 3, "warnings": ["a warning: plan.units"]}}, "not 5 %. A warning: plan.units."),
        ({"signs": {"missing": "x", "serial": [], "read": None, "tries": {}}}, "deploy"),
    ],
    ids=str,
)
def test_what_the_rows_of_a_pilot_show_is_said_below_its_days(
    run: Run, tmp_path: Path, facts: dict[str, Any], words: str
) -> None:
    events = histories.live()
    facts_of = [getattr(event, "facts", {}) for _, event in events]
    at = next(number for number, each in enumerate(facts_of) if "rows" in each.get("pilot", {}))
    day, decided = events[at]
    told = {**facts_of[at], "pilot": {**facts_of[at]["pilot"], "signs": {}, **facts}}
    events[at] = (day, structs.replace(decided, kept_facts=keep(told)))
    page = page_of(run, histories.write(tmp_path / "told", events))
    assert words in " ".join(page.text().split())


def test_a_pilot_without_a_computed_change_is_told_so(run: Run, tmp_path: Path) -> None:
    """Its arms did not hold what was planned, so nothing was read from them."""
    unknown = {**histories.PILOT, "estimate": None, "low": None, "high": None, "verdict": "unclear"}
    events = histories.live()[:4]
    facts_of = [getattr(event, "facts", {}) for _, event in events]
    at = next(number for number, each in enumerate(facts_of) if "pilot" in each)
    day, decided = events[at]
    events[at] = (day, structs.replace(decided, kept_facts=keep({**facts_of[at], "pilot": unknown})))
    project = histories.write(tmp_path / "unknown", events)
    assert page_of(run, project).facts()["Reached"] == "Not known no change could be computed"
    for command, words in {"log": "no change was computed, verdict unclear", "status": "no change computed"}.items():
        assert words in " ".join(run(command, cwd=project, CRISPDM_NOW=NOW).out.split())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "-25 % (between -31 % and -19 %)"),
        ({"low": None}, "-25 % (at most -19 %)"),
        ({"high": None}, "-25 % (at least -31 %)"),
        ({"low": None, "high": None}, "-25 %"),
        ({"estimate": None, "low": None, "high": None}, "an unknown amount"),
        ({"relative": False, "estimate": -1.84, "low": -2.22, "high": 0.5}, "-1.8 (between -2.2 and +0.5)"),
        (
            {"relative": False, "points": True, "estimate": -0.0212, "low": -0.0261, "high": 0.001},
            "-2.1 percentage points (between -2.6 and +0.1)",
        ),
    ],
)
def test_an_interval_is_told_in_words(more: dict[str, Any], words: str) -> None:
    (pilot,) = recorded_pilots([advanced("evaluation", "modeling", facts={"pilot": histories.PILOT})])
    assert effect(structs.replace(pilot, kept_pilot=keep({**pilot.pilot, **more}))) == words


def test_what_is_late_is_marked_and_what_folds_away_is_open_on_paper(run: Run, live: Path) -> None:
    page = page_of(run, live)
    assert [each["class"] for each in page.all("p") if "late" in each.get("class", "")] == ["late"] * 3
    folded = [text for around, text in page.texts if around[-2:] == ("summary", "h2")]
    assert folded == ["Measurements", "Phases", "Visits to phases", "Sign-offs", "Words used here"]
    style = page.text().partition("@media print")[2]
    assert "details::details-content { content-visibility: visible" in style


def test_a_title_heads_the_page_and_the_name_does_where_there_is_none(run: Run, live: Path) -> None:
    assert "listings" in [text for around, text in page_of(run, live).texts if around[-1:] == ("h1",)]
    process = json.loads((live / "crispdm.yaml").read_text())
    (live / "crispdm.yaml").write_text(json.dumps({**process, "title": "Right <at> once"}))
    page = page_of(run, live)
    assert "Right <at> once" in [text for around, text in page.texts if around[-1:] == ("h1",)]
    assert "Right <at> once: project report" in [text for around, text in page.texts if around[-1:] == ("title",)]


def card_of(run: Run, project: Path) -> tuple[dict[str, Any], str]:
    answer = run("report", "--as", "model-card", "-o", "-", cwd=project, CRISPDM_NOW=NOW)
    assert answer.code == 0, answer.err
    _, head, body = answer.out.split("---\n", 2)
    return yaml.safe_load(head), body


def test_a_model_card_has_the_same_facts_and_says_what_is_not_known(run: Run, live: Path) -> None:
    head, body = card_of(run, live)
    assert head["metrics"] == ["accuracy"]
    (model,) = head["model-index"]
    assert (model["name"], model["results"][0]["metrics"]) == ("rule-1", [{"type": "accuracy", "value": 0.66}])
    for part in (
        "# listings: `rule-1`",
        "Live since 25 January 2027",
        "- **Features**: title and description",
        "- **Rows**: 9,451",
        "- **Split**: by created; test from 1 Oct 2026",
        "- **Missing data, images**: drop: hard to reach",
        "- **Label errors**: 2 of 60 checked by hand were wrong",
        "- **Pilot 1**: `rule-1`, from 4 Jan 2027 with 5 % of the traffic: -25 % (between -31 % and -19 %)",
        "- **With all traffic**: 4 hours per week",
        "- **Roll-out**: 25 % on 18 Jan 2027, 100 % on 25 Jan 2027",
        "- **Out-of-scope use**: Not known.",
        "- **License**: Not known.",
        "- **Energy and carbon**: Not known.",
    ):
        assert part in body, part
    assert ANA.split()[-1].strip("<>") not in body


def test_a_model_card_of_the_first_day_says_that_nothing_is_known(run: Run, project: Path) -> None:
    head, body = card_of(run, project)
    assert head == {"tags": ["crisp-dm"]}
    assert "no model chosen yet" in body
    assert body.count("Not known.") > 10
    assert "## In operation\n\nNot known yet." in body


def test_what_is_in_a_model_card_is_text(run: Run, tmp_path: Path) -> None:
    hostile = "x](http://e.vil) <b> `c` # @bo\n---\nlicense: mine"
    events = histories.live()
    told = {"run": {**histories.RUN, "run": hostile, "metric": hostile}}
    events[2] = ("2026-12-04", advanced("modeling", "evaluation", facts=told))
    head, body = card_of(run, histories.write(tmp_path / "p", events))
    assert set(head) == {"tags", "metrics", "model-index"}
    assert head["metrics"] == [hostile]
    assert "\nlicense" not in body
    html = MarkdownIt("gfm-like", {"linkify": False}).render(body)
    assert not {"<a ", "<b>", "<img"} & {part for part in ("<a ", "<b>", "<img") if part in html}


def test_a_card_replaces_a_card_and_no_other_file(run: Run, live: Path) -> None:
    card = ("report", "--as", "model-card", "-o", "MODEL_CARD.md")
    assert run(*card, cwd=live).code == run(*card, cwd=live).code == 0
    assert run("report", "-o", "MODEL_CARD.md", cwd=live).code == 2
    (live / "MODEL_CARD.md").write_text("# ours\n")
    assert run(*card, cwd=live).code == 2


def test_working_days_are_added_as_they_are_counted() -> None:
    day = date(2026, 11, 27)
    for number in range(1, 30):
        later = add_working_days(day, number)
        assert is_working_day(later)
        assert working_days(day, later) == number + 1
    assert add_working_days(day, 0) == day


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["pilots with objectives", "blockers", "alternating moves", "waivers"])
def test_a_long_history_is_counted_and_its_newest_part_shown(run: Run, project: Path, shape: str) -> None:
    """Nobody reads thousands of rows; so a page stays small, and is made in time."""
    (project / store.PATH).write_bytes(state_text(shape, 1_000))
    answer = run("report", "-o", "-", cwd=project)
    assert answer.code == 0
    assert faults(answer.out) == []
    assert "The newest 200 of" in answer.out
    assert len(answer.out) < 400_000
    assert Page(answer.out).facts().get("Waiting for", "x\nx").count("\n") <= 10
