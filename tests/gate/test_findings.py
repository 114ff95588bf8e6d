"""All that each kind of check finds on its cases, as it was read once: words, fractions, facts and values too."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crispdm.gate.finding import Finding
from crispdm.testing import Example, decide, write
from tests.support.check_cases import EXAMPLES

GOLDEN = Path(__file__).parent / "golden"
_WRITE = bool(os.environ.get("CRISPDM_WRITE_GOLDEN"))  # the surroundings of a test hide it
KINDS = sorted({each.parameters["check"] for each in EXAMPLES})
_DIGITS = 6  # the last ones differ from one processor to the next


def _rounded(value: Any) -> Any:
    """The same, with floats as they are read out."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [*map(_rounded, value)]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


def _told(finding: Finding) -> Iterator[str]:
    """A finding, as lines; what is as it is by default is left out."""
    yield f"{finding.status} {finding.basis} {finding.place}{' binding' * finding.is_binding}"
    yield f"  have {finding.have}"
    yield f"  want {finding.want}"
    yield from [f"  fix {finding.fix}"] if finding.fix else []
    yield from [f"  done {finding.done:.{_DIGITS}g}"] if finding.status != "pass" else []
    for name, value in (("facts", finding.facts), ("values", finding.values), ("origin", finding.origin)):
        yield from [f"  {name} {json.dumps(_rounded(msgspec.to_builtins(value)), ensure_ascii=False)}"] if value else []


def _lines(examples: list[Example], folder: Path) -> Iterator[str]:
    for number, example in enumerate(examples):
        cases = [("as it should be", None, {}), *((each.name, each.edit, each.parameters) for each in example.cases)]
        for name, edit, parameters in cases:
            root = folder / f"{number} {len([*folder.iterdir()])}"
            write(root, example.edited(edit))
            yield f"{example.name}, {name}:"
            yield from _told(decide(root, {**example.parameters, **parameters}))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_finds_what_was_read_once(kind: str, tmp_path: Path) -> None:
    found = "".join(f"{line}\n" for line in _lines([e for e in EXAMPLES if e.parameters["check"] == kind], tmp_path))
    file = GOLDEN / f"{kind}.txt"
    if _WRITE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(found)
    assert found == file.read_text(), f"{file.name}: CRISPDM_WRITE_GOLDEN=1 writes it; read it"


def test_no_kind_is_kept_that_is_gone() -> None:
    assert sorted(file.stem for file in GOLDEN.iterdir()) == KINDS
