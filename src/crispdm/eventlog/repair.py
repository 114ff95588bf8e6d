"""Repair the text of a state file: damaged lines are set aside or removed, and no event is lost. Pure."""

from msgspec import Struct

from crispdm.canonical_json import dumps
from crispdm.eventlog.lines import HEADER, Entry, parse_lines

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


def repair_text(text: bytes, name: str, at: str) -> Repaired:
    """Repair a state file. No id is ever recomputed, and no line whose id matches its bytes is dropped.

    Args:
        text: its bytes.
        name: what it is called in errors.
        at: the time, for the lines that are set aside.

    Raises:
        Damaged: an event that this version cannot read, and so cannot judge.
    """
    kept: list[bytes] = []
    repairs: list[LineRepair] = []
    rejected: list[bytes] = []
    seen: set[bytes] = set()
    for entry in parse_lines(text, name):
        is_repeated = entry.text in seen and (entry.event is not None or entry.text + b"\n" == HEADER)
        seen.add(entry.text)
        if entry.kind in _SET_ASIDE:
            rejected.append(_rejected(entry, at))
        repairs += _repairs(entry, is_repeated=is_repeated)
        if not (is_repeated or entry.what):
            kept.append(entry.text)
    repaired = b"\n".join(kept)
    if repaired and not repaired.endswith(b"\n"):
        repaired += b"\n"  # after the last event, where it was cut off
    return Repaired(repaired, tuple(repairs), b"".join(rejected)) if repairs else Repaired(text)


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
