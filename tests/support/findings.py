"""The finding of a kind's example after a few edits."""

from pathlib import Path

from crispdm.gate.finding import Finding
from crispdm.testing import Edit, Example, decide, teaches, write


def found(root: Path, example: Example, *edits: Edit) -> Finding:
    """Write the example's files, edited one after the other, and look at them as its criterion does."""
    for edit in edits:
        example = example._replace(files=example.edited(edit))
    write(root, example.files)
    finding = decide(root, example.parameters)
    teaches(finding)
    return finding


def place(finding: Finding) -> tuple[str, int | None]:
    """The file, without the phase's folder, and the line."""
    return Path(finding.place.file).name, finding.place.line
