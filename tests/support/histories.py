"""A project with all that a report tells of: two pilots, a way back, exceptions, blockers, a second iteration."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crispdm.eventlog import store
from crispdm.eventlog.events import Blocked, Created, Event, Resumed, Stopped, Unblocked, Unwaived, Waived
from tests.support.builders import a_phase, advanced, filled_in, process_text, signed, went_back
from tests.support.command_line import ANA

OBJECTIVE = {"measure": "time on wrong categories", "unit": "hours per week", "now": 10.0, "target": 5.0, "least": 1.0}
NEXT = {**OBJECTIVE, "now": 4.6, "target": 3.5}
RUN = {"run": "rule-1", "kind": "rule", "score": 0.66, "metric": "accuracy"}
PILOT = {
    "start": "2026-12-07",
    "days": 14,
    "share": 0.05,
    "estimate": -0.25,
    "low": -0.31,
    "high": -0.19,
    "relative": True,
    "verdict": "improve",
    "decision": "improve",
}
AGAINST = {**PILOT, "start": "2027-01-04", "decision": "deploy", "reason": "they want it now"}
PHASES = ("business", "modeling", "evaluation", "deployment")

Dated = tuple[str, Event]


def process(*more: str) -> str:
    """A crispdm.yaml with four phases; the second has a criterion, and all are signed by Ana."""
    phases = [a_phase(name, owner="lead", sign_off=["lead"], timebox=5) for name in (*PHASES, *more)]
    phases[1]["criteria"] = [filled_in("known", "measure")]
    return process_text(*phases, team={"lead": [ANA], "analyst": []})


def two_iterations() -> list[Dated]:
    """Iteration 1 with its two pilots, and the beginning of iteration 2."""
    back = ["modeling", "evaluation", "deployment"]
    return [
        ("2026-11-24", Created(project="listings", crispdm="0.1.0")),
        ("2026-11-26", signed("business", "lead")),
        ("2026-11-26", advanced("business", "modeling", facts={"objective": OBJECTIVE})),
        (
            "2026-11-27",
            Waived(iteration=1, phase="modeling", criterion="known", reason="Bo is away", until="2026-12-31"),
        ),
        ("2026-11-27", Waived(iteration=1, phase="modeling", criterion="known", reason="typed twice")),
        ("2026-11-30", Unwaived(iteration=1, phase="modeling", criterion="known")),
        ("2026-12-01", went_back(*PHASES)),
        ("2026-12-02", advanced("business", "modeling", facts={"objective": OBJECTIVE})),
        ("2026-12-04", advanced("modeling", "evaluation", facts={"run": RUN}, waived=("known",))),
        (
            "2026-12-21",
            advanced("evaluation", "modeling", opens=back, outcome="improve", facts={"pilot": PILOT}),
        ),
        ("2026-12-23", advanced("modeling", "evaluation", facts={"run": {**RUN, "run": "tfidf-2", "score": 0.9}})),
        ("2027-01-05", Blocked(text="no access to the images", owner="team Media")),
        ("2027-01-18", advanced("evaluation", "deployment", outcome="deploy", facts={"pilot": AGAINST})),
        ("2027-02-04", advanced("deployment", "new_iteration", outcome="iterate", starts=2)),
        ("2027-02-09", advanced("business", "modeling", iteration=2, facts={"objective": NEXT})),
        ("2027-02-10", Waived(iteration=2, phase="modeling", criterion="known", reason="not asked for yet")),
    ]


WORTH = {"unit": "hours", "gain_per_year": 9400.0, "build": 600.0, "run_per_year": 400.0}
TRAINED = {
    "table": {"features": ["title", "description"], "target": "category", "rows": 9451},
    "split": {"by": "created", "test_from": "2026-10-01"},
    "gaps": {"images": {"gap": "drop", "because": "hard to reach", "owner": "Ana"}},
    "labels": {"rows": 60, "wrong": 2},
}
GUARDS = {
    "share of complaints": {
        "measure": "share of complaints", "better": "lower", "no_worse_than": 0.11, "found": 0.017, "worst": 0.024,
        "held": True,
    },
    "answers": {"measure": "answers", "better": "higher", "margin": 0.05, "found": 0.01, "worst": 0.06, "held": False},
    "listings an hour": {
        "measure": "listings an hour", "better": "higher", "margin": 0.5, "found": -0.05, "worst": 0.1058, "held": True,
        "relative": False,
    },
}  # fmt: skip
OPERATION = {
    "service": {"since": "2027-01-25"},
    "roll_out": {"steps": [{"share": 0.25, "date": "2027-01-18"}, {"share": 1.0, "date": "2027-01-25"}]},
    "alerts": {"alerts": [{"watches": "service", "when": "it is down", "calls": "Fay", "tested": "2027-01-11"}]},
    "reliability": {"targets": [{"what": "answers", "unit": "share", "observed": 1.0, "at_least": 0.999}]},
    "rollback": {"how": "the switch", "tried": "2027-01-11", "minutes": 1.0},
    "full_traffic": {"value": 4.0, "from": "2027-01-25", "to": "2027-02-03"},
}


def live() -> list[Dated]:
    """Live, with everything that a report tells of what is in operation; its last pilot has rows, one missing."""
    days = [f"2027-01-{day:02}" for day in range(1, 18)]
    rows: list[dict[str, Any]] = [
        {"day": day, "pilot": 5.0 + number % 3, "control": 10.0 + number % 2} for number, day in enumerate(days)
    ]
    rows[9] = {"day": days[9], "pilot": None, "control": None}
    pilot = {**AGAINST, "rows": rows, "signs": {"missing": 1, "warnings": ["The rows from before the start differ."]}}
    told = {
        "business": {"objective": OBJECTIVE, "worth": WORTH},
        "modeling": {"run": RUN, **TRAINED},
        "evaluation": {"pilot": pilot, "guards": GUARDS},
        "deployment": OPERATION,
    }
    ahead = zip(PHASES, (*PHASES[1:], "finish"), ("2026-12-02", "2026-12-04", "2027-01-18", "2027-02-04"), strict=True)
    created = ("2026-11-24", Created(project="listings", crispdm="0.1.0"))
    return [created, *((day, advanced(name, to, facts=told[name])) for name, to, day in ahead)]


def ended() -> list[Dated]:
    """Stopped, gone on with, and stopped for good."""
    return [
        *two_iterations(),
        ("2027-02-11", Stopped(iteration=2, reason="no money")),
        ("2027-02-12", Resumed(iteration=2, reason="money again", opens=())),
        ("2027-02-15", Stopped(iteration=2, reason="not worth it")),
    ]


def _append(root: Path, day: str, event: Event, by: str) -> None:
    store.append(root, lambda _: [event], at=f"{day}T09:00:00Z", by=by)


def write(root: Path, events: Sequence[Dated], text: str = "", by: str = ANA) -> Path:
    """A project with these events, each after the one before."""
    root.mkdir(exist_ok=True)
    (root / "crispdm.yaml").write_text(text or process())
    for day, event in events:
        _append(root, day, event, by)
    return root


def unblocked(root: Path, day: str) -> None:
    """Remove the first blocker."""
    first = next(each for each in store.load(root).events if isinstance(each, Blocked))
    write(root, [(day, Unblocked(blocker=first.id))], (root / "crispdm.yaml").read_text())


def facts(**more: Any) -> dict[str, Any]:
    """A pilot with other numbers."""
    return {"pilot": {**PILOT, **more}}
