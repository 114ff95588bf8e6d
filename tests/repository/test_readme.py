"""What the README shows is what happens."""

import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from crispdm.cli.app import COMMANDS
from crispdm.errors import Exit
from crispdm.gate.checks import KINDS
from crispdm.lifecycle.audit import MEANINGS
from crispdm.views.json.published import RESULTS
from tests.support.command_line import Run

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GUIDE = ROOT / "templates" / "README.md"  # how to write a template
_WRITE = bool(os.environ.get("CRISPDM_WRITE_README"))  # the surroundings of a test hide it
_BLOCK = re.compile(r"(?:<!-- write (?P<file>[^\n]+?) -->\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


class Shown(NamedTuple):
    """A command as the README shows it, and what is shown below it."""

    command: str
    output: str


def _shown(text: str) -> Iterator[Shown]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Shown(command, output)


def walked(run: Run, folder: Path, document: Path) -> str:
    """A document as it would be if every command in it were run now."""

    def again(block: re.Match[str]) -> str:
        nonlocal folder
        if block["file"]:
            (folder / block["file"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / block["file"]).write_text(block["text"])
        if block["kind"] != "console":
            return block[0]
        said = []
        for shown in _shown(block["text"]):
            words = shlex.split(shown.command)
            if words[0] == "cd":
                folder /= words[1]
                said.append(f"$ {shown.command}\n")
            else:
                answer = run(*words[1:], cwd=folder)
                said.append(f"$ {shown.command}\n{answer.out}{answer.err}")
        return block[0].replace(block["text"], "".join(said))

    return _BLOCK.sub(again, document.read_text())


@pytest.mark.parametrize("document", [README, GUIDE], ids=["README", "templates"])
def test_every_command_prints_what_the_document_shows(run: Run, tmp_path: Path, document: Path) -> None:
    now = walked(run, tmp_path, document)
    if _WRITE:
        document.write_text(now)
    assert document.read_text() == now, "run this test with CRISPDM_WRITE_README=1, and read what changed"


def test_every_command_is_in_the_table() -> None:
    rows = re.findall(r"^\| `crispdm (\w+)[^|]*` \| (.*) \|$", README.read_text(), re.MULTILINE)
    assert dict(rows) == COMMANDS


def test_every_kind_of_check_is_named() -> None:
    (said,) = re.findall(r"The kinds of check are (.*?)\.\n", README.read_text(), re.DOTALL)
    assert [*re.findall(r"`(\w+)`", said)] == [*KINDS]


def test_every_exit_code_is_in_the_table() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", README.read_text(), re.MULTILINE)} == {*Exit}


@pytest.mark.parametrize("command", RESULTS)
def test_every_json_key_is_in_the_table(run: Run, project: Path, command: str) -> None:
    answer = json.loads(run(command, "--format", "json", cwd=project).out)
    (keys,) = re.findall(rf"^\| `{command}` \| (.*) \|$", README.read_text(), re.MULTILINE)
    assert {*re.findall(r"`(\w+)`", keys), "format", "warnings"} == set(answer)


def test_every_kind_of_finding_is_named_with_its_level() -> None:
    errors, _, warnings = README.read_text().partition("Its kinds are, as errors,")[2].partition("and as warnings")
    for text, level in ((errors, "error"), (warnings.partition(".")[0], "warning")):
        assert {*re.findall(r"`([a-z-]+)`", text)} == {kind for kind, each in MEANINGS.items() if each.level == level}


def test_the_set_up_of_the_readme_is_what_ci_runs() -> None:
    steps = (ROOT / ".ci" / "run").read_text()
    for step in (
        "python3 -m venv .venv",
        ".venv/bin/pip install --quiet --editable '.[test]'",
        ".venv/bin/python -m pytest",
    ):
        assert step in README.read_text()
        assert step in steps


@pytest.mark.parametrize("document", ["README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"])
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    """Paths are written from the root, or from `src/crispdm`; `NAME` stands for the name of something new."""
    named = set(re.findall(r"`((?:[a-z_.]+/)+[\w.]*)`", (ROOT / document).read_text()))
    folders = {each.name for each in (ROOT / "src" / "crispdm").iterdir()} | {"src", "tests", "templates", "examples"}
    paths = {path for path in named if "NAME" not in path and path.split("/")[0] in folders}
    assert paths or document == "README.md"
    assert not [path for path in paths if not ((ROOT / path).exists() or (ROOT / "src" / "crispdm" / path).exists())]
