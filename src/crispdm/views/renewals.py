"""Evidence that its script made again, in words."""

from crispdm.lifecycle.renewal import Renewal


def renewal_sentence(renewal: Renewal) -> str:
    """What was made again, and why it may be: old and new."""
    before, now = renewal.made_before, renewal.made
    is_corrected = before.get("corrections") != now["corrections"]
    why = "with other corrections of labels" if is_corrected else "with the same content"
    content = f": {before.get('content', 'nothing')} was accepted, {now['content']} is here" if is_corrected else ""
    return f"made again by the same script from the same data, {why}{content}"
