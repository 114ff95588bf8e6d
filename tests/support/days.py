"""Five mornings of the talk's project: six people, their commits, and what they told crispdm."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support import story
from tests.support.command_line import Answer, Run

ANA, BO, CY, DEE = story.PRODUCT, story.SCIENTIST, story.ANALYST, story.ENGINEER
EVE, FAY = "Eve Moss <eve@example.com>", "Fay Imani <fay@example.com>"
BUSINESS, DATA, PREPARATION = "01_business_understanding", "02_data_understanding", "03_data_preparation"
MODELING, EVALUATION, DEPLOYMENT = "04_modeling", "05_evaluation", "06_deployment"


class Morning(NamedTuple):
    """One day's standup: its name, the project as it is then, and the time."""

    name: str
    project: Path
    now: str


class Diary:
    """The project and its team: who does what when."""

    def __init__(self, run: Run, folder: Path) -> None:
        self._run = run
        self.project = folder / "listing-categories"
        self.now = "2026-11-23T09:00:00+00:00"
        self("init", "listing-categories", "--set", "mode=team", cwd=folder)
        story.name_team(self.project)
        process = self.project / "crispdm.yaml"
        text = process.read_text()
        for role, who in (("machine_learning_engineer", EVE), ("site_reliability_engineer", FAY)):
            text = text.replace(f"  {role}: []", f"  {role}: ['{who}']")
        process.write_text(text)
        self.commit("The team")

    @classmethod
    def taken_up(cls, run: Run, morning: Morning) -> "Diary":
        """Go on from a morning."""
        diary = cls.__new__(cls)
        vars(diary).update(_run=run, project=morning.project, now=morning.now)
        return diary

    def __call__(self, *arguments: str, who: str = ANA, cwd: Path | None = None, code: int = 0) -> Answer:
        """Run crispdm as somebody, now."""
        dates = {"GIT_AUTHOR_DATE": self.now, "GIT_COMMITTER_DATE": self.now}
        answer = self._run(*arguments, cwd=cwd or self.project, CRISPDM_USER=who, CRISPDM_NOW=self.now, **dates)
        assert answer.code == code, answer.out + answer.err
        return answer

    def at(self, day: str, hour: str = "14:00") -> "Diary":
        self.now = f"{day}T{hour}:00+00:00"
        return self

    def write(self, file: str, text: str) -> "Diary":
        (self.project / file).write_text(text)
        return self

    def edit(self, file: str, old: str, new: str) -> "Diary":
        text = (self.project / file).read_text()
        assert old in text
        return self.write(file, text.replace(old, new))

    def commit(self, message: str, who: str = ANA) -> "Diary":
        name, mail = who.rstrip(">").split(" <")
        dates = ["env", f"GIT_AUTHOR_DATE={self.now}", f"GIT_COMMITTER_DATE={self.now}"]
        as_whom = ["-c", f"user.name={name}", "-c", f"user.email={mail}"]
        subprocess.run([*dates, "git", "add", "--all"], cwd=self.project, check=True)
        subprocess.run([*dates, "git", *as_whom, "commit", "--quiet", "-m", message], cwd=self.project, check=True)
        return self

    def morning(self, name: str, day: str) -> Morning:
        self.at(day, "09:00")
        return Morning(name, self.project, self.now)


def mornings(run: Run, folder: Path) -> Iterator[Morning]:
    """Five standups, in the order of the days; between them the project goes on."""
    diary = Diary(run, folder)
    _sizing_the_problem(diary)
    yield diary.morning("1-sizing-the-problem", "2026-11-24")
    _looking_at_the_data(diary)
    yield diary.morning("2-checking-labels", "2026-11-30")
    _the_first_runs(diary)
    yield diary.morning("3-the-first-runs", "2026-12-10")
    _two_pilots(diary)
    yield diary.morning("4-the-second-pilot", "2027-01-18")
    _rolling_out(diary)
    yield diary.morning("5-rolling-out", "2027-02-03")


def _sizing_the_problem(diary: Diary) -> None:
    diary.at("2026-11-23")
    diary.write(f"{BUSINESS}/problem.md", story.PROBLEM)
    diary.edit(f"{BUSINESS}/objective.yaml", "\n  who:", "\n  who: moderators").commit("Who has the problem", CY)
    diary("block", "how long a correction takes, from their tool", "--owner", "team Moderation", who=CY)
    diary.at("2026-11-24", "08:30")
    measure = "time moderators spend on wrong categories"
    diary.edit(f"{BUSINESS}/objective.yaml", "\n  measure:", f"\n  measure: {measure}")


