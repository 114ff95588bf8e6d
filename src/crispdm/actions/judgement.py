"""Judge the events of a project, with the versions of crispdm.yaml that git has."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

from msgspec import Struct

from crispdm.errors import CrispdmError
from crispdm.eventlog.events import Event, Signed
from crispdm.git.history import Commit, file_versions
from crispdm.git.objects import file_at_commit, read_blobs
from crispdm.kinds import load_process
from crispdm.lifecycle.judgement import Fault, Older, Versions, judge
from crispdm.lifecycle.signers import Team, WrongSigner, find_wrong_signers
from crispdm.process import FILE, Process
from crispdm.yamlio import LIMIT

_PARENTS = ("", "^1", "^2")  # a commit, and those before it


class Judgement(Struct, frozen=True):
    """The events that the rules could not have written, and the signatures of people who did not hold the role."""

    faults: tuple[Fault, ...]
    signers: tuple[WrongSigner, ...]


def judge_events(  # noqa: PLR0913, PLR0917 - what a judgement is made of
    root: Path,
    process: Process,
    events: Sequence[Event],
    brought: Mapping[str, Sequence[str]] | None,
    bases: Mapping[str, Process | None],
    old: AbstractSet[str],
) -> Judgement:
    """Judge the events of a project.

    Args:
        root: the project's folder.
        process: as it is today.
        events: of the project.
        brought: the commits that brought each signature, by its id; None where git does not have the whole history.
        bases: the commits with which the branch began, and the process of each, where it can be read.
        old: the ids of the events with which it began.
    """
    then = tuple(each for each in bases.values() if each is not None)
    older = cache(lambda: _older(root))
    faults = judge(events, Versions(process, then, older), old if bases else None)
    new = [event for event in events if event.id not in old]
    teams = _teams(root, process, new, brought, older) if brought is not None else {}
    signers = find_wrong_signers(new, lambda event: teams.get(event.id, ()), [each.team for each in then])
    return Judgement(tuple(faults), tuple(signers))


def commits_by_signature(history: Iterable[Commit], events: Iterable[Event]) -> dict[str, tuple[str, ...]]:
    """The commits that brought each signature, by its id."""
    wanted = {event.id for event in events if isinstance(event, Signed)}
    found: dict[str, tuple[str, ...]] = {}
    for commit in history:
        for event in wanted.intersection(commit.added):
            found[event] = (*found.get(event, ()), commit.id)
    return found


def process_at(root: Path, commit: str) -> Process | None:
    """The process of a commit; None where it has none, or one that is not valid."""
    return _parse(file_at_commit(root, commit, FILE, LIMIT))


def _older(root: Path) -> Older:
    texts = file_versions(root, FILE, LIMIT)
    if texts is None:
        return Older()
    found = [_parse(text) for text in texts]
    return Older(tuple(each for each in found if each is not None), is_whole=None not in found)


def _parse(text: bytes | None) -> Process | None:
    if text is None:
        return None
    try:
        return load_process(text)
    except CrispdmError:
        return None


def _teams(
    root: Path,
    process: Process,
    events: Iterable[Event],
    brought: Mapping[str, Sequence[str]],
    older: Callable[[], Older],
) -> dict[str, list[Team]]:
    """The teams around the commits that brought each signature; of one that is not committed, today's and the last."""
    commits = {each.id: brought.get(each.id, ("HEAD",)) for each in events if isinstance(each, Signed)}
    names = [f"{commit}{parent}:./{FILE}" for each in commits.values() for commit in each for parent in _PARENTS]
    blobs = read_blobs(root, names, LIMIT) if names else {}
    parsed = {blob.id: _parse(blob.content) for blob in blobs.values()}
    found = defaultdict[str, list[Team]](list)
    for event, each in commits.items():
        here = [
            blobs[name] for commit in each for parent in _PARENTS if (name := f"{commit}{parent}:./{FILE}") in blobs
        ]
        processes = [parsed[blob.id] for blob in here]
        if len(here) <= len(each):  # the file came with the event: the project may have been moved
            processes += older().processes
        found[event] = [process.team for process in processes if process is not None]
        if event not in brought:
            found[event].append(process.team)
    return found
