"""The pictures of the docs are those that the rule draws."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.pictures import DOCS, PICTURES


@pytest.mark.parametrize("file", PICTURES)
def test_a_picture_is_what_the_rule_says(file: str) -> None:
    drawn = PICTURES[file]()
    assert (DOCS / file).read_text(encoding="utf-8") == drawn, "draw it again: python -m tests.pictures"
    assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own


def test_every_picture_of_the_page_is_there_with_a_text_for_who_cannot_see_it() -> None:
    shown = re.findall(r"!\[(.+?)\]\((.+?\.svg)\)", Path(DOCS / "pilots.md").read_text(encoding="utf-8"))
    assert {file for _, file in shown} == {*PICTURES}
    assert all(f"<title>{title}</title>" in (DOCS / file).read_text(encoding="utf-8") for title, file in shown)


def test_the_six_intervals_show_every_verdict() -> None:
    drawn = PICTURES["pilot-verdicts.svg"]()
    assert re.findall(r'class="b">(\w+)<', drawn) == ["deploy", "deploy", "improve", "stop", "stop", "unclear"]
    assert drawn.count("may fall short") == 1
