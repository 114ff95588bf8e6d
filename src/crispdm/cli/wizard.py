"""Questions on the terminal: prompts go to standard error, so that standard output holds the answer alone."""

import sys

from crispdm.errors import CrispdmError
from crispdm.scaffold.questions import Question
from crispdm.views.text.lines import Line, inert
from crispdm.views.text.terminal import show
from crispdm.words import listing


def ask(question: Question, why: str) -> str:
    """Ask one question, and say what was wrong with the answer before.

    Raises:
        CrispdmError: the input has ended.
    """
    if why:
        show([Line(why, label="  invalid: ", style="yellow")], sys.stderr)
    elif question.options:
        show([Line(question.prompt), *_options(question)], sys.stderr)
    sys.stderr.write(f"{inert(_prompt(question))} ")
    sys.stderr.flush()
    typed = sys.stdin.buffer.readline()
    if not typed.endswith(b"\n"):
        sys.stderr.write("\n")
        raise CrispdmError("the answers ended before the questions; nothing was made", hint="--yes takes the defaults")
    return typed.decode("utf-8", "surrogateescape").strip()


def _options(question: Question) -> list[Line]:
    wide = max(len(option) for option, _ in question.options)
    rows = enumerate(question.options, 1)
    return [Line(says, label=f"  {number}  {option.ljust(wide)}  ") for number, (option, says) in rows]


def _prompt(question: Question) -> str:
    if question.options:
        numbers = listing([str(number + 1) for number in range(len(question.options))], "or")
        return f"{numbers} [{question.default}]:"
    if isinstance(question.default, bool):
        return f"{question.prompt} [{'yes' if question.default else 'no'}]:"
    return f"{question.prompt} [{question.default}]:" if question.default not in ("", None) else f"{question.prompt}:"
