"""Who owns a folder, and who else may change what is in it: what lies there may be of their making."""

import os
import stat
from pathlib import Path

_GROUP, _ALL = stat.S_IWGRP, stat.S_IWOTH


def user_id() -> int:
    """The user who runs this process; 0 where the system has no such numbers."""
    return os.geteuid() if hasattr(os, "geteuid") else 0


def reason_not_to_search(folder: os.stat_result, below: os.stat_result) -> str:
    """Why the search for a project does not go up into a folder; empty where it does.

    Folders above the current one belong to whoever put them there: it goes up as long as they belong to the same user
    as the folder below or to who runs this, or are shared with them by a group; and never into a folder like /tmp.

    Args:
        folder: the folder above.
        below: the folder that the search started from.
    """
    if folder.st_dev != below.st_dev:
        return "is on another file system"
    if folder.st_mode & stat.S_ISVTX and folder.st_mode & _ALL:
        return "is open to everyone"
    is_shared = bool(folder.st_mode & _GROUP) and folder.st_gid in _groups()
    if folder.st_uid in {below.st_uid, *_users()} or is_shared:
        return ""
    return f"belongs to {_user_name(folder.st_uid)}"


def ownership_warning(root: Path) -> str:
    """Say who else can change the files of a project; empty where nobody can."""
    try:
        info = root.stat()
    except OSError:
        return ""
    if not hasattr(os, "geteuid"):
        return ""
    if info.st_uid not in _users():
        return f"this project belongs to {_user_name(info.st_uid)}, who can change its files"
    who = ""
    if info.st_mode & _GROUP and info.st_gid != os.getegid():  # many systems give each user a group of their own
        who = f"members of the group {_group_name(info.st_gid)}"
    if info.st_mode & _ALL:
        who = "everyone on this machine"
    return f"{who} can change the files of this project" if who else ""


def _users() -> set[int]:
    """Who runs this: also the one who called sudo, as for git."""
    caller = os.environ.get("SUDO_UID", "") if user_id() == 0 else ""
    return {user_id(), int(caller)} if caller.isascii() and caller.isdigit() else {user_id()}


def _groups() -> set[int]:
    return {os.getegid(), *os.getgroups()} if hasattr(os, "getegid") else set()


def _user_name(number: int) -> str:
    from pwd import getpwuid  # noqa: PLC0415 - hardly ever needed, and not on Windows

    try:
        return getpwuid(number).pw_name
    except (KeyError, OverflowError):
        return f"user {number}"


def _group_name(number: int) -> str:
    from grp import getgrgid  # noqa: PLC0415 - hardly ever needed, and not on Windows

    try:
        return getgrgid(number).gr_name
    except (KeyError, OverflowError):
        return str(number)
