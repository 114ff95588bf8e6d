"""The raw data, and what inventory.yaml says about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .files import Refusal, nearest, needed, read_yaml
from .paths import INVENTORY, ROOT, shown
from .tables import plain, read_table

ROW = "row"  # the key if the data has none: the number of the row


@dataclass(frozen=True)
class Inventory:
    """The raw table's file, and its columns by role, without dropped ones."""

    data: Path
    features: tuple[str, ...]
    target: str
    key: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """Return all columns, the key first and the target last."""
        return [*self.key, *self.others, *self.features, self.target]


def read_inventory() -> Inventory:
    """Read inventory.yaml."""
    values = read_yaml(INVENTORY)
    data = needed(values, "data", INVENTORY, "the path of the raw table, such as data/raw.csv")
    by_role: dict[str, list[str]] = {"feature": [], "target": [], "key": [], "other": []}
    fields = needed(values, "fields", INVENTORY, "a list of the columns")
    if not isinstance(fields, list):
        raise Refusal(f"{shown(INVENTORY)}: fields: {fields!r}; expected a list of the columns")
    for field in fields:
        name, role = _name(field), str(field.get("role"))
        if role not in by_role:
            raise Refusal(f"{shown(INVENTORY)}: {name}: role: {role}; expected one of {', '.join(by_role)}")
        if field.get("gap") != "drop":
            by_role[role].append(str(field["with"]) if field.get("gap") == "replace" else name)
    if len(by_role["target"]) != 1:
        raise Refusal(f"{shown(INVENTORY)}: {len(by_role['target'])} fields have the role target; expected one")
    if not by_role["feature"]:
        raise Refusal(f"{shown(INVENTORY)}: no field has the role feature; expected at least one")
    features = tuple(dict.fromkeys(by_role["feature"]))  # two fields may be replaced by the same one
    key = tuple(by_role["key"]) or (ROW,)
    return Inventory(ROOT / str(data), features, by_role["target"][0], key, tuple(by_role["other"]))


def _name(field: Any) -> str:
    if not isinstance(field, dict) or field.get("name") is None:
        raise Refusal(f"{shown(INVENTORY)}: fields: {field}: the entry has no name")
    if field.get("gap") == "replace" and field.get("with") is None:
        raise Refusal(f"{shown(INVENTORY)}: {field['name']}: gap: replace needs `with`, the field that takes its place")
    return str(field["name"])


def read_raw(inventory: Inventory) -> pd.DataFrame:
    """Read the raw table. If the inventory names no key, the number of the row becomes a column."""
    raw = read_table(inventory.data, as_text=inventory.key)
    if inventory.key == (ROW,) and ROW not in raw:
        numbers = pd.Series(range(1, len(raw) + 1), index=raw.index, name=ROW).astype(str)
        raw = pd.concat([numbers, raw], axis=1)
    for column in inventory.columns:
        if column not in raw:
            end = nearest(column, raw.columns)
            raise Refusal(f"{shown(INVENTORY)}: no column {column!r} in {shown(inventory.data)}{end}")
    return raw.assign(**{inventory.target: plain(raw[inventory.target])})
