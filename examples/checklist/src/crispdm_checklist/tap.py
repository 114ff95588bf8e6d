"""`--format tap`: the criteria of a gate as lines of the Test Anything Protocol, https://testanything.org."""

from typing import Any


def write(answer: dict[str, Any], text: str) -> str:
    """Write an answer.

    Args:
        answer: what `--format json` prints.
        text: what `--format text` prints.
    """
    gate = answer.get("gate")
    if gate is None:
        return "".join(f"# {line}\n" for line in text.splitlines())
    rows = [f"1..{len(gate['criteria'])}"]
    for number, each in enumerate(gate["criteria"], 1):
        rows.append(f"{'not ok' if each['closes'] else 'ok'} {number} - {each['id']}")
        if each["closes"]:
            rows.append(f"# {each['place']['file']}: {each['have']}")
    return "".join(f"{row}\n" for row in rows)
