"""What every test stands on: a home of its own, a known person and clock, and the command line in this process."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crispdm.cli.app import app
from tests.support.command_line import ANA, Answer, Run

pytest_plugins = ["tests.support.wheels"]


@pytest.fixture(scope="session", autouse=True)
def _heard_signals() -> Iterator[None]:
    """Under nohup, and in the background of a script, some are ignored, by all that is started as well."""
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGHUP, hang_up)
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture(autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees, or writes to, the real home directory; who acts and when is known."""
    home = tmp_path_factory.mktemp("home")
    for name in [*os.environ]:
        if name.startswith(("GIT_", "CRISPDM_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("CRISPDM_USER", ANA)
    monkeypatch.setenv("CRISPDM_NOW", "2026-11-24T09:00:00+00:00")
    monkeypatch.setenv("COLUMNS", "80")
    (home / ".gitconfig").write_text("[user]\nname = Ana Roy\nemail = ana@example.com\n[init]\ndefaultBranch = main\n")
    yield
    assert {path.name for path in home.iterdir()} == {".gitconfig"}, "a test wrote to the home directory"


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


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    """An untouched project of the bundled template, with Ana in every role, in a git repository."""
    made = run("init", "listing-categories", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    return tmp_path / "listing-categories"
