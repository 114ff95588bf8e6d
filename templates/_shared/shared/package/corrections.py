"""Put the labels that people corrected in sheets into the table."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ibis

from .expressions import as_text, fetch, id_of
from .files import Refusal, nearest
from .inventory import Inventory
from .kinds import MANY
from .paths import INVENTORY, shown
from .sheets import checked_rows, corrections, is_same


def correct(rows: Any, inventory: Inventory, keys: dict[Path, tuple[str, ...]]) -> tuple[Any, int]:
    """Return the rows with corrected labels, and how many changed.

    Args:
        rows: the usable rows.
        inventory: what is known of the target.
        keys: the sheets, the latest last, and the columns that their ids are made of.
    """
    relabelled: set[str] = set()
    known = _known_labels(rows, inventory)
    for path, key in keys.items():
        _refuse_two_answers(path, inventory.tolerance)
        wanted = {row["id"]: row["checked"] for row in corrections(path, inventory.tolerance)}
        if not wanted:
            continue
        now = _found(rows, key, inventory.target, wanted, path)
        place = f"{shown(path)}: id"
        values = {id_: _as_stored(text, rows, inventory, known, f"{place} {id_}") for id_, text in wanted.items()}
        kind = rows[inventory.target].type()
        branches = [(id_, ibis.literal(value, type=kind)) for id_, value in values.items()]
        target = id_of(rows, key).cases(*branches, else_=rows[inventory.target])
        rows = rows.mutate(**{inventory.target: target})
        relabelled |= {id_ for id_, value in values.items() if str(value) != now[id_]}
    return rows, len(relabelled)


def digests_of_corrections(paths: Iterable[Path]) -> dict[str, str]:
    """Return a digest of the labels that people wrote otherwise in each sheet that has some, by the sheet's path.

    The gate makes it too, and knows of no tolerance.
    """
    found = {}
    for path in paths:
        if pairs := sorted([row["id"], row["checked"]] for row in corrections(path)):
            found[shown(path)] = hashlib.sha256(json.dumps(pairs).encode()).hexdigest()[:16]
    return found


def _refuse_two_answers(path: Path, tolerance: float) -> None:
    """Refuse a sheet in which a row was checked twice, with different answers: nobody knows which one is right."""
    answers: dict[str, str] = {}
    for row in checked_rows(path):
        before = answers.setdefault(row["id"], row["checked"])
        if not is_same(before, row["checked"], tolerance):
            what = f"checked: {before!r} on one line and {row['checked']!r} on another"
            raise Refusal(f"{shown(path)}: id {row['id']}: {what}; agree on one of them, and remove the other line")


def _found(rows: Any, key: tuple[str, ...], target: str, wanted: dict[str, str], path: Path) -> dict[str, str]:
    """Return the label that each row has now. A correction whose row is gone, or that fits several, is refused."""
    named = rows.select(id=id_of(rows, key), label=as_text(rows[target]))
    found = fetch(named.filter(named.id.isin(sorted(wanted))))
    times = Counter(row["id"] for row in found)
    for id_ in wanted:
        if not times[id_]:
            what = "no row that can be used has this id, so its correction has no place"
            raise Refusal(f"{shown(path)}: id {id_}: {what}; restore the row in the data, or remove the line")
        if times[id_] > 1:
            what = f"{times[id_]} rows have this id, so the correction fits several"
            raise Refusal(f"{shown(path)}: id {id_}: {what}; choose a key that identifies a row")
    return {row["id"]: row["label"] for row in found}


def _known_labels(rows: Any, inventory: Inventory) -> set[str] | None:
    """Return the labels that there are, or None if the target is a number on a scale, which can be any."""
    target = rows[inventory.target]
    found = fetch(rows.select(label=as_text(target)).distinct().limit(10 * MANY * MANY))
    labels = [row["label"] for row in found]
    if target.type().is_numeric() and inventory.kinds.get(inventory.target) != "category" and len(labels) > 20:
        return None
    return {*labels, *inventory.labels}


def _finite(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refusal(f"{where}: checked: {text!r} is not a number")
    return value


def _as_stored(text: str, rows: Any, inventory: Inventory, known: set[str] | None, where: str) -> Any:
    """Turn the text in a sheet into a value of the target."""
    kind = rows[inventory.target].type()
    if kind.is_boolean():
        if text.lower() not in ("true", "false"):
            raise Refusal(f"{where}: checked: {text!r}; expected True or False")
        return text.lower() == "true"
    value: Any = text
    if kind.is_numeric():
        value = _finite(text, where)
        if kind.is_integer():
            if value != int(value):
                raise Refusal(f"{where}: checked: {text!r} is not a whole number")
            value = int(value)
        known = known and {str(int(float(each))) if kind.is_integer() else each for each in known}
    if known is not None and not kind.is_floating() and not kind.is_decimal() and str(value) not in known:
        end = nearest(text, known) or f"; to have a new label, add labels: [{text}] to {shown(INVENTORY)}"
        raise Refusal(f"{where}: checked: {text!r}: no row has this label{end}")
    return value
