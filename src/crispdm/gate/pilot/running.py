"""A pilot that runs today or is about to start. Pure."""

from datetime import date, timedelta

from msgspec import Struct


class RunningPilot(Struct, frozen=True, kw_only=True):
    """A pilot that has not reached its last day."""

    criterion: str
    start: date
    days: int
    share: float
    stopped_by: str
    waiting: tuple[str, ...]  # the other criteria that only its last day can settle
    data: str = ""  # the file with its days
    missing: tuple[date, ...] = ()  # its days before today that have no row there
    settles: date | None = None  # the day on which it settles at the present spread; None where nothing tells
    never_settles: bool = False  # even a year would not do at the present spread

    @property
    def end(self) -> date:
        """Its last day."""
        return self.start + timedelta(days=self.days - 1)

    def day(self, today: date) -> int | None:
        """Which of its days today is, counted from 1; None before it starts."""
        return (today - self.start).days + 1 if today >= self.start else None
