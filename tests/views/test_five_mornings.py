"""Five statuses of five days, in each form, as they are read out: golden files that people have read."""

import json
import os
import re
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from crispdm.views.json import published
from tests.support.command_line import Run
from tests.support.days import mornings

GOLDEN = Path(__file__).parent / "golden" / "status"
_WRITE = bool(os.environ.get("CRISPDM_WRITE_GOLDEN"))  # the surroundings of a test hide it
FORMS = {"text": "txt", "markdown": "md", "json": "json"}


def _named(text: str) -> str:
    """Ids hold the version of crispdm, so that they differ from one release to the next: numbered instead."""
    ids = {
        each: f"<id {number}>" for number, each in enumerate(dict.fromkeys(re.findall(r"\b[0-9a-f]{32}\b", text)), 1)
    }
    for name, number in ids.items():
        text = text.replace(name, number).replace(name[:8], number)
    return text


def test_five_mornings_are_read_out_in_every_form(run: Run, tmp_path: Path) -> None:
    seen = set()
    for name, project, now in mornings(run, tmp_path):
        for form, ending in FORMS.items():
            answer = run("status", "--format", form, cwd=project, CRISPDM_NOW=now)
            assert (answer.code, answer.err) == (0, "")
            file = GOLDEN / f"{name}.{ending}"
            if _WRITE:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(_named(answer.out))
            assert _named(answer.out) == file.read_text(), f"{file.name}: CRISPDM_WRITE_GOLDEN=1 writes it; read it"
            seen.add(file.name)
    assert {file.name for file in GOLDEN.iterdir()} == seen


TEXTS = sorted(GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_a_status_is_short_enough_to_be_read_out(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 25
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_an_answer_is_what_the_schema_says(file: Path) -> None:
    jsonschema.Draft202012Validator(published.schema("status")).validate(json.loads(file.read_text()))


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_every_form_says_the_same(file: Path) -> None:
    """The words of the text are those of the Markdown; its facts are in the JSON."""
    plain = re.sub(r"[*\\`]|^ *- ", "", file.with_suffix(".md").read_text(), flags=re.MULTILINE)
    words = re.sub(r"[`:]", "", file.read_text()).split()
    assert re.sub("[:]", "", plain).split() == words
