"""Who else can change a folder."""

import os
from pathlib import Path

import pytest

from crispdm.folder_owner import ownership_warning


@pytest.mark.parametrize(
    ("mode", "is_our_group", "warning"),
    [
        (0o755, True, ""),
        (0o755, False, ""),
        (0o775, True, ""),
        (0o775, False, "members of the group"),
        (0o777, True, "everyone on this machine"),
        (0o777, False, "everyone on this machine"),
    ],
)
def test_who_else_can_change_a_project_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    is_our_group: bool,  # noqa: FBT001 - a table
    warning: str,
) -> None:
    tmp_path.chmod(mode)
    group = tmp_path.stat().st_gid
    monkeypatch.setattr(os, "getegid", lambda: group if is_our_group else group + 1)
    assert ownership_warning(tmp_path).startswith(warning)
    assert bool(ownership_warning(tmp_path)) is bool(warning)


def test_a_folder_that_is_not_there_has_no_owner(tmp_path: Path) -> None:
    assert not ownership_warning(tmp_path / "missing")
