"""Draw rows of the raw data for people to look at: by digests of their keys, so always the same ones."""

import pandas as pd

from .dataset import to_frame
from .expressions import count_rows, digest, id_of
from .files import Refusal
from .inventory import Inventory
from .paths import INVENTORY, shown
from .raw_data import read_raw, used_columns


def draw_rows(inventory: Inventory, count: int, known: set[str]) -> pd.DataFrame:
    """Return so many rows that have a label and are not known yet, each key once."""
    used = used_columns(read_raw(inventory), inventory)
    rows = used.filter(used[inventory.target].notnull())
    if not count_rows(rows):
        raise Refusal(f"{inventory.data}: no row has a value in the target {inventory.target!r}")
    named = rows.mutate(id_=id_of(rows, inventory.key)).distinct()  # an exact copy is the same row
    some = named.mutate(draw_=digest("audit|" + named.id_)).order_by("draw_").limit(count + len(known))
    frame = to_frame(some.to_pyarrow())
    refuse_doubled(frame, inventory)
    return frame[~frame["id_"].isin(known)].head(count).drop(columns=["id_", "draw_"]).reset_index(drop=True)


def refuse_doubled(frame: pd.DataFrame, inventory: Inventory) -> None:
    """Refuse a key that several different rows have."""
    doubled = frame.loc[frame["id_"].duplicated(), "id_"]
    if len(doubled):
        key = ", ".join(inventory.key)
        what = f"several different rows have the {key} {doubled.iloc[0]!r}, so a corrected label would fit all of them"
        raise Refusal(f"{shown(INVENTORY)}: {what}; give the role key to what identifies a row")
