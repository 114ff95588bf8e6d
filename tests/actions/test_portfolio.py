"""Many projects, one line each: found, read, filtered and shown; a broken one is a line that says so."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.actions.portfolio.filter import Filter
from crispdm.actions.portfolio.overview import overview
from crispdm.eventlog.events import Blocked, Created, Event, Stopped
from crispdm.lifecycle.state import replay
from crispdm.lifecycle.waiting_on import waiting_on
from crispdm.views.json.encoding import dump
from crispdm.views.portfolio.columns import Cells, table
from crispdm.views.portfolio.text import text
from crispdm.views.text.progress import Progress
from tests.support import histories
from tests.support.builders import (
    BO,
    a_phase,
    advanced,
    filled_in,
    line_of,
    make_process,
    process_text,
    put,
    signed,
    went_back,
)
from tests.support.command_line import Answer, Run
from tests.support.portfolios import NOW, TEAM, make_project, process_of
from tests.support.wheels import ROOT


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six projects in folders of two depths, and much else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CRISPDM_NOW", NOW)
    root = tmp_path / "all"
    make_project(root / "new", "2026-12-03")
    make_project(root / "clients" / "acme" / "old", "2026-11-16")
    make_project(root / "clients" / "signed", "2026-11-30", signed("first", "lead"))
    make_project(root / "waits", "2026-11-23", Blocked(text="no access", owner="team Media"))
    make_project(root / "second", "2026-12-01", advanced("first", "second"))
    make_project(root / "stopped", "2026-11-02", Stopped(iteration=1, reason="no use"))
    make_project(root / "finished", "2026-11-02", advanced("first", "second"), advanced("second", "finish"))
    (root / "notes").mkdir()
    (root / "notes" / "crispdm.md").write_text("no project")
    return root


def portfolio(run: Run, root: Path, *arguments: str, **environment: str) -> Any:
    answer = run("portfolio", str(root), "--format", "json", *arguments, **environment)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


def paths(run: Run, root: Path, *arguments: str) -> list[str]:
    return [each["path"] for each in portfolio(run, root, *arguments)["projects"]]


TABLE = """\
project           phase                days              waiting for  next
clients/acme/old  First (1 of 2)       15 of 5           Ana          evidence
waits             First (1 of 2)       1 of 5, paused 9  team Media   unblock: no access
clients/signed    First (1 of 2)       5 of 5            Bo           sign
second            The Second (2 of 2)  4                 engineer     evidence
new               First (1 of 2)       2 of 5            Ana          evidence
stopped           stopped                                             nothing
finished          finished                                            nothing
7 projects: 5 running, 1 stopped and 1 finished.
"""


def test_one_line_each_the_longest_stuck_first(run: Run, many: Path) -> None:
    answer = run("portfolio", many)
    assert answer == Answer(0, TABLE, "")
    assert run("-C", many, "portfolio").out == TABLE
    assert run("portfolio", cwd=many).out == TABLE


def test_it_names_whom_the_status_names(run: Run, tmp_path: Path) -> None:
    phase = a_phase("first", owner="lead", criteria=[filled_in("known", "a", owner="analyst")])
    text = process_text(phase, team=TEAM)
    make_project(tmp_path / "owned", "2026-11-23", process=text)
    (waits,) = (each["waiting"] for each in portfolio(run, tmp_path)["projects"])
    status = json.loads(run("status", "--format", "json", cwd=tmp_path / "owned").out)
    assert ([status["next"]["owner"]], waits["people"]) == (waits["roles"], list(TEAM["analyst"]))


def test_the_readme_shows_such_a_table(run: Run, tmp_path: Path) -> None:
    names = ["one", "two", "three", "modeling", "evaluation", "deployment"]
    phases = [a_phase(name, owner="lead", sign_off=["lead", "analyst"]) for name in names]
    phases[3]["timebox"], phases[4]["timebox"] = 10, 15
    passed = [advanced(one, two) for one, two in pairwise(names[:5])]
    process = {**json.loads(process_text(*phases, team=TEAM)), "project": "churn"}
    images = Blocked(text="no access to the images", owner="team Media")
    make_project(tmp_path / "acme" / "churn", "2026-11-06", *passed, images, process=json.dumps(process))
    signing = [*passed[:3], signed("modeling", "lead")]
    make_project(tmp_path / "listings", "2026-12-01", *signing, process=json.dumps({**process, "project": "listings"}))
    assert run("portfolio", tmp_path, CRISPDM_NOW=NOW).out in (ROOT / ".github" / "docs" / "reports.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("--phase", "second"), ["second"]),
        (("--phase", "the second"), ["second"]),
        (("--phase", "thrid"), []),
        (("--waiting", "bo"), ["clients/signed"]),
        (("--waiting", "bo@example.com"), ["clients/signed"]),
        (("--waiting", "media"), ["waits"]),
        (("--waiting", "Engineer"), ["second"]),
        (("--waiting", "nobody"), []),
        (("--stuck", "10"), ["clients/acme/old", "waits"]),
        (("--stuck", "5", "--waiting", "ana"), ["clients/acme/old"]),
        (("--stuck", "0"), ["clients/acme/old", "waits", "clients/signed", "second", "new"]),
    ],
    ids=" ".join,
)
def test_filters(run: Run, many: Path, arguments: tuple[str, ...], found: list[str]) -> None:
    assert paths(run, many, *arguments) == found


def test_a_phase_that_nobody_is_in_is_said_with_the_nearest(run: Run, many: Path) -> None:
    answer = run("portfolio", many, "--phase", "secnd")
    assert answer.out == "No projects.\n"
    assert "no project is in phase 'secnd'; did you mean 'second'?" in answer.err
    assert run("portfolio", many, "--stuck", "-1").code == 2


def test_json_holds_every_key_whatever_there_is(run: Run, many: Path) -> None:
    answer = portfolio(run, many)
    assert (answer["format"], answer["unreadable"]) == (1, [])
    assert len({tuple(each) for each in answer["projects"]}) == 1
    assert next(each for each in answer["projects"] if each["path"] == "clients/signed") == {
        "path": "clients/signed",
        "outcome": "running",
        "project": "signed",
        "iteration": 1,
        "phase": "first",
        "title": "First",
        "number": 1,
        "phases": 2,
        "started": "2026-11-30T09:00:00Z",
        "timebox": 5,
        "pauses": [],
        "next": "sign",
        "blockers": 0,
        "events": 2,
        "lost": 0,
        "flaws": 0,
        "broken": None,
        "days": 5,
        "paused": 0,
        "elapsed": 5,
        "waiting": {"roles": ["analyst"], "people": [BO], "outside": None},
    }
    waits = next(each for each in answer["projects"] if each["path"] == "waits")
    assert (waits["days"], waits["paused"], waits["elapsed"]) == (1, 9, 10)
    (pause,) = waits["pauses"]
    assert (pause["since"], pause["until"]) == ("2026-11-23T09:00:00Z", None)
    assert f'"id":"{pause["blocker"]}"' in (many / "waits" / ".crispdm/state.yaml").read_text().replace(" ", "")


def test_json_has_a_line_for_each_project_and_is_the_encoding_of_the_result(run: Run, many: Path) -> None:
    found = overview(many, Filter(), datetime.fromisoformat(NOW), cache=None, progress=lambda *_: None)
    lines = run("portfolio", many, "--format", "json").out.splitlines()
    assert json.loads("".join(lines)) == json.loads(dump(found))
    assert [json.loads(line.removesuffix(","))["path"] for line in lines[1:-1]] == [
        each.path for each in found.projects
    ]


def test_markdown_is_a_table_in_which_nothing_acts(run: Run, many: Path) -> None:
    make_project(many / "odd", "2026-12-03", Blocked(text="a|b <img> [x](y) *z*", owner="_me_"))
    out = run("portfolio", many, "--format", "markdown", "--waiting", "_me_").out
    assert out == (
        "| project | phase | days | waiting for | next |\n"
        "| --- | --- | ---: | --- | --- |\n"
        "| odd | First (1 of 2) | 1 of 5, paused 1 | \\_me\\_ | unblock: a\\|b &#60;img\\> \\[x\\](y) \\*z\\* |\n"
        "\n1 project: 1 running.\n"
    )
    assert run("portfolio", many, "--format", "markdown", "--waiting", "x").out == "\nNo projects.\n"


BREAKS = {
    "a mistake in crispdm.yaml": ("crispdm.yaml", b"version: 2\n", "crispdm.yaml:1: version: expected 1"),
    "no YAML": ("crispdm.yaml", b"{", "crispdm.yaml:1: not YAML"),
    "not UTF-8": ("crispdm.yaml", b"project: \xff\n", "crispdm.yaml:1: not UTF-8"),
    "too large": ("crispdm.yaml", b"#" * ((1 << 20) + 1), "1,048,576 bytes"),
    "an event of a newer version": (".crispdm/state.yaml", b"", "this version cannot read the event 'teleported'"),
}


@pytest.mark.parametrize(("file", "data", "why"), BREAKS.values(), ids=BREAKS)
def test_a_broken_project_is_a_line_with_its_reason_and_the_others_are_there(
    run: Run, many: Path, file: str, data: bytes, why: str
) -> None:
    data = data or line_of({"after": [], "at": "", "by": "", "event": "teleported"}) + b"\n"
    (many / "waits" / file).write_bytes(data)
    answer = portfolio(run, many)
    assert len(answer["projects"]) == 7
    broken = answer["projects"][-1]
    assert (broken["path"], broken["outcome"], broken["project"]) == ("waits", "broken", None)
    assert why in broken["broken"]
    text = run("portfolio", many, "--waiting", "Bo").out
    assert text.endswith("1 project: 1 running.\n")
    said = " ".join(run("portfolio", many, "--waiting", "Bo").err.split())
    assert said.startswith("crispdm: left out 1 project that cannot be read")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda at: (at / "crispdm.yaml").unlink(), "crispdm.yaml cannot be read: No such file"),
        (lambda at: _replace(at / "crispdm.yaml", os.mkfifo), "crispdm.yaml is not a regular file"),
        (lambda at: _replace(at / "crispdm.yaml", os.mkdir), "crispdm.yaml is not a regular file"),
        (lambda at: _replace(at / ".crispdm" / "state.yaml", os.mkfifo), "not a regular file"),
        (lambda at: _replace(at / ".crispdm" / "state.yaml", os.mkdir), "state.yaml"),
        (lambda at: _linked(at / ".crispdm" / "state.yaml"), "state.yaml cannot be used"),
        (lambda at: _linked(at / ".crispdm"), ".crispdm cannot be used"),
    ],
    ids=["no process", "pipe", "folder", "state a pipe", "state a folder", "state a link", ".crispdm a link"],
)
def test_what_is_no_file_breaks_one_line_and_keeps_nobody_waiting(run: Run, many: Path, spoil: Any, why: str) -> None:
    spoil(many / "waits")
    for _ in range(2):
        broken = portfolio(run, many)["projects"][-1]
        assert broken["path"] == "waits"
        assert why in broken["broken"]


def _replace(path: Path, make: Any) -> None:
    path.unlink()
    make(path)


def _linked(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to(path.with_name("moved"))


def test_without_a_state_a_project_has_only_begun(run: Run, many: Path) -> None:
    (many / "waits" / ".crispdm" / "state.yaml").unlink()
    (waits,) = (each for each in portfolio(run, many)["projects"] if each["path"] == "waits")
    assert (waits["outcome"], waits["phase"], waits["days"], waits["next"]) == (
        "running",
        "first",
        None,
        "evidence",
    )
    assert run("portfolio", many, "--stuck", "0").out.count("waits") == 0


@pytest.mark.parametrize("is_there", [True, False])
def test_a_state_without_events_is_said(run: Run, many: Path, *, is_there: bool) -> None:
    state = many / "new" / ".crispdm" / "state.yaml"
    state.write_bytes(b"") if is_there else state.unlink()
    assert "no events recorded: the state file is empty or missing" in run("portfolio", many).out


def test_lines_of_the_state_that_are_no_events_are_counted(run: Run, many: Path) -> None:
    with (many / "waits" / ".crispdm" / "state.yaml").open("ab") as file:
        file.write(b"<<<<<<< HEAD\n- what?\n")
    assert "unblock: no access (the state file has 2 invalid lines)" in run("portfolio", many).out


def test_large_folders_that_hold_no_project_are_left_out(run: Run, many: Path) -> None:
    for name in (".git", "node_modules", ".venv"):
        make_project(many / "second-look" / name / "p", "2026-12-03")
    assert len(paths(run, many)) == 7
    make_project(many / "second-look" / ".hidden" / "p", "2026-12-03")
    assert len(paths(run, many)) == 8


def test_it_stops_at_a_project(run: Run, many: Path) -> None:
    make_project(many / "waits" / "inner", "2026-12-03")
    assert len(paths(run, many)) == 7


def test_links_are_not_followed_so_no_circle_is_walked(run: Run, many: Path, tmp_path: Path) -> None:
    (many / "circle").symlink_to(many)
    (many / "clients" / "up").symlink_to("..")
    (many / "dangling").symlink_to("nowhere")
    assert len(paths(run, many)) == 7
    (tmp_path / "link").symlink_to(many)
    assert len(paths(run, tmp_path / "link")) == 7, "but the root may be one"


def test_a_folder_that_cannot_be_looked_into_is_said(run: Run, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may look everywhere, so the system's answer is played."""
    listed = os.scandir
    for number in range(7):
        (many / f"closed-{number}").mkdir()

    def scandir(path: str | int) -> Any:
        if isinstance(path, str) and "closed" in path:
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    answer = run("portfolio", many)
    assert answer.out == TABLE
    assert "closed-0: Permission denied; not searched" in answer.err
    assert "and 2 more folders" in answer.err
    assert portfolio(run, many)["unreadable"][6] == {"path": "closed-6", "why": "Permission denied"}


