"""What the results of all commands have in common."""

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Result(Struct, frozen=True, kw_only=True):
    """What a command found. `format` changes when a key changes its meaning; keys are always there."""

    format: Literal[1] = 1
    warnings: Annotated[tuple[str, ...], Meta(description="also printed to standard error")] = ()


class ProjectResult(Result, frozen=True, kw_only=True):
    """What a command found in a project, with the names that put roles and phases into words."""

    project: str
    team: Annotated[dict[str, tuple[str, ...]], Meta(description="who holds each role")]
    titles: Annotated[dict[str, str], Meta(description="the title of each phase, by its id and its former ids")]
