"""To stop, to resume, to make exceptions, to ask: by the command line."""

import io
import json
from pathlib import Path

import pytest

from crispdm.eventlog import store
from crispdm.eventlog.events import Blocked, Event, Noted, Unblocked
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.views.text.terminal import show
from tests.support import story
from tests.support.command_line import ANA, Run
from tests.support.repository import Repository

WALK = ["business_understanding", "data_understanding", "data_preparation", "modeling", "evaluation", "deployment"]


@pytest.fixture
def complete(project: Path) -> Path:
    story.write_everything(project)
    return project


def _advance(run: Run, project: Path, times: int) -> None:
    for _ in range(times):
        answer = run("advance", cwd=project)
        assert answer.code == 0, answer.out


def _record(project: Path, *events: Event) -> tuple[Event, ...]:
    return store.append(project, lambda _: events, at="2026-11-20T09:00:00Z", by=ANA)


def test_a_stopped_project_says_why_and_goes_on_where_it_was(run: Run, complete: Path) -> None:
    _advance(run, complete, 2)
    assert run("stop", "--reason", "not worth it", cwd=complete).code == 0
    assert "The project was stopped: not worth it." in run("status", cwd=complete).out
    assert run("status", "--short", cwd=complete).out == "listing-categories: stopped\n"
    for command in (("advance",), ("sign",), ("stop", "--reason", "again")):
        answer = run(*command, cwd=complete)
        assert answer.code == 1
        assert "crispdm resume" in answer.err
    assert run("resume", "--reason", "it is worth it after all", cwd=complete).code == 0
    assert json.loads(run("status", "--format", "json", cwd=complete).out)["gate"]["phase"] == "data_preparation"
    assert run("resume", "--reason", "once more", cwd=complete).code == 1


def test_a_reason_that_says_nothing_is_refused(run: Run, project: Path) -> None:
    for command in (("stop",), ("waive", "worth-it")):
        answer = run(*command, "--reason", " … ", cwd=project)
        assert answer.code == 2
        assert "--reason" in answer.err


def test_a_pilot_that_says_stop_stops_the_project_and_resume_opens_evaluation_again(run: Run, complete: Path) -> None:
    _advance(run, complete, 4)
    pilot = complete / "05_evaluation"
    (pilot / "pilot.csv").write_text(story.pilot_days("2026-11-02", 14, 0.3))
    (pilot / "pilot.yaml").write_text(story.PLAN.format(start="2026-11-02", decision="stop") + story.RAN_BEFORE)
    answer = run("advance", cwd=complete)
    assert "Stopping what is not worth it is a good outcome." in answer.out
    said = run("status", cwd=complete).out
    assert "The project was stopped: the decision in evaluation." in said
    assert "First pilot: +" in said
    assert run("require", "deployment", cwd=complete).code == 1
    assert run("resume", "--reason", "another idea", cwd=complete).code == 0
    resumed = json.loads(run("log", "--format", "json", cwd=complete).out)["events"][-1]
    assert (resumed["event"], resumed["opens"]) == ("resumed", ["evaluation", "deployment"])
    refused = run("advance", cwd=complete)
    assert refused.code == 1
    assert "start and chosen are unchanged since" in " ".join(refused.out.split())


def test_a_finished_project_is_opened_by_a_new_iteration(run: Run, complete: Path) -> None:
    operations = complete / "06_deployment" / "operations.yaml"
    operations.write_text(operations.read_text().replace("next: iterate", "next: close"))
    _advance(run, complete, 6)
    assert "The project is finished, and has been live since Tuesday 27 October." in run("status", cwd=complete).out
    answer = run("check", cwd=complete)
    assert answer.code == 1
    assert "crispdm resume" in answer.err
    assert "Iteration 2 starts" in run("resume", "--reason", "images", cwd=complete).out
    status = json.loads(run("status", "--format", "json", cwd=complete).out)
    assert (status["iteration"], status["gate"]["phase"]) == (2, "business_understanding")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "Exception: worth-it"),
        ("friday", "Exception until Friday: worth-it"),
        ("tomorrow", "Exception until tomorrow: worth-it"),
        ("today", "Exception until today: worth-it"),
        ("7d", "Exception until 1 December: worth-it"),
        ("2026-12-01", "Exception until 1 December: worth-it"),
    ],
)
def test_an_exception_opens_the_gate_and_is_read_out(run: Run, complete: Path, until: str | None, said: str) -> None:
    objective = complete / "01_business_understanding" / "objective.yaml"
    objective.write_text(story.OBJECTIVE.replace("build: 600", "build: 6000"))
    assert run("advance", cwd=complete).code == 1
    end = ("--until", until) if until else ()
    assert run("waive", "worth-it", "--reason", "the board wants it", *end, cwd=complete).code == 0
    status = run("status", cwd=complete).out
    assert said in status
    assert "worth-it" not in status[: status.index("Since ")], "it is not met"
    assert "waived  worth-it" in run("check", cwd=complete).out
    assert run("advance", cwd=complete).code == 0
    assert "with waivers: worth-it" in " ".join(run("log", cwd=complete).out.split())


