"""Text in which nothing acts, on a terminal or typed into a shell. Pure."""

import re

# What could move the cursor or break a line: control characters, line and paragraph separators, and the surrogates that
# stand for bytes in a file's name. And what nobody sees, which lets two names look the same or hides a text in another:
# all that Unicode calls default ignorable, with the bidirectional marks, zero-width characters, tags and fillers.
_HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Scripts that write words with joiners, their signs that kill a vowel, and pictures, which are joined and coloured.
_JOINED = "\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18aa\ufb50-\ufdff\ufe70-\ufefc"
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2"
_PICTURE = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NEEDED = "|".join(  # one at a time, and only where writing needs it
    (
        f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])",
        f"(?<=[{_VIRAMA}])[\u200c\u200d]",
        "(?<=[\u1820-\u18aa])[\u180b-\u180f]",
        f"(?<=[{_IDEOGRAPH}])[\U000e0100-\U000e01ef]",
        f"(?<=[{_PICTURE}])[\ufe0e\ufe0f]",
        "(?<=[0-9#*])\ufe0f(?=\u20e3)",
        f"(?:(?<=[{_PICTURE}])|(?<=[{_PICTURE}]\ufe0f))\u200d(?=[{_PICTURE}])",
    )
)
_ACTIVE = f"(?!{_NEEDED})[{_HIDDEN}]"


def inert(text: str) -> str:
    """Replace the characters that a terminal acts on, or nobody sees, by visible escapes such as `\\x1b`."""  # noqa: D301
    if text.isascii() and text.isprintable():  # as nearly every text is
        return text
    return re.sub(_ACTIVE, lambda found: found[0].encode("unicode_escape").decode(), text)


def quote(word: str) -> str:
    r"""Quote a word for a shell, so that the shown command can be typed: `'my shop'`, `$'caf\xe9'`."""
    from shlex import quote as plainly  # noqa: PLC0415 - few answers hold a command with a name

    if inert(word) == word:
        return plainly(word)
    escaped = re.sub(f"['\\\\\\\\]|{_ACTIVE}", _escape, word)
    return f"$'{escaped}'"


def _escape(found: re.Match[str]) -> str:
    """A backslash before what the quotes would take, and the bytes of what is not shown as itself."""
    if found[0] in "'\\":
        return f"\\{found[0]}"
    is_byte = "\udc80" <= found[0] <= "\udcff"  # one of a name that is not UTF-8
    data = found[0].encode("utf-8", "surrogateescape" if is_byte else "surrogatepass")
    return "".join(f"\\x{byte:02x}" for byte in data)
