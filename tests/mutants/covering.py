"""Which tests run a line, and how long each takes: recorded once, so that a mutant is tried with these tests alone."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import coverage
import pytest

DATA, DURATIONS = ".coverage.mutants", ".durations.mutants"
SECONDS = 30.0  # of tests for one mutant: those beside its module first, then the fast ones
RECORDED = tuple(f"tests/{name}" for name in ("actions", "cli", "eventlog", "gate", "git", "lifecycle", "scaffold"))
_BESIDE = {"open_folder.py": "eventlog"}  # where modules without a folder are tested; the others with scaffold


class Recorder:
    """A plugin that notes which lines each test runs, and its seconds.

    Args:
        cover: a running coverage.
    """

    def __init__(self, cover: coverage.Coverage) -> None:
        self._cover = cover
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """From now on this test runs the lines."""
        self._cover.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the seconds of one part of a test."""
        self.seconds[report.nodeid] += report.duration


def record(root: Path, tests: Iterable[str]) -> int:
    """Run tests once, with coverage for each, and add that to what is recorded; the exit code of pytest."""
    command = [sys.executable, "-m", "tests.mutants.covering", *tests]
    return subprocess.run(command, cwd=root, check=False).returncode


class Covering:
    """The tests of each line.

    Args:
        root: the folder in which `record` ran.
    """

    def __init__(self, root: Path) -> None:
        self._code = root / "src" / "crispdm"
        self._data = coverage.CoverageData(str(root / DATA))
        self._data.read()
        self._seconds: dict[str, float] = json.loads((root / DURATIONS).read_text())
        self._lines: dict[Path, dict[int, list[str]]] = {}

    def tests(self, file: Path, line: int) -> list[str]:
        """The tests that run the line, or else, where it runs on import, anything of the file."""
        if file not in self._lines:
            self._lines[file] = self._data.contexts_by_lineno(str(file))
        by_line = self._lines[file]
        found = {*by_line.get(line, ())} - {""} or {each for names in by_line.values() for each in names} - {""}
        return [*self._affordable(file, found)]

    def seconds(self, tests: Iterable[str]) -> float:
        """How long they took."""
        return sum(self._seconds.get(name, 1.0) for name in tests)

    def _affordable(self, file: Path, tests: Iterable[str]) -> Iterator[str]:
        parts = file.relative_to(self._code).parts
        beside = f"tests/{parts[0] if len(parts) > 1 else _BESIDE.get(file.name, 'scaffold')}/"
        left = SECONDS
        for name in sorted(tests, key=lambda name: (not name.startswith(beside), self._seconds.get(name, 1.0))):
            left -= self._seconds.get(name, 1.0)
            if left > 0:
                yield name


def _main(arguments: list[str]) -> int:
    """Run pytest, and add to what is recorded."""
    durations = Path(DURATIONS)
    known = json.loads(durations.read_text()) if durations.exists() else {}
    cover = coverage.Coverage(data_file=DATA, source_pkgs=["crispdm"])
    cover.load()
    recorder = Recorder(cover)
    with cover.collect():
        options = ("-q", "-n", "0", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:cov")
        code = pytest.main([*arguments, *options], [recorder])
    cover.save()
    durations.write_text(json.dumps({**known, **recorder.seconds}))
    return code


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
