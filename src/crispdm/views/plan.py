"""A plan as a tree: each path, and what happens to it."""

from collections.abc import Iterable, Iterator

from crispdm.scaffold.plan import Step
from crispdm.scaffold.tree import folders
from crispdm.views.text.lines import Line


def planned(steps: Iterable[Step]) -> Iterator[Line]:
    """A line for each folder and each file, indented by its depth; behind the name stands what happens to it."""
    steps = sorted(steps, key=lambda step: _folders_first(step.path))
    wide = max((2 * step.path.count("/") + len(_name(step.path)) for step in steps), default=0)
    open_folders: tuple[str, ...] = ()
    for step in steps:
        around = tuple(folders(step.path))
        for folder in around:
            if folder not in open_folders:
                yield Line(f"{_name(folder)}/", indent=2 + 2 * folder.count("/"))
        open_folders = around
        depth = 2 * step.path.count("/")
        said = f"{step.kind}{f' (was {step.was})' if step.was else ''}{f'; {step.note}' if step.note else ''}"
        yield Line(said, label=f"{_name(step.path).ljust(wide - depth)}  ", indent=2 + depth)


def _folders_first(path: str) -> tuple[tuple[bool, str], ...]:
    parts = path.split("/")
    return tuple((number == len(parts) - 1, part) for number, part in enumerate(parts))


def _name(path: str) -> str:
    return path.rpartition("/")[2]
