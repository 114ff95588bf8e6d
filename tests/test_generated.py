"""A project of any bundled template is a project: its own tests pass before anybody filled anything in, and ruff."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.templates import BUNDLED

pytestmark = pytest.mark.parametrize("name", BUNDLED)


@pytest.fixture
def made(run: Run, tmp_path: Path, name: str) -> Path:
    """An untouched project, with a slug that is no name of a package."""
    answer = run("init", "3-listings.v2", "--template", name, "--no-git", "--yes", cwd=tmp_path)
    assert answer.code == 0, answer.err
    return tmp_path / "3-listings.v2"


def python(project: Path, *command: str) -> str:
    """What a module of this environment says, called in the project."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "CRISPDM"))}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, env=mine, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_project_is_clean_under_its_own_ruff(made: Path) -> None:
    python(made, "ruff", "check", "--no-cache", ".")
    python(made, "ruff", "format", "--check", "--no-cache", ".")


@pytest.mark.slow
def test_the_tests_of_a_new_project_pass(made: Path) -> None:
    assert " passed" in python(made, "pytest", "-q", "-p", "no:cacheprovider")
