"""The user's own folders, for settings, caches and what is remembered: the system and XDG say where they are."""

from pathlib import Path
from typing import Literal


def config() -> Path | None:
    """The folder of the user's settings; None if there is no home directory."""
    return _folder("config")


def cache() -> Path | None:
    """The folder of what can be made again; None if there is no home directory."""
    return _folder("cache")


def state() -> Path | None:
    """The folder of what is remembered from one run to the next; None if there is no home directory."""
    return _folder("state")


def _folder(purpose: Literal["config", "cache", "state"]) -> Path | None:
    from platformdirs import PlatformDirs  # noqa: PLC0415 - few commands need any of these folders

    folders = PlatformDirs("crispdm", appauthor=False)
    try:
        folder: Path = getattr(folders, f"user_{purpose}_path")
    except RuntimeError:  # nobody knows a home directory
        return None
    return folder if folder.is_absolute() else None  # HOME may be anything: a folder here is not the user's own
