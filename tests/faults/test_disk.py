"""A disk that is full, read-only, or not ours: what was there stays, exit 3 says so, and later it works."""

import json
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crispdm.eventlog import store
from crispdm.eventlog.events import Waived
from crispdm.eventlog.store import PATH
from tests.support.builders import a_phase, filled_in, write_project
from tests.support.command_line import Answer, Run
from tests.support.state_lines import CHANGED

COMMANDS = {
    "waive": ["waive", "kept", "--reason", "r" * 300],
    "sign": ["sign", "--as", "boss"],
    "advance": ["advance"],
    "back": ["back", "plan", "--reason", "r" * 300],
    "stop": ["stop", "--reason", "r" * 300],
}


def make(root: Path) -> Path:
    """A project in its second phase."""
    phases = [a_phase("plan"), a_phase("build", criteria=[filled_in("kept", "goal", level="warn")], sign_off=["boss"])]
    write_project(root, *phases, a_phase("run"), team={"boss": ["Ana Roy <ana@example.com>"]})
    (root / "build" / "facts.yaml").write_text("goal: TODO\n")
    return root


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """As a quota that needs no root: no file may grow beyond it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("left", [0, 1, 100, 200])
def test_no_room_for_an_event_leaves_the_file_as_it_was(run: Run, tmp_path: Path, command: str, left: int) -> None:
    root = make(tmp_path)
    assert run("advance", cwd=root).code == 0
    before = (root / PATH).read_bytes()
    with no_file_above(len(before) + left):
        answer = run(*COMMANDS[command], cwd=root)
    assert (answer.code, answer.out) == (3, "")
    assert "nothing was recorded" in answer.err
    assert (root / PATH).read_bytes() == before
    assert run(*COMMANDS[command], cwd=root).code == 0


@pytest.mark.parametrize("left", [0, 50, 400])
def test_no_room_to_repair_leaves_the_file_as_it_was(run: Run, tmp_path: Path, left: int) -> None:
    root = make(tmp_path)
    with (root / PATH).open("ab") as file:
        file.write(CHANGED + CHANGED)
    before = (root / PATH).read_bytes()
    with no_file_above(left):
        answer = run("repair", cwd=root)
    assert (answer.code, "repaired: " in answer.err) == (3, True)
    assert (root / PATH).read_bytes() == before
    assert {path.name for path in (root / ".crispdm").iterdir()} <= {"lock", "state.yaml", "rejected.yaml"}
    assert run("repair", cwd=root).code == 0
    assert run("verify", cwd=root).code == 0


def test_no_room_for_a_project_leaves_nothing(run: Run, tmp_path: Path) -> None:
    with no_file_above(2000):
        answer = run("init", "shop", "--yes", "--no-git", cwd=tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert not [*tmp_path.iterdir()]


# A disk of its own, where one may make it.


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "crispdm-test", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nobody but root may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(run: Run, disk: Path) -> None:
    root = make(disk)
    (disk / "filler").write_bytes(b"\0" * (72 << 10))
    told = 0
    while (answer := run("waive", "kept", "--reason", f"{told} {'r' * 900}", cwd=root)).code == 0:
        told += 1
    assert told > 5
    assert answer.code == 3
    assert "nothing was recorded: .crispdm/state.yaml: No space left on device" in " ".join(answer.err.split())
    assert run("status", cwd=root).code == 0
    reasons = [event.reason for event in store.load(root).events if isinstance(event, Waived)]
    assert [int(reason.split()[0]) for reason in reasons] == [*range(told)]
    full = run("init", "shop", "--yes", "--no-git", cwd=disk)
    assert (full.code, (disk / "shop").exists()) == (3, False)
    (disk / "filler").unlink()
    assert run("advance", cwd=root).code == 0
    assert run("verify", cwd=root).code == 0


def test_on_a_read_only_disk_one_can_look_and_not_write(run: Run, disk: Path) -> None:
    root = make(disk)
    before = (root / PATH).read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, capture_output=True)
    for command in ("status", "check", "log", "verify", "explain"):
        assert run(command, cwd=root).code in (0, 1), command
    for arguments in (COMMANDS["waive"], COMMANDS["advance"], COMMANDS["stop"]):
        answer = run(*arguments, cwd=root)
        assert (answer.code, answer.out) == (3, "")
        assert "Read-only file system" in answer.err
    assert (root / PATH).read_bytes() == before


# Not ours.


@pytest.fixture
def as_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], None]]:
    """Become nobody, where one is root; the folders above must let nobody pass."""
    base = tmp_path_factory.getbasetemp()
    above = [base, *(each for each in base.parents if each.name.startswith("pytest"))]
    modes = {folder: folder.stat().st_mode for folder in above}
    was = os.geteuid()
    for folder in modes:
        folder.chmod(0o755)
    yield lambda: os.seteuid(65534) if was == 0 else None
    os.seteuid(was)
    for folder, mode in modes.items():
        folder.chmod(mode)


@pytest.mark.parametrize("closed", [PATH, ".crispdm/lock", ".crispdm"])
def test_what_is_somebody_else_s_is_not_written(
    run: Run, tmp_path: Path, as_nobody: Callable[[], None], closed: str
) -> None:
    tmp_path.chmod(0o755)
    root = make(tmp_path)
    (root / PATH).chmod(0o444 if closed == PATH else 0o666)
    (root / ".crispdm" / "lock").chmod(0o444 if closed == ".crispdm/lock" else 0o666)
    if closed == ".crispdm":
        (root / closed / "lock").unlink()
        (root / closed).chmod(0o555)
    before = (root / PATH).read_bytes()
    for command in (["status", "--format", "json"], ["advance", "--dry-run"]):
        run(*command, cwd=root)  # nobody may not be able to read our modules: they are imported by now
    as_nobody()
    answer: Answer = run("advance", cwd=root)
    looked = run("status", "--format", "json", cwd=root)
    assert (looked.code, json.loads(looked.out)["gate"]["phase"]) == (0, "plan")
    assert (answer.code, answer.out) == (3, "")
    assert "Permission denied" in answer.err
    assert (root / PATH).read_bytes() == before
