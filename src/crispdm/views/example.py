"""`init --example` as text: what the example is, what is made up in it, and what to try."""

from collections.abc import Iterator
from pathlib import Path

from crispdm.dates import weekday_and_day
from crispdm.inert import quote
from crispdm.results.example import Example, History
from crispdm.views.init import from_here
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, listing

_GIT: dict[History, str] = {
    "written": "new repository with {} by the people of the story",
    "in_repository": "inside a repository, so the example comes without its history; commit it there, or leave it out",
    "declined": "no repository, as you asked; `crispdm verify` needs one",
    "no_git": "not installed, so the example comes without its history",
}
_TRIES = (
    ("status", "where the project stands"),
    ("check", "what the gate of the current phase needs"),
    ("log", "what happened, and what the pilot measured"),
    ("report -o report.html", "all of it on one page, for a browser"),
)


def example_created(result: Example) -> Iterator[Line]:
    """Say where the example is, that it is one, and what to do in it."""
    place = from_here(result.folder)
    verb, style = ("Would create", Style.HEAD) if result.dry_run else ("Created", Style.DONE)
    what = f"{verb} {result.project} in {place}, an example: {count(len(result.files), 'file')}"
    yield Line(f"{what}, complete up to the first pilot", style=style)
    people = count(len(result.people), "person", "people")
    yield Line(f"{people}, data and figures; dates are moved, so that the story ends today", label="Made up: ")
    yield Line(f"{listing(result.left_out)}, which are large; checks name what they miss", label="Left out: ")
    if result.history:
        yield Line(_GIT[result.history].format(count(result.commits, "commit")), label="git: ")
    if result.dry_run:
        yield Line("nothing was created; run it again without --dry-run", label="Next: ", style=Style.HEAD)
        return
    who = f'CRISPDM_USER="{result.people[0]}"'
    yield Line(f"set {who} to act as one of them, or add your name to crispdm.yaml", label="You: ")
    day = weekday_and_day(result.ended)
    yield Line(f"it is {day}, and the first pilot said improve. Try", label="Next: ", style=Style.HEAD)
    if Path(result.folder) != Path.cwd():
        yield Line(f"cd {quote(place)}", indent=2, is_whole=True)
    width = max(len(command) for command, _ in _TRIES)
    for command, says in _TRIES:
        yield Line(says, label=f"  crispdm {command:{width}}  ")
