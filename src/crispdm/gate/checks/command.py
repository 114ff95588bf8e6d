"""`command`: a command of the team's says yes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Status
from crispdm.gate.kind import Check
from crispdm.process import FILE, Process, Text
from crispdm.words import count, describe_value

if TYPE_CHECKING:
    from crispdm.subprocesses import Completed

LONGEST = 86_400  # seconds: a day


class DeclaredCommand(NamedTuple):
    """A command as whoever consents to it must know it."""

    phase: str
    folder: str
    criterion: str
    argv: tuple[str, ...]
    timeout: int  # seconds


class Command(Check, frozen=True, kw_only=True, tag="command"):
    """A command of the team's that must exit with 0, run with consent only."""

    argv: Annotated[tuple[Text, ...], Meta(min_length=1)]
    timeout: Annotated[int, Meta(ge=1, le=LONGEST)] = 60

    def decide(self, evidence: Evidence) -> Finding:
        """Run it in the phase's folder, if somebody consented; what counts is the command, not what it says."""
        if not evidence.may_run:
            have = "a quick look runs no command" if evidence.is_light else "nobody here consented to it"
            return self._finding("not_run", f"{have}: {self._shown()}", "`crispdm check --trust` shows it, and runs it")
        from crispdm.subprocesses import run  # noqa: PLC0415 - no other check starts a program

        place = evidence.workplace()
        try:
            ended = run(self.argv, place, self.timeout)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            return self._finding(
                "fail", f"{describe_value(self.argv[0])} cannot be run: {why}", "look at argv in crispdm.yaml"
            )
        return self._finding("pass" if ended.code == 0 else "fail", self._said(ended), "mend what it complains about")

    def _said(self, ended: "Completed") -> str:
        if ended.code is None:
            return f"not done in {count(self.timeout, 'second')}: it was ended"
        last = f": {ended.last_line[:120]}" if ended.last_line and ended.code else ""
        return f"{self._shown()} ended with {ended.code}{last}"

    def _shown(self) -> str:
        return describe_value(" ".join(self.argv))

    def _finding(self, status: Status, have: str, fix: str) -> Finding:
        return Finding(
            status=status, place=Place(FILE), have=have, want=self.says, fix=fix, values={"argv": list(self.argv)}
        )


def declared_commands(process: Process) -> Iterator[DeclaredCommand]:
    """Every command that the checks of a process run."""
    for phase in process.phases:
        for each in phase.criteria:
            if isinstance(each, Command):
                yield DeclaredCommand(phase.id, phase.folder.strip("/"), each.id, each.argv, each.timeout)
