"""What moved, in words: events, what git saw, and what somebody wants to say."""

from collections.abc import Iterator

from crispdm.dates import spoken
from crispdm.lifecycle.events import Blocked, Event, Noted, Signed
from crispdm.views.lines import Line
from crispdm.views.log import obstacles, told
from crispdm.views.people import first_name
from crispdm.views.standing import Moved, Standing
from crispdm.words import clip, count, listing


def moved(standing: Standing, most: int) -> Iterator[Line]:
    """What moved since the last working day, oldest first; never "nothing" without git having been asked."""
    said = [*_events(standing, most), *_files(standing, most)]
    if standing.blind:
        said.append(f"{'' if said else 'no event; '}git cannot tell{' more' if said else ''}: {standing.blind}")
    label = f"Since {spoken(standing.since, standing.today)}: "
    for number, text in enumerate(said or ["nothing moved, not in git either"]):
        yield Line(text, label=label if number == 0 else " " * len(label))


def notes(standing: Standing, most: int) -> Iterator[Line]:
    """What somebody wanted to say in this standup."""
    said = [each for each in standing.moved if isinstance(each.event, Noted)]
    for each in said[-most:]:
        yield Line(clip(getattr(each.event, "text", ""), 50 * most), label=f"{_who(each)} says: ")
    if len(said) > most:
        yield Line(count(len(said) - most, "earlier note"), label="And: ")


def _events(standing: Standing, most: int) -> list[str]:
    """The newest events, without those that are read out by themselves."""
    known, process = obstacles(standing.state.events), standing.process
    told_of = [(_who(each), each.event) for each in standing.moved if each.event]
    told_of = [(who, event) for who, event in told_of if not _is_said_elsewhere(event, standing)]
    said = [f"{who} {clip(told(process, event, known), 40 * most)}" for who, event in told_of[-most:]]
    return [*([count(len(told_of) - most, "earlier event")] if len(told_of) > most else []), *said]


def _is_said_elsewhere(event: Event, standing: Standing) -> bool:
    """Notes, obstacles and exceptions that stand have lines of their own; who signed a passed phase needs none."""
    if isinstance(event, Signed):
        return standing.process.phase_id(event.phase) in standing.state.accepted
    return isinstance(event, Noted | Blocked) or event in standing.waivers


def _files(standing: Standing, most: int) -> list[str]:
    """Work that shows although it is no event."""
    seen = [each for each in standing.moved if each.file]
    said = []
    for each in seen[:most]:
        who = _who(each) if each.is_committed else "not committed"
        said.append(f"{clip(_name(each), 40)}: {clip(each.what, 30 * most)} ({who})")
    return [*said, *([count(len(seen) - most, "more file") + " changed"] if len(seen) > most else [])]


def _who(each: Moved) -> str:
    return listing([*dict.fromkeys(first_name(by) for by in each.by)])


def _name(each: Moved) -> str:
    return (each.file or "").rstrip("/").rpartition("/")[2]
