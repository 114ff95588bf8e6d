"""The command line as a test runs it, in this process, and what it answers."""

from collections.abc import Callable
from typing import NamedTuple

ANA = "Ana Roy <ana@example.com>"


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]
