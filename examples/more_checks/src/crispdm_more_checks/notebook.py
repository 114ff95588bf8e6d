"""`notebook`: a Jupyter notebook was executed from top to bottom, and says what it must."""

import json
import re
from itertools import pairwise
from typing import Any, ClassVar

from crispdm.gate.kind import Check, Evidence, Finding, Place, ProjectPath, Text, Unmet

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<title>.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_SLACK = 60  # seconds: a checkout writes its files in any order
_RUN = "run all of its cells: `jupyter nbconvert --execute --inplace`"


class Notebook(Check, frozen=True, kw_only=True, tag="notebook"):
    """A Jupyter notebook was executed from top to bottom without an error, after its inputs, and has its sections."""

    interface: ClassVar[int] = 1

    file: ProjectPath
    sections: tuple[Text, ...] = ()
    inputs: tuple[ProjectPath, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Read the cells; what a signature covers is their sources, and the content of the inputs."""
        place = Place(evidence.path(self.file))
        cells = self._cells(evidence, place)
        values = {"cells": [_source(each) for each in cells], "inputs": [evidence.sha256(each) for each in self.inputs]}
        code = [each for each in cells if each.get("cell_type") == "code" and _source(each).strip()]
        fault, fix = _fault_of(code), _RUN
        if not fault:
            fault, fix = self._unwritten(cells), "write the section"
        if not fault:
            fault, fix = self._outdated(evidence), _RUN
        if fault:
            raise Unmet(place, fault, self.says, fix, values)
        have = f"{len(code)} cells executed in order"
        return Finding(status="pass", place=place, have=have, want=self.says, values=values, basis="recorded")

    def _cells(self, evidence: Evidence, place: Place) -> list[Any]:
        try:
            value = json.loads(evidence.document(self.file))
        except json.JSONDecodeError as error:
            raise Unmet(Place(place.file, error.lineno), f"not JSON: {error.msg}", self.says, "save it again") from None
        cells = value.get("cells") if isinstance(value, dict) else None
        if not isinstance(cells, list) or not all(isinstance(each, dict) for each in cells):
            raise Unmet(place, "not a notebook of format 4", self.says, "save it again in Jupyter")
        return cells

    def _unwritten(self, cells: list[Any]) -> str:
        """What is wrong with the sections; empty if nothing is."""
        text = "\n".join(_source(each) for each in cells if each.get("cell_type") == "markdown")
        found = [*_HEADING.finditer(text)]
        ends = [*(each.start() for each in found[1:]), len(text)] if found else []
        written = {each["title"].casefold(): text[each.end() : end] for each, end in zip(found, ends, strict=True)}
        for section in self.sections:
            if not written.get(section.casefold(), "").strip():
                return f"section {section!r} is empty" if section.casefold() in written else f"no section {section!r}"
        return ""

    def _outdated(self, evidence: Evidence) -> str:
        """Which input is newer than the notebook; empty if none is."""
        written = evidence.modified(self.file)
        newer = [each for each in self.inputs if evidence.modified(each) > written + _SLACK]
        return f"{newer[0]} was written after it" if newer else ""


def _source(cell: Any) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _fault_of(code: list[Any]) -> str:
    """Why the code was not executed from top to bottom without an error; empty if it was."""
    if not code:
        return "it has no code"
    for number, cell in enumerate(code, 1):
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                return f"code cell {number} ended with {output.get('ename')}: {output.get('evalue')}"[:200].strip()
    counts = [cell.get("execution_count") for cell in code]
    for number, count in enumerate(counts, 1):
        if not isinstance(count, int):
            return f"code cell {number} was not executed"
    for number, (before, count) in enumerate(pairwise(counts), 2):
        if count <= before:
            return f"code cell {number} was executed before cell {number - 1}"
    return "" if counts[-1] == len(code) else f"{counts[-1]} executions of {len(code)} cells: some ran more than once"
