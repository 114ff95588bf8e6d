"""What `init` answers: what was made, as a short tree, and the one next step."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote

from crispdm.process import Process
from crispdm.views.lines import Line


def made(target: Path, process: Process, paths: Iterable[str], git: str) -> Iterator[Line]:
    """Folders with their files, a line each."""
    yield Line(f"Made {process.project} in {_shown(target)}", style="bold green")
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(f"{folder}/" if folder else "", []).append(name)
    root = folders.pop("", [])
    wide = max(len(folder) for folder in folders) if folders else 0
    for folder, names in folders.items():
        yield Line(" ".join(names), label=f"  {folder.ljust(wide)}  ")
    yield Line(" ".join(root), label="  ")
    yield Line(git)
    go = "" if target == Path.cwd() else f"cd {quote(_shown(target))} && "
    yield Line(f"{go}crispdm status", label="Next: ", style="bold")


def _shown(target: Path) -> str:
    relative = os.path.relpath(target)
    return str(target.resolve()) if ".." in Path(relative).parts else relative
