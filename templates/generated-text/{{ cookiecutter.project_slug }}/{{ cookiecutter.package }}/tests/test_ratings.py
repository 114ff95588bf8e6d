"""What two ratings come to."""

import runpy

import pytest

from .. import paths

both = runpy.run_path(str(paths.BASELINE_SCRIPT))["both"]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [("good", "good", "good"), ("good", "bad", "bad"), ("bad", "harmful", "harmful"), ("bad", "bad", "bad")],
)
def test_one_who_finds_it_harmful_is_enough_and_good_needs_both(one: str, other: str, found: str) -> None:
    assert both(one, other) == both(other, one) == found
