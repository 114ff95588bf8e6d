"""The user's own folders, for settings, caches and what is remembered: the system and XDG say where they are."""

from pathlib import Path

_APP = "crispdm"


def config() -> Path | None:
    """The folder of the user's settings; None if there is no home directory."""
    from platformdirs import user_config_path  # noqa: PLC0415 - few commands need any of these folders

    return _absolute(user_config_path(_APP, appauthor=False))


def cache() -> Path | None:
    """The folder of what can be made again; None if there is no home directory."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - see above

    return _absolute(user_cache_path(_APP, appauthor=False))


def state() -> Path | None:
    """The folder of what is remembered from one run to the next; None if there is no home directory."""
    from platformdirs import user_state_path  # noqa: PLC0415 - see above

    return _absolute(user_state_path(_APP, appauthor=False))


def _absolute(folder: Path) -> Path | None:
    return folder if folder.is_absolute() else None  # `~` stays where nobody knows a home directory
