"""The tools that an agent has: what reads, a note, and for each move the command that a person may run."""

import gc
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from msgspec import Struct

from crispdm import __version__
from crispdm.actions import advance as advance_action
from crispdm.actions import gate, moves
from crispdm.actions.explain import explain as read_explanation
from crispdm.actions.log import read_log
from crispdm.actions.report import read_report
from crispdm.actions.status import read_status
from crispdm.cli.context import act, now, past
from crispdm.errors import CrispdmError
from crispdm.inert import quote
from crispdm.kept_json import to_builtins

_ABOUT = (
    "A data science project whose phases end in gates that open on evidence. Start with `status`, then `check`: it "
    "says which criterion needs what, with file and line. Write evidence into the files of the phase; do not invent "
    "numbers, names or dates. Only people move the project: `advance`, `sign` and `waive` return a command for a "
    "person to run."
)
_FOR_A_PERSON = "Nothing was recorded. Show this command to the person who decides; do not run it yourself."
Answer = dict[str, Any]


class Tools:
    """The tools of one project.

    Args:
        folder: the project, or a folder in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def status(self, since: str | None = None) -> Answer:
        """Where the project stands: the goal, the phase, what is to do, what happened, blockers and the next step.

        `since` is a past day, such as 2026-11-20, friday or 3d.
        """
        moment = now()
        return _answer(read_status(self._folder, moment, since=past(since, moment)))

    def check(self, phase: str | None = None) -> Answer:
        """What a gate still needs: each criterion with its status, file and line, what is there, and what is wanted.

        Without `phase`, the gate of the current one. Commands of the project run only if its user consented to them.
        """
        return _answer(gate.check(self._folder, phase, now().date()))

    def explain(self, name: str | None = None) -> Answer:
        """What a phase, a criterion or a kind of check is for; without a name, the current phase."""
        return _answer(read_explanation(self._folder, name))

    def log(self, since: str | None = None) -> Answer:
        """What happened, oldest first, since a past day if one is named."""
        moment = now()
        return _answer(read_log(self._folder, past(since, moment), moment.tzinfo))

    def report(self) -> Answer:
        """The facts of the report: objectives, pilots and their verdicts, decisions, waivers, time in each phase."""
        return _answer(read_report(self._folder, now()))

    def note(self, text: str) -> Answer:
        """Leave one sentence for the next standup; it is recorded as said by an agent of the user."""
        return _answer(moves.note(self._folder, act(self._folder), f"agent: {text}"))

    def advance(self) -> Answer:
        """What would happen at the gate of the current phase, and the command with which a person passes it."""
        found = advance_action.advance(self._folder, act(self._folder), dry_run=True)
        return {**_for_a_person("advance"), "dry_run": _answer(found)}

    def sign(self, role: str) -> Answer:
        """The command with which whoever holds a role signs off the current phase."""
        return _for_a_person("sign", "--as", role)

    def waive(self, criterion: str, reason: str, until: str | None = None) -> Answer:
        """The command with which a person waives a criterion, with a reason and a last day."""
        return _for_a_person("waive", criterion, "--reason", reason, *(("--until", until) if until else ()))


READING = ("status", "check", "explain", "log", "report", "advance", "sign", "waive")


def server(folder: Path) -> MCPServer:
    """The server of a project."""
    found: MCPServer = MCPServer("crispdm", version=__version__, instructions=_ABOUT, log_level="ERROR")
    tools = Tools(folder)
    for name in (*READING, "note"):
        reads = name in READING
        hints = ToolAnnotations(read_only_hint=reads, destructive_hint=False, open_world_hint=False)
        found.add_tool(_with_hints(getattr(tools, name)), name=name, annotations=hints)
    return found


def serve(folder: Path) -> None:
    """Answer an agent until it hangs up."""
    gc.enable()  # it is switched off for commands, which end
    server(folder).run()


def _with_hints(tool: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same tool; its errors come with what to do."""

    @wraps(tool)
    def run(*given: Any, **named: Any) -> Answer:
        try:
            return tool(*given, **named)
        except CrispdmError as error:
            raise ToolError("\n".join([error.message, *error.details, f"hint: {error.hint}"])) from None

    return run


def _answer(result: Struct) -> Answer:
    found: Answer = to_builtins(result)
    return found


def _for_a_person(*words: str) -> Answer:
    return {"command": " ".join(["crispdm", *map(quote, words)]), "says": _FOR_A_PERSON}
