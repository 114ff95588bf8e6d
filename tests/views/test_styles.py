"""The colours of the terminal can be read on white and on black, and mean the same in every command."""

import re
from pathlib import Path

import pytest
from rich.color import Color

from crispdm.views.text.styles import Style
from tests.support.pages import contrast

SOURCE = Path(__file__).parents[2] / "src" / "crispdm"
ENOUGH = 4.0  # on both grounds at once no colour reaches more than 4.6


@pytest.mark.parametrize("style", [each for each in Style if "color" in each])
@pytest.mark.parametrize("ground", ["#ffffff", "#000000"])
def test_every_colour_can_be_read_on_white_and_on_black(style: Style, ground: str) -> None:
    (code,) = re.findall(r"color\(\d+\)", style)
    assert contrast(Color.parse(code).get_truecolor().hex, ground) >= ENOUGH


def test_no_view_has_a_colour_of_its_own() -> None:
    own = [path.name for path in SOURCE.rglob("*.py") if re.search(r"style=[\"'f]", path.read_text())]
    assert own == []
