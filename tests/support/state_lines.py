"""Lines of a state file: two notes, and one that was changed after it was recorded."""

from crispdm.eventlog import store
from tests.support.builders import AT, NEW_STATE, line_of
from tests.support.command_line import ANA

START = store.parse(NEW_STATE).events[0]
ZERO = "0" * 32


def note(text: str, after: list[str] | None = None, *, at: str = AT, by: str = ANA) -> bytes:
    """The line of a note, after the first event of `NEW_STATE`."""
    fields = {"after": [START.id] if after is None else after, "at": at, "by": by, "event": "noted", "text": text}
    return line_of(fields) + b"\n"


ONE, TWO = note("one"), note("two")
CHANGED = ONE.replace(b"one", b"won")
