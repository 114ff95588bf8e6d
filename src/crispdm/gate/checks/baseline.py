"""The first run is a simple one, with which the others are compared."""

from crispdm.gate.checks.run_log import BASELINES, Run
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.words import listing


def first_run(runs: list[Run]) -> Run:
    """The first run that was scored from predictions; where none was, the first one that somebody wrote down."""
    return next((run for run in runs if run.predictions), runs[0])


def baseline_finding(evidence: Evidence, file: str, runs: list[Run]) -> Finding:
    """Judge the first of the runs on one table.

    Args:
        evidence: of the phase.
        file: the log of runs.
        runs: at least one.
    """
    first = first_run(runs)
    is_simple, is_typed = first.kind in BASELINES, first != runs[0]
    have = f"the first run{' with predictions' if is_typed else ''}, {first.run}, is of kind {first.kind}"
    if is_typed and not is_simple:
        have += f"; {runs[0].run} has no predictions, so it does not count as a baseline"
    return Finding(
        status="pass" if is_simple else "fail",
        place=Place(evidence.path(file), first.line),
        have=have,
        want=f"a run of kind {listing(BASELINES, 'or')} first, on the same data and split",
        fix="" if is_simple else "run a rule or a constant on this data and split, and put it first",
        values=first.values(),
        basis=first.basis,
    )