def test_a_root_that_cannot_be_looked_into_is_an_error(run: Run, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "closed").mkdir()
    (many / "closed").chmod(0)
    listed, access = os.scandir, os.access

    def scandir(path: str | int) -> Any:
        if isinstance(path, str) and "closed" in path:
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(
        os, "access", lambda path, mode, **more: "closed" not in str(path) and access(path, mode, **more)
    )
    answer = run("portfolio", many / "closed")
    said = f"crispdm: {many / 'closed'} cannot be searched: Permission denied"
    assert (answer.code, answer.out) == (2, "")
    assert " ".join(answer.err.split()).startswith(said)


def test_the_root_may_be_a_project_or_hold_none_or_be_none(run: Run, many: Path) -> None:
    assert paths(run, many / "waits") == ["."]
    assert "waits" in run("portfolio", many / "waits").out
    none = run("portfolio", many / "notes")
    assert (none.code, none.out) == (0, "No projects.\n")
    assert "no crispdm.yaml in" in none.err
    answer = run("portfolio", many / "notes" / "crispdm.md")
    assert answer.code == 2
    assert "is not a folder" in " ".join(answer.err.split())


def test_names_are_inert_in_every_form(run: Run, many: Path) -> None:
    live = "\x1b[31m \u202e \x85 a\nb"
    make_project(many / "x\x1b]0;a\x07\n", "2026-12-03", Blocked(text=live, owner=live), process=process_of(live))
    histories.write(many / os.fsdecode(b"\xff\xfe"), [], process_of("bytes"))
    for form in ("text", "markdown", "json"):
        for _ in range(2):
            answer = run("portfolio", many, "--format", form)
            assert answer.code == 0
            assert not {"\x1b", "\x07", "\u202e", "\x85"} & set(answer.out)
            assert "udcff" in answer.out
    assert len(run("portfolio", many).out.splitlines()) == 11


