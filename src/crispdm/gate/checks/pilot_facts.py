"""What the history keeps of a pilot, beyond what was decided on: figures, rows, tries, early looks."""

import math

from msgspec import structs

from crispdm.gate.pilot.history_rows import history_rows
from crispdm.gate.pilot.judgement import Judged
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_start
from crispdm.gate.pilot_past import PilotPast, chance_find
from crispdm.gate.record import Record
from crispdm.numbers import percent
from crispdm.placeholders import is_placeholder


def pilot_facts(record: Record, found: Judged, objective: Objective, plan: Plan) -> dict[str, object]:
    """The figures of a pilot, and its rows."""
    effect, selection, start = found.effect, found.selection, read_start(record)
    days = plan.grid(start)[selection.reached - 1] if selection else ()
    started_before = record.get("started_before")
    return {
        "start": str(start),
        "days": effect.rows if effect else found.signs.get("read"),
        **({} if plan.row == "day" else {"row": plan.row}),
        "share": plan.share,
        "estimate": finite_or_none(effect.estimate if effect else None),
        "low": finite_or_none(effect.low if effect else None),
        "high": finite_or_none(effect.high if effect else None),
        "relative": objective.is_relative,
        **({"points": True} if objective.in_points else {}),
        "verdict": found.verdict.says,
        "because": found.verdict.because,
        **({"harm": True, "stopped_by": str(record.get("plan.stopped_by"))} if found.verdict.is_harm else {}),
        **({} if is_placeholder(started_before) else {"started_before": str(started_before)}),
        "signs": found.signs,
        **({"end": str(plan.last_day(days[-1]))} if days else {}),
        **(history_rows(selection, plan) if selection else {}),
    }


def finite_or_none(value: float | None) -> float | None:
    """None for what JSON has no number for: an end that is open."""
    return value if value is not None and math.isfinite(value) else None


def looks_at(past: PilotPast, record: Record) -> dict[str, object]:
    """Who asked for the effect of this pilot before its planned end."""
    start = str(read_start(record))
    looks = [{"at": each.at, "by": each.by, "rows": each.rows} for each in past.looks if each.start == start]
    return {"looks": looks} if looks else {}


def with_tries(found: Judged, tries: int) -> Judged:
    """The same, with how many pilots the objective has had, and what that does to one that is deployed."""
    signs = {**found.signs, "tries": tries}
    if tries == 1 or found.verdict.says != "deploy":
        return structs.replace(found, signs=signs)
    by_chance = percent(round(chance_find(tries), 2))
    risk = f"with {tries} tries, the risk of a chance finding is up to {by_chance}, not 5 %"
    warning = f"pilot {tries} of this objective: {risk}"
    return structs.replace(found, signs=signs, warnings=(*found.warnings, warning))
