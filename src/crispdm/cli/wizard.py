"""Ask the questions of a template on the terminal."""

import sys

from crispdm.cli.line_prompt import read_line
from crispdm.errors import CrispdmError
from crispdm.scaffold.questions import Ask, Question
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.views.text.terminal import show
from crispdm.words import listing


def wizard() -> Ask:
    """What asks the questions, and says before the first of them how to answer."""
    hint = iter([Line("Press Enter to accept the value in brackets, Ctrl-C to cancel.")])
    listed: set[str] = set()

    def begin(question: Question, wrong: str) -> str:
        show([*hint], sys.stderr)
        is_listed = question.name in listed
        listed.add(question.name)
        return ask(question, wrong, is_listed=is_listed)

    return begin


def ask(question: Question, wrong: str, *, is_listed: bool = False) -> str:
    """Ask a question, and say what was wrong with the answer before.

    Args:
        question: what is asked.
        wrong: why the answer before is not valid; empty where there was none.
        is_listed: the options can be read above.

    Raises:
        CrispdmError: the input has ended.
        Interrupted: the user pressed Ctrl-C.
    """
    names = [option for option, _ in question.options]
    if names and not is_listed:
        show([Line(question.prompt), *_options(question)], sys.stderr)
    if wrong:
        show([Line(wrong, label="  invalid: ", style=Style.TO_DO)], sys.stderr)
    prompt = listing([str(number) for number in range(1, len(names) + 1)], "or") if names else question.prompt
    default = _default(question)
    typed = read_line(prompt if default else f"{prompt}:", "nothing was created", default=default, options=names)
    if typed is None:
        message = "the input ended before all questions were answered; nothing was created"
        raise CrispdmError(message, hint="--yes takes the defaults")
    return typed


def _options(question: Question) -> list[Line]:
    width = max(len(option) for option, _ in question.options)
    rows = [(f"  {number}  {option}", meaning) for number, (option, meaning) in enumerate(question.options, 1)]
    return [Line(meaning, label=f"{label.ljust(width + 5)}  " if meaning else label) for label, meaning in rows]


def _default(question: Question) -> str | None:
    """What Enter answers, as a person would type it; None for nothing."""
    default = question.default
    if isinstance(default, bool):
        return "yes" if default else "no"
    return None if default in ("", None) else str(default)
