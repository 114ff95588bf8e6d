"""The index changes no answer, whatever is done to the projects, to it, or by others at the same time."""

import os
import re
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.actions.portfolio.discover import FoundProject
from crispdm.actions.portfolio.read_project import read_project
from crispdm.actions.portfolio.shared_processes import LoadProcess, caching_loader
from crispdm.errors import CrispdmError, Damaged
from crispdm.eventlog.events import Blocked, Created, Noted, Stopped
from crispdm.gate.checks import KINDS
from crispdm.process_file import load
from crispdm.results.portfolio import Project
from tests.support import histories
from tests.support.command_line import Run
from tests.support.effort import examples
from tests.support.portfolios import make_project
from tests.support.wheels import ROOT

_TICK = 0.02  # seconds: longer than one of the file system's clock
_NAMES = ("a", "b", "c/d")


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is ahead, for which every file is long settled."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 60_000_000_000)


def _indexed(cache: Path) -> Path:
    (file,) = (cache / "crispdm").iterdir()
    return file


def _place(cache: Path) -> tuple[int, int]:
    """What changes when the index is written, and not when it is read."""
    info = _indexed(cache).stat()
    return info.st_ino, info.st_mtime_ns


def _both(run: Run, root: Path, cache: Path) -> list[str]:
    """The answer with the index as it is, and with none."""
    said = []
    for place in (cache, cache.with_name("none")):
        shutil.rmtree(cache.with_name("none"), ignore_errors=True)
        answer = run("portfolio", root, XDG_CACHE_HOME=str(place))
        assert answer.code == 0, answer.err
        said.append(answer.out + answer.err)
    return said


def _make(root: Path, name: str) -> None:
    if not (root / name).exists():
        make_project(root / name, "2026-11-20")


def _event(kind: str) -> Any:
    def record(root: Path, name: str) -> None:
        folder = root / name / ".crispdm"
        if (root / name / "crispdm.yaml").is_file() and (folder / "state.yaml").is_file() and not folder.is_symlink():
            event = {"note": Noted(text="x"), "block": Blocked(text="y"), "stop": Stopped(iteration=1, reason="z")}[
                kind
            ]
            text = (root / name / "crispdm.yaml").read_text()
            histories.write(root / name, [("2026-11-24", event)], text)

    return record


def _edit(old: str, new: str) -> Any:
    def edit(root: Path, name: str) -> None:
        file = root / name / "crispdm.yaml"
        if file.is_file():
            file.write_text(file.read_text().replace(old, new))

    return edit


def _edit_unseen(root: Path, name: str) -> None:
    """The same size, and the time of before."""
    file = root / name / "crispdm.yaml"
    if file.is_file():
        before = file.stat()
        file.write_text(file.read_text().replace("Ana Roy", "Ema Roy"))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _swap(root: Path, _: str) -> None:
    """Two projects change places."""
    one, other = root / "a", root / "b"
    if one.exists() and other.exists():
        one.rename(root / "t")
        other.rename(one)
        (root / "t").rename(other)


def _remove(*parts: str) -> Any:
    def remove(root: Path, name: str) -> None:
        path = root.joinpath(name, *parts)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    return remove


def _link(root: Path, name: str) -> None:
    """The folder of the state becomes a link to itself elsewhere: the same file, by another way."""
    folder = root / name / ".crispdm"
    if folder.is_dir() and not folder.is_symlink():
        folder.rename(root / name / "moved")
        folder.symlink_to("moved")


