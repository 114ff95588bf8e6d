"""Draw rows of the raw data for people to look at, by digests of their keys and so always the same; find them again."""

import pandas as pd

from .dataset import to_frame
from .expressions import count_rows, digest, id_of
from .files import Refusal
from .inventory import Inventory
from .keys import refuse_unfit_key
from .paths import INVENTORY, shown
from .raw_data import read_raw, used_columns
from .tables import ids, label_text


def draw_rows(inventory: Inventory, count: int, known: set[str]) -> pd.DataFrame:
    """Return so many rows that have a label and are not known yet, each key once."""
    used = used_columns(read_raw(inventory), inventory)
    rows = used.filter(used[inventory.target].notnull())
    if not count_rows(rows):
        raise Refusal(f"{inventory.data}: no row has a value in the target {inventory.target!r}")
    refuse_unfit_key(rows, inventory.key, inventory.target, f"{shown(INVENTORY)}: key")
    named = rows.mutate(id_=id_of(rows, inventory.key)).distinct()  # an exact copy is the same row
    some = named.mutate(draw_=digest("audit|" + named.id_)).order_by("draw_").limit(count + len(known))
    frame = to_frame(some.to_pyarrow())
    return frame[~frame["id_"].isin(known)].head(count).drop(columns=["id_", "draw_"]).reset_index(drop=True)


def find_labels(inventory: Inventory, wanted: set[str]) -> dict[str, set[str]]:
    """Return the labels that the raw data has for each id; without those that it does not have."""
    used = used_columns(read_raw(inventory), inventory)
    rows = used.filter(used[inventory.target].notnull(), id_of(used, inventory.key).isin(sorted(wanted)))
    frame = to_frame(rows.to_pyarrow())
    found: dict[str, set[str]] = {}
    for id_, label in zip(ids(frame, inventory.key), label_text(frame[inventory.target]), strict=True):
        found.setdefault(id_, set()).add(label)
    return found