@pytest.mark.parametrize("ends", [("friday", "tomorrow"), ("tomorrow", "friday"), (None, "tomorrow"), ("friday", None)])
def test_who_waives_again_replaces_the_exception(run: Run, project: Path, ends: tuple[str | None, str | None]) -> None:
    for end in ends:
        more = ("--until", end) if end else ()
        answer = run("waive", "problem-told", "--reason", f"ends {end}", *more, cwd=project)
        assert answer.code == 0
    assert f"This replaces the waiver {_in_words(ends[0])}: ends {ends[0]}" in answer.out
    said = [line for line in run("status", cwd=project).out.splitlines() if line.startswith("Exception")]
    until = f" until {ends[1].replace('friday', 'Friday')}" if ends[1] else ""
    assert said == [f"Exception{until}: problem-told: ends {ends[1]} (Ana)"]
    assert run("unwaive", "problem-told", cwd=project).code == 0
    assert "Exception" not in run("status", cwd=project).out, "the one that was replaced does not come back"


def _in_words(end: str | None) -> str:
    return {"friday": "until Friday 27 November", "tomorrow": "until Wednesday 25 November"}.get(
        end or "", "for this iteration"
    )


@pytest.mark.parametrize("order", [("the board", "the chair"), ("the chair", "the board")])
def test_of_exceptions_side_by_side_the_longest_is_read_out(run: Run, complete: Path, order: tuple[str, str]) -> None:
    git = Repository(complete)
    (complete / "01_business_understanding" / "objective.yaml").write_text(
        story.OBJECTIVE.replace("build: 600", "build: 6000")
    )
    git.commit()
    for reason in order:
        git("checkout", "--quiet", "-b", reason.replace(" ", "-"), "main")
        end = ("--until", "tomorrow") if reason == "the chair" else ()
        assert run("waive", "worth-it", "--reason", reason, *end, cwd=complete).code == 0
        git.commit()
    git("merge", "--quiet", "--no-edit", order[0].replace(" ", "-"))
    said = [line for line in run("status", cwd=complete).out.splitlines() if line.startswith("Exception")]
    assert said == ["Exception: worth-it: the board (Ana)"]
    assert (
        run("waive", "worth-it", "--reason", "both", "--until", "friday", cwd=complete).out.count("This replaces") == 2
    )
    said = [line for line in run("status", cwd=complete).out.splitlines() if line.startswith("Exception")]
    assert said == ["Exception until Friday: worth-it: both (Ana)"]


def _waive(run: Run, project: Path, criterion: str) -> tuple[int, str]:
    answer = run("waive", criterion, "--reason", "no time", cwd=project)
    return answer.code, " ".join((answer.out + answer.err).split())


def test_what_is_met_or_passed_needs_no_exception_and_gets_none(run: Run, complete: Path) -> None:
    state = (complete / ".crispdm" / "state.yaml").read_bytes()
    code, said = _waive(run, complete, "worth-it")
    assert (code, "worth-it needs no waiver: it is met" in said) == (1, True)
    assert "01_business_understanding/objective.yaml:14 paid back in 3.6 months" in said
    objective = complete / "01_business_understanding" / "objective.yaml"
    objective.write_text(story.OBJECTIVE.replace("hours per moderator per week", "hours"))
    code, said = _waive(run, complete, "objective-measurable")
    assert (code, "needs no waiver: it is met with a warning, which does not close the gate" in said) == (1, True)
    assert (complete / ".crispdm" / "state.yaml").read_bytes() == state
    _advance(run, complete, 1)
    code, said = _waive(run, complete, "worth-it")
    assert (code, "worth-it needs no waiver: Business Understanding has passed its gate" in said) == (1, True)
    assert '`crispdm back business_understanding --reason "…"` reopens the phase' in said
    assert run("back", "business_understanding", "--reason", "a new goal", cwd=complete).code == 0
    objective.write_text(story.OBJECTIVE.replace("build: 600", "build: 6000"))
    assert _waive(run, complete, "worth-it")[0] == 0


