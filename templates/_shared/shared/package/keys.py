"""A key identifies a row and says nothing of the target: else a correction reaches another row, or is no check."""

from typing import Any

from .expressions import are_single, as_text, count_rows, digest, fetch, first_row, id_of, likeness, sums_of
from .files import Refusal
from .inventory import ROW
from .kinds import Description

_AT_ONCE = 4_000_000  # likenesses that are held in memory to tell whether they are single
_FEW = 5_000  # ids that are named in a query
_SHORT = 3  # characters; a shorter label is part of a key by chance
_NEARLY_ALL = 0.99
_LOOK = 10_000  # rows; it does not pay to look at fewer first


def refuse_unfit_key(
    rows: Any, key: tuple[str, ...], target: str, where: str, known: Description | None = None
) -> None:
    """Refuse a key that several different rows have, or that has the label of its row in it.

    What is known of the rows saves passes over them.
    """
    if key != (ROW,):
        labelled = rows.filter(rows[target].notnull())
        if known is None or not known.has_single_keys:
            single_rows(labelled, key, where)
        count = known.rows - known.columns[target].nulls if known else count_rows(labelled)
        refuse_telling(labelled, key, target, where, count)


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
    return all(are_single(_numbers_of(likes.filter((likes.like & (parts - 1)) == part))) for part in range(parts))


def _numbers_of(likes: Any) -> Any:
    connection = likes.get_backend()
    return connection.raw_sql(connection.compile(likes)).fetchnumpy()["like"]


def refuse_telling(rows: Any, key: tuple[str, ...], target: str, where: str, count: int) -> None:
    """Refuse a key such as `setosa-17`: who checks a label reads it there, and a corrected one no longer fits it."""
    if not rows[target].type().is_string():
        return
    pairs = rows.select(id=id_of(rows, key), label=as_text(rows[target]))
    first = count // 50
    if first >= _LOOK and first - _told(pairs.limit(first))["told"] > (1 - _NEARLY_ALL) * count:
        return  # what they fail to tell is already too much
    found = _told(pairs)
    if found["first"] != found["last"] and found["told"] > _NEARLY_ALL * count:
        what = f"{', '.join(key)} gives away the target {target!r}, whose value is in the key of nearly every row"
        raise Refusal(f"{where}: {what}; choose a key without it")


def _told(pairs: Any) -> dict[str, Any]:
    """Return how many ids have their label in them, and the first and the last label."""
    is_told = pairs.id.contains(pairs.label) & (pairs.label.length() >= _SHORT)
    found = first_row(pairs.aggregate(told=is_told.sum(), first=pairs.label.min(), last=pairs.label.max()))
    return found | {"told": found["told"] or 0}
