"""Objects out of git, many in one call, and none of them larger than wanted."""

import os
import subprocess
from pathlib import Path

import pytest

from crispdm.errors import Damaged
from crispdm.git import objects
from crispdm.git.objects import Blob, file_at, file_at_commit, lines_at, read_blob, read_blobs
from tests.support.repository import repository as plain_repository
from tests.support.signals import alarm


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True)
    return tmp_path


def _blob(repository: Path, text: bytes) -> str:
    command = ["git", "hash-object", "-w", "--stdin"]
    return subprocess.run(command, cwd=repository, input=text, capture_output=True, check=True).stdout.decode().strip()


def test_each_is_read_whatever_it_holds(repository: Path) -> None:
    texts = [b"", b"one\n", b"\0\xff\n\n", b"x blob 5\n", b"y" * 1000]
    names = [_blob(repository, text) for text in texts]
    found = {name: Blob(name, text) for name, text in zip(names, texts, strict=True)}
    assert read_blobs(repository, [*names, names[1]], 1000) == found
    assert read_blobs(repository, [], 1000) == {}


def test_what_is_too_large_is_not_held_and_what_is_not_there_is_left_out(repository: Path) -> None:
    large, medium, small = (_blob(repository, text) for text in (b"x" * (3 << 20), b"y" * 1001, b"small"))
    tree = subprocess.run(
        ["git", "write-tree"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.strip()
    found = {large: Blob(large, None), medium: Blob(medium, None), small: Blob(small, b"small")}
    assert read_blobs(repository, [large, "0" * 39 + "1", tree, f"{small}\n", medium, small], 1000) == found


def test_a_folder_without_a_repository_holds_none(tmp_path: Path) -> None:
    assert read_blobs(tmp_path, ["0" * 40], 1000) == {}


def test_what_git_replace_shows_instead_of_an_object_is_not_read(repository: Path) -> None:
    for text in ("what was agreed", "what somebody would rather have"):
        (repository / "state.yaml").write_text(text)
        subprocess.run(["git", "add", "."], cwd=repository, check=True)
        author = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
        subprocess.run(["git", *author, "commit", "--quiet", "-m", "x"], cwd=repository, check=True)
    names = ["rev-parse", "HEAD~1", "HEAD", "HEAD~1:state.yaml", "HEAD:state.yaml"]
    agreed, later, old, new = subprocess.run(
        ["git", *names], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.split()
    subprocess.run(["git", "replace", old, new], cwd=repository, check=True)
    shown = subprocess.run(["git", "cat-file", "blob", old], cwd=repository, capture_output=True, check=True).stdout
    assert shown == b"what somebody would rather have", "git itself shows the replacement"
    assert read_blob(repository, old) == b"what was agreed"
    assert read_blobs(repository, [old], 1000) == {old: Blob(old, b"what was agreed")}
    assert file_at_commit(repository, agreed, "state.yaml", 1000) == b"what was agreed"
    assert file_at_commit(repository, later, "state.yaml", 1000) == b"what somebody would rather have"


def test_a_file_of_a_commit_is_read_to_a_bound(tmp_path: Path) -> None:
    shop = plain_repository(tmp_path / "shop")
    (shop.root / "file").write_text("text")
    shop.commit()
    assert file_at(shop.root, "HEAD", "file", 4) == b"text"
    assert file_at(shop.root, "HEAD", "other", 4) is None
    with pytest.raises(Damaged, match="git has more than 3 bytes of file"):
        file_at(shop.root, "HEAD", "file", 3)
    assert file_at_commit(shop.root, "HEAD", "file", 4) == b"text"
    assert file_at_commit(shop.root, "HEAD", "other", 4) is None
    with pytest.raises(Damaged, match=r"cannot read file of commit HEAD \(4 bytes; the limit is 3\)"):
        file_at_commit(shop.root, "HEAD", "file", 3)


def test_the_lines_of_a_file_of_a_commit_are_read_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = plain_repository(tmp_path / "shop")
    (shop.root / "file").write_text("one\r\n\ntwo")
    shop.commit()
    assert [*lines_at(shop.root, "HEAD", "file", 9)] == [b"one\r\n", b"\n", b"two"]
    assert [*lines_at(shop.root, "HEAD", "other", 9)] == [*lines_at(tmp_path, "HEAD", "file", 9)] == []
    with pytest.raises(Damaged, match="cannot read file of commit HEAD: 9 bytes are left; the limit of the whole is 8"):
        next(lines_at(shop.root, "HEAD", "file", 8))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [*lines_at(shop.root, "HEAD", "file", 9)] == []


def test_lines_of_which_git_loses_the_end_are_not_taken_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\necho {'0' * 40} blob 9; echo one\n")
    (tmp_path / "git").chmod(0o755)
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(Damaged, match="5 bytes are left"):
        [*lines_at(tmp_path, "HEAD", "file", 9)]


def test_however_many_are_asked_for_neither_git_nor_crispdm_waits_for_the_other(repository: Path) -> None:
    """Both the questions and the answers are more than a pipe holds."""
    texts = [f"{number} ".encode() * 200 for number in range(6_000)]
    commands = b"".join(b"blob\nmark :%d\ndata %d\n%s\n" % (i, len(text), text) for i, text in enumerate(texts, 1))
    subprocess.run(
        ["git", "fast-import", "--quiet", "--export-marks=marks"], cwd=repository, input=commands, check=True
    )
    names = [line.split()[1] for line in (repository / "marks").read_text().splitlines()]
    with alarm(60):
        found = read_blobs(repository, names, 10_000)
    assert {blob.content for blob in found.values()} == set(texts)


def test_a_git_that_does_not_answer_is_ended_and_nothing_that_it_said_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\necho 0000\nexec sleep 60\n")
    (tmp_path / "git").chmod(0o755)
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with alarm(30), pytest.raises(Damaged, match="git did not answer within 0 seconds"):
        read_blobs(tmp_path, ["x" * 40] * 2, 1000, seconds=0.2)
    monkeypatch.setattr(objects, "_SECONDS", 0.2)
    for read in (file_at, file_at_commit, lines_at):
        with alarm(30), pytest.raises(Damaged, match="git did not answer within 0 seconds"):
            [*(read(tmp_path, "HEAD", "state.yaml", 1000) or ())]
