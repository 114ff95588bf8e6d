"""The team's rule in rule.py, used like a model."""

import importlib.util
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from .files import Refusal, nearest
from .metrics import Metric, labels_of
from .paths import RULE, shown


class Rule:
    """The functions of rule.py: `rule(row)`, or `fit(rows)` and `rule(row, learned)`."""

    def __init__(self, module: ModuleType) -> None:
        self.rule: Callable[..., Any] = module.rule
        self.fit: Callable[[list[dict[str, Any]]], Any] | None = getattr(module, "fit", None)
        wanted = ["row"] if self.fit is None else ["row", "learned"]
        if len(inspect.signature(self.rule).parameters) != len(wanted):
            beside = "with" if self.fit else "without"
            raise Refusal(f"{shown(RULE)}: rule: {beside} a function fit, expected def rule({', '.join(wanted)})")

    def learned_from(self, rows: pd.DataFrame) -> Any:
        """Return what the rule takes from the training rows: what `fit` returns, such as a dictionary of words."""
        return None if self.fit is None else _called(self.fit, _records(rows))

    def answer(self, row: dict[Any, Any], learned: Any) -> Any:
        """Apply the rule to one row. A missing value is None."""
        row = _plain(row)
        return _called(self.rule, row) if self.fit is None else _called(self.rule, row, learned)


class RuleModel:
    """Uses the rule as a model. It predicts None if the rule returns None."""

    def __init__(self, rule: Rule, metric: Metric) -> None:
        self.rule, self.metric = rule, metric
        self.asked = self.answered = 0

    def fit(self, rows: pd.DataFrame, truth: pd.Series) -> "RuleModel":
        """Let the rule look at training rows, which have the features and the target."""
        self.learned = self.rule.learned_from(rows)
        self.mean = truth.mean() if self.metric.is_regression else None
        self.classes_ = np.array(labels_of(truth, self.metric), dtype=object)
        return self

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Predict each row: a class or None, or a number, which is the mean if the rule returns None."""
        answers = [self.rule.answer(row, self.learned) for row in features.to_dict("records")]
        self.asked += len(answers)
        self.answered += sum(answer is not None for answer in answers)
        if self.metric.is_regression:
            return np.array([self.mean if answer is None else _number(answer) for answer in answers])
        return np.array([None if answer is None else self._known(answer) for answer in answers], dtype=object)

    def predict_proba(self, features: pd.DataFrame) -> np.ndarray:
        """Return 1 for the class that the rule returns and 0 for all others; only zeros if it returns None."""
        answers = [() if each is None else self.metric.labels(each) for each in self.predict(features)]
        return np.array([[float(label in each) for label in self.classes_] for each in answers])

    def _known(self, answer: Any) -> str:
        text = self.metric.separator.join(answer) if isinstance(answer, (list, set, tuple)) else str(answer)
        for label in self.metric.labels(text):
            if label not in self.classes_:
                what = f"the rule returned {label!r}, which is not a label of the training part"
                raise Refusal(f"{shown(RULE)}: {what}{nearest(label, self.classes_)}")
        return text


def load_rule() -> Rule:
    """Load rule.py."""
    spec = importlib.util.spec_from_file_location("rule", RULE)
    if spec is None or spec.loader is None or not RULE.is_file():
        raise Refusal(f"{shown(RULE)}: no such file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return Rule(module)
    except Refusal:
        raise
    except Exception as error:  # the team's code can raise anything
        raise Refusal(f"{shown(RULE)}: {type(error).__name__}: {error}") from None


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [_plain(row) for row in rows.to_dict("records")]


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def _called(function: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except Exception as error:  # the team's code can raise anything
        given = f"{function.__name__} was given {str(arguments[0])[:200]}"
        raise Refusal(f"{shown(RULE)}: {type(error).__name__}: {error}; {given}") from error


def _number(answer: Any) -> float:
    try:
        return float(answer)
    except (TypeError, ValueError):
        raise Refusal(f"{shown(RULE)}: the rule returned {answer!r}, which is not a number") from None
