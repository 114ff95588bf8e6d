"""A split of the cases that chance does not explain, against numpy and scipy."""

from datetime import date, timedelta

import numpy as np
import pytest
from msgspec import structs
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.sample_ratio import mismatched_share

PLAN = Plan(share=0.05, days=14)
THIRDS = Plan(share=0.05, days=14, control_share=0.1)


def rows_of(pilot: np.ndarray, both: np.ndarray) -> list[Row]:
    days = (date(2026, 11, 2) + timedelta(days=number) for number in range(len(both)))
    return [
        Row(day=day, pilot=1, control=1, pilot_n=own, control_n=all_of_it - own)
        for day, own, all_of_it in zip(days, pilot.tolist(), both.tolist(), strict=True)
    ]


@pytest.mark.parametrize(("plan", "share"), [(PLAN, 0.05), (THIRDS, 1 / 3)])
@pytest.mark.parametrize("wild", [0, 0.5, 3])
@pytest.mark.parametrize("count", [5, 14])
@pytest.mark.parametrize("side", [-1, 1])
def test_a_split_is_a_mismatch_from_its_limit_on(plan: Plan, share: float, wild: float, count: int, side: int) -> None:
    """Of rows that vary by chance alone the limit is the normal one; of wilder ones that of Student's t."""
    both = np.linspace(800, 1600, count)
    noise = wild * np.sqrt(both * share * (1 - share)) * np.resize([1, -1, -2, 2, 0.5], count)
    planned = share * both.sum()

    def found(pilot: float) -> tuple[float, float] | None:
        own = noise - noise.sum() / count + pilot * both / both.sum()
        return mismatched_share(rows_of(own, both), plan)

    def limit(pilot: float) -> float:
        own = noise - noise.sum() / count + pilot * both / both.sum()
        by_row = count / (count - 1) * float(((own - own.sum() / both.sum() * both) ** 2).sum())
        by_chance = both.sum() * share * (1 - share)
        level = stats.norm.isf(0.0005) if by_chance >= by_row else stats.t.isf(0.0005, count - 1)
        return float(level * np.sqrt(max(by_row, by_chance)))

    edge = limit(planned)
    assert found(planned + side * 0.999 * edge) is None
    mismatch = found(planned + side * 1.001 * edge)
    assert mismatch == pytest.approx(((planned + side * 1.001 * edge) / both.sum(), share))


@pytest.mark.parametrize("change", ["is_shadow", "is_switchback", "has_changing_share", "units"])
def test_a_split_is_asked_only_where_each_case_is_drawn(change: str) -> None:
    rows = rows_of(np.full(14, 20.0), np.full(14, 1000.0))
    assert mismatched_share(rows, PLAN) == (0.02, 0.05)
    assert mismatched_share(rows, structs.replace(PLAN, **{change: True})) is None


@pytest.mark.parametrize("cases", [(0.0, 980.0), (20.0, 0.0)])
def test_rows_without_cases_tell_nothing_of_a_split(cases: tuple[float, float]) -> None:
    rows = rows_of(np.full(14, 20.0), np.full(14, 1000.0))
    one = Row(day=date(2026, 12, 1), pilot=1, control=1, pilot_n=cases[0], control_n=cases[1])
    assert mismatched_share([*rows, one], PLAN) is None
