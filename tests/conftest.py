"""What every test stands on: a home of its own, a known person and clock, and the command line in this process."""

import io
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crispdm.cli.app import app
from tests.support.command_line import ANA, NOW, Answer, Run
from tests.support.repository import GIT_CONFIG, git

pytest_plugins = ["tests.support.wheels"]


@pytest.fixture(scope="session", autouse=True)
def _heard_signals() -> Iterator[None]:
    """Under nohup, and in the background of a script, some are ignored, by all that is started as well."""
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGHUP, hang_up)
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home directory of all tests, one after the other."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _surroundings(_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees, or writes to, the real home directory; who acts and when is known."""
    for name in [*os.environ]:
        if name.startswith(("GIT_", "CRISPDM_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(_home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("CRISPDM_USER", ANA)
    monkeypatch.setenv("CRISPDM_NOW", NOW)
    monkeypatch.setenv("COLUMNS", "80")
    (_home / ".gitconfig").write_text(GIT_CONFIG)
    yield
    left = [path for path in _home.iterdir() if path.name != ".gitconfig"]
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert left == [], "a test wrote to the home directory"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process: `run("status", cwd=project)`."""

    def call(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Answer:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            out, err = io.StringIO(), io.StringIO()
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                app([str(each) for each in arguments], prog_name="crispdm")
            except SystemExit as end:
                return Answer(end.code if isinstance(end.code, int) else 0, out.getvalue(), err.getvalue())
        raise AssertionError("the command line always ends with an exit code")

    return call


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C reaches what is started here, even where the tests themselves were started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def _new_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that wants a new project makes it, for all that come after it."""
    return tmp_path_factory.mktemp("new") / "listing-categories"


@pytest.fixture
def project(tmp_path: Path, run: Run, _new_project: Path) -> Path:
    """An untouched project of the bundled template, with Ana in every role, in a git repository."""
    if not _new_project.exists():
        made = run("init", _new_project.name, "--yes", cwd=_new_project.parent, CRISPDM_USER=ANA, CRISPDM_NOW=NOW)
        assert made.code == 0, made.err
        git(_new_project, "gc", "--quiet")  # one file to copy instead of a hundred
    copy = shutil.copytree(_new_project, tmp_path / _new_project.name, symlinks=True)
    git(copy, "update-index", "--refresh")  # git takes a copy for changed until it has looked at it
    return copy
