"""`crispdm init .` in repositories of four usual shapes: the team's tests and package stay as they were."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.adoption_cases import CODE, NOTEBOOK, RUFF, SHAPES, TEST
from tests.support.command_line import Run
from tests.support.folders import everything, write_files
from tests.support.repository import commit_all, git


@pytest.fixture(autouse=True)
def _pytest_of_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    """The team works in the environment that these tests run in."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)


def collected(folder: Path) -> set[str]:
    """The tests that pytest collects there, without an error."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    out = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert out.returncode in {0, 5}, out.stdout
    return {line for line in out.stdout.splitlines() if "::" in line}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_tests_and_the_package_of_the_team_stay(tmp_path: Path, run: Run, shape: dict[str, str]) -> None:
    shop = tmp_path / "shop"
    write_files(shop, shape)
    git(shop, "init", "--quiet")
    commit_all(shop)
    before, mine = collected(shop), everything(shop)
    answer = run("init", ".", "--yes", cwd=shop)
    assert (answer.code, answer.err) == (0, "")
    assert {path: data for path, data in everything(shop).items() if path in mine and "/.git" not in path} == {
        path: data for path, data in mine.items() if "/.git" not in path
    }
    assert (shop / "notebooks" / "01_look.ipynb").is_file(), "theirs, or the one that is offered"
    package = yaml.safe_load((shop / ".crispdm" / "template.yaml").read_text())["answers"]["package"]
    assert package == "shop_scripts"
    assert before <= collected(shop)
    for kept in {"README.md", ".pre-commit-config.yaml", "pyproject.toml"} & {*shape}:
        assert re.search(
            rf"^(Kept yours: {re.escape(kept)};|You may add to {re.escape(kept)},)", answer.out, re.MULTILINE
        ), kept
    if "setup.cfg" in shape:
        said = (
            "Kept yours: pyproject.toml; not created, as your settings are in setup.cfg; the scripts need: pip install"
        )
        assert said in " ".join(answer.out.split())
        assert not (shop / "pyproject.toml").exists()
    if before:
        assert "Tests: pytest still collects 1 test of yours, tried in a copy" in answer.out
    script = next(shop.glob("0*/profile.py"))
    tried = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert run("init", ".", "--yes", cwd=shop).out.startswith("Nothing to do: shop in . is complete\n")


@pytest.mark.slow
def test_tests_that_did_not_collect_before_are_said(tmp_path: Path, run: Run) -> None:
    write_files(tmp_path / "shop", {"tests/test_it.py": "import nothing_here\n", "shop.py": CODE})
    answer = run("init", ".", "--yes", cwd=tmp_path / "shop")
    assert (answer.code, answer.err) == (0, "")
    why = "not tried, as pytest did not collect them before either: ModuleNotFoundError: No module named 'nothing_here'"
    assert f"Tests: {why} " in " ".join(answer.out.split())


def test_it_is_said_where_no_pytest_could_try_the_tests(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crispdm.actions.collection._pytest", lambda _root: [])
    write_files(tmp_path / "shop", {"tests/test_it.py": TEST.format("shop"), "shop.py": CODE})
    said = " ".join(run("init", ".", "--yes", cwd=tmp_path / "shop").out.split())
    assert "Tests: pytest is not installed here; run yours once, to see that they still collect" in said


def test_a_package_that_exists_is_refused_by_name(tmp_path: Path, run: Run) -> None:
    write_files(tmp_path / "shop", {"src/shop/__init__.py": "", ".venv/lib/python3/site-packages/taken/x.py": ""})
    for name in ("shop", "taken"):
        answer = run("init", "shop", "--set", f"package={name}", cwd=tmp_path)
        assert answer.code == 2
        assert f"expected another, such as {name}_scripts" in " ".join(answer.err.split())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["Torch-Geometric>=2"]\n'),
        ("requirements-dev.txt", "pandas\ntorch.geometric[all]==2 # graphs\n"),
        ("environment.yml", "dependencies:\n  - python\n  - pip:\n    - torch_geometric>=2\n"),
    ],
)
def test_a_library_that_is_required_and_not_installed_yet_gives_no_name(
    tmp_path: Path, run: Run, name: str, text: str
) -> None:
    write_files(tmp_path / "torch-geometric", {name: text})
    assert run("init", ".", "--yes", cwd=tmp_path / "torch-geometric").code == 0
    assert (tmp_path / "torch-geometric" / "torch_geometric_scripts").is_dir()


@pytest.mark.parametrize("text", ["[project\n", "project = 1\n", "[project]\ndependencies = 1\n", b"\xff"])
def test_requirements_that_cannot_be_read_keep_nothing_from_being_added(
    tmp_path: Path, run: Run, text: str | bytes
) -> None:
    write_files(tmp_path / "shop", {"pyproject.toml": text, "requirements.txt": text})
    assert run("init", ".", "--yes", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "shop").is_dir()


def test_a_first_commit_leaves_out_what_the_template_ignores(tmp_path: Path, run: Run) -> None:
    process = (
        "version: 1\nproject: x\nphases:\n"
        "  - {id: one, title: One, folder: one, criteria: [{id: a, says: A, check: exists, files: a}]}\n"
    )
    write_files(tmp_path / "t", {"cookiecutter.json": '{"slug": "x"}'})
    files = {".gitignore": ".env\n", ".env": "SECRET=1\n", "crispdm.yaml": process}
    write_files(tmp_path / "t" / "{{ cookiecutter.slug }}", files)
    assert run("init", "shop", "--template", "t", "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "shop" / ".env").exists()
    assert ".env" not in git(tmp_path / "shop", "ls-files").splitlines()


def _init(run: Run, shop: Path, files: dict[str, str]) -> str:
    """What `init` says in a repository with these files."""
    write_files(shop, files)
    git(shop, "init", "--quiet")
    return run("init", ".", "--yes", "--set", "package=scripts", cwd=shop, COLUMNS="400").out


def _advice(run: Run, shop: Path, files: dict[str, str], path: str, where: str) -> list[str]:
    """The lines that one may add to a file at a place."""
    said = _init(run, shop, files)
    found = re.search(
        rf"^You may add to {re.escape(path)}, {re.escape(where)}:\n((?:(?!You|git:).*\n)*)", said, re.MULTILINE
    )
    return found[1].splitlines() if found else []


@pytest.mark.parametrize(
    ("name", "settings", "where"),
    [
        ("pyproject.toml", RUFF, "under [tool.ruff]"),
        ("pyproject.toml", f'{RUFF}extend-exclude = ["docs"]\n', "under [tool.ruff], in the list extend-exclude"),
        ("ruff.toml", "line-length = 88\n", "at the start"),
    ],
)
def test_the_scripts_are_to_be_left_out_where_ruff_has_settings(
    tmp_path: Path, run: Run, name: str, settings: str, where: str
) -> None:
    files = {"notebooks/a.ipynb": NOTEBOOK, "shop/__init__.py": "", name: settings}
    said = " ".join(_advice(run, tmp_path / "shop", files, name, where))
    assert all(f'"{place}"' in said for place in ("04_modeling", "scripts", "notebooks/01_look.ipynb"))
    assert '"notebooks"' not in said, "theirs"
    again = run("init", ".", cwd=tmp_path / "shop").out
    assert again.startswith("Nothing to do")
    assert '"04_modeling"' not in again, "the team may work on the scripts"


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("pyproject.toml", f'{RUFF}include = ["shop/**/*.py"]\n'),
        ("pyproject.toml", '[project]\nname = "shop"\n'),
        ("ruff.toml", "line-length = [\n"),
    ],
)
def test_where_ruff_does_not_look_at_the_scripts_nothing_is_to_be_left_out(
    tmp_path: Path, run: Run, name: str, settings: str
) -> None:
    assert "exclude" not in _init(run, tmp_path / "shop", {name: settings})


def test_ruff_finds_nothing_more_once_its_settings_are_as_advised(tmp_path: Path, run: Run) -> None:
    shop = tmp_path / "shop"
    (line,) = _advice(run, shop, {"pyproject.toml": RUFF}, "pyproject.toml", "under [tool.ruff]")
    command = (sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "ALL", "--quiet", ".")
    assert subprocess.run(command, cwd=shop, capture_output=True, check=False).returncode == 1
    (shop / "pyproject.toml").write_text(f"{RUFF}{line}\n")
    assert subprocess.run(command, cwd=shop, capture_output=True, check=False).returncode == 0


def test_a_process_in_a_template_with_settings_of_ruff_is_to_be_left_out_too(tmp_path: Path, run: Run) -> None:
    write_files(tmp_path / "t", {"cookiecutter.json": '{"slug": "x"}'})
    write_files(tmp_path / "t" / "{{ cookiecutter.slug }}", {"pyproject.toml": RUFF})
    said = run("init", "shop", "--template", "t", "--process", "minimal", "--yes", cwd=tmp_path, COLUMNS="400").out
    (line,) = (line for line in said.splitlines() if line.startswith("extend-exclude = "))
    command = (sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "ALL", "--quiet", ".")
    assert subprocess.run(command, cwd=tmp_path / "shop", capture_output=True, check=False).returncode == 1
    (tmp_path / "shop" / "pyproject.toml").write_text(f"{RUFF}{line}\n")
    assert subprocess.run(command, cwd=tmp_path / "shop", capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "settings",
    [
        '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\nnumpy = "*"\n',
        '[project]\nname = "shop"\ndynamic = ["version", "dependencies"]\n',
    ],
)
def test_what_the_scripts_need_is_said_where_the_dependencies_are_elsewhere(
    tmp_path: Path, run: Run, settings: str
) -> None:
    said = _init(run, tmp_path / "shop", {"pyproject.toml": settings})
    note = "your dependencies are not in [project]; the scripts need: pip install duckdb "
    assert f"\nKept yours: pyproject.toml; {note}" in said


def test_what_git_ignores_already_is_not_to_be_added(tmp_path: Path, run: Run) -> None:
    """As in kedro's .gitignore, where one more pattern would hide the data that its team keeps."""
    ignored = "data/**\n!data/**/\n!data/raw/*\n*.html\n.*_cache/\n"
    files = {".gitignore": ignored, ".git/info/exclude": "/models/\n", "data/raw/shop.csv": "a\n"}
    (tmp_path / "shop").mkdir()
    git(tmp_path / "shop", "init", "--quiet")
    added = {*_advice(run, tmp_path / "shop", files, ".gitignore", "at the end")}
    assert not added & {"/data/", "/report.html", "/.ruff_cache/", "/.pytest_cache/"}
    assert added >= {"/models/", "/predictions/", "/.venv/", "**/__pycache__/"}, (
        "the others do not know what only you ignore"
    )


@pytest.mark.slow
def test_an_option_that_pytest_does_not_know_is_said(tmp_path: Path, run: Run) -> None:
    settings = "[tool.pytest.ini_options]\naddopts = '--no-such-option'\n"
    write_files(tmp_path / "shop", {"tests/test_it.py": TEST.format("shop"), "pyproject.toml": settings})
    said = " ".join(run("init", ".", "--yes", cwd=tmp_path / "shop").out.split())
    assert "did not collect them before either: unrecognized arguments: --no-such-option" in said
