"""`crispdm init` in a folder that holds something: nothing of it changes, and what stays is named."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.scaffold.merge_hints import missing_lines
from crispdm.scaffold.plan import Existing, Kind, plan_new_files
from crispdm.scaffold.tree import File, folded
from tests.support.command_line import Run
from tests.support.folders import everything
from tests.support.new_project import FILES, project_files
from tests.support.plans import planned
from tests.support.repository import git, repository_with
from tests.support.templates import tree

MINE = {
    "README.md": "# Mine\n",
    ".gitignore": "/.venv/\n*.csv\n",
    "src/shop.py": "print(1)\n",
    "01_business_understanding/problem.md": "ours\n",
    "pyproject.toml": '[project]\nname = "x"\n',
}


def test_nothing_of_the_users_changes_and_the_rest_is_made(tmp_path: Path, run: Run) -> None:
    shop = repository_with(tmp_path / "shop", MINE)
    stats = {name: (shop / name).stat() for name in MINE}
    answer = run("init", ".", "--yes", cwd=shop)
    assert (answer.code, answer.err) == (0, "")
    assert {*tree(shop)} == project_files("shop_scripts") | {*MINE}
    for name, text in MINE.items():
        assert (shop / name).read_text() == text
        assert (shop / name).stat() == stats[name]
    assert git(shop, "status", "--porcelain", "--untracked-files=no") == ""
    assert "git: inside a repository; commit the new files there" in answer.out
    assert run("status", cwd=shop).out.startswith("shop, Tuesday 24 November.")


def test_each_file_that_stays_is_named_with_what_to_add_and_what_git_ignores(tmp_path: Path, run: Run) -> None:
    out = run("init", ".", "--yes", cwd=repository_with(tmp_path / "shop", MINE)).out
    said = " ".join(out.split())
    kept = re.findall(r"^Kept yours: ([^;\n]+)", out, re.MULTILINE)
    assert kept == [".gitignore", "01_business_understanding/problem.md", "README.md", "pyproject.toml"]
    assert "\nYou may add to .gitignore, at the end:\n**/__pycache__/\n**/.ipynb_checkpoints/\n/venv/\n" in out
    assert "\nYou may add to pyproject.toml, under [project]:\ndependencies = [" in out
    assert "[tool." not in out, "settings would change how the rest is tested and linted"
    ignored = re.findall(r"Git ignores: (\S+), by (\S+ \S+);", said)
    csv = ("02_data_understanding/label_audit.csv", "04_modeling/runs.csv", "05_evaluation/pilot.csv")
    assert ignored == [(path, ".gitignore:2 *.csv") for path in csv]


GAP = re.compile(r"^You may add to (\S+), (.*):\n((?:(?!Kept |You may |Git |git:|Next:).*\n)*)", re.MULTILINE)


def test_what_is_told_to_be_added_can_be_pasted_and_is_then_not_told_again(tmp_path: Path, run: Run) -> None:
    mine = '[project]\nname = "x"\nversion = "1"\ndependencies = [\n"Pandas<3",\n]\n[tool.ruff]\nline-length = 99\n'
    shop = repository_with(tmp_path / "shop", {"pyproject.toml": mine, ".gitignore": ".venv\n"})
    out = run("init", ".", "--yes", cwd=shop).out
    told = GAP.findall(out)
    assert [(path, where) for path, where, _ in told] == [
        (".gitignore", "at the end"),
        ("pyproject.toml", "under [project], in the list dependencies"),
        ("pyproject.toml", "at the end"),
        ("pyproject.toml", "under [tool.ruff]"),
    ]
    assert "pandas" not in out
    for path, where, lines in told:
        file = shop / path
        text = file.read_text()
        under = "dependencies = [\n" if where.endswith("in the list dependencies") else "[tool.ruff]\n"
        file.write_text(text + lines if where == "at the end" else text.replace(under, under + lines))
    held = tomllib.loads((shop / "pyproject.toml").read_text())
    assert held["project"]["name"] == "x"
    assert {key: type(value) for key, value in held["tool"]["ruff"].items()} == {
        "extend-exclude": list,
        "line-length": int,
    }
    assert [*held["project"]["optional-dependencies"]] == ["mlflow", "notebook", "postgres", "spark", "sqlite", "test"]
    assert len([each for each in held["project"]["dependencies"] if each.lower().startswith("pandas")]) == 1
    again = run("init", ".", "--yes", cwd=shop).out
    assert "Kept yours: pyproject.toml; nothing needs to be added\n" in again
    assert "You may add" not in again


def test_a_second_run_changes_nothing(tmp_path: Path, run: Run) -> None:
    shop = repository_with(tmp_path / "shop", MINE)
    assert run("init", ".", "--yes", "--set", "mode=team", cwd=shop).code == 0
    (shop / "AGENTS.md").write_text("mine by now\n")
    before = everything(shop)
    for arguments in ((), ("--yes",), ("--set", "mode=alone"), ("--set", "measure=x")):
        answer = run("init", ".", *arguments, cwd=shop)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith("Nothing to do: shop in . is complete\n")
        assert "Kept yours: AGENTS.md" in answer.out
        assert everything(shop) == before


def test_a_file_that_got_lost_comes_back_with_the_answers_of_the_first_time(tmp_path: Path, run: Run) -> None:
    run("init", "shop", "--set", "measure=hours", cwd=tmp_path)
    file = tmp_path / "shop" / "01_business_understanding" / "objective.yaml"
    before = file.read_text()
    file.unlink()
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    assert answer.out.startswith("Created shop in shop\n  01_business_understanding/  objective.yaml\n")
    assert file.read_text() == before


def test_another_template_is_not_put_into_a_project(tmp_path: Path, run: Run, project: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["cp", "-rL", Path(__file__).parents[2] / "templates" / "crisp-dm", other], check=True)
    before = everything(project)
    answer = run("init", project, "--template", other, "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert "is already a project of the template crisp-dm" in " ".join(answer.err.split())
    assert everything(project) == before


def test_without_a_repository_one_is_made_that_holds_what_was_made(tmp_path: Path, run: Run) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "notes.txt").write_text("mine")
    answer = run("init", ".", "--yes", cwd=shop)
    said = "git: new repository with a first commit of the files created here; the others are yours to add"
    assert said in " ".join(answer.out.split())
    assert {*git(shop, "ls-files").splitlines()} == FILES
    assert git(shop, "status", "--porcelain") == "?? notes.txt\n"
    git(shop, "fsck", "--strict")


BLOCKED = {
    "a file where a phase's folder must go": ({"04_modeling": "x"}, "04_modeling exists and is not a folder"),
    "a folder where a file must go": ({"AGENTS.md/x": ""}, "AGENTS.md exists and is a folder"),
    "a phase's folder in capitals": (
        {"04_MODELING/x": ""},
        "04_MODELING exists and differs from 04_modeling only in case",
    ),
    "a file in the tool's own place": ({".crispdm": "x"}, ".crispdm exists and is not a folder"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("files", "said"), BLOCKED.values(), ids=BLOCKED)
@pytest.mark.parametrize("dry", [False, True])
def test_what_is_in_the_way_is_named_and_nothing_is_made(
    tmp_path: Path, run: Run, files: dict[str, str], said: str, *, dry: bool
) -> None:
    shop = repository_with(tmp_path / "shop", files)
    before = everything(shop)
    answer = run("init", ".", "--yes", *(["--dry-run"] if dry else []), cwd=shop)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert everything(shop) == before


@pytest.mark.parametrize("to", ["elsewhere", "nothing"])
@pytest.mark.parametrize("name", ["04_modeling", "AGENTS.md", ".crispdm"])
def test_a_link_is_never_written_through(tmp_path: Path, run: Run, name: str, to: str) -> None:
    shop = repository_with(tmp_path / "shop", {})
    (tmp_path / "elsewhere").mkdir()
    (shop / name).symlink_to(tmp_path / to)
    answer = run("init", ".", "--yes", cwd=shop)
    assert answer.code == 2
    said = "leads out of the project" if name == ".crispdm" else f"{name} exists and is"
    assert said in " ".join(answer.err.split())
    assert not [*(tmp_path / "elsewhere").iterdir()]
    assert {path.name for path in shop.iterdir()} == {".git", name}


def test_a_file_that_differs_in_case_stands_for_the_templates(tmp_path: Path, run: Run) -> None:
    shop = repository_with(tmp_path / "shop", {"readme.md": "mine\n"})
    answer = run("init", ".", "--yes", cwd=shop)
    assert answer.code == 0
    assert "Kept yours: README.md; your readme.md takes its place" in answer.out
    assert {*tree(shop)} == FILES - {"README.md"} | {"readme.md"}
    assert run("init", ".", "--yes", cwd=shop).out.startswith("Nothing to do")


def test_a_process_of_ones_own_stays_and_is_the_one_that_counts(tmp_path: Path, run: Run, project: Path) -> None:
    process = (project / "crispdm.yaml").read_text().replace("'listing-categories'", "mine")
    shop = repository_with(tmp_path / "shop", {"crispdm.yaml": process})
    assert run("init", ".", "--yes", cwd=shop).out.startswith("Created mine in .\n")
    (event,) = yaml.safe_load((shop / ".crispdm" / "state.yaml").read_text())
    assert event["project"] == "mine"


@pytest.mark.slow
@pytest.mark.parametrize("place", ["new", "empty", "mine"])
def test_a_dry_run_shows_exactly_what_the_run_then_does(tmp_path: Path, run: Run, place: str) -> None:
    shop = tmp_path / "shop"
    if place == "empty":
        shop.mkdir()
    if place == "mine":
        repository_with(shop, MINE)
        (shop / "AGENTS.md").write_text("theirs")
    before = everything(tmp_path)
    dry = run("init", "shop", "--yes", "--dry-run", cwd=tmp_path)
    assert (dry.code, dry.err) == (0, "")
    assert everything(tmp_path) == before
    shown = planned(dry.out)
    was = {*tree(shop)} if shop.exists() else set()
    contents = {path: data for path, (data, _) in tree(shop).items()} if shop.exists() else {}
    assert run("init", "shop", "--yes", cwd=tmp_path).code == 0
    made = {*tree(shop)} - was
    assert {path for path, word in shown.items() if word == "new"} == made
    assert {path for path, word in shown.items() if word != "new"} <= was
    assert {path: tree(shop)[path][0] for path in was} == contents


PARTS = st.sampled_from(["a", "A", "b", "c"])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
FOUND = st.tuples(PATHS, st.sampled_from(["file", "folder", "other"]), st.sampled_from([b"", b"x"]))


@settings(deadline=None)
@given(st.lists(PATHS, max_size=4, unique_by=folded), st.lists(FOUND, max_size=4))
def test_a_plan_is_pure_and_writes_only_where_nothing_is(paths: list[str], there: list[tuple[str, str, bytes]]) -> None:
    found = {folded(path): Existing(path, what, data) for path, what, data in there}  # type: ignore[arg-type]  # one of three words
    files = [File(path, b"x") for path in paths]
    steps = plan_new_files(files, found)
    assert steps == plan_new_files(files, found)
    assert [step.path for step in steps] == paths
    for step in steps:
        assert (step.file is not None) == (step.kind is Kind.NEW)
        assert step.kind is not Kind.NEW or folded(step.path) not in found
        assert step.kind is not Kind.SAME or found[folded(step.path)].data == b"x"


TOML = b"""\
[project]
name = "t"
dependencies = ["a", "b"]
[project.optional-dependencies]
test = ["c>=1.5"]
[tool.ruff]
line-length = 100
"""
LACKS: dict[str, tuple[bytes, bytes, list[tuple[str, tuple[str, ...]]]]] = {
    ".gitignore": (
        b"*.pyc\n# mine\n.venv\n/sub\n",
        b"# theirs\n*.pyc\n\n/.venv/\n**/sub/\n",
        [("at the end", ("**/sub/",))],
    ),
    "sub/.gitattributes": (b"", b"* text\n", [("at the end", ("* text",))]),
    "pyproject.toml": (
        b'[project]\nname = "x"\ndependencies = ["b"]\n[tool.ruff]\n',
        TOML,
        [
            ("under [project], in the list dependencies", ('"a",',)),
            ("at the end", ("[project.optional-dependencies]", 'test = ["c>=1.5"]')),
        ],
    ),
    "ruff.toml": (b"[lint]\n", b"x = 2026-11-24\n[lint]\n", []),
    "poetry/pyproject.toml": (b'[tool.poetry]\nname = "x"\n', TOML, []),
    "dynamic/pyproject.toml": (
        b'[project]\nname = "x"\ndynamic = ["dependencies", "optional-dependencies"]\n',
        TOML,
        [],
    ),
    ".pre-commit-config.yaml": (
        b"repos: []\n",
        b"repos:\n  - repo: https://x\n    hooks: [{id: y}]\n  - repo: local\n    hooks:\n      - id: z\n",
        [("under repos", ("  - repo: local", "    hooks:", "      - id: z"))],
    ),
    "built/pyproject.toml": (
        b'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools"\n',
        b'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling"\n[tool.hatch]\nx = 1\n',
        [],
    ),
    "odd/pyproject.toml": (b"build-system = 1\n", b'[build-system]\nbuild-backend = "h"\n[tool.hatch]\nx = 1\n', []),
    "broken.toml": (b"[", TOML, []),
    "latin/.gitignore": (b"\xe9", b"x\n", []),
    "README.md": (b"mine", b"theirs", []),
}


@pytest.mark.parametrize("path", LACKS)
def test_what_a_file_lacks_is_told_where_a_line_stands_for_itself(path: str) -> None:
    yours, theirs, lacks = LACKS[path]
    assert [(gap.where, gap.lines) for gap in missing_lines(path, yours, theirs)] == lacks
    assert missing_lines(path, theirs, theirs) == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever runs this may read everything")
def test_a_file_that_may_not_be_read_stays(tmp_path: Path, run: Run) -> None:
    shop = repository_with(tmp_path / "shop", {"AGENTS.md": "x"})
    (shop / "AGENTS.md").chmod(0)
    assert "Kept yours: AGENTS.md" in run("init", ".", "--yes", cwd=shop).out


def test_where_nothing_can_be_locked_it_is_done_all_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    monkeypatch.setattr("crispdm.file_locks.fcntl", None)
    answer = run("init", ".", "--yes", "--set", "project_name=Shop", cwd=tmp_path)
    assert answer.code == 0, answer.err
    assert (tmp_path / "crispdm.yaml").is_file()
    assert not (tmp_path / ".crispdm" / "staging").exists()
