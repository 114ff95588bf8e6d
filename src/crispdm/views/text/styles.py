"""The colours of the terminal, by what they mean. Each can be read on white and on black."""

from enum import StrEnum

_GREEN, _ORANGE, _RED, _BLUE, _PURPLE, _GREY = (f"color({code})" for code in (28, 130, 161, 31, 133, 243))


class Style(StrEnum):
    """What a line, or its label, is about; the value is a Rich style."""

    PLAIN = ""
    HEAD = "bold"
    MET = _GREEN
    DONE = f"bold {_GREEN}"
    TO_DO = _ORANGE  # somebody has to act, or to know
    STUCK = f"bold {_ORANGE}"
    WRONG = _RED  # it is broken, changed or refused
    FAILED = f"bold {_RED}"
    RUNNING = _BLUE
    EXCEPTION = _PURPLE
    QUIET = _GREY
