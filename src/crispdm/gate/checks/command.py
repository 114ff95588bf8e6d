"""`command`: a command of the team exits with 0."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, cast

from msgspec import Meta

from crispdm.gate.command_files import DeclaredCommand
from crispdm.gate.computed_again import ACTIVATE
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Status
from crispdm.gate.kind import Check
from crispdm.process import FILE, Process, Text
from crispdm.words import count, describe_value

if TYPE_CHECKING:
    from crispdm.subprocesses import Completed

LONGEST = 86_400  # seconds: a day


class Command(Check, frozen=True, kw_only=True, tag="command"):
    """A command that must exit with 0; it runs only where it is trusted."""

    argv: Annotated[tuple[Text, ...], Meta(min_length=1)]
    timeout: Annotated[int, Meta(ge=1, le=LONGEST)] = 60

    def decide(self, evidence: Evidence) -> Finding:
        """Run it in the phase's folder; what a signature covers is the command, not its output."""
        if evidence.not_run_because:
            fix = "`crispdm check --trust` shows the command, then runs it"
            return self._finding("not_run", f"{evidence.not_run_because}: {self._shown()}", fix)
        from crispdm.subprocesses import run  # noqa: PLC0415 - no other check starts a program

        folder = evidence.command_folder()
        try:
            ended = run(self.argv, folder, self.timeout)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            return self._finding(
                "fail", f"{describe_value(self.argv[0])} cannot be run: {why}", "correct argv in crispdm.yaml"
            )
        fix = ACTIVATE if ended.missing_library else "fix what it reports"
        return self._finding("pass" if ended.code == 0 else "fail", self._describe(ended), fix)

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The command and its time limit."""
        return self.argv, self.timeout

    def _describe(self, ended: "Completed") -> str:
        if ended.code is None:
            return f"killed at its time limit of {count(self.timeout, 'second')}"
        last_line = f": {ended.last_line[:120]}" if ended.last_line and ended.code else ""
        return f"{self._shown()} exited with {ended.code}{last_line}"

    def _shown(self) -> str:
        return describe_value(" ".join(self.argv))

    def _finding(self, status: Status, have: str, fix: str) -> Finding:
        return Finding(
            status=status,
            place=Place(FILE),
            have=have,
            want=self.says,
            fix=fix,
            values={"argv": list(self.argv)},
            basis="seen",
        )


def declared_commands(process: Process) -> Iterator[DeclaredCommand]:
    """All commands that the checks of a process run, each once in a folder."""
    seen: set[tuple[str, tuple[str, ...], int]] = set()
    for phase in process.phases:
        for each in phase.criteria:
            found, folder = cast("Check", each).command(), phase.folder.strip("/")
            if found and (isinstance(each, Command) or (folder, *found) not in seen):
                seen.add((folder, *found))
                yield DeclaredCommand(phase.id, folder, each.id, *found)
