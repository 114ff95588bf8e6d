"""What a pilot owes to time, as the rule has it: against a past that is made by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from crispdm.canonical_json import digest
from crispdm.gate.pilot.clock import Fault, faults, guard_values, late_plan, plan_values, used_days
from crispdm.gate.pilot_past import AcceptedPlan, EarlierPilot, PilotPast
from crispdm.gate.record import Record
from crispdm.yamlio import parse

WRITTEN = """
plan: {share: 5 %, days: 14, start: 2026-12-07, control: the rest, stopped_by: Fay, switch_off: flag}
"""
GUARDED = WRITTEN + "guard: {measure: errors, better: lower, margin: 5 %}\n"
SEVERAL = f"""{WRITTEN}
guards: [{{measure: errors, better: lower, margin: 5 %}}, {{measure: waits, better: lower, margin: 2}}]
"""
NOTHING, GUARD = "is now nothing", "guard.measure"
MEASURE = f"guard.measure was 'errors', {NOTHING}"
START, END, ACCEPTED = date(2026, 12, 7), date(2026, 12, 20), date(2026, 12, 1)


def record_of(text: str) -> Record:
    return Record(parse(text.encode(), "pilot.yaml"), "pilot.yaml")


def accepted(text: str, day: date = ACCEPTED, *, is_current: bool = True) -> AcceptedPlan:
    """As the history keeps it, which has short values alone; the guards beside them."""
    values = plan_values(record_of(text))
    kept, guards = {name: value for name, value in values.items() if name != "guards"}, guard_values(record_of(text))
    return AcceptedPlan(day=day, digest=digest(values), values=kept, guards=guards, is_current=is_current)


def earlier(start: date, end: date, **more: Any) -> EarlierPilot:
    known = {"run": "rule-1", "is_relative": True, "decision": "improve", "is_used": True, "is_of_objective": True}
    return EarlierPilot(start=start, end=end, **{**known, **more})


def found(
    text: str, *plans: AcceptedPlan, pilots: tuple[EarlierPilot, ...] = (), today: date | None = None
) -> list[Fault]:
    past = PilotPast(plans={"pilot.yaml": plans} if plans else {}, pilots=pilots)
    return [*faults(record_of(text), past, "rule-1", (START, END), today)]


def test_a_signature_covers_the_plan_and_the_guards_as_they_are_read() -> None:
    plain = {
        "share": 0.05,
        "days": 14,
        "start": "2026-12-07",
        "control": "the rest",
        "control_because": None,
        "stopped_by": "Fay",
        "switch_off": "flag",
    }
    assert plan_values(record_of(WRITTEN)) == plain
    assert plan_values(record_of(WRITTEN.replace("2026-12-07", "soon")))["start"] == "soon"
    assert plan_values(record_of(WRITTEN.replace("2026-12-07", "2026-W50-1"))) == plain
    guard = {"measure": "errors", "is_lower_better": True, "margin": 0.05, "is_relative": True, "is_share": False}
    assert plan_values(record_of(GUARDED)) == {**plain, "guards": [{**guard, "column": "guard"}]}
    more = WRITTEN.replace("days: 14", "days: 14, units: 4, shadow: false")
    assert plan_values(record_of(more)) == {**plain, "units": 4, "shadow": False}


@pytest.mark.parametrize(
    ("was", "now", "have", "key"),
    [
        (WRITTEN, WRITTEN, None, None),
        (WRITTEN, WRITTEN.replace("14", "10"), "plan.days was 14, is now 10", "plan.days"),
        (WRITTEN, WRITTEN.replace("flag", "a flag"), "plan.switch_off was 'flag', is now 'a flag'", "plan.switch_off"),
        (WRITTEN, WRITTEN.replace("14", "14, units: 4"), "plan.units was nothing, is now 4", "plan.units"),
        (WRITTEN.replace("14", "14, units: 4"), WRITTEN, "plan.units was 4, is now nothing", "plan.units"),
        (
            *(WRITTEN.replace("14", "14, shadow: true"), WRITTEN.replace("14", "14, shadow: false")),
            *("plan.shadow was true, is now false", "plan.shadow"),
        ),
        (
            *(WRITTEN, WRITTEN.replace("5 %", "6 %").replace("Fay", "Eve")),
            *("plan.share was 0.05, is now 0.06 and plan.stopped_by was 'Fay', is now 'Eve'", "plan.share"),
        ),
        (WRITTEN, GUARDED, "the plan is another one", "guards"),
        (
            GUARDED,
            WRITTEN,
            f"{MEASURE}, guard.better was 'lower', {NOTHING} and guard.margin was '5 %', {NOTHING}",
            GUARD,
        ),
        (GUARDED, GUARDED.replace("5 %}", "9 %}"), "guard.margin was '5 %', is now '9 %'", "guard.margin"),
        (
            *(GUARDED, GUARDED.replace("margin: 5 %", "margin: 5 %, column: slow")),
            *("guard.column was nothing, is now 'slow'", "guard.column"),
        ),
        (
            *(SEVERAL, SEVERAL.replace("margin: 2", "margin: 3")),
            *("guards.2.margin was 2, is now 3", "guards.2.margin"),
        ),
    ],
)
def test_a_plan_that_is_no_longer_the_accepted_one_says_what_changed(
    was: str, now: str, have: str | None, key: str | None
) -> None:
    said = [(each.have, each.key) for each in found(now, accepted(was))]
    assert said == ([(f"{have} since it was accepted on 2026-12-01", key)] if have else [])


def test_a_guard_of_an_event_that_does_not_have_it_is_not_told_by_name() -> None:
    was = structs.replace(accepted(GUARDED), guards={})
    assert [each.have for each in found(GUARDED.replace("5 %}", "9 %}"), was)] == [
        "the plan is another one since it was accepted on 2026-12-01"
    ]


@pytest.mark.parametrize(
    ("day", "more", "is_late"),
    [
        (START - timedelta(days=1), "", False),
        (START, "", False),
        (START + timedelta(days=1), "", True),
        (START + timedelta(days=1), "started_before: the team adopts crispdm\n", False),
        (START + timedelta(days=1), "started_before: TODO\n", True),
    ],
)
def test_a_pilot_starts_on_the_day_on_which_its_plan_is_accepted_or_later(
    day: date, more: str, *, is_late: bool
) -> None:
    said = [*late_plan(record_of(WRITTEN + more), PilotPast(), day)]
    assert [each.key for each in said] == ["plan.start"] * is_late
    assert found(WRITTEN + more, accepted(WRITTEN + more, day)) == said
    again = accepted(WRITTEN + more, START + timedelta(days=9))
    was = accepted(WRITTEN + more, day, is_current=False)
    assert found(WRITTEN + more, was, again) == said, "the day on which it was accepted first"
    assert len(found(WRITTEN, accepted(WRITTEN.replace("14", "10"), START + timedelta(days=1)))) == 2


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (1, 6, None),
        (1, 7, "days from 2026-12-07 on are those of the pilot from 2026-12-01 to 2026-12-07, when improve was"),
        (7, 20, "the plan is still that of the pilot from 2026-12-07 to 2026-12-20, when improve was decided"),
        (20, 30, "days from 2026-12-07 on are those of the pilot from 2026-12-20 to 2026-12-30"),
        (21, 30, None),
    ],
)
@pytest.mark.parametrize("is_used", [True, False])
def test_days_of_an_earlier_pilot_decide_nothing_again(
    start: int, end: int, said: str | None, *, is_used: bool
) -> None:
    other = earlier(date(2026, 12, start), date(2026, 12, end), is_used=is_used, run="rule-2")
    where_planned = [*used_days(PilotPast(pilots=(other,)), (START, END), None)]
    for shared, counts in ((found(WRITTEN, pilots=(other,)), True), (where_planned, is_used)):
        assert len(shared) == (said is not None and counts)
        for each in shared:
            assert each.have.startswith(str(said))
            assert each.fix == f"plan another pilot, from {date(2026, 12, end) + timedelta(days=1)} or later"


def test_a_pilot_whose_decision_does_not_count_may_be_decided_again() -> None:
    assert found(WRITTEN, pilots=(earlier(START, END, is_used=False),)) == []
    (undecided,) = found(WRITTEN, pilots=(earlier(START, END, decision=None),))
    assert undecided.have.endswith("to 2026-12-20")


@pytest.mark.parametrize(
    ("today", "earliest"),
    [(None, date(2026, 12, 24)), (date(2026, 12, 24), date(2026, 12, 24)), (date(2026, 12, 30), date(2026, 12, 30))],
)
def test_another_pilot_starts_on_a_day_that_nothing_else_refuses(today: date | None, earliest: date) -> None:
    others = (earlier(START, END), earlier(date(2026, 12, 22), date(2026, 12, 23)))
    (shared,) = found(WRITTEN, pilots=others, today=today)
    assert shared.fix == f"plan another pilot, from {earliest} or later"


@pytest.mark.parametrize(
    ("is_used", "end", "earliest"), [(True, 20, 21), (True, 3, 10), (False, 20, 10)], ids=["used", "over", "not used"]
)
def test_a_late_plan_starts_after_the_days_that_decided(end: int, earliest: int, *, is_used: bool) -> None:
    past = PilotPast(pilots=(earlier(date(2026, 12, 1), date(2026, 12, end), is_used=is_used),))
    (late,) = late_plan(record_of(WRITTEN), past, date(2026, 12, 10))
    assert late.fix == f"plan a start on 2026-12-{earliest} or later, or say in started_before why it ran already"


LOGGED = WRITTEN + "log: {file: data/log.csv, date: day, value: hours}\n"
LONG = "hours-of-each-moderator-on-listings-that-were-put-where-they-do-n"


@pytest.mark.parametrize(
    ("was", "now", "have"),
    [
        (LOGGED, LOGGED, None),
        (WRITTEN, LOGGED, None),
        (LOGGED, LOGGED.replace("hours", "hours, guard: errors"), None),
        (LOGGED, LOGGED.replace("hours", "minutes"), "log.value was 'hours', is now 'minutes'"),
        (LOGGED, LOGGED.replace("hours", "TODO"), "log.value was 'hours', is now nothing"),
        (LOGGED.replace("hours", "TODO"), LOGGED, None),
        (LOGGED.replace("hours", LONG), LOGGED.replace("hours", LONG), None),
        (LOGGED.replace("hours", LONG[1:]), LOGGED.replace("hours", LONG[2:]), "log.value was 'ours-of-"),
        (LOGGED.replace("hours", LONG), LOGGED.replace("hours", f"{LONG}y"), "log.value was '"),
        (LOGGED.replace("hours", "hours, parts: [a, b]"), LOGGED.replace("hours", "hours, parts: [a, b]"), None),
        (LOGGED, WRITTEN + "log: TODO\n", "log.file was 'data/log.csv', is now nothing"),
    ],
)
def test_a_log_that_a_plan_named_stays_and_one_that_it_did_not_may_be_named(
    was: str, now: str, have: str | None
) -> None:
    changed = found(now, accepted(was))
    assert len(changed) == (have is not None)
    assert all(each.have.startswith(str(have)) and each.key.startswith("log.") for each in changed)


def test_what_is_long_is_kept_as_its_digest() -> None:
    kept, dropped = LONG[:60], LONG[:61]  # with what stands before it, a name of 64 characters and one of 65
    text = LOGGED.replace("hours", f"{LONG}, date: {LONG[1:]}, {kept}: a, {dropped}: a").replace("date: day, ", "")
    values = {name: value for name, value in plan_values(record_of(text)).items() if name.startswith("log.")}
    assert values == {
        "log.file": "data/log.csv",
        "log.value": digest(LONG),
        "log.date": LONG[1:],
        f"log.{kept}": "a",
    }
