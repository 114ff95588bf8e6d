"""Evaluate a gate: findings, waivers, what was accepted before, and sign-offs together. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct, structs

from crispdm.dates import day_of, past_day
from crispdm.eventlog.events import Advanced, Signed, Waived
from crispdm.gate import Assessment
from crispdm.gate.finding import Finding, Place
from crispdm.lifecycle.reopening import Reopening, find_reopening
from crispdm.lifecycle.state import State
from crispdm.lifecycle.waivers import active_waivers
from crispdm.people import Person, person
from crispdm.process import FILE, Criterion, Phase, Process
from crispdm.words import did_you_mean, listing

_MAX_VALUE = 64  # characters of a value that is recorded, such as a digest


class GateCriterion(Struct, frozen=True, kw_only=True):
    """One criterion with its finding and its waiver, and whether the gate needs it."""

    criterion: Criterion
    finding: Finding
    waiver: Waived | None
    is_needed: bool  # for this outcome, and not only a warning

    @property
    def status(self) -> Literal["pass", "warn", "fail", "not_run", "waived"]:
        """The status of the finding, unless a waiver covers it."""
        is_met = self.finding.status in ("pass", "warn")
        if self.waiver and not is_met and not self.finding.is_binding:
            return "waived"
        return self.finding.status if is_met or self.is_needed else "warn"

    @property
    def closes(self) -> bool:
        """Whether it keeps the gate closed."""
        return self.is_needed and self.status in ("fail", "not_run")


class SignOff(Struct, frozen=True, kw_only=True):
    """The sign-off of one role, compared with the evidence as it is now."""

    role: str
    status: Literal["signed", "stale", "missing"]
    by: str | None = None
    stale: tuple[str, ...] = ()  # the criteria whose values changed since then
    people: tuple[Person, ...] = ()  # who holds the role


class Gate(Struct, frozen=True, kw_only=True):
    """The exit of a phase: its criteria, sign-offs and decision as they are now."""

    phase: Phase
    criteria: tuple[GateCriterion, ...]
    sign_offs: tuple[SignOff, ...]
    outcome: str | None
    route: str | None  # where the outcome leads; None where it is missing or unknown
    assessment: Assessment
    reopening: Reopening | None = None  # the move that led back here from a later phase

    @property
    def closing(self) -> tuple[GateCriterion, ...]:
        """The criteria that keep it closed, in the order of the process."""
        return tuple(row for row in self.criteria if row.closes)

    @property
    def nearest(self) -> tuple[GateCriterion, ...]:
        """The same, nearest to being met first; those that only a command can decide come last."""
        return tuple(sorted(self.closing, key=lambda row: (row.status == "not_run", -row.finding.done)))

    @property
    def unsigned(self) -> tuple[SignOff, ...]:
        """The roles whose sign-off is missing or stale."""
        return tuple(each for each in self.sign_offs if each.status != "signed")

    def criterion(self, criterion: str) -> GateCriterion:
        """One of its criteria, by id."""
        return next(row for row in self.criteria if row.criterion.id == criterion)

    @property
    def undecided(self) -> Finding | None:
        """What is wrong with the decision, unless a criterion of the phase says so already."""
        outcome, decision = self.assessment.outcome, self.phase.decision
        if decision is None or outcome is None or self.route is not None:
            return None
        if any(row.criterion.id in outcome.settled_by for row in self.closing):
            return None
        want = listing([*decision.routes], "or")
        have = f"{decision.field}: {outcome.value or 'nothing yet'}"
        return Finding(status="fail", place=outcome.place, have=have, want=want, fix=f"choose {want}")

    @property
    def holds(self) -> bool:
        """Whether nothing but sign-offs can be missing."""
        return not self.closing and self.route is not None

    @property
    def is_open(self) -> bool:
        """Whether the phase can pass."""
        return self.holds and not self.unsigned and self.repeated is None

    @property
    def repeated(self) -> Reopening | None:
        """The move that led back here, where all holds, and the evidence is still the one that led to it."""
        return self.reopening if self.holds and self.reopening and not self.reopening.has_changed else None


def evaluate_gate(process: Process, state: State, assessment: Assessment, today: date) -> Gate:
    """Put together everything that decides whether a phase can pass.

    Args:
        process: for the team.
        state: what happened so far.
        assessment: the findings of the phase.
        today: the local date, on which waivers expire.
    """
    phase = assessment.phase
    outcome = assessment.outcome.value if assessment.outcome else None
    waivers, digests = active_waivers(state, today), assessment.digests()
    route = "next" if phase.decision is None else phase.decision.routes.get(outcome or "")
    return Gate(
        phase=phase,
        criteria=tuple(
            _judged(each, state, assessment, route, waiver=waivers.get(each.id), today=today) for each in phase.criteria
        ),
        sign_offs=tuple(_sign_off(role, process, state, phase, digests) for role in phase.sign_off),
        outcome=outcome,
        route=route,
        assessment=assessment,
        reopening=find_reopening(process, state, assessment) if phase == state.current else None,
    )


def _judged(  # noqa: PLR0913 - everything that decides on a criterion
    criterion: Criterion, state: State, assessment: Assessment, route: str | None, *, waiver: Waived | None, today: date
) -> GateCriterion:
    leaves = route is not None and route not in ("next", "finish", "new_iteration")
    is_asked = not leaves or (assessment.outcome is not None and criterion.id in assessment.outcome.settled_by)
    return GateCriterion(
        criterion=criterion,
        finding=_fresh(criterion, assessment, state.before.get(assessment.phase.id, ()), today),
        waiver=waiver,
        is_needed=is_asked and criterion.level == "required",
    )


def _fresh(criterion: Criterion, assessment: Assessment, before: tuple[Advanced, ...], today: date) -> Finding:
    """The finding of a criterion; one that asks for fresh evidence fails on what was accepted before."""
    finding = assessment.findings[criterion.id]
    if not criterion.fresh or finding.status not in ("pass", "warn"):
        return finding
    unknown = _unknown_name(criterion, finding)
    if unknown:
        return structs.replace(finding, status="fail", **unknown)
    for event in before:
        unchanged = _unchanged(criterion, finding, event)
        if unchanged:
            decided = f"{event.outcome} was decided" if event.outcome else "it was accepted"
            have = f"{unchanged} unchanged since {past_day(day_of(event.at), today)}, when {decided}"
            want = "new evidence: what was accepted before counts once"
            return structs.replace(finding, status="fail", have=have, want=want, fix="measure or decide again")
    return finding


def _unchanged(criterion: Criterion, finding: Finding, event: Advanced) -> str:
    """What is unchanged although it must differ, with its verb; empty where everything differs."""
    if criterion.fresh is True:
        return "the evidence is" if dict(event.evidence).get(criterion.id) == finding.digest else ""
    old, new = event.values.get(criterion.id, {}), named_values(finding)
    names = criterion.fresh if isinstance(criterion.fresh, tuple) else ()
    same = [name for name in names if name in old and old[name] == new.get(name)]
    return f"{listing(same)} {'are' if same[1:] else 'is'}" if same else ""


def _unknown_name(criterion: Criterion, finding: Finding) -> dict[str, Any]:
    """The finding for a name in `fresh` that the check has no value of, so that nothing would ever be compared."""
    known = named_values(finding)
    for name in criterion.fresh if isinstance(criterion.fresh, tuple) else ():
        if name not in known:
            return {
                "place": Place(FILE),
                "have": f"fresh: unknown value {name!r} of {criterion.id}{did_you_mean(name, known)}",
                "want": listing([*known], "or") or "true, as its values have no names",
                "fix": f"correct fresh of {criterion.id} in {FILE}",
            }
    return {}


def named_values(finding: Finding) -> dict[str, Any]:
    """The values that the check decided on, by name; empty where they have no names, as in a list."""
    return finding.values if isinstance(finding.values, dict) else {}


def short_values(finding: Finding) -> dict[str, Any]:
    """The named values that are short enough for an event: they tell later what changed."""
    return {key: value for key, value in named_values(finding).items() if _is_short(key) and _is_short(value)}


def _is_short(value: object) -> bool:
    return not isinstance(value, list | tuple | dict) and len(str(value)) <= _MAX_VALUE


def _sign_off(role: str, process: Process, state: State, phase: Phase, digests: Mapping[str, str]) -> SignOff:
    """The sign-off of a role that agrees most with the evidence; time decides nothing."""
    people = tuple(person(text) for text in process.team.get(role, ()))
    best: SignOff | None = None
    for signature in state.signatures:
        if signature.role == role and process.phase_id(signature.phase) == phase.id:
            stale = _stale(signature, digests)
            status: Literal["signed", "stale"] = "stale" if stale else "signed"
            if best is None or len(stale) < len(best.stale):
                best = SignOff(role=role, status=status, by=signature.by, stale=stale, people=people)
    return best or SignOff(role=role, status="missing", people=people)


def _stale(signature: Signed, digests: Mapping[str, str]) -> tuple[str, ...]:
    signed = dict(signature.evidence)
    return tuple(name for name, digest in digests.items() if signed.get(name) != digest)
