"""Where a file went that somebody renamed: found by its content."""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from pathlib import Path, PurePosixPath

from crispdm.scaffold.merge import lf
from crispdm.scaffold.plan import Found
from crispdm.scaffold.target_scan import look

_LARGEST = 256 << 10  # bytes of a file that is compared
_ALIKE = 0.6  # of all lines, for two files to be one that was edited as well


def finder(
    root: Path, paths: Callable[[], Sequence[str]], known: Container[str]
) -> Callable[[str, bytes], Found | None]:
    """A function that finds a renamed file.

    Args:
        root: the project's.
        paths: lists its files; asked once, and only if something is missing.
        known: paths that stand for themselves, and are no new place of anything.

    Returns:
        From a path, and what the file held when it was there, to the one file that is the same, or nearly so.
    """
    candidates: list[Found] = []

    def find(path: str, base: bytes) -> Found | None:
        if not candidates:
            candidates.extend(_readable(root, [each for each in paths() if each not in known]))
        suffix = PurePosixPath(path).suffix
        rated = [(_likeness(base, found.data or b""), found) for found in candidates if found.path.endswith(suffix)]
        best = max((rate for rate, _ in rated), default=0.0)
        fitting = [found for rate, found in rated if rate == best >= _ALIKE]
        return fitting[0] if len(fitting) == 1 else None

    return find


def _readable(root: Path, paths: Sequence[str]) -> list[Found]:
    small = (path for path in paths if (root / path).is_file() and (root / path).stat().st_size <= _LARGEST)
    return [found for found in (look(root, path) for path in small) if found.data]


def _likeness(one: bytes, other: bytes) -> float:
    """The share of lines that two texts have in common: 1 for the same text."""
    if lf(one) == lf(other):
        return 1.0
    lines, others = Counter(lf(one).splitlines()), Counter(lf(other).splitlines())
    most = max(lines.total(), others.total())
    return min(0.99, (lines & others).total() / most) if most else 0.0
