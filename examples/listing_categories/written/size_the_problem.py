"""How big is the problem? What the moderators' log of the last four weeks says."""

from pathlib import Path

import pandas as pd

LOG = Path(__file__).resolve().parents[1] / "data" / "moderation_log.csv"


def size(log: pd.DataFrame) -> dict[str, float]:
    """The share of listings that moderators moved, and the hours that it took each of them, per week."""
    totals = log[["listings", "moved", "hours", "moderator_weeks"]].sum()
    moved, hours = totals["moved"] / totals["listings"], totals["hours"] / totals["moderator_weeks"]
    return {"moved": float(moved), "hours": float(hours)}


if __name__ == "__main__":
    sized = size(pd.read_csv(LOG))
    print(f"moved to another category: {100 * sized['moved']:.1f} % of the listings")
    print(f"hours per moderator per week: {sized['hours']:.1f}, or {100 * sized['hours'] / 40:.0f} % of their time")
