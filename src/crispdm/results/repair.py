"""What `repair` did to the state file."""

from typing import Annotated

from msgspec import Meta

from crispdm.eventlog.repair import LineRepair
from crispdm.results.result import Result


class Repair(Result, frozen=True, kw_only=True):
    """The repairs, one for each line that needed one."""

    repairs: tuple[LineRepair, ...]
    restored: Annotated[int, Meta(description="events that git has, brought back")]
    left_out: Annotated[tuple[str, ...], Meta(description="the ids of the events recorded as removed on purpose")]
    rejected: Annotated[str | None, Meta(description="the file that keeps the lines set aside; null where none were")]
