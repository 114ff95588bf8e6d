"""The kind of check holds to what crispdm asks of every kind."""

from pathlib import Path

import pytest
from crispdm_checklist import Checklist

from crispdm.testing import Case, Example, Rule, contract, passes

EXAMPLE = Example(
    parameters={"check": "checklist", "file": "list.md", "least": 2},
    files={"list.md": "# Before\n\n- [x] tell support\n- [x] try the switch\n"},
    changes=(("tell support", "tell sales"),),
    cases=(
        passes("another mark", ("- [x] tell", "* [X] tell"), "2 ticked"),
        Case("one is open", ("- [x] try the switch", "- [ ] try the switch <!-- here -->"), "not ticked: try the"),
        Case("one is missing", ("- [x] tell support\n", ""), "1 boxes", line=1),
    ),
    limits={"least": 1},
)


@pytest.mark.parametrize("rule", contract(Checklist, [EXAMPLE]), ids=str)
def test_contract(rule: Rule, tmp_path: Path) -> None:
    rule(tmp_path)
