"""Each overlay of crisp-dm is walked from end to end, with data made by hand and by the scripts of the project."""

import math
import os
import random
import re
import sys
from pathlib import Path

import pytest
import yaml

from tests.support import story, walks
from tests.support.command_line import Run
from tests.support.overlays import Overlaid
from tests.support.templates import bundled_files
from tests.support.work import Rows, lint

ADDED = {
    "forecasting": {"my_project/paths.py", "04_modeling/backtest.py"},
    "shadow": {"my_project/paths.py", "04_modeling/compare_shadow.py"},
    "offline": {
        *(f"my_project/{name}.py" for name in ("paths", "locked", "scored_once", "external")),
        *("03_data_preparation/lock.py", "05_evaluation/score_locked.py", "05_evaluation/score_external.py"),
        *(f"my_project/tests/{name}.py" for name in ("example", "test_locked", "test_external")),
    },
    "unsupervised": {
        *("my_project/paths.py", "my_project/segments.py", "my_project/tests/test_segments.py"),
        *("04_modeling/segment.py", "04_modeling/describe.py", "06_deployment/assign.py"),
    },
    "generated-text": {"my_project/paths.py", "04_modeling/rate_answers.py", "my_project/tests/test_ratings.py"},
}


@pytest.fixture(autouse=True)
def _scripts_may_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python` is the one with the libraries of the project's scripts, and consent is kept for this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize("name", ADDED)
def test_the_code_is_that_of_crisp_dm_but_for_what_the_overlay_adds(name: str) -> None:
    """So the tests of crisp-dm's scripts hold here too."""
    ours, theirs = (
        {path: data for path, (data, _) in bundled_files(each).items() if path.endswith(".py")}
        for each in (name, "crisp-dm")
    )
    assert {path for path in ours if ours[path] != theirs.get(path)} == ADDED[name]


METRIC = "{{metric: {metric}, better: {better}, good_enough: {good_enough}, min_gain: 0.02, chosen: {chosen}}}"


def _sales() -> list[dict[str, object]]:
    """Seven years of monthly sales: a season, a trend, and noise."""
    chance = random.Random(1)
    sold = [100 + step / 2 + 30 * math.sin(step * math.pi / 6) + chance.gauss(0, 4) for step in range(108)]
    return [
        {
            "month": f"{2015 + step // 12}-{step % 12 + 1:02}-01",
            "a year ago": round(sold[step - 12], 1),
            "two years ago": round(sold[step - 24], 1),
            "sold": round(sold[step], 1),
        }
        for step in range(24, 108)
    ]


@pytest.mark.slow
def test_a_forecast_is_backtested_from_rolling_origins_beside_the_seasonal_rule(run: Run, tmp_path: Path) -> None:
    team = Overlaid(run, tmp_path, "forecasting")
    lint(team.project)
    team.put("objective.yaml", story.OBJECTIVE)
    team.passes()
    table = "key: month, split: {by: month, test_from: 2022-01-01"
    team.raw(_sales(), {"month": "key", "sold": "target"}, f"{table}}}")
    team.script("profile.py")
    team.passes()  # nobody asks for an audit of labels
    team.script("prepare.py")
    team.refused("horizon-fixed")
    team.raw(_sales(), {"month": "key", "sold": "target"}, f"{table}, horizon: 6, season: 12}}")
    team.script("prepare.py")
    team.passes()

    mase = {"metric": "mase", "better": "lower", "good_enough": 0.9}
    team.put("metric.yaml", METRIC.format(**mase, chosen=""))
    team.script("baseline.py", "--seasonal")
    team.script("train.py")
    assert "chosen: nothing yet" in team.script_refused("backtest.py")
    team.refused("chosen-beats-baseline", "pilot-planned", "backtest-rolled")
    team.put("metric.yaml", METRIC.format(**mase, chosen="simple-1"))
    assert "simple-1 from 4 origins, better than seasonal-1 from " in team.script("backtest.py")
    walks.plan(team)
    team.passes()
    team.through_the_pilot()


CASES: Rows = [
    {
        "id": f"c{number:03}",
        "day": f"2026-{7 + number // 28:02}-{number % 28 + 1:02}",
        "income": number % 90,
        "paid": paid,
    }
    for number in range(140)
    for paid in ("yes" if number % 90 > 40 else "no",)
]


def _through_the_table(team: Overlaid, *before: str) -> None:
    """The first three phases, by the scripts and what people write."""
    lint(team.project)
    team.put("objective.yaml", story.OBJECTIVE)
    team.passes()
    for script in before:
        team.script(script)
    if "audit_labels.py" in before:
        team.sheet(
            "label_audit.csv", [{**row, "checked": row["label"], "by": "Cy"} for row in team.rows("label_audit.csv")]
        )
    team.passes()
    team.script("prepare.py")
    team.passes()


@pytest.mark.slow
def test_a_regulated_model_runs_in_the_shadow_and_is_validated_before_anybody_is_exposed(
    run: Run, tmp_path: Path
) -> None:
    team = Overlaid(run, tmp_path, "shadow")
    roles = {"id": "key", "day": "other", "paid": "target"}
    team.raw(CASES, roles, "key: id, split: {by: day, test_from: 2026-10-01}")
    _through_the_table(team, "profile.py", "audit_labels.py")
    team.put("metric.yaml", "{metric: accuracy, better: higher, good_enough: 0.6, min_gain: 0.01, chosen: simple-1}")
    team.script("baseline.py")
    team.script("train.py")
    walks.plan(team)
    team.refused("shadow-long-enough", "shadow-answered", "shadow-no-worse", "validated")
    logged = [
        {
            "day": f"2026-11-{number % 16 + 1:02}",
            "model": "yes" if number % 20 else "no",
            "decided": "yes" if number % 8 else "no",
            "repaid": "yes" if number % 3 else "",
        }
        for number in range(600)
    ]
    team.raw(CASES, roles, "key: id, split: {by: day, test_from: 2026-10-01}")
    team.write_data("shadow.csv", logged)
    team.put("shadow_log.yaml", "{log: data/shadow.csv, day: day, model: model, today: decided, truth: repaid}")
    assert "16 days, 600 cases" in team.script("compare_shadow.py")
    team.refuses_another("shadow.yaml", "days", 60, "shadow-long-enough")
    team.refuses_another("shadow.yaml", "low", 0.5, "shadow-no-worse")
    team.put("validation.yaml", "{validated_by: Gil, on: 2026-12-01, use: credit, limits: none known, fallback: }")
    team.refused("validated")
    team.put("validation.yaml", "{validated_by: Gil, on: 2026-12-01, use: credit, limits: few old, fallback: the card}")
    team.passes()
    signed = [each["role"] for each in team.events if each["event"] == "signed" and each["phase"] == "modeling"]
    assert "validator" in signed
    team.through_the_pilot()


SITES: dict[str, Rows] = {  # who comes back to a clinic, here and elsewhere; of so many patients one is an exception
    site: [
        {"id": f"{site}{number:03}", "day": f"2026-{month:02}-{number % 28 + 1:02}", "age": age, "back": back}
        for number in range(rows)
        for month, age in ((1 + number * 11 // rows, 30 + number * 37 % 50),)
        for back in ("yes" if (age > 55) != (number % exception == 0) else "no",)
    ]
    for site, rows, exception in (("here", 500, 25), ("graz", 320, 10), ("linz", 330, 4))
}
ABOUT_NUMBERS = ("external-large-enough", "external-minimum-reached")
PLAN = """\
plan: {{site: {0}, differs: older patients, minimum: 0.8, kept_by: Gil}}
table: data/{0}.csv
make: the export of {0}
decision: {1}
"""


@pytest.mark.slow
def test_where_nobody_may_be_exposed_a_run_is_validated_once_on_rows_from_elsewhere(run: Run, tmp_path: Path) -> None:
    team = Overlaid(run, tmp_path, "offline")
    lint(team.project)
    _lock_and_prepare(team)
    team.put("metric.yaml", "{metric: accuracy, better: higher, good_enough: 0.7, min_gain: 0.02, chosen: simple-1}")
    team.script("baseline.py", "--constant")
    team.script("train.py")
    team.refused("external-planned")  # and no pilot
    for site in ("linz", "graz"):
        team.write_data(f"{site}.csv", SITES[site])
    team.put("external.yaml", PLAN.format("linz", ""))
    team.passes()

    elsewhere = ("external-scored", "external-large-enough", "external-minimum-reached", "external-beats-baseline")
    team.refused("locked-test-passed", *elsewhere, "study-decided")
    team.script("score_locked.py")
    team.script("score_external.py")
    team.closed_below(100, "external_validation.yaml", "rarest", "external-large-enough")
    team.decide("external.yaml", "decision", "publish")
    team.refused("external-minimum-reached")  # better than the baseline there, and not good enough
    team.decide("external.yaml", "decision", "improve")
    team.passes()  # who says so needs no more
    assert team.phase == "modeling"

    team.script("train.py", "--note", "with what the other clinic records too")
    metric = story.place(team.project, "metric.yaml")
    metric.write_text(metric.read_text().replace("simple-1", "simple-2"))
    team.passes()
    team.script("score_locked.py")
    team.put("external.yaml", PLAN.format("graz", "publish"))
    assert {"external-scored", "external-beats-baseline"} <= {*team.failing()}, "it was another run, on other rows"
    assert "simple-2, accuracy 0.8" in team.script("score_external.py")
    _typed_scores_do_not_pass(team)
    team.passes()
    _hand_over(team)


SCORED = ("locked-test-passed", "external-scored", *ABOUT_NUMBERS, "external-beats-baseline")
TYPED = [  # a file, what somebody types into it, the criterion that notices, and what it says
    ("external_validation.yaml", r"(?m)^rarest: \d+", "rarest: 400", ABOUT_NUMBERS[0], "rarest: 400, now "),
    ("external_validation.yaml", r"(?m)^  low: .*", "  low: 0.1", ABOUT_NUMBERS[1], "above_minimum: {'estimate'"),
    ("external_scores.csv", r"simple-2,([^,]*),simple,[^,]*", r"simple-2,\1,simple,0.99", SCORED[-1], "its cells give"),
    ("locked_test.csv", r"simple-2,([^,]*),simple,[^,]*", r"simple-2,\1,simple,0.99", SCORED[0], "of simple-1"),
    ("locked_test.csv", r",[0-9a-f]{16},", ",,", SCORED[0], "has no predictions"),
    ("test_set_facts.yaml", r"test_rows: \d+", "test_rows: 9", SCORED[0], "the test part has 9"),
    ("cells/locked_test/simple-2.csv", r",\d+\n", r",1\n", SCORED[0], "its cells give"),
]


def _typed_scores_do_not_pass(team: Overlaid) -> None:
    """What a script scored is seen; with another number it is refused, and without its predictions it is recorded."""
    assert {team.check("--trust")[name]["basis"] for name in SCORED} == {"seen"}
    for name, old, new, criterion, have in TYPED:
        file = story.place(team.project, name)
        written = file.read_text()
        file.write_text(re.sub(old, new, written))
        found = team.check("--trust")[criterion]
        assert found["status"] == "fail", (name, new)
        assert have in found["have"]
        file.write_text(written)
    predictions = team.project / "predictions"
    predictions.rename(team.project / "elsewhere")
    found = team.check("--trust")
    assert {found[name]["status"] for name in ABOUT_NUMBERS} == {"warn"}
    assert {found[name]["basis"] for name in ABOUT_NUMBERS} == {"recorded"}
    assert found["external-beats-baseline"]["basis"] == "seen", "accuracy is counted from the cells"
    (team.project / "elsewhere").rename(predictions)


def _lock_and_prepare(team: Overlaid) -> None:
    """The first three phases, by the scripts and what people write."""
    roles = {"id": "key", "day": "other", "back": "target"}
    team.put("objective.yaml", story.OBJECTIVE)
    team.passes()
    team.raw(SITES["here"], roles, "key: id, split: {by: day, test_from: 2026-07-01}")
    team.script("profile.py")
    team.script("audit_labels.py")
    audited = team.rows("label_audit.csv")
    team.sheet("label_audit.csv", [{**row, "checked": row["label"], "by": "Cy"} for row in audited])
    team.passes()
    team.put("test_set.yaml", "{table: data/locked.csv, rest: data/rest.csv, by: day, from: 2026-10-01, make: lock.py}")
    team.script("lock.py")
    inventory = story.place(team.project, "inventory.yaml")
    inventory.write_text(inventory.read_text().replace("data/raw.csv", "data/rest.csv"))
    team.script("prepare.py")
    team.passes()


def _hand_over(team: Overlaid) -> None:
    """The study is reported, and whoever plans the next one takes the model over."""
    team.refused("reported", "handed-over", "next-decided")
    sections = ("What it is for", "Whom it was tried on", "How good it is", "Where it fails")
    team.put("report.md", "".join(f"## {section}\n\nAs in the study: {section}, and why.\n\n" for section in sections))
    team.put("hand_over.yaml", "hand_over: {to: the board, on: 2026-12-03, accepted_by: Hal}\nnext: close\n")
    team.passes()
    assert team.status()["outcome"] == "finished"


def _customers() -> Rows:
    """Three kinds of customers, whom the segments of today, by age, do not tell apart."""
    chance, rows = random.Random(3), []
    for number in range(450):
        orders, basket = ((2, 20), (12, 25), (3, 150))[number % 3]
        rows.append(
            {
                "id": f"c{number:03}",
                "age": chance.randint(20, 70),
                "orders": max(0, round(chance.gauss(orders, 1))),
                "basket": round(chance.gauss(basket, 6), 2),
                "channel": "web" if number % 3 == 2 else "shop",
                "today": chance.choice(["young", "old"]),
            }
        )
    return rows


@pytest.mark.slow
def test_segments_are_compared_with_those_of_today_and_named_by_people(run: Run, tmp_path: Path) -> None:
    team = Overlaid(run, tmp_path, "unsupervised")
    rows = _customers()
    team.raw(rows, {"id": "key", "age": "other", "today": "target"}, "key: id, split: {by: id}")
    _through_the_table(team, "profile.py")  # nobody asks for an audit of labels
    team.put("metric.yaml", "{metric: accuracy, better: higher, good_enough: 0.25, min_gain: 0.1, chosen: }")
    assert "metric: accuracy; expected silhouette" in team.script_refused("segment.py", "--today")
    metric = story.place(team.project, "metric.yaml")
    metric.write_text(metric.read_text().replace("accuracy", "silhouette"))
    assert "run 04_modeling/segment.py --today" in team.script_refused("segment.py")
    team.script("segment.py", "--today")
    assert "segments-1, 3 segments" in team.script("segment.py"), "so many kinds there are"
    team.script("segment.py", "--segments", "7")
    metric.write_text(metric.read_text().replace("chosen: ", "chosen: segments-2"))
    team.script("describe.py")
    assert "segments-stable" in team.failing(), "seven of three kinds are another seven in each half"
    metric.write_text(metric.read_text().replace("segments-2", "segments-1"))
    assert "3 segments to name" in team.script("describe.py")
    _typed_runs_do_not_pass(team)
    _segments_are_scored_again(team)
    team.closed_below(0.02, "stability.yaml", "smallest", "segments-large-enough")
    team.refuses_another("stability.yaml", "stability", 0.99, "segments-stable")
    walks.plan(team)
    team.refused("segments-described")
    _name_the_segments(team)
    team.passes()
    team.script("assign.py")
    assigned = team.data("segments.csv")
    assert [row["id"] for row in assigned] == [row["id"] for row in rows]
    of_a_kind = [[row["name"] for row in assigned[kind::3]] for kind in range(3)]
    assert {max(map(names.count, names)) for names in of_a_kind} == {150}, "each kind is a segment"
    assert len({names[0] for names in of_a_kind}) == 3
    team.through_the_pilot()


def _typed_runs_do_not_pass(team: Overlaid) -> None:
    """Each run was recorded with a digest of its predictions; without it, it is neither chosen nor a baseline."""
    runs = team.rows("runs.csv")
    assert "chosen-beats-baseline" not in team.failing()
    assert all(re.fullmatch("[0-9a-f]{16}", each["predictions"]) for each in runs)
    for chosen in (True, False):
        typed = [{**each, "predictions": ""} if (each["kind"] == "simple") is chosen else each for each in runs]
        team.sheet("runs.csv", typed)
        assert ("chosen-beats-baseline" in team.failing()) is chosen, "a simple run may be the baseline itself"
    team.sheet("runs.csv", runs)


def _segments_are_scored_again(team: Overlaid) -> None:
    """The silhouette of the segments that were recorded, whatever runs.csv says of it."""
    runs = team.rows("runs.csv")
    assert "3 runs with segments here. All is as recorded" in team.script("segment.py", "--verify")
    team.sheet("runs.csv", [{**each, "score": "0.999"} for each in runs])
    assert f"today-1: score: 0.999, now {runs[0]['score']}" in team.script_refused("segment.py", "--verify")
    team.sheet("runs.csv", runs)


def _name_the_segments(team: Overlaid) -> None:
    """People who know the customers write into the entries; describing them again loses nothing of it."""
    file = story.place(team.project, "segments.yaml")
    told = yaml.safe_load(file.read_text())
    assert [each["segment"] for each in told["segments"]] == ["segment 1", "segment 2", "segment 3"], "largest first"
    assert {name for each in told["segments"] for name in each["stands_out"]} >= {"orders", "basket"}
    for number, each in enumerate(told["segments"]):
        each |= {"name": f"kind {number}", "description": "as it says", "acts": "Cy writes to them", "said_by": "Dee"}
    file.write_text("# ours\n" + yaml.safe_dump(told, sort_keys=False))
    team.script("describe.py")
    assert yaml.safe_load(file.read_text()) == told
    assert file.read_text().startswith("# ours\n\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "tests"),
    [("offline", "test_external.py"), ("generated-text", "test_ratings.py"), ("unsupervised", "test_segments.py")],
)
def test_the_tests_that_an_overlay_adds_pass(name: str, tests: str, run: Run, tmp_path: Path) -> None:
    team = Overlaid(run, tmp_path, name)
    assert " passed" in team.pytest(tests)


@pytest.mark.slow
def test_generated_text_is_rated_blind_beside_the_answers_of_today(run: Run, tmp_path: Path) -> None:
    team = Overlaid(run, tmp_path, "generated-text")
    mails = [
        {
            "id": each["id"],
            "day": each["day"],
            "question": f"Where is {each['id']}?",
            "answer": f"On its way: {each['id']}",
        }
        for each in CASES
    ]
    roles = {"id": "key", "day": "other", "answer": "target"}
    team.raw(mails, roles, "key: id, split: {by: day, test_from: 2026-10-01}")
    _through_the_table(team, "profile.py")
    team.put("metric.yaml", "{metric: accuracy, better: higher, good_enough: 0.6, min_gain: 0.05, chosen: prompt-1}")
    tested = [each["id"] for each in mails if each["day"] >= "2026-10-01"]
    one = {"run": "prompt-1", "cost": 0.002, "refused": ""}
    answers = [{**one, "id": name, "answer": f"It comes tomorrow, {name}."} for name in tested]
    team.sheet("answers.csv", answers[1:])
    assert f"prompt-1: {len(tested) - 1} of {len(tested)} test cases answered" in team.script_refused(
        "rate_answers.py", "--draw"
    )
    team.sheet("answers.csv", answers)
    team.script("rate_answers.py", "--draw")
    sheet = team.rows("ratings.csv")
    assert "prompt-1" not in str(sheet)
    assert len(sheet) == 2 * len(tested)
    assert "rating: nothing yet" in team.script_refused("rate_answers.py")
    team.sheet("ratings.csv", [{**row, **_rated(row["answer"])} for row in sheet])
    team.script("rate_answers.py")
    _typed_runs_do_not_pass(team)
    team.refuses_another("ratings.yaml", "agreement", 0.99, "raters-agree")
    team.refuses_another("ratings.yaml", "good", 40, "none-harmful")
    walks.plan(team)
    team.refused("rubric-written", "guards-named")
    team.put("rubric.md", "# R\n\n## What is good\n\nIt answers.\n\n## What is harmful\n\nIt promises.\n")
    guards = "guards:\n- {measure: cost of an answer, better: lower, margin: 5 %}\n"
    guards += "- {measure: share of refusals, better: lower, margin: 5 %}\n"
    plan = story.place(team.project, "pilot.yaml")
    plan.write_text(plan.read_text() + guards)
    team.passes()

    walks.pilot(team)
    plan.write_text(plan.read_text() + guards)
    head, *days = story.pilot_days("2026-11-02", 14, -0.58).splitlines()
    names = ("guard_1", "guard_1_control", "guard_2", "guard_2_control")
    dear = "".join(f"{row},{1 + at % 3 / 50},1,0.02,0.02\n" for at, row in enumerate(days))
    team.put("pilot.csv", f"{head},{','.join(names)}\n{dear.replace(',1,0.02', ',0.5,0.02')}")
    assert "guard-held" in team.failing(), "an answer costs twice as much"
    team.put("pilot.csv", f"{head},{','.join(names)}\n{dear}")
    team.passes()
    team.through_the_roll_out()


def _rated(answer: str) -> dict[str, str]:
    """Most of the new answers are good, and every other one of today's; the two who rate seldom differ."""
    number = int("".join(each for each in answer if each.isdigit()))
    is_good = number % 10 > 0 if "tomorrow" in answer else number % 2 == 0
    other = is_good and number % 20 != 5
    ratings = {True: "good", False: "bad"}
    return {"rating": ratings[is_good], "by": "Cy", "second_rating": ratings[other], "second_by": "Dee"}
