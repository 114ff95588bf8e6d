"""Commands that only read leave the disk as it was: no file, no folder, no time of change."""

import shutil
from pathlib import Path

import pytest

from crispdm.cli.app import COMMANDS
from tests.support import story
from tests.support.command_line import Run, run_here
from tests.support.faults import KILLED, Job, half_updated, killed
from tests.support.folders import traces

READERS: list[tuple[str, ...]] = [
    ("--help",),
    ("--version",),
    ("templates",),
    ("status",),
    ("status", "--short"),
    ("status", "--format", "json"),
    ("check",),
    ("check", "deployment"),
    ("advance", "--dry-run"),
    ("log",),
    ("explain",),
    ("explain", "pilot-planned"),
    ("report",),
    ("portfolio",),
    ("schema",),
    ("schema", "results"),
    ("verify",),
    ("require", "business_understanding"),
    ("update", "--check"),
    ("update", "--dry-run"),
    ("init", ".", "--yes", "--dry-run"),
    ("init", "another", "--yes", "--dry-run"),
    ("init", "example", "--example", "--dry-run"),
]
WRITERS = {"mcp", "note", "block", "unblock", "sign", "back", "waive", "unwaive", "stop", "resume", "repair"}


@pytest.fixture(scope="module", params=["whole", "interrupted"])
def place(request: pytest.FixtureRequest, _new_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is at work, or one that a killed `update` left, each beside what a killed `init` left."""
    around = tmp_path_factory.mktemp(request.param)
    assert killed(Job(around / "shop", KILLED, (), {}), 4, late=True)
    project = Path(shutil.copytree(_new_project, around / "listings"))
    story.write_everything(project)
    assert run_here("advance", cwd=project).code == 0
    (project / "01_business_understanding" / "new.md").write_text("not committed\n")
    if request.param == "interrupted":
        half_updated(project)
        assert (project / ".crispdm" / "staging").is_dir()
    assert len([*around.iterdir()]) == 2
    return project


def test_every_command_is_held_to_one_or_the_other() -> None:
    assert {command for command, *_ in READERS if not command.startswith("-")} | WRITERS == {*COMMANDS}


@pytest.mark.slow
@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_command_that_reads_leaves_the_disk_as_it_was(
    run: Run, place: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    before = traces(place.parent)
    answer = run(*command, cwd=place, XDG_CACHE_HOME=str(tmp_path))
    assert answer.out, answer.err
    assert traces(place.parent) == before


@pytest.mark.parametrize("words", ["crispdm ", "crispdm check d", "crispdm waive w", "crispdm unblock "])
def test_completion_leaves_the_disk_as_it_was(run: Run, place: Path, words: str) -> None:
    before = traces(place.parent)
    asking = {"_CRISPDM_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert run(cwd=place, **asking).code == 0
    assert traces(place.parent) == before
