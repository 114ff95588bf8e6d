"""What a phase, a criterion or a kind of check is for."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from crispdm.views.text.lines import Line


class Explained(Struct, frozen=True, kw_only=True):
    """The one model of what `explain` says. `facts` are labels with their lines."""

    kind: Literal["phase", "criterion", "check"]
    id: str
    says: str
    facts: dict[str, list[str]]
    next: str | None


def lines(explained: Explained) -> Iterator[Line]:
    """A headline, then what there is to know."""
    yield Line(f"{explained.id}: {explained.says}", style="bold")
    wide = max(len(label) for label in (*explained.facts, "next"))
    for label, texts in explained.facts.items():
        for number, text in enumerate(texts):
            yield Line(text, label=f"  {(label if number == 0 else '').ljust(wide)}  ", style="cyan")
    if explained.next:
        yield Line(explained.next, label=f"  {'next'.ljust(wide)}  ", style="cyan")
