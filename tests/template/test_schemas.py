"""The schemas that a template gives to editors: those that `crispdm schema` prints, named in the files themselves."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from crispdm.actions.evidence_schema import evidence_files
from crispdm.gate.checks import KINDS
from crispdm.kinds.evidence_schema import evidence_schema
from crispdm.process_file import load
from crispdm.scaffold.bundled import home
from crispdm.yamlio import parse
from tests.support.templates import BUNDLED, Tree, bundled_files, rendered

_WRITE = bool(os.environ.get("CRISPDM_WRITE_SCHEMAS"))  # the surroundings of a test hide it
FOLDER = ".crispdm/schemas"
ANSWERS = {
    "project_name": "Ana's shop",
    "measure": "hours # on Bo's wrong categories",
    "unit": "hours per week",
    "now": "10",
    "target": "-50%",
    "person": "Bo O'Roy <bo@example.com>",
}


def filled_in(project: Tree) -> Iterator[tuple[str, str, str]]:
    """The files of a new project that people fill in: the path, the text, and the text of its schema."""
    files = {path: data.decode() for path, (data, _) in project.items() if path.endswith(".yaml")}
    process = load(files["crispdm.yaml"].encode(), KINDS)
    for path in sorted(files.keys() & evidence_files(process, files)):
        schema = evidence_schema(process, path, files[path])
        yield path, files[path], f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n"


def schema_of(path: str) -> str:
    return f"{FOLDER}/{Path(path).stem}.json"


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
def test_a_template_has_the_schema_of_each_file_and_each_file_names_it(name: str) -> None:
    wanted = {schema_of(path): text for path, _, text in filled_in(bundled_files(name))}
    if _WRITE:
        (project,) = (path for path in (home() / name).iterdir() if path.name.startswith("{{"))
        shutil.rmtree(project / FOLDER, ignore_errors=True)
        (project / FOLDER).mkdir()
        for path, text in wanted.items():
            (project / path).write_text(text)
        bundled_files.cache_clear()
    there = {path: data.decode() for path, (data, _) in bundled_files(name).items() if path.startswith(FOLDER)}
    assert there == wanted, "CRISPDM_WRITE_SCHEMAS=1 pytest tests/template/test_schemas.py"
    for path, text, schema in filled_in(bundled_files(name)):
        up = "../" * path.count("/")
        assert text.startswith(f"# yaml-language-server: $schema={up}{schema_of(path)}\n"), path
        jsonschema.Draft202012Validator.check_schema(json.loads(schema))
        assert jsonschema.Draft202012Validator(json.loads(schema)).is_valid(parse(text.encode(), path).value), path


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
def test_no_answer_changes_a_schema(name: str) -> None:
    answered = {path: schema for path, _, schema in filled_in(rendered(home() / name, ANSWERS))}
    assert answered == {path: schema for path, _, schema in filled_in(bundled_files(name))}


def silent(schema: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The fields of which an editor would show nothing."""
    for name, inner in schema.get("properties", {}).items():
        if not {"description", "examples", "enum", "properties", "items"} & inner.keys():
            yield f"{above}{name}"
        yield from silent(inner, f"{above}{name}.")
        yield from silent(inner.get("items", {}), f"{above}{name}[].")


@pytest.mark.parametrize("name", BUNDLED)
def test_an_editor_says_something_of_every_field(name: str) -> None:
    assert {
        path: found for path, _, text in filled_in(bundled_files(name)) if (found := [*silent(json.loads(text))])
    } == {}
