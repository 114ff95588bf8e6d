"""pandera on a table with mistakes, and on the same table without."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa

MISTAKES = pd.DataFrame({"id": [1, 2, 2, 3], "price": [5.0, None, 7.0, -1.0], "category": ["a", "b", "c", "a"]})
CORRECTED = pd.DataFrame({"id": [1, 2, 3, 4], "price": [5.0, 6.0, 7.0, 1.0], "category": ["a", "b", "b", "a"]})
SCHEMA = pa.DataFrameSchema(
    {
        "id": pa.Column(int, unique=True),
        "price": pa.Column(float, pa.Check.ge(0)),
        "category": pa.Column(str, pa.Check.isin(["a", "b"])),
    },
    name="listings",
)


def main() -> None:
    """Write what a lazy validation says, as the README tells users to."""
    for suffix, table in (("", MISTAKES), ("_passed", CORRECTED)):
        failures: Any = {}
        try:
            SCHEMA.validate(table, lazy=True)
        except pandera.errors.SchemaErrors as error:
            failures = error.message
        result = {"columns": [*SCHEMA.columns], "failures": failures}
        Path(f"pandera{suffix}.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
