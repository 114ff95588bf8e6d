"""Let the project's own script compute again what it recorded: with consent, and once for unchanged files.

What is remembered is the digest of the command and of what it reads: sizes and times of the files, not their content.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from crispdm import user_folders
from crispdm.canonical_json import digest
from crispdm.errors import CrispdmError
from crispdm.gate.evidence import NOT_HERE, Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.safe_files import read_file, write_whole

ACTIVATE = "activate the environment of the project's scripts, such as `. .venv/bin/activate`, then run it again"
LONGEST = 3_600  # seconds: five million rows take twenty
_CODE = ("/*/*.py", "/*.py")
_LARGEST, _KEPT = 1 << 20, 500  # bytes of the file of what is remembered, and digests in it


class Answer(NamedTuple):
    """Whether the script ran, now or before with the same files; what it objects to, and what to do."""

    has_run: bool
    objection: str = ""
    fix: str = "run the script without --verify, or find out what changed"


def computed_again(
    evidence: Evidence, finding: Finding, argv: Sequence[str], reads: Sequence[str], *, also: object = None
) -> Finding:
    """A finding about what a script recorded, after the script computed it again: seen.

    Args:
        evidence: of the phase.
        finding: the finding.
        argv: the script's command.
        reads: patterns of the files that it reads, from the project's root.
        also: what else it depends on, such as the day where it reads a database.

    Returns:
        A warning where the script may not run.

    Raises:
        Unmet: the script computes something else.
    """
    answer = evidence.once(f"run {argv} on {sorted(reads)}", lambda: _ask(evidence, argv, (reads, also)))
    shown = " ".join(argv)
    if answer.objection:
        raise Unmet(finding.place, answer.objection, f"what `{shown}` computes", answer.fix, finding.values)
    if answer.has_run:
        return structs.replace(finding, have=f"{finding.have}; computed again by its script", basis="seen")
    if finding.basis == "seen" or evidence.not_run_because == NOT_HERE:
        return finding
    fix = f"`crispdm check --trust` shows `{shown}`, then runs it, once for unchanged data"
    have = f"{finding.have}, as its script recorded; not computed again here"
    return structs.replace(finding, status="warn", have=have, fix=finding.fix or fix)


def _ask(evidence: Evidence, argv: Sequence[str], inputs: tuple[Sequence[str], object]) -> Answer:
    if evidence.not_run_because:
        return Answer(has_run=False)
    memory = _Memory.of(evidence.command_folder())
    key = _key(evidence, argv, *inputs)
    if key and memory.has(key):
        return Answer(has_run=True)
    answer = _run(evidence, argv)
    if key and not answer.objection and key == _key(evidence, argv, *inputs):
        memory.add(key)
    return answer


def _run(evidence: Evidence, argv: Sequence[str]) -> Answer:
    """What the script says against what is recorded; nothing where it agrees."""
    from crispdm.subprocesses import run  # noqa: PLC0415 - few checks start a program

    try:
        ended = run(argv, evidence.command_folder(), LONGEST)
    except (OSError, ValueError) as error:
        return Answer(True, f"{argv[0]} cannot be run: {getattr(error, 'strerror', None) or error}", ACTIVATE)
    if ended.code == 0:
        return Answer(has_run=True)
    if ended.missing_library:
        return Answer(True, f"`{' '.join(argv)}` does not find the library {ended.missing_library}", ACTIVATE)
    return Answer(True, ended.last_line[:300] or f"`{' '.join(argv)}` exited with {ended.code}")


def _key(evidence: Evidence, argv: Sequence[str], reads: Sequence[str], also: object) -> str:
    """The digest of the command and of the state of what it reads; empty where that cannot be told."""
    try:
        return digest([list(argv), evidence.stamps([*_CODE, *reads]), str(also)])
    except Unmet:
        return ""


class _Memory:
    """The digests that this user's scripts agreed with, for one folder; none where they cannot be remembered."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known: list[str] = []
        with suppress(OSError, ValueError):
            known = json.loads(read_file(file, _LARGEST)) if file else []
            self._known = [each for each in known if isinstance(each, str)] if isinstance(known, list) else []

    @classmethod
    def of(cls, folder: Path) -> "_Memory":
        """What is remembered for a folder of a project."""
        home = user_folders.state()
        return cls(home / "computed" / f"{digest(str(folder))}.json" if home else None)

    def has(self, key: str) -> bool:
        """Whether the script agreed before, with these very files."""
        return key in self._known

    def add(self, key: str) -> None:
        """Remember that it agreed; where that fails, it runs again."""
        if self._file:
            with suppress(OSError, CrispdmError):
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(self._file, json.dumps([*self._known, key][-_KEPT:]).encode(), 0o600)
