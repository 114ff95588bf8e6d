"""One writer at a time, also where the kernel has no lock to give."""

import errno
import fcntl
import importlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import IO, Any

import pytest

from crispdm import file_locks, lock_files, open_folder
from crispdm.errors import Damaged, Exit
from crispdm.eventlog import store
from crispdm.eventlog.events import Event, Noted
from crispdm.eventlog.store import PATH, append
from crispdm.file_locks import locked, try_lock
from crispdm.lock_files import HOLDER
from crispdm.open_folder import Folder
from crispdm.scaffold import staging
from tests.support.builders import AT, NEW_STATE, history, must_not_be_asked, notes, record, with_state
from tests.support.command_line import ANA, Run
from tests.support.repository import plain_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return with_state(tmp_path, NEW_STATE)


@pytest.fixture
def folder(root: Path) -> Iterator[Folder]:
    with Folder(root / ".crispdm") as opened:
        yield opened


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that has none, as some network shares."""

    def flock(_: int, __: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)


def holder(root: Path) -> Path:
    return root / ".crispdm" / HOLDER


def _alive(process: int = 0) -> str:
    """This process, as it names itself; or another one."""
    process = process or os.getpid()
    return f"{socket.gethostname()} {process} {lock_files._started(process)}"  # noqa: SLF001 - the format is tested


def _dead() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
        return process.pid


@pytest.mark.parametrize("code", sorted(file_locks._NO_LOCKS))  # noqa: SLF001 - the table is what is tested
def test_without_locks_a_file_with_host_and_process_is_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def flock(_: int, __: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    said = []

    def decide(_: store.History) -> list[Noted]:
        said.append(holder(root).read_text())
        return [Noted(text="mine")]

    append(root, decide, at=AT, by=ANA)
    assert said == [_alive()]
    assert notes(history(root)) == ["mine"]
    assert {path.name for path in (root / ".crispdm").iterdir()} == {"state.yaml", "lock"}


def test_another_fault_of_the_lock_is_no_reason_to_do_without(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_: int, __: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(Damaged, match=r"\.crispdm/lock cannot be locked: Input/output error"):
        append(root, must_not_be_asked(), at=AT, by=ANA)
    assert (root / PATH).read_bytes() == NEW_STATE


def test_a_file_system_that_does_not_answer_is_not_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As that of a server that is gone, even where it is asked not to wait."""
    with _server_gone(monkeypatch) as answered:
        with pytest.raises(Damaged, match="cannot be locked: the file system does not answer"):
            append(root, must_not_be_asked(), at=AT, by=ANA)
        assert not answered
    assert (root / PATH).read_bytes() == NEW_STATE


def test_nor_for_a_staging_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".crispdm" / "staging").mkdir(parents=True)
    with _server_gone(monkeypatch) as answered:
        assert [*staging.leftovers(tmp_path)] == ["another crispdm is changing files here"]
        assert not answered


@contextmanager
def _server_gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """A file system that answers no request for a lock before the end; those that were waited for until it did."""
    is_back, answered = threading.Event(), list[bool]()

    def flock(_: int, __: int) -> None:
        answered.append(is_back.wait(20))

    monkeypatch.setattr(file_locks, "_ANSWERS", 0.05)
    monkeypatch.setattr(fcntl, "flock", flock)
    yield answered
    is_back.set()


_HUNG = """\
import fcntl, time
fcntl.flock = lambda *_: time.sleep(600)
from crispdm import file_locks
file_locks._ANSWERS = 0.1
import sys
sys.argv = ["crispdm", "note", "x"]
from crispdm.__main__ import main
main()
"""