def test_a_later_iteration_is_named(run: Run, many: Path) -> None:
    again = advanced("second", "new_iteration", starts=2)
    make_project(many / "again", "2026-12-03", advanced("first", "second"), again)
    assert "First (1 of 2), iteration 2" in run("portfolio", many).out


def test_it_is_told_how_far_it_is(run: Run, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Progress, "is_due", True)
    monkeypatch.setattr(Progress, "show", lambda _, text: said.append(text))
    assert run("portfolio", many).out == TABLE
    assert said[-1] == "7 projects found, 7 of them read"


def test_on_a_terminal_every_project_has_one_line_that_fits(many: Path) -> None:
    seen = _on_a_terminal(many, 40).split("\r\n")
    assert seen[1] == "…ld  Fi…  15 of 5  Ana      evidence"
    assert all(len(line) <= 48 for line in seen)
    assert len(seen) == 10


NARROW = {
    60: """\
project           phase     days     waiting …  next
clients/acme/old  First     15 of 5  Ana        evidence
""",
    80: """\
project           phase     days              waiting for  next
clients/acme/old  First     15 of 5           Ana          evidence
""",
    120: """\
project           phase           days              waiting for  next
clients/acme/old  First (1 of 2)  15 of 5           Ana          evidence
""",
}


@pytest.mark.slow
@pytest.mark.parametrize("width", [30, 60, 80, 120])
def test_days_who_is_waited_for_and_what_comes_next_stay_readable_on_a_terminal(many: Path, width: int) -> None:
    (many / "second" / "crispdm.yaml").write_text("version: 1\nproject: x\nphases: what is this supposed to be?\n")
    seen = _on_a_terminal(many, width).replace("\r\n", "\n")
    moment = datetime.fromisoformat(NOW)
    found = overview(many, Filter(), moment, cache=None, progress=lambda *_: None)
    assert [*text(found, width)] == seen.splitlines()
    assert all(len(line) <= width for line in seen.splitlines()[:-1])
    assert re.search("nd +cannot be read: crispdm.y?", seen)
    assert seen.startswith(NARROW.get(width, ""))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--phase", "nope"), ["no project is in phase 'nope'", "phases with projects: First and The Second"]),
        (("--phase", "Sec"), ["no project is in phase 'Sec'; did you mean 'second'?"]),
        (
            ("--waiting", "nobody"),
            ["no project waits for 'nobody'", "projects wait for: Ana Roy, team Media, Bo Lind and engineer"],
        ),
        (("--waiting", "enginer"), ["no project waits for 'enginer'; did you mean 'engineer'?"]),
    ],
    ids=str,
)
def test_a_filter_that_fits_nothing_is_answered_with_what_there_is(
    run: Run, many: Path, arguments: tuple[str, ...], said: list[str]
) -> None:
    (many / "finished" / "crispdm.yaml").write_text("version: 2\n")
    answer = run("portfolio", many, *arguments)
    assert (answer.code, answer.out) == (0, "No projects.\n")
    assert all(each in " ".join(answer.err.split()) for each in said)
    assert "left out 1 project that cannot be read" in " ".join(answer.err.split())


