"""Great Expectations on a table with mistakes, and on the same table without."""

import json
from pathlib import Path

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

MISTAKES = pd.DataFrame({"id": [1, 2, 2, 3], "price": [5.0, None, 7.0, -1.0]})
CORRECTED = pd.DataFrame({"id": [1, 2, 3, 4], "price": [5.0, None, 7.0, 1.0]})


def main() -> None:
    """Write what a validation and a checkpoint say, as the README tells users to."""
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("p").add_dataframe_asset("listings")
    suite = context.suites.add(
        gx.ExpectationSuite(
            "listings",
            expectations=[
                gxe.ExpectColumnValuesToBeUnique(column="id"),
                gxe.ExpectColumnValuesToNotBeNull(column="price", mostly=0.5),
                gxe.ExpectColumnValuesToBeBetween(column="price", min_value=0.0),
                gxe.ExpectTableRowCountToBeBetween(min_value=1),
            ],
        )
    )
    batch = asset.add_batch_definition_whole_dataframe("all")
    validation = context.validation_definitions.add(gx.ValidationDefinition(name="v", data=batch, suite=suite))
    checkpoint = context.checkpoints.add(gx.Checkpoint(name="c", validation_definitions=[validation]))
    for suffix, table in (("", MISTAKES), ("_passed", CORRECTED)):
        given = {"dataframe": table}
        result = validation.run(batch_parameters=given).to_json_dict()
        Path(f"great_expectations{suffix}.json").write_text(json.dumps(result))
        described = checkpoint.run(batch_parameters=given).describe()
        Path(f"great_expectations_checkpoint{suffix}.json").write_text(described)


if __name__ == "__main__":
    main()