def test_a_thread_that_hangs_keeps_no_command_from_its_end(root: Path) -> None:
    plain_project(root / "shop")
    done = subprocess.run(
        [sys.executable, "-c", _HUNG], cwd=root / "shop", capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "does not answer" in done.stderr


# A lock that is removed under its holder.


@pytest.mark.parametrize("remove", [Path.unlink, lambda path: path.rename(path.with_name("other"))])
def test_who_waited_for_a_file_that_was_removed_waits_for_the_new_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, remove: Callable[[Path], object]
) -> None:
    """As `git clean -x` does, which knows no lock."""
    monkeypatch.setattr(store, "PATIENCE", 0.2)
    lock = root / ".crispdm" / "lock"
    open_ = Folder.open
    others: list[IO[str]] = []

    def open_and_lose(folder: Folder, name: str, flags: int, mode: int = 0o666) -> int:
        handle = open_(folder, name, flags, mode)
        if not others:
            remove(lock)
            others.append(lock.open("w"))
            fcntl.flock(others[0], fcntl.LOCK_EX)
        return handle

    monkeypatch.setattr(Folder, "open", open_and_lose)
    with pytest.raises(Damaged, match="another crispdm has held"):
        append(root, must_not_be_asked(), at=AT, by=ANA)
    others[0].close()
    record(root, Noted(text="later"))
    assert notes(history(root)) == ["later"]


def _remove_once(file: Path, decided: list[int]) -> list[Event]:
    """What is decided while somebody removes the lock, the first time."""
    decided.append(1)
    if len(decided) == 1:
        file.unlink()
    return [Noted(text="mine")]


def test_whose_lock_file_is_removed_decides_again_under_a_new_one(root: Path) -> None:
    decided: list[int] = []
    append(root, lambda _: _remove_once(root / ".crispdm" / "lock", decided), at=AT, by=ANA)
    assert (len(decided), notes(history(root))) == (2, ["mine"])


@pytest.mark.usefixtures("no_locks")
def test_whose_holder_file_is_removed_decides_again_under_a_new_one(root: Path) -> None:
    decided: list[int] = []
    append(root, lambda _: _remove_once(holder(root), decided), at=AT, by=ANA)
    assert (len(decided), notes(history(root))) == (2, ["mine"])
    assert not [*(root / ".crispdm").glob(f"{HOLDER}*")]


@pytest.mark.usefixtures("no_locks")
def test_the_holder_file_of_another_is_not_removed(root: Path) -> None:
    """Somebody removed ours, as the hint says, and another process took the lock."""

    def decide(_: store.History) -> list[Event]:
        holder(root).unlink()
        holder(root).write_text("elsewhere 1")
        return []

    append(root, decide, at=AT, by=ANA)
    assert holder(root).read_text() == "elsewhere 1"


