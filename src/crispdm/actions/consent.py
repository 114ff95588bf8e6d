"""Consent to the commands of crispdm.yaml: they are somebody's code, and run only after the user agreed.

Consent is to these commands in this folder, with the files of the project that they name as these are now. It is
remembered in the user's own state directory, never in the repository.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from crispdm import user_folders
from crispdm.canonical_json import digest
from crispdm.errors import CrispdmError
from crispdm.gate.checks.command import declared_commands
from crispdm.gate.command_files import CommandFiles, find_command_files
from crispdm.gate.kind import Check
from crispdm.process import Phase, Process
from crispdm.safe_files import read_file, write_whole
from crispdm.words import few

VARIABLE = "CRISPDM_TRUST"
_LARGEST = 1 << 22  # bytes
_HINT = f"{VARIABLE}=1 consents for one run"
_MOST = 3  # changes that are named


@contextmanager
def permission(root: Path, process: Process, phase: Phase) -> Iterator[str]:
    """Yield why the commands of a phase may not run, or nothing if they may: all commands of a process, or none.

    A command may write a file that it names, such as its report. That needs no consent of its own.
    """
    if os.environ.get(VARIABLE) == "1" or not any(cast("Check", each).command() for each in phase.criteria):
        yield ""
        return
    why_not = _why_not(root, find_command_files(root, declared_commands(process)))
    try:
        yield why_not
    finally:
        after = () if why_not else find_command_files(root, declared_commands(process))
        if after and not is_given(root, after):
            with suppress(CrispdmError):
                remember(root, after)


def _why_not(root: Path, wanted: Sequence[CommandFiles]) -> str:
    if is_given(root, wanted):
        return ""
    changed = changes(root, wanted)
    return f"no longer trusted, because {few(changed, _MOST)}" if changed else "not trusted yet"


def is_given(root: Path, wanted: Sequence[CommandFiles]) -> bool:
    """Whether the user consented to all of this in this folder, or the environment consents for this run."""
    if os.environ.get(VARIABLE) == "1":
        return True
    old, new = _remembered(root), _consent(root, wanted)
    return bool(old) and {**old, "files": new["files"]} == new and not changes(root, wanted)


def changes(root: Path, wanted: Sequence[CommandFiles]) -> list[str]:
    """What was not part of the user's last consent in this folder, such as `plan/test.py has changed`.

    A file that is gone does not count: what is left was part of the consent.
    """
    old, new = _remembered(root), _consent(root, wanted)
    if not old:
        return []
    changed = [path for path, state in new["files"].items() if old["files"].get(path) != state]
    files = [f"{path} {'has changed' if path in old['files'] else 'is new'}" for path in changed]
    return [*(["the commands have changed"] if old.get("commands") != new["commands"] else []), *files]


def remember(root: Path, wanted: Sequence[CommandFiles]) -> None:
    """Remember consent to commands and files, as they were shown, in this folder.

    Raises:
        CrispdmError: the user's state directory cannot be written, or is in the project.
    """
    file = _file(root)
    if file is None:
        raise CrispdmError("consent cannot be remembered: there is no home directory", hint=_HINT)
    if _is_within(file, root):
        raise CrispdmError(f"consent cannot be remembered in the project itself: {file}", hint=_HINT)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, json.dumps(_consent(root, wanted)).encode(), 0o600)
    except OSError as error:
        raise CrispdmError(f"consent cannot be remembered in {file.parent}: {error.strerror}", hint=_HINT) from None


def _consent(root: Path, wanted: Sequence[CommandFiles]) -> dict[str, Any]:
    files = {path: state for each in wanted for path, state in each.files.items()}
    commands = digest([each.command for each in wanted])
    return {"format": 2, "place": os.path.realpath(root), "commands": commands, "files": files}


def _remembered(root: Path) -> dict[str, Any]:
    """What is remembered for this folder; empty where that is nothing, or damaged."""
    file = _file(root)
    if file is None or _is_within(file, root):
        return {}
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        found = json.loads(read_file(file, _LARGEST))
        if isinstance(found, dict) and isinstance(found["files"], dict):
            return found
    return {}


def _file(root: Path) -> Path | None:
    """The file for a project's folder; None if there is no home directory."""
    folder = user_folders.state()
    place = sha256(os.path.realpath(root).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return folder / "consent" / f"{place}.json" if folder else None


def _is_within(file: Path, root: Path) -> bool:
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))
