"""What an editor says of evidence, by the schemas that `crispdm schema FILE` prints: each mistake, and nothing else."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import yaml

from tests.support.command_line import Run, run_here
from tests.support.yaml_editor import YamlEditor

SERVER = "yaml-language-server@2.0.0"
# Each line that ends in `# wrong` is a mistake.
MISTAKES = {
    "01_business_understanding/objective.yaml": """\
problem:
  who: moderators
  sorce: the log  # wrong
objective:
  measure: {time: spent}  # wrong
  now: ten  # wrong
  target: about half  # wrong
  least: [1]  # wrong
  scale: percent  # wrong
worth:
  build: -5  # wrong
  gain_per_yaer: 5  # wrong
aproach: {}  # wrong
""",
    "02_data_understanding/inventory.yaml": """\
fields:
- {name: title, role: featrue, source: table}  # wrong
- {name: images, role: feature, gap: skip}  # wrong
- {name: price, role: feature, gap: get, by: soon}  # wrong
decision: maybe  # wrong
""",
    "03_data_preparation/dataset.yaml": """\
table: data/table.csv
split:
  form: 2026-10-01  # wrong
""",
    "04_modeling/metric.yaml": """\
better: larger  # wrong
good_enough: high  # wrong
""",
    "05_evaluation/pilot.yaml": """\
plan:
  share: 5
  days: 3  # wrong
  start: in December  # wrong
  row: fortnight  # wrong
  shadow: yes please  # wrong
guard:
  better: smaller  # wrong
log: data.csv  # wrong
decision: wait  # wrong
""".replace("  share: 5\n", "  share: 5  # wrong\n"),
    "06_deployment/operations.yaml": """\
steps:
- {share: 250, date: 2027-01-28}  # wrong
alerts:
- watches: weather  # wrong
  tested: yesterday  # wrong
next: continue  # wrong
""",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that starts yaml-language-server, which many editors use."""
    npm, node = (shutil.which(name) or pytest.skip(f"needs {name}, for {SERVER}") for name in ("npm", "node"))
    folder = tmp_path_factory.mktemp("server")
    command = (npm, "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", SERVER)
    home = {**os.environ, "HOME": str(folder)}
    if subprocess.run(command, cwd=folder, env=home, capture_output=True, check=False).returncode:
        pytest.skip(f"{SERVER} cannot be had here")
    return [node, str(folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"), "--stdio"]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    assert run_here("init", "--example", "shop", "--no-git", cwd=folder).code == 0
    return folder / "shop"


@pytest.fixture(scope="module")
def editor(server: list[str], example: Path) -> Iterator[YamlEditor]:
    with YamlEditor(server, example) as opened:
        yield opened


def _schema(path: str) -> str:
    return f".crispdm/schemas/{Path(path).stem}.json"


def _lined(path: str, text: str) -> str:
    """The text below the first line of the file, as a project has it."""
    return f"# yaml-language-server: $schema=../{_schema(path)}\n{text}"


@pytest.mark.slow
@pytest.mark.parametrize("path", MISTAKES)
def test_an_editor_flags_each_mistake_at_its_line_and_nothing_in_the_example(
    editor: YamlEditor, example: Path, path: str
) -> None:
    text = (example / path).read_text()
    assert editor.flagged(example / path, text) == {}
    mistaken = _lined(path, MISTAKES[path])
    assert text.startswith(_lined(path, ""))
    wrong = {number for number, line in enumerate(mistaken.splitlines(), 1) if line.endswith("# wrong")}
    assert {*editor.flagged(example / Path(path).with_name("wrong.yaml"), mistaken)} == wrong


@pytest.mark.slow
def test_an_editor_knows_the_process_and_flags_nothing_in_it(editor: YamlEditor, example: Path) -> None:
    text = (example / "crispdm.yaml").read_text()
    assert editor.flagged(example / "crispdm.yaml", text) == {}
    mistaken = text.replace("timebox:", "timebx:", 1)
    (number,) = (number for number, line in enumerate(mistaken.splitlines(), 1) if "timebx:" in line)
    assert {*editor.flagged(example / "wrong.yaml", mistaken)} == {number}


@pytest.mark.slow
def test_an_editor_shows_what_a_field_is_for_and_an_example(editor: YamlEditor, example: Path) -> None:
    file = example / "01_business_understanding" / "hover.yaml"
    editor.flagged(file, _lined("objective.yaml", "problem:\n  source:\nobjective:\n  unit:\n"))
    assert "Somebody has the problem, and the number has a source" in editor.hover(file, 3, 3)
    said = editor.hover(file, 5, 3)
    assert "a rate, so that 5 % of the traffic can be compared" in said
    assert "hours per moderator per week" in said


def test_twenty_mistakes_and_more_are_tried() -> None:
    assert sum(text.count("# wrong") for text in MISTAKES.values()) >= 20


def test_a_project_has_the_schemas_that_are_printed(run: Run, project: Path) -> None:
    for path in MISTAKES:
        assert run("schema", path, cwd=project).out == (project / _schema(path)).read_text()


@pytest.mark.slow
def test_what_scripts_write_has_no_mistakes(run: Run, example: Path) -> None:
    for path in ("02_data_understanding/profile.yaml", "03_data_preparation/facts.yaml"):
        schema = json.loads(run("schema", path, cwd=example).out)
        jsonschema.validate(yaml.safe_load((example / path).read_text()), schema)


def test_a_file_that_nobody_reads_has_no_schema(run: Run, project: Path) -> None:
    answer = run("schema", "01_business_understanding/objectiv.yaml", cwd=project)
    assert answer.code == 2
    assert "did you mean '01_business_understanding/objective.yaml'" in " ".join(answer.err.split())
    assert run("schema", "objective.yaml", cwd=project / "01_business_understanding").code == 0


def test_what_a_teams_own_criterion_asks_for_is_a_field(run: Run, project: Path) -> None:
    process = project / "crispdm.yaml"
    old = "fields: [problem.who, problem.source]"
    assert old in process.read_text()
    process.write_text(process.read_text().replace(old, "fields: [problem.who, problem.source, budget.approved_by]"))
    schema = json.loads(run("schema", "01_business_understanding/objective.yaml", cwd=project).out)
    assert "approved_by" in schema["properties"]["budget"]["properties"]
