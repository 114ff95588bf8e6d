"""`inventory`: which data exists, and what is decided about its gaps."""

from datetime import date
from typing import ClassVar, Literal

from msgspec import structs

from crispdm.dates import parse_date
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding, Unmet, Unwritten
from crispdm.gate.kind import Check
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder
from crispdm.process import ProjectPath
from crispdm.words import count, listing

ROLES = ("feature", "target", "key", "other")
_MOST_YEARS = 10
GAPS = {"drop": ("because", "owner"), "replace": ("with", "because", "owner"), "get": ("by", "effort", "owner")}


class Inventory(Check, frozen=True, kw_only=True, tag="inventory"):
    """The inventory names the fields that matter, and what becomes of what is missing."""

    PARTS: ClassVar[dict[str, str]] = {
        "items": "Each field has a name, a role and a source. One is the target, and at least one a feature.",
        "gaps": "Every gap is decided: drop or replace it, with a reason, or get the data, with an owner and a date.",
    }

    file: ProjectPath
    part: Literal["items", "gaps"]

    def decide(self, evidence: Evidence) -> Finding:
        """Read the entries of `fields`, in any order."""
        record = evidence.record(self.file)
        fields = record.items("fields")
        if not fields:
            unmet = record.unmet("fields", "an entry for each field that matters: name, role, source")
            if record.get("fields"):
                raise unmet
            nothing = unmet.finding
            raise Unwritten(nothing.place, nothing.have, nothing.want, nothing.fix, done=nothing.done)
        return _items(record, fields) if self.part == "items" else _gaps(record, fields, evidence.began)


def _items(record: Record, fields: list[Record]) -> Finding:
    names: set[str] = set()
    for field in fields:
        name = field.identifier("name", "the name of a column")
        if name in names:
            raise Unmet(
                field.place("name"), f"duplicate name {name}", "each name once", "remove one of the two entries"
            )
        names.add(name)
        if field.get("role") not in ROLES:
            raise field.unmet("role", listing(ROLES, "or"))
        field.words("source", "where it comes from")
    roles = [field.get("role") for field in fields]
    targets = [field for field in fields if field.get("role") == "target"]
    if len(targets) != 1:
        place = targets[-1].place("role") if targets else record.place("fields")
        have = f"{listing([str(each.get('name')) for each in targets])} are targets" if targets else "no target"
        raise Unmet(place, have, "exactly one target", "give the role target to the field to predict")
    if "feature" not in roles:
        raise Unmet(
            record.place("fields"),
            "no feature",
            "at least one feature",
            "give the role feature to the fields that predict the target",
        )
    finding = Finding(
        status="pass",
        place=record.place("fields"),
        have=f"{count(roles.count('feature'), 'feature')}, the target {targets[0].get('name')}",
        want="names, roles and sources, and exactly one target",
        values=sorted([str(field.get("name")), str(field.get("role")), str(field.get("source"))] for field in fields),
    )
    return _with_prefilled(finding, record, fields)


def _with_prefilled(finding: Finding, record: Record, fields: list[Record]) -> Finding:
    """The finding, as a warning where each source is the file of the data itself, as profile.py --fields writes it."""
    data = str(record.get("data")).rpartition("/")[2]
    if any(field.get("source") != data for field in fields):
        return finding
    have = f"{finding.have}; the source of each field is {data}, as profile.py wrote it"
    fix = "write where each field comes from: the table of a system, or who enters it"
    return structs.replace(finding, status="warn", place=fields[0].place("source"), have=have, fix=fix)


def _gaps(record: Record, fields: list[Record], began: date | None) -> Finding:
    gaps = [field for field in fields if not is_placeholder(field.get("gap"))]
    for field in gaps:
        needed = GAPS.get(str(field.get("gap")))
        if needed is None:
            raise field.unmet("gap", f"{listing([*GAPS], 'or')}; no gap where nothing is missing")
        for key in needed:
            read = {"with": field.identifier, "by": field.text, "effort": field.text}.get(key, field.words)
            read(key, f"{field.get('gap')} needs {listing(needed)}")
        if "by" in needed:
            _refuse_unlikely(field, began)
    decided = [f"{field.get('name')}: {field.get('gap')}" for field in gaps]
    values = {str(field.get("name")): {k: field.get(k) for k in ("gap", *GAPS[field.get("gap")])} for field in gaps}
    have = listing(decided) if decided else "no gaps"
    return Finding(
        status="pass",
        place=record.place("fields"),
        have=have,
        want="every gap decided",
        values=values,
        facts=brief(gaps=values),
    )


def _refuse_unlikely(field: Record, began: date | None) -> None:
    """Refuse a day on which nobody can get data: before the project began, or a lifetime later."""
    by = parse_date(field.get("by"))
    if by is None:
        raise field.unmet("by", "a date, such as 2026-12-24")
    if began and (by < began or by.year - began.year > _MOST_YEARS):
        raise field.unmet("by", f"a day after the project began, {began}, within {_MOST_YEARS} years")


def kept_columns(record: Record) -> tuple[list[tuple[str, ...]], str]:
    """The columns that the table must have.

    Returns:
        For each kept feature the names of its column (its own, or what replaces it), and the name of the target.

    Raises:
        Unmet: there is no target.
    """
    features: list[tuple[str, ...]] = []
    target = ""
    for field in record.items("fields"):
        name, gap = str(field.get("name")), field.get("gap")
        if field.get("role") == "target":
            target = name
        elif field.get("role") == "feature" and gap != "drop":
            features.append((name, str(field.get("with"))) if gap == "replace" else (name,))
    if not target:
        raise Unmet(
            record.place("fields"), "no target", "exactly one target", "give the role target to the field to predict"
        )
    return features, target
