"""Read the one table in parts, as prepare.py measured it: a sample to fit on, the others in chunks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from .dataset_settings import Dataset, read_dataset
from .expressions import content_of, digest, edge_of, id_of
from .files import Refusal, read_yaml, sha256
from .paths import FACTS, PREPARE_SCRIPT, ROOT, shown
from .raw_data import NoTable, open_source
from .raw_files import TextRules
from .sources import FILES, Source
from .split import PARTS, rows_of

__all__ = ["PARTS", "Dataset", "OneTable", "open_table", "read_dataset"]  # what a script needs


@dataclass(frozen=True)
class OneTable:
    """The table as it was measured. Its rows are read when somebody asks for them.

    Attributes:
        rows: the table, as an Ibis expression.
        facts: what facts.yaml says about it.
    """

    dataset: Dataset
    rows: Any
    facts: dict[str, Any]

    @property
    def data(self) -> str:
        """Return the first digits of the content's digest, for runs.csv."""
        return str(self.facts["content"])[:8]

    @property
    def kinds(self) -> dict[str, str]:
        """Return the kind of each column: number, category, text, date or empty."""
        return {name: str(self.facts["kinds"][name]) for name in self.dataset.columns}

    def counts(self) -> dict[str, int]:
        """Return how many rows each part has."""
        rows, test, validation = (int(self.facts[name]) for name in ("rows", "test_rows", "validation_rows"))
        train = rows - test
        return {"train": train, "fit": train - validation, "validation": validation, "test": test}

    def rows_to_fit(self, at_most: int | None = None, part: str = "train") -> pd.DataFrame:
        """Return the rows of a part, or so many of them: drawn by their keys, and so always the same ones."""
        rows, count = self._in_order(part), self.counts()[part]
        if at_most is None or at_most >= count:
            return to_frame(rows.drop("draw_").to_pyarrow())
        share = 1.1 * at_most / count + 1e-4  # fewer rows to sort
        nearly = rows.filter(rows.draw_.substr(0, 8) < edge_of(share)).limit(at_most).drop("draw_").to_pyarrow()
        if nearly.num_rows < at_most:
            nearly = rows.limit(at_most).drop("draw_").to_pyarrow()
        return to_frame(nearly)

    def chunks(self, part: str = "test", size: int = 200_000) -> Iterator[pd.DataFrame]:
        """Yield each row of a part once, at most so many at a time."""
        for batch in self._in_order(part).drop("draw_").to_pyarrow_batches(chunk_size=size):
            if batch.num_rows:
                yield to_frame(pa.Table.from_batches([batch]))

    def _in_order(self, part: str) -> Any:
        rows = rows_of(self.rows, self.dataset, part, self.facts.get("validation_from")).select(*self.dataset.columns)
        draw = digest("fit|" + id_of(rows, self.dataset.key))
        return _for_models(rows).mutate(draw_=draw).order_by("draw_")


def open_table(dataset: Dataset) -> OneTable:
    """Open the table. It must be the one that prepare.py measured."""
    again = f"run {shown(PREPARE_SCRIPT)}"
    if not FACTS.is_file():
        raise Refusal(f"{shown(FACTS)}: no such file; {again}")
    facts = read_yaml(FACTS)
    for name in ("content", "kinds", "rows", "test_rows", "validation_rows"):
        if name not in facts:
            raise Refusal(f"{shown(FACTS)}: {name}: missing; {again}")
    source = stored_at(dataset, facts)
    rows = open_stored(source, dataset)
    if facts.get("sha256") != sha256(source.path) if source.file else facts["content"] != content_of(rows):
        raise Refusal(f"{source}: changed since it was measured in {shown(FACTS)}; {again}")
    for column in dataset.columns:
        if column not in rows.columns:
            raise Refusal(f"{source}: no column {column!r}; {again}")
    return OneTable(dataset, rows, facts)


def stored_at(dataset: Dataset, facts: dict[str, Any]) -> Source:
    """Return where the table is: another place than dataset.yaml says if the database let nobody create one."""
    other = facts.get("stored_in")
    return Source(dataset.source.where, FILES, file=str(other)) if other else dataset.source


def open_stored(source: Source, dataset: Dataset) -> Any:
    """Return a table that prepare.py wrote. In a text file only an empty cell is missing."""
    if source.file and not source.path.is_file():
        raise Refusal(f"{shown(ROOT / source.file)}: no such file; run {shown(PREPARE_SCRIPT)}")
    try:
        return open_source(source, TextRules(as_text=dataset.as_text, missing=("",)))
    except NoTable:
        raise Refusal(f"{source}: no such table; run {shown(PREPARE_SCRIPT)}") from None


def _for_models(rows: Any) -> Any:
    """Return decimals as floats and dates as timestamps in UTC: what pandas and scikit-learn take."""
    columns = {}
    for name, kind in rows.schema().items():
        if kind.is_decimal():
            columns[name] = rows[name].cast("float64")
        elif kind.is_date() or (kind.is_timestamp() and kind.timezone):
            columns[name] = rows[name].cast("timestamp")
    return rows.mutate(**columns) if columns else rows


def to_frame(rows: pa.Table) -> pd.DataFrame:
    """Return rows as pandas holds them."""
    return rows.to_pandas()
