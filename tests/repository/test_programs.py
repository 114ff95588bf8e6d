"""The programs that contributors start with `python -m tests.NAME`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTED_BY_OTHERS = {"tests/support/forks.py", "tests/benchmarks/by_pandas.py"}


def _programs() -> list[str]:
    """The modules that begin with how they are started."""
    files = [path.relative_to(ROOT) for path in sorted((ROOT / "tests").rglob("*.py"))]
    found = [path for path in files if f"python -m {_module(path)}" in (ROOT / path).read_text().partition('\n"""')[0]]
    return [_module(path) for path in found if str(path) not in STARTED_BY_OTHERS]


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__main__")


def test_those_that_are_documented_are_found() -> None:
    assert {"tests.simulations", "tests.benchmarks", "tests.mutants", "tests.faults", "tests.record"} <= {*_programs()}


@pytest.mark.slow
@pytest.mark.parametrize("module", _programs())
def test_each_says_how_it_is_used(module: str) -> None:
    asked = subprocess.run(
        (sys.executable, "-m", module, "--help"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.stdout.startswith("usage: "), asked.stderr
    assert asked.returncode == 0
