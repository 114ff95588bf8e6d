"""What the table of `portfolio` says of each project, in text and in Markdown."""

from functools import lru_cache

from crispdm.inert import inert
from crispdm.results.portfolio import Portfolio, Project, Waiting
from crispdm.views.people import Names
from crispdm.views.portfolio.columns import Cells
from crispdm.words import count, listing

HEAD = Cells("project", "phase", "days", "waiting for", "next")
_OUTCOMES = {"running": "running", "stopped": "stopped", "finished": "finished", "broken": "that cannot be read"}


def cells_of(project: Project) -> Cells:
    """The row of a project; all that is shown passes the filter here."""
    is_named = project.project not in (None, project.path.rpartition("/")[2])
    name = inert(f"{project.path} ({project.project})" if is_named else project.path)
    if project.outcome == "broken":
        return Cells(name, broken=inert(project.broken or ""))
    return Cells(name, inert(_phase(project)), _days(project), inert(_waiting(project.waiting)), inert(_next(project)))


def summary(portfolio: Portfolio) -> str:
    """How many projects there are: `12 projects: 9 running, 2 finished and 1 that cannot be read`."""
    outcomes = [each.outcome for each in portfolio.projects]
    if not outcomes:
        return "No projects."
    parts = [f"{outcomes.count(each):,} {what}" for each, what in _OUTCOMES.items() if each in outcomes]
    return f"{count(len(outcomes), 'project')}: {listing(parts)}."


def _phase(project: Project) -> str:
    if project.title is None:
        return project.outcome
    iteration = f", iteration {project.iteration}" if project.iteration != 1 else ""
    return f"{project.title} ({project.number} of {project.phases}){iteration}"


def _days(project: Project) -> str:
    if project.days is None:
        return ""
    paused = f", paused {project.paused}" if project.paused else ""
    return f"{project.days}{f' of {project.timebox}' if project.timebox else ''}{paused}"


@lru_cache(maxsize=1024)  # many projects wait for the same people
def _waiting(waiting: Waiting) -> str:
    """`Ana or Bo`; `Ana and Bo` for several roles; the role where nobody is named."""
    names = Names({"": waiting.people})
    who = [names.of(each) for each in waiting.people] or [each.replace("_", " ") for each in waiting.roles]
    return waiting.outside or listing(who, "and" if len(waiting.roles) > 1 else "or")


def _next(project: Project) -> str:
    """What comes next; or that no event is recorded, as every project that was made has one."""
    if project.lost:
        return f"{count(project.lost, 'event')} lost: run crispdm repair there"
    if project.flaws:
        return f"{project.next} (the state file has {count(project.flaws, 'invalid line')})"
    return project.next or "" if project.events else "no events recorded: the state file is empty or missing"
