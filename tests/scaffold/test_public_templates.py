"""A template that others wrote for cookiecutter is rendered as cookiecutter renders it, and becomes a project."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from crispdm.scaffold.questions import Questions
from crispdm.scaffold.record import TEMPLATE
from tests.support.command_line import Run
from tests.support.templates import baked, rendered, tree


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """The template of the package cookiecutter-pypackage, without what pip compiled in it."""
    spec = find_spec("cookiecutter_pypackage")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).parent / "template"
    return Path(shutil.copytree(source, tmp_path / "public", ignore=shutil.ignore_patterns("__pycache__")))


def test_a_public_template_is_rendered_as_cookiecutter_does(tmp_path: Path, public: Path) -> None:
    ours = rendered(public)
    assert len(ours) > 20
    assert ours == baked(public, tmp_path / "out")


def test_a_public_template_becomes_a_gated_project(tmp_path: Path, run: Run, public: Path) -> None:
    """With its hooks, which run only after consent and then do what they do for cookiecutter."""
    command = ("init", "shop", "--template", public, "--process", "crisp-dm", "--yes")
    assert run(*command, cwd=tmp_path).code == 2
    made = run(*command, "--trust", cwd=tmp_path)
    assert made.code == 0, made.err
    answers = yaml.safe_load((tmp_path / "shop" / TEMPLATE).read_text())["answers"]
    asked = {name: answers[name] for name in Questions(public).names}
    theirs = baked(public, tmp_path / "out", asked, accept_hooks=True)
    ours = tree(tmp_path / "shop")
    assert {path: ours.get(path) for path in theirs} == theirs
    assert "Business Understanding (1 of 6)" in run("status", cwd=tmp_path / "shop").out
