"""The JSON Schema of crispdm.yaml tells an editor what crispdm will complain about."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import yaml

from crispdm.gate.checks import KINDS
from crispdm.process import load, schema
from crispdm.scaffold.bundled import template
from crispdm.yamlio import YamlError
from tests.conftest import Run
from tests.support.templates import BUNDLED
from tests.test_process import COMPLAINTS, SMALL, bundled_process

SCHEMA = schema(KINDS)
EDITOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_schema_in_a_project_is_the_one_that_is_printed(run: Run, name: str) -> None:
    source = template(name) / "{{ cookiecutter.project_slug }}"
    printed = run("schema").out
    assert (source / ".crispdm" / "crispdm.schema.json").read_text() == printed
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


@pytest.mark.parametrize("name", BUNDLED)
def test_an_editor_accepts_what_a_template_ships(name: str) -> None:
    EDITOR.validate(yaml.safe_load(bundled_process(name)))


def test_an_editor_accepts_what_is_read() -> None:
    EDITOR.validate(yaml.safe_load(SMALL))


TYPES = [pair for pair in COMPLAINTS if "expected" in pair[2] or "known here" in pair[2] or "is missing" in pair[2]]


@pytest.mark.parametrize(("old", "new", "what"), TYPES)
def test_an_editor_complains_of_what_types_forbid(old: str, new: str, what: str) -> None:
    assert what
    with pytest.raises(jsonschema.ValidationError):
        EDITOR.validate(yaml.safe_load(SMALL.replace(old, new, 1)))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """All paths of a document."""
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


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
