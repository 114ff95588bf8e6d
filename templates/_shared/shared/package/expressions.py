"""Expressions that give the same result in every engine: a value as text, its digest, a draw, a table's content."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as types

from .engines import engine_of

NULL, BETWEEN = "\x1e", "\x1f"  # a missing value, and what stands between two values, in the text of a row
A_FIFTH = 0.2
_EDGE = float(2**62)
_JOINED_AT_ONCE = 50  # PostgreSQL's functions take at most 100 arguments


@ibis.udf.scalar.builtin(name="sha256")
def _sha256(data: bytes) -> bytes: ...


@ibis.udf.scalar.builtin(name="convert_to")
def _bytes_of(text: str, encoding: str) -> bytes: ...


@ibis.udf.scalar.builtin(name="encode")
def _encoded(data: bytes, how: str) -> str: ...


@ibis.udf.scalar.builtin(name="float_text")
def _float_text(number: float) -> str: ...


@ibis.udf.scalar.builtin(name="hash")
def _hash(values) -> types.uint64: ...  # noqa: ANN001 - of any type


@ibis.udf.scalar.builtin(name="float_hash")
def _float_hash(number: float) -> int: ...


@ibis.udf.agg.builtin(name="list")
def all_of(number: types.uint64) -> list[types.uint64]:  # type: ignore[valid-type]
    """Return the numbers of all rows, in DuckDB."""


@ibis.udf.agg.builtin(name="histogram")
def times_of(value: str) -> dict[str, int]:
    """Return how many rows have each text, in DuckDB."""


def fetch(table: Any) -> list[dict[str, Any]]:
    """Compute a small table, and return its rows."""
    backend = table.get_backend()
    has_zone = any(kind.is_timestamp() and kind.timezone for kind in table.schema().values())
    if backend.name != "duckdb" or has_zone:
        rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
        return rows
    found = backend.raw_sql(backend.compile(table)).fetchall()  # to_pyarrow imports pandas, which takes half a second
    return [dict(zip(table.columns, row, strict=True)) for row in found]


def first_row_and_numbers(table: Any, name: str) -> tuple[dict[str, Any], Any]:
    """Compute a table of one row in DuckDB, one value of which is a long list of numbers: an array, or None."""
    others = ibis.struct({each: table[each] for each in table.columns if each != name})
    backend = table.get_backend()
    found = backend.raw_sql(backend.compile(table.select(others=others, numbers=table[name]))).fetchnumpy()
    numbers = found["numbers"][0]
    return found["others"][0], numbers if numbers.ndim else None  # a list of nothing is missing


def are_single(numbers: Any) -> bool:
    """Whether no number of an array comes twice. It is sorted: COUNT(DISTINCT) takes three times as long."""
    numbers.sort()
    return not (numbers[1:] == numbers[:-1]).any()


def first_row(table: Any) -> dict[str, Any]:
    """Compute a table of one row, such as sums, and return its values by name."""
    return fetch(table)[0]


def sums_of(table: Any, **sums: Any) -> dict[str, int]:
    """Compute whole numbers over a table; a sum over no rows is 0."""
    return {name: int(value or 0) for name, value in first_row(table.aggregate(**sums)).items()}


def count_rows(table: Any) -> int:
    """Compute how many rows a table has."""
    return sums_of(table, n=table.count())["n"]


def digest(text: Any) -> Any:
    """Return the SHA-256 of a text in hexadecimal digits, as hashlib gives it."""
    if engine_of(text) == "postgres":
        return _encoded(_sha256(_bytes_of(text, "UTF8")), "hex")
    return text.hexdigest("sha256")


def without_nan(value: Any) -> Any:
    """Return a number as a float in which NaN is missing: engines disagree about what equals NaN."""
    if value.type().is_decimal():
        return value.cast("float64")
    if value.type().is_floating():
        return value.cast("float64").nullif(float("nan"))
    return value


def as_text(value: Any) -> Any:
    """Return a value as a text that is the same in every engine; a missing value stays missing."""
    kind = value.type()
    if kind.is_string():
        return value
    if kind.is_boolean():
        return ibis.cases((value, "True"), (~value, "False"))  # as Python writes them
    if kind.is_decimal() or kind.is_floating():
        return _float_as_text(value.cast("float64"))
    if kind.is_timestamp() and kind.timezone:
        return value.cast(types.Timestamp(timezone=None)).cast("string")
    return value.cast("string")


def _float_as_text(number: Any) -> Any:
    """Return the whole part and 52 bits of the rest: engines write floats in different ways."""
    if engine_of(number) == "duckdb":
        return _float_text(number)
    nothing = ibis.null("float64")
    number = ibis.cases((number.isnan(), nothing), (number > _EDGE, _EDGE), (number < -_EDGE, -_EDGE), else_=number)
    whole = number.floor().cast("float64")
    rest = ((number - whole) * float(2**52)).floor()
    return whole.cast("int64").cast("string") + "." + rest.cast("int64").cast("string")


def joined(values: Iterable[Any], between: str = BETWEEN) -> Any:
    """Return the texts of several values as one; a missing value has a sign of its own."""
    return _join([ibis.coalesce(as_text(value), NULL) for value in values], between)


def _join(texts: Sequence[Any], between: str) -> Any:
    while len(texts) > 1:  # in groups
        groups = [texts[start : start + _JOINED_AT_ONCE] for start in range(0, len(texts), _JOINED_AT_ONCE)]
        texts = [ibis.literal(between).join(group) if len(group) > 1 else group[0] for group in groups]
    return texts[0]


def likeness(table: Any, names: Iterable[str]) -> Any:
    """Return a short value that rows with the same values in these columns share, and hardly any others.

    DuckDB hashes values much faster than it makes digests of their texts.
    """
    if engine_of(table) != "duckdb":
        return digest(joined(table[name] for name in names)).substr(0, 15)
    is_float = {name: table[name].type().is_floating() or table[name].type().is_decimal() for name in names}
    values = {f"v{i}": _float_hash(table[name]) if is_float[name] else table[name] for i, name in enumerate(is_float)}
    return _hash(ibis.struct(values))


def are_alike(one: Any, other: Any) -> bool:
    """Return whether two tables have the same rows, in any order. False where DuckDB cannot tell, or types differ."""
    kinds = [{name: kind.copy(nullable=True) for name, kind in each.schema().items()} for each in (one, other)]
    if engine_of(one) != "duckdb" or engine_of(other) != "duckdb" or kinds[0] != kinds[1]:
        return False
    rows = [_hash(ibis.struct({name: each[name] for name in kinds[0]})) for each in (one, other)]
    sums = [
        first_row(each.aggregate(n=each.count(), all=row.sum())) for each, row in zip((one, other), rows, strict=True)
    ]
    return sums[0] == sums[1]


def id_of(table: Any, key: Iterable[str]) -> Any:
    """Return the text that identifies a row in sheets: the value of the key, or its values joined."""
    return _join([as_text(table[name]) for name in key], " | ")


def edge_of(share: float) -> str:
    """Return the text below which the first eight digits of a share of all digests are."""
    return format(min(16**8 - 1, round(share * 16**8)), "08x")


def is_drawn(text: Any, salt: str = "", share: float = A_FIFTH) -> Any:
    """Return whether a text is among the share that its digest draws: as text, since not all engines read hex."""
    return digest(ibis.literal(salt) + text if salt else text).substr(0, 8) < edge_of(share)


# The sum of the first 60 bits of each digest: the only SQL, because Ibis has no function that reads hexadecimal digits.
_SUM = {
    "duckdb": "SUM(CAST('0x' || SUBSTR(digest, 1, 15) AS BIGINT))",
    "postgres": "SUM(CAST(CAST('x0' || SUBSTR(digest, 1, 15) AS BIT(64)) AS BIGINT))",
    "pyspark": "SUM(CAST(CONV(SUBSTR(digest, 1, 15), 16, 10) AS DECIMAL(38, 0)))",
}


def content_of(table: Any) -> str:
    """Return a digest of all cells: blind to the order of rows and columns, it notices when one cell changes.

    It is there to notice accidents, not adversaries. Decimals count as floats.
    """
    engine, names = engine_of(table), sorted(table.columns)
    rows = ibis.to_sql(table.select(digest=digest(joined(table[name] for name in names))))
    text = "STRING" if engine == "pyspark" else "VARCHAR(60)"
    query = f"SELECT COUNT(*) AS row_count, CAST({_SUM[engine]} AS {text}) AS total FROM ({rows}) AS rows_of_table"
    found = first_row(table.get_backend().sql(query, schema={"row_count": "int64", "total": "string"}))
    whole = BETWEEN.join([*names, str(found["row_count"]), str(found["total"])])
    return hashlib.sha256(whole.encode()).hexdigest()
