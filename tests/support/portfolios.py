"""Projects among many, each made on a day and with what happened then."""

import json
from pathlib import Path

from crispdm.eventlog.events import Created, Event
from tests.support import histories
from tests.support.builders import BO, a_phase, process_text
from tests.support.command_line import ANA

NOW = "2026-12-04T09:00:00+00:00"
TEAM = {"lead": [ANA], "analyst": [BO], "engineer": []}


def process_of(project: str = "p", timebox: int | None = 5) -> str:
    """A crispdm.yaml of two phases with two owners."""
    phases = [
        a_phase("first", owner="lead", sign_off=["lead", "analyst"], timebox=timebox),
        a_phase("second", title="The Second", owner="engineer", sign_off=["engineer"]),
    ]
    return json.dumps({**json.loads(process_text(*phases, team=TEAM)), "project": project})


def make_project(folder: Path, day: str, *events: Event, process: str = "") -> Path:
    """A project that was made on a day, and what happened then."""
    folder.mkdir(parents=True)
    dated: list[histories.Dated] = [(day, event) for event in (Created(project="p", crispdm="0.1.0"), *events)]
    return histories.write(folder, dated, process or process_of(folder.name))
