"""What happened since the last working day, and what somebody wants to say."""

from collections.abc import Iterator

from crispdm.dates import day_of, on_past_day
from crispdm.eventlog.events import AnyEvent, Blocked, Noted, Signed
from crispdm.results.status import Status
from crispdm.views.log import sentence
from crispdm.views.people import Names
from crispdm.words import clip


def events(found: Status, names: Names) -> Iterator[str]:
    """What was recorded, oldest first, without what is read out by itself; at last the waivers that expired."""
    for event in found.events:
        if not _is_shown_elsewhere(event, found):
            yield f"{clip(names.of(event.by))} {sentence(event, found.titles, found.removed_blockers)}"
    for each in found.expired:  # closes its gate again, without anybody having done anything
        yield f"the waiver of {each.criterion} expired {on_past_day(day_of(each.until or ''), found.today)}"


def notes(found: Status, names: Names) -> Iterator[tuple[str, str]]:
    """Who says something in this standup, and what; oldest first."""
    return ((clip(names.of(each.by)), each.text) for each in found.events if isinstance(each, Noted))


def _is_shown_elsewhere(event: AnyEvent, found: Status) -> bool:
    """Notes, blockers and waivers have lines of their own; the move out of a phase says enough of its sign-offs."""
    if isinstance(event, Signed):
        done = {each.title for each in found.phases if each.status == "done"}
        return found.titles.get(event.phase) in done
    return isinstance(event, Noted | Blocked) or event in found.waivers
