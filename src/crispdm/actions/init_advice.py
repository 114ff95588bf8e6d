"""What a repository needs beside the files that `init` creates, for people to add: read from the repository at hand."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from crispdm.git.work_tree import ignored_paths
from crispdm.process import FILE
from crispdm.scaffold.merge_hints import Gap, missing_lines, missing_ruff_excludes
from crispdm.scaffold.plan import Kind, Plan
from crispdm.scaffold.target_scan import read_existing

_CHECKED_BY_RUFF = (".py", ".ipynb")


def advice(target: Path, steps: Plan, theirs: Mapping[str, bytes]) -> dict[str, tuple[Gap, ...]]:
    """What kept files lack, by path.

    Args:
        target: the project's folder.
        steps: what happens to each path.
        theirs: what the template would write, by path.
    """
    kept = {step.path: theirs[step.path] for step in steps if step.kind is Kind.KEPT and step.path in theirs}
    yours = {path: data for path in kept if (data := read_existing(target, path).data) is not None}
    gaps = {path: missing_lines(path, data, kept[path]) for path, data in yours.items()}
    gaps = {path: _not_ignored(target, found) if path == ".gitignore" else found for path, found in gaps.items()}
    if any(step.path == FILE and step.kind is Kind.NEW for step in steps):  # else the team may work on the scripts
        added = [step.path for step in steps if step.kind is Kind.NEW and step.path.endswith(_CHECKED_BY_RUFF)]
        places = sorted({*_own_places(target, added)})
        for path, found in missing_ruff_excludes(lambda path: read_existing(target, path).data, places).items():
            gaps[path] = (*gaps.get(path, ()), *found)
    return gaps


def _not_ignored(target: Path, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The patterns for what no .gitignore of the repository covers yet, however it is written there."""
    found = ignored_paths(target, [_example(line) for gap in gaps for line in gap.lines])
    covered = {path for path, rule in found.items() if rule.partition(":")[0].rpartition("/")[2] == ".gitignore"}
    left = (Gap(gap.where, tuple(line for line in gap.lines if _example(line) not in covered)) for gap in gaps)
    return tuple(gap for gap in left if gap.lines)


def _example(pattern: str) -> str:
    """A path that a pattern of .gitignore matches."""
    path = pattern.removeprefix("**/").removeprefix("/").replace("*", "x")
    return f"{path}x" if path.endswith("/") else path


def _own_places(target: Path, added: Iterable[str]) -> Iterator[str]:
    """The folders that hold added files alone, and the files that are added to others."""
    for path in added:
        top = path.partition("/")[0]
        yield path if (target / top).exists() else top
