"""Consent to the commands of crispdm.yaml: they are somebody's code, and run only after the user agreed.

Consent is to these commands in this folder. It is remembered in the user's own state directory, never in the
repository, and does not cover the scripts that the commands call.
"""

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from crispdm import user_folders
from crispdm.canonical_json import digest
from crispdm.errors import CrispdmError
from crispdm.gate.checks.command import Command, declared_commands
from crispdm.process import Phase, Process
from crispdm.safe_files import write_whole

VARIABLE = "CRISPDM_TRUST"
_HINT = f"{VARIABLE}=1 consents for one run"


def covers(root: Path, process: Process, phase: Phase) -> bool:
    """Whether a phase has commands that may run; consent is to all commands of the process or to none."""
    return any(isinstance(each, Command) for each in phase.criteria) and is_given(root, process)


def is_given(root: Path, process: Process) -> bool:
    """Whether the user consented to exactly these commands in this folder, or the environment consents for this run."""
    if os.environ.get(VARIABLE) == "1":
        return True
    file = _file(root)
    if file is None or _is_within(file, root):
        return False
    with suppress(OSError, ValueError):
        return bool(json.loads(file.read_bytes()) == _consent(root, process))
    return False


def remember(root: Path, process: Process) -> None:
    """Remember consent to the commands of a process in this folder.

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
        write_whole(file, json.dumps(_consent(root, process)).encode(), 0o600)
    except OSError as error:
        raise CrispdmError(f"consent cannot be remembered in {file.parent}: {error.strerror}", hint=_HINT) from None


def _consent(root: Path, process: Process) -> dict[str, object]:
    return {"format": 1, "place": os.path.realpath(root), "commands": digest([*declared_commands(process)])}


def _file(root: Path) -> Path | None:
    """The file for a project's folder; None if there is no home directory."""
    folder = user_folders.state()
    place = sha256(os.path.realpath(root).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return folder / "consent" / f"{place}.json" if folder else None


def _is_within(file: Path, root: Path) -> bool:
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))
