"""Make models. To try another one, change `make_model`."""

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler

from .features import as_categories, as_days, as_numbers, as_one_text, columns_by_kind
from .files import Refusal, nearest
from .paths import RULE, shown

Rule = Callable[[dict[str, Any]], Any]


def make_model(kind: str, is_regression: bool, features: pd.DataFrame) -> Pipeline:
    """Make an untrained model: how the columns of each kind are prepared, and what learns from them.

    Args:
        kind: `simple`, a linear model, or `model`, gradient boosting.
        is_regression: whether it predicts numbers rather than classes.
        features: the training part, which shows the kinds of the columns.
    """
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    numbers, days = FunctionTransformer(as_numbers), FunctionTransformer(as_days)
    categories, text = FunctionTransformer(as_categories), FunctionTransformer(as_one_text)
    fill, scale = SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()
    if kind == "simple":
        by_kind = {
            "number": make_pipeline(numbers, fill, scale),
            "date": make_pipeline(days, fill, scale),
            "category": make_pipeline(categories, OneHotEncoder(handle_unknown="ignore", max_categories=100)),
            "text": make_pipeline(text, words),
        }
        last = Ridge() if is_regression else LogisticRegression(max_iter=2000)
    else:
        ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        by_kind = {
            "number": numbers,
            "date": days,
            "category": make_pipeline(categories, ordinal),
            "text": make_pipeline(text, words, TruncatedSVD(n_components=32, random_state=0)),
        }
        boosting = HistGradientBoostingRegressor if is_regression else HistGradientBoostingClassifier
        last = boosting(early_stopping=False, random_state=0)
    columns = [(name, by_kind[name], names) for name, names in columns_by_kind(features).items() if name in by_kind]
    return make_pipeline(ColumnTransformer(columns, sparse_threshold=0 if kind == "model" else 1), last)


def make_constant(is_regression: bool) -> DummyClassifier | DummyRegressor:
    """Make a model that always predicts the most frequent class, or the mean."""
    return DummyRegressor() if is_regression else DummyClassifier(strategy="prior")


class RuleModel:
    """Uses the team's rule as a model. It predicts None if the rule returns None."""

    def __init__(self, rule: Rule, truth: pd.Series, is_regression: bool) -> None:
        self.rule = rule
        self.mean = truth.mean() if is_regression else None
        self.classes_ = np.array([] if is_regression else sorted(truth.unique()), dtype=object)

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Predict each row: a class or None, or a number, which is the mean if the rule returns None."""
        answers = [apply_rule(self.rule, row) for row in features.to_dict("records")]
        if self.mean is not None:
            return np.array([self.mean if answer is None else _number(answer) for answer in answers])
        return np.array([None if answer is None else self._known(str(answer)) for answer in answers], dtype=object)

    def predict_proba(self, features: pd.DataFrame) -> np.ndarray:
        """Return 1 for the class that the rule returns and 0 for all others; only zeros if it returns None."""
        return (self.predict(features)[:, None] == self.classes_[None, :]).astype(float)

    def _known(self, label: str) -> str:
        if label not in self.classes_:
            end = nearest(label, self.classes_)
            raise Refusal(f"{shown(RULE)}: the rule returned {label!r}, which is not a label of the training part{end}")
        return label


def apply_rule(rule: Rule, row: dict[Any, Any]) -> Any:
    """Apply the rule to one row. A missing value is None."""
    row = {name: None if pd.isna(value) else value for name, value in row.items()}
    try:
        return rule(row)
    except Exception as error:  # the team's code can raise anything
        raise Refusal(f"{shown(RULE)}: {type(error).__name__}: {error}; the row was {str(row)[:200]}") from None


def _number(answer: Any) -> float:
    try:
        return float(answer)
    except (TypeError, ValueError):
        raise Refusal(f"{shown(RULE)}: the rule returned {answer!r}, which is not a number") from None


def load_rule() -> Rule:
    """Load the function `rule` of rule.py."""
    spec = importlib.util.spec_from_file_location("rule", RULE)
    if spec is None or spec.loader is None or not RULE.is_file():
        raise Refusal(f"{shown(RULE)}: no such file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        rule: Rule = module.rule
    except Exception as error:
        raise Refusal(f"{shown(RULE)}: {type(error).__name__}: {error}") from None
    return rule
