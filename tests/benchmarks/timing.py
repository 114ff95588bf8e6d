"""Time whole processes in turns, so that what slows the machine down slows all of them."""

import os
import pty
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple


class Job(NamedTuple):
    """A command to time; `before` is done each time and not timed."""

    command: tuple[str, ...]
    folder: Path
    before: Callable[[], object] = lambda: None
    on_terminal: bool = False
    ok: tuple[int, ...] = (0,)  # the exit codes that are no failure


def medians(jobs: Mapping[str, Job], rounds: int) -> dict[str, float]:
    """The median time of each job in seconds, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            job.before()
            start = time.perf_counter()
            (_on_terminal if job.on_terminal else _piped)(job)
            if number:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def _piped(job: Job) -> None:
    assert subprocess.run(job.command, cwd=job.folder, capture_output=True, check=False).returncode in job.ok


def _on_terminal(job: Job) -> None:
    """Run with a terminal as standard output, and read what is written there."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    with subprocess.Popen(
        job.command, cwd=job.folder, stdout=theirs, stderr=subprocess.PIPE, env=environment
    ) as process:
        os.close(theirs)
        try:
            while os.read(ours, 1 << 16):
                pass
        except OSError:  # how Linux says that the other side has closed
            pass
    os.close(ours)
    assert process.returncode in job.ok
