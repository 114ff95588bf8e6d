"""Prompt for a line: on standard error, so that standard output holds the answer alone.

On a terminal the line can be edited, as far as the system's own library does that: arrow keys, the lines before, tab,
and a paste of several lines, which stays one answer. What was typed before the question was asked does not answer it.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from shutil import get_terminal_size

from crispdm.errors import Interrupted
from crispdm.inert import inert


def read_line(prompt: str, undone: str, *, default: str | None = None, options: Sequence[str] = ()) -> str | None:
    """Prompt for a line, and return it without the blanks around it; None where the input ends.

    Args:
        prompt: what is asked.
        undone: what to say on Ctrl-C: that nothing happened.
        default: what Enter answers, shown in brackets.
        options: what tab completes, beside the default.

    Raises:
        Interrupted: the user pressed Ctrl-C.
    """
    *rows, last = _rows([*inert(prompt).split(" "), *([f"[{inert(default)}]:"] if default is not None else [])])
    sys.stderr.write("".join(f"{row}\n" for row in rows))
    _forget_typed()
    try:
        line = _edited_line(f"{last} ", [*options, *([default] if default else [])]) if _can_edit() else _line(last)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        raise Interrupted(f"interrupted; {undone}") from None
    if line is None:
        sys.stderr.write("\n")
    return line if line is None else " ".join(line.splitlines()).strip()


def _line(prompt: str) -> str | None:
    sys.stderr.write(f"{prompt} ")
    sys.stderr.flush()
    typed = sys.stdin.buffer.readline()
    return typed.decode("utf-8", "surrogateescape") if typed.endswith(b"\n") else None


def _can_edit() -> bool:
    """Whether both ends are a terminal, and the system has a library for it; Windows' console edits by itself."""
    if sys.stdin is not sys.__stdin__ or not (os.isatty(0) and os.isatty(2)):
        return False
    with suppress(ImportError):
        import readline  # noqa: PLC0415 - only a question needs it

        return bool(readline.__doc__)
    return False


def _edited_line(prompt: str, completions: Sequence[str]) -> str | None:
    import readline  # noqa: PLC0415 - only a question needs it

    readline.set_completer_delims("")
    readline.set_completer(lambda text, at: [*(each for each in completions if each.startswith(text)), None][at])
    is_gnu = "libedit" not in (readline.__doc__ or "")
    readline.parse_and_bind("tab: complete" if is_gnu else "bind ^I rl_complete")
    if is_gnu and os.environ.get("TERM", "dumb") != "dumb":
        readline.parse_and_bind("set enable-bracketed-paste on")  # which Python switches off
    sys.stderr.flush()
    with _output_at_terminal():
        try:
            return input(prompt.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding))
        except EOFError:
            return None
        except UnicodeDecodeError as error:
            return error.object.decode("utf-8", "surrogateescape")


@contextmanager
def _output_at_terminal() -> Iterator[None]:
    """Let standard output be the terminal meanwhile, as the library writes to it alone, and it may be a pipe."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _forget_typed() -> None:
    """Forget what was typed before the question was there: the second line of a paste is not for this one."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows; not a terminal
        import termios  # noqa: PLC0415 - only a question needs it

        if sys.stdin.isatty():
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _rows(words: Sequence[str]) -> list[str]:
    """Break a prompt between words, before the terminal breaks it in the middle of one; a default stays whole."""
    width = get_terminal_size().columns
    rows = [words[0]]
    for word in words[1:]:
        if len(rows[-1]) + 1 + len(word) < width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
