"""The part `chosen` of the runs. Imported late: a project compares runs in one of its phases."""

from typing import NamedTuple

from msgspec import structs

from crispdm.gate.checks.baseline import baseline_finding, first_run
from crispdm.gate.checks.chosen_run import chosen_finding, with_intervals
from crispdm.gate.checks.rescored import rescored
from crispdm.gate.checks.run_doubts import DataFiles, with_doubts
from crispdm.gate.checks.run_log import BASELINES, Run, cells_of, predictions_of
from crispdm.gate.checks.run_table import (
    compare_predictions,
    refuse_borrowed_predictions,
    refuse_other_rows,
    refuse_other_table,
    refuse_typed_rivals,
    refuse_typed_run,
)
from crispdm.gate.computed_again import computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.record import Record
from crispdm.words import count


class RunFiles(NamedTuple):
    """What the criterion names: the log of runs, the metric, what is known of the data, the script that scores."""

    file: str
    metric: str
    facts: str | None
    inventory: str | None
    audit: str | None
    profile: str | None
    verify: tuple[str, ...]


def chosen_part(evidence: Evidence, check: RunFiles, metric: Record, on_its_table: list[Run], chosen: Run) -> Finding:
    """Compare the chosen run with its rivals, and with what is here of it: its table, predictions and cells.

    Args:
        evidence: of the phase.
        check: what the criterion names.
        metric: what is measured, and what is good enough.
        on_its_table: the runs on the table of the chosen one, which is among them.
        chosen: the chosen run.

    Raises:
        Unmet: it is on another table, somebody typed it or all that it is compared with, or its score is another one.
    """
    place = Place(evidence.path(check.file), chosen.line)
    rivals = [run for run in on_its_table if chosen.has_to_beat(run)]
    if check.facts and check.inventory:
        refuse_other_table(evidence, chosen, place, check.facts, check.inventory)
        refuse_typed_run(evidence, check.file, chosen)
        refuse_typed_rivals(evidence, check.file, rivals)
    refuse_borrowed_predictions(chosen, on_its_table, place)
    compare_predictions(evidence, check.file, chosen, place)
    if first_run(on_its_table).kind not in BASELINES:
        return baseline_finding(evidence, check.file, on_its_table)  # there is nothing to compare with yet
    finding = chosen_finding(evidence, check.file, metric, chosen, rivals)
    if found := rescored(evidence, check.file, metric, chosen, rivals):
        if check.facts and found.is_counted:
            refuse_other_rows(evidence, chosen, found.score.rows, place, check.facts)
        finding = with_intervals(finding, found, chosen, rivals)
    if check.verify and finding.status == "pass" and chosen.predictions:
        finding = _computed_again(evidence, check, finding)
    if finding.status != "fail":
        about = DataFiles(check.facts, check.inventory, check.audit, check.profile)
        finding = with_doubts(finding, evidence, (chosen, str(metric.get("metric"))), about)
    if finding.status == "fail" or not on_its_table[1:]:
        return finding
    looks = f"; the test part was looked at {count(len(on_its_table), 'time')}"
    return structs.replace(finding, have=finding.have + looks)


def _computed_again(evidence: Evidence, check: RunFiles, finding: Finding) -> Finding:
    """Let the script score all runs again, where the predictions are here; a count of cells needs none."""
    predictions = predictions_of(check.file, "*")
    if not evidence.glob(predictions):
        return finding if finding.basis == "seen" or evidence.is_light else _not_here(finding, predictions)
    reads = [check.file, check.metric, cells_of(check.file, "*"), *([check.facts] if check.facts else [])]
    reads = [f"/{evidence.path(each)}" for each in reads]
    return computed_again(evidence, finding, check.verify, [*reads, predictions])


def _not_here(finding: Finding, predictions: str) -> Finding:
    """What a script recorded of predictions that are not here passes, and says so."""
    folder = predictions[1:].rpartition("/")[0]
    have = f"{finding.have}; {folder}/ is empty here, so it was not computed again"
    return structs.replace(finding, status="warn", have=have, fix="check it where the predictions are")
