"""Where a file went that the user or the template renamed: found by its content, as git finds it."""

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path, PurePosixPath

from crispdm.scaffold.merge import with_lf
from crispdm.scaffold.plan import Existing
from crispdm.scaffold.record import Record
from crispdm.scaffold.target_scan import read_existing
from crispdm.scaffold.tree import File, folded

_LARGEST = 256 << 10  # bytes of a file that is compared
_SIMILAR = 0.6  # of all lines, for a file that was renamed and edited
_FEW = 4  # lines: what is shorter is alike by chance


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


def find_template_renames(
    record: Record, files: Sequence[File], declared: Mapping[str, str], base: Callable[[str], bytes | None]
) -> dict[str, str]:
    """Find what the template renamed: it says so, only the case differs, or the content is the same, or most of it.

    Args:
        record: the files that it made the last time.
        files: those that it makes now.
        declared: the renames that it declares.
        base: finds the bytes that it wrote at a path.

    Returns:
        The new path of each renamed file, by its old one.
    """
    now = {file.path for file in files}
    removed = [path for path in record.files if path not in now]
    added = {file.path: file for file in files if file.path not in record.files}
    renames = {path: declared[path] for path in removed if declared.get(path) in added}
    for rate in (_differs_in_case, _has_content, _has_most_lines):
        old = [path for path in removed if path not in renames]
        new = [file for path, file in added.items() if path not in renames.values()]
        for path in old:
            rated = [(rate(record, base, path, file), file.path) for file in new]
            best = max((likeness for likeness, _ in rated), default=0.0)
            matches = [to for likeness, to in rated if likeness == best >= _SIMILAR]
            if len(matches) == 1 and matches[0] not in renames.values():
                renames[path] = matches[0]
    return renames


def _differs_in_case(_record: Record, _base: Callable[[str], bytes | None], path: str, file: File) -> float:
    return float(folded(path) == folded(file.path))


def _has_content(record: Record, _base: Callable[[str], bytes | None], path: str, file: File) -> float:
    return float(file.blob == record.blob(path) and bool(file.data))


def _has_most_lines(_record: Record, base: Callable[[str], bytes | None], path: str, file: File) -> float:
    text = base(path)
    if text is None or file.text is None or min(text.count(b"\n"), file.data.count(b"\n")) < _FEW:
        return 0.0
    return _similarity(text, file.data)


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
