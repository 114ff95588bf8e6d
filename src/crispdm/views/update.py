"""`update` as text: from which version to which, what happens to each file, and what is left to do."""

from collections.abc import Iterator

from crispdm.inert import quote
from crispdm.results.update import Update
from crispdm.scaffold.record import Template
from crispdm.views.plan import plan_tree
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count


def updated(result: Update) -> Iterator[Line]:
    """Show what the update did, a line for each file that changed or would."""
    before, after = _versioned(result.before), _versioned(result.after)
    if not result.newer:
        yield Line(f"Up to date with {after}", style=Style.DONE)
        yield from _new_answers(result)
        yield from _release(result)
        return
    verb = "Would update" if result.dry_run else "Updated"
    yield Line(f"{verb} from {before}{f' to {after}' if after != before else ''}", style=Style.HEAD)
    yield from plan_tree(result.changes)
    yield from _new_answers(result)
    yield from _release(result)
    if result.conflicts:
        yield Line(f"{count(result.conflicts, 'conflict')}; resolve and commit", style=Style.STUCK)
    elif not result.dry_run:
        yield Line("review with `git diff`, then commit", label="Next: ", style=Style.HEAD)


def _new_answers(result: Update) -> Iterator[Line]:
    """Say what was answered to new questions, and how to change it."""
    for name, answer in result.new_answers.items():
        text = f"{name}: {answer or 'left empty'}; `crispdm update --set {name}=VALUE` changes it"
        yield Line(text, label="New question: ")


def _release(result: Update) -> Iterator[Line]:
    """Say what is newer than what the project is pinned to."""
    if result.release:
        text = f"{result.release}; the project is pinned to {result.after.checkout}. "
        yield Line(f"{text}`crispdm update --checkout {quote(result.release)}` takes it", label="Newer release: ")


def _versioned(template: Template) -> str:
    return f"{template.source} {template.label}".strip()
