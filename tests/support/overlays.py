"""Teams that work through a small overlay of crisp-dm: by hand what people write, by the project's scripts the rest."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support import story, walks
from tests.support.command_line import Run
from tests.support.team import Colleague
from tests.support.work import Here, Rows


class Overlaid(Colleague):
    """One person in every role of a new project of a template, with its raw data."""

    def __init__(self, run: Run, folder: Path, template: str) -> None:
        made = run("init", "my-project", "--template", template, "--no-git", "--yes", cwd=folder)
        assert made.code == 0, made.err
        super().__init__(run, folder / "my-project")
        self.day = "2026-12-04"
        self._work = Here(self.project)

    def script(self, name: str, *arguments: str) -> str:
        """What a script of the project says, wherever it stands."""
        found = story.place(self.project, name)
        return self._work.run(str(found.relative_to(self.project)), *arguments)

    def script_refused(self, name: str, *arguments: str) -> str:
        """The one line of a script that cannot do it."""
        return self._work.refused(str(story.place(self.project, name).relative_to(self.project)), *arguments)

    def pytest(self, name: str) -> str:
        """What the project's own tests in a file say, which pass."""
        mine = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "CRISPDM"))}
        own = ("-q", "-p", "no:cacheprovider", "-W", "error", f"my_project/tests/{name}")
        command = (sys.executable, "-m", "pytest", *own)
        done = subprocess.run(command, cwd=self.project, env=mine, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def raw(self, rows: Rows, roles: dict[str, str], dataset: str) -> None:
        """Raw data, and what is said of it: the role of each column that is no feature, and how it is split."""
        self._work.table("data/raw.csv", rows)
        fields = [{"name": name, "role": roles.get(name, "feature"), "source": "the shop's log"} for name in rows[0]]
        inventory = {"data": "data/raw.csv", "fields": fields, "decision": "enough"}
        self.put("inventory.yaml", json.dumps(inventory))
        self.put("dataset.yaml", f"{{table: data/table.csv, make: python prepare.py, {dataset}}}")

    def write_data(self, name: str, rows: Rows) -> None:
        """Write a table that the project does not keep in git."""
        self._work.table(f"data/{name}", rows)

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a sheet."""
        return self._work.rows(str(story.place(self.project, name).relative_to(self.project)))

    def data(self, name: str) -> list[dict[str, str]]:
        """The rows of a table that the project does not keep in git."""
        return self._work.rows(f"data/{name}")

    def sheet(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write a sheet of evidence again."""
        self._work.table(str(story.place(self.project, name).relative_to(self.project)), [*rows])

    def closed_below(self, least: float, name: str, field: str, criterion: str) -> None:
        """A number that a script wrote closes the gate where it is too small, and does not where it is just enough."""
        file = story.place(self.project, name)
        written = file.read_text()
        for number in (least * 0.99, least):
            file.write_text(re.sub(rf"(?m)^{field}: .*$", f"{field}: {number:g}", written))
            assert (criterion in self.failing()) is (number < least), number
        file.write_text(written)

    def refuses_another(self, name: str, field: str, number: float, criterion: str) -> None:
        """What a script wrote is seen, where it may run; another number, which would do as well, is refused then."""
        assert self.check("--trust")[criterion]["basis"] == "seen"
        file = story.place(self.project, name)
        written = file.read_text()
        file.write_text(re.sub(rf"(?m)^( *){field}: .*$", rf"\g<1>{field}: {number:g}", written, count=1))
        found = self.check("--trust")[criterion]
        assert (found["status"], ", now " in found["have"]) == ("fail", True), found
        file.write_text(written)

    def through_the_pilot(self) -> None:
        """A pilot that was planned before it began, ran for two weeks, and is rolled out."""
        if self.phase != "evaluation":
            raise AssertionError(self.phase)
        self.refused("pilot-ran", "guard-held", "decision-fits-verdict")
        walks.pilot(self)
        self.passes()
        self.through_the_roll_out()

    def through_the_roll_out(self) -> None:
        """It serves all of the traffic, and the project is done."""
        self.put("operations.yaml", story.OPERATIONS)
        self.day = "2027-02-04"
        self.decide("operations.yaml", "next", "close")
        self.passes()
        assert self.status()["outcome"] == "finished"
