"""Which lines each commit added to a file and took out, and the first commit."""

import re
from pathlib import Path

import pytest

from crispdm.git.first_commit import first_commit
from crispdm.git.history import commits_changing
from tests.support.repository import GIT_CONFIG, Repository, repository

LINE = re.compile(rb"id (\w+)")


@pytest.fixture
def shop(tmp_path: Path) -> Repository:
    """A file of lines on two branches, merged with a line that neither had and without one that both had."""
    shop = repository(tmp_path / "shop")
    file = shop.root / "file"
    (shop.root / ".gitattributes").write_text("file merge=union\n")
    file.write_text("id begin\nid gone\n")
    shop.commit("begin")
    shop("checkout", "--quiet", "-b", "side")
    file.write_text("id begin\nid gone\nid side\n")
    shop.commit("side")
    shop("checkout", "--quiet", "main")
    file.write_text("id begin\nid gone\nid main\n")
    shop.commit("main")
    shop("merge", "--quiet", "--no-commit", "side")
    file.write_text("id begin\nid main\nid side\nid merge\n")
    shop.commit("merge")
    return shop


def test_a_merge_added_what_none_of_its_parents_had(shop: Repository) -> None:
    found = commits_changing(shop.root, "file", LINE) or []
    changes = {(each.parents, *each.added): each.removed for each in found}
    assert changes == {(2, "merge"): ["gone"], (1, "main"): [], (1, "side"): [], (0, "begin", "gone"): []}
    assert {each.author for each in found} == {"Ana Roy <ana@example.com>"}


def test_commits_that_are_left_out_are_so_with_their_ancestors(shop: Repository) -> None:
    found = commits_changing(shop.root, "file", LINE, shop("rev-parse", "main~1")) or []
    assert [each.added for each in found] == [["merge"], ["side"]]


def test_a_first_commit_is_made_once_and_by_somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(GIT_CONFIG)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    for name, expected in (("one", "committed"), ("two", "no_identity")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file").write_text("x")
        assert first_commit(folder, folder, "begin", wanted=False) == "declined"
        assert first_commit(folder, folder, "begin", wanted=True) == expected
        assert first_commit(folder, folder, "begin", wanted=True) == "in_repository"
        (tmp_path / "config").write_text("[user]\n\tuseConfigOnly = true\n")
