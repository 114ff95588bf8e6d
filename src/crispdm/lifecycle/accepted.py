"""What is no longer as it was accepted. Pure."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from crispdm.lifecycle.events import Advanced
from crispdm.lifecycle.moves import gate_digest
from crispdm.process import Phase


class Changed(Struct, frozen=True, kw_only=True):
    """A criterion whose values are no longer those that were accepted, when and by whom; the gate itself if None."""

    event: str  # by which it was accepted, by its id
    phase: str
    criterion: str | None
    accepted: str
    by: str


def changed(phase: Phase, event: Advanced, now: Mapping[str, str]) -> Iterator[Changed]:
    """Compare a phase that was passed with what it is now.

    Args:
        phase: as crispdm.yaml has it now.
        event: by which it was passed.
        now: the digest of each criterion's values, as the files are now.
    """
    if event.gate and event.gate != gate_digest(phase):
        yield Changed(event=event.id, phase=phase.id, criterion=None, accepted=event.at, by=event.by)
    for criterion, then in event.evidence:
        if now.get(criterion, then) != then:
            yield Changed(event=event.id, phase=phase.id, criterion=criterion, accepted=event.at, by=event.by)
