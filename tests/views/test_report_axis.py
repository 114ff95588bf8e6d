"""The axis of a chart: round values, whole days, nothing outside."""

from datetime import date
from itertools import pairwise

import pytest

from crispdm.views.report.axis import day_ticks, padded_range, scale, ticks


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.7, 12.2), (1e-6, 2e-6), (0, 1e9), (9.99, 10.01)])
def test_the_marks_of_an_axis_are_few_round_and_inside(low: float, high: float) -> None:
    found = ticks(low, high, 7)
    assert 3 <= len(found) <= 8
    assert all(low <= each <= high for each in found)
    steps = {f"{b - a:.6g}" for a, b in pairwise(found)}
    assert len(steps) == 1
    assert steps.pop().lstrip("0.")[0] in "125"


@pytest.mark.parametrize("days", [1, 5, 13, 40, 100, 300, 1000, 5000, 100_000])
def test_the_days_of_an_axis_are_few_and_inside(days: int) -> None:
    first = date(2026, 11, 24)
    last = date.fromordinal(first.toordinal() + days)
    found = [day for day, _ in day_ticks(first, last, 7)]
    assert 1 <= len(found) <= 9
    assert all(first <= day <= last for day in found)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (2, ["24 Nov", "25 Nov", "26 Nov"]),
        (40, ["30 Nov", "14 Dec", "28 Dec"]),
        (100, ["Dec", "Jan 2027", "Feb", "Mar"]),
        (1000, ["2027", "2028", "2029"]),
    ],
)
def test_a_day_of_an_axis_has_the_label_that_it_needs(days: int, labels: list[str]) -> None:
    first = date(2026, 11, 24)
    assert [label for _, label in day_ticks(first, date.fromordinal(first.toordinal() + days), 4)] == labels


def test_a_range_is_never_empty() -> None:
    for values in ([0.0], [5.0, 5.0], [-1.0, 3.0]):
        low, high = padded_range(values)
        assert low < min(values) <= max(values) < high


def test_a_scale_goes_from_edge_to_edge() -> None:
    place = scale(2, 4)
    assert [place(2), place(3), place(4)] == [0, 50, 100]
