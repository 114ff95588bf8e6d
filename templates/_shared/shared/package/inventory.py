"""What inventory.yaml says about the raw data: where it is, and the role of each column."""

from dataclasses import dataclass, field
from typing import Any

from .files import Refusal, find, nearest, needed, read_yaml
from .paths import INVENTORY, shown
from .sources import EXAMPLE, Source, parse_source

ROW = "row"  # the key if the data has none: the number of the row
ROLES = ("feature", "target", "key", "other")
KINDS = ("number", "category", "text", "date")


@dataclass(frozen=True)
class Inventory:
    """Where the raw data is, and its columns by role, without dropped ones.

    Attributes:
        kinds: what a column is taken for, where `kind` of its field overrules what its cells look like.
        labels: labels that no row has yet, which people may correct others to.
        tolerance: how far a checked number may be from the label, for a measured target.
        dropped: the columns that are left out, or replaced, as their gap says.
    """

    data: Source
    features: tuple[str, ...]
    target: str
    key: tuple[str, ...]
    others: tuple[str, ...]
    kinds: dict[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    tolerance: float = 0
    dropped: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Return all columns, the key first and the target last."""
        return [*self.key, *self.others, *self.features, self.target]


def read_inventory() -> Inventory:
    """Read inventory.yaml."""
    values = read_yaml(INVENTORY)
    data = needed(values, "data", INVENTORY, EXAMPLE)
    by_role: dict[str, list[str]] = {role: [] for role in ROLES}
    kinds: dict[str, str] = {}
    tolerance, dropped = 0.0, []
    for entry in _fields(values):
        name, role = _name(entry), str(entry.get("role"))
        if role not in by_role:
            raise Refusal(f"{shown(INVENTORY)}: {name}: role: {role}; expected one of {', '.join(ROLES)}")
        if entry.get("gap") in ("drop", "replace"):
            dropped.append(name)
        if entry.get("gap") == "drop":
            continue
        name = str(entry["with"]) if entry.get("gap") == "replace" else name
        by_role[role].append(name)
        if entry.get("kind") is not None:
            kinds[name] = _kind(entry, name)
        if role == "target":
            tolerance = _tolerance(entry, name)
    _refuse_roles(by_role)
    features = tuple(dict.fromkeys(by_role["feature"]))  # two fields may be replaced by the same one
    key = tuple(by_role["key"]) or (ROW,)
    source = parse_source(data, f"{shown(INVENTORY)}: data")
    labels = tuple(map(str, find(values, "labels") or ()))
    others = tuple(by_role["other"])
    return Inventory(source, features, by_role["target"][0], key, others, kinds, labels, tolerance, tuple(dropped))


def _fields(values: dict[str, Any]) -> list[Any]:
    fields = needed(values, "fields", INVENTORY, "a list of the columns")
    if not isinstance(fields, list):
        raise Refusal(f"{shown(INVENTORY)}: fields: {fields!r}; expected a list of the columns")
    return fields


def _refuse_roles(by_role: dict[str, list[str]]) -> None:
    target = by_role["target"]
    if len(target) != 1:
        raise Refusal(f"{shown(INVENTORY)}: {len(target)} fields have the role target; expected one")
    if not by_role["feature"]:
        raise Refusal(f"{shown(INVENTORY)}: no field has the role feature; expected at least one")
    for role in ("key", "feature", "other"):
        if target[0] in by_role[role]:
            raise Refusal(f"{shown(INVENTORY)}: {target[0]}: both target and {role}; a target has no other role")


def _kind(entry: dict[str, Any], name: str) -> str:
    kind = str(entry["kind"])
    if kind not in KINDS:
        end = nearest(kind, KINDS) or f"; expected one of {', '.join(KINDS)}"
        raise Refusal(f"{shown(INVENTORY)}: {name}: kind: {kind}{end}")
    return kind


def _tolerance(entry: dict[str, Any], name: str) -> float:
    tolerance = entry.get("tolerance") or 0
    if not isinstance(tolerance, int | float) or tolerance < 0:
        raise Refusal(f"{shown(INVENTORY)}: {name}: tolerance: {tolerance!r}; expected a number, such as 0.5")
    return float(tolerance)


def _name(field: Any) -> str:
    if not isinstance(field, dict) or field.get("name") is None:
        raise Refusal(f"{shown(INVENTORY)}: fields: {field}: the entry has no name")
    if field.get("gap") == "replace" and field.get("with") is None:
        raise Refusal(f"{shown(INVENTORY)}: {field['name']}: gap: replace needs `with`, the field that takes its place")
    return str(field["name"])
