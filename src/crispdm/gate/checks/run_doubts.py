"""A score that looks too good: what may have leaked, by name."""

from contextlib import suppress
from typing import NamedTuple, Protocol

from msgspec import structs

from crispdm.gate.checks.inventory import kept_columns
from crispdm.gate.checks.label_noise import SHARES, UP_TO_ONE, base, error_of, least_error
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import parse_number, percent, show
from crispdm.words import count, listing

_ALIKE, _MOSTLY = 0.1, 0.5  # of the test rows that equal a training row in all features
_GOOD = 0.02  # an error up to which few twins in the training part explain it
_RIGHT = ("accuracy", "f1_micro")  # one less such a score is the share of rows that are wrong


class DoubtedRun(Protocol):
    """What of a row of runs.csv may be too good."""

    @property
    def run(self) -> str: ...  # noqa: D102 - a column
    @property
    def score(self) -> float: ...  # noqa: D102 - a column


class DataFiles(NamedTuple):
    """The files that say what is known of the data: facts.yaml, inventory.yaml, label_audit.csv, profile.yaml."""

    facts: str | None
    inventory: str | None
    audit: str | None
    profile: str | None


def with_doubts(finding: Finding, evidence: Evidence, scored: tuple[DoubtedRun, str], about: DataFiles) -> Finding:
    """The finding on the chosen run, as a warning where its score looks too good.

    Args:
        finding: which passes.
        evidence: of the phase.
        scored: the run, and the name of its metric.
        about: what is known of the data.
    """
    run, metric = scored
    doubts: list[str] = []
    with suppress(Unmet):  # a file that is broken is another criterion's finding
        doubts += _leaking(evidence, about.profile) if about.profile else ()
    with suppress(Unmet):
        doubts += _wrong_labels(evidence, run, metric, about.audit) if about.audit else ()
    with suppress(Unmet):
        doubts += _twins(evidence, run, metric, about) if about.facts else ()
    if not doubts:
        return finding
    want = "a score that the data can give: ask what the features know that is not known when the model is used"
    fix = "look for leakage; if the score is right, say why in leakage of dataset.yaml"
    return structs.replace(finding, status="warn", have="; ".join([finding.have, *doubts]), want=want, fix=fix)


def _wrong_labels(evidence: Evidence, run: DoubtedRun, metric: str, audit: str) -> list[str]:
    """Fewer errors than labels are wrong: the model knows the wrong labels from somewhere."""
    rows = [row for _, row in evidence.rows(audit, ("label", "checked"), limit=LOG_LIMIT) if row["checked"]]
    pairs = [(row["label"], row["checked"]) for row in rows]
    if error_of(metric, run.score) >= least_error(metric, pairs):
        return []
    wrong = sum(label != right for label, right in pairs)
    found = f"{wrong} of {count(len(pairs), 'checked label')} {'is' if wrong == 1 else 'are'} wrong"
    if metric in _RIGHT:
        return [f"{run.run} errs on {percent(1 - run.score)} of the rows, though {found}"]
    return [f"{run.run} has {metric} {show(run.score)}, better than such labels allow: {found}"]


def _twins(evidence: Evidence, run: DoubtedRun, metric: str, about: DataFiles) -> list[str]:
    """Many test rows stand in the training part: with nearly no error, or most of them, word by word."""
    record = evidence.record(about.facts or "")
    same, tests = parse_number(record.get("same_features")), parse_number(record.get("test_rows"))
    if not same or not tests or same / tests < _ALIKE:
        return []
    is_good = base(metric) in UP_TO_ONE | SHARES and error_of(metric, run.score) <= _GOOD
    if not is_good and (same / tests < _MOSTLY or not _has_text(evidence, record, about.inventory)):
        return []
    return [f"{show(same)} of {show(tests)} test rows have the features of a training row"]


def _has_text(evidence: Evidence, facts: Record, inventory: str | None) -> bool:
    """Whether a feature is text, in which rows are seldom equal by chance, as they are in a few categories."""
    features = kept_columns(evidence.record(inventory))[0] if inventory else ()
    kinds = facts.get("kinds")
    return isinstance(kinds, dict) and any(kinds.get(name) == "text" for names in features for name in names)


def _leaking(evidence: Evidence, profile: str) -> list[str]:
    """The features that nearly equal the target, as profile.py found them."""
    names = evidence.record(profile).get("leaks")
    if not isinstance(names, list) or not names:
        return []
    return [f"{listing([str(name) for name in names[:3]])} nearly {'equal' if names[1:] else 'equals'} the target"]
