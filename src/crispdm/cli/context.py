"""What a command takes from its environment: the clock, the person, the folder."""

import os
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from crispdm.actions.project import Act
from crispdm.dates import PAST_DAY_FORMS, parse_past_day
from crispdm.errors import CrispdmError
from crispdm.people import Person, person
from crispdm.views.text.lines import Line
from crispdm.views.text.progress import Reading
from crispdm.views.text.styles import Style
from crispdm.views.text.terminal import show

_FIRST, _LAST = 1970, 9000  # years: the calendar still has the day before and the year after


def now() -> datetime:
    """Return the local time; `CRISPDM_NOW` sets it, for demonstrations and tests.

    Raises:
        CrispdmError: it is set to something other than an ISO time, or the local time is none.
    """
    text = os.environ.get("CRISPDM_NOW")
    if not text:
        return _in_local_zone(datetime.now())  # noqa: DTZ005 - its zone is looked up next
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min.replace(tzinfo=UTC)
    if not _FIRST <= moment.year <= _LAST:
        hint = f"set it to an ISO time from {_FIRST} to {_LAST}, such as 2026-11-24T09:00:00+01:00"
        raise CrispdmError(f"CRISPDM_NOW is not a time: {text!r}", hint=hint)
    return moment if moment.tzinfo else _in_local_zone(moment)


def _in_local_zone(moment: datetime) -> datetime:
    try:
        return moment.astimezone()
    except ValueError:  # it is a day or more from UTC
        hint = "set it to the name of one, such as Europe/Berlin, or unset it"
        raise CrispdmError(f"TZ is not a time zone: {os.environ.get('TZ', '')!r}", hint=hint) from None


def past(when: str | None, moment: datetime) -> date | None:
    """The day that `--since` names; None if it is left out.

    Raises:
        CrispdmError: it is not a past date.
    """
    day = None if when is None else parse_past_day(when, moment.date())
    if when is not None and day is None:
        hint = f"use {PAST_DAY_FORMS}"
        raise CrispdmError(f"--since {when}: not a past date", hint=hint)
    return day


def here() -> Path:
    """The current folder.

    Raises:
        CrispdmError: it was removed.
    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise CrispdmError("the current folder no longer exists", hint="cd to another one") from None


def who(folder: Path) -> Person:
    """Who acts: `CRISPDM_USER`, else git's user.name and user.email, else the login name. It is a claim.

    Raises:
        CrispdmError: CRISPDM_USER is set, and names nobody.
    """
    if named := os.environ.get("CRISPDM_USER"):
        found = person(named)
        if not found.is_somebody:
            raise CrispdmError(f"CRISPDM_USER names nobody: {named!r}", hint="set it to NAME <MAIL>, or unset it")
        return found
    from crispdm.git.identity import configured_person  # noqa: PLC0415 - only commands that write need it

    configured = Person(*configured_person(folder if folder.is_dir() else Path()))
    return configured if configured.is_somebody else Person(_login())


def act(folder: Path) -> Act:
    """Who acts, when, and what shows the progress."""
    return Act(who(folder), now(), progress())


def progress() -> Reading:
    """A progress line on the terminal, for files that take long to read."""
    return Reading(sys.stderr)


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """Parse the answers of `--set KEY=VALUE`.

    Raises:
        CrispdmError: one has no equals sign.
    """
    split = [text.partition("=") for text in texts]
    for text, (_, equals, _) in zip(texts, split, strict=True):
        if not equals:
            raise CrispdmError(f"--set {text}: expected KEY=VALUE")
    return {key.strip(): value.strip() for key, _, value in split}


def say(lines: Iterable[Line]) -> None:
    """Print lines to standard output."""
    show(lines, sys.stdout)


def warn(warnings: Iterable[str]) -> None:
    """Print warnings to standard error."""
    show([Line(warning, label="crispdm: ", style=Style.TO_DO) for warning in warnings], sys.stderr)


def _login() -> str:
    from getpass import getuser  # noqa: PLC0415 - only where git knows nobody

    try:
        login = getuser()
    except (KeyError, OSError):
        login = ""
    return login if Person(login).is_somebody else "somebody"
