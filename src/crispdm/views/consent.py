"""The commands that somebody is asked to let run."""

import shlex
from collections.abc import Iterator, Sequence

from crispdm.gate.checks.command import DeclaredCommand
from crispdm.views.text.lines import Line
from crispdm.words import count


def to_consent(commands: Sequence[DeclaredCommand]) -> Iterator[Line]:
    """Every command, as a shell would be told it, and what consent means."""
    if not commands:
        yield Line("crispdm.yaml runs no command.")
        return
    yield Line(f"crispdm.yaml runs {count(len(commands), 'command')}, as you, with all that you may do:", style="bold")
    for each in commands:
        yield Line(shlex.join(each.argv), label=f"  {each.criterion}  ", style="bold")
        yield Line(f"in {each.folder}, for {count(each.timeout, 'second')} at the most", indent=4, style="dim")
    yield Line("The scripts that they call are not covered: read those too. Other commands are asked for again.")
