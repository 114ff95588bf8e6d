"""How much a property is tried: all of it in CI, less of it between two edits."""

from hypothesis import settings


def examples(number: int) -> int:
    """Return so many examples in the profile `full`, which CI takes, and as many fewer as another profile tries."""
    return number * settings().max_examples // 100
