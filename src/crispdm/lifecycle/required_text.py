"""Texts that people must give: a reason, a name, a note. Pure."""

from crispdm.errors import CrispdmError
from crispdm.placeholders import is_no_words
from crispdm.words import describe_value

_HINT = "one sentence is enough; `crispdm status` and `crispdm log` show it"


def require_text(text: str, argument: str, *, hint: str = _HINT) -> str:
    """Return the text without surrounding blanks.

    Raises:
        CrispdmError: it has no letter and no digit.
    """
    if not any(map(str.isalnum, text)):
        raise CrispdmError(f"{argument} is empty", hint=hint)
    return text.strip()


def require_reason(text: str, argument: str) -> str:
    """Return a reason without surrounding blanks.

    Raises:
        CrispdmError: it is empty, or a word that says nothing, such as `n/a`.
    """
    reason = require_text(text, argument)
    if is_no_words(reason, argument.strip("-")):
        raise CrispdmError(f"{argument} {describe_value(reason)} says nothing", hint=_HINT)
    return reason
