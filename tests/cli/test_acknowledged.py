"""What crispdm writes it accepts: whatever a command acknowledges, every reader reads, and `verify` finds whole."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.canonical_json import dumps
from crispdm.eventlog import store
from crispdm.eventlog.events import Event
from crispdm.kept_json import to_builtins
from tests.support.any_events import ANY_EVENTS
from tests.support.builders import AT, NEW_STATE, TEXT, a_phase, advanced, filled_in, line_of, process_text, with_state
from tests.support.command_line import ANA, Run, run_here
from tests.support.repository import Repository, plain_project

_READERS = (
    ("status",),
    ("status", "--since", "2020-01-01"),
    ("status", "--short"),
    ("status", "--format", "json"),
    ("status", "--format", "markdown"),
    ("log",),
    ("log", "--format", "json"),
    ("check",),
    ("check", "--format", "json"),
    ("advance", "--dry-run"),
    ("require", "plan"),
    ("explain",),
    ("report", "-o", "report.html"),
    ("portfolio",),
    ("verify",),
    ("verify", "--format", "json"),
)
# Nothing that an environment or an argument cannot hold.
_WORDS = TEXT.filter(lambda text: "\0" not in text)
_PEOPLE = st.sampled_from([ANA, "Bo <bo@example.com>", "", " ", "<>", "< >", "\u200b", "\n", "a <", "<b@c>"]) | _WORDS
_TIMES = st.sampled_from(["2026-11-24T09:00:00+00:00", "2026-11-20T23:59:59-11:00", "2026-12-01"])
_NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(["-50%", "+10 %", "5"])
_COMMANDS = st.one_of(
    st.tuples(st.just("note"), st.just("--"), _WORDS),
    st.tuples(st.just("block"), st.just("--"), _WORDS),
    st.tuples(st.just("block"), st.just("blocked"), st.just("--owner"), _WORDS.map("team {}".format)),
    st.tuples(st.just("waive"), st.just("stated"), st.just("--reason"), _WORDS.map("x{}".format)),
    st.tuples(st.just("waive"), st.just("built"), st.just("--reason=x"), st.just("--until"), st.just("2026-12-24")),
    st.tuples(st.just("unwaive"), st.sampled_from(["stated", "built"])),
    st.tuples(st.just("sign"), st.just("--as"), st.just("analyst"), st.just("--for"), _WORDS.map("x{}".format)),
    st.tuples(st.just("back"), st.just("plan"), st.just("--reason"), _WORDS.map("x{}".format)),
    st.tuples(st.sampled_from(["stop", "resume"]), st.just("--reason"), _WORDS.map("x{}".format)),
    st.tuples(st.just("repair")),
    st.just(("advance",)),
    st.just(("advance",)),
)
_OBJECTIVES = st.fixed_dictionaries({"measure": _WORDS, "unit": _WORDS, "now": _NUMBERS, "target": _NUMBERS})


def a_project(root: Path, objective: dict[str, Any]) -> None:
    """A project outside of git, with an objective to state, something to build, and an analyst to sign."""
    stated = {"id": "stated", "says": "It is", "check": "objective", "file": "objective.yaml"}
    phases = (
        a_phase("plan", criteria=[stated], sign_off=["analyst"]),
        a_phase("build", criteria=[filled_in("built", "done")]),
    )
    (root / "crispdm.yaml").write_text(process_text(*phases, team={"analyst": []}))
    for name in ("plan", "build"):
        (root / name).mkdir()
    (root / "plan" / "objective.yaml").write_text(dumps({"objective": objective}))
    (root / "build" / "facts.yaml").write_text("done: yes, it is\n")


def read_by_all(root: Path) -> None:
    """Every reader answers, in every form, with the answer yes or no."""
    for command in _READERS:
        answer = run_here(*command, cwd=root, XDG_CACHE_HOME=str(root / "cache"))
        assert answer.code in (0, 1), (command, answer)


@pytest.mark.slow
@given(_OBJECTIVES, st.lists(st.tuples(_COMMANDS, _PEOPLE, _TIMES), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
def test_whatever_a_command_acknowledges_every_reader_reads_and_verify_finds_whole(
    objective: dict[str, Any], steps: list[tuple[tuple[str, ...], str, str]]
) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        a_project(root, objective)
        for command, who, now in steps:
            before = store.read_bytes(root)
            answer = run_here(*command, cwd=root, CRISPDM_USER=who, CRISPDM_NOW=now)
            assert "internal error" not in answer.err, (command, who, answer.err)
            after = store.read_bytes(root)
            assert after == before if answer.code else (after or b"").startswith(before or b""), (command, answer)
        read_by_all(root)
        verified = run_here("verify", "--format", "json", cwd=root)
        assert verified.code == 0, [each for each in json.loads(verified.out)["findings"] if each["level"] == "error"]


@pytest.mark.parametrize(
    "facts",
    [
        {"objective": {}},
        {"objective": {"measure": 1, "unit": "hours", "now": "ten", "target": 5, "least": 1}},
        {"full_traffic": {"value": "soon"}},
        {"full_traffic": {}},
        {"pilot": {"estimate": "good", "low": {}, "high": []}},
        {"service": {"since": 5}},
    ],
)
def test_a_fact_of_the_wrong_type_is_ignored_and_said(tmp_path: Path, facts: dict[str, dict[str, Any]]) -> None:
    a_project(tmp_path, {"measure": "hours", "unit": "hours per week", "now": 10, "target": 5})
    event = to_builtins(advanced("plan", "build", facts=facts))
    line = line_of({"after": [], "at": AT, "by": ANA, **{name: event[name] for name in event if name != "id"}})
    read_by_all(with_state(tmp_path, NEW_STATE + line + b"\n"))
    said = " ".join(run_here("status", cwd=tmp_path).out.split())
    assert f"facts about {next(iter(facts))} that no check could have given" in said


@pytest.mark.slow
@given(st.lists(ANY_EVENTS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
def test_whatever_a_stranger_writes_in_the_right_form_breaks_no_reader(events: list[Event]) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        a_project(root, {"measure": "hours", "unit": "hours per week", "now": 10, "target": 5})
        text, after = NEW_STATE, store.parse(NEW_STATE).events[0].id
        for event in events:
            fields = {"after": [after], "at": event.at, "by": event.by, **to_builtins(event)}
            line = line_of({name: value for name, value in fields.items() if name != "id"})
            text, after = text + line + b"\n", line[9:41].decode()
        read_by_all(with_state(root, text))


# Who.


@pytest.fixture
def git(tmp_path: Path) -> Repository:
    return plain_project(tmp_path / "shop")


@pytest.mark.parametrize("who", [" ", "<>", "< >", "\t\n", "\u200b", "\u3000", "-", "<-@->"])
def test_a_user_that_names_nobody_records_nothing(run: Run, git: Repository, who: str) -> None:
    answer = run("note", "hello", cwd=git.root, CRISPDM_USER=who)
    assert (answer.code, answer.err.startswith("crispdm: CRISPDM_USER names nobody: ")) == (2, True)
    assert "hint: set it to NAME <MAIL>" in answer.err
    assert not git.state.exists()


@pytest.mark.parametrize("name", ["  ", "\u200b", "<>"])
def test_a_git_name_of_blanks_is_no_name(git: Repository, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    git("config", "user.name", name)
    git("config", "user.email", " ")
    monkeypatch.delenv("CRISPDM_USER")
    monkeypatch.setenv("LOGNAME", "ana")
    assert run_here("note", "hello", cwd=git.root).code == 0
    assert {event.by for event in store.load(git.root).events} == {"ana"}
    monkeypatch.setenv("LOGNAME", " ")
    assert run_here("note", "hello", cwd=git.root).code == 0
    assert store.load(git.root).events[-1].by == "somebody"
    assert run_here("verify", cwd=git.root).code == 0


def test_init_names_somebody_too(run: Run, tmp_path: Path) -> None:
    answer = run("init", "shop", "--yes", cwd=tmp_path, CRISPDM_USER=" ")
    assert (answer.code, "CRISPDM_USER names nobody" in answer.err) == (2, True)
    assert not (tmp_path / "shop").exists()
