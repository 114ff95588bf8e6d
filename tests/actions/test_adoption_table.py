"""What crispdm, copier, cookiecutter and cruft do with the same templates in the same repositories.

The record is made anew with CRISPDM_WRITE_PEERS=1, and with the peers beside the interpreter or in PATH.
"""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.adoption_cases import CASES, try_case
from tests.support.peers import TOOLS, version
from tests.support.shown_tables import AGAIN, is_shown

RECORD = Path(__file__).parents[1] / "support" / "adoptions.yaml"
_WRITE = bool(os.environ.get("CRISPDM_WRITE_PEERS"))  # the surroundings of a test hide it


def recorded() -> dict[str, Any]:
    """The versions of the peers, and what each tool does in each case."""
    found: dict[str, Any] = yaml.safe_load(RECORD.read_text())
    return found


def _record(tool: str, name: str, did: str) -> None:
    held = recorded()
    if tool != "crispdm":
        held["versions"][tool] = version(tool)
    held["cases"] = {each: held["cases"].get(each, {}) for each in CASES}
    held["cases"][name] = {each: held["cases"][name].get(each) for each in TOOLS} | {tool: did}
    RECORD.write_text(yaml.safe_dump(held, sort_keys=False, allow_unicode=True, width=200))


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("name", CASES)
def test_each_tool_does_what_the_table_says(tmp_path: Path, name: str, tool: str) -> None:
    installed = version(tool)
    if installed is None:
        pytest.skip(f"{tool} is not installed")
    if tool not in CASES[name].without and tool != "crispdm" and not _WRITE:
        tried = recorded()["versions"][tool]
        if installed != tried:
            pytest.skip(f"{tool} {installed} is installed; the table was made with {tried}")
    did = try_case(CASES[name], tool, tmp_path)
    if _WRITE:
        _record(tool, name, did)
    assert did == recorded()["cases"][name][tool]


def test_the_documentation_shows_the_table() -> None:
    held = recorded()
    assert list(held["cases"]) == list(CASES)
    header = ["case", *(f"{tool} {held['versions'].get(tool, '')}".strip() for tool in TOOLS)]
    rows = [[name, *(each[tool] for tool in TOOLS)] for name, each in held["cases"].items()]
    assert is_shown("adoptions", header, rows), AGAIN
