"""The rows of a pilot as the history keeps them, for a chart. Pure."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row, Selection, before_start

_MOST = 100  # no chart shows more, and an event is one line of a file


def history_rows(selection: Selection, plan: Plan) -> dict[str, Any]:
    """The rows that counted, with those that are missing, as `rows`; pooled where they are many.

    Rows from before the start come first, where the arms were compared as they were.
    """
    before = before_start(selection, plan) if plan.pre_days else ()
    rows = [*map(_row, before), *_during(selection, plan)]
    size = math.ceil(len(rows) / _MOST) if rows else 1
    if size == 1:
        return {"rows": rows}
    return {"rows": [_pooled(rows[at : at + size]) for at in range(0, len(rows), size)], "pooled": size}


def _during(selection: Selection, plan: Plan) -> Iterator[dict[str, Any]]:
    by_day = {row.day: row for row in selection.rows}
    for days in plan.grid(selection.start)[: selection.reached]:
        excused = {"excused": True} if any(day in plan.missing for day in days) else {}
        empty = {"day": str(days[0]), "pilot": None, "control": None, **excused}
        yield _row(by_day[days[0]]) if days[0] in by_day else empty


def _row(row: Row) -> dict[str, Any]:
    return {"day": str(row.day), "pilot": _digits(row.pilot), "control": _digits(row.control)}


def _pooled(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The means of some neighbours."""
    return {"day": rows[0]["day"], **{arm: _mean([each[arm] for each in rows]) for arm in ("pilot", "control")}}


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _digits(math.fsum(known) / len(known)) if known else None


def _digits(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
