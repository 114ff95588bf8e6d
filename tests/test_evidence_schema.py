"""What an editor says of evidence is what the checks say: tried on the evidence of every kind's own contract."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from crispdm.gate.record import Record
from crispdm.kinds.evidence_fields import Shape, fields_read
from crispdm.kinds.evidence_schema import evidence_schema
from crispdm.process import Process
from crispdm.testing import Example, decide, phase_with, write
from crispdm.yamlio import parse
from tests.support.check_cases import EXAMPLES

SECTIONS = ("log", "result", "split", "table")  # whose fields the template shows
BY_SCRIPTS = {
    "inventory.yaml labels",
    "inventory.yaml fields[].kind",
    "inventory.yaml fields[].tolerance",
}
IDS = [f"{number} {each.name}" for number, each in enumerate(EXAMPLES)]


def schemas(parameters: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The YAML files that a check with these parameters reads, each with its schema."""
    process = Process(version=1, project="p", phases=(phase_with(parameters),))
    for file in files:
        if file.endswith(".yaml"):
            yield file, jsonschema.Draft202012Validator(evidence_schema(process, _path(file), ""))


def _path(file: str) -> str:
    return file.lstrip("/") if file.startswith("/") else f"phase/{file}"


def accepted(example: Example) -> Iterator[tuple[dict[str, str], Mapping[str, Any]]]:
    """Evidence that the check accepts, with its parameters."""
    yield from ((example.edited(edit), example.parameters) for edit in (None, *example.changes))
    for case in example.cases:
        if case.status in ("pass", "warn"):
            yield example.edited(case.edit), {**example.parameters, **case.parameters}


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_an_editor_flags_no_value_that_a_check_accepts(example: Example) -> None:
    for files, parameters in accepted(example):
        for file, schema in schemas(parameters, files):
            found = schema.iter_errors(parse(files[file].encode(), file).value)
            said = [f"{each.json_path}: {each.message}" for each in found if each.validator != "additionalProperties"]
            assert said == [], files[file]


def known(schema: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The names of all fields of a schema; `alerts[].when` is one of each entry of a list."""
    for name, inner in schema.get("properties", {}).items():
        yield f"{above}{name}"
        yield from known(inner, f"{above}{name}.")
        yield from known(inner.get("items", {}), f"{above}{name}[].")


class Reading:
    """Notes which fields are read while it patches the records."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: set[tuple[str, str]] = set()  # a file, and a name in it
        self._above: dict[int, str] = {}
        find, items = Record._find, Record.items  # noqa: SLF001 - what every reader goes through

        def noted(record: Record, name: str) -> Any:
            self.names.add((record.file, self._above.get(id(record), "") + name))
            return find(record, name)

        def entries(record: Record, name: str) -> list[Record]:
            found = items(record, name)
            self._kept = [*getattr(self, "_kept", ()), *found]  # so that no other record gets its id
            self._above |= {id(each): f"{self._above.get(id(record), '')}{name}[]." for each in found}
            return found

        patch.setattr(Record, "_find", noted)
        patch.setattr(Record, "items", entries)


def test_an_editor_knows_the_fields_that_the_checks_read_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, fields = set[str](), set[str]()
    for number, example in enumerate(EXAMPLES):
        for case in (None, *example.cases):
            files = example.edited(case and case.edit)
            parameters = {**example.parameters, **(case.parameters if case else {})}
            write(tmp_path / str(number), files)
            with monkeypatch.context() as patch:
                reading = Reading(patch)
                decide(tmp_path / str(number), parameters)
            for file, schema in schemas(parameters, files):
                here = {name for path, name in reading.names if path == _path(file) and name}
                named = {*known(schema.schema)}
                if named:  # otherwise a script writes it
                    unknown = {name for name in here - named if name.partition(".")[0] not in SECTIONS}
                    assert unknown == set(), (example.name, file)
                read |= {f"{Path(file).name} {name}" for name in here}
                fields |= {f"{Path(file).name} {name}" for name in named}
    sections = {name.rpartition(".")[0] for name in fields}
    assert {name for name in fields - read - sections if "guards[]" not in name} == BY_SCRIPTS


def wrong(shape: Shape) -> Iterator[str | float]:
    """Values just outside of what a field may hold."""
    if "enum" in shape or "pattern" in shape:
        yield "nonsense"
    if "minimum" in shape:
        yield shape["minimum"] - 1
    if "exclusiveMinimum" in shape:
        yield shape["exclusiveMinimum"]
    if "maximum" in shape:
        yield shape["maximum"] * 2


def put(record: Any, name: str, value: object) -> bool:
    """Write a field, in a list into each entry; false where there is none."""
    step, _, rest = name.partition(".")
    if step.endswith("[]"):
        return sum(put(entry, rest, value) for entry in record.get(step[:-2]) or ()) > 0  # into all of them
    if rest:
        return put(record.setdefault(step, {}), rest, value)
    record[step] = value
    return True


def test_what_an_editor_flags_a_check_refuses(tmp_path: Path) -> None:
    flagged, refused = set[tuple[str, object]](), set[tuple[str, object]]()
    for number, example in enumerate(EXAMPLES):
        file, part = str(example.parameters.get("file")), example.parameters.get("part")
        for files, parameters in accepted(example):
            for name, shape in fields_read(str(parameters["check"]), "file", part).items():
                for value in {*wrong(shape)} - {value for each, value in refused if each == name}:
                    record = parse(files[file].encode(), file).value
                    if put(record, name, value):
                        flagged.add((name, value))
                        write(tmp_path / str(number), {**files, file: json.dumps(record)})
                        if decide(tmp_path / str(number), parameters).status == "fail":
                            refused.add((name, value))
    assert len(flagged) > 50
    assert {f"inventory.yaml {name}" for name, _ in flagged - refused} <= BY_SCRIPTS
