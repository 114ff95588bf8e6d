"""A team that works with the installed command line."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.support import story
from tests.support.command_line import Answer, Run


class Team:
    """Four people who work on the project, each with the installed command line."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self.project = folder
        self.day = "2026-11-24"

    def __call__(self, *arguments: str, who: str = story.PRODUCT) -> Answer:
        environment = {**os.environ, "CRISPDM_USER": who, "CRISPDM_NOW": f"{self.day}T09:00:00+00:00"}
        environment.pop("PYTHONPATH", None)
        done = subprocess.run(
            [self._program, *arguments], cwd=self.project, env=environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def refused(self, *names: str, who: str = story.PRODUCT) -> None:
        """`advance` says no, for these criteria, and writes nothing."""
        before = self.state
        answer = self("advance", who=who)
        assert answer.code == 1
        assert self.failing(who) == [*names]
        assert all(name in answer.out for name in names[:3])
        assert self.state == before

    def failing(self, who: str = story.PRODUCT) -> list[str]:
        """The required criteria that `check` says are not met."""
        criteria = json.loads(self("check", "--format", "json", who=who).out)["gate"]["criteria"]
        return [each["id"] for each in criteria if each["level"] == "required" and each["status"] == "fail"]

    def check(self, *arguments: str) -> dict[str, Any]:
        """Each criterion of the current gate by its id."""
        answer = json.loads(self("check", *arguments, "--format", "json").out)
        return {each["id"]: each for each in answer["gate"]["criteria"]}

    def status(self) -> Any:
        return self.json("status")

    @property
    def phase(self) -> str | None:
        """The current phase; None where the project has ended."""
        gate = self.status()["gate"]
        return str(gate["phase"]) if gate else None

    def json(self, *arguments: str) -> Any:
        """What a command answers in JSON."""
        return json.loads(self(*arguments, "--format", "json").out)

    @property
    def state(self) -> bytes:
        return (self.project / ".crispdm" / "state.yaml").read_bytes()

    @property
    def events(self) -> list[dict[str, Any]]:
        """What PyYAML reads in the state file."""
        read: list[dict[str, Any]] = yaml.safe_load(self.state)
        return read

    def write(self, file: str, text: str) -> None:
        (self.project / file).write_text(text)


class Colleague(Team):
    """One person in every role, who works with the command line in this process.

    Args:
        run: the fixture.
        folder: the project.
    """

    def __init__(self, run: Run, folder: Path) -> None:
        self._run = run
        self.project = folder
        self.day = "2026-11-24"

    def __call__(self, *arguments: str, who: str = story.PRODUCT) -> Answer:
        return self._run(*arguments, cwd=self.project, CRISPDM_USER=who, CRISPDM_NOW=f"{self.day}T09:00:00+00:00")

    def passes(self) -> None:
        """The gate is open, and `advance` passes it."""
        answer = self("advance")
        assert answer.code == 0, answer.out + answer.err

    def put(self, name: str, text: str) -> None:
        """Write a file of evidence, wherever the template has it."""
        story.place(self.project, name).write_text(text)

    def decide(self, name: str, field: str, outcome: str) -> None:
        """Write an outcome into a file of evidence, beside what stands there."""
        file = story.place(self.project, name)
        file.write_text(re.sub(rf"^{field}:.*$", f"{field}: {outcome}", file.read_text(), flags=re.MULTILINE))
