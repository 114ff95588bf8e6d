"""A release takes one command; it is tried on a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crispdm import __version__
from tests.support.wheels import ROOT

BIN = Path(sys.executable).parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a clone can be released"),
    pytest.mark.skipif(not shutil.which("bump-my-version", path=BIN), reason="needs the extra dev"),
]


def test_one_command_sets_the_version_writes_the_changelog_and_tags(tmp_path: Path) -> None:
    copy = tmp_path / "crispdm"
    environment = {**os.environ, "HOME": str(tmp_path), "PATH": f"{BIN}:{os.environ['PATH']}"}

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=copy, env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    subprocess.run(("git", "clone", "--quiet", "--depth=1", ROOT.as_uri(), copy), check=True, capture_output=True)
    for name, value in (("user.name", "Ana Roy"), ("user.email", "ana@example.com")):
        run("git", "config", name, value)
    changes = copy / ".github" / "changes"
    told = [" ".join(path.read_text().split()) for path in changes.glob("+*.md")]
    run("bump-my-version", "bump", "minor")
    major, minor, _ = __version__.split(".")
    version = f"{major}.{int(minor) + 1}.0"
    assert f'__version__ = "{version}"' in (copy / "src" / "crispdm" / "__init__.py").read_text()
    new, _, old = (copy / "CHANGELOG.md").read_text().partition(f"\n## {__version__}")
    assert f"\n## {version} (" in new
    assert old, "the sections of before stay"
    written = " ".join(new.split())
    assert [each for each in told if each not in written] == []
    assert [path.name for path in changes.iterdir()] == ["README.md"]
    assert run("git", "tag", "--points-at", "HEAD").strip() == f"v{version}"
    assert run("git", "status", "--porcelain") == ""
