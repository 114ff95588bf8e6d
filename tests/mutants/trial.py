"""Try one mutant after the other, each in a fork of a process that has imported the code and collected the tests."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from tests.mutants.in_place import NotReplaceable, replace_functions
from tests.mutants.operators import Mutant

Outcome = Literal["killed", "survived", "untested", "broken"]
_FAILED, _NOT_COLLECTED, _NOT_IMPORTED, _NONE = 1, 2, 4, 5  # exit codes of pytest
_MEMORY = 3 << 30  # bytes: a mutant may collect without end
_QUIET = ("-q", "-x", "-s", "-n", "0", "-p", "no:cacheprovider", "-p", "no:cov", "--hypothesis-seed=0")
_AGAIN = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # what is imported is not rewritten again


class Tried(NamedTuple):
    """How a trial ended, and the test that failed."""

    outcome: Outcome
    killer: str = ""


class Trials:
    """A plugin of pytest that runs trials, where pytest would run the tests that it collected.

    Args:
        campaign: makes the trials.
        scratch: a folder for what tests write.
    """

    def __init__(self, campaign: "Callable[[Trials], None]", scratch: Path) -> None:
        self._campaign = campaign
        self._scratch = scratch
        self._items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the trials, and none of the tests."""
        self._items = {item.nodeid: item for item in session.items}
        self._campaign(self)
        return True

    def outcome(
        self, tests: Sequence[str], seconds: float, file: Path | None = None, by: Mutant | None = None
    ) -> Tried:
        """Run tests until one fails, or the time is over, which is a failure too.

        Args:
            tests: the names of collected tests, in the order in which they are to run.
            seconds: how long they take without a change.
            file: of the code that is changed: put in place already, for the processes that tests start.
            by: the change; none for the code as it is.
        """
        chosen = [self._items[name] for name in tests if name in self._items]
        if not chosen:
            return Tried("untested")
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            _limit(seconds)
            self._run(chosen, writing, file, by)
        os.close(writing)
        code = _wait(pid, time.monotonic() + 60 + 8 * seconds)
        with os.fdopen(reading) as said:
            killer = said.read()
        return Tried(_outcome(code), killer)

    def _run(self, items: Sequence[pytest.Item], writing: int, file: Path | None, by: Mutant | None) -> None:
        """In the fork: the tests, and nothing after them."""
        _be_quiet()
        said = _FirstFailure(writing)
        code = 3  # pytest itself failed
        try:
            code = self._run_here(items, said, file, by)
        except NotReplaceable:
            code = self._run_anew([item.nodeid for item in items], said)
        finally:
            os._exit(code)

    def _run_here(
        self, items: Sequence[pytest.Item], said: "_FirstFailure", file: Path | None, by: Mutant | None
    ) -> int:
        if file and by:
            if not by.in_function:
                raise NotReplaceable
            replace_functions(file, by.text)
        config = items[0].config
        config.pluginmanager.register(said)
        config.option.basetemp = self._scratch / "here"
        for item, following in pairwise([*items, None]):
            if item:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if said.name:
                return _FAILED
        return 0

    def _run_anew(self, tests: Sequence[str], said: "_FirstFailure") -> int:
        """Import all of ours again, as what is changed runs when it is imported."""
        for name in [name for name in sys.modules if name.partition(".")[0] in {"tests", "crispdm"}]:
            del sys.modules[name]
        files = [*dict.fromkeys(name.partition("::")[0] for name in tests)]
        scratch = f"--basetemp={self._scratch / 'anew'}"
        return int(pytest.main([*files, *_QUIET, *_AGAIN, scratch], [_Chosen(tests), said]))


class _Chosen:
    """A plugin that runs the chosen tests alone, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {name: number for number, name in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop all others."""
        items[:] = sorted((each for each in items if each.nodeid in self._order), key=self._place)

    def _place(self, item: pytest.Item) -> int:
        return self._order[item.nodeid]


class _FirstFailure:
    """A plugin that tells the process that waits which test failed first."""

    def __init__(self, writing: int) -> None:
        self._writing = writing
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell it, once."""
        if report.failed and not self.name:
            self.name = report.nodeid
            os.write(self._writing, self.name.encode())


def collect(tests: Iterable[str], trials: Trials) -> int:
    """Collect tests, and run trials with them; the exit code of pytest."""
    return int(pytest.main([*tests, *_QUIET, *_AGAIN, "--no-header"], [trials]))


def _be_quiet() -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)


def _limit(seconds: float) -> None:
    """A change may make a loop that never ends: seconds are of the processor, whatever else it has to do."""
    most = int(20 + 5 * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _outcome(code: int | None) -> Outcome:
    if code is None or code < 0 or code in (_FAILED, _NOT_COLLECTED, _NOT_IMPORTED):  # also over its time
        return "killed"
    return "survived" if code == 0 else "untested" if code == _NONE else "broken"


def _wait(pid: int, until: float) -> int | None:
    """The exit code; None where the time was over. Whatever the tests started ends with them."""
    code: int | None = None
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            break
        time.sleep(0.02)
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return code
    if code is None:
        os.waitpid(pid, 0)
    return code


def put(file: Path, text: str, number: int) -> None:
    """Write a file with a time of its own, so that no byte code of another version counts."""
    file.write_text(text)
    os.utime(file, (number, number))


def import_from(root: Path) -> None:
    """Let this process and all that it starts import from a copy."""
    os.chdir(root)
    os.environ["PYTHONPATH"] = f"{root / 'src'}{os.pathsep}{root}"
    sys.path[:0] = [str(root / "src"), str(root)]
    for name in [name for name in sys.modules if name.partition(".")[0] in {"tests", "crispdm"}]:
        del sys.modules[name]
