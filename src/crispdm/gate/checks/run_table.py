"""Whether a run was scored on the table that is there now: with its content, its features, and these predictions."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from crispdm.gate.checks.inventory import kept_columns
from crispdm.gate.checks.run_log import cells_of, is_runs, predictions_of, script_fix
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Place, Unmet
from crispdm.gate.record import Record
from crispdm.words import count, describe_value

_DIGEST = "[0-9a-f]{8,64}"
_DIGITS = 8  # of the digests of data and features in runs.csv


class TableRun(Protocol):
    """What of a row of runs.csv tells on which table it was scored."""

    @property
    def run(self) -> str: ...  # noqa: D102 - a column
    @property
    def data(self) -> str: ...  # noqa: D102 - a column
    @property
    def features(self) -> str: ...  # noqa: D102 - a column
    @property
    def predictions(self) -> str: ...  # noqa: D102 - a column
    @property
    def score(self) -> float: ...  # noqa: D102 - a column
    @property
    def line(self) -> int: ...  # noqa: D102 - a column


def refuse_other_table(evidence: Evidence, run: TableRun, place: Place, facts_file: str, inventory_file: str) -> None:
    """Refuse a chosen run on another table than facts.yaml describes, or with other features than the inventory keeps.

    A table that another program measured has no content in facts.yaml: then nothing is compared.

    Raises:
        Unmet: the run is on other data, or has other features.
    """
    try:
        facts, inventory = evidence.record(facts_file), evidence.record(inventory_file)
    except Missing:
        return
    content, fix = facts.get("content"), "score a run on this table, and choose it"
    if not isinstance(content, str):
        return
    if run.data != content[:_DIGITS]:
        have = f"{run.run} was scored on the table {describe_value(run.data)}; {facts.file} describes another one"
        raise Unmet(place, have, f"a run on {content[:_DIGITS]}, the table that is there now", fix)
    features = features_digest(inventory)
    if run.features and run.features != features:
        have = f"{run.run} was scored with other features than {inventory.file} keeps"
        raise Unmet(place, have, f"a run with the features of the table, {features}", fix)


def refuse_typed_run(evidence: Evidence, file: str, run: TableRun) -> None:
    """Refuse a chosen run that no script recorded: its score is computed from predictions, whoever made the table.

    Raises:
        Unmet: the run has no predictions, or no cells.
    """
    place, want = Place(evidence.path(file), run.line), "a run whose score can be computed again"
    if not re.fullmatch(_DIGEST, run.predictions):
        other = f" ({describe_value(run.predictions)} is not a digest)" if run.predictions else ""
        have = f"{run.run} has no predictions{other}, so nobody can compute its score again"
        raise Unmet(place, have, want, _record(file))
    cells, fix = cells_of(file, run.run), _record(file)
    try:
        if "/" not in run.run:
            evidence.columns(cells)
            return
    except Missing:
        pass
    raise Unmet(place, f"{run.run} has no {evidence.path(cells)}, which {_writer(file)} writes", want, fix)


def _writer(file: str) -> str:
    return "record_run" if is_runs(file) else "its script"


def _record(file: str) -> str:
    return f"{'record it with' if is_runs(file) else 'score it with'} {_writer(file)}, or choose another"


def refuse_other_rows(evidence: Evidence, run: TableRun, rows: int, place: Place, facts_file: str) -> None:
    """Refuse a chosen run that was scored on some of the test rows, or on more.

    Raises:
        Unmet: its cells are of another number of rows than the test part of the table has.
    """
    try:
        tests = evidence.record(facts_file).get("test_rows")
    except Missing:
        return
    if isinstance(tests, int) and tests != rows:
        have = f"the cells of {run.run} are of {count(rows, 'row')}; the test part has {tests:,}"
        raise Unmet(place, have, "each row of the test part once", script_fix(place.file))


def refuse_typed_rivals(evidence: Evidence, file: str, rivals: Sequence[TableRun]) -> None:
    """Refuse a comparison with nothing but runs that no script recorded: whoever types a rival can beat it.

    Raises:
        Unmet: no rival has cells.
    """
    refusals = []
    for rival in rivals:
        try:
            refuse_typed_run(evidence, file, rival)
        except Unmet as refused:
            refusals.append(refused)
    if rivals and len(refusals) == len(rivals):
        raise refusals[0]


def refuse_borrowed_predictions(run: TableRun, others: Iterable[TableRun], place: Place) -> None:
    """Refuse a chosen run that has the predictions of another one, and not its score.

    Raises:
        Unmet: there is such a run.
    """
    for other in others:
        if run.predictions and other.predictions == run.predictions and other.score != run.score:
            have = f"{run.run} has the predictions of {other.run} on line {other.line}, and another score"
            raise Unmet(place, have, "predictions of its own", _record(place.file))


def features_digest(inventory: Record) -> str:
    """The digest of the names of the kept features, as the project's scripts write it into runs.csv."""
    names = sorted({names[-1] for names in kept_columns(inventory)[0]})
    text = json.dumps(names, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def compare_predictions(evidence: Evidence, file: str, run: TableRun, place: Place) -> None:
    """Compare the file of predictions, where it is here, with its digest in runs.csv. It is read in parts.

    Raises:
        Unmet: it is another one.
    """
    if not run.predictions or "/" in run.run:
        return
    predictions = predictions_of(file, run.run)
    try:
        found = evidence.sha256(predictions)
    except Missing:
        return
    if found is not None and not found.startswith(run.predictions):
        have = f"{predictions[1:]} changed after {run.run} was scored"
        raise Unmet(place, have, f"the predictions that were scored, {run.predictions}", script_fix(file))
