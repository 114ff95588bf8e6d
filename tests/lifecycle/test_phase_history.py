"""Which phase a project was in, and when."""

from crispdm.eventlog.events import Event, Resumed, Stopped
from crispdm.lifecycle.phase_history import phase_visits
from crispdm.lifecycle.state import replay
from tests.support.builders import AT as BEGIN
from tests.support.builders import a_phase, advanced, created, make_process, put, went_back

PROCESS = make_process(a_phase("plan"), a_phase("build"), a_phase("test"))
START = created()
DAYS = [f"2026-11-{day}T09:00:00Z" for day in (25, 26, 27, 28)]


def _visits(*events: Event) -> list[tuple[int, str, str, str | None]]:
    found = phase_visits(PROCESS, replay(PROCESS, [START, *events]))
    return [(each.iteration, each.phase, each.entered, each.left) for each in found]


def test_each_move_leaves_a_phase_and_enters_another() -> None:
    first = put(advanced("plan", "build"), START, at=DAYS[0])
    back = put(went_back("plan", "build", "test"), first, at=DAYS[1])
    assert _visits() == [(1, "plan", BEGIN, None)]
    assert _visits(first, back) == [
        (1, "plan", BEGIN, DAYS[0]),
        (1, "build", DAYS[0], DAYS[1]),
        (1, "plan", DAYS[1], None),
    ]


def test_a_stop_leaves_the_phase_and_a_resume_enters_it_again() -> None:
    stop = put(Stopped(iteration=1, reason="no"), START, at=DAYS[0])
    resume = put(Resumed(iteration=1, reason="yes", opens=()), stop, at=DAYS[1])
    assert _visits(stop) == [(1, "plan", BEGIN, DAYS[0])]
    assert _visits(stop, resume) == [(1, "plan", BEGIN, DAYS[0]), (1, "plan", DAYS[1], None)]


def test_a_resume_whose_clock_was_slow_goes_on_from_the_stop() -> None:
    """By the clocks the stop came last, and the project runs."""
    stop = put(Stopped(iteration=1, reason="no"), START, at=DAYS[1])
    resume = put(Resumed(iteration=1, reason="yes", opens=()), stop, at=DAYS[0])
    assert _visits(stop, resume) == [
        (1, "plan", BEGIN, DAYS[0]),
        (1, "plan", DAYS[0], DAYS[1]),
        (1, "plan", DAYS[1], None),
    ]


def test_a_resume_enters_the_phase_that_it_opens() -> None:
    built = put(advanced("plan", "build"), START, at=DAYS[0])
    stop = put(Stopped(iteration=1, reason="no"), built, at=DAYS[1])
    resume = put(Resumed(iteration=1, reason="yes", opens=("plan", "build")), stop, at=DAYS[2])
    assert _visits(built, stop, resume)[1:] == [(1, "build", DAYS[0], DAYS[1]), (1, "plan", DAYS[2], None)]


def test_a_new_iteration_begins_with_the_first_phase() -> None:
    end = put(advanced("plan", "new_iteration", starts=2), START, at=DAYS[0])
    assert _visits(end) == [(1, "plan", BEGIN, DAYS[0]), (2, "plan", DAYS[0], None)]
