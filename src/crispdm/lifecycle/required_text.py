"""Texts that people must give: a reason, a name, a note. Pure."""

from crispdm.errors import CrispdmError


def require_text(text: str, argument: str) -> str:
    """Return the text without surrounding blanks.

    Raises:
        CrispdmError: it has no letter and no digit.
    """
    if not any(map(str.isalnum, text)):
        raise CrispdmError(f"{argument} is empty", hint="one sentence is enough; `status` reads it out")
    return text.strip()
