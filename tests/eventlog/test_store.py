"""The state file: what is read from it, what is written to it, and what is refused."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from crispdm.errors import Damaged, Exit, Refused
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import Event, Noted
from crispdm.eventlog.lines import heads
from crispdm.eventlog.store import HEADER, PATH, append, load
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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which nothing happened but that it was made."""
    return with_state(tmp_path, NEW_STATE)


def _bytes(root: Path) -> bytes:
    return (root / PATH).read_bytes()


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
    assert notes(history(tmp_path)) == ["one", "two"]


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


def _record_second(root: Path) -> None:
    record(root, Noted(text="second"))


def _bring_back(root: Path) -> None:
    store.repair(root, AT, NEW_STATE)


FIRST_WRITERS = pytest.mark.parametrize("write", [_record_second, _bring_back])


@FIRST_WRITERS
def test_two_who_write_first_both_make_the_folder(
    root: Path, write: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = history(root)
    with monkeypatch.context() as patch:
        patch.setattr(os.path, "lexists", lambda _: False)  # as it was when the second looked
        write(root)
    assert history(root)[: len(before)] == before


@FIRST_WRITERS
def test_the_name_of_a_new_folder_is_on_the_disk_before_an_event_is_acknowledged(
    tmp_path: Path, write: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, fsync = set(), os.fsync

    def sync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", sync)
    write(tmp_path)
    assert {tmp_path.stat().st_ino, (tmp_path / PATH).stat().st_ino} <= synced


def test_an_event_comes_after_all_heads(root: Path) -> None:
    start = history(root)[0].id
    lines = [line_of({"after": [start], "at": AT, "by": by, "event": "noted", "text": by}) for by in ("Ana", "Bo")]
    with_state(root, NEW_STATE + b"\n".join(lines) + b"\n")
    assert len(heads(load(root).events)) == 2
    united, *_ = record(root, Noted(text="merged"))
    assert set(united.after) == {event.id for event in history(root)[1:3]}
    assert heads(load(root).events) == (united.id,)


def test_the_events_of_one_move_come_one_after_another(root: Path) -> None:
    first, second = record(root, Noted(text="one"), Noted(text="one"))
    assert (second.after, first.after) == ((first.id,), (history(root)[0].id,))


def test_nothing_to_record_makes_no_file(tmp_path: Path) -> None:
    assert record(tmp_path) == ()
    assert not (tmp_path / PATH).exists()


def test_nothing_to_record_and_a_refusal_leave_every_byte(root: Path) -> None:
    assert record(root) == ()

    def refuse(_: store.History) -> Sequence[Event]:
        raise Refused("no")

    with pytest.raises(Refused):
        append(root, refuse, at=AT, by=ANA)
    assert _bytes(root) == NEW_STATE


def _count(monkeypatch: pytest.MonkeyPatch, name: str) -> list[object]:
    calls: list[object] = []
    real: Callable[..., object] = getattr(os, name)

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(os, name, counted)
    return calls


@pytest.mark.parametrize("text", [b"", NEW_STATE, NEW_STATE[:-1], NEW_STATE + b'- {"id": "torn', NEW_STATE[:9]])
def test_one_append_is_one_write_and_one_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    with_state(tmp_path, text)
    with monkeypatch.context() as patch:
        writes, syncs = _count(patch, "write"), _count(patch, "fsync")
        record(tmp_path, signed("plan", "analyst"), advanced("plan", "build"))
        is_torn = (tmp_path / ".crispdm" / "rejected.yaml").exists()  # one sync for what was set aside
        assert (len(writes), len(syncs)) == (1, 1 + is_torn)
    assert [type(event).__name__ for event in history(tmp_path)][-2:] == ["Signed", "Advanced"]
    assert load(tmp_path).flaws == ()


# A disk that does not take it.


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (NEW_STATE, NEW_STATE),
        (NEW_STATE[:-1], NEW_STATE[:-1]),
        (b"", b""),
        (NEW_STATE + b'- {"id": "torn', NEW_STATE),
        (NEW_STATE[:9], b""),
    ],
)
@pytest.mark.parametrize("fault", ["short", "full", "sync"])
def test_what_the_disk_does_not_take_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, kept: bytes, fault: str
) -> None:
    with_state(tmp_path, text)
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
    assert _bytes(tmp_path) == (text if "rejected" in damaged.value.message else kept)
    record(tmp_path, Noted(text="again"))
    assert notes(history(tmp_path)) == ["again"]


@pytest.fixture
def forbidden() -> Iterator[Path]:
    """A project of which nothing may be written; nor by root, who becomes nobody for a while."""
    with tempfile.TemporaryDirectory() as name:
        root = with_state(Path(name), NEW_STATE)
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


def test_a_file_grows_up_to_what_can_be_read_and_no_further(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.LIMIT == 64 << 20
    record(root, Noted(text="a"))
    whole = _bytes(root)
    monkeypatch.setattr(store, "LIMIT", len(whole))
    record(with_state(root, NEW_STATE), Noted(text="a"))
    assert _bytes(root) == whole
    with pytest.raises(Damaged, match="nothing was recorded"):
        record(root, Noted(text="b"))
    assert (_bytes(root), notes(history(root))) == (whole, ["a"])
    monkeypatch.setattr(store, "LIMIT", len(whole) - 1)
    with pytest.raises(Damaged, match="the limit"):
        load(root)


def test_its_values_grow_up_to_what_can_be_read_and_no_further(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(root, Noted(text="a"))
    whole = _bytes(root)
    values = whole.count(b"[") + whole.count(b"{") + whole.count(b",")
    monkeypatch.setattr(lines, "MOST_VALUES", values)
    record(with_state(root, NEW_STATE), Noted(text="a"))
    assert _bytes(root) == whole
    with pytest.raises(Damaged, match=f"nothing was recorded.* more than {values} brackets"):
        record(root, Noted(text="b"))
    assert (_bytes(root), notes(history(root))) == (whole, ["a"])
    monkeypatch.setattr(lines, "MOST_VALUES", values - 1)
    with pytest.raises(Damaged, match=f"has more than {values - 1} brackets, braces and commas, the limit"):
        load(root)


# What a process leaves behind.


def test_nothing_is_left_open(root: Path) -> None:
    def lowest() -> int:
        handle = os.dup(0)
        os.close(handle)
        return handle

    before = lowest()
    for _ in range(3):
        load(root)
        record(root, Noted(text="a"))
    with_state(root, b"broken\n")
    _refused(root)
    assert lowest() == before


def test_a_new_file_has_the_mode_that_the_person_s_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        record(tmp_path, Noted(text="a"))
    finally:
        os.umask(before)
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640
