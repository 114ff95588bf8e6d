"""A sheet of people against scipy and numpy, which compute the same in their own way."""

import math

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.interval import Estimate
from crispdm.gate.pilot.units import Unit, add_lasting_spread, adjusted, estimate_from_units

CHANCE = np.random.default_rng(20261207)
BEFORE = [CHANCE.gamma(4, 10, people) for people in (7, 12)]
VALUES = [before * change + CHANCE.normal(0, 3, len(before)) for before, change in zip(BEFORE, (0.8, 1), strict=True)]
PEOPLE = [
    Unit(is_pilot, float(value), float(before))
    for is_pilot, values, befores in zip((True, False), VALUES, BEFORE, strict=True)
    for value, before in zip(values, befores, strict=True)
]
WITHOUT = [Unit(unit.is_pilot, unit.value) for unit in PEOPLE]


def test_a_difference_of_people_is_welchs() -> None:
    found = estimate_from_units(WITHOUT, is_relative=False)
    pilot, control = VALUES
    interval = stats.ttest_ind(pilot, control, equal_var=False).confidence_interval(0.95)
    assert found is not None
    assert found.value == pytest.approx(pilot.mean() - control.mean())
    assert found.value - found.half_width() == pytest.approx(interval.low)
    assert found.value + found.half_width() == pytest.approx(interval.high)


def test_a_ratio_of_people_has_the_variance_of_the_delta_method() -> None:
    found = estimate_from_units(WITHOUT, is_relative=True)
    (pilot, control), (mean, other) = VALUES, (values.mean() for values in VALUES)
    parts = pilot.var(ddof=1) / len(pilot) / other**2, mean**2 * control.var(ddof=1) / len(control) / other**4
    assert found is not None
    assert found.value == pytest.approx(mean / other - 1)
    assert found.variance == pytest.approx(sum(parts))
    assert found.degrees == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 6 + parts[1] ** 2 / 11))


def test_what_people_did_before_is_taken_off_by_the_slope_within_the_arms() -> None:
    """The least squares of value on before, with a constant for each arm."""
    arms = [[float(not unit.is_pilot) for unit in PEOPLE], [float(unit.is_pilot) for unit in PEOPLE]]
    before, value = ([getattr(unit, name) for unit in PEOPLE] for name in ("before", "value"))
    slope = np.linalg.lstsq(np.column_stack([*arms, before]), np.array(value), rcond=None)[0][2]
    pilot, control = adjusted(PEOPLE)
    expected = np.array(value) - slope * (np.array(before) - np.mean(before))
    assert [*pilot, *control] == pytest.approx(expected)


def test_one_person_without_a_value_of_before_leaves_all_as_they_are() -> None:
    mixed = [*PEOPLE[:-1], Unit(False, PEOPLE[-1].value)]
    assert adjusted(mixed) == adjusted(WITHOUT) == ([*VALUES[0]], [*VALUES[1]])


def test_people_who_were_alike_within_their_arm_have_no_slope() -> None:
    alike = [Unit(unit.is_pilot, unit.value, 5.0 if unit.is_pilot else 7.0) for unit in PEOPLE]
    assert adjusted(alike) == ([*VALUES[0]], [*VALUES[1]])


@pytest.mark.parametrize("control", [0.0, -1.0])
def test_a_percentage_of_nothing_is_no_estimate(control: float) -> None:
    units = [Unit(True, 1.0), Unit(True, 2.0), Unit(False, control - 1), Unit(False, control + 1)]
    assert estimate_from_units(units, is_relative=True) is None
    assert estimate_from_units(units, is_relative=False) is not None


def test_a_percentage_of_little_is_one() -> None:
    units = [Unit(True, 1.0), Unit(True, 2.0), Unit(False, 0.4), Unit(False, 0.6)]
    found = estimate_from_units(units, is_relative=True)
    assert found is not None
    assert found.value == pytest.approx(2)


def test_what_people_differ_by_for_good_is_added() -> None:
    found = add_lasting_spread(Estimate(value=-0.2, variance=0.01, degrees=13, inflation=1.5), 0.8, 0.3, 10, 40)
    extra = (0.8 * 0.3) ** 2 * (1 / 10 + 1 / 40)
    assert (found.value, found.inflation) == (-0.2, 1.5)
    assert found.lasting == pytest.approx(extra)
    assert found.variance == pytest.approx(0.01 + extra)
    assert found.degrees == pytest.approx(13 * ((0.01 + extra) / 0.01) ** 2)
    certain = add_lasting_spread(Estimate(value=0, variance=0, degrees=3), 1, 0.3, 5, 5)
    assert math.sqrt(certain.variance) == pytest.approx(0.3 * math.sqrt(0.4))
    assert certain.half_width() == pytest.approx(1.96 * math.sqrt(certain.variance), rel=1e-4)
