"""Renewed evidence: the same script made it again, with corrections that people recorded. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, structs

from crispdm.eventlog.events import Advanced, Event
from crispdm.gate.finding import Finding
from crispdm.gate.origin import is_made_again
from crispdm.kept_json import keep
from crispdm.lifecycle.gate import short_values


class Renewal(Struct, frozen=True, kw_only=True):
    """Evidence that the next `advance` accepts in the place of what was accepted.

    `was` and `now` are the digests of the values, `made_before` and `made` what the script made them from.
    """

    was: str
    now: str
    made_before: dict[str, str]
    made: dict[str, str]
    values: dict[str, Any]


def find_renewal(made_before: Mapping[str, Any], was: str, finding: Finding) -> Renewal | None:
    """Find out whether the same script made changed evidence again, from the same data.

    Args:
        made_before: what it was made from when it was accepted.
        was: the digest of the values that were accepted.
        finding: what is found now.
    """
    if finding.origin is None or finding.status == "fail" or not is_made_again(made_before, finding.origin):
        return None
    made, values = finding.origin.as_facts(), short_values(finding)
    return Renewal(was=was, now=finding.digest, made_before=dict(made_before), made=made, values=values)


def renewal_facts(renewals: Mapping[str, Renewal]) -> dict[str, dict[str, Any]]:
    """The facts of the event that accepts renewed evidence: by criterion old and new, and what it is made from."""
    renewed = {name: {"was": each.was, "now": each.now, "values": each.values} for name, each in renewals.items()}
    return {"renewed": renewed, "made": {name: each.made for name, each in renewals.items()}} if renewals else {}


def with_renewals(event: Advanced, later: Iterable[Event]) -> Advanced:
    """The event that accepted a phase, with what later events accepted in the place of its evidence.

    Args:
        event: which accepted the phase.
        later: what happened after it, the oldest first.
    """
    evidence, values, made = dict(event.evidence), dict(event.values), dict(event.facts.get("made", {}))
    for each in (each for each in later if isinstance(each, Advanced) and "renewed" in each.facts):
        for name, renewed in each.facts["renewed"].items():
            if evidence.get(name) == renewed.get("was"):
                evidence[name], values[name] = str(renewed.get("now")), renewed.get("values", {})
                made[name] = each.facts.get("made", {}).get(name, {})
    facts = keep({**event.facts, "made": made})
    return structs.replace(event, evidence=tuple(evidence.items()), kept_values=keep(values), kept_facts=facts)
