"""A history that is written at once: all of it, or it is said that git could not."""

from datetime import UTC, datetime
from pathlib import Path

from crispdm.git.written_history import NewCommit, write_history
from tests.support.repository import git

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def _commit(path: str) -> NewCommit:
    return NewCommit("Ana Roy", "ana@example.com", AT, "begin", {path: b"text"})


def test_the_files_are_as_they_were_committed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    assert write_history(tmp_path, [_commit("file")])
    assert git(tmp_path, "status", "--porcelain") == ""
    assert (
        git(tmp_path, "log", "--format=%an <%ae> %at %s").strip()
        == f"Ana Roy <ana@example.com> {int(AT.timestamp())} begin"
    )


def test_a_commit_that_git_refuses_is_none(tmp_path: Path) -> None:
    assert not write_history(tmp_path, [_commit("../file")])


def test_an_index_that_cannot_be_written_is_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".git" / "index.lock").touch()
    assert not write_history(tmp_path, [_commit("file")])
