"""What `update` answers: from which version to which, what happens to each path, and what is left to do."""

from collections.abc import Iterator

from msgspec import Struct

from crispdm.scaffold.plan import Kind, Plan
from crispdm.scaffold.record import Template
from crispdm.views.answers import Answer
from crispdm.views.plan import planned
from crispdm.views.text.lines import Line
from crispdm.words import count


class Updated(Struct, frozen=True, kw_only=True):
    """The template before and after, whether it makes something else now, and what happens to each path."""

    before: Template
    after: Template
    plan: Plan
    is_dry: bool
    is_newer: bool

    @property
    def news(self) -> Plan:
        """The steps that somebody wants to hear of."""
        return tuple(step for step in self.plan if step.kind is not Kind.SAME)

    @property
    def conflicts(self) -> Plan:
        """Those that somebody has to look at."""
        return tuple(step for step in self.plan if step.kind in {Kind.CONFLICT, Kind.BLOCKED})


def updated(done: Updated) -> Iterator[Line]:
    """A line each path that has news."""
    if not done.is_newer:
        yield Line(f"Up to date: {_name(done.after)} makes what it made before", style="bold green")
        return
    verb = "Would update" if done.is_dry else "Updated"
    before, after = _name(done.before), _name(done.after)
    yield Line(f"{verb} from {before}{f' to {after}' if after != before else ''}", style="bold")
    yield from planned(done.news)
    if done.conflicts:
        yield Line(f"{count(len(done.conflicts), 'conflict')}; settle them by hand, then commit", style="bold yellow")
    elif not done.is_dry:
        yield Line("git diff, then commit it", label="Next: ", style="bold")


class Version(Struct, frozen=True, kw_only=True):
    """A template, and which one of it."""

    source: str
    version: str | None
    commit: str | None


class Step(Struct, frozen=True, kw_only=True):
    """What happens to a path."""

    path: str
    what: str
    was: str | None
    note: str | None


class Update(Answer, frozen=True, kw_only=True):
    """From which version to which, and what happens to each path that has news."""

    newer: bool
    before: Version
    after: Version
    steps: tuple[Step, ...]


def as_json(done: Updated) -> Update:
    """What `update --format json` prints."""
    return Update(
        newer=done.is_newer,
        before=_told(done.before),
        after=_told(done.after),
        steps=tuple(
            Step(path=step.path, what=str(step.kind), was=step.was or None, note=step.note or None)
            for step in done.news
        ),
    )


def _told(template: Template) -> Version:
    return Version(source=template.source, version=template.version, commit=template.commit)


def _name(template: Template) -> str:
    version = template.version or (template.commit or "")[:9]
    return f"{template.source} {version}".strip()
