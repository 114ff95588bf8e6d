"""Objects out of git, many in one call, and none of them larger than wanted."""

import subprocess
from pathlib import Path

import pytest

from crispdm.errors import Damaged
from crispdm.git.objects import Blob, file_at, file_at_commit, read_blob, read_blobs
from tests.support.repository import repository as plain_repository


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
    large, small = _blob(repository, b"x" * (3 << 20)), _blob(repository, b"small")
    tree = subprocess.run(
        ["git", "write-tree"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.strip()
    found = {large: Blob(large, None), small: Blob(small, b"small")}
    assert read_blobs(repository, [large, "0" * 39 + "1", tree, f"{small}\n", small], 1000) == found


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
