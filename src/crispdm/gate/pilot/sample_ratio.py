"""Whether the arms hold as many cases as planned: a sample ratio mismatch (Fabijan and others 2019). Pure."""

import math
from collections.abc import Sequence

from crispdm.gate.pilot.distributions import student
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row

_LEVEL = 0.001
_Z = 3.2905  # of the normal distribution at that level


def mismatched_share(rows: Sequence[Row], plan: Plan) -> tuple[float, float] | None:
    """The share of the cases in the pilot and the planned one, where chance does not explain their difference.

    `|M - q N| > c sqrt(max(N q (1 - q), n / (n - 1) sum (m_t - M / N N_t)^2))`: the second is larger where assignment
    is by groups, and then c is Student's. Not asked of people who stay in an arm, of a shadow, a switchback or a
    changing share.
    """
    if plan.is_shadow or plan.units or plan.is_switchback or plan.has_changing_share or not _are_counted(rows):
        return None
    planned = plan.share / (plan.share + (plan.control_share or 1 - plan.share))
    pilot, both = math.fsum(row.pilot_n for row in rows), math.fsum(row.pilot_n + row.control_n for row in rows)
    found = pilot / both
    by_row = math.fsum((row.pilot_n - found * (row.pilot_n + row.control_n)) ** 2 for row in rows)
    by_row *= len(rows) / (len(rows) - 1)
    by_chance = both * planned * (1 - planned)
    limit = _Z if by_chance >= by_row else student(_LEVEL, len(rows) - 1)
    is_mismatch = abs(pilot - planned * both) > limit * math.sqrt(max(by_chance, by_row))
    return (found, planned) if is_mismatch else None


def _are_counted(rows: Sequence[Row]) -> bool:
    return all(row.pilot_n and row.control_n for row in rows)
