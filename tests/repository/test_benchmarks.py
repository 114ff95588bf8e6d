"""The benchmark still does what it measures; what it measures is asserted nowhere."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_every_operation_of_the_benchmark_can_be_run() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "1"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    operations = [line[:32].strip() for line in done.stdout.splitlines()[1:]]
    assert {"--version", "status --short", "advance", "waive", "unwaive", "resume"} <= {*operations}
