"""The interval of a pilot: a jackknife over its days, with Student's t. Pure."""

import math
from collections.abc import Callable, Sequence

_Z = 1.959963984540054  # of the normal distribution, two-sided 95 %
# Student's t, two-sided 95 %, for 1 to 30 degrees of freedom.
_T = (
    *(12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139),
    *(2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963),
    *(2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272),
)


def student(degrees: int) -> float:
    """Student's t for a two-sided 95 % interval: a table up to 30 degrees of freedom, an expansion above.

    The expansion is that of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    if degrees <= len(_T):
        return _T[degrees - 1]
    z, v = _Z, degrees
    return z + (z**3 + z) / (4 * v) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)


Pairs = Sequence[tuple[float, float]]


def jackknife(pairs: Pairs, statistic: Callable[[Pairs], float]) -> float | None:
    """Half the width of a 95 % interval of a statistic of paired days.

    Each day is left out once (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 11), and the standard
    error is multiplied by Student's t with n - 1 degrees of freedom.

    Args:
        pairs: the two values of each day, n of them.
        statistic: of any n - 1 of the days; it may raise ZeroDivisionError.

    Returns:
        Half the width, in the unit of the statistic; None where it cannot be computed.
    """
    days = len(pairs)
    if days < 2:  # noqa: PLR2004 - one day has no spread
        return None
    try:
        without = [statistic([*pairs[:day], *pairs[day + 1 :]]) for day in range(days)]
    except ZeroDivisionError:
        return None
    mean = math.fsum(without) / days
    variance = (days - 1) / days * math.fsum((each - mean) ** 2 for each in without)
    half = student(days - 1) * math.sqrt(variance)
    return half if math.isfinite(half) else None
