"""What our templates share lies once, in _shared, and is found there whichever way a project is made."""

import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crispdm.scaffold.bundled import home
from tests.support.templates import BUNDLED, Tree, tree
from tests.support.wheels import ROOT, Built, call, content

SHARED = home() / "_shared"
INCLUDED = re.compile(r'\{% ?(?:include|extends) ?"(shared/[^"]+)"')
ANSWERS = {
    "project_name": "Ana's shop: année 2026",
    "project_slug": "shop",
    "measure": "hours # on wrong categories",
    "unit": "hours per week",
    "now": "10",
    "target": "-50%",
    "person": "Ana O'Roy <ana@example.com>",
    "licence": "MIT",
}
OWN = {".crispdm/template.yaml", ".crispdm/base.zip", ".crispdm/state.yaml"}  # what crispdm adds
MAY_DIFFER = re.compile(r"mode|__folder_\w+|__objective|__role_\w+|__everybody")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates of this repository, as git brings them to somebody else."""
    place, settings = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("home")
    shutil.copytree(home(), place / "ours" / "templates", symlinks=True)
    name = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
    for command in (["init"], ["add", "--all", "--force"], [*name, "commit", "--message", "x"]):
        call(settings, "git", *command, cwd=place / "ours")
    call(settings, "git", "clone", str(place / "ours"), str(place / "theirs"))
    return place / "theirs" / "templates"


@pytest.fixture(scope="session")
def unpacked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates of the source distribution."""
    place = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(built.sdist) as archive:
        archive.extractall(place, filter="data")
    (folder,) = place.iterdir()
    return folder / "templates"


def baked(template: Path, place: Path) -> Tree:
    """What the command cookiecutter makes."""
    place.mkdir()
    answers = [f"{name}={answer}" for name, answer in ANSWERS.items()]
    call(place, sys.executable, "-m", "cookiecutter", "--no-input", "--output-dir", "out", str(template), *answers)
    return tree(place / "out" / "shop")


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
def test_a_clone_and_a_wheel_make_the_same_files(name: str, clone: Path, installed: Path, tmp_path: Path) -> None:
    answers = [word for key, answer in ANSWERS.items() for word in ("--set", f"{key}={answer}")]
    call(tmp_path, str(installed), "init", "shop", "--template", name, "--yes", "--no-git", *answers)
    ours = {path: file for path, file in tree(tmp_path / "shop").items() if path not in OWN}
    assert {"crispdm.yaml", "LICENSE", ".crispdm/.gitattributes"} < {*ours}
    assert baked(clone / name, tmp_path / "clone") == ours


@pytest.mark.slow
def test_an_sdist_has_the_files_of_a_clone_and_files_where_that_has_a_link(clone: Path, unpacked: Path) -> None:
    shared = tree(clone / "_shared")
    for name in BUNDLED:
        linked = {path: file for path, file in tree(clone / name).items() if not path.startswith("templates/")}
        assert tree(unpacked / name) == linked | {f"templates/{path}": file for path, file in shared.items()}


@pytest.mark.slow
def test_where_git_makes_no_links_the_wheel_is_the_same(wheel: Path, tmp_path: Path) -> None:
    for name in ("src", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "checkout" / name, symlinks=True)
    (tmp_path / "checkout" / ".github").mkdir()
    for name in ("pyproject.toml", ".github/hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path / "checkout" / name)
    for link in (tmp_path / "checkout" / "templates" / name / "templates" for name in BUNDLED):
        if link.is_symlink():
            link.unlink()
        else:
            shutil.rmtree(link)  # in an sdist
        link.write_text("../_shared")  # as git writes it with core.symlinks=false
    build = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path))
    call(tmp_path, *build, str(tmp_path / "checkout"))
    (made,) = tmp_path.glob("*.whl")
    assert content(made) == content(wheel)


def texts(template: Path) -> Iterator[tuple[str, str]]:
    """The files of a template, by path; what it shares is not followed."""
    for path in template.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path.relative_to(template)), path.read_bytes().decode()


def test_all_that_is_shared_is_used_by_several() -> None:
    used: dict[str, set[str]] = {}
    inner = {path: INCLUDED.findall(text) for path, text in texts(SHARED)}
    for name in BUNDLED:
        for found in (each for path, text in texts(home() / name) for each in INCLUDED.findall(text)):
            for each in (found, *inner[found]):
                used.setdefault(each, set()).add(name)
    assert {*used} == {*inner}
    assert not [each for each, names in used.items() if len(names) == 1]


def test_what_is_equal_is_shared() -> None:
    seen: dict[str, str] = {}
    for name in BUNDLED:
        for path, text in texts(home() / name):
            if not INCLUDED.match(text) and not path.endswith(".json"):  # a schema is written, not by hand
                assert text not in seen, f"{name}/{path} and {seen.get(text)} hold the same"
                seen[text] = f"{name}/{path}"


def asked(name: str) -> dict[str, Any]:
    """What a template asks, without what is its own to say."""
    questions: dict[str, Any] = json.loads((home() / name / "cookiecutter.json").read_bytes())
    del questions["_crispdm"]["about"]
    questions["__prompts__"].pop("mode", None)
    return {key: value for key, value in questions.items() if not MAY_DIFFER.fullmatch(key)}


def test_the_questions_are_the_same_as_nothing_can_be_included_there() -> None:
    questions: Mapping[str, Any] = {name: asked(name) for name in BUNDLED}
    assert len(questions["crisp-dm"]) > 10
    assert not [name for name in BUNDLED if questions[name] != questions["crisp-dm"]]


@pytest.mark.parametrize("name", BUNDLED)
def test_git_has_a_link_and_warns_of_nothing_in_a_template(name: str, clone: Path) -> None:
    assert (clone / name / "templates").readlink() == Path("../_shared")
    state = next((clone / name).glob("*/.crispdm")) / "state.yaml"
    command = ["git", "check-attr", "merge", "--", str(state)]
    assert not subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True).stderr
