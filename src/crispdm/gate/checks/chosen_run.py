"""The chosen run against its rivals: all runs of cheaper kinds on the same table, the best of them first.

It is good enough, and surely better than each rival, by at least `min_gain`. Only a model may be no better than a
simple run, where its note says why it pays. A run without a rival is the baseline itself.
"""

import math
from collections.abc import Sequence

from msgspec import structs

from crispdm.gate.checks.label_noise import ERRORS, UP_TO_ONE, base
from crispdm.gate.checks.rescored import Gain, Rescored
from crispdm.gate.checks.run_log import Run
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import show
from crispdm.placeholders import is_placeholder

_ENOUGH = 1 - 1e-9  # 0.7 - 0.6 is not quite 0.1


def chosen_finding(evidence: Evidence, file: str, metric: Record, chosen: Run, rivals: Sequence[Run]) -> Finding:
    """Compare the scores, as runs.csv has them.

    Raises:
        Unmet: metric.yaml does not say what is good enough, or what a gain is.
    """
    name = metric.identifier("metric", "the name of the metric")
    good = metric.number("good_enough", f"the {name} that is good enough")
    gain = metric.number("min_gain", f"the smallest gain in {name} worth having")
    if gain < 0:
        raise metric.unmet("min_gain", f"the smallest gain in {name} worth having, 0 or more")
    sign = sign_of(metric)
    _refuse_beyond_one(metric, name, evidence.path(file), chosen)
    best = max(rivals, key=lambda run: sign * run.score, default=chosen)
    finding = Finding(
        status="pass",
        place=Place(evidence.path(file), chosen.line),
        have=f"{chosen.run}{'' if rivals else ', the baseline,'} with {name} {show(chosen.score)}",
        want=f"{name} {'at most' if sign < 0 else 'at least'} {show(good)}, which is good enough",
        values={"chosen": chosen.values(), "baseline": best.values()},
        basis=chosen.basis,
        facts={"run": {"run": chosen.run, "kind": chosen.kind, "score": chosen.score, "metric": name}},
    )
    if sign * (chosen.score - good) < 0:
        return structs.replace(finding, status="fail", fix=f"bring {name} to {show(good)}, or choose another run")
    if not rivals:
        return finding
    margin = f"{show(gain)} better" if gain else "better"
    finding = structs.replace(finding, want=f"{margin} than {best.run}, the baseline, which has {show(best.score)}")
    failing = [run for run in rivals if not _is_better(sign * (chosen.score - run.score), gain)]
    return _judged(finding, chosen, best, failing)


def _refuse_beyond_one(metric: Record, name: str, path: str, chosen: Run) -> None:
    """Refuse what no score of this metric can be, such as an accuracy of 66, and what every score is."""
    if base(name) not in UP_TO_ONE:
        return
    for field in ("good_enough", "min_gain"):
        if metric.number(field, "at most 1") > 1:
            raise metric.unmet(field, f"at most 1, the best {name}; 66 % is 0.66")
    if metric.number("good_enough", "above 0") <= 0:
        raise metric.unmet("good_enough", f"above 0: {name} 0 is what no model at all has")
    if chosen.score > 1:
        have, want = f"{chosen.run} has {name} {show(chosen.score)}", f"at most 1, the best {name}; 66 % is 0.66"
        raise Unmet(Place(path, chosen.line), have, want, "score the run again")


def sign_of(metric: Record) -> int:
    """1 where a higher score is better, -1 where a lower one is.

    Raises:
        Unmet: metric.yaml does not say it, or says the wrong one of a metric that is known.
    """
    better, name = metric.get("better"), base(str(metric.get("metric")))
    known = "higher" if name in UP_TO_ONE else "lower" if name in ERRORS else better
    if better not in ("higher", "lower") or better != known:
        raise metric.unmet(
            "better", f"{known}: a better {name} is {known}" if known in ("higher", "lower") else "higher or lower"
        )
    return -1 if better == "lower" else 1


def _is_better(gain: float, least: float) -> bool:
    return gain > 0 and gain >= least * _ENOUGH


def _judged(finding: Finding, chosen: Run, best: Run, failing: Sequence[Run]) -> Finding:
    """The finding with what follows from the rivals that it does not beat."""
    if not failing:
        return finding
    is_costly = chosen.kind == "model" and all(run.kind == "simple" for run in failing)
    if is_costly and not is_placeholder(chosen.note):
        return structs.replace(
            finding, status="warn", fix=f"choose {best.run}, unless its note is reason enough: {chosen.note}"
        )
    pays = ", or say in the run's note why it pays" if is_costly else ""
    stay = f"choose another run, or stay with the baseline if it is good enough{pays}"
    return structs.replace(finding, status="fail", fix=stay)


def with_intervals(finding: Finding, found: Rescored, chosen: Run, rivals: Sequence[Run]) -> Finding:
    """Say the interval, and the gain over the rival that comes nearest; one that may be none is judged as none."""
    have = finding.have
    if math.isfinite(found.score.low):
        have += f", 95 % between {show(_short(found.score.low))} and {show(_short(found.score.high))}"
    gains = {run: found.gains[run.run] for run in rivals if run.run in found.gains}
    finding = structs.replace(finding, have=have, basis="seen" if found.is_counted else finding.basis)
    if not gains:
        return finding
    nearest = min(gains, key=lambda run: gains[run].estimate.value)
    finding = structs.replace(finding, have=have + _gain_over(nearest, gains[nearest]))
    unsure = [run for run, gain in gains.items() if math.isfinite(gain.estimate.low) and gain.estimate.low <= 0]
    if finding.status == "fail" or not unsure:
        return finding
    want = f"surely better than {unsure[0].run} on the same rows"
    return _judged(structs.replace(finding, want=want), chosen, unsure[0], unsure)


def _gain_over(rival: Run, gain: Gain) -> str:
    value, low, high = gain.estimate[:3]
    word, ends = ("worse", (-high, -low)) if value < 0 else ("better", (low, high))
    interval = ", 95 % from {} to {}".format(*(show(_short(end)) for end in ends)) if math.isfinite(low) else ""
    apart = "" if gain.is_paired else ", not on the same rows: run score_runs.py"
    return f"; {show(_short(abs(value)))} {word} than {rival.run}{interval}{apart}"


def _short(value: float) -> float:
    return float(f"{value:.3g}") if math.isfinite(value) else value
