"""Find segments: rows that are like each other in the features. To try another way, change `make_segments`."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.metrics import adjusted_rand_score, silhouette_samples
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from .features import as_categories, as_days, as_numbers, as_one_text
from .files import Refusal
from .metrics import Metric
from .scores import Score, mean_of

MOST = 5_000  # rows of a silhouette, which compares each with each other
HALVES = 10  # how often the training rows are halved to see whether the same segments come out


def make_segments(count: int, columns: Mapping[str, list[str]]) -> Pipeline:
    """Make untrained segments: how the columns of each kind are prepared, and k-means.

    Args:
        count: how many segments.
        columns: the names of the features by kind: number, date, category and text.
    """
    numbers, days = FunctionTransformer(as_numbers), FunctionTransformer(as_points_in_time)
    categories, text = FunctionTransformer(as_categories), FunctionTransformer(as_one_text)
    words = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    fill, scale = SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()
    by_kind = {
        "number": make_pipeline(numbers, fill, scale),
        "date": make_pipeline(days, fill, scale),
        "category": make_pipeline(
            categories, OneHotEncoder(handle_unknown="ignore", max_categories=20, sparse_output=False)
        ),
        "text": make_pipeline(text, words, TruncatedSVD(n_components=8, random_state=0)),
    }
    prepared = [(name, by_kind[name], names) for name, names in columns.items() if name in by_kind]
    if not prepared:
        raise Refusal("no feature has a value, so there is nothing to find segments by")
    return make_pipeline(ColumnTransformer(prepared), KMeans(count, n_init=10, random_state=0))


def as_points_in_time(columns: pd.DataFrame) -> np.ndarray:
    """Return dates as days since 1970: month and weekday would weigh as much as the date itself."""
    return as_days(columns)[:, ::3]


def largest_first(segments: Pipeline) -> Pipeline:
    """Number fitted segments by their size."""
    find = segments[-1]
    sizes = np.bincount(find.labels_, minlength=find.n_clusters)
    find.cluster_centers_ = find.cluster_centers_[np.argsort(-sizes, kind="stable")]
    return segments


def names_of(numbers: np.ndarray) -> np.ndarray:
    """Return the names of segments by their numbers."""
    return np.array([f"segment {number + 1}" for number in numbers], dtype=object)


def silhouette(places: np.ndarray, segments: np.ndarray) -> Score:
    """Return how much nearer rows are to their own segment than to the next one: from -1 to 1; 0 if all are in one.

    Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis (1987). More than
    MOST rows are not looked at; they come in an order that is drawn.
    """
    places, segments = places[:MOST], segments[:MOST]
    has_several = 1 < len({*segments}) < len(segments)
    return mean_of(silhouette_samples(places, segments) if has_several else np.zeros(len(segments)))


def silhouette_among(places: np.ndarray) -> Metric:
    """Return the silhouette of rows at these places, as a metric of the segments that they are predicted to be in."""

    def among(frame: pd.DataFrame, _: str | None) -> Score:
        return silhouette(places, frame["prediction"].to_numpy())

    return Metric("silhouette", "segments", "higher", among)


def stability(segments: Pipeline, rows: pd.DataFrame, others: pd.DataFrame) -> list[float]:
    """Return how alike the segments of other rows are, if they are found in one half of the rows or in the other.

    1 is the same, and 0 no more than chance: the adjusted Rand index of Hubert and Arabie (1985), for halves as in
    Lange, Roth, Braun and Buhmann, Stability-based validation of clustering solutions (2004).
    """
    prepare, find = segments[:-1], segments[-1]
    places, there, chance = prepare.transform(rows), prepare.transform(others), np.random.default_rng(0)
    found = []
    for _ in range(HALVES):
        order = chance.permutation(len(places))
        halves = order[: len(order) // 2], order[len(order) // 2 :]
        one, other = (KMeans(find.n_clusters, n_init=10, random_state=0).fit(places[half]) for half in halves)
        found.append(float(adjusted_rand_score(one.predict(there), other.predict(there))))
    return found


def standing_out(rows: pd.DataFrame, segment: np.ndarray, columns: Mapping[str, list[str]]) -> dict[str, str]:
    """Return in what the rows of a segment differ most from all rows, for people who describe it."""
    told: dict[str, tuple[float, str]] = {}
    for name in columns.get("number", []):
        told[name] = _mean_beside_all(as_numbers(rows[[name]])[:, 0], segment, _digits)
    for name in columns.get("date", []):
        told[name] = _mean_beside_all(as_points_in_time(rows[[name]])[:, 0], segment, _date)
    for name in columns.get("category", []):
        told[name] = _share_beside_all(rows[name].astype(str), segment)
    return {name: text for name, (_, text) in sorted(told.items(), key=lambda each: -each[1][0])[:5]}


def _mean_beside_all(values: np.ndarray, segment: np.ndarray, said: Callable[[float], str]) -> tuple[float, str]:
    """Return how far the mean of a segment is from that of all rows, in standard deviations, and both in words."""
    column = pd.Series(values)
    here, overall = column[segment].mean(), column.mean()
    far = abs(here - overall) / (column.std() or 1.0)
    return float(np.nan_to_num(far)), f"{said(here)} on average; {said(overall)} in all rows"


def _share_beside_all(values: pd.Series, segment: np.ndarray) -> tuple[float, str]:
    """Return how much more often the most frequent value of a segment is there than in all rows, and it in words."""
    most = values[segment].value_counts().index[0]
    here, overall = (values[segment] == most).mean(), (values == most).mean()
    return float(2 * abs(here - overall)), f"{most} in {here:.0%}; in {overall:.0%} of all rows"


def _digits(number: float) -> str:
    return f"{number:.3g}"


def _date(days: float) -> str:
    return "no date" if np.isnan(days) else str((pd.Timestamp(0) + pd.Timedelta(days=days)).date())
