"""What moved, in words: events, what git saw, and what somebody wants to say."""

import re
from collections.abc import Iterator

from crispdm.dates import day_of, on_past_day, past_day
from crispdm.eventlog.events import Blocked, Event, Noted, Signed
from crispdm.file_changes import REMOVED
from crispdm.views.log import obstacles, told
from crispdm.views.room import share
from crispdm.views.standing import Moved, Standing
from crispdm.views.text.lines import Line
from crispdm.words import clip, count, few, listing

_NEXT = r" and (?=[^\s:]+(?:: | from | changed| filled in| removed))"  # between two values of a file
_ROOM = 50  # characters in which a line of names ends
_PAIR = 2  # names take no more words than their number


def moved(standing: Standing, most: int) -> Iterator[Line]:
    """What moved since the last working day, oldest first; never "nothing" without git having been asked.

    Args:
        standing: what there is to say.
        most: so many events and files are named, the others counted; none: all are counted, in one line.
    """
    said = [*_events(standing, most), *_files(standing, most)]
    if not most and said:
        said = [listing(said)]
    said = [*_ended(standing), *said]
    if standing.blind:
        said.append(f"{'' if said else 'no event; '}git cannot tell{' more' if said else ''}: {standing.blind}")
    label = f"Since {past_day(standing.since, standing.today)}: "
    for number, text in enumerate(said or ["nothing moved, not in git either"]):
        yield Line(text, label=label if number == 0 else " " * len(label))


def _ended(standing: Standing) -> Iterator[str]:
    """An exception that ran out closes its gate again, without anybody having done anything."""
    for each in standing.ended:
        yield f"the exception to {each.criterion} ended {on_past_day(day_of(each.until or ''), standing.today)}"


def noted(standing: Standing) -> list[Moved]:
    """What somebody wants to say in this standup, oldest first."""
    return [each for each in standing.moved if isinstance(each.event, Noted)]


def notes(standing: Standing, step: int) -> Iterator[Line]:
    """The notes, the newest of them first to be named."""
    said = noted(standing)
    shown, longer = share(len(said), step)
    for number, each in enumerate(said[-shown:]):
        earlier = count(len(said) - shown, "earlier note") if step else f"{len(said) - shown} earlier"
        more = f" (and {earlier})" if number == 0 and len(said) > shown else ""
        text = clip(getattr(each.event, "text", ""), 60 + 40 * longer if step else 30)
        yield Line(f"{text}{more}", label=f"{clip(_who(standing, each), 40)} says: ")


def _events(standing: Standing, most: int) -> list[str]:
    """The newest events, without those that are read out by themselves."""
    known, process = obstacles(standing.state.events), standing.process
    told_of = [(_who(standing, each), each.event) for each in standing.moved if each.event]
    told_of = [(who, event) for who, event in told_of if not _is_said_elsewhere(event, standing)]
    hidden = len(told_of) - most
    hidden = hidden if hidden > 1 or not most else 0  # to count one takes the line that would say it
    earlier, newest = told_of[: max(hidden, 0)], told_of[max(hidden, 0) :]
    said = [f"{clip(who, 40)} {clip(told(process, event, known), 50 + 20 * most)}" for who, event in newest]
    return [*([count(len(earlier), "earlier event" if most else "event")] if earlier else []), *said]


def _is_said_elsewhere(event: Event, standing: Standing) -> bool:
    """Notes, obstacles and exceptions that stand have lines of their own; who signed a passed phase needs none."""
    if isinstance(event, Signed):
        return standing.process.phase_id(event.phase) in standing.state.accepted
    return isinstance(event, Noted | Blocked) or event in standing.waivers


def _files(standing: Standing, most: int) -> list[str]:
    """Work that shows although it is no event: for each file what is committed, by whom, and what is not yet."""
    seen: dict[str, list[str]] = {}
    for each in standing.moved:
        if each.file:
            what = _brief(each.what, 40 + 20 * most)
            said = f"{what} ({_who(standing, each)})" if each.is_committed else f"{what}, not committed"
            seen.setdefault(each.file, []).append(said)
    shown = len(seen) if most and len(seen) == most + 1 else most  # to count one takes the line that would say it
    named = [f"{clip(_name(file), 40)}: {'; '.join(said)}" for file, said in [*seen.items()][:shown]]
    return [*named, *_others(seen, [*seen][shown:], most)]


def _others(seen: dict[str, list[str]], others: list[str], most: int) -> Iterator[str]:
    """The files that are not told of: their names where they take no more room; what is removed by name in any case."""
    gone = [_name(file) for file in others if any(each.startswith(REMOVED) for each in seen[file])]
    changed = [_name(file) for file in others if _name(file) not in gone]
    names = f"{listing(changed)} changed"
    if len(names) <= _ROOM and (most or len(changed) <= _PAIR):
        said = [names] if changed else []
    else:
        said = [f"{count(len(changed), 'more file' if most and len(seen) > len(others) else 'file')} changed"]
    said += [f"{few([clip(name, 40) for name in gone], max(most, 2))} {REMOVED}"] if gone else []
    if said:
        yield listing(said)


def _brief(what: str, most: int) -> str:
    """What changed in a file, in about so many characters: the first value, at the shortest without what it is."""
    first, *others = re.split(_NEXT, what) if len(what) > most else (what,)
    if len(first) > most:
        first = re.sub(r"(?<=\S): .*", " filled in", re.sub(r" from .* to .*", " changed", first))
    more = f" and {count(len(others), 'more value')}" if others else ""
    return f"{clip(first, 120)}{more}"


def _who(standing: Standing, each: Moved) -> str:
    return few([*dict.fromkeys(standing.names.of(by) for by in each.by)], 3)


def _name(file: str) -> str:
    return file.rstrip("/").rpartition("/")[2]
