"""What `init` and `update` do to the files of a project."""

from collections.abc import Iterable

from msgspec import Struct

from crispdm.scaffold.plan import Kind, Step


class Change(Struct, frozen=True, kw_only=True):
    """What happens to one file; `was` is the path that it had, for a file that moves."""

    path: str
    kind: Kind
    was: str | None
    note: str | None


def changes(steps: Iterable[Step]) -> tuple[Change, ...]:
    """The steps of a plan, without what the files hold."""
    return tuple(Change(path=step.path, kind=step.kind, was=step.was or None, note=step.note or None) for step in steps)
