"""Projects among many, each made on a day and with what happened then."""

import json
import os
from pathlib import Path

from crispdm.eventlog.events import Blocked, Created, Event, Stopped, Waived
from tests.support import histories
from tests.support.builders import BO, a_phase, advanced, process_text
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


def of_all_kinds(root: Path) -> Path:
    """A live project, a stopped one, one that is late, one that is blocked, a broken one, and what is none."""
    root.mkdir()
    for folder in ("shop", "broken", "a pipe"):
        (root / folder).mkdir()
    told = {"objective": histories.OBJECTIVE, "worth": histories.WORTH}
    created, begun = Created(project="p", crispdm="0.1.0"), advanced("business", "modeling", facts=told)
    waived = Waived(iteration=1, phase="modeling", criterion="known", reason="Bo is away", until="2027-03-31")
    old: list[histories.Dated] = [("2027-01-05", created), ("2027-01-07", begun)]
    new: list[histories.Dated] = [("2027-02-15", created), ("2027-02-15", begun)]
    blocked = Blocked(text="no access | to the images", owner="team Media")
    histories.write(root / "shop" / "live", histories.live())
    histories.write(
        root / "shop" / "images", [*old, ("2027-01-12", Stopped(iteration=1, reason="<b>images</b> were not worth it"))]
    )
    histories.write(root / "late", [*old, ("2027-01-08", waived)])
    histories.write(root / "blocked", [*new, ("2027-02-15", blocked)])
    (root / "broken" / "crispdm.yaml").write_text("version: 1\nphases: 3\n")
    os.mkfifo(root / "a pipe" / "crispdm.yaml")
    (root / "elsewhere").symlink_to(root / "shop")
    return root
