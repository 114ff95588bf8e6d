"""`--format github`: what `check` found as annotations of GitHub Actions, at their files and lines.

The commands are those of https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
"""

from collections.abc import Iterator

from crispdm.gate.finding import Place
from crispdm.inert import inert
from crispdm.results.gate import Check, Criterion, Gate
from crispdm.words import listing


def annotations(check: Check, folder: str = "") -> str:
    """An error for each criterion that keeps the gate closed, a warning for each other one that is not met.

    Args:
        check: what was found.
        folder: the path of the project in its repository, with a slash at its end; empty at the top.
    """
    return "".join(f"{row}\n" for row in _rows(check.gate, folder))


def _rows(gate: Gate, folder: str) -> Iterator[str]:
    for each in gate.criteria:
        if each.closes or each.status in ("warn", "fail", "not_run"):
            yield _annotation("error" if each.closes else "warning", each, folder)
    if missing := gate.undecided:
        at = _at(missing.place, folder)
        yield f"::error {at},title=decision::{_message(missing.have, missing.want, missing.fix)}"
    unsigned = [each.role for each in gate.unsigned]
    if unsigned:
        yield f"::notice title=sign-offs::{_data(f'{gate.title} needs the sign-off of {listing(unsigned)}')}"
    if gate.open:
        yield f"::notice title=gate::{_data(f'The gate of {gate.title} is open')}"


def _annotation(level: str, criterion: Criterion, folder: str) -> str:
    title, at = _property(f"{criterion.id}: {criterion.says}"), _at(criterion.place, folder)
    return f"::{level} {at},title={title}::{_message(criterion.have, criterion.want, criterion.fix)}"


def _at(place: Place, folder: str) -> str:
    return f"file={_property(folder + place.file)}{f',line={place.line}' if place.line else ''}"


def _message(have: str, want: str, fix: str) -> str:
    parts = [have, f"expected: {want}", *([f"hint: {fix}"] if fix else [])]
    return "%0A".join(map(_data, parts))


def _data(text: str) -> str:
    """Text as a value: nothing in it ends the line or begins another command."""
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
