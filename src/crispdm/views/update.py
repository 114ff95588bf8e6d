"""What `update` answers: from which version to which, what happens to each file, and what is left to do."""

from collections.abc import Iterator

from crispdm.results.update import Update
from crispdm.scaffold.record import Template
from crispdm.views.plan import planned
from crispdm.views.text.lines import Line
from crispdm.words import count


def updated(done: Update) -> Iterator[Line]:
    """A line each file that has news."""
    if not done.newer:
        yield Line(f"Up to date: {_name(done.after)} makes what it made before", style="bold green")
        return
    verb = "Would update" if done.dry_run else "Updated"
    before, after = _name(done.before), _name(done.after)
    yield Line(f"{verb} from {before}{f' to {after}' if after != before else ''}", style="bold")
    yield from planned(done.changes)
    if done.conflicts:
        yield Line(f"{count(done.conflicts, 'conflict')}; settle them by hand, then commit", style="bold yellow")
    elif not done.dry_run:
        yield Line("git diff, then commit it", label="Next: ", style="bold")


def _name(template: Template) -> str:
    version = template.version or (template.commit or "")[:9]
    return f"{template.source} {version}".strip()
