"""Days on which something happened: not after today, and not before the project began."""

from datetime import date
from typing import NamedTuple

from crispdm.dates import parse_date
from crispdm.gate.evidence import Evidence
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder

_OLDEST = 30  # years of anything that still runs


class PastDays(NamedTuple):
    """Between which days something can have happened.

    Attributes:
        began: when the project began; None where nobody says it, or a team that adopted crispdm later says so.
        today: when its gate is checked; None where nobody says which day it is.
    """

    began: date | None
    today: date | None

    @classmethod
    def of(cls, evidence: Evidence, record: Record) -> "PastDays":
        """The days for a file of evidence, whose `started_before` says why something is older than the project."""
        return cls(evidence.began if is_placeholder(record.get("started_before")) else None, evidence.today)

    def read(self, record: Record, name: str, what: str) -> str:
        """Read a day, as ISO 8601 writes it.

        Raises:
            Unmet: it is none, or cannot be.
        """
        day = parse_date(record.get(name))
        if day is None:
            raise record.unmet(name, f"{what}, such as 2026-12-24")
        if self.today and day > self.today:
            raise record.unmet(name, f"{what}, not after today, {self.today}", "wait until it is over, or correct it")
        if self.today and day.year < self.today.year - _OLDEST:
            raise record.unmet(name, f"{what}, within {_OLDEST} years")
        if self.began and day < self.began:
            fix = "correct it, or say in started_before why it is older, as where a team adopts crispdm later"
            raise record.unmet(name, f"{what}, not before the project began, {self.began}", fix)
        return day.isoformat()
