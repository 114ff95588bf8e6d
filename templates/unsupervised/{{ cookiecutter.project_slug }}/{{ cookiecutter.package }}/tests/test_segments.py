"""Segments: how clear they are, whether they come out again, and in what they stand out."""

import numpy as np
import pandas as pd
import pytest

from ..segments import make_segments, silhouette, stability, standing_out

COLUMNS = {"number": ["orders", "basket"], "category": ["channel"], "date": ["since"]}


def customers(kinds: int) -> pd.DataFrame:
    """Make customers of so many kinds, which differ in what they order."""
    chance, kind = np.random.default_rng(0), np.arange(240) % kinds
    return pd.DataFrame(
        {
            "orders": 10 * kind + chance.normal(size=240),
            "basket": chance.normal(20, 5, size=240),
            "channel": np.where(kind == 0, "shop", "web"),
            "since": [f"2026-{month:02}-01" for month in chance.integers(1, 13, size=240)],
        }
    )


@pytest.mark.parametrize(("count", "least", "most"), [(2, 0.99, 1), (7, 0, 0.8)])
def test_only_segments_that_are_there_come_out_again(count: int, least: float, most: float) -> None:
    rows = customers(2)
    found = stability(make_segments(count, COLUMNS).fit(rows), rows, rows)
    assert least <= np.mean(found) <= most


def test_one_segment_is_no_structure() -> None:
    places = customers(2)[["orders"]].to_numpy()
    assert silhouette(places, np.zeros(240)).value == 0
    assert silhouette(places, places[:, 0] > 5).value > 0.8
    assert silhouette(places, np.arange(240) % 3).value < 0.1


def test_what_stands_out_is_said_first() -> None:
    rows = customers(2)
    told = standing_out(rows, (rows["channel"] == "shop").to_numpy(), COLUMNS)
    assert {*[*told][:2]} == {"orders", "channel"}
    assert told["channel"] == "shop in 100%; in 50% of all rows"
    assert told["since"].startswith("2026-0")
