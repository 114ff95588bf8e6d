"""Intervals of counted events: exact given the events of each row, and safe for rare ones. Pure."""

import math
from collections.abc import Sequence

from msgspec import Struct

from crispdm.gate.pilot.distributions import share_bound, solve

_WIDEST = 14.0  # logarithm of the largest ratio of rates that is told from infinity
_LEAST_DISPERSION = 0.05
TELLING = 10  # cases of an arm in a row
_RARE = 1e7  # trials for each event, where events are not shares of the trials


class Counts(Struct, frozen=True):
    """The events of one row, and of how many they are, in the pilot and in the control."""

    pilot: float
    pilot_n: float
    control: float
    control_n: float

    @property
    def events(self) -> float:
        """In both arms."""
        return self.pilot + self.control


def _are_shares(rows: Sequence[Counts]) -> bool:
    """Whether each event is one of those that are counted: orders of visits, but not incidents of days.

    Of few cases a row nobody can tell: half an incident a day looks like a share where no day has two.
    """
    return all(
        row.pilot <= row.pilot_n and row.control <= row.control_n and min(row.pilot_n, row.control_n) >= TELLING
        for row in rows
    )


def ratio_interval(rows: Sequence[Counts], level: float) -> tuple[float, float]:
    """The interval of the ratio of two rates, given how many events each row has (Lancaster 1961, mid-P).

    Of T events X are the pilot's. At a ratio r the pilot's share of them is
    `p(r) = sum(t_i r m_i / (r m_i + k_i)) / T`; treating the sum as binomial is safe for rows of different shares
    (Hoeffding 1956). X and T are divided by the dispersion.
    """
    total, hits = math.fsum(row.events for row in rows), math.fsum(row.pilot for row in rows)
    if not total:
        return 0.0, math.inf
    dispersion = _dispersion(rows)

    def share(logarithm: float) -> float:
        ratio = math.exp(logarithm)
        parts = (row.events * ratio * row.pilot_n / (ratio * row.pilot_n + row.control_n) for row in rows)
        return math.fsum(parts) / total

    def end(probability: float) -> float:
        bound = share_bound(probability, hits / dispersion, (total - hits) / dispersion)
        return math.exp(solve(share, bound, -_WIDEST, _WIDEST, 50))

    return end(level / 2) if hits else 0.0, end(1 - level / 2) if total > hits else math.inf


def _dispersion(rows: Sequence[Counts]) -> float:
    """By how much the events vary more than chance: chi-square by its degrees, and at least what shares leave."""
    ratio, chi_square = _common_ratio(rows), 0.0
    for row in rows:
        share = ratio * row.pilot_n / (ratio * row.pilot_n + row.control_n)
        if row.events:
            chi_square += (row.pilot - row.events * share) ** 2 / (row.events * share * (1 - share))
    counted = math.fsum(row.pilot_n + row.control_n for row in rows)
    floor = 1 - math.fsum(row.events for row in rows) / counted if _are_shares(rows) else 1.0
    return max(floor, chi_square / max(len(rows) - 1, 1), _LEAST_DISPERSION)


def _common_ratio(rows: Sequence[Counts]) -> float:
    """Mantel and Haenszel's ratio of rates (1959); 1 where an arm has no event."""
    up = math.fsum(row.pilot * row.control_n / (row.pilot_n + row.control_n) for row in rows)
    down = math.fsum(row.control * row.pilot_n / (row.pilot_n + row.control_n) for row in rows)
    return up / down if up and down else 1.0


def difference_interval(rows: Sequence[Counts], level: float) -> tuple[float, float]:
    """The interval of the difference of two rates: two exact arms, squared and added (Newcombe 1998)."""
    dispersion, rare = max(1.0, _dispersion_of_arms(rows)), not _are_shares(rows)
    pilot = _arm(rows, "pilot", dispersion, level, rare=rare)
    control = _arm(rows, "control", dispersion, level, rare=rare)
    change = pilot.rate - control.rate
    low = change - math.hypot(pilot.rate - pilot.low, control.high - control.rate)
    return low, change + math.hypot(pilot.high - pilot.rate, control.rate - control.low)


class _Arm(Struct, frozen=True):
    rate: float
    low: float
    high: float


def _arm(rows: Sequence[Counts], name: str, dispersion: float, level: float, *, rare: bool) -> _Arm:
    """The rate of one arm with its mid-P interval; a rare event is one of very many trials, as in Poisson's law."""
    events = math.fsum(getattr(row, name) for row in rows)
    counted = math.fsum(getattr(row, f"{name}_n") for row in rows)
    trials = max(counted, _RARE * max(events, 1)) if rare else counted
    hits, misses = events / dispersion, max((trials - events) / dispersion, 1e-9)
    low = share_bound(level / 2, hits, misses) if events else 0.0
    high = share_bound(1 - level / 2, hits, misses)
    return _Arm(events / counted, low * trials / counted, high * trials / counted)


def _dispersion_of_arms(rows: Sequence[Counts]) -> float:
    chi_square = 0.0
    for name in ("pilot", "control"):
        counted = math.fsum(getattr(row, f"{name}_n") for row in rows)
        rate = math.fsum(getattr(row, name) for row in rows) / counted
        expected = [(getattr(row, name), rate * getattr(row, f"{name}_n")) for row in rows]
        chi_square += math.fsum((seen - mean) ** 2 / mean for seen, mean in expected if mean)
    return chi_square / max(2 * len(rows) - 2, 1)
