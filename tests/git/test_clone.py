"""Cloning: git may ask for a login where somebody waits for it, and only there."""

from pathlib import Path

import pytest

from crispdm.git.clone import check_out, clone, fetch_submodules


def test_git_may_ask_for_a_login_where_it_fetches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text(f'#!/bin/sh\necho "$GIT_TERMINAL_PROMPT" >> {tmp_path}/asked\n')
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    (tmp_path / "template").mkdir()
    (tmp_path / "template" / ".gitmodules").touch()
    assert clone("https://example.com/template", tmp_path / "new") is None
    assert fetch_submodules(tmp_path / "template") is None
    assert check_out(tmp_path / "template", "main")
    assert (tmp_path / "asked").read_text().split() == ["1", "1", "0"]