def test_an_exception_says_what_it_does_not_do(run: Run, project: Path) -> None:
    code, said = _waive(run, project, "problem-told")
    assert (code, "problem-told is only a warning: it does not close the gate, with or without" in said) == (0, True)
    code, said = _waive(run, project, "pilot-ran")
    assert (code, "Evaluation is not reached yet: the criterion is waived in advance." in said) == (0, True)
    code, said = _waive(run, project, "worth-it")
    assert (code, said.endswith("`crispdm status` shows it until it ends.")) == (0, True)


def test_what_only_a_command_or_a_large_file_tells_can_be_excepted_unseen(run: Run, complete: Path) -> None:
    code, said = _waive(run, complete, "rebuildable")
    assert (code, "It is not known whether the criterion is met: run `crispdm check` to find out." in said) == (0, True)


def test_an_exception_ends_after_its_last_day_and_can_be_withdrawn(run: Run, complete: Path) -> None:
    objective = complete / "01_business_understanding" / "objective.yaml"
    objective.write_text(story.OBJECTIVE.replace("build: 600", "build: 6000"))
    assert run("waive", "worth-it", "--reason", "the board", "--until", "2026-11-25", cwd=complete).code == 0
    later = {"CRISPDM_NOW": "2026-11-26T09:00:00+00:00"}
    assert run("advance", cwd=complete, **later).code == 1
    assert "Exception" not in run("status", cwd=complete, **later).out
    assert run("unwaive", "worth-it", cwd=complete).code == 0
    assert run("advance", cwd=complete).code == 1
    assert run("unwaive", "worth-it", cwd=complete).code == 1


def test_an_exception_that_ran_out_is_news_on_the_first_morning_without_it(run: Run, complete: Path) -> None:
    objective = complete / "01_business_understanding" / "objective.yaml"
    objective.write_text(story.OBJECTIVE.replace("build: 600", "build: 6000"))
    assert run("waive", "worth-it", "--reason", "the board", "--until", "friday", cwd=complete).code == 0

    def status_text(day: str) -> str:
        return " ".join(run("status", cwd=complete, CRISPDM_NOW=f"{day}T09:00:00+00:00").out.split())

    ended = "the waiver of worth-it expired"
    assert "Exception until today: worth-it: the board" in status_text("2026-11-27")
    assert ended not in status_text("2026-11-27")
    assert f"Since Friday: {ended} on Friday" in status_text("2026-11-30")
    assert "no changes" not in status_text("2026-11-30")
    monday = {"CRISPDM_NOW": "2026-11-30T09:00:00+00:00"}
    answer = json.loads(run("status", "--format", "json", cwd=complete, **monday).out)
    assert [each["criterion"] for each in answer["expired"]] == ["worth-it"]
    assert ended not in status_text("2026-12-01")
    assert run("waive", "worth-it", "--reason", "the board again", cwd=complete, **monday).code == 0
    assert ended not in status_text("2026-11-30")


def test_an_unknown_criterion_is_answered_with_what_was_meant_or_what_can_be_withdrawn(run: Run, project: Path) -> None:
    answer = run("waive", "worth-itt", "--reason", "so", cwd=project)
    assert (answer.code, answer.err) == (2, "crispdm: unknown criterion 'worth-itt'; did you mean 'worth-it'?\n")
    answer = run("unwaive", "worth-it", cwd=project)
    assert (answer.code, answer.err) == (1, "crispdm: no active waiver of 'worth-it'\n")
    assert run("waive", "worth-it", "--reason", "so", cwd=project).code == 0
    answer = run("unwaive", "worth", cwd=project)
    said = "crispdm: no active waiver of 'worth'; did you mean 'worth-it'?"
    assert (answer.code, answer.err) == (1, f"{said}\nhint: active waivers: worth-it\n")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("waive", "worth-itt", "--reason", "so"), "did you mean 'worth-it'?"),
        (("waive", "worth-it", "--reason", "so", "--until", "soon"), "--until soon"),
        (("waive", "worth-it", "--reason", "so", "--until", "2026-11-23"), "--until 2026-11-23 is past"),
        (
            ("waive", "worth-it", "--reason", "so", "--until", "yesterday"),
            "--until yesterday is past: Monday 23 November",
        ),
        (("waive", "nothing", "--reason", "so"), "`crispdm explain PHASE` those of any"),
        (("require", "deploy"), "did you mean 'deployment'?"),
        (("explain", "worth"), ""),
        (("explain", "nonsense"), "no phase, criterion or check is called 'nonsense'"),
    ],
)
def test_wrong_words_are_2_with_what_was_meant(run: Run, project: Path, words: tuple[str, ...], part: str) -> None:
    answer = run(*words, cwd=project)
    assert answer.code == (2 if part else 0)
    assert part in " ".join(answer.err.split())


