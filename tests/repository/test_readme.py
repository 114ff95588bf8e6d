"""What the README and the documentation show is what happens."""

import json
import os
import re
from pathlib import Path

import pytest

from crispdm.cli.app import COMMANDS
from crispdm.errors import Exit
from crispdm.gate.checks import KINDS
from crispdm.lifecycle.audit_findings import MEANINGS
from crispdm.views.json.published import RESULTS
from tests.support.command_line import Run
from tests.support.documents import command_reference, edited, walked

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GUIDE = ROOT / "templates" / "README.md"  # how to write a template
DOCS = ROOT / ".github" / "docs"
_WRITE = bool(os.environ.get("CRISPDM_WRITE_README"))  # the surroundings of a test hide it
_AGAIN = "run this test with CRISPDM_WRITE_README=1, and read what changed"


def _is_current(document: Path, now: str) -> bool:
    if _WRITE:
        document.write_text(now)
    return document.read_text() == now


@pytest.mark.parametrize(
    "document", [README, GUIDE, *sorted(DOCS.glob("*.md"))], ids=lambda path: path.parent.name + path.stem
)
def test_every_command_prints_what_the_document_shows(run: Run, tmp_path: Path, document: Path) -> None:
    assert _is_current(document, walked(run, tmp_path, document.read_text())), _AGAIN


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    page = DOCS / "commands.md"
    before, start, rest = page.read_text().partition("<!-- commands -->\n")
    _, end, after = rest.partition("<!-- end of commands -->\n")
    reference = command_reference()
    assert {*re.findall(r"^### `crispdm (\w+)", reference, re.MULTILINE)} == {*COMMANDS}
    assert _is_current(page, f"{before}{start}\n{reference}\n{end}{after}"), _AGAIN


def test_a_field_is_filled_in_and_its_hint_stays() -> None:
    before = "a:\n  x:     # 10\n  y: 1   # old\nb: 2\n"
    assert edited(before, "a:\n  x: 7\n  y: 3\n") == "a:\n  x: 7     # 10\n  y: 3   # old\nb: 2\n"
    with pytest.raises(AssertionError, match="no such fields"):
        edited(before, "a:\n  z: 7\n")


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    text = README.read_text()
    assert len(text.encode()) < 8192
    targets = [path for path in re.findall(r"\]\(([^)#]+)", text) if "://" not in path]
    assert len(targets) > 8
    assert not [path for path in targets if not (ROOT / path).exists()]


def test_every_kind_of_check_is_named() -> None:
    (said,) = re.findall(r"The kinds of check are (.*?)\.\n", (DOCS / "processes.md").read_text(), re.DOTALL)
    assert [*re.findall(r"`(\w+)`", said)] == [*KINDS]


def test_every_exit_code_is_in_the_table() -> None:
    codes = re.findall(r"^\| (\d+) \|", (DOCS / "commands.md").read_text(), re.MULTILINE)
    assert {int(code) for code in codes} == {*Exit}


@pytest.mark.parametrize("command", RESULTS)
def test_every_json_key_is_in_the_table(run: Run, project: Path, command: str) -> None:
    answer = json.loads(run(command, "--format", "json", cwd=project).out)
    (keys,) = re.findall(rf"^\| `{command}` \| (.*) \|$", (DOCS / "json.md").read_text(), re.MULTILINE)
    assert {*re.findall(r"`(\w+)`", keys), "format", "warnings"} == set(answer)


def test_every_kind_of_finding_is_named_with_its_level() -> None:
    text = (DOCS / "verify.md").read_text()
    errors, _, warnings = text.partition("Its kinds are, as errors,")[2].partition("and as warnings")
    for named, level in ((errors, "error"), (warnings.partition(".")[0], "warning")):
        assert {*re.findall(r"`([a-z-]+)`", named)} == {kind for kind, each in MEANINGS.items() if each.level == level}


def test_the_set_up_of_the_readme_is_what_ci_runs() -> None:
    steps = (ROOT / ".ci" / "run").read_text()
    for step in (
        "python3 -m venv .venv",
        ".venv/bin/pip install --quiet --editable '.[test",
        ".venv/bin/python -m pytest",
    ):
        assert step in README.read_text()
        assert step in steps


def test_a_change_is_told_in_a_file_that_the_changelog_is_made_of() -> None:
    names = {path.name for path in (ROOT / ".github" / "changes").iterdir()} - {"README.md"}
    assert not [name for name in names if not re.fullmatch(r"\+[\w-]+\.(added|changed|fixed|removed)\.md", name)]


@pytest.mark.parametrize("document", ["README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"])
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    """Paths are written from the root, or from `src/crispdm`; `NAME` stands for the name of something new."""
    named = set(re.findall(r"`((?:[a-z_.]+/)+[\w.]*)`", (ROOT / document).read_text()))
    folders = {each.name for each in (ROOT / "src" / "crispdm").iterdir()} | {"src", "tests", "templates", "examples"}
    paths = {path for path in named if "NAME" not in path and path.split("/")[0] in folders}
    assert paths or document == "README.md"
    assert not [path for path in paths if not ((ROOT / path).exists() or (ROOT / "src" / "crispdm" / path).exists())]


def test_the_house_in_contributing_is_the_one_of_the_sources() -> None:
    """Each module is drawn, or lies in a folder that is; and each name that is drawn leads somewhere."""
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text()
    (drawing,) = re.findall(r"\n(    __main__.*?)\n\n", text, re.DOTALL)
    drawn = set(re.findall(r"\w+\.py|\w+/", drawing))
    sources = ROOT / "src" / "crispdm"
    names = {f"{each.name}/" if each.is_dir() else each.name for each in sources.iterdir()}
    rooms = {name for name in names if name.endswith(("/", ".py"))} - {"__init__.py", "__pycache__/"}
    assert not rooms - drawn
    assert not [name for name in drawn if not [*sources.rglob(name.rstrip("/"))]]
