"""Text in the cells of a spreadsheet. Pure."""

import re

# A text that a spreadsheet would take for a formula has an apostrophe before it, as the scripts of a project write it:
# where a cell begins, or one that a spreadsheet makes itself of a line break, a tab or a semicolon in the text.
_BLANKS = r"[^\S;\t\r\n]*+"
_FORMULA = rf"{_BLANKS}[-+=@\uff0b\uff0d\uff1d\uff20]\s*+\S"
_NUMBER = rf"{_BLANKS}[-+](?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?\d++)?+\s*+\Z"
_MARKED = rf"(?:^|(?<=[;\t\r\n]))({_BLANKS})'('*+)(?={_FORMULA})(?!{_NUMBER})"


def from_cell(cell: str) -> str:
    """The text of a cell, without blanks around it, or the apostrophe that keeps it from being a formula."""
    text = cell.strip()
    return re.sub(_MARKED, r"\1\2", text).strip() if "'" in text else text
