"""What every test stands on: a home of its own, a known person and clock, and the command line in this process."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import Environment

from tests.support.command_line import ANA, NOW, Run, run_here
from tests.support.repository import GIT_CONFIG, copy_repository, git

pytest_plugins = ["tests.support.wheels"]

_PATIENT: Any = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}  # as a busy machine is slow
settings.register_profile("full", **_PATIENT)
settings.register_profile("quick", max_examples=40, **_PATIENT)  # CI tries the 100 of hypothesis
settings.load_profile("quick")


_MEMORY = Path("/dev/shm")  # noqa: S108 - each run makes a folder of its own there
_ROOM = 8 * 2**30  # bytes: what all tests together may need at once, environments of their own included


def pytest_configure() -> None:
    """Put the tests' folders into memory where it has room: a third of the time went into making and removing them."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files whose tests are all slow where slow ones are not wanted: importing them takes its time too."""
    is_file = collection_path.suffix == ".py" and config.option.markexpr == "not slow"
    return (is_file and "\npytestmark = pytest.mark.slow" in collection_path.read_text()) or None


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return how many processes run the tests: as many as there are cores, but only this one for single files."""
    return 0 if any(".py" in argument for argument in config.args) else None


@pytest.fixture(scope="session", autouse=True)
def _heard_signals() -> Iterator[None]:
    """Under nohup, and in the background of a script, some are ignored, by all that is started as well."""
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGHUP, hang_up)
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Hundreds of tests make a project of the same templates, and half of that is compiling them."""
    compiled, compile_source = dict[Any, Any](), Environment.compile

    def compile_once(self: Environment, source: Any, *names: Any, **how: Any) -> Any:
        settings = {name: value for name, value in vars(self).items() if isinstance(value, str | bool)}
        key = (type(self), *settings.items(), *sorted(self.extensions), source, *names, *how.items())
        if key not in compiled:
            compiled[key] = compile_source(self, source, *names, **how)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test sees the real home directory; who acts and when is known. The home of all tests, one after the other."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("GIT_", "CRISPDM_", "XDG_")):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("CRISPDM_USER", ANA)
        patch.setenv("CRISPDM_NOW", NOW)
        patch.setenv("COLUMNS", "80")
        (home / ".gitconfig").write_text(GIT_CONFIG)
        yield home


@pytest.fixture(autouse=True)
def _home(_surroundings: Path) -> Iterator[None]:
    """No test writes to the home directory, but to git's settings, for itself."""
    yield
    config = _surroundings / ".gitconfig"
    if not config.is_file() or config.read_text() != GIT_CONFIG:
        config.write_text(GIT_CONFIG)
    written = [path for path in _surroundings.iterdir() if path.name != ".gitconfig"]
    for path in written:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert written == [], "a test wrote to the home directory"


@pytest.fixture
def run() -> Run:
    """Run a command line in this process: `run("status", cwd=project)`."""
    return run_here


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C reaches what is started here, even where the tests themselves were started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def _new_project(_surroundings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, to be copied."""
    made = tmp_path_factory.mktemp("new") / "listing-categories"
    answer = run_here("init", made.name, "--yes", cwd=made.parent)
    assert answer.code == 0, answer.err
    git(made, "gc", "--quiet")  # one file to copy instead of a hundred
    return made


@pytest.fixture
def project(tmp_path: Path, _new_project: Path) -> Path:
    """An untouched project of the bundled template, with Ana in every role, in a git repository."""
    return copy_repository(_new_project, tmp_path / _new_project.name)
