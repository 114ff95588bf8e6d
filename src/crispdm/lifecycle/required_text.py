"""Texts that people must give: a reason, a name, a note. Pure."""

from crispdm.errors import CrispdmError

_HINT = "one sentence is enough; `crispdm status` and `crispdm log` show it"


def require_text(text: str, argument: str, *, hint: str = _HINT) -> str:
    """Return the text without surrounding blanks.

    Raises:
        CrispdmError: it has no letter and no digit.
    """
    if not any(map(str.isalnum, text)):
        raise CrispdmError(f"{argument} is empty", hint=hint)
    return text.strip()
