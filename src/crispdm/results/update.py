"""What `update` did: from which version of the template to which, and what happened to each file."""

from crispdm.results.plan import Change
from crispdm.results.result import Result
from crispdm.scaffold.plan import Kind
from crispdm.scaffold.record import Template


class Update(Result, frozen=True, kw_only=True):
    """The template before and after, and what happens to files, or would: with `dry_run` nothing was written."""

    dry_run: bool
    newer: bool  # whether the template makes something else than it did
    before: Template
    after: Template
    changes: tuple[Change, ...]
    new_answers: dict[str, str]  # to questions that the template did not ask before
    release: str | None = None  # of the template, newer than what the project is pinned to

    @property
    def conflicts(self) -> int:
        """How many files need a decision by hand."""
        return sum(change.kind in {Kind.CONFLICT, Kind.BLOCKED} for change in self.changes)
