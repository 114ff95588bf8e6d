"""What a command takes from its surroundings: the clock, the person, the place."""

import getpass
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from crispdm.actions.project import Act
from crispdm.errors import CrispdmError
from crispdm.gitio import configured_person
from crispdm.people import Person, person
from crispdm.views.lines import Line
from crispdm.views.terminal import show

_FIRST, _LAST = 1970, 9000  # years: a day before or a year after is still one that a calendar has


class Format(StrEnum):
    """The forms in which an answer can be had."""

    TEXT = "text"
    JSON = "json"


def now() -> datetime:
    """The local time; `CRISPDM_NOW` sets it, for demonstrations and tests.

    Raises:
        CrispdmError: it is set to something else than an ISO time.
    """
    text = os.environ.get("CRISPDM_NOW")
    if not text:
        return datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min.replace(tzinfo=UTC)
    if not _FIRST <= moment.year <= _LAST:
        hint = f"an ISO time from {_FIRST} to {_LAST}, such as 2026-11-24T09:00:00+01:00"
        raise CrispdmError(f"CRISPDM_NOW is {text!r}", hint=hint)
    return moment if moment.tzinfo else moment.astimezone()


def who(folder: Path) -> Person:
    """Who acts: `CRISPDM_USER`, else what git would put into a commit, else the login name. It is a claim."""
    if named := os.environ.get("CRISPDM_USER"):
        return person(named)
    name, mail = configured_person(folder if folder.is_dir() else Path())
    return Person(name, mail) if name or mail else Person(_login())


def act(folder: Path) -> Act:
    """Who acts now."""
    return Act(who(folder), now())


def cache() -> Path | None:
    """The user's folder for what can be made again; None where there is none."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    except RuntimeError:
        return None


def say(lines: Iterable[Line]) -> None:
    """The answer, to standard output."""
    show(lines, sys.stdout)


def warn(warnings: Iterable[str]) -> None:
    """What was odd about reading the project, to standard error."""
    show([Line(warning, label="crispdm: ", style="yellow") for warning in warnings], sys.stderr)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
