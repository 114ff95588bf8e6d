"""The commands of crispdm.yaml, for whoever is asked to let them run."""

from collections.abc import Iterator, Sequence

from crispdm.gate.command_files import CommandFiles
from crispdm.inert import quote
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, few

_MOST = 8  # names in one line


def consent_lines(wanted: Sequence[CommandFiles], changes: Sequence[str]) -> Iterator[Line]:
    """Every command, as one would type it, the files that it names, what changed of both, and what consent means."""
    if not wanted:
        yield Line("crispdm.yaml runs no command.")
        return
    yield Line(f"crispdm.yaml runs {count(len(wanted), 'command')} with your permissions:", style=Style.HEAD)
    for each in wanted:
        yield from _command_lines(each)
    if changes:
        yield Line(few(changes, _MOST), label="Since you consented:  ", style=Style.HEAD)
    yield Line(
        "Consent covers these commands and the content of the files that they name; you are asked again if one of them "
        "changes. What these files import or call, and what a program reads without being told, is not covered: read "
        "that too."
    )


def _command_lines(wanted: CommandFiles) -> Iterator[Line]:
    command, uncovered = wanted.command, wanted.uncovered
    yield Line(" ".join(map(quote, command.argv)), label=f"  {command.criterion}  ", style=Style.HEAD)
    yield Line(f"in {command.folder}, for at most {count(command.timeout, 'second')}", indent=4, style=Style.QUIET)
    covered = [path for path in wanted.files if path not in uncovered]
    yield Line(f"names {few(covered, _MOST) or 'no file of the project'}", indent=4, style=Style.QUIET)
    if uncovered:
        reasons = [f"{path} {why}" for path, why in uncovered.items()]
        yield Line(few(reasons, _MOST), label="    not covered: ", style=Style.TO_DO)