def test_where_no_project_is_in_a_phase_that_is_said(run: Run, many: Path) -> None:
    answer = run("portfolio", many / "stopped", "--phase", "first", "--waiting", "ana")
    assert "no project is in any phase" in answer.err
    assert "no project waits for anybody" in answer.err


_WORDS = st.text("ab ", min_size=1, max_size=60)
_CELLS = st.tuples(_WORDS, _WORDS, st.just("15 of 5"), _WORDS, _WORDS).map(lambda texts: Cells(*texts))


@given(rows=st.lists(_CELLS, min_size=1), width=st.integers(40, 200))
def test_every_line_of_the_table_fits_and_the_days_are_whole(rows: list[Cells], width: int) -> None:
    for line in table(rows, width):
        assert len(line) <= width
        assert "15 of 5" in line


_STEPS = st.tuples(
    st.timedeltas(timedelta(), timedelta(days=6)),
    st.sampled_from(["block team Media", "block Gil of team Media", "block lead", "unblock", "advance"]),
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEPS, min_size=1, max_size=8), zone=st.sampled_from(["-09:00", "+00:00", "+13:00"]))
def test_status_and_portfolio_tell_the_same_day(
    run: Run, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[timedelta, str]], zone: str
) -> None:
    """Whatever obstacles came and went, on whom, while the project moved on, and however often it is looked at."""
    root, cache = tmp_path_factory.mktemp("all"), str(tmp_path_factory.mktemp("cache"))
    phases = [a_phase(name, timebox=5) for name in ("plan", "build", "serve")]
    project = make_project(root / "one", "2026-11-20", process=process_text(*phases, team=TEAM))
    moment = datetime(2026, 11, 20, 22, tzinfo=UTC)
    for after, step in steps:
        moment += after
        clock = moment.astimezone(datetime.fromisoformat(f"2026-01-01T00:00:00{zone}").tzinfo).isoformat()
        standing = json.loads(run("status", "--format", "json", cwd=project, CRISPDM_NOW=clock).out)
        _take(run, project, step, standing["blockers"], clock)
        standing = json.loads(run("status", "--format", "json", cwd=project, CRISPDM_NOW=clock).out)
        (row,) = portfolio(run, root, CRISPDM_NOW=clock, XDG_CACHE_HOME=cache)["projects"]
        current = [(each["days"], each["paused"]) for each in standing["phases"] if each["status"] == "current"]
        assert current == ([(row["days"], row["paused"])] if row["phase"] else [])


