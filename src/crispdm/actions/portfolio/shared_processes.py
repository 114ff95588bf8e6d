"""Read crispdm.yaml of many projects: most of them share everything from `phases:` on, and it is read once."""

from collections.abc import Callable
from functools import lru_cache

from msgspec import structs

from crispdm.canonical_json import dumps
from crispdm.errors import CrispdmError
from crispdm.gate.checks import KINDS
from crispdm.process import Process, load
from crispdm.yamlio import LIMIT

_PHASES = b"\nphases:"
_STAND_IN = b"phases: [{id: a, title: a, folder: a}]\n"
_KEPT = 64  # blocks of phases; each takes about 100 KB


def reader() -> Callable[[bytes], Process]:
    """Something that reads as `process.load` does, and remembers blocks of phases.

    A text is cut before the line `phases:`. Each half is read with a stand-in for the other one: if both can be read
    so, the whole is what they are together, as both are keys and values of the same mapping. Else, and for every
    complaint, the whole is read.
    """
    phases = lru_cache(maxsize=_KEPT)(_phases)

    def read(text: bytes) -> Process:
        at = text.find(_PHASES) + 1
        if at and len(text) <= LIMIT:
            try:
                head = load(text[:at] + _STAND_IN, KINDS)
                whole = phases(text[at:], tuple(sorted(head.team)))
            except CrispdmError:
                return load(text, KINDS)
            return structs.replace(whole, project=head.project, team=head.team)
        return load(text, KINDS)

    return read


def _phases(block: bytes, roles: tuple[str, ...]) -> Process:
    """A block of phases in a process in which these roles are declared, and nobody holds them."""
    head = f"version: 1\nproject: a\nteam: {dumps({role: [] for role in roles})}\n"
    return load(head.encode() + block, KINDS)
