"""Commands are somebody's code: they run after whoever runs them consented, to these commands, in this place.

Remembered in the user's own state directory, never in the repository. What the scripts do that the commands call is
not covered: only what crispdm.yaml says.
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
    """Whether the commands of a phase may run, if it has any: consent covers all commands of the process or none."""
    return any(isinstance(each, Command) for each in phase.criteria) and is_given(root, process)


def is_given(root: Path, process: Process) -> bool:
    """Whether somebody consented to exactly these commands in this place, on this machine or by the environment."""
    if os.environ.get(VARIABLE) == "1":
        return True
    file = _file(root)
    if file is None or _is_within(file, root):
        return False
    with suppress(OSError, ValueError):
        return bool(json.loads(file.read_bytes()) == _consent(root, process))
    return False


def remember(root: Path, process: Process) -> None:
    """Record consent to the commands of a process in this place.

    Raises:
        CrispdmError: the user's state directory cannot be written, or lies in the project.
    """
    file = _file(root)
    if file is None:
        raise CrispdmError("consent cannot be kept: there is no home directory", hint=_HINT)
    if _is_within(file, root):
        raise CrispdmError(f"consent is not kept inside the project: {file}", hint=_HINT)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, json.dumps(_consent(root, process)).encode(), 0o600)
    except OSError as error:
        raise CrispdmError(f"consent cannot be kept in {file.parent}: {error.strerror}", hint=_HINT) from None


def _consent(root: Path, process: Process) -> dict[str, object]:
    return {"format": 1, "place": os.path.realpath(root), "commands": digest([*declared_commands(process)])}


def _file(root: Path) -> Path | None:
    """One for each place; None if there is no folder for them."""
    folder = user_folders.state()
    place = sha256(os.path.realpath(root).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return folder / "consent" / f"{place}.json" if folder else None


def _is_within(file: Path, root: Path) -> bool:
    return Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root))
