"""Which changes are tried, and that the list of survivors is of the code of today."""

import importlib
from pathlib import Path

import pytest

from tests.mutants.in_place import NotReplaceable, replace_functions
from tests.mutants.named import Named, named_changes
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


def test_what_runs_on_import_is_told_from_what_a_function_runs() -> None:
    found = [*mutants("a = 1\ndef f(b=2):\n    return [\n        3,\n        lambda: 4,\n    ]\nc = lambda: 5")]
    assert [(each.was, each.in_function) for each in found if each.was.isdigit()] == [
        *(("1", False), ("2", False), ("3", True), ("4", True), ("5", True))
    ]
    (three,) = (each for each in found if each.was == "3")
    assert [*three.lines] == [3, 4]


MODULE = """
from functools import cache

def add(a, b):
    c = [
        a
    ][0]
    return c + b

@cache
def two():
    return 1 + 1

class Sums:
    @property
    def four(self):
        return two() + 2
"""


@pytest.mark.slow
def test_changed_code_is_put_where_others_have_imported_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sums_to_be_changed.py"
    file.write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module(file.stem)
    add, sums = module.add, module.Sums()
    for text, expected in ((MODULE.replace("c + b", "c * b"), 12), (MODULE.replace("[\n        a\n    ][0]", "1"), 4)):
        replace_functions(file, text)
        assert (add(4, 3), sums.four) == (expected, 4)
    replace_functions(file, MODULE.replace("two() + 2", "7"))
    assert sums.four == 7
    with pytest.raises(NotReplaceable):
        replace_functions(file, MODULE.replace("def add", "def sum"))


@pytest.mark.parametrize("survivor", known_survivors(), ids=lambda each: f"{each.file}: {each.was}")
def test_a_survivor_that_is_listed_is_still_there_and_has_a_reason(survivor: Survivor) -> None:
    found = [(each.at, each.was, each.becomes) for each in mutants((CODE / survivor.file).read_text())]
    assert (survivor.line, survivor.was, survivor.becomes) in found
    assert len(survivor.why) > 10


@pytest.mark.parametrize("change", named_changes(), ids=lambda each: each.says)
def test_a_change_that_went_unnoticed_can_still_be_made_and_its_tests_are_there(change: Named) -> None:
    assert (CODE / change.file).read_text().count(change.was) == 1
    for test in change.tests:
        file, _, name = test.partition("::")
        assert f"def {name}" in (CODE.parents[1] / file).read_text()
    assert change.part or len(change.campaign.removeprefix("no; ")) > 20
