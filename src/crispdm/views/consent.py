"""The commands of crispdm.yaml, for whoever is asked to let them run."""

import shlex
from collections.abc import Iterator, Sequence

from crispdm.gate.checks.command import DeclaredCommand
from crispdm.views.text.lines import Line
from crispdm.words import count


def consent_lines(commands: Sequence[DeclaredCommand]) -> Iterator[Line]:
    """Every command, as one would type it, and what consent means."""
    if not commands:
        yield Line("crispdm.yaml runs no command.")
        return
    yield Line(f"crispdm.yaml runs {count(len(commands), 'command')} with your permissions:", style="bold")
    for each in commands:
        yield Line(shlex.join(each.argv), label=f"  {each.criterion}  ", style="bold")
        yield Line(f"in {each.folder}, for at most {count(each.timeout, 'second')}", indent=4, style="dim")
    yield Line(
        "The scripts that they call are not covered: read those too. Other commands need a consent of their own."
    )
