"""Heal the text of a state file: what is damaged is set aside or removed, and no event is lost. Pure."""

from msgspec import Struct

from crispdm.canonical_json import dumps
from crispdm.eventlog.lines import HEADER, Entry, parse_lines

_SET_ASIDE = ("changed", "strange", "torn")


class LineRepair(Struct, frozen=True):
    """What was done to one line."""

    line: int
    kind: str
    what: str


class Repaired(Struct, frozen=True):
    """The healed text, what was done, and the lines that were set aside, as text to append to a file for them."""

    text: bytes
    repairs: tuple[LineRepair, ...] = ()
    rejected: bytes = b""


def repair_text(text: bytes, name: str, at: str) -> Repaired:
    """Heal a state file. No id is ever computed anew, and no line whose id is right is dropped.

    Args:
        text: its bytes.
        name: what it is called in complaints.
        at: the time, for the lines that are set aside.

    Raises:
        Damaged: for an event of an unknown kind: this version cannot tell what is right.
    """
    kept: list[bytes] = []
    done: list[LineRepair] = []
    aside: list[bytes] = []
    seen: set[bytes] = set()
    for entry in parse_lines(text, name):
        is_repeated = entry.text in seen and (entry.event is not None or entry.text + b"\n" == HEADER)
        seen.add(entry.text)
        if entry.kind in _SET_ASIDE:
            aside.append(_aside(entry, at))
        done += _deeds(entry, is_repeated=is_repeated)
        if not (is_repeated or entry.what):
            kept.append(entry.text)
    healed = b"\n".join(kept)
    if healed and not healed.endswith(b"\n"):
        healed += b"\n"  # behind the last event, where it was cut off
    return Repaired(healed, tuple(done), b"".join(aside)) if done else Repaired(text)


def _deeds(entry: Entry, *, is_repeated: bool) -> list[LineRepair]:
    deeds = {"marker": "removed a conflict marker", "torn": "set aside a line that was cut off"}
    if entry.what:
        what = deeds.get(entry.kind, f"set aside: {entry.what}")
    elif is_repeated:
        what = "removed a line that stands above already"
    elif entry.end == b"\r\n":
        what = "gave the line the line end that crispdm writes"
    elif not entry.end and entry.event is not None:
        what = "added the line end that was missing"
    else:
        return []
    return [LineRepair(entry.number, "repeated" if is_repeated else entry.kind, what)]


def _aside(entry: Entry, at: str) -> bytes:
    """A rejected line as an entry of a YAML list: as text where it is any, else as hexadecimal digits."""
    try:
        written = dumps({"at": at, "line": entry.number, "why": entry.what, "text": entry.text.decode()})
    except UnicodeDecodeError:
        written = dumps({"at": at, "line": entry.number, "why": entry.what, "hex": entry.text.hex()})
    return f"- {written}\n".encode()
