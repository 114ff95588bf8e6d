"""`crispdm init .` in repositories of four usual shapes: the team's tests and package stay as they were."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import Run
from tests.support.folders import everything, write_files
from tests.support.repository import commit_all, git


@pytest.fixture(autouse=True)
def _pytest_of_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    """The team works in the environment that these tests run in."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)


TEST = "from {} import answer\n\n\ndef test_it() -> None:\n    assert answer() == 42\n"
CODE = "def answer() -> int:\n    return 42\n"
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'
PYPROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "{0}"
dynamic = ["version"]
dependencies = ["numpy"]
"""
SHAPES = {
    "a scikit-learn-contrib package": {
        "shop/__init__.py": "",
        "shop/metrics.py": CODE,
        "shop/tests/__init__.py": "",
        "shop/tests/test_metrics.py": TEST.format("shop.metrics"),
        "conftest.py": "",
        "README.md": "# shop\n",
        ".pre-commit-config.yaml": "repos: []\n",
        "pyproject.toml": PYPROJECT.format("shop") + '[tool.pytest.ini_options]\naddopts = "--doctest-modules"\n'
        'testpaths = ["shop"]\n',
    },
    "kedro": {
        "src/shop/__init__.py": "",
        "src/shop/metrics.py": CODE,
        "src/shop/pipelines/__init__.py": "",
        "conf/base/catalog.yml": "{}\n",
        "tests/conftest.py": 'import sys\nsys.path.insert(0, "src")\n',
        "tests/test_metrics.py": TEST.format("shop.metrics"),
        "pyproject.toml": PYPROJECT.format("shop") + '[tool.kedro]\npackage_name = "shop"\n',
    },
    "ccds": {
        "shop/__init__.py": "",
        "shop/metrics.py": CODE,
        "data/raw/.gitkeep": "",
        "notebooks/01_look.ipynb": NOTEBOOK,
        "tests/test_data.py": TEST.format("shop.metrics"),
        "setup.cfg": "[flake8]\nmax-line-length = 99\n[tool:pytest]\npythonpath = .\n",
        "requirements.txt": "pandas\n",
    },
    "a folder of notebooks": {"explore.ipynb": NOTEBOOK, "model.ipynb": NOTEBOOK, "shop.py": CODE},
}


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
