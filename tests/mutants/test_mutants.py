"""Which changes are tried, and that the list of survivors is of the code of today."""

from pathlib import Path

import pytest

from tests.mutants.operators import mutants
from tests.mutants.survivors import Survivor, known_survivors

CODE = Path(__file__).parents[2] / "src" / "crispdm"
CHANGES = {
    "a = b < c": ["b <= c"],
    "a = b in c": ["b not in c"],
    "a = b and not c": ["b or not c", "c"],
    "a = b + 1": ["b - 1", "2"],
    "a = b if c else d": ["d if c else b"],
    "a = max(b, c)": ["min(b, c)"],
    "a = True": ["False"],
    "f(x)": ["pass"],
    "raise E": ["pass"],
    "def f():\n    return g(x)": ["return None"],
    "for a in b:\n    continue": ["break"],
    "a = 'text'": [],
    "a: Annotated[int, 3] = b": [],
    "class A(B, frozen=True):\n    'What it is.'": [],
    "a = f'{b < c}'": [],
}


@pytest.mark.parametrize(("code", "changes"), CHANGES.items())
def test_each_place_is_changed_once(code: str, changes: list[str]) -> None:
    found = [*mutants(code)]
    assert [each.becomes for each in found] == changes
    for each in found:
        assert each.text != code
        compile(each.text, "code.py", "exec")


@pytest.mark.parametrize("survivor", known_survivors(), ids=lambda each: f"{each.file}: {each.was}")
def test_a_survivor_that_is_listed_is_still_there_and_has_a_reason(survivor: Survivor) -> None:
    found = [(each.was, each.becomes) for each in mutants((CODE / survivor.file).read_text())]
    assert (survivor.was, survivor.becomes) in found
    assert len(survivor.why) > 10
