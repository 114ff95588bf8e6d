"""Repair the text of a state file: damaged lines are set aside or removed, and no event is lost. Pure."""

from msgspec import Struct

from crispdm.canonical_json import dumps
from crispdm.eventlog.events import AnyEvent
from crispdm.eventlog.lines import HEADER, Entry, parse_lines, split_lines
from crispdm.eventlog.missing import missing_events

_SET_ASIDE = ("changed", "strange", "torn")
_REPAIRS = {
    "marker": "removed a conflict marker",
    "changed": "set aside a line that was modified after recording",
    "strange": "set aside a line that is not an event",
    "torn": "set aside a line that was cut off",
}


class LineRepair(Struct, frozen=True):
    """What was done to one line."""

    line: int
    kind: str
    what: str


class Repaired(Struct, frozen=True):
    """The repaired text, what was done, and the lines that were set aside, as text to append to their file."""

    text: bytes
    repairs: tuple[LineRepair, ...] = ()
    rejected: bytes = b""
    restored: int = 0  # events that git had


def repair_text(text: bytes, name: str, at: str, committed: bytes = b"") -> Repaired:
    """Repair a state file. No id is ever recomputed, and no line whose id matches its bytes is dropped.

    Args:
        text: its bytes.
        name: what it is called in errors.
        at: the time, for the lines that are set aside.
        committed: lines that git has; events among them that are missing here are brought back.

    Raises:
        Damaged: an event that this version cannot read, and so cannot judge.
    """
    kept: list[bytes] = []
    repairs: list[LineRepair] = []
    rejected: list[bytes] = []
    events: list[AnyEvent] = []
    seen: set[bytes] = set()
    for entry in parse_lines(split_lines(text), name):
        is_repeated = entry.text in seen and (entry.event is not None or entry.text + b"\n" == HEADER)
        seen.add(entry.text)
        if entry.kind in _SET_ASIDE:
            rejected.append(_rejected(entry, at))
        repairs += _repairs(entry, is_repeated=is_repeated)
        if not (is_repeated or entry.what):
            kept.append(entry.text)
            events += [entry.event] if entry.event else []
    missing = [*missing_events(committed, events)]
    if missing:
        kept = _with_lines_of(committed, [line for _, line in missing], kept)
    repaired = b"\n".join(kept)
    if repaired and not repaired.endswith(b"\n"):
        repaired += b"\n"  # after the last event, where it was cut off
    if not (repairs or missing):
        return Repaired(text)
    return Repaired(repaired, tuple(repairs), b"".join(rejected), len(missing))


def _with_lines_of(committed: bytes, missing: list[bytes], kept: list[bytes]) -> list[bytes]:
    """The lines that were kept and those that were missing, in the order of git, as if none had been missing."""
    known = {*missing, *kept} - {b""}
    there = (line for line in committed.replace(b"\r\n", b"\n").split(b"\n") if line in known)
    first = dict.fromkeys((HEADER.rstrip(b"\n"), *there))
    return [*first, *(line for line in kept if line not in first)]


def _repairs(entry: Entry, *, is_repeated: bool) -> list[LineRepair]:
    if entry.what:
        what = _REPAIRS[entry.kind]
    elif is_repeated:
        what = "removed a duplicate line"
    elif entry.end == b"\r\n":
        what = "replaced the line end CR LF by LF"
    elif not entry.end and entry.event is not None:
        what = "added the missing line end"
    else:
        return []
    return [LineRepair(entry.number, "repeated" if is_repeated else entry.kind, what)]


def _rejected(entry: Entry, at: str) -> bytes:
    """A rejected line as an entry of a YAML list: as text where it is UTF-8, else in hexadecimal digits."""
    try:
        written = dumps({"at": at, "line": entry.number, "why": entry.what, "text": entry.text.decode()})
    except UnicodeDecodeError:
        written = dumps({"at": at, "line": entry.number, "why": entry.what, "hex": entry.text.hex()})
    return f"- {written}\n".encode()


def format_torn_end(text: bytes, at: str) -> bytes:
    """Format the last line of a text, which was cut off while it was written, as an entry of the same list."""
    before, _, end = text.rpartition(b"\n")
    number = before.count(b"\n") + (1 if len(end) == len(text) else 2)
    return _rejected(Entry(number, end, "torn", b"", what="cut off"), at)
