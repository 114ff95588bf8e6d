"""A baked project in which somebody works: raw data, the evidence that people fill in, and the scripts run."""

import csv
import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import yaml
from fastapi.testclient import TestClient

from tests.support import story
from tests.support.command_line import Answer
from tests.support.templates import bundled_files

OBJECTIVE, INVENTORY = "01_business_understanding/objective.yaml", "02_data_understanding/inventory.yaml"
AUDIT, DATASET = "02_data_understanding/label_audit.csv", "03_data_preparation/dataset.yaml"
METRIC, RULE, RUNS = "04_modeling/metric.yaml", "04_modeling/rule.py", "04_modeling/runs.csv"
ERRORS, PILOT = "04_modeling/errors.csv", "05_evaluation/pilot.yaml"
PROFILE, DRAW = "02_data_understanding/profile.py", "02_data_understanding/audit_labels.py"
PREPARE, BASELINE, TRAIN = "03_data_preparation/prepare.py", "04_modeling/baseline.py", "04_modeling/train.py"
REVIEW, MEASURE, SERVICE = "04_modeling/review_errors.py", "05_evaluation/measure.py", "06_deployment/service.py"

PILOT_LOG = "log: {file: data/log.csv, date: day, group: group, value: hours, per: moderators}\n"

os.environ["OMP_NUM_THREADS"] = "1"  # more threads only wait for each other on so little data

Rows = list[dict[str, Any]]


class Work:
    """The project at `root`, by the hands of a data scientist."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "data").mkdir()

    def write(self, file: str, text: str) -> None:
        (self.root / file).write_text(text)

    def read(self, file: str) -> Any:
        return yaml.safe_load((self.root / file).read_text())

    def rows(self, file: str) -> list[dict[str, str]]:
        with (self.root / file).open(newline="") as sheet:
            return [*csv.DictReader(sheet)]

    def table(self, file: str, rows: Rows) -> None:
        """Write a CSV file with a header."""
        with (self.root / file).open("w", newline="") as sheet:
            writer = csv.DictWriter(sheet, [*rows[0]])
            writer.writeheader()
            writer.writerows(rows)

    def fill_in(self, columns: Iterable[str], target: str, key: str = "row", split: str = "{by: row}") -> None:
        """An inventory with each of the columns, and what the table shall be."""
        roles = {target: "target", key: "key", split.strip("{}").split(",")[0].removeprefix("by: "): "other"}
        roles |= {target: "target", key: "key"}
        fields = [{"name": name, "role": roles.get(name, "feature"), "source": "the test"} for name in columns]
        self.write(INVENTORY, json.dumps({"data": "data/raw.csv", "fields": fields, "decision": "enough"}))
        self.write(DATASET, f"{{table: data/table.csv, make: python {PREPARE}, key: {key}, split: {split}}}")

    def measure_by(self, metric: str, better: str, good_enough: float, chosen: str = "") -> None:
        self.write(
            METRIC,
            f"{{metric: {metric}, better: {better}, good_enough: {good_enough}, min_gain: 0.01, chosen: {chosen}}}",
        )

    def check_labels(self, file: str, by: str = "Cy") -> None:
        """Find all labels of a sheet right."""
        if rows := self.rows(file):
            self.table(file, [{**row, "checked": row["label"], "by": by} for row in rows])

    def start(self, script: str, *arguments: str) -> Answer:
        surroundings = {**os.environ, "OMP_NUM_THREADS": "1"}
        command = [sys.executable, str(self.root / script), *arguments]
        done = subprocess.run(command, env=surroundings, cwd="/", capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def run(self, script: str, *arguments: str) -> str:
        """What a script says that succeeds."""
        answer = self.start(script, *arguments)
        assert (answer.code, answer.err) == (0, ""), answer.err
        assert 1 <= answer.out.count("\n") <= 2
        return answer.out

    def refused(self, script: str, *arguments: str) -> str:
        """The one line of a script that cannot do it, and writes nothing."""
        before = self.files()
        answer = self.start(script, *arguments)
        assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1), answer.err
        assert answer.err.startswith(f"{Path(script).name}: ")
        assert self.files() == before
        return answer.err.removeprefix(f"{Path(script).name}: ")

    def files(self) -> dict[Path, bytes]:
        found = (path for path in self.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path: path.read_bytes() for path in found}


class Here(Work):
    """The same in this process, where the libraries are loaded once for all scripts; an empty folder is filled."""

    def __init__(self, root: Path) -> None:
        if not (root / "crispdm.yaml").exists():
            for name, (data, _) in bundled_files("crisp-dm").items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(data)
        super().__init__(root)

    def service(self, share: float) -> TestClient:
        """The web service, asked in this process."""
        _forget_projects()
        path = [*sys.path]
        try:
            return TestClient(runpy.run_path(str(self.root / SERVICE))["create_app"](share))
        finally:
            sys.path[:] = path

    def start(self, script: str, *arguments: str) -> Answer:
        _forget_projects()
        out, command, path = io.StringIO(), sys.argv, [*sys.path]
        sys.argv = [str(self.root / script), *arguments]
        code = None
        try:
            with redirect_stdout(out):
                runpy.run_path(sys.argv[0], run_name="__main__")
        except SystemExit as end:
            code = end.code
        finally:
            sys.argv, sys.path[:] = command, path
        is_text = isinstance(code, str)  # Python prints it on standard error, and exits with 1
        return Answer(1 if is_text else int(code or 0), out.getvalue(), f"{code}\n" if is_text else "")


def _forget_projects() -> None:
    """Each project has a package of its own."""
    for name in [each for each in sys.modules if each.partition(".")[0] in ("my_project", "listing_categories")]:
        del sys.modules[name]


def listings(count: int = 400) -> Rows:
    """Listings with longer texts than those of the story, so that words matter; each tenth label is wrong."""
    names = ("listing id", "created", "title", "about / more", "category")
    rows = [dict(zip(names, row, strict=True)) for row in story.listings(count)]
    for number, row in enumerate(rows):
        row["about / more"] += f" {number % 83} days old"
        row["category"] = "furniture" if number % 10 == 0 else row["category"]
    return rows


def lint(project: Path) -> None:
    """Hold a project to ruff, with the settings that it brings along."""
    for command in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "."]
        done = subprocess.run(ruff, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