CHANGES = {
    "make": _make,
    "note": _event("note"),
    "block": _event("block"),
    "stop": _event("stop"),
    "break": _edit('"version": 1', '"version": 7'),
    "mend": _edit('"version": 7', '"version": 1'),
    "rename": _edit('"First"', '"Other"'),
    "edit unseen": _edit_unseen,
    "swap": _swap,
    "remove": _remove(),
    "lose the state": _remove(".crispdm", "state.yaml"),
    "lose the process": _remove("crispdm.yaml"),
    "link": _link,
}


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(_NAMES)), min_size=1, max_size=8))
@pytest.mark.usefixtures("settled")
def test_the_index_changes_no_answer(
    run: Run, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("many")
    root, cache = folder / "root", folder / "cache"
    for name in _NAMES[:2]:
        make_project(root / name, "2026-11-20")
    for change, name in changes:
        assert len(set(_both(run, root, cache))) == 1
        time.sleep(_TICK)
        CHANGES[change](root, name)
    assert len(set(_both(run, root, cache))) == 1


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in _NAMES:
        make_project(tmp_path / "root" / name, "2026-11-20")
    return tmp_path / "root"


@pytest.mark.usefixtures("settled")
def test_what_is_remembered_is_not_read_again(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _both(run, root, tmp_path / "cache")
    written = _place(tmp_path / "cache")
    asked: list[str] = []
    monkeypatch.setattr("crispdm.actions.portfolio.overview.read_project", lambda found, _: asked.append(found.path))
    assert run("portfolio", root, XDG_CACHE_HOME=str(tmp_path / "cache")).out == first[0]
    assert asked == []
    assert _place(tmp_path / "cache") == written, "nor is it written where it says nothing new"


@pytest.mark.usefixtures("settled")
def test_a_path_that_is_no_text_is_read_again_and_the_others_are_not(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = os.fsdecode(b"\xff")
    make_project(root / odd, "2026-11-20")
    first = _both(run, root, tmp_path / "cache")
    asked: list[str] = []

    def read(found: FoundProject, load_process: LoadProcess) -> Project:
        asked.append(found.path)
        return read_project(found, load_process)

    monkeypatch.setattr("crispdm.actions.portfolio.overview.read_project", read)
    assert run("portfolio", root, XDG_CACHE_HOME=str(tmp_path / "cache")).out == first[0]
    assert asked == [odd]


def test_what_was_changed_just_now_is_not_remembered(run: Run, root: Path, tmp_path: Path) -> None:
    """Within two seconds a file may change once more and look the same."""
    for _ in range(2):
        assert run("portfolio", root, XDG_CACHE_HOME=str(tmp_path / "cache")).code == 0
        assert not (tmp_path / "cache").exists(), "so there is nothing to keep"


@pytest.mark.usefixtures("settled")
def test_a_disk_that_failed_once_is_not_remembered(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = _both(run, root, tmp_path / "none")[1]

    def fail(*_: object) -> None:
        raise Damaged("Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("crispdm.actions.portfolio.read_project.store.load", fail)
        assert run("portfolio", root, XDG_CACHE_HOME=str(tmp_path / "cache")).out.count("Input/output error") == 3
    assert _both(run, root, tmp_path / "cache") == [right, right]


def _flip(at: float) -> Any:
    def spoil(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[int(at * (len(data) - 1))] ^= 0x20
        file.write_bytes(data)

    return spoil


SPOILS = {
    "deleted": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-7]),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\x00"),
    "noise": lambda file: file.write_bytes(os.urandom(4096)),
    "of another version": lambda file: file.write_bytes(file.read_bytes().replace(b"portfolio ", b"portfolio 9", 1)),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "a dangling link": lambda file: (file.unlink(), file.symlink_to("nowhere")),
    **{f"one bit at {at:.0%}": _flip(at) for at in (0, 0.1, 0.3, 0.5, 0.7, 0.9, 1)},
}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_a_damaged_index_is_none(run: Run, root: Path, tmp_path: Path, spoil: Any) -> None:
    cache = tmp_path / "cache"
    right = _both(run, root, cache)[1]
    spoil(_indexed(cache))
    assert _both(run, root, cache) == [right, right]
    assert _both(run, root, cache) == [right, right]


@pytest.mark.usefixtures("settled")
def test_well_made_nonsense_is_none_too(run: Run, root: Path, tmp_path: Path) -> None:
    """With the right digest, but something else in it."""
    cache = tmp_path / "cache"
    right = _both(run, root, cache)[1]
    file = _indexed(cache)
    data = file.read_bytes()
    body = msgspec.msgpack.encode({b"a": [1, 2]})
    head = data[: data.index(b" ", data.index(b"portfolio ") + 12) + 1]
    file.write_bytes(head + sha256(body).digest() + body)
    assert _both(run, root, cache) == [right, right]


@pytest.mark.parametrize("cache", ["relative", "", "/proc/nowhere"])
@pytest.mark.usefixtures("settled")
def test_where_nothing_can_be_kept_the_answer_is_the_same(
    run: Run, root: Path, tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    right = run("portfolio", root, XDG_CACHE_HOME=str(tmp_path / "cache")).out
    assert run("portfolio", root, XDG_CACHE_HOME=cache, cwd=tmp_path).out == right
    assert not (tmp_path / "relative").exists(), "a path that is not absolute counts as none"
    assert (tmp_path / "home" / ".cache").exists() is (not cache.startswith("/"))


@pytest.mark.slow
def test_several_at_once_agree(root: Path, tmp_path: Path) -> None:
    """While the index is written by all of them, and removed and damaged again and again."""
    cache = tmp_path / "cache"
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-m", "crispdm", "portfolio", str(root)]
    for path in root.rglob("*"):
        os.utime(path, (1, 1))
    runs = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)
    ]
    while any(each.poll() is None for each in runs):
        for file in cache.glob("crispdm/*"):
            file.unlink(missing_ok=True)
        time.sleep(_TICK)
    said = {each.communicate() for each in runs}
    assert len(said) == 1
    assert b"3 projects: 3 running." in said.pop()[0]


_SHIPPED_FILE = next((ROOT / "templates" / "crisp-dm").glob("*/crispdm.yaml"))
SHIPPED = re.sub(r"\{\{.*?\}\}", "[Ana]", _SHIPPED_FILE.read_text())
_MARKS = (
    "\n",
    " ",
    "#",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "---\n",
    "...\n",
    "\r\n",
    "\t",
    "|",
    ">",
    "&a ",
    "*a",
    "<<: ",
)
_KEYS = (
    "\nphases:",
    "phases: []\n",
    "team: {}\n",
    "version: 1\n",
    "project: x\n",
    "title: x\n",
    "\nphases: |\n",
    "%YAML 1.1\n",
    "? ",
)
_WORDS = ("\ufeff", "\x00", "\x85", "product_manager", "lead", "timebox: 0", "id: modeling", "!!str ")
PIECES = st.sampled_from((*_MARKS, *_KEYS, *_WORDS))


@settings(max_examples=examples(300), deadline=None)
@given(data=st.data())
def test_reading_many_reads_as_reading_one(data: st.DataObject) -> None:
    """Whatever the text, and whatever was read before: the same process, or the same complaint."""
    read = caching_loader()
    for _ in range(2):
        text = SHIPPED if data.draw(st.booleans()) else SMALL
        for _ in range(data.draw(st.integers(0, 3))):
            at = data.draw(st.integers(0, len(text)) | st.integers(0, min(len(text), 400)))
            gap = data.draw(st.sampled_from([0, 0, 1, 5]))
            text = text[:at] + data.draw(PIECES) + text[at + gap :]
        assert _read(read, text) == _read(lambda each: load(each, KINDS), text)


@pytest.mark.parametrize("key", ["title: After", "team: {a: []}", "project: after"])
def test_a_key_below_the_phases_reads_as_one_above_them(key: str) -> None:
    text = f"{SMALL}{key}\n"
    for before in (text, text.replace(f"{key.partition(':')[0]}: p\n", "", 1)):
        assert _read(caching_loader(), before) == _read(lambda each: load(each, KINDS), before)


SMALL = """\
version: 1
project: p
team:
  lead: [Ana]
phases:
- {id: a, title: A, folder: a, owner: lead, sign_off: [lead]}
- {id: b, title: B, folder: b}
"""


def _read(read: Any, text: str) -> Any:
    try:
        return read(text.encode())
    except CrispdmError as error:
        return error.message, error.hint


def test_a_stop_in_the_team_s_own_words_is_read(run: Run, tmp_path: Path) -> None:
    """The half that is remembered does not carry the other project's name or team."""
    for name, who in (("one", "Ana"), ("two", "Bo")):
        text = SMALL.replace("project: p", f"project: {name}").replace("[Ana]", f"[{who}]")
        folder = tmp_path / "root" / name
        folder.mkdir(parents=True)
        histories.write(folder, [("2026-11-24", Created(project=name, crispdm="0.1.0"))], text)
    out = run("portfolio", tmp_path / "root", XDG_CACHE_HOME=str(tmp_path / "cache")).out
    assert "one      A (1 of 2)  1     Ana" in out
    assert "two      A (1 of 2)  1     Bo" in out
