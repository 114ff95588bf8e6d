"""Where a file went that the user renamed: found by its content, as git finds it."""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from pathlib import Path, PurePosixPath

from crispdm.scaffold.merge import with_lf
from crispdm.scaffold.plan import Existing
from crispdm.scaffold.target_scan import read_existing

_LARGEST = 256 << 10  # bytes of a file that is compared
_SIMILAR = 0.6  # of all lines, for a file that was renamed and edited


def rename_finder(
    root: Path, list_files: Callable[[], Sequence[str]], known: Container[str]
) -> Callable[[str, bytes], Existing | None]:
    """Make a function that finds renamed files.

    Args:
        root: the project's root.
        list_files: lists its files; called once, and only if something is missing.
        known: paths of the template's, which are not new paths of other files.

    Returns:
        A function from a path and the content that it had to the one file that has the same content, or most of it.
    """
    candidates: list[Existing] = []

    def find(path: str, base: bytes) -> Existing | None:
        if not candidates:
            candidates.extend(_readable(root, [each for each in list_files() if each not in known]))
        suffix = PurePosixPath(path).suffix
        rated = [(_similarity(base, each.data or b""), each) for each in candidates if each.path.endswith(suffix)]
        best = max((rate for rate, _ in rated), default=0.0)
        matches = [each for rate, each in rated if rate == best >= _SIMILAR]
        return matches[0] if len(matches) == 1 else None

    return find


def _readable(root: Path, paths: Sequence[str]) -> list[Existing]:
    small = (path for path in paths if (root / path).is_file() and (root / path).stat().st_size <= _LARGEST)
    return [existing for existing in (read_existing(root, path) for path in small) if existing.data]


def _similarity(one: bytes, other: bytes) -> float:
    """The share of lines that two texts have in common; 1 only for the same text."""
    if with_lf(one) == with_lf(other):
        return 1.0
    lines, others = Counter(with_lf(one).splitlines()), Counter(with_lf(other).splitlines())
    most = max(lines.total(), others.total())
    return min(0.99, (lines & others).total() / most) if most else 0.0
