"""The JSON Schema of a file of evidence, from what the criteria read and what the template shows. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from crispdm.gate.checks.choice import Choice
from crispdm.gate.checks.fields import Fields
from crispdm.gate.checks.number import Number
from crispdm.kinds.commented_fields import shown_fields
from crispdm.kinds.evidence_fields import ANY, NUMBER, TEXT, Shape, fields_read, one_of
from crispdm.process import Criterion, Phase, Process

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def evidence_schema(process: Process, file: str, template: str) -> dict[str, Any]:
    """Return the schema of a file of evidence. What is empty is no mistake; a key that nobody reads is one.

    Any key may be in a file that neither the template nor a kind of check knows: a script writes it, or a team.

    Args:
        process: whose criteria read the file.
        file: its path from the project's root.
        template: the text that the template wrote, whose comments explain the fields; empty if it wrote none.
    """
    root: dict[str, Any] = {"$schema": _DRAFT, "title": file}
    is_known = bool(template)
    for phase in process.phases:
        for criterion in phase.criteria:
            read = [*_fields_read(criterion, phase, file)]
            is_known |= bool(read)
            for name, shape in (*read, *_fields_asked(criterion, phase, file)):
                _add(root, name, shape)
        if phase.decision and _place(phase.decision.file, phase) == file:
            _add(root, phase.decision.field, one_of(*phase.decision.routes))
    for name, example, note in shown_fields(template):
        _add(root, name, {"examples": [example] if example is not None else [], "description": note})
    return _tidy(root, is_closed=is_known)


def _fields_read(criterion: Criterion, phase: Phase, file: str) -> Iterator[tuple[str, Shape]]:
    """What the criterion's kind reads in the file."""
    for parameter in criterion.__struct_fields__:
        value = getattr(criterion, parameter)
        if isinstance(value, str) and _place(value, phase) == file:
            kind, part = str(criterion.__struct_config__.tag), getattr(criterion, "part", None)
            yield from fields_read(kind, parameter, part).items()


def _fields_asked(criterion: Criterion, phase: Phase, file: str) -> Iterator[tuple[str, Shape]]:
    """What the criterion itself names in the file, with what it says."""
    if _place(str(getattr(criterion, "file", "")), phase) == file:
        yield from ((name, {**shape, "asks": criterion.says}) for name, shape in _asked(criterion))


def _asked(criterion: Criterion) -> Iterator[tuple[str, Shape]]:
    match criterion:
        case Fields(each=None):
            yield from ((name, ANY) for name in criterion.names)
        case Fields():
            yield from ((f"{criterion.each}[].{name}", ANY) for name in criterion.names)
        case Choice():
            yield criterion.field, one_of(*map(str, criterion.one_of))
        case Number():
            yield from ((name, NUMBER) for name in (criterion.field, criterion.than) if name)
            if criterion.metric:
                yield "run", TEXT


def _place(path: str, phase: Phase) -> str:
    return path.lstrip("/") if path.startswith("/") else f"{phase.folder.strip('/')}/{path}"


def _add(root: dict[str, Any], name: str, shape: Shape) -> None:
    """Add what is known of a field; what was said of it first stays."""
    at = root
    for step in name.split("."):
        key = step.removesuffix("[]")
        at = at.setdefault("properties", {}).setdefault(key, {})
        if step.endswith("[]"):
            at = at.setdefault("items", {})
    asks = f"Asked for: {shape['asks']}." if "asks" in shape else ""
    said = [at.get("description", ""), str(shape.get("description", "")), asks]
    at["description"] = "\n\n".join(dict.fromkeys(filter(None, said)))
    at["examples"] = [*dict.fromkeys([*at.get("examples", ()), *shape.get("examples", ())])]
    for word, value in shape.items():
        if word not in ("description", "examples", "asks"):
            at.setdefault(word, value)


def _tidy(at: Mapping[str, Any], *, is_closed: bool) -> dict[str, Any]:
    """A schema without what says nothing; in a closed one, mappings have no other keys."""
    schema = {word: value for word, value in at.items() if value not in ("", [])}
    if "properties" in schema:
        schema["type"] = ["object", "null"]
        if is_closed:
            schema["additionalProperties"] = False
        schema["properties"] = {name: _tidy(each, is_closed=is_closed) for name, each in schema["properties"].items()}
        schema.pop("pattern", None)
    elif "items" in schema:
        schema["type"] = ["array", "null"]
        schema["items"] = _tidy(schema["items"], is_closed=is_closed)
    return schema
