"""`checklist`: every box of a Markdown checklist is ticked."""

import re
from typing import Annotated, ClassVar

from msgspec import Meta

from crispdm.gate.kind import Check, Evidence, Finding, Place, ProjectPath, Unmet

_BOX = re.compile(r"\s*[-*+] \[(?P<tick>[ xX])\] +(?P<text>[^<]*)")


class Checklist(Check, frozen=True, kw_only=True, tag="checklist"):
    """Every box of a Markdown checklist is ticked, and there are at least `least` of them."""

    interface: ClassVar[int] = 1

    file: ProjectPath
    least: Annotated[int, Meta(ge=1)] = 1

    def decide(self, evidence: Evidence) -> Finding:
        """Read the boxes; what a signature covers is their texts."""
        path = evidence.path(self.file)
        lines = evidence.document(self.file).split("\n")
        boxes = [(number, box) for number, line in enumerate(lines, 1) if (box := _BOX.match(line))]
        texts = [box["text"].strip() for _, box in boxes]
        for (number, box), text in zip(boxes, texts, strict=True):
            if box["tick"] == " ":
                raise Unmet(Place(path, number), f"not ticked: {text[:60]}", self.says, "do it, then tick it", texts)
        if len(boxes) < self.least:
            raise Unmet(Place(path, 1), f"{len(boxes)} boxes", f"at least {self.least}", "write the checklist", texts)
        return Finding(status="pass", place=Place(path), have=f"{len(boxes)} ticked", want=self.says, values=texts)
