"""What a cell of a spreadsheet says."""

import pytest

from crispdm.spreadsheets import from_cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        (" '@name ", "@name"),
        ("''-a", "'-a"),
        ("a;'=b", "a;=b"),
        ("a\n'+b", "a\n+b"),
        ("=1+1", "=1+1"),
        ("'-5", "'-5"),
        ("it's", "it's"),
        ("'tis", "'tis"),
        (" plain ", "plain"),
    ],
)
def test_the_apostrophe_before_a_formula_is_taken_off(cell: str, text: str) -> None:
    assert from_cell(cell) == text
