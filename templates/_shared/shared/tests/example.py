"""A small project in its own folder: the scripts of this one, generated data, and filled-in evidence."""

import csv
import io
import os
import random
import runpy
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml

from .. import paths

os.environ["CRISPDM_NOW"] = "2026-11-24T09:00:00+00:00"
os.environ["OMP_NUM_THREADS"] = "1"  # more threads do not help with so little data

INVENTORY = """\
data: data/raw.csv
fields:
- {name: listing id, role: key, source: generated}
- {name: created, role: other, source: generated}
- {name: title/text, role: feature, source: generated}
- {name: price, role: feature, source: generated}
- {name: used, role: feature, source: generated}
- {name: images, role: feature, source: none, gap: drop, because: not here, owner: nobody}
- {name: category, role: target, source: generated}
decision: enough
"""
DATASET = "table: data/table.csv\nmake: prepare.py\nkey: listing id\nsplit: {by: created, test_from: 2026-03-01}\n"
METRIC = "metric: accuracy\nbetter: higher\ngood_enough: 0.9\nmin_gain: 0.01\nchosen: simple-1\n"
{% block pilot %}
PILOT = """\
plan: {share: 50 %, days: 7, control: the rest}
log: {file: data/log.csv, date: day, group: group, value: hours, per: moderators}
"""
{% endblock %}
RULE = """\
def rule(row):
    words = {"phone": "phones", "bike": "bikes", "helmet": "bikes", "sofa": "sofas", "chair": "sofas"}
    return next((words[word] for word in (row["title/text"] or "").split() if word in words), None)
"""
PACKAGE = Path(paths.__file__).parent
GOODS = {"phones": ["phone", "handset", "charger"], "bikes": ["bike", "saddle", "helmet"], "sofas": ["sofa", "chair"]}


class Project:
    """A copy of the code with its own data and evidence."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(PACKAGE, root / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__", "tests"))
        for name, script in vars(paths).items():
            if name.endswith("_SCRIPT"):
                self.at(script).parent.mkdir(exist_ok=True)
                shutil.copy(script, self.at(script))
        (root / "data").mkdir()
        self.write_raw(listings(300))
        self.write(paths.INVENTORY, INVENTORY)
        self.write(paths.DATASET, DATASET)
        self.write(paths.METRIC, METRIC)
{% block write_pilot %}
        self.write(paths.PILOT, PILOT)
{% endblock %}
        self.write(paths.RULE, RULE)
        self.write(paths.RUNS, "run,date,kind,score,data,split,note\n")

    def at(self, path: Path) -> Path:
        """Return where a file of the real project is in this one."""
        return self.root / path.relative_to(paths.ROOT)

    def write(self, path: Path, text: str) -> None:
        self.at(path).write_text(text, encoding="utf-8")

    def read(self, path: Path) -> dict:
        return yaml.safe_load(self.at(path).read_text(encoding="utf-8"))

    def rows(self, path: Path) -> list[dict[str, str]]:
        with self.at(path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write_raw(self, rows: list[dict[str, object]], name: str = "raw.csv") -> None:
        with (self.root / "data" / name).open("w", encoding="utf-8", newline="") as file:
            sheet = csv.DictWriter(file, rows[0].keys())
            sheet.writeheader()
            sheet.writerows(rows)

    def run(self, script: Path, *arguments: str) -> str:
        """Run a script that succeeds, and return its output."""
        output, error = self.start(script, *arguments)
        assert not error
        return output

    def refused(self, script: Path, *arguments: str) -> str:
        """Run a script that fails without writing anything, and return its one line."""
        before = self.files()
        output, error = self.start(script, *arguments)
        assert error, "the script succeeded"
        assert (output, error.count("\n")) == ("", 0)
        assert self.files() == before, "nothing was written"
        return error

    def start(self, script: Path, *arguments: str) -> tuple[str, str]:
        """Run a script in this process, where the libraries are loaded, and return its output and its error."""
        command, output = [str(self.at(script)), *arguments], io.StringIO()
        changed = patch.multiple(sys, argv=command, path=[*sys.path])
        with without_package(), changed, redirect_stdout(output):
            try:
                runpy.run_path(command[0], run_name="__main__")
            except SystemExit as end:  # Python prints its text to standard error and exits with 1
                return output.getvalue(), str(end.code)
        return output.getvalue(), ""

    def files(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file() and path.suffix != ".pyc"}


@contextmanager
def without_package() -> Iterator[None]:
    """Forget this package for a while: each project has its own copy."""
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == PACKAGE.name}
    for name in ours:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in [each for each in sys.modules if each.partition(".")[0] == PACKAGE.name]:
            del sys.modules[name]
        sys.modules.update(ours)


def listings(count: int) -> list[dict[str, object]]:
    """Make listings in three categories. Every tenth label is wrong, some cells are empty, the last row comes twice."""
    chance = random.Random(1)
    rows: list[dict[str, object]] = []
    for number in range(count):
        category = chance.choice(list(GOODS))
        title = f"{chance.choice(GOODS[category])} no {chance.randint(1, 99)} {chance.choice(['new', 'old', 'rare'])}"
        label = "phones" if number % 10 == 0 else category
        rows.append(
            {
                "listing id": f"{number:04}",
                "created": f"2026-0{chance.randint(1, 3)}-{chance.randint(1, 28):02}",
                "title/text": title if number % 50 else "",
                "price": chance.randint(1, 500) if number % 20 else "",
                "used": chance.random() < 0.5,
                "category": label if number % 60 else "",
            }
        )
    return [*rows, rows[-1]]
{% block pilot_log %}


def pilot_log(days: int) -> list[dict[str, object]]:
    """Make a log with a row for each moderator and day. The last day is incomplete in the control."""
    chance, rows = random.Random(2), []
    for day in range(1, days + 1):
        for group, hours in (("pilot", 1), ("control", 2)):
            if (day, group) != (days, "control"):
                spent = [{"hours": hours + chance.random() / 10, "moderators": 1} for _ in range(3)]
                rows += [{"day": f"2026-10-{day:02}", "group": group, **each} for each in spent]
    return rows
{% endblock %}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that nobody has worked on."""
    return Project(tmp_path)
{% block worked %}


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which every script has run. Tests only read it."""
    return worked_project(tmp_path_factory.getbasetemp() / "worked")


@cache  # each file of tests that imports the fixture gets one of its own
def worked_project(root: Path) -> Project:
    """Make a project in which every script has run, once."""
    root.mkdir()
    project = Project(root)
    project.write_raw(pilot_log(10), "log.csv")
    project.run(paths.PROFILE_SCRIPT)
    project.run(paths.AUDIT_LABELS_SCRIPT)
    project.run(paths.PREPARE_SCRIPT)
    project.run(paths.BASELINE_SCRIPT)
    project.run(paths.BASELINE_SCRIPT, "--constant")
    project.run(paths.TRAIN_SCRIPT)
    project.run(paths.TRAIN_SCRIPT, "--kind", "model", "--note", "finds what the words hide")
    project.run(paths.REVIEW_ERRORS_SCRIPT)
    project.run(paths.MEASURE_SCRIPT)
    return project
{% endblock %}
