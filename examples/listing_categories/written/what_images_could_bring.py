"""What could images bring at most? From a sample of the listings at full traffic.

Images can make a wrong suggestion right. They do nothing about a seller who does not take a right one.
"""

from pathlib import Path

import pandas as pd

LOG = Path(__file__).resolve().parents[1] / "data" / "suggestions.csv"


def at_most(log: pd.DataFrame) -> dict[str, float]:
    """Of the listings that moderators still move: in how many was the suggestion wrong, and would it have been heeded?

    Args:
        log: `choice` of the seller, `suggestion`, what the seller then `posted`, the `category` in the end.

    Returns:
        Both shares, and their product: the share of the moderators' work that images could save at the most.
    """
    moved = log[log["posted"] != log["category"]]
    wrong = (moved["suggestion"] != moved["category"]).mean()
    advised = log[(log["choice"] != log["category"]) & (log["suggestion"] == log["category"])]
    heeded = (advised["posted"] == advised["suggestion"]).mean()
    return {"wrong": float(wrong), "heeded": float(heeded), "saved": float(wrong * heeded)}


if __name__ == "__main__":
    found = at_most(pd.read_csv(LOG))
    print(f"the suggestion was wrong in {100 * found['wrong']:.0f} % of the listings that moderators move")
    print(f"sellers take {100 * found['heeded']:.0f} % of the suggestions that are right")
    print(f"so perfect images would save {100 * found['saved']:.0f} % of the work that is left, at the most")
