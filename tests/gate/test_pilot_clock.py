"""A pilot against time: its plan stays, its days decide once, early looks are recorded, harm is not excused alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import story
from tests.support.command_line import Answer, run_here

PILOT, DAYS, METRIC = "05_evaluation/pilot.yaml", "05_evaluation/pilot.csv", "04_modeling/metric.yaml"
FAY = "Fay Lin <fay@example.com>"
ANA = "Ana Roy <ana@example.com>"
BETTER = "tfidf-2"


class Work:
    """A project whose plan was accepted on 24 November, for a pilot from 7 December on."""

    def __init__(self, project: Path) -> None:
        self.project = project
        story.write_everything(project)
        self.plan()
        self.days(-0.58)
        for _ in range(4):
            assert self("advance", day="2026-11-24").code == 0

    def __call__(self, *arguments: str, day: str = "2026-12-21", who: str = ANA) -> Answer:
        return run_here(*arguments, cwd=self.project, CRISPDM_NOW=f"{day}T09:00:00+00:00", CRISPDM_USER=who)

    def plan(self, start: str = "2026-12-07", decision: str = "", *more: str) -> None:
        (self.project / PILOT).write_text(story.PLAN.format(start=start, decision=decision) + "\n".join(more))

    def edit(self, file: str, old: str, new: str) -> None:
        text = (self.project / file).read_text()
        assert old in text
        (self.project / file).write_text(text.replace(old, new))

    def days(self, effect: float, start: str = "2026-12-07", number: int = 14) -> None:
        (self.project / DAYS).write_text(story.pilot_days(start, number, effect))

    def another_run(self) -> None:
        story.write_runs(self.project, story.BETTER_RUN)
        self.edit(METRIC, "rule-1", BETTER)

    def finding(self, name: str, phase: str = "evaluation", day: str = "2026-12-21") -> dict[str, Any]:
        criteria = json.loads(self("check", phase, "--format", "json", day=day).out)["gate"]["criteria"]
        return next(each for each in criteria if each["id"] == name)

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [e for e in json.loads(self("log", "--format", "json").out)["events"] if e["event"] == kind]


@pytest.fixture
def work(project: Path) -> Work:
    return Work(project)


def test_a_guard_that_changed_is_said_by_name_with_what_it_was(project: Path) -> None:
    guard = "guard: {measure: errors left, better: lower, margin: 5 %}"
    story.write_everything(project)
    work = Work.__new__(Work)
    work.project = project
    work.plan("2026-12-07", "deploy", guard)
    for _ in range(4):
        assert work("advance", day="2026-11-24").code == 0
    work.days(-0.58)
    work.edit(PILOT, "margin: 5 %", "margin: 9 %")
    said = "guard.margin was '5 %', is now '9 %'"
    assert work.finding("pilot-ran")["have"] == f"{said} since it was accepted on 2026-11-24"
    assert work.finding("pilot-ran")["place"]["line"] == 3
    assert said in words(work("check"))
    assert said in words(work("verify"))
    assert "guard.margin of pilot-planned was '5 %'" in words(work("status"))


def words(answer: Answer) -> str:
    return " ".join((answer.out + answer.err).split())


def test_a_plan_that_changed_is_said_by_every_command(work: Work) -> None:
    work.plan(decision="deploy")
    work.edit(PILOT, "days: 14", "days: 10")
    finding = work.finding("pilot-ran")
    assert finding["status"] == "fail"
    assert finding["have"] == "plan.days was 14, is now 10 since it was accepted on 2026-11-24"
    assert work("advance").code == 1
    assert "days was 14, is now 10" in words(work("status"))
    assert work("verify").code == 1
    work.edit(PILOT, "days: 10", "days: 14")
    work.edit(PILOT, "start: 2026-12-07", "start: 2026-12-09")
    assert "plan.start was '2026-12-07', is now '2026-12-09'" in work.finding("pilot-ran")["have"]
    work.edit(PILOT, "start: 2026-12-09", "pre_days: 7, start: 2026-12-07")
    assert "plan.pre_days was nothing, is now 7" in work.finding("pilot-ran")["have"]
    work.plan("2026-12-07", "deploy", "guard: {measure: errors, better: lower, margin: 5 %}")
    assert "the plan is another one since it was accepted" in work.finding("pilot-ran")["have"]
    work.plan("2026-12-07", "deploy", "ended_because: a holiday")
    assert work.finding("pilot-ran")["status"] == "warn", "what is written at the end is no plan"


LOG = "log: {file: data/pilot_log.csv, date: day, group: arm, value: hours, guard: , query: "


def test_a_log_that_was_accepted_with_the_plan_stays(project: Path) -> None:
    """Without it the days of the pilot are somebody's word, and another column is another measure."""
    story.write_everything(project)
    pilot, log = project / PILOT, f"{LOG}{'q' * 200}}}"
    pilot.write_text(story.PLAN.format(start="2026-12-07", decision="deploy") + log)
    work = Work.__new__(Work)
    work.project = project
    work.days(-0.58)
    for _ in range(4):
        assert work("advance", day="2026-11-24").code == 0
    assert work.finding("pilot-ran")["status"] == "warn", "the log is not here"
    accepted = pilot.read_text()
    for now, said in (
        (accepted.replace(log, ""), "log.file was 'data/pilot_log.csv', is now nothing"),
        (
            accepted.replace("pilot_log", "mended_log"),
            "is now 'data/mended_log.csv' since",
        ),
        (accepted.replace("hours", "hours_b"), "log.value was 'hours', is now 'hours_b'"),
        (accepted.replace("qq}", "q}"), "log.query was '"),
    ):
        pilot.write_text(now)
        finding = work.finding("pilot-ran")
        assert finding["status"] == "fail"
        assert said in finding["have"]
        assert "since it was accepted on 2026-11-24" in finding["have"]
        assert work("verify").code == 1
        assert work("advance").code == 1
        assert "pilot-planned" in words(work("status"))
    pilot.write_text(accepted.replace("guard: ,", "guard: wrong,"))
    assert work.finding("pilot-ran")["status"] == "warn", "what the plan did not name may be named any time"