def _take(run: Run, project: Path, step: str, blockers: list[dict[str, Any]], clock: str) -> None:
    """One thing that happens; removing what is not there, and passing the end, are left out."""
    what, _, owner = step.partition(" ")
    words = {
        "block": ("block", "no access", "--owner", owner),
        "unblock": ("unblock", blockers[0]["id"]) if blockers else ("note", "nothing to remove"),
        "advance": ("advance",),
    }[what]
    answer = run(*words, cwd=project, CRISPDM_NOW=clock)
    assert answer.code == 0 or "the project is finished" in answer.err


def _on_a_terminal(root: Path, width: int) -> str:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(width), "TERM": "xterm"}
    command = [sys.executable, "-m", "crispdm", "portfolio"]
    with subprocess.Popen(command, cwd=root, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 1 << 16):
                seen += part
        except OSError:  # how Linux says that the other side has closed
            pass
    os.close(ours)
    return seen.decode()


PROCESS = make_process(
    a_phase("first", owner="lead", sign_off=["lead", "analyst"]),
    a_phase("second", was=["other"], sign_off=["engineer"]),
    a_phase("third"),
    team=TEAM,
)
MADE = put(Created(project="p", crispdm="0.1.0"), at="2026-12-01T09:00:00Z")


@pytest.mark.parametrize(
    ("events", "roles", "outside", "next_"),
    [
        ([], ("lead",), None, "evidence"),
        ([signed("first", "lead")], ("analyst",), None, "sign"),
        ([signed("first", "analyst")], ("lead",), None, "sign"),
        ([signed("first", "analyst"), signed("first", "lead")], ("lead",), None, "pass the gate"),
        ([signed("first", "lead"), went_back("first", "second")], ("lead",), None, "evidence"),
        ([advanced("first", "second")], (), None, "evidence"),
        ([advanced("first", "second"), signed("other", "engineer")], (), None, "pass the gate"),
        ([advanced("first", "second"), advanced("second", "third")], (), None, "evidence"),
        ([Blocked(text="one", owner="analyst"), Blocked(text="two")], ("analyst",), None, "unblock: one"),
        ([Blocked(text="one")], (), "somebody", "unblock: one"),
        ([Blocked(text="one", owner="Jane")], (), "Jane", "unblock: one"),
        ([Blocked(text="one"), Stopped(iteration=1, reason="x")], (), None, "nothing"),
    ],
)
def test_who_is_waited_for_and_for_what(
    events: list[Event], roles: tuple[str, ...], outside: str | None, next_: str
) -> None:
    history: list[Event] = [MADE]
    for second, event in enumerate(events, 1):
        history.append(put(event, history[-1], at=f"2026-12-01T09:00:{second:02}Z"))
    found = waiting_on(PROCESS, replay(PROCESS, history))
    assert (found.roles, found.outside, found.next) == (roles, outside, next_)


def test_templates_and_installed_packages_are_no_projects(run: Run, many: Path) -> None:
    for folder in ("{{ cookiecutter.project_slug }}", "site-packages/crispdm"):
        (many / "tools" / folder).mkdir(parents=True)
        (many / "tools" / folder / "crispdm.yaml").write_text("version: 1\n")
    assert not any(path.startswith("tools") for path in paths(run, many))


def test_a_process_that_is_a_link_out_of_its_project_is_not_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "all" / "shop").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("private: words\n")
    (tmp_path / "all" / "shop" / "crispdm.yaml").symlink_to(tmp_path / "secret.yaml")
    answer = run("portfolio", tmp_path / "all")
    assert "crispdm.yaml cannot be read: leads out of the project" in " ".join(answer.out.split())
    assert "private" not in answer.out + answer.err
