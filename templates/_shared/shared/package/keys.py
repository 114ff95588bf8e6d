"""A key identifies a row and says nothing of the target: else a correction reaches another row, or is no check."""

from typing import Any

from .expressions import as_text, count_rows, digest, fetch, first_row, id_of, likeness, sums_of
from .files import Refusal
from .inventory import ROW

_AT_ONCE = 4_000_000  # likenesses that are held in memory to tell whether they are single
_FEW = 5_000  # ids that are named in a query
_SHORT = 3  # characters; a shorter label is part of a key by chance
_NEARLY_ALL = 0.99


def refuse_unfit_key(rows: Any, key: tuple[str, ...], target: str, where: str) -> None:
    """Refuse a key that several different rows have, or that has the label of its row in it."""
    if key != (ROW,):
        labelled = rows.filter(rows[target].notnull())
        single_rows(labelled, key, where)
        refuse_telling(labelled, key, target, where)


def single_rows(rows: Any, key: tuple[str, ...], where: str) -> Any:
    """Return each exact copy once. A key that several different rows have is refused."""
    if are_unique(rows, key):
        return rows
    ids = id_of(rows, key)
    per_id = rows.group_by(id=ids).aggregate(n=lambda each: each.count())
    doubled = per_id.filter(per_id.n > 1)
    first = [row["id"] for row in fetch(doubled.limit(_FEW + 1))]
    is_doubled = ids.isin(sorted(first) if len(first) <= _FEW else doubled.id)
    copies = rows.filter(is_doubled).distinct()
    per_id = copies.group_by(id=id_of(copies, key)).aggregate(n=lambda each: each.count())
    different = per_id.filter(per_id.n > 1).order_by(digest(per_id.id)).limit(3)
    if names := ", ".join(sorted(repr(row["id"]) for row in fetch(different))):
        what = f"several different rows have the same {', '.join(key)}, such as {names}"
        raise Refusal(f"{where}: {what}; choose a key that identifies a row")
    return rows.filter(~is_doubled).union(copies.order_by(digest(id_of(copies, key))))


def are_unique(rows: Any, key: tuple[str, ...]) -> bool:
    """Whether no two rows have the same key: their likenesses take less memory than their texts."""
    count, likes = count_rows(rows), rows.select(like=likeness(rows, key))
    if likes.like.type().is_string():
        return sums_of(likes, keys=likes.like.nunique())["keys"] == count
    parts = 1 << (count // _AT_ONCE).bit_length()
    return all(_are_single(likes.filter((likes.like & (parts - 1)) == part)) for part in range(parts))


def _are_single(likes: Any) -> bool:
    """Whether no number comes twice: sorted here, since an engine's COUNT(DISTINCT) takes three times as long."""
    connection = likes.get_backend()
    numbers = connection.raw_sql(connection.compile(likes)).fetchnumpy()["like"]
    numbers.sort()
    return not (numbers[1:] == numbers[:-1]).any()


def refuse_telling(rows: Any, key: tuple[str, ...], target: str, where: str) -> None:
    """Refuse a key such as `setosa-17`: who checks a label reads it there, and a corrected one no longer fits it."""
    if not rows[target].type().is_string():
        return
    pairs = rows.select(id=id_of(rows, key), label=as_text(rows[target]))
    is_told = pairs.id.contains(pairs.label) & (pairs.label.length() >= _SHORT)
    ends = {"first": pairs.label.min(), "last": pairs.label.max()}
    found = first_row(pairs.aggregate(told=is_told.sum(), rows=pairs.count(), **ends))
    if found["first"] != found["last"] and found["told"] > _NEARLY_ALL * found["rows"]:
        what = f"{', '.join(key)} gives away the target {target!r}, whose value is in the key of nearly every row"
        raise Refusal(f"{where}: {what}; choose a key without it")
