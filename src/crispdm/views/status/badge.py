"""`status --format badge`: the status as the JSON of an endpoint badge, https://shields.io/badges/endpoint-badge."""

import json

from crispdm.inert import inert
from crispdm.results.status import Status
from crispdm.views.status.prompt import current_phase

_COLOURS = {"finished": "brightgreen", "stopped": "lightgrey"}


def badge(status: Status) -> str:
    """The phase and its day, or how the project ended; orange where the phase is over its timebox or lacks events."""
    current = [each for each in status.phases if each.status == "current"]
    late = any(each.days and each.timebox and each.days > each.timebox for each in current)
    running = "orange" if late or status.lost else "blue"
    said = current_phase(status) if status.gate else status.outcome
    colour = _COLOURS.get(status.outcome, running)
    return json.dumps({"schemaVersion": 1, "label": "crispdm", "message": inert(said), "color": colour}) + "\n"
