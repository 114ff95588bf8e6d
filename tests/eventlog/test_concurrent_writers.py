"""Others who write at the same time: the lock, git that knows nothing of it, many writers, some of them killed."""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from crispdm.errors import Damaged, Exit
from crispdm.eventlog import store
from crispdm.eventlog.events import Event, Noted
from crispdm.eventlog.store import PATH, append
from tests.support.builders import AT, NEW_STATE, history, line_of, must_not_be_asked, notes, record, with_state
from tests.support.command_line import ANA


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which nothing happened but that it was made."""
    return with_state(tmp_path, NEW_STATE)


# The lock.


def test_a_lock_that_is_not_had_in_time_is_an_error_and_nothing_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with (root / ".crispdm" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Damaged, match=r"another crispdm has held \.crispdm/lock") as damaged:
            append(root, must_not_be_asked(), at=AT, by=ANA)
    assert (damaged.value.exit, (root / PATH).read_bytes()) == (Exit.BROKEN, NEW_STATE)
    record(root, Noted(text="later"))
    assert notes(history(root)) == ["later"]


def test_a_lock_that_is_freed_in_time_is_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = (root / ".crispdm" / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    start = threading.Thread.start

    def start_and_free(thread: threading.Thread) -> None:
        start(thread)
        lock.close()

    monkeypatch.setattr(threading.Thread, "start", start_and_free)
    record(root, Noted(text="in turn"))
    assert (notes(history(root)), lock.closed) == (["in turn"], True)


def test_a_wait_that_fails_is_no_lock(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock = fcntl.flock

    def fail_to_wait(handle: int, operation: int) -> None:
        if not operation & fcntl.LOCK_NB:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        flock(handle, operation)

    with (root / ".crispdm" / "lock").open("w") as lock:
        flock(lock, fcntl.LOCK_EX)
        monkeypatch.setattr(fcntl, "flock", fail_to_wait)
        with pytest.raises(Damaged, match=r"has held \.crispdm/lock"):
            append(root, must_not_be_asked(), at=AT, by=ANA)


def test_the_lock_is_held_while_it_is_decided_what_to_write_and_then_no_longer(root: Path) -> None:
    def is_free() -> bool:
        with (root / ".crispdm" / "lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    append(root, lambda _: [Noted(text="free" if is_free() else "held")], at=AT, by=ANA)
    assert (notes(history(root)), is_free()) == (["held"], True)


# Git replaces files, and knows nothing of the lock.


def _replaced(root: Path, text: bytes) -> None:
    other = root / "other"
    other.write_bytes(text)
    other.replace(root / PATH)


def test_an_event_follows_a_file_that_git_put_in_place_meanwhile(root: Path) -> None:
    merged = NEW_STATE + line_of({"after": [], "at": AT, "by": "Bo", "event": "noted", "text": "merged"}) + b"\n"
    seen = []

    def decide(found: store.History) -> list[Event]:
        seen.append(len(found.events))
        if len(seen) == 1:
            _replaced(root, merged)
        return [Noted(text="mine")]

    (written,) = append(root, decide, at=AT, by=ANA)
    assert seen == [1, 2]
    assert notes(history(root)) == ["merged", "mine"]
    assert set(written.after) == {event.id for event in history(root)[:2]}


def test_a_file_that_git_replaces_again_and_again_is_given_up(root: Path) -> None:
    def decide(_: store.History) -> list[Event]:
        _replaced(root, NEW_STATE)
        return [Noted(text="mine")]

    with pytest.raises(Damaged, match="was replaced while"):
        append(root, decide, at=AT, by=ANA)
    assert (root / PATH).read_bytes() == NEW_STATE


# Processes.

_WRITER = """\
import sys
import threading
from pathlib import Path
from crispdm.eventlog import store
from crispdm.eventlog.events import Noted

root, name, times, store.PATIENCE = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
sys.stdin.read(1)
for number in range(times):
    event = Noted(text=f"{name}-{number}")
    (written,) = store.append(root, lambda _: [event], at="2026-11-24T09:00:00Z", by=name)
    print(written.id, flush=True)
"""


def _start(root: Path, name: int, times: int, patience: float = 10) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(root), str(name), str(times), str(patience)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def _go(writers: list[subprocess.Popen[str]]) -> None:
    """All at once: each waits for a byte."""
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("!")
        writer.stdin.flush()


@pytest.mark.slow
def test_eight_writers_at_once_lose_nothing_and_each_sees_all_before_it(tmp_path: Path) -> None:
    writers = [_start(tmp_path, name, 15) for name in range(8)]
    _go(writers)
    answers = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 8
    events = history(tmp_path)
    assert {event.text for event in events if isinstance(event, Noted)} == {
        f"{a}-{b}" for a in range(8) for b in range(15)
    }
    assert sorted(event.id for event in events) == sorted(name for answer in answers for name in answer)
    assert [event.after for event in events] == [(), *((event.id,) for event in events[:-1])]
    text = (tmp_path / store.PATH).read_bytes()
    assert text.count(store.HEADER) == 1
    assert len(text.splitlines()) == 121


def test_what_a_writer_was_told_is_recorded_is_there_after_it_was_killed(tmp_path: Path) -> None:
    writers = [_start(tmp_path, name, 10_000) for name in range(4)]
    _go(writers)
    told: set[str] = set()
    for rounds, writer in enumerate(writers, 1):
        assert writer.stdout
        told |= {writer.stdout.readline().strip() for _ in range(5 * rounds)}
        writer.send_signal(signal.SIGKILL)
        told |= set(filter(None, writer.communicate(timeout=60)[0].split("\n")[:-1]))
    (last,) = record(tmp_path, Noted(text="last"))
    lines = (tmp_path / store.PATH).read_text().splitlines()[1:]
    events = [json.loads(line[2:]) for line in lines]
    assert told <= {event["id"] for event in events}
    assert len(told) >= 50
    assert [event["after"] for event in events[1:]] == [[event["id"]] for event in events[:-1]]
    assert events[-1]["id"] == last.id


def test_who_gave_up_waiting_for_the_lock_ends_while_it_is_held(root: Path) -> None:
    with (root / ".crispdm" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        writer = _start(root, 1, 1, patience=0.05)
        answer, error = writer.communicate("!", timeout=60)
    assert (answer, writer.returncode) == ("", 1)
    assert "another crispdm has held .crispdm/lock" in error
    assert (root / PATH).read_bytes() == NEW_STATE
