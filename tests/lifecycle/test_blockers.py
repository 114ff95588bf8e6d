"""Blockers, notes, and the timebox that waits while the project does."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from crispdm.errors import CrispdmError, Exit
from crispdm.eventlog.events import Blocked, Event, Unblocked
from crispdm.lifecycle import blockers
from crispdm.lifecycle.owner_matching import belongs_to_team
from crispdm.lifecycle.state import replay
from crispdm.lifecycle.timebox import Pause, days_in, pauses, waits_for_others
from crispdm.people import person
from tests.support.builders import a_phase, created, make_process, put
from tests.support.command_line import ANA, Run

TEAM = {"product_manager": [ANA], "data_engineer": ["Dee Okoro <dee@example.com>"], "data_analyst": []}
PROCESS = make_process(a_phase("plan"), team=TEAM)


@pytest.mark.parametrize(
    ("owner", "on_others"),
    [
        (None, False),
        ("data_engineer", False),
        ("data engineer", False),
        ("Data Analyst", False),
        ("Dee", False),
        ("dee okoro", False),
        ("Dee Okoro <dee@example.com>", False),
        ("someone <DEE@example.com>", False),
        ("team Media", True),
        ("Dee of team Media", True),
        ("Gil", True),
        ("data_enginer", True),
    ],
)
def test_the_timebox_waits_for_those_who_are_not_of_the_team(owner: str | None, on_others: bool) -> None:
    assert waits_for_others(PROCESS, owner) is on_others


def _at(day: int) -> str:
    return f"2026-11-{day:02}T09:00:00Z"


def _is_paused(day: int, events: list[Event]) -> bool:
    """Whether a phase of that one day waited all day."""
    return days_in(_at(day), _at(day), pauses(PROCESS, events), datetime(2026, 11, 30, tzinfo=UTC)).paused == 1


@pytest.mark.parametrize(
    ("blocked", "unblocked", "today", "days"),
    [
        ("23", None, 23, []),
        ("23", None, 24, [24]),
        ("23", None, 30, [24, 25, 26, 27, 30]),
        ("23", "23", 30, []),
        ("23", "24", 30, []),
        ("23", "26", 30, [24, 25]),
        ("27", "30", 30, []),
        ("21", "30", 30, [23, 24, 25, 26, 27]),
    ],
)
def test_whole_working_days_are_paused(blocked: str, unblocked: str | None, today: int, days: list[int]) -> None:
    blocker = put(Blocked(text="image bucket", owner="team Media"), at=f"2026-11-{blocked}T10:00:00Z")
    events: list[Event] = [blocker, put(Blocked(text="ours", owner="Dee"), at="2026-11-02T10:00:00Z")]
    if unblocked:
        events.append(put(Unblocked(blocker=blocker.id), at=f"2026-11-{unblocked}T15:00:00Z"))
    now = datetime(2026, 11, today, 9, tzinfo=UTC)
    assert days_in("2026-11-02T09:00:00Z", None, pauses(PROCESS, events), now).paused == len(days)
    assert all(_is_paused(day, events) is (day in days) for day in (23, 24, 25, 26, 27, 30) if day <= today)


@pytest.mark.parametrize(
    ("first", "last", "paused", "days"),
    [
        (23, 23, [], 1),
        (23, 27, [], 5),
        (23, 27, [(23, 26)], 3),
        (23, 27, [(23, 26), (24, 27)], 2),
        (23, 24, [(20, 25)], 1),
        (23, 27, [(19, 23), (27, 30)], 5),
        (22, 22, [], 1),
        (27, 23, [], 1),
    ],
)
def test_the_days_of_a_phase_are_those_on_which_it_could_be_worked(
    first: int, last: int, paused: list[tuple[int, int]], days: int
) -> None:
    times = [Pause(_at(begin), _at(end)) for begin, end in paused]
    assert days_in(_at(first), _at(last), times, datetime(2026, 12, 24, tzinfo=UTC)).worked == days


@pytest.mark.parametrize("time", ["", "soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_that_cannot_be_read_or_counted_from_is_no_reason_to_fail(time: str) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for odd in (Pause(time, None), Pause(_at(20), time), Pause(time, time)):
        assert days_in(_at(20), None, [odd], now).worked >= 1
        assert days_in(_at(20), time or None, [odd], now).worked >= 1


def _two_alike() -> tuple[Blocked, Blocked]:
    """Two blockers whose ids begin alike; no two such are met by chance."""
    return Blocked(id="5f0c9a1e" + "0" * 24, text="one"), Blocked(id="5f0c9a1e" + "1" * 24, text="another")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("5f0c9a1e", "2 blockers begin with '5f0c9a1e'"),
        ("5f0c9a1", "2 blockers begin with"),
        ("", "which blocker"),
        ("5f0c9a1f", "unknown blocker '5f0c9a1f'; did you mean '5f0c9a1e"),
        ("1", "unknown blocker '1'"),
        ("nope", "unknown blocker 'nope'"),
    ],
)
def test_an_id_that_names_no_blocker_or_several_is_answered_with_all_it_may_be(name: str, message: str) -> None:
    state = replay(PROCESS, [created(), *_two_alike()])
    with pytest.raises(CrispdmError, match=message) as refused:
        blockers.unblock(state, name)
    assert refused.value.details == ("5f0c9a1e0  one", "5f0c9a1e1  another")
    assert refused.value.hint == "run `crispdm unblock 5f0c9a1e0`, or use another of these ids"
    assert refused.value.exit is Exit.USER_ERROR
    for line in refused.value.details:
        assert blockers.unblock(state, line.split()[0]), "an id that is shown names one"


@pytest.mark.parametrize(
    ("name", "message"),
    [("another", "unknown blocker 'another'"), ("ANOTH", "unknown blocker 'anoth'"), ("7c", "'7c' is too short")],
)
def test_a_blocker_called_by_its_text_or_too_few_digits_is_shown_alone(name: str, message: str) -> None:
    last = Blocked(id="7c" * 16, text="another")
    state = replay(PROCESS, [created(), _two_alike()[0], last])
    with pytest.raises(CrispdmError, match=message) as refused:
        blockers.unblock(state, name)
    assert refused.value.details == ("7c7c7c7c  another",)
    assert refused.value.hint == "run `crispdm unblock 7c7c7c7c`"


def test_where_nothing_stands_in_the_way_it_is_said(run: Run, project: Path) -> None:
    for name in ((), ("1",), ("nope",)):
        answer = run("unblock", *name, cwd=project)
        assert answer.code == 2
        assert "there are no" in answer.err
    assert run("block", "image bucket", cwd=project).code == 0
    said = run("unblock", "1", cwd=project).err
    assert "image bucket" in said
    hint = said.partition("hint: run `crispdm unblock ")[2].strip().rstrip("`")
    assert run("unblock", hint, cwd=project).out == "Removed: image bucket\n"


@pytest.mark.parametrize("name", ["5f0c9a1e0", " 5F0C9A1E1 ", "5f0c9a1e" + "1" * 24])
def test_enough_digits_name_one(name: str) -> None:
    (event,) = blockers.unblock(replay(PROCESS, [created(), *_two_alike()]), name)
    assert isinstance(event, Unblocked)
    assert event.blocker.startswith(name.strip().casefold())


def _id(answer: str) -> str:
    return answer.split("crispdm unblock ")[1][:8]


def test_a_blocker_is_named_read_out_and_removed(run: Run, project: Path) -> None:
    named = run("block", "image bucket", "--owner", "Gil of team Media", cwd=project)
    assert named.code == 0
    assert "The timebox is paused until then." in named.out
    assert "Waiting: image bucket, on Gil of team Media, since today" in run("status", cwd=project).out
    later = {"CRISPDM_NOW": "2026-11-30T09:00:00+00:00"}
    said = run("status", cwd=project, **later).out
    assert "day 1 of 5, paused for 4 days" in said
    assert "Waiting: image bucket, on Gil of team Media, 4 working days" in said
    assert _id(named.out) in run("log", cwd=project).out
    removed = run("unblock", _id(named.out), cwd=project, **later)
    assert removed.out == "Removed: image bucket, after 3 working days\n"
    said = run("status", cwd=project, **later).out
    assert "Waiting" not in said
    assert "day 2 of 5, paused for 3 days" in said
    assert "Ana removed the blocker image bucket" in said
    again = run("unblock", _id(named.out), cwd=project)
    assert (again.code, "was removed already" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("owner", "said"), [("data_engineer", "on Ana, data engineer"), ("Ana", "on Ana"), (None, "on nobody")]
)
def test_what_the_team_is_to_remove_pauses_nothing(run: Run, project: Path, owner: str | None, said: str) -> None:
    answer = run("block", "a slow query", *(("--owner", owner) if owner else ()), cwd=project)
    assert said in answer.out
    assert "paused" not in answer.out
    assert "paused" not in run("status", cwd=project, CRISPDM_NOW="2026-11-30T09:00:00+00:00").out


def test_a_note_is_read_out_once_and_kept(run: Run, project: Path) -> None:
    assert run("note", "October's labels look worse", cwd=project).out == (
        "For the next standup: October's labels look worse\n"
    )
    assert "Ana says: October's labels look worse" in run("status", cwd=project).out
    assert "October" not in run("status", cwd=project, CRISPDM_NOW="2026-11-26T09:00:00+00:00").out
    assert "Ana  said: October's labels look worse" in run("log", cwd=project).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("block", " … "), "TEXT is empty"),
        (("block", "x1", "--owner", ""), "--owner is empty"),
        (("note", ""), "TEXT is empty"),
        (("unblock", "0" * 8), "unknown blocker"),
    ],
)
def test_what_says_nothing_is_refused(run: Run, project: Path, words: tuple[str, ...], said: str) -> None:
    answer = run(*words, cwd=project)
    assert (answer.code, said in answer.err) == (2, True)


def _team_of_four(project: Path) -> None:
    file = project / "crispdm.yaml"
    lines = file.read_text().splitlines()
    at = lines.index("team:")
    end = next(number for number, line in enumerate(lines) if line.startswith("phases:"))
    team = {
        "product_manager": "[Ana Roy <ana@x.com>]",
        "data_analyst": "[Bo Li <bo@x.com>]",
        "data_scientist": "[Bo Li <bo@x.com>, Marie Ode <cy@x.com>]",
        "data_engineer": "[]",
        "machine_learning_engineer": "[]",
        "site_reliability_engineer": "[]",
    }
    file.write_text("\n".join([*lines[: at + 1], *(f"  {role}: {who}" for role, who in team.items()), *lines[end:]]))


@pytest.mark.parametrize(
    ("owner", "meant"),
    [
        ("ml_enginer", "'machine_learning_engineer'"),
        ("ML engineer", "'machine_learning_engineer'"),
        ("SRE", "'site_reliability_engineer'"),
        ("Prodct Manager", "'product_manager'"),
        ("scientist", "'data_scientist'"),
        ("engineer", "'data_engineer', 'machine_learning_engineer' or 'site_reliability_engineer'"),
        ("Mariee", "'Marie Ode'"),
        ("Ana Royy", "'Ana Roy'"),
        ("Bo or Anna Roy", "'Ana Roy'"),
        ("Ode", "'Marie Ode'"),
    ],
)
def test_who_is_nearly_of_the_team_is_asked_for(run: Run, project: Path, owner: str, meant: str) -> None:
    _team_of_four(project)
    before = (project / ".crispdm" / "state.yaml").read_bytes()
    answer = run("block", "e", "--owner", owner, cwd=project)
    assert answer.code == 2
    assert f"did you mean {meant}?" in " ".join(answer.err.split())
    assert (project / ".crispdm" / "state.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("owner", "is_outside"),
    [
        ("Marie or Bo", False),
        ("Bo, data analyst", False),
        ("data analyst and product_manager", False),
        ("Ana Roy & Bo", False),
        ("bo@x.com", False),
        ("Legal", True),
        ("Maria", True),
        ("Bob", True),
        ("Anna", True),
        ("Anna Roy <anna@y.com>", True),
        ("team engineer", True),
        ("Bo and the bank", True),
        ("or", True),
    ],
)
def test_several_of_the_team_are_the_team_and_others_are_not(
    run: Run, project: Path, owner: str, *, is_outside: bool
) -> None:
    _team_of_four(project)
    answer = run("block", "e", "--owner", owner, cwd=project)
    assert (answer.code, "The timebox is paused until then." in answer.out) == (0, is_outside)


TEAM_NAMES = st.sampled_from(
    ["Ana Roy <ana@example.com>", "Ana", "ana@example.com", "Bo <BO@example.com>", "bo", "Cy Oh", ""]
)


@given(st.lists(TEAM_NAMES, max_size=4), TEAM_NAMES)
def test_an_owner_is_in_the_team_where_somebody_there_is_the_same(team: list[str], owner: str) -> None:
    process = structs.replace(PROCESS, team={"lead": tuple(team)})
    who, members = person(owner), [*map(person, team)]
    is_somebody = any(who.is_same(each) or who.name.casefold() == each.first_name.casefold() for each in members)
    assert belongs_to_team(process, owner) is is_somebody


DAYS = st.integers(0, 40).map(lambda number: f"{date(2026, 11, 2) + timedelta(days=number)}T09:00:00Z")


@given(st.lists(st.builds(Pause, DAYS, st.none() | DAYS), max_size=6), DAYS, st.none() | DAYS)
def test_paused_days_are_counted_as_one_counts_them_on_a_calendar(
    paused: list[Pause], entered: str, passed: str | None
) -> None:
    now = datetime(2026, 12, 10, 12, tzinfo=UTC)
    first, last = date.fromisoformat(entered[:10]), date.fromisoformat((passed or now.isoformat())[:10])
    days = {first + timedelta(days=number) for number in range((last - first).days + 1)}
    inside = {
        day
        for day in days
        for each in paused
        if date.fromisoformat(each.since[:10]) < day < (date.fromisoformat(each.until[:10]) if each.until else date.max)
    }
    assert days_in(entered, passed, paused, now).paused == sum(day.weekday() < 5 for day in inside)
