"""The jackknife over weighted rows, serial dependence and differences in differences, against numpy."""

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.interval import (
    Estimate,
    difference_in_differences,
    jackknife,
    serial_inflation,
    variance_of_mean,
    welch,
)

CHANCE = np.random.default_rng(15)


def drawn(count: int, correlation: float = 0.0) -> list[tuple[float, float, float]]:
    noise, control = np.zeros(count), 40 + CHANCE.normal(0, 4, count)
    for number in range(count):
        noise[number] = correlation * noise[number - 1] + CHANCE.normal(0, 0.1)
    weights = CHANCE.uniform(1, 5, count)
    return [*zip((control * (0.8 + noise)).tolist(), control.tolist(), weights.tolist(), strict=True)]


def inflation_of(values: np.ndarray) -> float:
    count, apart = len(values), values - values.mean()
    if count <= 7:
        return 1.0
    found = float((apart[1:] * apart[:-1]).sum() / (apart**2).sum())
    correlation = float(np.clip((found + (1 + 3 * found) / count) * (count - 7) / (count + 3), 0, 0.9))
    return (1 + correlation) / (1 - correlation)


@pytest.mark.parametrize("is_relative", [True, False])
@pytest.mark.parametrize("correlation", [0, 0.6, 0.99])
@pytest.mark.parametrize("count", [2, 3, 7, 8, 9, 14, 40])
def test_an_estimate_is_that_of_leaving_out_each_row_once(count: int, correlation: float, *, is_relative: bool) -> None:
    rows = drawn(count, correlation)
    found = jackknife(rows, is_relative=is_relative)
    own, other, weights = np.array(rows).T

    def value(keep: np.ndarray) -> float:
        p, c, w = own[keep], other[keep], weights[keep]
        return float((w * p).sum() / (w * c).sum() - 1 if is_relative else (w * (p - c)).sum() / w.sum())

    everything = np.ones(count, bool)
    leave = [value(np.arange(count) != number) for number in range(count)]
    pseudo = count * value(everything) - (count - 1) * np.array(leave)
    inflation = inflation_of(pseudo)
    corrected = inflation / max(0.2, 1 - (inflation - 1) / (count - 1))
    kish = weights.sum() ** 2 / (weights**2).sum()
    assert found is not None
    assert found.value == pytest.approx(value(everything))
    assert found.inflation == pytest.approx(inflation)
    assert found.variance == pytest.approx(pseudo.var(ddof=1) / count * corrected)
    assert found.degrees == pytest.approx(max(kish / inflation, 2.5 if inflation > 1 else 1.2) - 1)
    alone = jackknife(rows, is_relative=is_relative, inflation=1.0)
    assert alone is not None
    assert alone.inflation == 1
    given = jackknife(rows, is_relative=is_relative, inflation=2.0)
    assert given is not None
    assert given.inflation == 2
    assert found.half_width() == pytest.approx(stats.t.isf(0.025, found.degrees) * np.sqrt(found.variance))


@pytest.mark.parametrize(("inflation", "degrees"), [(1.0, 2.25 / 1.25 - 1), (1.5, 1.5), (2.0, 1.5)])
def test_few_rows_that_weigh_something_have_some_degrees_of_freedom(inflation: float, degrees: float) -> None:
    rows = [(1, 2, 1), (1.1, 2, 0.5)]
    found = jackknife(rows, is_relative=True, inflation=inflation)
    assert found is not None
    assert found.degrees == pytest.approx(degrees)


def test_one_row_says_nothing_and_two_that_weigh_unlike_say_little() -> None:
    assert jackknife([(1, 2, 1)], is_relative=True) is None
    uneven = jackknife([(1, 2, 1), (1.1, 2, 1000)], is_relative=True)
    assert uneven is not None
    assert uneven.degrees == pytest.approx(0.2)
    assert jackknife([(1, 2, 1), (1, 0, 1)], is_relative=True) is None
    assert jackknife([(1, 2, 1), (1, 0, 1)], is_relative=False) is not None


@pytest.mark.parametrize(("values", "inflation"), [([1.0, 2.0] * 3, 1), ([1.0] * 20, 1), ([1.0, -1.0] * 10, 1)])
def test_rows_that_tell_no_dependence_inflate_nothing(values: list[float], inflation: float) -> None:
    assert serial_inflation(values) == inflation


def test_seven_rows_tell_no_dependence_and_eight_tell_a_little() -> None:
    rising = [float(number) for number in range(8)]
    assert serial_inflation(rising[:7]) == 1
    assert 1 < serial_inflation(rising) == pytest.approx(inflation_of(np.array(rising)))
    assert serial_inflation([float(number // 200) for number in range(400)]) == pytest.approx(19)  # at most 0.9


@pytest.mark.parametrize("rows", [3, 7, 8, 14])
@pytest.mark.parametrize("before", [2, 10, 28])
def test_rows_before_tell_how_much_a_row_resembles_the_one_before(rows: int, before: int) -> None:
    """What they tell is averaged by rows; seven rows of the pilot are too few for it even so."""
    chance = np.random.default_rng(rows * before)
    spans = [chance.normal(size=count).cumsum() for count in (rows, before)]
    told = []
    for values in spans:
        apart = values - values.mean()
        found = (apart[1:] * apart[:-1]).sum() / (apart**2).sum()
        told.append(found + (1 + 3 * found) / len(values))
    count = rows + before
    correlation = np.clip(np.average(told, weights=[rows, before]) * (count - 7) / (count + 3), 0, 0.9)
    expected = (1 + correlation) / (1 - correlation) if rows > 7 else 1.0
    assert serial_inflation(*map(list, spans)) == pytest.approx(expected)
    assert serial_inflation(list(spans[0]), [1.0] * before) == serial_inflation(list(spans[0])), (
        "no spread tells nothing"
    )


def test_a_difference_in_differences_has_welchs_degrees() -> None:
    after, before = (
        Estimate(value=value, variance=variance, degrees=n, inflation=1.5) for value, variance, n in BEFORE_AND_AFTER
    )
    ratio = difference_in_differences(after, before, is_relative=True)
    parts = 0.0004 / 0.9**2, 0.7**2 * 0.0009 / 0.9**4
    assert ratio.value == pytest.approx(0.7 / 0.9 - 1)
    assert ratio.variance == pytest.approx(sum(parts))
    assert ratio.degrees == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 13 + parts[1] ** 2 / 27))
    assert ratio.inflation == 1.5
    assert ratio.lasting == pytest.approx(parts[1]), "no further day tells of the days before"
    absolute = difference_in_differences(after, before, is_relative=False)
    assert (absolute.value, absolute.variance, absolute.lasting) == pytest.approx((-0.2, 0.0013, 0.0009))
    assert absolute.inflation == 1.5
    assert absolute.degrees == pytest.approx(0.0013**2 / (0.0004**2 / 13 + 0.0009**2 / 27))
    assert welch(1, (0, 5), (0, 7)).degrees == 5


BEFORE_AND_AFTER = ((-0.3, 0.0004, 13), (-0.1, 0.0009, 27))


def test_the_variance_of_a_mean_is_numpys() -> None:
    values = [1.0, 4.0, 4.5, 9.0]
    assert variance_of_mean(values) == pytest.approx(np.var(values, ddof=1) / 4)
