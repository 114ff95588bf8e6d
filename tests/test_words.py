"""How lists, counts, values and suggestions are put into words."""

import pytest

from crispdm.words import count, describe_value, did_you_mean, listing


@pytest.mark.parametrize(
    ("items", "last", "text"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (("a", "b", "c"), "and", "a, b and c"),
        (["a", "b", "c"], "or", "a, b or c"),
    ],
)
def test_a_listing_reads_as_a_sentence_does(items: list[str], last: str, text: str) -> None:
    assert listing(items, last) == text


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(
            ("data_scientst", "data_scientist"),
            ("Data Scientist", "data_scientist"),
            ("product_manger", "product_manager"),
        ),
        *(("scientist", "data_scientist"), ("Product", "product_manager"), ("data sci", "data_scientist")),
        *(("cook", None), ("", None), ("x" * 100_000, None), ("da", None), ("__", None)),
    ],
)
def test_the_nearest_name_is_asked_for_only_where_one_is_near(name: str, meant: str | None) -> None:
    known = ["product_manager", "data_scientist", "data_analyst"]
    assert did_you_mean(name, iter(known)) == (f"; did you mean {meant!r}?" if meant else "")
    assert did_you_mean(name, []) == ""


def test_between_a_few_names_one_can_choose() -> None:
    assert (
        did_you_mean("data", ["data_first", "data-second", "three"]) == "; did you mean 'data_first' or 'data-second'?"
    )
    assert did_you_mean("data", [f"data_part_{number}" for number in range(4)]) == ""


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (12000, "12,000 rows"), (-1, "-1 rows")]
)
def test_a_count_has_its_plural(number: int, text: str) -> None:
    assert count(number, "row") == text
    assert count(number, "criterion", "criteria") == text.replace("rows", "criteria").replace("row", "criterion")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((None, "nothing"), (True, "true"), (False, "false"), (5, "5"), (0.5, "0.5"), ("soon", "'soon'"), ("", "''")),
        *(([], "nothing"), ({}, "nothing"), ([1], "a list"), ({"a": 1}, "a mapping")),
        *(("x" * 60, f"'{'x' * 60}'"), ("x" * 61, f"'{'x' * 60}…'")),
    ],
)
def test_a_value_is_shown_as_it_stands_in_the_file(value: object, text: str) -> None:
    assert describe_value(value) == text
