"""What the kinds of check read in files of evidence: the fields, and what each may hold, as JSON Schema. Pure.

A field is named by its dotted path; `alerts[].when` is one of each entry of a list. All may be empty until they are
filled in.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from crispdm.gate.checks.inventory import GAPS, ROLES
from crispdm.gate.checks.operations import NEXT, WATCHED
from crispdm.gate.checks.verdict_finding import DECISIONS
from crispdm.gate.pilot.objective import NAMES, Scale
from crispdm.gate.pilot.pilot_names import GUARD, PLAN, WORDS
from crispdm.gate.pilot.plan import DAYS_OF

Shape = Mapping[str, Any]

_NUMBER = r"[-+−]?\s*[0-9]+(\.[0-9]+)?\s*"  # noqa: RUF001 - as people write it, and `numbers` reads it
TEXT: Shape = {"type": ["string", "number", "boolean", "array", "null"]}
ANY: Shape = {}
DATE: Shape = {
    "type": ["string", "null"],
    "pattern": r"^\d{4}-\d\d-\d\d$",
    "description": "A date, such as 2026-12-24.",
}
SECTION: Shape = {"type": ["object", "null"]}  # whose fields the template or a script knows
STARTED_BEFORE: Shape = {**TEXT, "description": "Why it is older than the project or the plan, in words."}
FLAG: Shape = {"type": ["boolean", "null"]}


def one_of(*words: str) -> Shape:
    """One of these words, or nothing yet."""
    return {"enum": [*words, None]}


def _number(ending: str = "%?", **bounds: float) -> Shape:
    return {"type": ["number", "string", "null"], "pattern": rf"^\s*{_NUMBER}({ending})\s*$", **bounds}


NUMBER = _number()
POSITIVE = _number(exclusiveMinimum=0)
CHANGE = _number("%|pp|percentage points?|")
SHARE = _number(exclusiveMinimum=0, maximum=1)
COUNT = _number("", exclusiveMinimum=0)
_TOLD = {
    "measure": "What it is, in words.",
    "margin": "By how much it may be worse than in the control: in its unit, or as a percentage of the control.",
    "no_worse_than": "A limit for the pilot itself, where there is no control.",
    "column": "The column of pilot.csv, if it is not guard.",
    "control_units": "How many people or shops stay in the control.",
}
_SHAPES = {
    **dict.fromkeys(("now", "margin", "no_worse_than", "spread"), NUMBER),
    **dict.fromkeys(("target", "least"), CHANGE),
    **dict.fromkeys(("pre_days", "units", "control_units", "label_delay"), COUNT),
    **dict.fromkeys(("per", "cases"), POSITIVE),
    **dict.fromkeys(("start", "read"), DATE),
    **dict.fromkeys(("switchback", "shadow"), FLAG),
    "scale": one_of(*get_args(Scale)),
    "better": one_of("higher", "lower"),
    "row": one_of(*DAYS_OF),
    "share": {**SHARE, "type": [*SHARE["type"], "array"]},
    "control_share": SHARE,
    "days": _number("", minimum=7),
    "missing": ANY,
}


def _section(above: str, names: Iterable[str]) -> dict[str, Shape]:
    told = {name: {"description": _TOLD[name]} if name in _TOLD else {} for name in names}
    return {f"{above}.{name}": {**_SHAPES.get(name, TEXT), **told[name]} for name in names}


_OBJECTIVE = _section("objective", NAMES)
_PLAN = _section("plan", PLAN) | _section("guard", GUARD) | _section("guards[]", GUARD)
_VERDICT = {
    "decision": one_of(*DECISIONS),
    **dict.fromkeys(WORDS, TEXT),
    "started_before": STARTED_BEFORE,
    "log": SECTION,
    "result": {**SECTION, "description": "What a platform for experiments computed, instead of the rows of pilot.csv."},
}
_INVENTORY = {
    "data": ANY,
    "fields[].name": TEXT,
    "fields[].role": one_of(*ROLES),
    "fields[].source": TEXT,
    "fields[].gap": one_of(*GAPS),
    **{f"fields[].{name}": DATE if name == "by" else TEXT for names in GAPS.values() for name in names},
    "fields[].kind": one_of("number", "category", "text", "date"),
    "fields[].tolerance": {
        **NUMBER,
        "description": "Of a target that is measured: how far a second measurement may be from the label.",
    },
    "fields[].with": {**TEXT, "description": "The field that takes its place."},
    "fields[].effort": {**TEXT, "description": "What it takes to get the data.", "examples": ["two weeks"]},
    "labels": {"type": ["array", "null"]},
}
_OPERATIONS = {
    "steps": {"steps[].share": SHARE, "steps[].date": DATE},
    "alerts": {
        "dashboard": TEXT,
        "alerts[].watches": one_of(*WATCHED),
        "alerts[].when": TEXT,
        "alerts[].calls": TEXT,
        "alerts[].tested": DATE,
    },
    "reliability": {
        "reliability[].what": TEXT,
        "reliability[].unit": TEXT,
        **{f"reliability[].{name}": NUMBER for name in ("at_least", "at_most", "observed")},
    },
    "rollback": {"rollback.how": TEXT, "rollback.tried": DATE, "rollback.minutes": NUMBER},
    "full_traffic": {
        "full_traffic.value": NUMBER,
        "full_traffic.from": DATE,
        "full_traffic.to": DATE,
        "steps[].date": DATE,  # it begins with the last one
    },
    "next": {"next": one_of(*NEXT)},
}
_METRIC = {
    "metric": TEXT,
    "better": one_of("higher", "lower"),
    "good_enough": NUMBER,
    "min_gain": NUMBER,
    "chosen": TEXT,
}

_WORTH = {
    "worth.unit": TEXT,
    **{f"worth.{name}": _number(minimum=0) for name in ("gain_per_year", "build", "run_per_year")},
}
_DATASET = {"table": ANY, "make": TEXT}
_DATASET_OF = {"rows": {"key": TEXT}, "split": {"split": SECTION}}  # what a part of the check reads besides

# By the kind of check, for its parameter `file`; and by any other parameter, of whichever kind.
_FILES: dict[str, dict[str, Shape]] = {
    "objective": _OBJECTIVE,
    "worth": _WORTH,
    "inventory": _INVENTORY,
    **dict.fromkeys(("pilot_plan", "pilot", "verdict"), _PLAN | _VERDICT),
}
_OTHERS = {"objective": _OBJECTIVE, "inventory": _INVENTORY, "metric": _METRIC}


def fields_read(kind: str, parameter: str, part: str | None) -> dict[str, Shape]:
    """What a criterion of this kind reads in the file that this parameter names."""
    if parameter == "dataset":
        return {**_DATASET, **_DATASET_OF.get(part or "", {})}
    if parameter != "file":
        return _OTHERS.get(parameter, {})
    if kind == "operations":
        return {**_OPERATIONS.get(part or "", {}), "started_before": STARTED_BEFORE}
    return _FILES.get(kind, {})
