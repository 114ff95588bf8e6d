"""What the results of all commands have in common."""

from typing import Literal

from msgspec import Struct


class Result(Struct, frozen=True, kw_only=True):
    """What a command found. `format` changes when a key changes its meaning; keys are always there."""

    format: Literal[1] = 1
    warnings: tuple[str, ...] = ()  # what is odd about what was read; every form prints it to standard error too


class ProjectResult(Result, frozen=True, kw_only=True):
    """What a command found in a project, with the names that put roles and phases into words."""

    project: str
    team: dict[str, tuple[str, ...]]  # role: who holds it
    titles: dict[str, str]  # phase, by its id and its former ids: its title
