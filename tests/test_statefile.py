"""The state file: what is read from it, what is written to it, and what is refused."""

import errno
import fcntl
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from crispdm.errors import Damaged, Exit, Refused
from crispdm.lifecycle import statefile
from crispdm.lifecycle.events import Created, Event, Noted
from crispdm.lifecycle.statefile import HEADER, PATH, append, heads, load, parse
from tests.builders import AT, a_phase, advanced, history, line_of, must_not_be_asked, process_text, record, signed
from tests.conftest import ANA, Run

OLD = statefile.first(Created(project="listings", crispdm="0.1.0"), at=AT, by=ANA)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which nothing happened but that it was made."""
    return _with(tmp_path, OLD)


def _with(root: Path, text: bytes) -> Path:
    (root / ".crispdm").mkdir(exist_ok=True)
    (root / PATH).write_bytes(text)
    return root


def _bytes(root: Path) -> bytes:
    return (root / PATH).read_bytes()


def _texts(root: Path) -> list[str]:
    return [event.text for event in history(root) if isinstance(event, Noted)]


def _refused(root: Path) -> Damaged:
    """The refusal to write, after which every byte is as before."""
    before = _bytes(root) if (root / PATH).is_file() else b""
    with pytest.raises(Damaged) as damaged:
        append(root, must_not_be_asked(), at=AT, by=ANA)
    assert damaged.value.exit is Exit.BROKEN
    assert (_bytes(root) if (root / PATH).is_file() else b"") == before
    return damaged.value


# Appending.


def test_the_first_write_makes_the_folder_the_file_and_its_header(tmp_path: Path) -> None:
    record(tmp_path, Noted(text="one"))
    record(tmp_path, Noted(text="two"))
    assert _bytes(tmp_path).startswith(HEADER)
    assert _bytes(tmp_path).count(HEADER) == 1
    assert _texts(tmp_path) == ["one", "two"]


def test_the_first_move_in_a_project_without_state_says_first_that_it_was_created(run: Run, tmp_path: Path) -> None:
    (tmp_path / "crispdm.yaml").write_text(process_text(a_phase("plan"), a_phase("build")))
    looked = run("status", cwd=tmp_path)
    assert (looked.code, "state.yaml is not there" in looked.err) == (0, True)
    assert not (tmp_path / ".crispdm").exists()
    assert run("back", "build", "--reason", "too early", cwd=tmp_path).code == 2
    assert not (tmp_path / PATH).exists()
    assert run("advance", cwd=tmp_path).code == 0
    assert _bytes(tmp_path).startswith(HEADER)
    assert [type(event).__name__ for event in history(tmp_path)] == ["Created", "Advanced"]
    assert run("advance", cwd=tmp_path).code == 0
    assert [type(event).__name__ for event in history(tmp_path)] == ["Created", "Advanced", "Advanced"]


def test_an_event_comes_after_all_heads(root: Path) -> None:
    start = history(root)[0].id
    lines = [line_of({"after": [start], "at": AT, "by": by, "event": "noted", "text": by}) for by in ("Ana", "Bo")]
    _with(root, OLD + b"\n".join(lines) + b"\n")
    assert len(heads(load(root))) == 2
    united, *_ = record(root, Noted(text="merged"))
    assert set(united.after) == {event.id for event in history(root)[1:3]}
    assert heads(load(root)) == (united.id,)


def test_the_events_of_one_move_come_one_after_another(root: Path) -> None:
    first, second = record(root, Noted(text="one"), Noted(text="one"))
    assert (second.after, first.after) == ((first.id,), (history(root)[0].id,))


def test_nothing_to_record_and_a_refusal_leave_every_byte(root: Path) -> None:
    assert record(root) == ()

    def refuse(_: statefile.History) -> Sequence[Event]:
        raise Refused("no")

    with pytest.raises(Refused):
        append(root, refuse, at=AT, by=ANA)
    assert _bytes(root) == OLD


def _count(monkeypatch: pytest.MonkeyPatch, name: str) -> list[object]:
    calls: list[object] = []
    real: Callable[..., object] = getattr(os, name)

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(os, name, counted)
    return calls


@pytest.mark.parametrize("text", [b"", OLD, OLD[:-1], OLD + b"- {torn", OLD[:9]])
def test_one_append_is_one_write_and_one_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    _with(tmp_path, text)
    with monkeypatch.context() as patch:
        writes, syncs = _count(patch, "write"), _count(patch, "fsync")
        record(tmp_path, signed("plan", "analyst"), advanced("plan", "build"))
        assert (len(writes), len(syncs)) == (1, 1)
    assert [type(event).__name__ for event in history(tmp_path)][-2:] == ["Signed", "Advanced"]
    assert load(tmp_path).flaws == ()


# A disk that does not take it.


@pytest.mark.parametrize(
    ("text", "kept"), [(OLD, OLD), (OLD[:-1], OLD[:-1]), (b"", b""), (OLD + b"- {torn", OLD), (OLD[:9], b"")]
)
@pytest.mark.parametrize("fault", ["short", "full", "sync"])
def test_what_the_disk_does_not_take_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, kept: bytes, fault: str
) -> None:
    _with(tmp_path, text)
    write = os.write

    def write_half(handle: int, wanted: bytes) -> int:
        done = write(handle, wanted[: len(wanted) // 2])
        if fault == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return done

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, *(("fsync", fail) if fault == "sync" else ("write", write_half)))
        with pytest.raises(Damaged, match="nothing was recorded") as damaged:
            record(tmp_path, Noted(text="a"), Noted(text="b"))
    assert damaged.value.exit is Exit.BROKEN
    assert _bytes(tmp_path) == kept
    record(tmp_path, Noted(text="again"))
    assert _texts(tmp_path) == ["again"]


@pytest.fixture
def forbidden() -> Iterator[Path]:
    """A project of which nothing may be written; nor by root, who becomes nobody for a while."""
    with tempfile.TemporaryDirectory() as name:
        root = _with(Path(name), OLD)
        (root / PATH).chmod(0o444)
        (root / ".crispdm").chmod(0o555)
        root.chmod(0o555)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            yield root
        finally:
            if is_root:
                os.seteuid(0)
            root.chmod(0o755)
            (root / ".crispdm").chmod(0o755)


def test_in_a_folder_that_is_read_only_one_can_look_and_not_write(forbidden: Path) -> None:
    assert len(history(forbidden)) == 1
    assert "lock cannot be used: Permission denied" in _refused(forbidden).message


def _as_owner(path: Path, mode: int) -> None:
    """Change a mode, as root where a test runs as root."""
    user = os.geteuid()
    os.seteuid(os.getuid())
    path.chmod(mode)
    os.seteuid(user)


def test_a_file_that_is_read_only_is_not_written(forbidden: Path) -> None:
    _as_owner(forbidden / ".crispdm", 0o777)
    assert "state.yaml cannot be used: Permission denied" in _refused(forbidden).message


def test_a_file_that_cannot_be_read_is_damage(forbidden: Path) -> None:
    _as_owner(forbidden / PATH, 0)
    with pytest.raises(Damaged, match="Permission denied"):
        load(forbidden)


# The lock.


def test_a_lock_that_is_not_had_in_time_is_an_error_and_nothing_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statefile, "PATIENCE", 0.05)
    with (root / ".crispdm" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another crispdm has held .crispdm/lock" in _refused(root).message
    record(root, Noted(text="later"))
    assert _texts(root) == ["later"]


def test_a_lock_that_is_freed_in_time_is_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = (root / ".crispdm" / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    start = threading.Thread.start

    def start_and_free(thread: threading.Thread) -> None:
        start(thread)
        lock.close()

    monkeypatch.setattr(threading.Thread, "start", start_and_free)
    record(root, Noted(text="in turn"))
    assert (_texts(root), lock.closed) == (["in turn"], True)


def test_the_lock_is_held_while_it_is_decided_what_to_write_and_then_no_longer(root: Path) -> None:
    def is_free() -> bool:
        with (root / ".crispdm" / "lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    append(root, lambda _: [Noted(text="free" if is_free() else "held")], at=AT, by=ANA)
    assert (_texts(root), is_free()) == (["held"], True)


# Git replaces files, and knows nothing of the lock.


def _replaced(root: Path, text: bytes) -> None:
    other = root / "other"
    other.write_bytes(text)
    other.replace(root / PATH)


def test_an_event_follows_a_file_that_git_put_in_place_meanwhile(root: Path) -> None:
    merged = OLD + line_of({"after": [], "at": AT, "by": "Bo", "event": "noted", "text": "merged"}) + b"\n"
    seen = []

    def decide(found: statefile.History) -> list[Event]:
        seen.append(len(found.events))
        if len(seen) == 1:
            _replaced(root, merged)
        return [Noted(text="mine")]

    (written,) = append(root, decide, at=AT, by=ANA)
    assert seen == [1, 2]
    assert _texts(root) == ["merged", "mine"]
    assert set(written.after) == {event.id for event in history(root)[:2]}


def test_a_file_that_git_replaces_again_and_again_is_given_up(root: Path) -> None:
    def decide(_: statefile.History) -> list[Event]:
        _replaced(root, OLD)
        return [Noted(text="mine")]

    with pytest.raises(Damaged, match="was replaced meanwhile"):
        append(root, decide, at=AT, by=ANA)
    assert _bytes(root) == OLD


def test_a_file_that_would_grow_too_large_to_be_read_is_not_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert statefile.LIMIT == 64 << 20
    monkeypatch.setattr(statefile, "LIMIT", len(OLD) + 300)
    (first,) = record(root, Noted(text="a"))
    with pytest.raises(Damaged, match="nothing was recorded"):
        record(root, Noted(text="b" * 200))
    assert [event.id for event in parse(_bytes(root)).events][1:] == [first.id]
