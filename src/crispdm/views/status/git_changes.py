"""What git saw change in the phases' folders: work that is not an event, but shows."""

from collections.abc import Iterator

from crispdm.results.status import FileChange, GitChanges
from crispdm.views.people import Names
from crispdm.words import clip, few

_LONGEST = 80  # characters of what changed


def file_changes(git: GitChanges, names: Names) -> Iterator[str]:
    """For each file what was committed, by whom, and what is not committed yet."""
    files: dict[str, list[str]] = {}
    for each in git.files:
        files.setdefault(each.file, []).append(_change(each, names))
    for file, changes in files.items():
        yield f"{clip(file.rstrip('/').rpartition('/')[2])}: {'; '.join(changes)}"


def _change(change: FileChange, names: Names) -> str:
    who = few([*dict.fromkeys(names.of(by) for by in change.by)], 3)
    return f"{clip(change.what, _LONGEST)}{f' ({who})' if change.committed else ', not committed'}"
