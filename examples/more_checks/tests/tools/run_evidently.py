"""Evidently on a table with mistakes, and on the same table without."""

import pandas as pd
from evidently import Report
from evidently.metrics import DriftedColumnsCount, MinValue, MissingValueCount
from evidently.tests import eq, gte, lte

DAYS = range(100)
REFERENCE = pd.DataFrame({"price": [float(day % 10) for day in DAYS], "views": [day % 7 for day in DAYS]})
MISTAKES = REFERENCE.assign(price=REFERENCE["price"] - 2)
REPORT = (
    MissingValueCount(column="price", tests=[eq(0)]),
    MinValue(column="price", tests=[gte(0)]),
    DriftedColumnsCount(tests=[lte(1)]),
)


def main() -> None:
    """Write what a report with tests says, as the README tells users to."""
    for suffix, table in (("", MISTAKES), ("_passed", REFERENCE)):
        Report([*REPORT], include_tests=True).run(table, REFERENCE).save_json(f"evidently{suffix}.json")


if __name__ == "__main__":
    main()
