"""What changed after it was accepted: values, and gates. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, structs

from crispdm.eventlog.events import Advanced
from crispdm.gate import Assessment
from crispdm.gate.finding import Finding, Place
from crispdm.lifecycle.gate import named_values
from crispdm.lifecycle.moves import gate_digest
from crispdm.lifecycle.renewal import Renewal, find_renewal
from crispdm.numbers import show
from crispdm.process import FILE, Phase
from crispdm.words import describe_value

Single = str | float | bool | None
Where = Callable[[str, str], Place | None]  # given a criterion and the name of a value: where it is written


class Difference(Struct, frozen=True, kw_only=True):
    """One value by its name: what it was, what it is, and where it is written; None where it is computed."""

    name: str
    was: Single
    now: Single
    place: Place | None

    def __str__(self) -> str:
        return f"{self.name} was {format_value(self.was)}, is now {format_value(self.now)}"


class Changed(Struct, frozen=True, kw_only=True):
    """A criterion whose values differ from those that were accepted, when and by whom; None is the gate itself."""

    event: str  # the id of the event that accepted it
    phase: str
    criterion: str | None
    accepted: str
    by: str
    place: Place  # where to look
    have: str = ""  # what is there now
    renewal: Renewal | None = None  # where the same script made it again, so that the next `advance` accepts it
    differences: tuple[Difference, ...] = ()  # none where the history does not have the values


class Compared(Struct, frozen=True, kw_only=True):
    """An accepted criterion whose data is against it, or not here to be asked."""

    phase: Phase
    event: Advanced
    criterion: str
    finding: Finding


def find_changes(phase: Phase, event: Advanced, now: Assessment, where: Where) -> Iterator[Changed]:
    """Compare an accepted phase with its evidence and its gate as they are now.

    Args:
        phase: as crispdm.yaml has it now.
        event: the event that accepted it, with its renewals.
        now: what its checks find now.
        where: where a value is written.
    """
    gate = Changed(event=event.id, phase=phase.id, criterion=None, accepted=event.at, by=event.by, place=Place(FILE))
    if event.gate and event.gate != gate_digest(phase):
        yield gate
    digests = now.digests()
    for name, then in event.evidence:
        if digests.get(name, then) != then:
            finding = now.findings[name]
            found = _differences(name, event, finding, where)
            place = next((each.place for each in found if each.place), finding.place)
            renewal = find_renewal(event.facts.get("made", {}).get(name, {}), then, finding)
            yield structs.replace(
                gate, criterion=name, place=place, have=finding.have, differences=found, renewal=renewal
            )


def format_value(value: Single) -> str:
    """A value as it fits into a sentence; a number as people write it."""
    return show(value) if isinstance(value, int | float) and not isinstance(value, bool) else describe_value(value)


def _differences(name: str, event: Advanced, finding: Finding, where: Where) -> tuple[Difference, ...]:
    """The recorded values and figures that differ; computed ones only where no written one does."""
    pairs = [(event.values.get(name, {}), named_values(finding))]
    pairs += [(event.facts.get(key, {}), fact) for key, fact in finding.facts.items()]
    names = {each: values for values in reversed(pairs) for each in _differing(*values)}
    found = [
        Difference(name=each, was=was[each], now=now[each], place=where(name, each))
        for each, (was, now) in names.items()
    ]
    return tuple([each for each in found if each.place] or found)


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in now if name in was and was[name] != now[name] and _are_single(was[name], now[name])]


def _are_single(*values: object) -> bool:
    return all(value is None or isinstance(value, str | int | float) for value in values)
