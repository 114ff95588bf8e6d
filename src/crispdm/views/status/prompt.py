"""The status in one line, for a prompt, and the current phase with its day."""

from crispdm.results.status import Phase, Status
from crispdm.views.text.lines import Line
from crispdm.words import clip, count


def status_line(found: Status) -> Line:
    """One line for a prompt."""
    project, gate = clip(found.project), found.gate
    if found.lost:  # which phase it is in follows from what is left
        return Line(f"{project}: {count(found.lost, 'event')} lost, run crispdm repair", is_whole=True)
    if gate is None:
        return Line(f"{project}: {found.outcome}", is_whole=True)
    left = len(gate.closing) + (gate.undecided is not None)
    ready = "to sign" if gate.unsigned else "gate open"
    if found.back and not found.back.changed:
        ready = "nothing changed yet"
    pilot = "pilot running, " if found.pilot and found.pilot.day else ""
    return Line(f"{project}: {current_phase(found)}, {pilot}{f'{left} to do' if left else ready}", is_whole=True)


def current_phase(found: Status) -> str:
    """`Evaluation (5 of 6), day 5 of 15, paused for 2 days`."""
    number, phase = next((n, each) for n, each in enumerate(found.phases, 1) if each.status == "current")
    return f"{clip(phase.title)} ({number} of {len(found.phases)}){_days(phase)}"


def _days(phase: Phase) -> str:
    if phase.days is None:
        return ""
    of = f" of {phase.timebox}" if phase.timebox else ""
    late = ", over its timebox" if phase.timebox and phase.days > phase.timebox else ""
    paused = f", paused for {count(phase.paused, 'day')}" if phase.paused else ""
    return f", day {phase.days}{of}{late}{paused}"
