"""What `repair` did, as lines."""

from collections.abc import Iterator

from crispdm.eventlog.store import PATH
from crispdm.results.repair import Repair
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count


def lines(repair: Repair) -> Iterator[Line]:
    """The outcome, each line that was repaired, and where to find what was set aside."""
    if not (repair.repairs or repair.restored or repair.left_out):
        yield Line(f"Nothing to repair in {PATH}.", style=Style.DONE)
        return
    lost = "" if repair.rejected else "; no event was lost"
    if repair.repairs:
        yield Line(f"Repaired {count(len(repair.repairs), 'line')} of {PATH}{lost}.", style=Style.DONE)
    if repair.restored:
        yield Line(f"Brought back {count(repair.restored, 'event')} that git has.", style=Style.DONE)
    if repair.left_out:
        yield Line(f"Recorded {count(len(repair.left_out), 'event')} as removed on purpose.", style=Style.DONE)
    for each in repair.repairs:
        yield Line(each.what, label=f"  line {each.line}".ljust(12))
    if repair.rejected:
        yield Line(f"{repair.rejected} keeps the lines that were set aside; they do not count as events.")
        yield Line(
            "to recover one, restore its line from git or run its command again", label="hint: ", style=Style.QUIET
        )
    yield Line(f"run `crispdm verify`, then commit {PATH}", label="Next: ", style=Style.HEAD)