@pytest.mark.usefixtures("no_locks")
@pytest.mark.parametrize(
    "text",
    [
        *(f"{socket.gethostname()} {os.getpid()}", _alive(), _alive(1)),
        *(f"elsewhere {_dead()}", "garbage", f"{socket.gethostname()} x", f"{socket.gethostname()} \u00b2", "1"),
    ],
    ids=[
        *("without its start", "this process", "another process"),
        *("elsewhere", "no holder", "no number", "odd number", "no host"),
    ],
)
def test_who_may_be_alive_is_waited_for_and_named(root: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    holder(root).write_text(text)
    with pytest.raises(Damaged) as damaged:
        append(root, must_not_be_asked(), at=AT, by=ANA)
    assert damaged.value.exit is Exit.BROKEN
    assert damaged.value.message.startswith(f"{text or 'somebody'} has held .crispdm/{HOLDER}")
    assert f"remove .crispdm/{HOLDER}" in damaged.value.hint
    assert (holder(root).read_text(), (root / PATH).read_bytes()) == (text, NEW_STATE)


DEAD = {
    "killed": f"{socket.gethostname()} {_dead()}",
    "killed, with its start": f"{socket.gethostname()} {_dead()} 17",
    "before the machine started again": f"{socket.gethostname()} {os.getpid()} 17",
    "a number beyond all": f"{socket.gethostname()} {'9' * 30}",
    "empty": "",
    "blank": " \n",
    "of a crash of the machine": "\0" * 20,
}


@pytest.mark.usefixtures("no_locks")
@pytest.mark.parametrize("text", DEAD.values(), ids=DEAD)
@pytest.mark.parametrize("left", [(), (".dead",), (".dead", ".dead.dead")], ids=len)
def test_who_is_dead_is_found_out(root: Path, text: str, left: tuple[str, ...]) -> None:
    """Also where who removed it was killed as well."""
    for ending in ("", *left):
        (root / ".crispdm" / f"{HOLDER}{ending}").write_text(text)
    before = os.listdir("/dev/fd")  # noqa: PTH208 - names alone
    record(root, Noted(text="mine"))
    assert os.listdir("/dev/fd") == before, "nothing stays open"  # noqa: PTH208 - as above
    assert notes(history(root)) == ["mine"]
    assert not [*(root / ".crispdm").glob(f"{HOLDER}*")]


@pytest.mark.usefixtures("no_locks")
def test_a_holder_is_never_seen_without_its_text(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that an empty one is a dead one."""
    seen = []
    write = os.write

    def record_and_write(handle: int, data: bytes) -> int:
        seen.append(holder(root).exists())
        return write(handle, data)

    monkeypatch.setattr(os, "write", record_and_write)
    append(root, lambda _: [Noted(text=holder(root).read_text())], at=AT, by=ANA)
    assert seen[0] is False
    assert notes(history(root)) == [_alive()]


@pytest.mark.usefixtures("no_locks")
def test_a_successor_is_not_taken_for_the_dead(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between finding out and removing, another may have removed it and taken the lock."""
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    holder(root).write_text(f"{socket.gethostname()} {_dead()}")
    create = lock_files._create  # noqa: SLF001 - the moment between is what is tested

    def overtaken(at: Folder, name: str, place: str) -> int | None:
        if name.endswith(".dead"):
            holder(root).write_text(_alive())
        return create(at, name, place)

    monkeypatch.setattr(lock_files, "_create", overtaken)
    with pytest.raises(Damaged, match="has held"):
        append(root, must_not_be_asked(), at=AT, by=ANA)
    assert holder(root).exists()


@pytest.mark.usefixtures("no_locks")
def test_a_holder_that_lets_go_is_waited_for(root: Path) -> None:
    holder(root).write_text(f"{socket.gethostname()} {os.getpid()}")
    threading.Timer(0.1, holder(root).unlink).start()
    record(root, Noted(text="in turn"))
    assert notes(history(root)) == ["in turn"]


@pytest.mark.usefixtures("no_locks")
@pytest.mark.parametrize("make", [lambda path: path.symlink_to("state.yaml"), Path.mkdir, os.mkfifo])
def test_a_holder_that_is_no_file_is_waited_for_in_vain(
    root: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    make(holder(root))
    with pytest.raises(Damaged, match="somebody has held"):
        append(root, must_not_be_asked(), at=AT, by=ANA)
    assert (root / PATH).read_bytes() == NEW_STATE


@pytest.mark.usefixtures("no_locks")
def test_where_no_file_can_be_made_nothing_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def closed(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if str(path).startswith(HOLDER):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", closed)
    with pytest.raises(Damaged, match=rf"\.crispdm/{HOLDER} cannot be created: Permission denied"):
        append(root, must_not_be_asked(), at=AT, by=ANA)


_WRITER = """\
import errno, fcntl, os, sys
from pathlib import Path
def flock(handle, operation):
    raise OSError(errno.ENOLCK, "no locks")
fcntl.flock = flock
from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from crispdm.open_folder import Folder
for number in range(10):
    event = Noted(text=f"{os.getpid()}-{number}")
    store.append(Path(sys.argv[1]), lambda _: [event], at="2026-11-24T09:00:00Z", by="Ana")
"""


def test_writers_without_locks_lose_nothing(root: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(root)]) for _ in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    events = history(root)
    assert len(events) == 41
    assert [event.after for event in events[1:]] == [(event.id,) for event in events[:-1]]


# Windows, as far as that can be tried elsewhere.


def _windows(taken: list[int]) -> ModuleType:
    """`msvcrt` as its documentation has it: one byte, and an error at once where it is taken."""

    def locking(handle: int, mode: int, size: int) -> None:
        assert (mode, size) == (2, 1)
        if taken:
            taken.pop()
            raise OSError(errno.EACCES, "taken")
        os.fstat(handle)

    module: Any = SimpleNamespace(locking=locking, LK_NBLCK=2)
    return module  # type: ignore[no-any-return]  # it stands in for a module


def test_windows_has_a_lock_of_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [1, 1, 1]
    monkeypatch.setattr(file_locks, "fcntl", None)
    monkeypatch.setattr(file_locks, "msvcrt", _windows(taken))
    append(root, lambda _: [Noted(text=f"a file besides: {holder(root).exists()}")], at=AT, by=ANA)
    assert (notes(history(root)), taken) == (["a file besides: False"], [])
    monkeypatch.setattr(file_locks, "msvcrt", _windows([1] * 1000))
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with pytest.raises(Damaged, match="another crispdm has held"):
        append(root, must_not_be_asked(), at=AT, by=ANA)


def test_a_system_without_either_uses_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_locks, "fcntl", None)
    monkeypatch.setattr(file_locks, "msvcrt", None)
    append(root, lambda _: [Noted(text=holder(root).read_text())], at=AT, by=ANA)
    assert notes(history(root)) == [_alive()]


_WITHOUT = """\
import importlib, os, pkgutil, sys
sys.modules["fcntl"] = None
for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_CLOEXEC", "killpg", "geteuid"):
    delattr(os, name)
import crispdm
for module in pkgutil.walk_packages(crispdm.__path__, "crispdm."):
    if module.name != "crispdm.cli.mcp_server":  # the package mcp has its own ways there
        importlib.import_module(module.name)
"""


@pytest.fixture
def without_handles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that opens files by their paths alone, and has other locks."""
    monkeypatch.setattr(open_folder, "BY_HANDLE", False)
    monkeypatch.setattr(file_locks, "fcntl", None)
    monkeypatch.setattr(file_locks, "msvcrt", _windows([]))


@pytest.mark.usefixtures("without_handles")
def test_a_project_is_made_moved_verified_and_repaired_by_paths_alone(run: Run, tmp_path: Path) -> None:
    project = plain_project(tmp_path / "shop")
    assert run("advance", cwd=project.root).code == 0
    with project.state.open("ab") as file:
        file.write(b"garbage\n")
    assert run("verify", cwd=project.root).code == 1
    assert run("repair", cwd=project.root).code == 0
    assert run("verify", cwd=project.root).code == 0
    assert {path.name for path in (project.root / ".crispdm").iterdir()} == {
        *(".gitattributes", ".gitignore", "lock", "rejected.yaml", "state.yaml")
    }


@pytest.mark.usefixtures("without_handles")
@pytest.mark.parametrize("name", ["state.yaml", "lock", "."])
def test_by_paths_no_link_is_followed_either(root: Path, name: str) -> None:
    place = root / ".crispdm" / name
    place.rename(root / "elsewhere") if place.exists() else (root / "elsewhere").touch()
    place.symlink_to(root / "elsewhere")
    with pytest.raises(Damaged, match="cannot be used"):
        append(root, must_not_be_asked(), at=AT, by=ANA)


def test_the_package_can_be_imported_where_there_is_no_fcntl() -> None:
    """Nor what else only POSIX has."""
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_lock_is_not_inherited(folder: Folder, root: Path) -> None:
    """A program that is started while it is held, and lives on longer than anybody waits, does not hold it."""
    with locked(folder, ".crispdm", 1):
        left = subprocess.Popen(["sleep", "30"], close_fds=False)
    try:
        record(root, Noted(text="mine"))
    finally:
        left.kill()
        left.wait()
    assert notes(history(root)) == ["mine"]


def test_the_lock_is_free_taken_or_shared(tmp_path: Path) -> None:
    one, two = (os.open(tmp_path, os.O_RDONLY) for _ in range(2))
    try:
        assert [try_lock(one), try_lock(two), try_lock(one, shared=True)] == [True, False, True]
        assert [try_lock(two), try_lock(two, shared=True)] == [False, True]
    finally:
        os.close(one)
        os.close(two)


def test_what_was_imported_is_what_this_system_has() -> None:
    assert importlib.import_module("fcntl") is file_locks.fcntl
