"""What a case of a check is: the passing example but for an edit, and what the finding then says.

An edit says what stands there, and what stands there instead, in the example's first file or in the one that it names.
The finding must name the line that is marked with `here`; where no mark can stand, as in a CSV file, the case gives it.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crispdm.gate import assess
from crispdm.gate.checks import KINDS
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Status
from crispdm.process import Phase, load

Edit = tuple[str, str] | tuple[str, str, str]
_MARK = re.compile("(#|<!--) here")


class Case(NamedTuple):
    """An edit of the passing example, or other parameters, and the status and words of the finding."""

    name: str
    edit: Edit | None
    have: str
    line: int | None = None
    status: Status = "fail"
    parameters: Mapping[str, Any] = {}


class Example(NamedTuple):
    """A kind of check, or one part of a kind, with evidence on which it passes."""

    parameters: Mapping[str, Any]
    files: Mapping[str, str]  # by path as a criterion names it; each of them is read
    changes: tuple[Edit, ...]  # other values, on which it passes too
    cases: tuple[Case, ...]
    limits: Mapping[str, Any] = {}  # other limits, on which it passes too

    @property
    def name(self) -> str:
        return " ".join(str(self.parameters[key]) for key in ("check", "part") if key in self.parameters)

    def edited(self, edit: Edit | None) -> dict[str, str]:
        """The files after an edit."""
        if edit is None:
            return dict(self.files)
        file, old, new = edit if len(edit) == 3 else (next(iter(self.files)), *edit)
        assert self.files[file].count(old) == 1, f"{old!r} does not stand once in {file}"
        return {**self.files, file: self.files[file].replace(old, new)}


def marked(files: Mapping[str, str]) -> tuple[str, int] | None:
    """The file and the line that are marked with `here`."""
    for file, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            if _MARK.search(line):
                return file, number
    return None


def warns(name: str, edit: Edit | None, have: str, line: int | None = None, **parameters: Any) -> Case:
    """A case in which the gate stays open, and somebody should look."""
    return Case(name, edit, have, line, "warn", parameters)


def passes(name: str, edit: Edit | None, have: str = "", **parameters: Any) -> Case:
    """Another case that passes."""
    return Case(name, edit, have, None, "pass", parameters)


def phase_with(parameters: Mapping[str, Any], folder: str = "phase") -> Phase:
    """A phase whose gate has one criterion."""
    given = {key: value for key, value in parameters.items() if value is not None}
    phase = {"id": "p", "title": "P", "folder": folder, "criteria": [{"id": "c", "says": "It holds", **given}]}
    return load(json.dumps({"version": 1, "project": "p", "phases": [phase]}).encode(), KINDS).phases[0]


def write(root: Path, files: Mapping[str, str], folder: str = "phase") -> None:
    for name, text in files.items():
        path = root / name.lstrip("/") if name.startswith("/") else root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def decide(root: Path, parameters: Mapping[str, Any], folder: str = "phase") -> Finding:
    finding = assess(phase_with(parameters, folder), Evidence(root, folder)).findings["c"]
    assert len(finding.digest) == 32
    return finding


def teaches(finding: Finding) -> None:
    """It says what is there, what is wanted and what to do, in words for people."""
    assert finding.have
    assert finding.want
    assert finding.fix or finding.status == "pass"
    for text in (finding.have, finding.want, finding.fix):
        assert text == text.strip()
        assert len(text) < 250
        assert not {"None", "True", "False", "Traceback", "Errno", "{", "["} & {*text.replace("'", " ").split()}
