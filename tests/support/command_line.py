"""The command line as a test runs it, in this process, and what it answers."""

from collections.abc import Callable
from typing import NamedTuple

ANA = "Ana Roy <ana@example.com>"
NOW = "2026-11-24T09:00:00+00:00"


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]
