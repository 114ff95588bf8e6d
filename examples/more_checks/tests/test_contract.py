"""The kinds that read files hold to what crispdm asks of every kind."""

import json
from pathlib import Path
from typing import Any

import pytest
from crispdm_more_checks.notebook import Notebook
from crispdm_more_checks.quality import Quality

from crispdm.testing import Case, Example, Rule, contract, passes, warns

RESULTS = Path(__file__).parent / "results"


def _cell(kind: str, source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True), **more}


def _notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _code(source: str, count: int | None, *outputs: dict[str, Any]) -> dict[str, Any]:
    return _cell("code", source, execution_count=count, outputs=outputs)


def _passing(tool: str, *edits: tuple[str, str]) -> str:
    text = (RESULTS / f"{tool}.json").read_text()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


QUALITY = Example(
    parameters={"check": "quality", "file": "results.json", "least": 3},
    files={"results.json": _passing("evidently", ('"status": "FAIL"', '"status": "SUCCESS"'))},
    changes=(("Minimal value of 'price': Greater or Equal 0.000", "Minimal value of 'price': Greater or Equal 1.000"),),
    cases=(
        passes("no limit", None, "3 of 3 checks passed"),
        Case("too few", None, "3 checks ran", parameters={"least": 4}),
        Case("not JSON", ('{\n "metrics"', "{\n metrics"), "not JSON", line=2),
        Case("something else", ('"metrics": [', '"figures": ['), "not the results of Great Expectations, pandera"),
        Case("incomplete", ('"name": "Minimal', '"nom": "Minimal'), "incomplete results: KeyError at 'name'"),
    ),
    limits={"least": 1, "max_failed": 2},
)
BROKEN = Example(
    parameters={"check": "quality", "file": "results.json", "max_failed": 1},
    files={"results.json": _passing("dbt", ('"status": "fail"', '"status": "pass"'), ('"warn"', '"pass"'))},
    changes=(("unique_listings_id.", "unique_listings_ids."),),
    cases=(
        passes("all", None, "4 of 4 checks passed"),
        warns(
            "one may fail",
            (
                '"failures": 1,\n   "unique_id": "test.shop.unique',
                '"status": "error",\n   "unique_id": "test.shop.unique',
            ),
            "3 of 4",
        ),
        Case("none ran", None, "4 checks ran", parameters={"least": 5}),
    ),
)
NOTEBOOK = Example(
    parameters={
        "check": "notebook",
        "file": "explore.ipynb",
        "sections": ["What we saw"],
        "inputs": ["/data/a.csv"],
    },
    files={
        "explore.ipynb": _notebook(
            _cell("markdown", "# What we saw\n\nPrices.\n"), _code("x = 1", 1), _code("print(x)", 2), _code("", None)
        ),
        "/data/a.csv": "a\n1\n",
    },
    changes=(("print(x)", "print(x + 1)"), ("/data/a.csv", "1\n", "2\n")),
    cases=(
        passes("as it is", None, "2 cells executed in order"),
        Case("not executed", ('"execution_count": 2', '"execution_count": null'), "code cell 2 was not executed"),
        Case("twice", ('"execution_count": 2', '"execution_count": 5'), "5 executions of 2 cells"),
        Case("backwards", ('"execution_count": 1', '"execution_count": 3'), "code cell 2 was executed before cell 1"),
        Case(
            "an error",
            (
                '"execution_count": 2, "outputs": []',
                '"execution_count": 2, "outputs": [{"output_type": "error", "ename": "E", "evalue": "no"}]',
            ),
            "code cell 2 ended with E: no",
        ),
        Case("no section", ("# What we saw", "# What"), "no section 'What we saw'"),
        Case("an empty section", ("Prices.", ""), "section 'What we saw' is empty"),
        Case("no notebook", ('"cells": [', '"sheets": ['), "not a notebook of format 4"),
    ),
)


@pytest.mark.parametrize("rule", [*contract(Quality, [QUALITY, BROKEN]), *contract(Notebook, [NOTEBOOK])], ids=str)
def test_contract(rule: Rule, tmp_path: Path) -> None:
    rule(tmp_path)
