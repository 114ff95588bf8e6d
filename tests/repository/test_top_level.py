"""What lies at the top of the repository: a newcomer takes it in at a glance."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an sdist has no list of its files")
def test_the_top_holds_the_parts_and_the_files_that_are_looked_for_there() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {name.partition("/")[0] for name in listed.splitlines()}
    assert {name for name in top if not name.startswith(".")} == {
        *("src", "templates", "tests", "examples"),
        *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"),
    }
