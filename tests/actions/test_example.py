"""`crispdm init --example`: a project that shows something at once, of today, with its history, and nothing hidden."""

import json
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from crispdm.git.written_history import write_history
from crispdm.scaffold.example import ARCHIVE, LARGEST, moved, read_example
from tests.support.command_line import Answer, Run, run_here
from tests.support.folders import everything
from tests.support.repository import git

NOON, TODAY = "2031-05-14T12:00:00+00:00", date(2031, 5, 14)
PROJECT = "listing-categories"
BO, EVE, FAY = "Bo Lind <bo@example.com>", "Eve Marsh <eve@example.com>", "Fay Tanaka <fay@example.com>"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """The example, as it is made in an empty folder on some day."""
    folder = tmp_path_factory.mktemp("made")
    answer = run_here("init", "--example", cwd=folder, CRISPDM_NOW=NOON)
    assert (answer.code, answer.err) == (0, "")
    return folder / PROJECT, answer


def read(example: Path, *arguments: str) -> Answer:
    return run_here(*arguments, cwd=example, CRISPDM_NOW=NOON)


def test_it_says_that_it_is_one_and_what_to_try(made: tuple[Path, Answer]) -> None:
    said = " ".join(made[1].out.split())
    for words in ("an example", "complete up to the first pilot", "Made up: 6 people", "Left out: data/listings.csv"):
        assert words in said
    tried = [line.split()[1] for line in made[1].out.splitlines() if line.startswith("  crispdm ")]
    assert tried == ["status", "check", "log", "report"]


def test_its_first_pilot_ended_yesterday_and_led_back_today(made: tuple[Path, Answer]) -> None:
    status = json.loads(read(made[0], "status", "--format", "json").out)
    assert status["gate"]["phase"] == "modeling"
    days = (made[0] / "05_evaluation" / "pilot.csv").read_text().splitlines()[1:]
    assert (len(days), days[-1].partition(",")[0]) == (28 + 14, (TODAY - timedelta(1)).isoformat())
    text = read(made[0], "status").out
    assert f"{PROJECT}, Wednesday 14 May" in text
    assert "over its timebox" not in text
    assert "First pilot: -28 %" in text
    assert "pilot.csv: 18 new days" in text, "what was measured today is news"
    answer = read(made[0], "check")
    assert (answer.code, "another pilot" in answer.out) == (1, True)


def test_everything_met_in_a_phase_is_met_and_what_is_left_out_is_named(made: tuple[Path, Answer]) -> None:
    for phase in ("business_understanding", "data_understanding", "data_preparation"):
        answer = read(made[0], "check", phase, "--format", "json")
        gate = json.loads(answer.out)["gate"]
        assert (answer.code, gate["open"]) == (0, True), phase
        warned = {each["id"] for each in gate["criteria"] if each["status"] == "warn"}
        without_data = {
            "data_understanding": {"profiled", "labels-checked"},
            "data_preparation": {"one-table", "rows-and-key", "rebuildable", "split-apart"},
        }
        assert warned == without_data.get(phase, set())


def test_log_report_and_verify_read_it(made: tuple[Path, Answer], tmp_path: Path) -> None:
    events = json.loads(read(made[0], "log", "--format", "json").out)["events"]
    assert [each["event"] for each in events].count("advanced") == 5
    assert read(made[0], "report", "-o", str(tmp_path / "report.html")).code == 0
    assert "\N{MINUS SIGN}28" in (tmp_path / "report.html").read_text(), "the report shows the pilot"
    verified = json.loads(read(made[0], "verify", "--format", "json").out)
    assert (verified["passed"], verified["events"]) == (True, 16)
    known = {(each["level"], each["place"]["file"]) for each in verified["findings"]}
    recorded = ("02_data_understanding/profile.yaml", "02_data_understanding/label_audit.csv")
    left_out = (*recorded, "03_data_preparation/facts.yaml")
    assert known == {("warning", file) for file in left_out}, "what it cannot compare, as the data is left out"


