"""The schema of a file of evidence, from the project's process and the text that its template wrote."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crispdm.actions.project import find, read_process
from crispdm.errors import CrispdmError
from crispdm.kinds.evidence_schema import evidence_schema
from crispdm.process import Process
from crispdm.scaffold.record import Base, read_record
from crispdm.words import did_you_mean, listing

_ENDINGS = (".yaml", ".yml")


def schema_of_evidence(start: Path, file: Path) -> dict[str, Any]:
    """Return the JSON Schema of a file of evidence.

    Args:
        start: where to look for the project.
        file: its path, from the current folder or from the project's root.

    Raises:
        CrispdmError: no criterion reads it, and no template wrote it.
    """
    root = find(start)
    process = read_process(root)
    record = read_record(root)
    known = sorted(evidence_files(process, record.files if record else ()))
    from_here, from_root = os.path.relpath(start / file, root), file.as_posix()
    path = next((each for each in (Path(from_here).as_posix(), from_root) if each in known), None)
    if path is None:
        what = f"no criterion reads a YAML file {file}{did_you_mean(from_root, known)}"
        raise CrispdmError(what, hint=f"choose {listing(known, 'or')}")
    written = Base(root, record)(path) if record else None
    return evidence_schema(process, path, (written or b"").decode(errors="replace"))


def evidence_files(process: Process, written: Iterable[str] = ()) -> set[str]:
    """The YAML files that people fill in, by their paths from the root: those that the criteria of a process read.

    Args:
        process: the process.
        written: what the template wrote; a YAML file in the folder of a phase is read by a script, if by no criterion.
    """
    folders = tuple(f"{phase.folder.strip('/')}/" for phase in process.phases)
    return {path for path in written if path.startswith(folders) and path.endswith(_ENDINGS)} | {
        path.lstrip("/") if path.startswith("/") else f"{phase.folder.strip('/')}/{path}"
        for phase in process.phases
        for criterion in phase.criteria
        for path in (getattr(criterion, name) for name in criterion.__struct_fields__)
        if isinstance(path, str) and path.endswith(_ENDINGS)
    }
