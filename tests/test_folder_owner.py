"""Who else can change a folder."""

import os
from pathlib import Path

import pytest

from crispdm import folder_owner
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
    is_our_group: bool,
    warning: str,
) -> None:
    tmp_path.chmod(mode)
    group = tmp_path.stat().st_gid
    monkeypatch.setattr(os, "getegid", lambda: group if is_our_group else group + 1)
    assert ownership_warning(tmp_path).startswith(warning)
    assert bool(ownership_warning(tmp_path)) is bool(warning)


OURS, THEIRS, MINE = 1, 2, 3  # users; the last one runs the search
FOLDER, STICKY = 0o755, 0o1777


@pytest.mark.parametrize(
    ("above", "below", "why"),
    [
        ({}, {}, ""),
        ({"dev": 7}, {}, "is on another file system"),
        ({"mode": STICKY}, {}, "is open to everyone"),
        ({"mode": 0o1755}, {}, ""),
        ({"mode": 0o757}, {}, ""),
        ({"uid": MINE}, {}, ""),
        ({"uid": THEIRS}, {"uid": THEIRS}, ""),
        ({"uid": THEIRS}, {}, "belongs to user 2"),
        ({"uid": THEIRS, "mode": 0o775}, {}, "belongs to user 2"),
        ({"uid": THEIRS, "mode": 0o775, "gid": 50}, {}, ""),
        ({"uid": THEIRS, "mode": 0o775, "gid": 60}, {}, ""),
        ({"uid": THEIRS, "gid": 50}, {}, "belongs to user 2"),
    ],
)
def test_the_search_goes_up_into_what_is_of_the_same_people(
    monkeypatch: pytest.MonkeyPatch, above: dict[str, int], below: dict[str, int], why: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: MINE)
    monkeypatch.setattr(os, "getegid", lambda: 50)
    monkeypatch.setattr(os, "getgroups", lambda: [60])
    monkeypatch.setattr(folder_owner, "_user_name", lambda number: f"user {number}")
    infos = [
        os.stat_result(
            (made.get("mode", FOLDER), 1, made.get("dev", 5), 1, made.get("uid", OURS), made.get("gid", 9), *[0] * 4)
        )
        for made in (above, below)
    ]
    assert folder_owner.reason_not_to_search(*infos) == why


@pytest.mark.parametrize(
    ("runs", "sudo", "users"),
    [(0, "", {0}), (0, "7", {0, 7}), (0, "x", {0}), (0, "\u0667", {0}), (5, "7", {5})],
)
def test_who_called_sudo_counts_too(monkeypatch: pytest.MonkeyPatch, runs: int, sudo: str, users: set[int]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: runs)
    monkeypatch.setenv("SUDO_UID", sudo)
    assert folder_owner._users() == users  # noqa: SLF001 - whose projects these are is asked in two ways


def test_a_system_without_numbers_of_users_has_one_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("geteuid", "getegid", "getgroups"):
        monkeypatch.delattr(os, name)
    tmp_path.chmod(0o777)
    assert (folder_owner.user_id(), ownership_warning(tmp_path)) == (0, "")
    assert folder_owner.reason_not_to_search(tmp_path.stat(), tmp_path.stat()) == ""


def test_who_has_no_name_is_known_by_number() -> None:
    nobody = 2**31 - 7
    assert folder_owner._user_name(nobody) == f"user {nobody}"  # noqa: SLF001 - no such user can be made
    assert folder_owner._group_name(nobody) == f"{nobody}"  # noqa: SLF001 - the same


def test_a_folder_that_is_not_there_has_no_owner(tmp_path: Path) -> None:
    assert not ownership_warning(tmp_path / "missing")
