"""The error that wrong labels leave even to a model that knows the truth: less means that it knows the labels. Pure."""

import math
from collections.abc import Iterable, Sequence

from crispdm.gate.checks.audit import wilson
from crispdm.numbers import parse_number

_OF_LABELS = ("accuracy", "f1_micro", "balanced_accuracy", "f1", "f1_weighted", "precision", "recall", "mcc")
_OF_RANKS = ("roc_auc", "average_precision", "pr_auc", "f1_samples", "lrap", "ndcg")
UP_TO_ONE = frozenset((*_OF_LABELS, *_OF_RANKS, "r2"))  # 1 is the best score; of all other metrics it is 0
ERRORS = frozenset(("log_loss", "brier", "mae", "median_ae", "mape", "rmse", "pinball", "mase", "hamming"))
SHARES = frozenset(("brier", "log_loss", "mape", "mase", "hamming"))  # on the same scale for every target
_BLIND = frozenset(
    ("median_ae", "mase", "hamming", "f1_samples", "lrap", "ndcg")
)  # how much the labels tell is unknown
_NONE = 5e-5  # an error that runs.csv, with its four digits, shows as none


def base(metric: str) -> str:
    """The name of a metric without its parameter, such as `ndcg` of `ndcg@10`."""
    return metric.partition("@")[0]


def error_of(metric: str, score: float) -> float:
    """How far a score is from the best one."""
    return 1 - score if base(metric) in UP_TO_ONE else score


def least_error(metric: str, pairs: Sequence[tuple[str, str]]) -> float:
    """The error that the labels surely leave, by what people found.

    Args:
        metric: the metric's name.
        pairs: of each checked row, the label in the data and the right one.

    Returns:
        0 where no label is wrong. The lower end of Wilson's interval stands for the share of wrong labels; of a number
        half the difference counts, since whoever measures it again errs as well.
    """
    wrong = [pair for pair in pairs if _is_wrong(*pair)]
    if not wrong:
        return 0.0
    share, name = wilson(len(wrong), len(pairs))[0], base(metric)
    if name in _BLIND:
        return _NONE
    if name in ("brier", "log_loss"):  # of who says this share for every label: log loss has more
        return share * (1 - share)
    if name in UP_TO_ONE - {"r2"}:
        return share
    return _of_numbers(metric, share, wrong, pairs)


def _of_numbers(metric: str, share: float, wrong: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]]) -> float:
    """The least error where the target is measured."""
    measured = [(a, abs(a - b) / 2) for a, b in map(_numbers, wrong) if a is not None and b is not None]
    if not measured:
        return 0.0
    halves = [half for _, half in measured]
    square = share * _mean(half**2 for half in halves)
    match base(metric):
        case "rmse":
            return math.sqrt(square)
        case "r2":
            spread = _variance([label for label, _ in map(_numbers, pairs) if label is not None])
            return square / spread if spread else 0.0
        case "mape":
            return share * _mean(half / abs(label) if label else 0.0 for label, half in measured)
        case "pinball":
            quantile = parse_number(metric.partition("@")[2]) or 0.0
            return share * min(quantile, 1 - quantile) * _mean(halves)
    return share * _mean(halves)


def _is_wrong(label: str, right: str) -> bool:
    one, other = _numbers((label, right))
    return label != right if one is None or other is None else one != other


def _numbers(pair: tuple[str, str]) -> tuple[float | None, float | None]:
    return parse_number(pair[0]), parse_number(pair[1])


def _mean(values: Iterable[float]) -> float:
    found = [*values]
    return math.fsum(found) / len(found)


def _variance(values: Sequence[float]) -> float:
    middle = _mean(values)
    return _mean((value - middle) ** 2 for value in values)
