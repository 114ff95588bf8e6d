"""Templates that others wrote are rendered as cookiecutter renders them, where they are at hand.

`CRISPDM_PUBLIC_TEMPLATES` names their folders, separated as in PATH. None of them is kept here.
"""

import os
from pathlib import Path

import pytest
import yaml
from cookiecutter.exceptions import FailedHookException

from crispdm.scaffold.questions import Questions
from crispdm.scaffold.record import TEMPLATE
from tests.support.command_line import Run
from tests.support.templates import baked, rendered, tree

FOLDERS = [Path(each) for each in os.environ.get("CRISPDM_PUBLIC_TEMPLATES", "").split(os.pathsep) if each]

pytestmark = pytest.mark.skipif(not FOLDERS, reason="CRISPDM_PUBLIC_TEMPLATES names no folders")


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_public_template_is_rendered_as_cookiecutter_does(tmp_path: Path, folder: Path) -> None:
    ours = rendered(folder)
    assert ours
    assert ours == baked(folder, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_public_template_becomes_a_gated_project(tmp_path: Path, run: Run, folder: Path) -> None:
    """With its hooks, which do to it what they do for cookiecutter."""
    refused = run("init", "shop", "--template", folder, "--process", "crisp-dm", "--yes", cwd=tmp_path)
    assert refused.code == (2 if (folder / "hooks").is_dir() else 0)
    made = run("init", "shop", "--template", folder, "--process", "crisp-dm", "--yes", "--trust", cwd=tmp_path)
    if "the hook" in made.err:  # it needs what is not here, and so it does for cookiecutter
        with pytest.raises(FailedHookException):
            baked(folder, tmp_path / "out", accept_hooks=True)
        return
    assert made.code == 0, made.err
    held = yaml.safe_load((tmp_path / "shop" / TEMPLATE).read_text())["answers"]
    asked = {name: held[name] for name in Questions(folder).names}
    theirs = baked(folder, tmp_path / "out", asked, accept_hooks=True)
    ours = tree(tmp_path / "shop")
    assert {path: ours.get(path) for path in theirs if path not in ours} == {}
    assert "Business Understanding (1 of 6)" in run("status", cwd=tmp_path / "shop").out
