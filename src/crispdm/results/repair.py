"""What `repair` did to the state file."""

from crispdm.eventlog.repair import LineRepair
from crispdm.results.result import Result


class Repair(Result, frozen=True, kw_only=True):
    """The repairs, one for each line that needed one."""

    repairs: tuple[LineRepair, ...]
    rejected: str | None  # the file that keeps the lines that were set aside; None where none was
