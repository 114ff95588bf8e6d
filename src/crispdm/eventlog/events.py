"""The events of a project, and the line of each in the state file. Pure.

A line is `- ` and a JSON object that begins with its id: the first 32 hexadecimal digits of the SHA-256 of
`crispdm1`, a line feed, and the bytes behind the id up to the closing brace. So a modified line is detected.
"""

import hashlib
import re
from typing import Any

import msgspec
from msgspec import Struct, field, structs

from crispdm import __version__
from crispdm.canonical_json import dumps
from crispdm.errors import CrispdmError, Damaged
from crispdm.kept_json import KeptObjects, decode_objects, keep_objects, shared, to_builtins
from crispdm.people import person

LINE_LIMIT = 64 << 10  # bytes, the line feed among them
_BEGINNING, _BEHIND_ID, _END = b'- {"id": "', b'", "after": ', b"}"
_ID = slice(len(_BEGINNING), len(_BEGINNING) + 32)
_TAIL = slice(_ID.stop + len(b'", '), None)  # what is hashed
_HASHER = hashlib.sha256(b"crispdm1\n")
_DIGITS = re.compile(rb"[0-9a-f]{32}")


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", gc=False):
    """One thing that happened: its id, the events that its writer saw last, when (UTC), and who recorded it.

    It holds what JSON can say, so never itself: the garbage collector need not look at it.
    """

    id: str = ""
    after: tuple[str, ...] = ()
    at: str = ""
    by: str = ""
    needs: str | None = None  # the version of crispdm that can read it


class Created(Event, frozen=True, kw_only=True, tag="created"):
    """The project was created."""

    project: str
    crispdm: str


class Advanced(Event, frozen=True, kw_only=True, tag="advanced"):
    """A phase passed its gate; `to` is the target of the route that was taken."""

    iteration: int
    phase: str
    outcome: str | None
    to: str
    opens: tuple[str, ...]
    starts: int | None = None
    evidence: tuple[tuple[str, str], ...]
    kept_values: KeptObjects = field(name="values")
    kept_facts: KeptObjects = field(name="facts")
    waived: tuple[str, ...]
    gate: str

    def __post_init__(self) -> None:
        """Refuse what cannot be decoded later, and keep no more of the line than that."""
        structs.force_setattr(self, "kept_values", keep_objects(self.kept_values))
        structs.force_setattr(self, "kept_facts", keep_objects(self.kept_facts))
        structs.force_setattr(self, "by", shared(self.by))
        structs.force_setattr(self, "phase", shared(self.phase))
        structs.force_setattr(self, "to", shared(self.to))

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """The values that each criterion decided on, decoded."""
        return decode_objects(self.kept_values)

    @property
    def facts(self) -> dict[str, dict[str, Any]]:
        """The figures that the checks found, by name, decoded."""
        return decode_objects(self.kept_facts)


class WentBack(Event, frozen=True, kw_only=True, tag="went-back"):
    """An earlier phase and all after it were reopened."""

    iteration: int
    to: str
    opens: tuple[str, ...]
    reason: str


class Signed(Event, frozen=True, kw_only=True, tag="signed"):
    """Somebody signed off in a role; `evidence` has pairs of a criterion and the digest of its values at that time."""

    iteration: int
    phase: str
    role: str
    evidence: tuple[tuple[str, str], ...]
    on_behalf: str | None = field(default=None, name="for")


class Waived(Event, frozen=True, kw_only=True, tag="waived"):
    """One criterion was waived, until a local date, that day included."""

    iteration: int
    phase: str
    criterion: str
    reason: str
    until: str | None = None


class Unwaived(Event, frozen=True, kw_only=True, tag="unwaived"):
    """The waivers of one criterion were withdrawn."""

    iteration: int
    phase: str
    criterion: str


class Blocked(Event, frozen=True, kw_only=True, tag="blocked"):
    """A blocker was reported."""

    text: str
    owner: str | None = None


class Unblocked(Event, frozen=True, kw_only=True, tag="unblocked"):
    """The blocker that the event `blocker` reported was removed."""

    blocker: str


class EarlyLook(Struct, frozen=True):
    """The pilot whose effect was looked at before its planned end: its start, and how many rows were there."""

    start: str
    rows: int