def test_its_history_is_that_of_the_story(made: tuple[Path, Answer]) -> None:
    commits = git(made[0], "log", "--format=%an|%cI|%s").replace("Z|", "+00:00|").splitlines()
    assert commits[0] == f"Ana Roy|{TODAY}T09:00:00+00:00|Pass Evaluation"
    assert commits[-1].endswith("|Start listing-categories with crispdm")
    assert git(made[0], "status", "--porcelain") == ""
    git(made[0], "fsck", "--strict")


def test_one_can_go_on_with_it(made: tuple[Path, Answer], tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(made[0]), "clone")
    clone, plan = tmp_path / "clone", tmp_path / "clone" / "05_evaluation" / "pilot.yaml"
    for old, new in ((" start: 2031-04-30", f" start: {TODAY}"), ("decision: improve", "decision:")):
        assert old in plan.read_text()
        plan.write_text(plan.read_text().replace(old, new))
    for who, command in ((BO, "sign"), (EVE, "sign"), (FAY, "advance")):
        answer = run_here(command, cwd=clone, CRISPDM_NOW=NOON, CRISPDM_USER=who)
        assert answer.code == 0, answer.out + answer.err
    assert "Evaluation (5 of 6)" in read(clone, "status").out


@pytest.mark.slow
@pytest.mark.parametrize("now", ["2026-11-27T08:59:00+00:00", "2030-02-28T23:30:00-11:00", "2028-03-01T00:30:00+14:00"])
def test_nothing_in_it_is_of_the_future(tmp_path: Path, now: str) -> None:
    assert run_here("init", "--example", "x", "--no-git", cwd=tmp_path, CRISPDM_NOW=now).code == 0
    answer = run_here("check", cwd=tmp_path / "x", CRISPDM_NOW=now)
    assert "another pilot" in answer.out
    assert "future" not in answer.out


def test_the_same_day_gives_the_same_project(made: tuple[Path, Answer], tmp_path: Path) -> None:
    (tmp_path / PROJECT).mkdir()
    answer = run_here("init", "--example", ".", cwd=tmp_path / PROJECT, CRISPDM_NOW=NOON)
    assert (answer.code, "cd " in answer.out) == (0, False)
    assert git(tmp_path / PROJECT, "rev-parse", "HEAD") == git(made[0], "rev-parse", "HEAD")


def test_a_folder_that_is_not_empty_is_refused_and_stays_as_it_is(tmp_path: Path, run: Run) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    before = everything(tmp_path)
    for arguments in (("full",), ("full/mine.txt",), ("nowhere/x",), ("x", "--set", "mode=alone"), ("x", "--trust")):
        answer = run("init", "--example", *arguments, cwd=tmp_path)
        assert answer.code == 2, arguments
        assert "hint: " in answer.err
        assert everything(tmp_path) == before
    assert "full is not empty" in " ".join(run("init", "--example", "full", cwd=tmp_path).err.split())


def test_a_dry_run_writes_nothing(tmp_path: Path, run: Run) -> None:
    answer = run("init", "--example", "--dry-run", cwd=tmp_path)
    assert (answer.code, [*tmp_path.iterdir()]) == (0, [])
    assert "Would create listing-categories" in answer.out


def test_inside_a_repository_it_leaves_git_alone(tmp_path: Path, run: Run) -> None:
    git(tmp_path, "init", "--quiet")
    assert "inside a repository" in run("init", "--example", cwd=tmp_path).out
    assert not (tmp_path / PROJECT / ".git").exists()
    assert run("status", cwd=tmp_path / PROJECT).code == 0


def test_without_git_it_comes_without_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not write_history(tmp_path, [])


def test_the_archive_is_small_and_has_one_moment() -> None:
    assert ARCHIVE.stat().st_size < LARGEST
    with ZipFile(ARCHIVE) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_date_moves_and_what_only_looks_like_one_stays() -> None:
    assert moved("2026-12-31, 2026-02-31 and v2026-12-31x", 1) == "2027-01-01, 2026-02-31 and v2026-12-31x"
    story = read_example().story
    assert story.started < story.ended
