"""`status --format slack`: the status as Block Kit, for an incoming webhook of Slack or a bot.

All texts are elements of rich text, in which nothing acts: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from crispdm.inert import inert
from crispdm.views.text.lines import Line
from crispdm.views.text.markdown import levels
from crispdm.words import clip

_LONGEST = 150  # characters of a header
_DEEPEST = 8  # levels of a list


def message(lines: Iterable[Line]) -> str:
    """The lines as a message: the first as a header, the others as a nested list; `text` is for notifications."""
    first, *others = lines
    head = clip(inert(first.text), _LONGEST)
    blocks: list[dict[str, Any]] = [{"type": "header", "text": {"type": "plain_text", "text": head, "emoji": False}}]
    if others:
        blocks.append({"type": "rich_text", "elements": [*_lists(others)]})
    return json.dumps({"text": head, "blocks": blocks}, indent=2) + "\n"


def _lists(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """A list for each line, as the level belongs to the list."""
    for level, line in levels(lines):
        section = {"type": "rich_text_section", "elements": [*_texts(line)]}
        yield {"type": "rich_text_list", "style": "bullet", "indent": min(level, _DEEPEST), "elements": [section]}


def _texts(line: Line) -> Iterator[dict[str, Any]]:
    label = " ".join(inert(line.label).split())
    if label:
        yield {"type": "text", "text": f"{label} ", "style": {"bold": True}}
    term = inert(line.term).strip()
    yield {"type": "text", "text": f"{term}: {inert(line.text)}" if term else inert(line.text) or " "}
