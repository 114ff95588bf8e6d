"""Make models. To try another one, change `make_model`."""

from collections.abc import Mapping

from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, QuantileRegressor, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler

from .features import as_categories, as_days, as_numbers, as_one_text
from .labels import ManyLabels
from .metrics import Metric


def make_model(kind: str, metric: Metric, columns: Mapping[str, list[str]]) -> Pipeline:
    """Make an untrained model: how the columns of each kind are prepared, and what learns from them.

    Args:
        kind: `simple`, a linear model, or `model`, gradient boosting.
        metric: what it predicts: numbers, a class, or several labels.
        columns: the names of the features by kind: number, date, category and text.
    """
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    numbers, days = FunctionTransformer(as_numbers), FunctionTransformer(as_days)
    categories, text = FunctionTransformer(as_categories), FunctionTransformer(as_one_text)
    weight = "balanced" if metric.is_balanced else None
    fill, scale = SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()
    if kind == "simple":
        by_kind = {
            "number": make_pipeline(numbers, fill, scale),
            "date": make_pipeline(days, fill, scale),
            "category": make_pipeline(categories, OneHotEncoder(handle_unknown="ignore", max_categories=100)),
            "text": make_pipeline(text, words),
        }
        if metric.quantile is not None:
            last = QuantileRegressor(quantile=metric.quantile, alpha=1e-3)
        else:
            last = Ridge() if metric.is_regression else LogisticRegression(max_iter=2000, class_weight=weight)
    else:
        ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        by_kind = {
            "number": numbers,
            "date": days,
            "category": make_pipeline(categories, ordinal),
            "text": make_pipeline(text, words, TruncatedSVD(n_components=32, random_state=0)),
        }
        settings = {"early_stopping": False, "random_state": 0}
        if metric.quantile is not None:
            last = HistGradientBoostingRegressor(loss="quantile", quantile=metric.quantile, **settings)
        elif metric.is_regression:
            loss = "absolute_error" if metric.is_absolute else "squared_error"
            last = HistGradientBoostingRegressor(loss=loss, **settings)
        else:
            last = HistGradientBoostingClassifier(class_weight=weight, **settings)
    if metric.wants == "sets":
        last = ManyLabels(last, metric.separator)
    prepared = [(name, by_kind[name], names) for name, names in columns.items() if name in by_kind]
    return make_pipeline(ColumnTransformer(prepared, sparse_threshold=0 if kind == "model" else 1), last)


def make_constant(metric: Metric) -> DummyClassifier | DummyRegressor | ManyLabels:
    """Make a model that always predicts the most frequent class, or the number that the metric is best for."""
    if metric.quantile is not None:
        return DummyRegressor(strategy="quantile", quantile=metric.quantile)
    if metric.is_regression:
        return DummyRegressor(strategy="median" if metric.is_absolute else "mean")
    constant = DummyClassifier(strategy="prior")
    return ManyLabels(constant, metric.separator) if metric.wants == "sets" else constant