def _looking_at_the_data(diary: Diary) -> None:
    rows = story.listings()
    diary.at("2026-11-25").write(f"{BUSINESS}/objective.yaml", story.OBJECTIVE)
    diary("unblock", _first_blocker(diary))
    diary("sign", who=BO)
    diary("advance")
    diary.commit("The objective")
    diary.at("2026-11-26")
    undecided = story.INVENTORY.replace("decision: enough", "decision:").replace("  owner: Ana\n", "")
    diary.write(f"{DATA}/inventory.yaml", undecided).commit("What data there is", BO)
    diary("block", "image bucket", "--owner", "Gil of team Media", who=DEE)
    diary.at("2026-11-27")
    story.write_profile(diary.project, rows)
    diary.commit("Profile", DEE)
    story.write_audit(diary.project, rows[:43], wrong=2)
    diary.commit("43 labels", CY)
    diary("note", "October's labels look worse than the others", who=CY)
    diary.commit("Note", CY)


def _first_blocker(diary: Diary) -> str:
    """Its id, as a wrong one is answered."""
    listed = diary("unblock", "0", code=2).err.splitlines()
    return listed[1].split()[0]


def _the_first_runs(diary: Diary) -> None:
    rows = story.listings()
    diary.at("2026-12-01").write(f"{DATA}/inventory.yaml", story.INVENTORY)
    why = "the last 7 come with October's batch"
    diary("waive", "labels-checked", "--reason", why, "--until", "2026-12-11")
    diary("sign", who=CY)
    diary("unblock", _first_blocker(diary), who=DEE)
    diary("advance", who=DEE)
    diary.at("2026-12-03").write(f"{PREPARATION}/dataset.yaml", story.DATASET)
    story.write_table(diary.project, rows)
    diary("advance", who=BO)
    diary.commit("One table", DEE)
    diary.at("2026-12-08").write(f"{MODELING}/metric.yaml", "metric: accuracy\nbetter: higher\nmin_gain: 0.02\n")
    diary.commit("The metric", BO)
    diary.at("2026-12-09").edit(f"{BUSINESS}/objective.yaml", "target: 5", "target: 4").commit("Be bolder", ANA)
    story.write_runs(diary.project)
    diary.commit("A rule", BO)
    diary.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.7, chosen="rule-1")).commit("So far", BO)
    diary.at("2026-12-10", "08:45")
    with (diary.project / MODELING / "runs.csv").open("a") as runs:
        runs.write("rule-2,2026-12-10,rule,0.69,listings-1,time,,\n")
    diary("note", "rule-2 gets books wrong", who=BO)


def _two_pilots(diary: Diary) -> None:
    diary.at("2026-12-11").write(f"{BUSINESS}/objective.yaml", story.OBJECTIVE)
    diary.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.6, chosen="rule-1"))
    diary.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2026-12-14", decision=""))
    diary.commit("Good enough to be piloted", BO)
    _through_modeling(diary)
    diary.at("2026-12-28").write(f"{EVALUATION}/pilot.csv", story.pilot_days("2026-12-14", 14, -0.25))
    diary.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2026-12-14", decision="improve"))
    diary("sign", who=CY)
    diary("advance")
    diary.commit("The first pilot helps, and not enough", CY)
    story.write_runs(diary.at("2027-01-08").project, story.BETTER_RUN)
    diary.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.6, chosen="tfidf-2"))
    diary.write(f"{MODELING}/errors.csv", "id,label,checked\nL1,bicycles,furniture\n")
    diary.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2027-01-11", decision=""))
    _through_modeling(diary)
    diary.commit("A better model", BO)
    diary.at("2027-01-14").write(f"{EVALUATION}/pilot.csv", story.pilot_days("2027-01-11", 4, -0.58))
    diary("block", "a second moderator for the pilot", "--owner", "team Moderation", who=CY)
    diary.commit("Four days", CY)
    diary.at("2027-01-15").write(f"{EVALUATION}/pilot.csv", story.pilot_days("2027-01-11", 5, -0.58))
    diary.commit("Five days", CY)
    diary.at("2027-01-18", "08:50").write(f"{EVALUATION}/pilot.csv", story.pilot_days("2027-01-11", 7, -0.58))


def _through_modeling(diary: Diary) -> None:
    diary("sign", who=EVE)
    diary("sign", who=FAY)
    diary("advance", who=BO)


def _rolling_out(diary: Diary) -> None:
    diary.at("2027-01-20")("unblock", _first_blocker(diary), who=CY)
    diary.at("2027-01-25").write(f"{EVALUATION}/pilot.csv", story.pilot_days("2027-01-11", 14, -0.58))
    diary.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2027-01-11", decision="deploy"))
    diary("sign", who=CY)
    diary("advance")
    diary.commit("It halves the time", ANA)
    diary.at("2027-02-01")
    value, until = "{value: 4.6, from: 2027-01-28, to: 2027-02-03}", "{value: , from: 2027-01-28, to: }"
    operations = story.OPERATIONS.replace(value, until).replace("next: iterate", "next:")
    diary.write(f"{DEPLOYMENT}/operations.yaml", operations).commit("All of the traffic", EVE)
