"""The command line, with the oldest and the newest Typer that the metadata admits: it moves on fast."""

import os
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

_ROOT = Path(__file__).parents[2]
_ANSWERS = ("test_missing_argument.py", "test_completion.py")  # what Typer has a hand in


def _admitted() -> Requirement:
    return next(found for found in map(Requirement, requires("crispdm") or []) if found.name == "typer")


def _oldest() -> str:
    return str(_admitted()).replace(">=", "==")


def test_every_newer_typer_is_admitted() -> None:
    assert [each.operator for each in _admitted().specifier] == [">="]


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [_oldest(), "typer"], ids=["oldest", "newest"])
def test_the_command_line_answers_the_same(wanted: str, tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--target")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "packages"), "HOME": str(tmp_path)}
    if subprocess.run(
        [*pip, tmp_path / "packages", wanted], env=environment, check=False, capture_output=True
    ).returncode:
        pytest.skip(f"{wanted} cannot be had here")
    ask = (sys.executable, "-c", "from importlib.metadata import version; print(version('typer'))")
    found = subprocess.run(ask, env=environment, check=True, capture_output=True, text=True).stdout.strip()
    if found == version("typer"):
        pytest.skip(f"the whole run is with {found}")
    tests = [f"tests/cli/{name}" for name in _ANSWERS]
    command = (sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow", *tests)
    done = subprocess.run(command, cwd=_ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"Typer {found}: {done.stdout}"
