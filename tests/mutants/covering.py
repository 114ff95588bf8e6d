"""Which tests run a line, and how long each takes: recorded once, so that a mutant is tried with these tests alone."""

import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import coverage
import pytest

from tests.mutants.operators import Mutant

DATA, DURATIONS = ".coverage.mutants", ".durations.mutants"
SECONDS = 30.0  # of tests for one mutant: those beside its module first, then the fast ones
_ROOMS = ("actions", "cli", "eventlog", "gate", "git", "lifecycle", "scaffold", "views")
RECORDED = tuple(f"tests/{name}" for name in _ROOMS)
_BESIDE = {"open_folder.py": "eventlog"}  # where modules without a folder are tested besides; the others with scaffold


class Recorder:
    """A plugin that notes which lines each test runs, and its seconds.

    Args:
        cover: a running coverage.
    """

    def __init__(self, cover: coverage.Coverage) -> None:
        self._cover = cover
        self.seconds: dict[str, float] = defaultdict(float)  # of those that passed
        self._failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """From now on this test runs the lines."""
        self._cover.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the seconds of one part of a test."""
        self.seconds[report.nodeid] += report.duration
        if not report.passed:
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Forget what was skipped, or failed without any change."""
        for name in self._failed:
            del self.seconds[name]


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
        self._root, self._code = root, root / "src" / "crispdm"
        self._data = coverage.CoverageData(str(root / DATA))
        self._data.read()
        self._seconds: dict[str, float] = json.loads((root / DURATIONS).read_text())
        self._lines: dict[Path, dict[int, list[str]]] = {}
        self._importers: dict[Path, set[str]] = {}
        self._kills: dict[Path, Counter[str]] = defaultdict(Counter)

    def tests(self, file: Path, mutant: Mutant) -> list[str]:
        """The tests that run a place; where it runs on import, those of the file. The likeliest come first."""
        by_line = self._by_line(file)
        lines = mutant.lines if mutant.in_function else by_line
        found = {name for line in lines for name in by_line.get(line, ())}
        found |= set() if mutant.in_function else self._importing(file)
        return [*self._affordable(file, found & self._seconds.keys())]

    def _importing(self, file: Path) -> set[str]:
        """The tests of the files that name a module: whoever makes an object of its class runs none of its lines."""
        if file not in self._importers:
            module = ".".join(file.relative_to(self._code.parent).with_suffix("").parts)
            files = {name.partition("::")[0] for name in self._seconds}
            naming = {each for each in files if module in (self._root / each).read_text()}
            self._importers[file] = {name for name in self._seconds if name.partition("::")[0] in naming}
        return self._importers[file]

    def _by_line(self, file: Path) -> dict[int, list[str]]:
        if file not in self._lines:
            self._lines[file] = self._data.contexts_by_lineno(str(file))
        return self._lines[file]

    def killed(self, file: Path, test: str) -> None:
        """Note that a test noticed a change of a file: it is asked first from now on."""
        self._kills[file][test] += 1

    def leave_out(self, test: str) -> None:
        """Ask a test no more."""
        self._seconds.pop(test, None)

    def seconds(self, tests: Iterable[str]) -> float:
        """How long they took."""
        return sum(self._seconds[name] for name in tests)

    def _affordable(self, file: Path, tests: Iterable[str]) -> Iterator[str]:
        parts = file.relative_to(self._code).parts
        room = parts[0] if len(parts) > 1 else _BESIDE.get(file.name, "scaffold")
        beside = (f"tests/{room}/", f"tests/test_{file.stem}.py")
        kills, seconds, left = self._kills[file], self._seconds, SECONDS
        for name in sorted(tests, key=lambda name: (-kills[name], not name.startswith(beside), seconds[name], name)):
            left -= seconds[name]
            if left > 0:
                yield name


def _main(arguments: list[str]) -> int:
    """Run pytest, and add to what is recorded."""
    durations = Path(DURATIONS)
    known = json.loads(durations.read_text()) if durations.exists() else {}
    cover = coverage.Coverage(data_file=DATA, source_pkgs=["crispdm"])
    cover.load()
    recorder = Recorder(cover)
    with cover.collect(), tempfile.TemporaryDirectory(prefix="crispdm-record-") as folder:
        own = f"--basetemp={Path(folder) / 'tests'}"  # the usual one is cleared away by whoever runs tests meanwhile
        options = ("-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:cov", own)
        code = pytest.main([*arguments, *options], [recorder])
    cover.save()
    durations.write_text(json.dumps({**known, **recorder.seconds}))
    return code


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
