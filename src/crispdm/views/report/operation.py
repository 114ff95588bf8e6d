"""The change in operation: what must not get worse, the roll-out, alerts, reliability and the way back."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from crispdm.numbers import parse_number, percent, show
from crispdm.results.report import Report
from crispdm.views.report.glance import Fact
from crispdm.views.report.wording import Wording, capital

_SHARE = re.compile(r"\b(share|rate|percentage|proportion)\b", re.IGNORECASE)


def operation(report: Report, wording: Wording) -> Iterator[Fact]:
    """Yield what is known of what is live; of what is written, where nothing is live yet."""
    iteration = report.completed or report.status.iteration
    written = report.written if iteration == report.status.iteration else {}
    facts: Mapping[str, Mapping[str, Any]] = {**report.facts.get(iteration, {}), **written}
    yield from (("Guard", _guard(each)) for each in facts.get("guards", {}).values())
    steps = facts.get("roll_out", {}).get("steps", [])
    if steps:
        shares = [f"{_percent(each.get('share'))} on {wording.recorded_date(each.get('date'))}" for each in steps]
        yield "Roll-out", ", ".join(shares)
    for alert in facts.get("alerts", {}).get("alerts", []):
        tested = wording.recorded_date(alert.get("tested"))
        yield (
            f"Alert, {alert.get('watches')}",
            f"{capital(alert.get('when', ''))}; calls {alert.get('calls')}, tested on {tested}",
        )
    for target in facts.get("reliability", {}).get("targets", []):
        yield "Reliability", _target(target)
    if back := facts.get("rollback"):
        tried = wording.recorded_date(back.get("tried"))
        yield "Way back", f"{capital(str(back.get('how')))}; tried on {tried}, took {_minutes(back.get('minutes'))}"


def _guard(guard: Mapping[str, Any]) -> str:
    """`Complaints: 3.1, at worst 4; at most 5 allowed, held`."""
    name = str(guard.get("measure"))
    found, worst, limit = (parse_number(guard.get(key)) for key in ("found", "worst", "no_worse_than"))
    margin = parse_number(guard.get("margin"))
    by_kind = percent if guard.get("relative", True) and (margin is not None or _SHARE.search(name)) else show
    as_text = _harm(by_kind) if margin is not None else by_kind
    seen = f"{as_text(found)}" if found is not None else "not measured"
    at_worst = f", at worst {as_text(worst)}" if worst is not None else ""
    bound = "at least" if guard.get("better") == "higher" else "at most"
    allowed = f"{bound} {as_text(limit)}" if limit is not None else ""
    if margin is not None:
        allowed = f"at most {by_kind(margin)} worse"
    held = "held" if guard.get("held") else "not held"
    return f"{capital(name)}: {seen}{at_worst}{f'; {allowed} allowed' if allowed else ''}: {held}"


def _harm(as_text: Callable[[float], str]) -> Callable[[float], str]:
    """`3.1 % worse` of a harm, `3.1 % better` of the opposite."""
    return lambda harm: f"{as_text(float(f'{abs(harm):.3g}'))} {'better' if harm < 0 else 'worse'}"


def _target(target: Mapping[str, Any]) -> str:
    bounds = [
        f"{key.replace('_', ' ')} {show(bound)}"
        for key in ("at_least", "at_most")
        if (bound := parse_number(target.get(key))) is not None
    ]
    observed = parse_number(target.get("observed"))
    seen = show(observed) if observed is not None else "?"
    return f"{capital(str(target.get('what')))}: {seen} ({target.get('unit')}); wanted {' and '.join(bounds)}"


def _percent(share: object) -> str:
    value = parse_number(share)
    return percent(value) if value is not None else "?"


def _minutes(value: object) -> str:
    minutes = parse_number(value)
    if minutes is None:
        return "?"
    return f"{show(minutes)} {'minute' if minutes == 1 else 'minutes'}"
