"""What holds for our templates: each says what its gates want, and names nothing that is not there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from crispdm.gate.checks import KINDS
from crispdm.process import FILE, Phase, Process
from crispdm.process_file import load
from tests.support.command_line import Run
from tests.support.templates import BUNDLED, Tree, bundled_files

TEMPLATES = Path(__file__).parents[2] / ".github" / "docs" / "templates.md"
pytestmark = pytest.mark.parametrize("name", BUNDLED)


@pytest.fixture
def files(name: str) -> Tree:
    """An untouched project."""
    return bundled_files(name)


@pytest.fixture
def process(files: Tree) -> Process:
    return load(files[FILE][0], KINDS)


def readme(files: Tree, phase: Phase) -> str:
    return files[f"{phase.folder}/README.md"][0].decode()


def test_there_is_one_folder_a_phase_and_they_come_in_order(files: Tree, process: Process) -> None:
    folders = sorted({path.partition("/")[0] for path in files if re.match(r"\d", path)})
    assert folders == [phase.folder for phase in process.phases]
    assert [folder[:3] for folder in folders] == [f"{number:02}_" for number in range(1, len(folders) + 1)]


def test_a_phase_says_what_its_gate_wants_and_nothing_else(files: Tree, process: Process) -> None:
    for phase in process.phases:
        text = readme(files, phase)
        assert text.startswith(f"# {phase.title}\n")
        assert re.findall(r"^- `([a-z-]+)`: ", text, re.MULTILINE) == [each.id for each in phase.criteria]
        for each in phase.criteria:
            line = re.search(rf"^- `{each.id}`: .*\n(?:  .*\n)*", text, re.MULTILINE)
            assert line
            assert ("Only a warning." in line[0]) == (each.level == "warn"), each.id


def test_a_phase_says_who_signs_and_where_each_outcome_leads(files: Tree, process: Process) -> None:
    titles = {phase.id: phase.title for phase in process.phases}
    for phase in process.phases:
        text = " ".join(readme(files, phase).split())
        assert bool(re.search(r"\bsigns?\b", text)) == bool(phase.sign_off)
        for role in phase.sign_off:
            assert role.replace("_", " ") in text
        for outcome, route in phase.decision.routes.items() if phase.decision else ():
            assert f"`{outcome}`" in text
            assert titles.get(route, "") in text


def test_a_phase_says_what_each_of_its_scripts_does(files: Tree, process: Process) -> None:
    for phase in process.phases:
        scripts = [path for path in files if re.fullmatch(rf"{phase.folder}/\w+\.py", path)]
        assert not [path for path in scripts if Path(path).name not in readme(files, phase)]


def test_the_projects_readme_shows_every_phase_in_order(files: Tree, process: Process) -> None:
    rows = re.findall(r"^\| ([^|]+) \| \[(\w+)\]\((\S+)\) \| [^|]+ \|$", files["README.md"][0].decode(), re.MULTILINE)
    assert rows == [(phase.title, phase.folder, f"{phase.folder}/README.md") for phase in process.phases]


def test_the_projects_readme_names_no_code_that_is_not_there(files: Tree) -> None:
    """Scripts, and what to change in which module."""
    text = files["README.md"][0].decode()
    assert {*re.findall(r"`(?:python )?(\w+/\w+\.py)`", text)} <= {*files}
    for name, module in re.findall(r"`(\w+)` in\s+`(\w+/\w+\.py)`", text):
        assert re.search(rf"(?m)^(def )?{name}\b", files[module][0].decode()), (name, module)


def test_no_file_names_a_folder_a_role_or_a_phase_that_is_not_there(files: Tree, process: Process) -> None:
    crisp = load(bundled_files("crisp-dm")[FILE][0], KINDS)
    folders = {phase.folder for phase in process.phases}
    roles = {*crisp.team} - {*process.team}
    foreign = roles | {role.replace("_", " ") for role in roles}
    foreign |= {phase.id for phase in crisp.phases} - {phase.id for phase in process.phases}
    titles = {phase.title for phase in process.phases}
    foreign |= {phase.title for phase in crisp.phases} - titles
    for path, (data, _) in files.items():
        text = data.decode()
        for title in titles:  # one may hold another: Business and Data Understanding
            text = text.replace(title, "")
        assert {*re.findall(r"\b0\d_[a-z][a-z_]+\b(?!\.ipynb)", text)} <= folders, path
        assert not [word for word in foreign if re.search(rf"\b{word}\b", text)], path


def test_of_the_code_only_paths_knows_where_things_are(files: Tree) -> None:
    knowing = {path for path, (data, _) in files.items() if path.endswith(".py") and re.search(rb"\b0\d_[a-z]", data)}
    assert {Path(path).name for path in knowing} == {"paths.py"}


def test_every_evidence_file_that_a_gate_reads_is_there_or_written_later(files: Tree, process: Process) -> None:
    later = {"profile.yaml", "facts.yaml", "errors.csv", "test_set_facts.yaml", "backtest.yaml"}
    later |= {"shadow.yaml", "ratings.yaml", "external_validation.yaml", "stability.yaml"}
    for phase in process.phases:
        for each in phase.criteria:
            named = {getattr(each, key, None) for key in ("file", "data", "dataset", "objective", "runs", "metric")}
            for file in filter(None, named):
                path = file.removeprefix("/") if file.startswith("/") else f"{phase.folder}/{file}"
                assert path in files or Path(path).name in later, f"{each.id}: {path}"


def test_the_page_on_templates_has_it_in_its_table(name: str, process: Process) -> None:
    found = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|$", TEMPLATES.read_text(), re.MULTILINE)
    rows = {row[0]: row[1:] for row in found if row[1].startswith("Business")}
    phases, what = rows[name]
    assert phases == ", ".join(phase.title for phase in process.phases)
    assert f"{sum(len(phase.criteria) for phase in process.phases)} criteria;" in what


@pytest.mark.slow
def test_a_script_that_lacks_a_library_says_so_in_one_line(files: Tree, tmp_path: Path) -> None:
    for path, (data, _) in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    scripts = [path for path, (data, _) in files.items() if b"sys.path[0] =" in data]
    assert len(scripts) > 3
    for path in scripts:
        without_libraries = [sys.executable, "-S", path]
        done = subprocess.run(without_libraries, cwd=tmp_path, capture_output=True, text=True, check=False)
        said = rf"{Path(path).name}: \w+ is not installed here; activate the environment of the scripts, .*\n"
        assert (done.returncode, bool(re.fullmatch(said, done.stderr))) == (1, True), done.stderr


@pytest.mark.slow
def test_init_makes_it_and_says_what_to_do_first(name: str, run: Run, tmp_path: Path) -> None:
    made = run("init", "shop", "--template", name, "--yes", cwd=tmp_path)
    assert made.code == 0
    assert max(map(len, made.out.splitlines())) <= 80
    said = run("status", cwd=tmp_path / "shop").out
    assert "Next: Ana to fill in problem.who and problem.source" in said
    assert len(said.splitlines()) <= 14


FIELDS_TO_FILL_IN = {  # by template, the fields in each phase that wait for a person: not one more than before
    "crisp-dm": [15, 3, 6, 5, 14, 11],
    "minimal": [12, 3, 6, 5, 14, 7],
    "tdsp": [17, 9, 6, 19, 9],
    "crisp-ml-q": [15, 12, 5, 14, 5, 9],
    "forecasting": [15, 3, 8, 5, 14, 11],
    "generated-text": [15, 3, 6, 5, 14, 11],
    "shadow": [15, 3, 6, 15, 14, 11],
    "offline": [15, 3, 12, 5, 7, 4],
    "unsupervised": [15, 3, 6, 6, 14, 11],
}


def _empty_fields(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_empty_fields, value.values()))
    return int(value is None)


def test_no_phase_asks_for_more_fields_than_before(files: Tree, process: Process, name: str) -> None:
    """What a script can know is written by a script. A field that is new here needs another one to go."""
    sheets = [(path, data) for path, (data, _) in files.items() if path.endswith(".yaml") and "/" in path]
    counted = {
        phase.folder: sum(_empty_fields(yaml.safe_load(data)) for path, data in sheets if path.startswith(phase.folder))
        for phase in process.phases
    }
    assert [*counted.values()] == FIELDS_TO_FILL_IN[name]
