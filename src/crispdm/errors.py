"""The errors that people see, and the exit codes that scripts see. Pure."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit code of the process."""

    DONE = 0  # done, or the answer is yes
    NO = 1  # the answer is no: the gate is closed, a check failed
    USER_ERROR = 2  # the user can fix it: wrong usage, no project, a mistake in one of their files
    BROKEN = 3  # the state is damaged, or the machine failed
    INTERRUPTED = 130  # Ctrl-C
    OUTPUT_CLOSED = 141  # whoever read the output stopped reading, as `head` does


class CrispdmError(Exception):
    """An error that the user can fix: what is wrong, and what to do now.

    Args:
        message: one line that says what is wrong, and where.
        details: further lines, one fact each.
        hint: what to do now.
    """

    exit = Exit.USER_ERROR

    def __init__(self, message: str, *, details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.hint = hint


class Refused(CrispdmError):
    """The process does not allow what was asked for."""

    exit = Exit.NO


class Damaged(CrispdmError):
    """The recorded state cannot be trusted as it is, or the machine failed."""

    exit = Exit.BROKEN


class Interrupted(CrispdmError):
    """The user pressed Ctrl-C where something was asked."""

    exit = Exit.INTERRUPTED