def test_a_log_may_be_named_when_it_comes_to_be(work: Work) -> None:
    work.plan("2026-12-07", "deploy", f"{LOG}}}")
    assert work.finding("pilot-ran")["status"] == "warn"
    assert work("verify").code == 0
    assert work("back", "modeling", "--reason", "the errors were not reviewed", day="2026-12-09").code == 0
    assert work.finding("pilot-planned", "modeling", day="2026-12-09")["status"] != "fail", "it is as old as it was"


def test_a_pilot_that_ran_before_its_plan_was_accepted_says_why_and_is_read_out(project: Path) -> None:
    story.write_everything(project)
    plan = project / PILOT
    plan.write_text(plan.read_text().replace(story.RAN_BEFORE, ""))
    found = run_here("check", "modeling", "--format", "json", cwd=project).out
    planned = next(each for each in json.loads(found)["gate"]["criteria"] if each["id"] == "pilot-planned")
    assert planned["status"] == "fail"
    assert "plan.start: 2026-11-02, before 2026-11-24, when the plan passes its gate" in planned["have"]
    assert "started_before" in planned["fix"]
    plan.write_text(plan.read_text() + story.RAN_BEFORE)
    why = "it began on 2026-11-02, before this plan is accepted: the team adopts crispdm after it ran"
    assert why in words(run_here("check", "modeling", cwd=project))
    for _ in range(4):
        assert run_here("advance", cwd=project).code == 0
    running = words(run_here("status", cwd=project))
    assert running.count("before its plan was accepted") == 1
    assert "Exception: the pilot ran before its plan was accepted: the team adopts crispdm" in running
    assert run_here("advance", cwd=project).code == 0
    said = words(run_here("status", cwd=project))
    assert said.count("before its plan was accepted") == 1
    assert "deploy on a pilot that ran before its plan was accepted: the team adopts crispdm" in said
    assert "The pilot ran before its plan was accepted" in run_here("report", cwd=project).out


def test_a_plan_that_is_accepted_again_as_it_was_is_as_old_as_it_was(work: Work) -> None:
    assert work("back", "modeling", "--reason", "the errors were not reviewed").code == 0
    assert work.finding("pilot-planned", "modeling")["status"] in ("pass", "warn")
    work.edit(PILOT, "share: 5 %", "share: 6 %")
    assert work.finding("pilot-planned", "modeling")["status"] == "fail"


def test_days_decide_once_and_several_tries_are_said(work: Work) -> None:
    work.days(-0.25)
    work.plan(decision="improve")
    assert work("advance").code == 0
    work.another_run()
    work.plan("2026-12-20")
    planned = work.finding("pilot-planned", "modeling")
    assert planned["status"] == "fail"
    assert planned["have"].endswith(
        "from 2026-12-20 on are those of the pilot from 2026-12-07 to 2026-12-20, when improve was decided"
    )
    assert planned["fix"] == "plan another pilot, from 2026-12-21 or later"
    work.plan("2026-12-21")
    assert work("advance").code == 0
    work.plan("2026-12-21", "deploy")
    work.days(-0.58, "2026-12-21")
    verdict = work.finding("decision-fits-verdict", day="2027-01-04")
    assert verdict["status"] == "warn"
    assert (
        "pilot 2 of this objective: with 2 tries, the risk of a chance finding is up to 10 %, not 5 %"
        in verdict["have"]
    )
    assert work("advance", day="2027-01-04").code == 0
    first, second = (each["facts"]["pilot"] for each in work.events("advanced") if "pilot" in each["facts"])
    assert (first["signs"]["tries"], second["signs"]["tries"]) == (1, 2)
    assert (first["end"], len(first["rows"])) == ("2026-12-20", 14)
    assert first["rows"][0]["day"] == "2026-12-07"


