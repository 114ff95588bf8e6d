"""What git saw change: of many files few are read, and of each it is said rightly what happened to it."""

import json
from pathlib import Path

import pytest

from crispdm.gate.evidence import Evidence
from tests.support.command_line import Run
from tests.support.repository import Repository

FILES = 300


def _read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    files: list[str] = []
    read = Evidence.read

    def counted(self: Evidence, file: str, *, limit: int = 0) -> bytes:
        files.append(file)
        return read(self, file, limit=limit)

    monkeypatch.setattr(Evidence, "read", counted)
    return files


def test_of_many_files_few_are_read_and_of_each_it_is_said_what_it_is(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, repository = project / "04_modeling", Repository(project)
    for number in range(FILES):
        (folder / f"old-{number:03}.csv").write_text("run,score\n")
    repository.commit()
    for number in range(FILES):
        (folder / f"new-{number:03}.csv").write_text("run,score\nrule-1,0.6\n")
        (folder / f"old-{number:03}.csv").write_text("run,score\nrule-1,0.6\n")
        if number % 3 == 0:
            (folder / f"old-{number:03}.csv").unlink()
    files = _read(monkeypatch)
    found = json.loads(run("status", "--format", "json", cwd=project).out)["git"]["files"]
    said = {each["file"].rpartition("/")[2]: each["what"] for each in found if not each["committed"]}
    assert len([each for each in files if "/new-" in each or "/old-" in each]) <= 50
    assert {name for name, what in said.items() if what == "removed"} == {
        f"old-{number:03}.csv" for number in range(0, FILES, 3)
    }
    assert {what for name, what in said.items() if name.startswith("new")} <= {"new", "1 new run"}
    assert {what for name, what in said.items() if name.startswith("old")} == {"removed", "1 new run", "changed"}
    assert len(said) == 2 * FILES
