"""Stop a project, and resume it. Pure."""

from crispdm.errors import Refused
from crispdm.eventlog.events import Event, Resumed, Stopped
from crispdm.lifecycle.required_text import require_reason
from crispdm.lifecycle.state import State
from crispdm.process import Process


def stop(state: State, reason: str) -> tuple[Event, ...]:
    """Stop the project; always allowed while it runs, with a reason.

    Raises:
        Refused: it has ended already.
        CrispdmError: the reason is empty.
    """
    if state.outcome != "running":
        raise Refused(f"the project is {state.outcome} already", hint='`crispdm resume --reason "…"` resumes it')
    return (Stopped(iteration=state.iteration, reason=require_reason(reason, "--reason")),)


def resume(process: Process, state: State, reason: str) -> tuple[Event, ...]:
    """Resume a stopped project where it was stopped, a finished one in a new iteration.

    Raises:
        Refused: it is running.
        CrispdmError: the reason is empty.
    """
    if state.outcome == "running":
        raise Refused("the project is running: there is nothing to resume", hint="`crispdm status` shows where it is")
    reason = require_reason(reason, "--reason")
    if state.outcome == "finished":
        starts = state.iteration + 1
        return (Resumed(iteration=state.iteration, reason=reason, opens=(), starts=starts),)
    opened = {phase for event in state.stops for phase in getattr(event, "opens", ())}
    opens = tuple(phase.id for phase in process.phases if phase.id in opened or set(phase.was) & opened)
    return (Resumed(iteration=state.iteration, reason=reason, opens=opens),)