def test_require_is_yes_once_the_phase_was_reached(run: Run, complete: Path) -> None:
    for number, phase in enumerate(WALK):
        assert run("require", phase, cwd=complete).code == 0
        assert all(run("require", later, cwd=complete).code == 1 for later in WALK[number + 1 :])
        if number < len(WALK) - 1:
            _advance(run, complete, 1)


def test_require_says_how_the_project_ended(run: Run, complete: Path) -> None:
    assert run("stop", "--reason", "no money", cwd=complete).code == 0
    assert run("require", WALK[0], cwd=complete).code == 0
    answer = run("require", WALK[1], cwd=complete)
    assert (answer.code, answer.out) == (1, "No: Data Understanding was not reached; the project is stopped.\n")


def test_the_log_tells_every_kind_of_event(run: Run, complete: Path) -> None:
    blocked = _record(complete, Blocked(text="the image bucket", owner="team Media"))
    assert "Waiting: the image bucket, on team Media, 2 working days" in run("status", cwd=complete).out
    _record(complete, Unblocked(blocker=blocked[0].id), Noted(text="Cy is back"))
    objective = complete / "01_business_understanding" / "objective.yaml"
    objective.write_text(story.OBJECTIVE.replace("build: 600", "build: 6000"))
    assert run("waive", "worth-it", "--reason", "so", cwd=complete).code == 0
    assert run("unwaive", "worth-it", cwd=complete).code == 0
    objective.write_text(story.OBJECTIVE)
    _advance(run, complete, 5)
    assert run("back", "modeling", "--reason", "another idea", cwd=complete).code == 0
    assert run("stop", "--reason", "no money", cwd=complete).code == 0
    assert run("resume", "--reason", "money", cwd=complete).code == 0
    told = " ".join(run("log", cwd=complete).out.split())
    for part in (
        "created the project listing-categories",
        "reported a blocker on team Media: the image bucket",
        "removed the blocker the image bucket",
        "Cy is back",
        "waived worth-it: so",
        "withdrew the waiver of worth-it",
        "passed Data Understanding (enough), on to Data Preparation",
        "rule-1, accuracy 0.66: the measure changed by -",
        "went back to Modeling: another idea",
        "stopped the project: no money",
        "resumed the project: money",
    ):
        assert part in told
    events = json.loads(run("log", "--format", "json", cwd=complete).out)["events"]
    assert [event["event"] for event in events[:2]] == ["blocked", "unblocked"], "by their times"


def test_advance_in_json_says_what_moved(run: Run, complete: Path) -> None:
    dry = json.loads(run("advance", "--dry-run", "--format", "json", cwd=complete).out)
    assert (dry["moved"], [event["event"] for event in dry["events"]]) == (False, ["signed", "signed", "advanced"])
    moved = json.loads(run("advance", "--format", "json", cwd=complete).out)
    assert (moved["moved"], moved["gate"]["phase"]) == (True, "business_understanding")
    (complete / "02_data_understanding" / "profile.yaml").unlink()
    refused = run("advance", "--format", "json", cwd=complete)
    assert refused.code == 1
    assert json.loads(refused.out)["events"] == []


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_on_a_terminal_are_coloured_and_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    terminal = _Terminal()
    show([Line("[bold]text[/bold] " * 5, label="Next: ", style=Style.WRONG), Line("plain", style=Style.HEAD)], terminal)
    assert "\x1b[38;5;161mNext: " in terminal.getvalue()
    assert terminal.getvalue().count("[bold]text[/bold]") == 5
