"""What a criterion need not say: the limits of each kind of check, and the script that computes it again."""

from typing import Any

import pytest
from msgspec import NODEFAULT, structs

from crispdm.gate.checks import KINDS
from crispdm.gate.kind import Check
from crispdm.testing import phase_with
from tests.support.check_cases import EXAMPLES

DEFAULTS: dict[str, dict[str, Any]] = {
    "exists": {"min": 1},
    "number": {"by": 0.0, "better": "higher"},
    "worth": {"max_months": 12},
    "audit": {"min_rows": 50, "max_error": 0.1, "tolerance": 0.0},
    "table": {"min_rows": 100, "max_target_nulls": 0.05},
    "runs": {"errors": "errors.csv"},
    "verdict": {"field": "decision"},
    "command": {"timeout": 60},
}
VERIFY = ("python", "again.py")
AN_HOUR = 3_600  # seconds


def _defaults(kind: type[Check]) -> dict[str, Any]:
    names = {*kind.__struct_fields__} - {*Check.__struct_fields__}
    found = {each.name: each.default for each in structs.fields(kind) if each.name in names}
    return {name: default for name, default in found.items() if default is not NODEFAULT and default not in ((), None)}


def test_each_limit_has_its_default() -> None:
    assert {name: found for name, kind in KINDS.items() if (found := _defaults(kind))} == DEFAULTS


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if "verify" in kind.__struct_fields__])
def test_a_script_that_computes_it_again_has_an_hour(kind: str) -> None:
    parameters = next(each.parameters for each in EXAMPLES if each.parameters["check"] == kind)
    for verify, command in ((VERIFY, (VERIFY, AN_HOUR)), ((), None)):
        (criterion,) = phase_with({**parameters, "verify": verify}).criteria
        assert isinstance(criterion, Check)
        assert criterion.command() == command