class Noted(Event, frozen=True, kw_only=True, tag="noted"):
    """A note for the next standup.

    `left_out` has the ids of events that were removed from the file on purpose, `looked` the pilot that somebody asked
    for before its end.
    """

    text: str
    left_out: tuple[str, ...] = ()  # later than the format, and kept by versions that do not know it
    looked: EarlyLook | None = None  # the same


class Stopped(Event, frozen=True, kw_only=True, tag="stopped"):
    """The project was stopped."""

    iteration: int
    reason: str


class Resumed(Event, frozen=True, kw_only=True, tag="resumed"):
    """A stopped or finished project was resumed."""

    iteration: int
    reason: str
    opens: tuple[str, ...]
    starts: int | None = None


AnyEvent = Created | Advanced | WentBack | Signed | Waived | Unwaived | Blocked | Unblocked | Noted | Stopped | Resumed
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_VERSION = r"[0-9]{1,9}(\.[0-9]{1,9})*"


class WrongLine(Exception):
    """A line that is not an event."""


class WrongId(WrongLine):
    """A line that was an event once: its id does not match its bytes."""


def format_event(event: Event, *, after: tuple[str, ...], at: str, by: str) -> tuple[Event, bytes]:
    """Complete an event, and format it as a line.

    Args:
        event: what happened.
        after: the ids of all events that the writer saw and no other event follows.
        at: the time, UTC, as `2026-11-24T10:01:44Z`.
        by: who records it.

    Returns:
        The event with its id, and its line with the line feed.

    Raises:
        CrispdmError: it is too long for a line, has a value that cannot be written, or names nobody.
    """
    if not person(by).is_somebody:
        raise CrispdmError(f"{by!r} is not a name to record an event by", hint="set CRISPDM_USER, or git's user.name")
    event = structs.replace(event, after=after, at=at, by=by)
    fields = {"after": after, "at": at, "by": by, **to_builtins(event)}  # also where `by` is empty
    fields.pop("id", None)
    tail = dumps(fields)[1:].encode()
    name = _name(tail)
    line = b'- {"id": "%s", %s\n' % (name.encode(), tail)
    if len(line) > LINE_LIMIT:
        raise CrispdmError(
            f"this event takes {len(line):,} bytes; the limit is {LINE_LIMIT:,}", hint="shorten the text"
        )
    parse_event(line[:-1])  # what cannot be read again is not written
    return structs.replace(event, id=name), line


def parse_event(line: bytes) -> AnyEvent:
    """Parse one line, without its line break.

    Raises:
        WrongLine: it is not an event.
        WrongId: its id does not match its bytes.
        Damaged: it is an event that this version cannot read.
    """
    if not (line.startswith(_BEGINNING) and line.startswith(_BEHIND_ID, _ID.stop) and line.endswith(_END)):
        raise WrongLine("not an event")
    name = _name(line[_TAIL])
    if line[_ID] != name.encode():
        if not _DIGITS.fullmatch(line[_ID]):
            raise WrongLine("not an event")
        raise WrongId("modified after recording; ignored")
    try:
        event = _decoder.decode(line[2:])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise _unknown(line, error) from None
    if event.id != name:
        raise WrongId("modified after recording, with two ids; ignored")  # the second one names another event
    if event.needs is not None and not _can_read(event.needs):
        raise Damaged(
            f"this event needs crispdm {event.needs} or later; this is {__version__}", hint="install that version"
        )
    return event


def _name(tail: bytes) -> str:
    hasher = _HASHER.copy()  # faster than to begin anew
    hasher.update(tail)
    return hasher.hexdigest()[:32]


def _can_read(needs: str) -> bool:
    """Whether this version is the needed one, or a later one."""
    return bool(re.fullmatch(_VERSION, needs)) and _number(needs) <= _number(__version__)


def _number(version: str) -> tuple[int, ...]:
    found = re.match(_VERSION, version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _unknown(line: bytes, error: Exception) -> Damaged:
    """The error for an event that cannot be read: which version it needs, or which type it has."""
    try:
        kind = msgspec.json.decode(line[2:], type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return Damaged("this event is not valid JSON", details=(str(error),))
    needs = f"; it needs crispdm {kind['needs']}" if "needs" in kind else ""
    return Damaged(f"this version cannot read the event {kind.get('event')!r}: {error}{needs}")
