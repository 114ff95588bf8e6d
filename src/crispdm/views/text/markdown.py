"""The same lines as Markdown, to paste into a chat or a pull request: a headline and one nested list."""

import re
from collections.abc import Iterable, Iterator

from crispdm.inert import inert
from crispdm.views.text.lines import Line

_COMMAND = re.compile(r"`(crispdm[ a-z_-]*)`")  # the only code in our sentences
# Whatever could begin a link, an image, HTML, emphasis, code or a table; a _ inside a word begins nothing.
_ACTIVE = re.compile(r"[\\`*\[\]<>|~&#!]|(?<![^\W_])_|_(?![^\W_])")
# Whatever GitHub or GitLab looks for in a text after the Markdown is gone, so that no escape keeps it from acting.
_CALLING = re.compile(
    r"""
    [@\#]\w | \$                        # people, addresses, issues, snippets, formulas
    | [!&]\d | [~%][\w"']               # merge requests, epics; labels, milestones
    | \[\w+: | \[\[ | \*\w+:            # vulnerabilities, pages, iterations
    | (?<!\w)[^\W\d_]\w*-\d             # GH-12, and the issues of other trackers
    | :// | \bwww\. | (?:mailto|xmpp):
    | :[\w+-]+:                         # a picture
    | (?<!\w)[0-9a-f]{7,}(?!\w)         # a commit
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\s`|\\<>]+")
_BEFORE, _BEHIND = "(\"'", ").,;:!?\"'"  # what stands around a word, and stays out of the code
_LIST_MARKS = re.compile(r"^([-+]|[0-9]+[.)])(?=\s|$)")


def markdown(lines: Iterable[Line]) -> str:
    """Return the lines as Markdown: the first as a headline, the others as a nested list."""
    return "\n".join(_rows(lines)) + "\n"


def _rows(lines: Iterable[Line]) -> Iterator[str]:
    first, *others = [*lines] or [Line("")]
    if not first.label:
        yield f"**{escaped(first.text)}**\n"
    for level, line in levels(others if not first.label else [first, *others]):
        yield f"{'  ' * level}- {''.join(_parts(line))}"


def levels(lines: Iterable[Line]) -> Iterator[tuple[int, Line]]:
    """The lines of a nested list, each with its level, counted from 0."""
    above: list[int] = []  # the columns in which this line's parents begin
    for line in lines:
        begins = _begins(line)
        above = [column for column in above if column < begins]
        yield len(above), line
        above.append(begins)


def _begins(line: Line) -> int:
    """The column in which a line begins; one with an empty label continues the line above."""
    blank = len(line.label) - len(line.label.lstrip())
    return line.indent + (blank if line.label.strip() else min(blank, 1))


def _parts(line: Line) -> Iterator[str]:
    label = " ".join(line.label.split())
    if label:
        yield f"**{escaped(label)}** "
    if line.term:
        yield f"{escaped(line.term.strip())}: "
    yield escaped(line.text)


def escaped(text: str) -> str:
    """Escape what a terminal, Markdown or its host would act on; commands of our own stay code."""
    parts = _COMMAND.split(inert(text))
    return "".join(f"`{part}`" if number % 2 else _escape(part) for number, part in enumerate(parts))


def _escape(text: str) -> str:
    """Escape a text, its words that call somebody or lead somewhere as code: there alone no host looks for them."""
    done, end = "", 0
    for word in _WORD.finditer(text):
        if _CALLING.search(word[0]):
            core = word[0].lstrip(_BEFORE).rstrip(_BEHIND) or word[0]
            begin = text.index(core, word.start())
            done += f"{_without_markup(text[end:begin])}`{core}`"
            end = begin + len(core)
    return _LIST_MARKS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", done + _without_markup(text[end:]))


def _without_markup(text: str) -> str:
    return _ACTIVE.sub(lambda found: f"&#{ord(found[0])};" if found[0] in "<&" else f"\\{found[0]}", text)
