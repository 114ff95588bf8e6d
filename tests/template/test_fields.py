"""How many fields a person fills in: none more for evidence that is computed again."""

from pathlib import Path

import yaml

from tests.support.templates import bundled_files

FILLED_IN = {"objective": 15, "inventory": 3, "dataset": 6, "metric": 5, "pilot": 14, "operations": 11}


def test_a_person_fills_in_no_more_fields_than_before_evidence_was_computed_again() -> None:
    """In each phase of the default template: what ships empty. Sheets and what scripts write are not counted."""
    texts = {Path(path).stem: data for path, (data, _) in bundled_files("crisp-dm").items() if path.startswith("0")}
    empty = {name: _empty(yaml.safe_load(texts[name])) for name in FILLED_IN}
    assert empty == FILLED_IN


def _empty(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (value is None) + sum(map(_empty, inner))
