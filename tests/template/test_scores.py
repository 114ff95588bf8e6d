"""The metrics of a generated project against scikit-learn, and their standard errors against drawing rows anew."""

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from tests.support.work import Here

LABELS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["a", "b", "c", ""])), min_size=2, max_size=30)


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Imports a module of a new project."""
    work, before = Here(tmp_path_factory.mktemp("metrics")), [*sys.path]
    for name in [each for each in sys.modules if each.partition(".")[0] == "my_project"]:
        del sys.modules[name]
    sys.path.insert(0, str(work.root))
    yield lambda name: importlib.import_module(f"my_project.{name}")
    sys.path[:] = before


@pytest.fixture(scope="module")
def metrics(module: Callable[[str], Any]) -> dict[str, Any]:
    """The table of metrics of a new project."""
    return {name: each[2] for name, each in module("metrics").METRICS.items()}


@pytest.mark.parametrize("name", ["mae", "rmse", "r2", "median_ae", "pinball@0.5"])
def test_no_other_number_is_a_better_constant(module: Callable[[str], Any], name: str) -> None:
    metric = module("metrics").Metric(name, *module("metrics").METRICS[name])
    truth = pd.Series([0.0] * 70 + [1.0] * 20 + [57.0] * 10)
    constant = module("models").make_constant(metric).fit(truth.to_frame(), truth)

    def loss(value: float) -> float:
        frame = pd.DataFrame({"truth": truth, "prediction": value, "weight": 1})
        return float(-metric.sign * metric.function(frame, None).value)

    found = float(constant.predict(truth.to_frame()[:1])[0])
    assert all(loss(found) <= loss(other) + 1e-9 for other in (0, truth.mean(), *np.linspace(0, 57, 58)))


def averaged(score: Callable[..., float]) -> Callable[[pd.DataFrame], float]:
    """What scikit-learn says of the last of two classes, or of all that occur."""

    def value(frame: pd.DataFrame) -> float:
        known = sorted({*frame["truth"], *frame["prediction"]} - {""})
        labels = known[-1:] if len(known) == 2 else sorted({*frame["truth"]})
        return float(score(frame["truth"], frame["prediction"], labels=labels, average="macro", zero_division=0))

    return value


def weighted(average: str) -> Callable[[pd.DataFrame], float]:
    def value(frame: pd.DataFrame) -> float:
        labels = sorted({*frame["truth"], *frame["prediction"]} - {""})
        said = {"labels": labels, "average": average, "zero_division": 0}
        return float(sk.f1_score(frame["truth"], frame["prediction"], **said))

    return value


OF_LABELS: dict[str, Callable[[pd.DataFrame], float]] = {
    "accuracy": lambda frame: float(sk.accuracy_score(frame["truth"], frame["prediction"])),
    "mcc": lambda frame: float(sk.matthews_corrcoef(frame["truth"], frame["prediction"])),
    "f1": averaged(sk.f1_score),
    "precision": averaged(sk.precision_score),
    "recall": averaged(sk.recall_score),
    "f1_weighted": weighted("weighted"),
    "f1_micro": weighted("micro"),
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:A single label was found")
@settings(max_examples=60, deadline=None)
@given(pairs=LABELS)
@pytest.mark.parametrize("name", OF_LABELS)
def test_labels_score_as_in_scikit_learn(metrics: dict[str, Any], name: str, pairs: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(pairs, columns=["truth", "prediction"])
    assert metrics[name](frame, None).value == pytest.approx(OF_LABELS[name](frame), abs=1e-9)


def numbers(rows: int = 200) -> pd.DataFrame:
    draw = np.random.default_rng(0)
    truth = draw.normal(10, 3, rows)
    return pd.DataFrame({"truth": truth, "prediction": truth + draw.normal(0, 1, rows) + draw.standard_t(3, rows)})


def classes(labels: str, rows: int = 200) -> pd.DataFrame:
    draw = np.random.default_rng(1)
    truth = draw.choice([*labels], rows)
    right = truth[:, None] == np.array([*labels])
    chances = draw.dirichlet(np.ones(len(labels)), rows) + 0.3 * right
    chances = (chances / chances.sum(axis=1, keepdims=True)).round(2)
    guess = np.array([*labels])[chances.argmax(axis=1)]
    columns = {f"chance {label}": chances[:, at] for at, label in enumerate(labels)}
    return pd.DataFrame({"truth": truth, "prediction": guess, **columns})


def ranked(score: Callable[..., float], labels: str) -> Callable[[pd.DataFrame], float]:
    ones = labels[-1:] if len(labels) == 2 else labels
    return lambda frame: float(np.mean([score(frame["truth"] == one, frame[f"chance {one}"]) for one in ones]))


T, P = "truth", "prediction"
CASES: dict[str, tuple[pd.DataFrame, Callable[[pd.DataFrame], float]]] = {
    "mae": (numbers(), lambda f: float(sk.mean_absolute_error(f[T], f[P]))),
    "rmse": (numbers(), lambda f: float(sk.root_mean_squared_error(f[T], f[P]))),
    "r2": (numbers(), lambda f: float(sk.r2_score(f[T], f[P]))),
    "median_ae": (numbers(), lambda f: float(sk.median_absolute_error(f[T], f[P]))),
    "mape": (numbers(), lambda f: float(sk.mean_absolute_percentage_error(f[T], f[P]))),
    "pinball@0.5": (numbers(), lambda f: float(sk.mean_pinball_loss(f[T], f[P], alpha=0.5))),
    "accuracy": (classes("abc"), OF_LABELS["accuracy"]),
    "f1": (classes("abc"), OF_LABELS["f1"]),
    "mcc": (classes("abc"), OF_LABELS["mcc"]),
    "roc_auc": (classes("abc"), ranked(sk.roc_auc_score, "abc")),
    "pr_auc": (classes("ab"), ranked(sk.average_precision_score, "ab")),
    "log_loss": (classes("ab"), lambda f: float(sk.log_loss(f[T], f[["chance a", "chance b"]].clip(1e-15, 1)))),
    "brier": (classes("ab"), lambda f: float(sk.brier_score_loss(f[T] == "b", f["chance b"]))),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_the_standard_error_is_that_of_drawing_rows_anew(metrics: dict[str, Any], name: str) -> None:
    frame, expected = CASES[name]
    score, draw = metrics[name](frame, None), np.random.default_rng(2)
    assert score.value == pytest.approx(expected(frame), abs=1e-9)
    drawn = [metrics[name](frame.iloc[draw.integers(0, len(frame), len(frame))], None).value for _ in range(200)]
    assert score.error == pytest.approx(float(np.std(drawn)), rel=0.25)


def test_rows_with_several_labels_score_as_in_scikit_learn(metrics: dict[str, Any]) -> None:
    draw = np.random.default_rng(3)
    truth, guess, chances = draw.random((80, 3)) < 0.5, draw.random((80, 3)) < 0.5, draw.random((80, 3)).round(1)
    names = np.array(["a", "b", "c"])
    both = {"truth": truth, "prediction": guess}
    frame = pd.DataFrame({name: ["|".join(names[row]) for row in has] for name, has in both.items()})
    frame = frame.assign(**{f"chance {name}": chances[:, at] for at, name in enumerate(names)})
    found = {name: metrics[name](frame, "|").value for name in ("f1_samples", "hamming", "lrap")}
    assert found == pytest.approx(
        {
            "f1_samples": sk.f1_score(truth, guess, average="samples", zero_division=0),
            "hamming": sk.hamming_loss(truth, guess),
            "lrap": sk.label_ranking_average_precision_score(truth, chances),
        }
    )
