"""Events made by hand: an honest history to forge from, and one fault at a time in it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crispdm.eventlog import store
from tests.support.builders import line_of

JUDGED = ("impossible", "gate-unknown", "gate-moved", "doubtful", "unjudged", "signer", "signer-moved")


def refused_events(verified: Mapping[str, Any]) -> list[str]:
    """What `verify --format json` says of events that crispdm could not have written, or people who could not sign."""
    return [f"{each['kind']}: {each['what']}" for each in verified["findings"] if each["kind"] in JUDGED]


def lines_of(root: Path) -> list[dict[str, Any]]:
    """The events of a project, oldest first, as JSON has them."""
    text = (root / store.PATH).read_text()
    return [json.loads(line[2:]) for line in text.splitlines() if line.startswith("- ")]


def rewrite(root: Path, *events: Mapping[str, Any]) -> None:
    """Write a state file of these events, each after the one before it, with right hashes."""
    (root / store.PATH).write_bytes(state_of(*events))


def state_of(*events: Mapping[str, Any]) -> bytes:
    """The state file of these events."""
    after: list[str] = []
    written = [store.HEADER]
    for event in events:
        fields = {**event, "after": after}
        fields.pop("id", None)
        line = line_of({"after": after, **fields})
        written.append(line + b"\n")
        after = [line[10:42].decode()]
    return b"".join(written)
