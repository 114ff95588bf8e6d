"""The JSON Schema of crispdm.yaml tells an editor what crispdm will complain about."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import yaml

from crispdm.gate.checks import KINDS
from crispdm.process_file import load, schema
from crispdm.yamlio import YamlError
from tests.support.command_line import Run
from tests.support.processes import SMALL, bundled_process
from tests.support.templates import BUNDLED, bundled_files

SCHEMA = schema(KINDS)
EDITOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
def test_the_schema_in_a_project_is_the_one_that_is_printed(run: Run, name: str) -> None:
    printed = run("schema").out
    assert bundled_files(name)[".crispdm/crispdm.schema.json"][0].decode() == printed
    assert json.loads(printed) == json.loads(json.dumps(SCHEMA))
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_knows_every_kind_and_every_parameter() -> None:
    structs = [each for each in SCHEMA["$defs"].values() if "check" in each["properties"]]
    known = {each["properties"]["check"]["enum"][0]: each for each in structs}
    assert {*known} == {*KINDS}
    for name, kind in KINDS.items():
        assert {*known[name]["properties"]} == {"check", *kind.__struct_fields__}
        assert known[name]["additionalProperties"] is False


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
def test_an_editor_accepts_what_a_template_ships(name: str) -> None:
    EDITOR.validate(yaml.safe_load(bundled_process(name)))


def test_an_editor_accepts_what_is_read() -> None:
    EDITOR.validate(yaml.safe_load(SMALL))


FORBIDDEN = [
    # a key that is not known, or is missing
    ("max_months: 12", "colour: red"),
    ("decision:\n", "decison:\n"),
    ("check: number", "chek: number"),
    ("field: x\n", "\n"),
    ("    title: The first\n", "\n"),
    ("      field: decision\n", "\n"),
    # not one of the words
    ("check: number", "check: numbr"),
    ("level: warn", "level: wran"),
    ("better: higher", "better: up"),
    ("version: 1", "version: 2"),
    # of another type
    ("version: 1", "version: '1'"),
    ("project: listings", "project: 5"),
    ("project: listings", "project:"),
    ("project: listings", "project: ''"),
    ("[Ana Roy <ana@example.com>]", "Ana"),
    ("data_scientist: []", "data_scientist: Bo"),
    ("data_scientist: []", "data_scientist: [5]"),
    ("title: The second", "title: {a: b}"),
    ("timebox: 5", "timebox: soon"),
    ("sign_off: [product_manager]", "sign_off: Ana"),
    ("owner: data_scientist", "owner: true"),
    ("fresh: true", "fresh: maybe"),
    ("min: 1", "min: 5 %"),
    ("max_months: 12", "max_months: soon"),
    ("was: [later]", "was: later"),
    ("go: next", "go: [next]"),
    # out of range
    ("timebox: 5", "timebox: 0"),
    ("max_months: 12", "max_months: 0"),
    ("max_error: 0.1", "max_error: 2"),
    # not a name, not a path
    ("id: it-pays", "id: It pays"),
    ("id: second", "id: 2nd"),
    ("folder: 01_first", "folder: ../x"),
    ("file: a.yaml\n        field", "file: ../a.yaml\n        field"),
]


@pytest.mark.parametrize(("old", "new"), FORBIDDEN)
def test_an_editor_and_crispdm_refuse_what_types_forbid(old: str, new: str) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    with pytest.raises(jsonschema.ValidationError):
        EDITOR.validate(yaml.safe_load(text))
    with pytest.raises(YamlError):
        load(text.encode(), KINDS)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """All paths of a document."""
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


@pytest.mark.slow
def test_an_editor_and_crispdm_agree_on_what_must_not_be_missing() -> None:
    document = yaml.safe_load(bundled_process())
    agreed = {True: 0, False: 0}
    for *above, last in (path for path in [*places(document)][1::3]):
        mutated = copy.deepcopy(document)
        inner = mutated
        for step in above:
            inner = inner[step]
        del inner[last]
        is_valid = EDITOR.is_valid(mutated)
        agreed[is_valid] += 1
        if not is_valid:
            with pytest.raises(YamlError):
                load(json.dumps(mutated).encode(), KINDS)
    assert min(agreed.values()) > 30
