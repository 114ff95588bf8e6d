"""However long a history is and whatever its shape: twice the events take about twice the steps, and little memory."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crispdm.actions.log import read_log
from crispdm.actions.status import read_status
from crispdm.errors import Damaged
from crispdm.eventlog import store
from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import Created, Event, Waived, format_event
from crispdm.lifecycle import past
from crispdm.lifecycle.pilot_history import objective_periods, recorded_pilots
from crispdm.views.log import log_lines
from tests.support.builders import AT, advanced, put
from tests.support.command_line import ANA
from tests.support.long_histories import FIRST, SHAPES, state_text
from tests.support.memory import cost, run_limited
from tests.support.steps import steps

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
FEW, MANY = 150, 600
MOST_STEPS = 300  # lines of Python for an event
MEGABYTES = 150


def _check_steps(project: Path, shape: str, action: Callable[[], object], by: str = "Ana Roy") -> None:
    """Each further event takes about as many steps as each of the first ones, and these are few."""
    action()  # which imports what is imported late
    taken = []
    for events in (FEW, MANY):
        (project / store.PATH).write_bytes(state_text(shape, events, by=by))
        taken.append(steps(action))
    assert (taken[1] - taken[0]) / (MANY - FEW) < 1.3 * taken[0] / FEW
    assert taken[1] / MANY < MOST_STEPS


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_each_event_takes_as_many_steps_as_the_one_before(project: Path, shape: str) -> None:
    _check_steps(project, shape, lambda: read_status(project, NOW, short=True))


def test_so_does_each_author(project: Path) -> None:
    def log() -> None:
        for _ in log_lines(read_log(project, None, UTC), UTC):
            pass

    _check_steps(project, "notes", log, "Person {0} <p{0}@example.com>")


def test_a_pilot_knows_its_objective_and_run_and_copies_no_other_facts(project: Path) -> None:
    (project / store.PATH).write_bytes(state_text("facts of many names", 30))
    found = recorded_pilots(store.load(project).events)
    assert [(each.objective, each.run) for each in found] == [(None, None)] * 29
    (project / store.PATH).write_bytes(state_text("pilots with objectives", 30))
    events = store.load(project).events
    assert [each.objective["target"] for each in recorded_pilots(events) if each.objective] == [*range(1, 30)]
    assert [len(each.pilots) for each in objective_periods(events)] == [1] * 29


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["notes", "pilots with objectives"])
@pytest.mark.parametrize("command", ["status --short", "log", "log --format json", "verify", "verify --base HEAD"])
def test_a_hundred_thousand_events_are_read_in_little_memory(project: Path, command: str, shape: str) -> None:
    shutil.rmtree(project / ".git", ignore_errors=True)  # which has the event that began another history
    (project / store.PATH).write_bytes(state_text(shape, 100_000))
    for git in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "all of it")):
        subprocess.run(("git", *git), cwd=project, check=True)
    found = cost(*command.split(), cwd=project)
    assert found.code in (0, 1)  # no rules could have written these pilots
    assert found.megabytes < MEGABYTES


@pytest.mark.parametrize(
    "event",
    [
        lambda n: advanced(f"phase {n}", f"phase {n + 1}"),
        lambda n: Waived(iteration=1, phase=FIRST, criterion=f"criterion {n}", reason="it is a spike"),
    ],
)
def test_more_names_than_any_process_has_are_not_judged(
    event: Callable[[int], Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "_MOST_NAMES", 50)
    events: list[Event] = [put(Created(project="listings", crispdm="0.1.0"))]
    for number in range(51):
        events.append(put(event(number), events[-1]))
    assert len([*past.pasts(Graph(events[:-1]))]) == 51
    with pytest.raises(Damaged, match="names more than 50 phases and criteria in iteration 1"):
        [*past.pasts(Graph(events))]


@pytest.mark.parametrize("small", ["[]", "{}", '{"a":1}', '"ab"'])
def test_small_values_that_fill_the_memory_are_refused(project: Path, small: str) -> None:
    facts = {"objective": {"now": [json.loads(small)] * (20_000 // len(small))}}
    line = format_event(advanced(FIRST, "data_understanding", facts=facts), after=(), at=AT, by=ANA)[1]
    (project / store.PATH).write_bytes(store.HEADER + line * (store.LIMIT // len(line) - 1))
    done = run_limited(300, "status", "--short", cwd=project)
    assert done.returncode == 3
    assert "more than 4,000,000 brackets, braces and commas, the limit" in " ".join(done.stderr.split())
