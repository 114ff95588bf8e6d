"""Which waivers cover a criterion on a day, and when one may be recorded or withdrawn."""

from datetime import date

import pytest

from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Event, Unwaived, Waived
from crispdm.gate.finding import Finding, Place, Status
from crispdm.lifecycle.state import State, replay
from crispdm.lifecycle.waivers import active_waivers, expired_waivers, unwaive, waive
from tests.support.builders import a_phase, advanced, created, filled_in, make_process, put

MET = Place("plan/facts.yaml", 3)
PROCESS = make_process(a_phase("plan", criteria=[filled_in("cost-known", "cost")]), a_phase("build"))
START = created()
FIRST, TODAY = date(2026, 11, 20), date(2026, 11, 24)


def _state(*events: Event) -> State:
    return replay(PROCESS, [START, *events])


def _waived(until: str | None) -> Waived:
    return put(Waived(iteration=1, phase="plan", criterion="cost-known", reason="a spike", until=until), START)


def _finding(status: Status, *, is_binding: bool = False) -> Finding:
    return Finding(status=status, place=MET, have="cost is there", want="a cost", is_binding=is_binding)


def _waive(state: State, finding: Finding, until: date | None = None) -> tuple[Event, ...]:
    return waive(state, PROCESS.phases[0], "cost-known", finding, "a spike", until=until)


@pytest.mark.parametrize("status", ["fail", "not_run"])
@pytest.mark.parametrize("until", [None, TODAY])
def test_what_is_not_known_to_be_met_can_be_waived(status: Status, until: date | None) -> None:
    (event,) = _waive(_state(), _finding(status), until)
    last = until.isoformat() if until else None
    assert event == Waived(iteration=1, phase="plan", criterion="cost-known", reason="a spike", until=last)


@pytest.mark.parametrize(
    ("state", "finding", "said"),
    [
        (_state(), _finding("pass"), "cost-known needs no waiver: it is met"),
        (
            _state(),
            _finding("warn"),
            "cost-known needs no waiver: it is met with a warning, which does not close the gate",
        ),
        (_state(), _finding("fail", is_binding=True), "cost-known cannot be waived"),
        (
            _state(put(advanced("plan", "build"), START)),
            _finding("fail"),
            "cost-known needs no waiver: Plan has passed its gate",
        ),
    ],
    ids=["met", "met with a warning", "binding", "passed"],
)
def test_what_needs_no_waiver_or_takes_none_is_refused(state: State, finding: Finding, said: str) -> None:
    with pytest.raises(Refused) as refused:
        _waive(state, finding)
    assert refused.value.message == said
    assert refused.value.hint


@pytest.mark.parametrize("reason", ["", " ", "n/a"])
def test_a_waiver_has_a_reason(reason: str) -> None:
    with pytest.raises(CrispdmError, match="reason"):
        waive(_state(), PROCESS.phases[0], "cost-known", _finding("fail"), reason, until=None)


@pytest.mark.parametrize(
    ("until", "is_active", "has_expired"),
    [
        (None, True, False),
        ("2026-11-25", True, False),
        ("2026-11-24", True, False),
        ("2026-11-23", False, True),
        ("2026-11-20", False, True),
        ("2026-11-19", False, False),
    ],
)
def test_a_waiver_holds_on_its_last_day_and_expires_after_it(
    until: str | None, *, is_active: bool, has_expired: bool
) -> None:
    waived = _waived(until)
    state = _state(waived)
    assert active_waivers(state, TODAY) == ({"cost-known": waived} if is_active else {})
    assert expired_waivers(state, FIRST, TODAY) == ((waived,) if has_expired else ())


def test_of_waivers_side_by_side_the_one_that_lasts_longest_covers() -> None:
    kept = [_waived(until) for until in (None, "2026-12-02", "2026-12-01", "2026-11-23")]
    for number, longest in enumerate(kept[:3]):
        state = _state(*kept[number:])
        assert active_waivers(state, TODAY) == {"cost-known": longest}
        assert expired_waivers(state, FIRST, TODAY) == (), "another one covers it"


def test_what_expired_in_a_phase_that_is_passed_leaves_nothing_uncovered() -> None:
    waived = _waived("2026-11-23")
    assert expired_waivers(_state(waived, put(advanced("plan", "build"), waived)), FIRST, TODAY) == ()


def test_an_active_waiver_can_be_withdrawn_and_no_other() -> None:
    withdrawn = Unwaived(iteration=1, phase="plan", criterion="cost-known")
    assert unwaive(_state(_waived(None)), "cost-known", TODAY) == (withdrawn,)
    for state, name, said, hint in (
        (_state(_waived(None)), "cost-knwon", "did you mean", "active waivers: cost-known"),
        (_state(_waived("2026-11-23")), "cost-known", "no active waiver of 'cost-known'", ""),
    ):
        with pytest.raises(Refused) as refused:
            unwaive(state, name, TODAY)
        assert (said in refused.value.message, refused.value.hint) == (True, hint)
