"""Ask the questions of a template on the terminal."""

import sys

from crispdm.cli.line_prompt import read_line
from crispdm.errors import CrispdmError
from crispdm.scaffold.questions import Question
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.views.text.terminal import show
from crispdm.words import listing


def ask(question: Question, wrong: str) -> str:
    """Ask a question, and say what was wrong with the answer before.

    Raises:
        CrispdmError: the input has ended.
        Interrupted: the user pressed Ctrl-C.
    """
    if wrong:
        show([Line(wrong, label="  invalid: ", style=Style.TO_DO)], sys.stderr)
    elif question.options:
        show([Line(question.prompt), *_options(question)], sys.stderr)
    typed = read_line(_prompt(question), "nothing was created")
    if typed is None:
        message = "the input ended before all questions were answered; nothing was created"
        raise CrispdmError(message, hint="--yes takes the defaults")
    return typed


def _options(question: Question) -> list[Line]:
    width = max(len(option) for option, _ in question.options)
    rows = enumerate(question.options, 1)
    return [Line(meaning, label=f"  {number}  {option.ljust(width)}  ") for number, (option, meaning) in rows]


def _prompt(question: Question) -> str:
    prompt, default = question.prompt, question.default
    if question.options:
        prompt = listing([str(number + 1) for number in range(len(question.options))], "or")
    if isinstance(default, bool):
        default = "yes" if default else "no"
    return f"{prompt} [{default}]:" if default not in ("", None) else f"{prompt}:"
