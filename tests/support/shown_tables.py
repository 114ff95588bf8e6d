"""Tables that tests check and the documentation shows."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

_WRITE = bool(os.environ.get("CRISPDM_WRITE_README"))  # the surroundings of a test hide it
PAGE = Path(__file__).parents[2] / ".github" / "docs" / "comparison.md"
AGAIN = "run this test with CRISPDM_WRITE_README=1, and read what changed"


def is_shown(mark: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Whether the page that compares shows a table between `<!-- MARK -->` and `<!-- end of MARK -->`."""
    lines = ["".join(f"| {cell} " for cell in row) + "|" for row in (header, ["---"] * len(header), *rows)]
    page = PAGE.read_text()
    before, start, rest = page.partition(f"<!-- {mark} -->\n")
    _, end, after = rest.partition(f"<!-- end of {mark} -->\n")
    assert start
    assert end
    now = "\n".join((f"{before}{start}", *lines, f"\n{end}{after}"))
    if _WRITE:
        PAGE.write_text(now)
    return now == page
