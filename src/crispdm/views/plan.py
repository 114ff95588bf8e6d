"""The changes of `init` or `update` as a tree."""

from collections.abc import Iterable, Iterator

from crispdm.results.plan import Change
from crispdm.scaffold.tree import folders
from crispdm.views.text.lines import Line


def plan_tree(changes: Iterable[Change]) -> Iterator[Line]:
    """Show a line for each folder and each file, indented by its depth, with what happens to the file."""
    changes = sorted(changes, key=lambda change: _folders_first(change.path))
    width = max((2 * change.path.count("/") + len(_name(change.path)) for change in changes), default=0)
    open_folders: tuple[str, ...] = ()
    for change in changes:
        around = tuple(folders(change.path))
        for folder in around:
            if folder not in open_folders:
                yield Line(f"{_name(folder)}/", indent=2 + 2 * folder.count("/"))
        open_folders = around
        depth = 2 * change.path.count("/")
        yield Line(_description(change), label=f"{_name(change.path).ljust(width - depth)}  ", indent=2 + depth)


def _description(change: Change) -> str:
    moved = f" (was {change.was})" if change.was else ""
    return f"{change.kind}{moved}{f'; {change.note}' if change.note else ''}"


def _folders_first(path: str) -> tuple[tuple[bool, str], ...]:
    parts = path.split("/")
    return tuple((number == len(parts) - 1, part) for number, part in enumerate(parts))


def _name(path: str) -> str:
    return path.rpartition("/")[2]
