"""The events of a project, and the one line that each is in the state file.

A line is `- ` and a JSON object that begins with its id: the first 32 hexadecimal digits of the SHA-256 of
`crispdm1`, a line feed, and the bytes behind the id up to the closing brace. So a line that was changed is seen.
"""

import hashlib
import re
from typing import Any

import msgspec
from msgspec import Struct, field, structs

from crispdm import __version__
from crispdm.canonical_json import dumps
from crispdm.errors import CrispdmError, Damaged

LINE_LIMIT = 64 << 10  # bytes, the line feed among them
_LINE = re.compile(rb'- \{"id": "([0-9a-f]{32})", ("after": .*\})', re.DOTALL)


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event"):
    """One thing that happened: its id, the events that its writer saw last, when (UTC), and who says so."""

    id: str = ""
    after: tuple[str, ...] = ()
    at: str = ""
    by: str = ""
    needs: str | None = None  # the version of crispdm that can read it


class Created(Event, frozen=True, kw_only=True, tag="created"):
    """The project was made."""

    project: str
    crispdm: str


class Advanced(Event, frozen=True, kw_only=True, tag="advanced"):
    """A gate was passed; `to` is where the route of the outcome leads."""

    iteration: int
    phase: str
    outcome: str | None
    to: str
    opens: tuple[str, ...]
    starts: int | None = None
    evidence: tuple[tuple[str, str], ...]
    values: dict[str, dict[str, Any]]
    facts: dict[str, dict[str, Any]]
    waived: tuple[str, ...]
    gate: str


class WentBack(Event, frozen=True, kw_only=True, tag="went-back"):
    """An earlier phase was opened again, and all after it."""

    iteration: int
    to: str
    opens: tuple[str, ...]
    reason: str


class Signed(Event, frozen=True, kw_only=True, tag="signed"):
    """Somebody agreed, in a role, to the evidence as it was: pairs of a criterion and the digest of its values."""

    iteration: int
    phase: str
    role: str
    evidence: tuple[tuple[str, str], ...]
    on_behalf: str | None = field(default=None, name="for")


class Waived(Event, frozen=True, kw_only=True, tag="waived"):
    """An exception to one criterion, until a local date, that day included."""

    iteration: int
    phase: str
    criterion: str
    reason: str
    until: str | None = None


class Unwaived(Event, frozen=True, kw_only=True, tag="unwaived"):
    """The exception was withdrawn."""

    iteration: int
    phase: str
    criterion: str


class Blocked(Event, frozen=True, kw_only=True, tag="blocked"):
    """There is an obstacle."""

    text: str
    owner: str | None = None


class Unblocked(Event, frozen=True, kw_only=True, tag="unblocked"):
    """The obstacle that the event `blocker` named is gone."""

    blocker: str


class Noted(Event, frozen=True, kw_only=True, tag="noted"):
    """Something to say in the next standup."""

    text: str


class Stopped(Event, frozen=True, kw_only=True, tag="stopped"):
    """The project ended here."""

    iteration: int
    reason: str


class Resumed(Event, frozen=True, kw_only=True, tag="resumed"):
    """A stopped or finished project goes on."""

    iteration: int
    reason: str
    opens: tuple[str, ...]
    starts: int | None = None


AnyEvent = Created | Advanced | WentBack | Signed | Waived | Unwaived | Blocked | Unblocked | Noted | Stopped | Resumed
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*")


class WrongLine(Exception):
    """A line that is no event."""


class WrongId(WrongLine):
    """A line that was an event once: its id is not that of its bytes."""


def format_event(event: Event, *, after: tuple[str, ...], at: str, by: str) -> tuple[Event, bytes]:
    """Give an event its place in history.

    Args:
        event: what happened.
        after: the ids of all heads that the writer saw.
        at: the time, UTC, as `2026-11-24T10:01:44Z`.
        by: who says so.

    Returns:
        The event with its id, and its line with the line feed.

    Raises:
        CrispdmError: where it is too long for a line, or holds what no line can hold.
    """
    event = structs.replace(event, after=after, at=at, by=by)
    fields = {"after": after, "at": at, "by": by, **msgspec.to_builtins(event)}  # also where `by` is empty
    fields.pop("id", None)
    tail = dumps(fields)[1:].encode()
    name = _name(tail)
    line = b'- {"id": "%s", %s\n' % (name.encode(), tail)
    if len(line) > LINE_LIMIT:
        raise CrispdmError(f"this event takes {len(line):,} bytes; a line holds {LINE_LIMIT:,}", hint="say it shorter")
    return structs.replace(event, id=name), line


def parse_event(line: bytes) -> AnyEvent:
    """Read one line, without its line break.

    Raises:
        WrongLine: it is no event.
        WrongId: it is not the one that its id names.
        Damaged: it is an event that this version does not know.
    """
    found = _LINE.fullmatch(line)
    if not found:
        raise WrongLine("not an event")
    name = _name(found[2])
    if found[1] != name.encode():
        raise WrongId("it was altered, and so does not count")
    try:
        event = _decoder.decode(line[2:])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise _unknown(line, error) from None
    if event.id != name:
        raise WrongId("it was altered, and names two ids")  # the second would pass for the event that it names
    if event.needs is not None and not _can_read(event.needs):
        raise Damaged(
            f"an event that crispdm {event.needs} can read; this is {__version__}", hint="install that version"
        )
    return event


def _name(tail: bytes) -> str:
    return hashlib.sha256(b"crispdm1\n" + tail).hexdigest()[:32]


def _can_read(needs: str) -> bool:
    """Whether this version is the one that is needed, or a later one."""
    return bool(_VERSION.fullmatch(needs)) and _number(needs) <= _number(__version__)


def _number(version: str) -> tuple[int, ...]:
    found = _VERSION.match(version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _unknown(line: bytes, error: Exception) -> Damaged:
    """Never skip an event silently: say which version, or which kind, this one needs."""
    try:
        kind = msgspec.json.decode(line[2:], type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return Damaged("an event that is not JSON", details=(str(error),))
    needs = f"; it needs crispdm {kind['needs']}" if "needs" in kind else ""
    return Damaged(f"an event {kind.get('event')!r} that this version cannot read: {error}{needs}")
