"""The clock that a command is given, and times that were recorded: odd ones are said, or borne."""

from pathlib import Path

import pytest

from crispdm.eventlog.events import Waived, WentBack, format_event
from crispdm.eventlog.lines import heads
from crispdm.eventlog.store import load
from tests.support.command_line import Run


@pytest.mark.parametrize(
    "clock", ["tomorrow", " ", "2026-13-01", "0001-01-01", "1969-12-31", "9999-12-31T23:59:59+00:00", "9999-12-31"]
)
def test_a_wrong_clock_is_said(run: Run, project: Path, clock: str) -> None:
    for command in (("status",), ("log",), ("stop", "--reason", "it is late")):
        answer = run(*command, cwd=project, CRISPDM_NOW=clock)
        assert answer.code == 2
        assert f"CRISPDM_NOW is not a time: {clock!r}" in answer.err
    assert run("status", cwd=project).out.startswith("listing-categories, Tuesday")


@pytest.mark.parametrize("clock", ["1970-01-02", "2026-W48-2", "9000-12-31T23:59:59-23:59", "2026-11-24T09:00+23:59"])
def test_an_odd_clock_is_a_clock(run: Run, project: Path, clock: str) -> None:
    until = ("waive", "worth-it", "--reason", "it is a spike", "--until", "sunday")
    for command in (("status",), ("check",), ("log",), until, ("status",), ("log",)):
        answer = run(*command, cwd=project, CRISPDM_NOW=clock)
        assert answer.code < 2, answer.err


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "yesterday", ""])
def test_a_recorded_time_that_cannot_be_is_no_fault(run: Run, project: Path, at: str) -> None:
    """Such a line was written by something else, with the right id."""
    odd = Waived(iteration=1, phase="business_understanding", criterion="worth-it", reason="odd", until="soon")
    path = project / ".crispdm" / "state.yaml"
    moved = WentBack(iteration=1, to="business_understanding", opens=(), reason="odd")
    for event in (odd, moved):
        path.write_bytes(path.read_bytes() + format_event(event, after=heads(load(project).events), at=at, by="Eve")[1])
    for command in (("status",), ("status", "--format", "json"), ("log",), ("check",), ("unwaive", "worth-it")):
        answer = run(*command, cwd=project, CRISPDM_NOW="2026-11-24T09:00:00-11:00")
        assert answer.code < 2, answer.err
