"""What may stand in a state file: merged, cut off, damaged, or no file at all."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from crispdm.errors import Damaged, Exit
from crispdm.eventlog import store
from crispdm.eventlog.events import Created, Noted, format_event
from crispdm.eventlog.lines import parse_lines, split_lines
from crispdm.eventlog.store import HEADER, PATH, append, load, parse
from tests.support.builders import (
    AT,
    NEW_STATE,
    a_phase,
    advanced,
    history,
    line_of,
    must_not_be_asked,
    notes,
    process_text,
    record,
    signed,
    with_state,
)
from tests.support.command_line import ANA, Run

START = parse(NEW_STATE).events[0]
ONE, TWO = (
    line_of({"after": [START.id], "at": AT, "by": ANA, "event": "noted", "text": text}) + b"\n"
    for text in ("one", "two")
)
BOTH = NEW_STATE + ONE + TWO


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """A test that waits for somebody at the other end of a pipe fails."""

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(600)  # a busy machine is not a pipe
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def _refused(root: Path) -> Damaged:
    with pytest.raises(Damaged) as damaged:
        append(root, must_not_be_asked(), at=AT, by=ANA)
    assert damaged.value.exit is Exit.BROKEN
    return damaged.value


@pytest.mark.parametrize(
    "text",
    [
        BOTH,
        BOTH.replace(b"\n", b"\r\n"),
        NEW_STATE + ONE.replace(b"\n", b"\r\n") + TWO,
        BOTH[:-1],
        BOTH.replace(b"\n", b"\r\n")[:-1],
        BOTH.replace(b"\n", b"\n\n") + b"\n \n",
        NEW_STATE + b"# a comment\n" + ONE + HEADER + TWO + b"# at the end",
        BOTH.removeprefix(HEADER),
        NEW_STATE + ONE + ONE + TWO + NEW_STATE + ONE + TWO,
        BOTH + ONE.replace(b"\n", b"\r\n"),
        BOTH + ONE[:-1],
    ],
    ids=[
        *("as written", "CRLF", "mixed", "no final newline", "CRLF and no final line feed", "blank lines", "comments"),
        *("no header", "united with itself", "united with a CRLF copy", "twice, the last without newline"),
    ],
)
def test_a_whole_file_holds_each_event_once_and_is_written_to(tmp_path: Path, text: bytes) -> None:
    found = parse(text)
    assert (notes(found.events), len(found.events), found.flaws, found.is_torn) == (["one", "two"], 3, (), False)
    record(with_state(tmp_path, text), Noted(text="three"))
    after = (tmp_path / PATH).read_bytes()
    assert after.startswith(text)
    assert notes(parse(after).events) == ["one", "two", "three"]
    assert load(tmp_path).flaws == ()
    ids = [each["id"] for each in yaml.load(after, Loader=yaml.CSafeLoader)]
    assert list(dict.fromkeys(ids)) == [event.id for event in parse(after).events]


@pytest.mark.parametrize("text", [b"", b"\n", BOTH, BOTH[:-1], b"\r\n\n" + BOTH + b"\n- x"])
def test_lines_are_counted_from_one_with_what_is_behind_the_last_line_feed(text: bytes) -> None:
    lines = [*split_lines(text)]
    assert (b"".join(lines), all(line.endswith(b"\n") for line in lines[:-1])) == (text, True)
    entries = [*parse_lines(lines, PATH)]
    assert [each.number for each in entries] == [*range(1, text.count(b"\n") + 2)]
    assert b"".join(each.text + each.end for each in entries) == text
    assert entries[-1].end == b""


def test_an_empty_file_and_no_file_hold_nothing(tmp_path: Path) -> None:
    assert parse(b"") == store.History(()) == store.History((), is_there=True)
    assert load(tmp_path) == store.History((), is_there=False, is_doubtful=True)
    (tmp_path / ".crispdm").mkdir()
    assert load(tmp_path) == store.History((), is_there=False, is_doubtful=True)


def test_what_may_have_lost_events_is_doubtful(tmp_path: Path) -> None:
    record(with_state(tmp_path, NEW_STATE), Noted(text="mine"))
    text = (tmp_path / PATH).read_bytes()
    for found, is_doubtful in ((text, False), (NEW_STATE, True), (text + b"- x\n", True), (b"", True)):
        assert load(with_state(tmp_path, found)).is_doubtful is is_doubtful


def test_nothing_stays_open(tmp_path: Path) -> None:
    root = with_state(tmp_path, BOTH)
    before = os.listdir("/dev/fd")  # noqa: PTH208 - names alone
    record(root, Noted(text="mine"))
    assert load(root).events
    store.repair(root, AT)
    assert os.listdir("/dev/fd") == before  # noqa: PTH208 - as above


def _conflict(mark: int) -> bytes:
    marks = [mark * byte for byte in (b"<", b"|", b"=", b">")]
    return (
        NEW_STATE
        + marks[0]
        + b" HEAD\n"
        + ONE
        + marks[1]
        + b" 1a2b3c4\n"
        + marks[2]
        + b"\n"
        + TWO
        + marks[3]
        + b" topic\n"
    )


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        (_conflict(7), [(3, "a conflict marker"), (5, "a conflict"), (6, "a conflict"), (8, "a conflict")]),
        (_conflict(20), [(3, "a conflict marker"), (5, "a conflict"), (6, "a conflict"), (8, "a conflict")]),
        (_conflict(7).replace(b"\n", b"\r\n"), [(3, "a conflict"), (5, "a conflict"), (6, "a conflict"), (8, "a")]),
        (BOTH + ONE.replace(b"one", b"won"), [(5, "modified after recording")]),
        (NEW_STATE + ONE.replace(b"one", b"won") + ONE + TWO, [(3, "modified after recording")]),
        (NEW_STATE + ONE[:30] + b"\n" + ONE + TWO, [(3, "not an event")]),
        (BOTH + b"hello\n", [(5, "not an event")]),
        (BOTH + b"- {}\n---\n", [(5, "not an event"), (6, "not an event")]),
        (b"\xef\xbb\xbf" + BOTH, [(1, "not an event")]),
        (NEW_STATE + b"  " + ONE + ONE + TWO, [(3, "not an event")]),
        (NEW_STATE + b"<<<<<< \n" + ONE + TWO, [(3, "not an event")]),
        (NEW_STATE + ONE + b"- " + b"[" * 100_000 + b"\n" + TWO, [(4, "not an event")]),
        (BOTH + b'hello\n- {"id": "torn', [(5, "not an event"), (6, "cut off")]),
    ],
)
def test_readers_pass_over_flaws_and_name_them_and_writers_refuse(
    tmp_path: Path, text: bytes, flaws: list[tuple[int, str]]
) -> None:
    found = load(with_state(tmp_path, text))
    assert (notes(found.events), len(found.events)) == (["one", "two"], 3)
    assert len(found.flaws) == len(flaws)
    for said, (line, what) in zip(found.flaws, flaws, strict=True):
        assert said.startswith(f"{PATH}:{line}: {what}")
    assert _refused(tmp_path).details == (found.flaws[:-1] if found.is_torn else found.flaws)
    assert (tmp_path / PATH).read_bytes() == text


def test_a_flaw_is_a_warning_to_who_looks_and_an_error_to_who_moves(run: Run, tmp_path: Path) -> None:
    (tmp_path / "crispdm.yaml").write_text(process_text(a_phase("plan"), a_phase("build")))
    with_state(tmp_path, _conflict(7))
    for command in ("status", "check", "log"):
        looked = run(command, cwd=tmp_path)
        assert (looked.code, f"{PATH}:3: a conflict marker" in looked.err) == (0, True), command
    moved = run("advance", cwd=tmp_path)
    assert (moved.code, f"{PATH}:3: a conflict marker" in moved.err) == (3, True)
    assert (tmp_path / PATH).read_bytes() == _conflict(7)


@pytest.mark.parametrize(
    ("event", "named"),
    [
        ({"event": "paused"}, "'paused'"),
        ({"event": "noted", "text": "hello", "needs": "7.0"}, "crispdm 7.0"),
    ],
)
@pytest.mark.parametrize("command", ["status", "check", "log", "advance"])
def test_an_event_of_a_later_version_stops_everybody(
    run: Run, tmp_path: Path, command: str, event: dict[str, str], named: str
) -> None:
    (tmp_path / "crispdm.yaml").write_text(process_text(a_phase("plan"), a_phase("build")))
    text = NEW_STATE + line_of({"after": [], "at": AT, "by": ANA, **event}) + b"\n"
    answer = run(command, cwd=with_state(tmp_path, text))
    assert (answer.code, answer.out, f"{PATH}:3: " in answer.err, named in answer.err) == (3, "", True, True)
    assert (tmp_path / PATH).read_bytes() == text


# A torn end: whoever wrote it was never told that it was recorded.


def _cuts(old: bytes, whole: bytes) -> Iterator[bytes]:
    return (whole[:size] for size in range(len(old), len(whole) + 1))


def _grown(root: Path, old: bytes, *events: Noted) -> bytes:
    record(with_state(root, old), *events)
    return (root / PATH).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    "old", [b"", NEW_STATE, NEW_STATE[:-1], BOTH], ids=["empty", "header and one", "no newline", "some"]
)
def test_an_append_that_was_cut_at_any_byte_loses_and_invents_nothing(tmp_path: Path, old: bytes) -> None:
    before = [event.id for event in parse(old).events]
    whole = _grown(tmp_path, old, Noted(text="cut é\U0001f600"), Noted(text="next"))
    written = [event.id for event in parse(whole).events]
    assert len(written) == len(before) + 2
    for cut in _cuts(old, whole):
        kept = [event.id for event in parse(cut).events]
        assert kept in [written[:size] for size in range(len(before), len(written) + 1)]
        (last,) = record(with_state(tmp_path, cut), Noted(text="again"))
        text = (tmp_path / PATH).read_bytes()
        assert parse(text).flaws == ()
        assert [each["id"] for each in yaml.load(text, Loader=yaml.CSafeLoader)] == [*kept, last.id]
        assert text.startswith(old or HEADER)
        assert text.count(HEADER) == 1


def test_a_torn_end_that_is_a_whole_event_is_kept_and_any_other_is_warned_of(tmp_path: Path) -> None:
    for cut in _cuts(NEW_STATE, NEW_STATE + ONE):
        found = load(with_state(tmp_path, cut))
        is_whole = len(cut) >= len(NEW_STATE + ONE) - 1
        assert notes(found.events) == (["one"] if is_whole else [])
        assert found.is_torn is (not is_whole and cut != NEW_STATE)
        assert found.flaws == ((f"{PATH}:3: cut off",) if found.is_torn else ())


def test_of_a_move_that_was_cut_between_its_events_the_first_stays(tmp_path: Path) -> None:
    record(with_state(tmp_path, NEW_STATE), signed("plan", "analyst"), advanced("plan", "build"))
    lines = (tmp_path / PATH).read_bytes().splitlines(keepends=True)
    with_state(tmp_path, b"".join(lines[:-1]) + lines[-1][:40])
    record(tmp_path, Noted(text="again"))
    assert [type(event).__name__ for event in history(tmp_path)] == ["Created", "Signed", "Noted"]


# What stands in place of the file.


def _link(path: Path) -> None:
    target = path.parent.parent / "elsewhere"
    target.write_bytes(NEW_STATE)
    path.symlink_to(target)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 2 << 30)


@pytest.mark.parametrize(
    "make",
    [_link, lambda path: path.symlink_to("nowhere"), os.mkfifo, Path.mkdir, _sparse],
    ids=["link", "dangling link", "pipe", "folder", "2 GB"],
)
def test_what_is_no_file_of_the_project_is_damage_and_no_hang(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / ".crispdm").mkdir()
    make(tmp_path / PATH)
    with pytest.raises(Damaged, match=r"\.crispdm/state\.yaml"):
        load(tmp_path)
    assert PATH in _refused(tmp_path).message
    if (tmp_path / "elsewhere").exists():
        assert (tmp_path / "elsewhere").read_bytes() == NEW_STATE
    assert not (tmp_path / ".crispdm" / "nowhere").exists()


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("real"), os.mkfifo, Path.touch])
def test_a_folder_that_is_none_is_damage(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "real").mkdir()
    make(tmp_path / ".crispdm")
    with pytest.raises(Damaged, match=r"^\.crispdm cannot be used"):
        load(tmp_path)
    assert _refused(tmp_path).message.startswith(".crispdm cannot be used")
    assert not [*(tmp_path / "real").iterdir()]


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("state.yaml"), Path.mkdir], ids=["link", "folder"])
def test_a_lock_that_is_none_is_damage(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(with_state(tmp_path, NEW_STATE) / ".crispdm" / "lock")
    assert _refused(tmp_path).message.startswith(".crispdm/lock cannot be used")
    assert (tmp_path / PATH).read_bytes() == NEW_STATE


def test_the_first_event_of_a_new_project_is_a_whole_file() -> None:
    event, line = format_event(Created(project="listings", crispdm="0.1.0"), after=(), at=AT, by=ANA)
    assert HEADER + line == NEW_STATE
    assert parse(NEW_STATE).events == (event,)


def test_a_folder_that_may_not_be_read_is_said_to_lack_a_permission(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so the system's answer is played."""
    opened = os.open

    def refuse(path: Any, *more: Any, **named: Any) -> int:
        if str(path).endswith(".crispdm"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    answer = run("status", cwd=project)
    assert (answer.code, answer.out) == (3, "")
    said = "crispdm: .crispdm cannot be used: Permission denied hint: check its permissions"
    assert " ".join(answer.err.split()) == said