@pytest.mark.parametrize("start", ["2026-12-07", "2026-12-15", "2026-12-20", "2026-12-22", "2026-12-29"])
@pytest.mark.parametrize("today", ["2026-12-20", "2026-12-21", "2027-01-10"])
def test_the_day_that_a_hint_names_is_one_on_which_the_next_pilot_may_start(work: Work, start: str, today: str) -> None:
    """Neither a day of an earlier pilot nor a past one, whichever of the two rules is broken first."""
    work.days(-0.25)
    work.plan(decision="improve")
    assert work("advance", day="2026-12-20").code == 0
    work.another_run()
    work.plan(start)
    earliest = max("2026-12-21", today)
    planned = work.finding("pilot-planned", "modeling", today)
    assert (planned["status"] == "fail") is (start < earliest)
    assert start >= earliest or f"{earliest} or later" in planned["fix"]
    work.plan(earliest)
    assert work.finding("pilot-planned", "modeling", today)["status"] != "fail"


def test_an_objective_keeps_its_scale_between_two_pilots(work: Work) -> None:
    work.days(-0.25)
    work.plan(decision="improve")
    assert work("advance").code == 0
    work.another_run()
    work.plan("2026-12-21")
    assert work("advance").code == 0
    work.days(-0.58, "2026-12-21")
    work.edit("01_business_understanding/objective.yaml", "  target: 5", "  target: 5\n  scale: absolute")
    finding = work.finding("decision-fits-verdict", day="2027-01-04")
    assert finding["status"] == "fail"
    assert finding["place"] == {"file": "01_business_understanding/objective.yaml", "line": 10}
    assert "the one of 2026-12-07 was judged in percent, this one is in the unit" in finding["want"]


def test_a_look_before_the_end_is_recorded_once(work: Work) -> None:
    work.days(-0.58, number=9)
    hidden = words(work("check", day="2026-12-16"))
    assert "read early between" not in hidden
    assert work.events("noted") == []
    for _ in range(2):
        assert "read early between" in words(work("check", "--early", day="2026-12-16"))
    looks = work.events("noted")
    assert [each["looked"] for each in looks] == [{"start": "2026-12-07", "rows": 9}]
    work.days(-0.58)
    work("check", "--early")
    assert len(work.events("noted")) == 1, "after the end everybody may look"
    work.plan(decision="deploy")
    assert work("advance").code == 0
    pilot = work.events("advanced")[-1]["facts"]["pilot"]
    assert [(each["rows"], each["by"]) for each in pilot["looks"]] == [(9, ANA)]


def test_harm_is_not_excused_by_whoever_may_stop_it_nor_waived(work: Work) -> None:
    work.days(0.3)
    work.plan("2026-12-07", "deploy")
    finding = work.finding("decision-fits-verdict")
    assert finding["status"] == "fail"
    assert "every sign-off, and somebody other than Fay to decide" in finding["want"]
    waived = work("waive", "decision-fits-verdict", "--reason", "Ana wants it")
    assert waived.code == 1
    assert "cannot be waived" in waived.err
    work.plan("2026-12-07", "deploy", "reason: the moderators asked for it, and the next version is near")
    work.edit("crispdm.yaml", ANA, FAY)
    refused = work("advance", who=FAY)
    assert refused.code == 1
    assert "Fay, who may stop it, cannot decide alone to go on" in words(refused)
    work.edit("crispdm.yaml", FAY, ANA)
    assert work("advance").code == 0
    said = words(work("status"))
    assert "deploy although the pilot does harm: the moderators asked for it" in said
    assert json.loads(work("status", "--format", "json").out)["overruled"][0]["what"] == "harm"
    assert "the numbers say stop: it does harm" in work("report").out


def test_a_waiver_from_before_does_not_cover_harm(work: Work) -> None:
    work.days(-0.25)
    work.plan(decision="deploy")
    assert work("waive", "decision-fits-verdict", "--reason", "the target was too high").code == 0
    assert work.finding("decision-fits-verdict")["status"] == "waived"
    work.days(0.3)
    assert work.finding("decision-fits-verdict")["status"] == "fail"


def test_a_result_that_is_not_over_is_refused(work: Work) -> None:
    work.plan("2026-12-07", "", "result: {pilot: 4, control: 10, low: -65 %, high: -55 %, days: 14}")
    finding = work.finding("pilot-ran", day="2026-12-10")
    assert finding["status"] == "fail"
    assert "result.days: 14" in finding["have"]
    assert finding["want"] == "days that are over: 4 days since 2026-12-07"
