"""What a check found: pass, warn or fail, and why. Pure."""

from typing import Any, Literal

from msgspec import Struct

from crispdm.canonical_json import digest

Status = Literal["pass", "warn", "fail", "not_run"]
Basis = Literal["seen", "recorded", "typed"]


class Place(Struct, frozen=True, gc=False):
    """A file, as a path from the project's root, and a line of it, counted from 1."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Origin(Struct, frozen=True, kw_only=True):
    """What a table was made from, and what came of it.

    Attributes:
        made_from: the digest of the script, its settings and the data that it read.
        corrections: the digest of the labels that people corrected in sheets.
        content: the beginning of the digest of what was made.
    """

    made_from: str
    corrections: str
    content: str

    def as_facts(self) -> dict[str, str]:
        """The same, as events record it."""
        return {"made_from": self.made_from, "corrections": self.corrections, "content": self.content}


class Finding(Struct, frozen=True, kw_only=True):
    """What a check found, where, what it wants instead, and what to do.

    `values` is what the check decided on: signatures and passed gates record its digest, so that a comment or another
    order of keys changes nothing. `facts` are the figures that the history keeps for people. `done` tells which of two
    failing criteria is nearer to being met. No waiver covers a finding that `is_binding`. `basis` says how the tool
    knows: computed again from what is here now (seen), written by a script from what is not here or not readable
    without a library (recorded), or said by somebody (typed). `origin` is what a script made it from. `signs` are what
    programs may want of it by name, such as the rows of a pilot that are missing.
    """

    status: Status
    place: Place
    have: str
    want: str
    fix: str = ""
    values: Any = None
    done: float = 0.5  # how near a failing criterion is: 0 nothing exists, 1 it is met
    facts: dict[str, dict[str, Any]] = {}
    is_binding: bool = False
    basis: Basis = "typed"
    origin: Origin | None = None
    signs: dict[str, Any] = {}

    @property
    def digest(self) -> str:
        """The digest of the values, 32 hexadecimal digits."""
        return digest(self.values)


class Unmet(Exception):
    """Raised anywhere below a check that cannot pass: it becomes the failing finding.

    Args:
        place: the file and line.
        have: what was found.
        want: what is expected.
        fix: what to do now.
        values: what was decided on, as far as it was read.
        done: how near it is to being met, from 0 to 1.
    """

    def __init__(  # noqa: PLR0913 - what a finding is made of
        self, place: Place, have: str, want: str, fix: str = "", values: object = None, *, done: float = 0.5
    ) -> None:
        super().__init__(f"{place}: {have}")
        self.finding = Finding(status="fail", place=place, have=have, want=want, fix=fix, values=values, done=done)


class Unwritten(Unmet):
    """Raised where nothing of the evidence is there yet, which a command may write."""


class Missing(Unwritten):
    """Raised for a file that does not exist."""
