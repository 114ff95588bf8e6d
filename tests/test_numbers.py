"""Numbers as people write them, and what is worked out from them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest  # type: ignore[import-untyped]  # scipy has no types

from crispdm.gate.checks.audit import wilson
from crispdm.numbers import parse_change, parse_number, percent, show, show_points
from tests.support.effort import examples

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
CALM = settings(deadline=None, max_examples=examples(200))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((0, 0.0), (5, 5.0), (-3, -3.0), (0.25, 0.25), ("5", 5.0), ("0.05", 0.05), ("-50", -50.0), ("+3", 3.0)),
        *(("5 %", 0.05), ("5%", 0.05), (" 5 % ", 0.05), ("-50%", -0.5), ("+12.5 %", 0.125), ("0 %", 0.0)),
        *(("−22 %", -0.22), ("- 3", -3.0), (1e30, 1e30), (-1e-30, -1e-30), ("1" + "0" * 29, 1e29)),  # noqa: RUF001
    ],
)
def test_a_number_is_read_as_people_write_it(written: object, value: float) -> None:
    assert parse_number(written) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "written",
    [
        *(None, True, False, [], {}, [5], {"value": 5}, "", "five", "1,000", "0,05", "5 hours", "5%%", "%", "--5", "٣"),
        *(math.inf, -math.inf, math.nan, "inf", "nan", "1e5", "9" * 301, "9" * 999, 1e31, -1e300, 5e-324, 10**400),
    ],
)
def test_what_is_no_number_or_of_no_size_is_none(written: object) -> None:
    assert parse_number(written) is None
    assert parse_change(written) is None


@CALM
@given(value=st.floats(min_value=-1e15, max_value=1e15).filter(lambda value: value == 0 or abs(value) > 1e-6))
def test_a_number_means_the_same_as_text_and_in_percent(value: float) -> None:
    assert parse_number(value) == value
    text = f"{value:.9f}"
    assert parse_number(text) == pytest.approx(value, abs=1e-9)
    assert parse_number(f"{text} %") == pytest.approx(value / 100, abs=1e-11)


@pytest.mark.slow
@CALM
@given(value=ANYTHING)
def test_whatever_stands_there_is_a_number_of_some_size_or_none(value: object) -> None:
    found = parse_number(value)
    assert found is None or abs(found) <= 1e30
    assert found is None or type(found) is float
    changed = parse_change(value)
    assert changed is None or changed[0] == found


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        *((5, (5.0, False)), ("5", (5.0, False)), ("+5", (5.0, False)), (-5, (-5.0, False)), (0, (0.0, False))),
        *(("-50%", (-0.5, True)), ("-50 %", (-0.5, True)), ("+3 %", (0.03, True)), ("−22 %", (-0.22, True))),  # noqa: RUF001
        *(("50%", None), (" 50 %", None), ("minus 50%", None), ("50", (50.0, False)), ("", None), (None, None)),
    ],
)
def test_a_change_in_percent_needs_its_sign(written: object, meaning: tuple[float, bool] | None) -> None:
    assert parse_change(written) == meaning


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((5, "5"), (0, "0"), (12000, "12,000"), (0.25, "0.25"), (1 / 3, "0.3333"), (-2.5, "-2.5"), (0.1 + 0.2, "0.3")),
        *((12345.6, "12,345.6"), (1234.56, "1,234.6"), (99.999, "100"), (0.000123456, "0.0001235"), (1e-9, "1e-09")),
    ],
)
def test_a_number_is_shown_as_one_would_say_it(value: float, text: str) -> None:
    assert show(value) == text


@CALM
@given(value=st.floats(min_value=-1e30, max_value=1e30))
def test_what_is_shown_is_near_what_is_meant(value: float) -> None:
    assert float(show(value).replace(",", "")) == pytest.approx(value, rel=0.006)


@pytest.mark.parametrize(
    ("share", "signed", "text"),
    [
        *((0.05, False, "5 %"), (0.125, False, "12.5 %"), (1, False, "100 %"), (0, False, "0 %")),
        *((-0.5, True, "-50 %"), (0.03, True, "+3 %"), (-0.5, False, "-50 %"), (0, True, "+0 %"), (-0.0, True, "+0 %")),
        *(
            (119.04, True, "+11,900 %"),
            (-0.13456, False, "-13.5 %"),
            (6e-18, False, "0 %"),
            (0.00001, False, "0.001 %"),
        ),
    ],
)
def test_a_share_is_shown_in_percent(share: float, signed: bool, text: str) -> None:
    assert percent(share, signed=signed) == text


@pytest.mark.parametrize("rows", [1, 2, 5, 50, 51, 400, 10_000])
@pytest.mark.parametrize("share", [0, 0.02, 0.1, 0.5, 0.98, 1])
def test_the_interval_of_a_share_is_wilson_s(rows: int, share: float) -> None:
    hits = round(rows * share)
    reference = binomtest(hits, rows).proportion_ci(method="wilson")
    assert wilson(hits, rows) == pytest.approx((reference.low, reference.high), abs=1e-12)


@CALM
@given(rows=st.integers(1, 10**6), share=st.floats(0, 1))
def test_the_interval_holds_the_share_and_is_the_mirror_of_what_is_left(rows: int, share: float) -> None:
    hits = round(rows * share)
    low, high = wilson(hits, rows)
    assert 0 <= low <= hits / rows + 1e-12
    assert hits / rows - 1e-12 <= high <= 1
    assert wilson(rows - hits, rows) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_nothing_is_known_of_no_rows() -> None:
    assert wilson(0, 0) == (0, 1)


def test_what_is_too_large_for_a_number_is_shown() -> None:
    assert (percent(1e308), show(-math.inf)) == ("inf %", "-inf")


@pytest.mark.parametrize(
    ("difference", "signed", "said"),
    [
        (-0.0212, True, "-2.12 percentage points"),
        (0.01, True, "+1 percentage point"),
        (-0.01, False, "-1 percentage point"),
        (0.1, False, "10 percentage points"),
        (0.0, True, "+0 percentage points"),
    ],
)
def test_a_difference_of_shares_is_told_in_points(difference: float, signed: bool, said: str) -> None:
    assert show_points(difference, signed=signed) == said
    assert show_points(difference, signed=signed, has_unit=False) == said.partition(" ")[0]
