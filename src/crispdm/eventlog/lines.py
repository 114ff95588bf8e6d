"""The lines of a state file: events, comments, and lines that are ignored, with the reason. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.eventlog.events import AnyEvent, Event, WrongId, WrongLine, format_event, parse_event

HEADER = b"# crispdm state: one event per line, oldest first. Commit it; do not edit it. `crispdm verify` checks it.\n"
_BEGINNING = b'- {"id": "'
_MARKER = rb"(<{7,}|={7,}|>{7,}|\|{7,})( .*)?"

MOST_VALUES = 4_000_000  # each takes 50 to 200 bytes once it is read; 100,000 events with a pilot each have less

Kind = Literal["event", "comment", "blank", "marker", "changed", "strange", "torn"]


class Entry(Struct, frozen=True, gc=False):
    """One line, without its line break; `what` says what is wrong with it, if anything."""

    number: int  # counted from 1
    text: bytes
    kind: Kind
    end: bytes  # its line break
    event: AnyEvent | None = None
    what: str = ""


def parse_lines(file: Iterable[bytes], name: str) -> Iterator[Entry]:
    """Parse every line of a state file, and what is behind the last line feed: nothing, or a line that was cut off.

    Args:
        file: its lines with their line feeds, one after the other, as a file or `split_lines` yields them.
        name: what it is called in errors.

    Raises:
        Damaged: an event that this version cannot read, which is never skipped; or more values than fit into memory.
    """
    values = number = 0
    is_last = False
    for number, raw in enumerate(file, 1):
        values += count_values(raw)
        if values > MOST_VALUES:
            raise too_many_values(name)
        is_last = not raw.endswith(b"\n")
        yield _parsed(number, raw, name, is_last=is_last)
    if not is_last:
        yield _parsed(number + 1, b"", name, is_last=True)


def split_lines(text: bytes) -> Iterator[bytes]:
    """The lines of a text with their line feeds, one after the other."""
    begin = 0
    while begin < len(text):
        end = text.find(b"\n", begin) + 1 or len(text)
        yield text[begin:end]
        begin = end


def _parsed(number: int, raw: bytes, name: str, *, is_last: bool) -> Entry:
    line = raw.rstrip(b"\r\n")  # a copy with CRLF has the same events
    end = b"" if is_last else b"\r\n" if len(raw) > len(line) + 1 else b"\n"
    try:
        return Entry(number, line, "event", end, parse_event(line))
    except WrongLine as wrong:
        kind, what = _classify(line, wrong, is_last=is_last)
        return Entry(number, line, kind, end, what=what)
    except Damaged as damaged:
        raise Damaged(f"{name}:{number}: {damaged.message}", details=damaged.details, hint=damaged.hint) from None


def count_values(text: bytes) -> int:
    """How many values a text has at most: a bracket, a brace or a comma in a string counts, too."""
    return text.count(b"[") + text.count(b"{") + text.count(b",")


def too_many_values(name: str) -> Damaged:
    """The error for more values than any project has: small ones take 25 times their bytes once they are read."""
    what = f"{name} has more than {MOST_VALUES:,} brackets, braces and commas, the limit"
    return Damaged(what, hint="restore it from a commit before this happened: no team records that much")


def _classify(line: bytes, wrong: WrongLine, *, is_last: bool) -> tuple[Kind, str]:
    """The kind of a line that is not an event, and what is wrong with it."""
    is_cut_header = is_last and HEADER.startswith(line)  # in writing the first line of all
    is_cut_event = is_last and line[: len(_BEGINNING)] == _BEGINNING[: len(line)]
    if not line.strip():
        return "blank", ""
    if line.startswith(b"#") and not is_cut_header:
        holds_event = _BEGINNING in line  # commented out, or behind a line end that only others know, as CR
        return ("strange", "a comment that holds an event") if holds_event else ("comment", "")
    if re.fullmatch(_MARKER, line):
        return "marker", "a conflict marker"
    if is_cut_header or is_cut_event:
        return "torn", "cut off"
    return "changed" if isinstance(wrong, WrongId) else "strange", str(wrong)


def new_file(event: Event, *, at: str, by: str) -> bytes:
    """A new state file with one event in it."""
    return HEADER + format_event(event, after=(), at=at, by=by)[1]


def heads(history: Sequence[Event]) -> tuple[str, ...]:
    """The ids of the events that no other event follows."""
    seen = {parent for event in history for parent in event.after}
    return tuple(event.id for event in history if event.id not in seen)


def format_lines(
    wanted: Sequence[Event], history: Sequence[Event], *, at: str, by: str
) -> tuple[tuple[Event, ...], list[bytes]]:
    """Complete events: each after the one before it, the first after all heads; and return them and their lines."""
    after = heads(history)
    events: list[Event] = []
    written: list[bytes] = []
    for each in wanted:
        event, line = format_event(each, after=after, at=at, by=by)
        events.append(event)
        written.append(line)
        after = (event.id,)
    return tuple(events), written
