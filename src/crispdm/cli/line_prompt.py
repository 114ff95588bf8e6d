"""Prompt for a line: on standard error, so that standard output holds the answer alone."""

import sys
from shutil import get_terminal_size

from crispdm.errors import Interrupted
from crispdm.inert import inert


def read_line(prompt: str, undone: str) -> str | None:
    """Prompt for a line, and return it without the blanks around it; None where the input ends.

    Args:
        prompt: what is asked.
        undone: what to say on Ctrl-C: that nothing happened.

    Raises:
        Interrupted: the user pressed Ctrl-C.
    """
    sys.stderr.write(_folded(f"{inert(prompt)} "))
    sys.stderr.flush()
    typed = b""
    try:
        typed = sys.stdin.buffer.readline()
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; {undone}") from None
    finally:
        if not typed.endswith(b"\n"):
            sys.stderr.write("\n")
    return typed.decode("utf-8", "surrogateescape").strip() if typed.endswith(b"\n") else None


def _folded(prompt: str) -> str:
    """Break a prompt between words, before the terminal breaks it in the middle of one."""
    width = get_terminal_size().columns
    words = prompt.split(" ")
    rows = [words[0]]
    for word in words[1:]:
        if len(rows[-1]) + 1 + len(word) < width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return "\n".join(rows)
