"""The status, to be read aloud: the goal, the work, what happened, what it waits for, and one next step."""

from collections.abc import Iterator
from datetime import date

from crispdm.dates import day_of, future_day, past_day, spell_out_days, weekday_and_day
from crispdm.eventlog.events import Advanced, AnyEvent
from crispdm.results.status import Status
from crispdm.views.blockers import age
from crispdm.views.people import Names
from crispdm.views.pilots import overruled_words
from crispdm.views.status.changes import changed_since_accepted
from crispdm.views.status.events import events, notes
from crispdm.views.status.fit import Section, fitted
from crispdm.views.status.git_changes import file_changes
from crispdm.views.status.goal import goal, goal_label, title
from crispdm.views.status.prompt import current_phase
from crispdm.views.status.reopened import back_reason
from crispdm.views.status.todo import work
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import clause, clip, count, few

_NEXT = 120  # characters of the next step


def status_lines(found: Status) -> list[Line]:
    """At most 25 lines of 80 columns."""
    names = _names(found)
    return fitted(
        [
            Section([Line(title(found), style=Style.HEAD)]),
            Section([Line(goal(found), label=f"{goal_label(found)}: ")] if found.goal or found.has_objective else []),
            Section([*_changes(found, names)]),
            *_current_phase(found, names),
            *_since(found, names),
            Section([Line(text, label=f"{who} says: ") for who, text in notes(found, names)], newest=True),
            Section([*_blockers(found, names)]),
            Section([*_exceptions(found, names)]),
            Section([Line(str(found.known), label="Known: ", style=Style.QUIET)] if found.known.typed else []),
            Section([*_uncommitted(found)]),
        ],
        Line(_next_step(found, names), label="Next: ", style=Style.HEAD),
    )


def _names(found: Status) -> Names:
    """What the team is called, and everybody else who is named."""
    files = found.git.files if found.git else ()
    others = [*(each.by for each in found.events), *(by for each in files for by in each.by)]
    others += [*(each.by for each in found.waivers), *(each.by for each in found.overruled)]
    return Names(found.team, [*others, *(each.by for each in found.changed)])


def _changes(found: Status, names: Names) -> Iterator[Line]:
    """What is no longer as it was accepted, and what a reader would wonder about."""
    for text in changed_since_accepted(found, names):
        yield Line(text, label="Changed: ", style=Style.WRONG)
    for remark in found.remarks:
        yield Line(spell_out_days(remark, found.today), label="Note: ", style=Style.TO_DO)


def _current_phase(found: Status, names: Names) -> Iterator[Section]:
    """The phase, why it is open again, and the work in it."""
    if found.gate is None:
        yield Section([Line(_end(found), style=Style.HEAD)])
        return
    yield Section([Line(current_phase(found))])
    if found.back:
        since = past_day(day_of(found.back.event.at), found.today)
        reason = back_reason(found.back, found.titles)
        yield Section([Line(reason, label=f"Back since {since}: ", style=Style.TO_DO)])
    yield from work(found, found.gate, names)


def _end(found: Status) -> str:
    """How the project ended, and why."""
    live = found.live_since
    if found.outcome == "finished":
        return f"The project is finished{f', and has been live since {weekday_and_day(live)}' if live else ''}."
    reasons = few([_stop_reason(each) for each in found.stops], 2)
    earlier = f" What came before has been live since {weekday_and_day(live)}." if live else ""
    return f"The project was stopped: {reasons}.{earlier}"


def _stop_reason(event: AnyEvent) -> str:
    pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
    reason = getattr(event, "reason", "") or pilot.get("reason")
    return clip(str(reason or f"the decision in {getattr(event, 'phase', 'a phase')}"), 120)


def _since(found: Status, names: Names) -> Iterator[Section]:
    """What happened since the last working day; never "nothing" without having asked git."""
    recorded = [*events(found, names)]
    files = [*file_changes(found.git, names)] if found.git else []
    failure = found.git.failure if found.git else None
    label = f"Since {past_day(found.since, found.today)}: "
    if failure:
        more = " more" if recorded or files else ""
        files.insert(0, f"{'' if more else 'no events; '}git cannot tell{more}: {failure}")
    elif not recorded and not files:
        files = ["no changes, in git either"]
    yield Section([Line(text, label=label) for text in recorded], newest=True)
    yield Section([Line(text, label=label) for text in files])


def _blockers(found: Status, names: Names) -> Iterator[Line]:
    for each in found.blockers:
        who = clip(names.doer(each.owner)) if each.owner else "nobody yet"
        yield Line(f"{clip(each.text)}, on {who}, {age(each.at, found.today)}", label="Waiting: ", style=Style.WRONG)


def _exceptions(found: Status, names: Names) -> Iterator[Line]:
    """Decisions against the numbers, and waivers until they end."""
    for each in found.overruled:
        text = f"{overruled_words(each.outcome, each.what)}: {clip(each.reason)} ({clip(names.of(each.by))})"
        yield Line(text, label="Exception: ", style=Style.EXCEPTION)
    for waiver in found.waivers:
        until = f" until {_last_day(waiver.until, found.today)}" if waiver.until else ""
        text = f"{waiver.criterion}: {clip(waiver.reason)} ({clip(names.of(waiver.by))})"
        yield Line(text, label=f"Exception{until}: ", style=Style.EXCEPTION)


def _last_day(text: str, today: date) -> str:
    """A recorded date in words; what is none as it is written."""
    try:
        return future_day(date.fromisoformat(text), today)
    except ValueError:
        return clip(text)


def _uncommitted(found: Status) -> Iterator[Line]:
    if found.git and found.git.uncommitted:
        yield Line(f"{count(found.git.uncommitted, 'event')} not in git yet.")


def _next_step(found: Status, names: Names) -> str:
    step = found.next
    is_unnamed = found.team.get(step.owner or "") == ()
    who = f"{'the ' if is_unnamed else ''}{clip(names.doer(step.owner))} to " if step.owner else ""
    command = f" with `{step.command}`" if step.command else ""
    return f"{who}{clause(spell_out_days(step.what, found.today), _NEXT)}{command}"
