"""The talk's project on each bundled template: what a gate asks of an untouched phase, and evidence that passes it."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.support import story
from tests.support.team import Colleague

EFFECTS = {"deploy": -0.58, "improve": -0.25, "stop": 0.0}  # of a pilot after which that is the verdict
METRIC = story.METRIC.format(good_enough=0.6, chosen="rule-1")
BETTER = story.METRIC.format(good_enough=0.6, chosen="tfidf-2")
CHARTER = f"{story.OBJECTIVE}measured: {{how: an A/B test on 5 % of the listings, from: their time sheet}}\n"
EXIT_REPORT = "".join(
    f"## {title}\n\nA rule was good enough: {title}, and why.\n" for title in ("Overview", "Benefits", "Learnings")
)
EXIT_REPORT += "## Next steps\n\nThe moderators keep the switch.\n"
HAND_OFF = "hand_off: {to: team Platform, on: 2027-02-04, accepted_by: Eve}\n"
UPDATE = "update: {when: every six months, how: retrained on the newest listings, by: Bo}\n"
LOCKED = b"id,title,category\n1,iPhone 12,mobile phones\n"


class Phase(NamedTuple):
    """What the gate misses before anybody wrote anything, and who writes what it wants."""

    missing: tuple[str, ...]
    write: Callable[[Colleague], None]


def _objective(team: Colleague) -> None:
    team.put("objective.yaml", story.OBJECTIVE)


def _charter(team: Colleague) -> None:
    team.put("charter.yaml", CHARTER)


def _inventory(team: Colleague) -> None:
    team.put("inventory.yaml", story.INVENTORY)


def _data(team: Colleague) -> None:
    """All that Data Understanding asks in the large templates."""
    rows = story.listings()
    _inventory(team)
    story.write_profile(team.project, rows)
    story.write_audit(team.project, rows[:60], wrong=2)


def _table(team: Colleague) -> None:
    team.put("dataset.yaml", story.DATASET)
    story.write_table(team.project, story.listings())


def _acquired(team: Colleague) -> None:
    _data(team)
    _table(team)
    team.decide("inventory.yaml", "decision", "proceed")


def _rule(team: Colleague) -> None:
    """The simplest run, and a plan: nobody has been exposed to anything."""
    story.write_runs(team.project)
    team.put("metric.yaml", METRIC)
    plan(team)


def _rule_for_a_checkpoint(team: Colleague) -> None:
    _rule(team)
    team.put("metric.yaml", f"{METRIC}decision: proceed\n")


def plan(team: Colleague, start: str = "2026-11-02") -> None:
    """A pilot that has not begun, or one that somebody else runs already."""
    team.put("pilot.yaml", story.PLAN.format(start=start, decision="") + story.RAN_BEFORE)


def pilot(team: Colleague, decision: str = "deploy", start: str = "2026-11-02") -> None:
    """A pilot of two weeks, and the decision that its numbers carry."""
    team.put("pilot.csv", story.pilot_days(start, 14, EFFECTS[decision]))
    team.put("pilot.yaml", story.PLAN.format(start=start, decision=decision) + story.RAN_BEFORE)


def better(team: Colleague) -> None:
    """Another run, for the pilot after `improve`."""
    metric = story.place(team.project, "metric.yaml")
    story.write_runs(team.project, story.BETTER_RUN)
    metric.write_text(metric.read_text().replace("rule-1", "tfidf-2"))


def _served(team: Colleague) -> None:
    team.put("operations.yaml", story.OPERATIONS)
    pilot(team)


def _operations(team: Colleague) -> None:
    team.put("operations.yaml", story.OPERATIONS)


def _accepted(team: Colleague) -> None:
    team.put("acceptance.yaml", story.OPERATIONS + HAND_OFF)
    team.put("exit_report.md", EXIT_REPORT)


def _with_risks(phase: str, write: Callable[[Colleague], None]) -> Callable[[Colleague], None]:
    """What the phase asks, and its entry in the risk register."""

    def both(team: Colleague) -> None:
        write(team)
        register = team.project / "risks.yaml"
        entry = f"{phase}:\n- {{requirement: it holds, risk: it may not, mitigation: somebody looks}}\n"
        register.write_text(register.read_text().replace(f"{phase}:\n", entry))

    return both


def _understood(team: Colleague) -> None:
    _objective(team)
    team.put("metric.yaml", METRIC.replace("rule-1", ""))
    _data(team)
    team.decide("inventory.yaml", "decision", "feasible")


def _locked(team: Colleague) -> None:
    """A table, and rows that are not in it."""
    _table(team)
    (team.project / "data" / "locked_test.csv").write_bytes(LOCKED)
    digest = hashlib.sha256(LOCKED).hexdigest()
    team.put("test_set.yaml", "table: data/locked_test.csv\nmake: python lock.py\n")
    story.place(team.project, "test_set.yaml").with_name("test_set_facts.yaml").write_text(f"sha256: {digest}\n")


def _tested(team: Colleague) -> None:
    """The runs of the pilot, scored on the locked test set."""
    chosen = story.BETTER_RUN if "tfidf-2" in story.place(team.project, "metric.yaml").read_text() else ""
    locked_scores(team, story.RUNS + chosen)
    pilot(team)


def locked_scores(team: Colleague, runs: str) -> None:
    """Runs as they score on the locked test set, and their cells."""
    log = story.place(team.project, "locked_test.csv")
    story.write_log(log, runs.replace("listings-1", "locked-1"), "cells/locked_test")


def _monitored(team: Colleague) -> None:
    team.put("monitoring.yaml", story.OPERATIONS + UPDATE)


_PILOT = ("pilot-ran", "guard-held", "decision-fits-verdict")
_RUNS = ("baseline-first", "chosen-beats-baseline", "pilot-planned")

WALKS: Mapping[str, Mapping[str, Phase]] = {
    "crisp-dm": {
        "business_understanding": Phase(
            ("problem-owned", "objective-measurable", "approach-agreed", "worth-it"), _objective
        ),
        "data_understanding": Phase(
            ("inventory-complete", "gaps-decided", "profiled", "labels-checked", "data-decided"), _data
        ),
        "data_preparation": Phase(("one-table", "rows-and-key", "rebuildable", "split-apart"), _table),
        "modeling": Phase(("metric-declared", *_RUNS), _rule),
        "evaluation": Phase(_PILOT, pilot),
        "deployment": Phase(
            ("rolled-out", "watched", "reliable", "rollback-tried", "full-traffic-measured", "next-decided"),
            _operations,
        ),
    },
    "minimal": {
        "business_understanding": Phase(("problem-owned", "objective-measurable", "worth-it"), _objective),
        "data_understanding": Phase(("inventory-complete", "gaps-decided", "data-decided"), _inventory),
        "data_preparation": Phase(("one-table", "rows-and-key", "split-apart"), _table),
        "modeling": Phase(_RUNS, _rule),
        "evaluation": Phase(("pilot-ran", "decision-fits-verdict"), pilot),
        "deployment": Phase(("rollback-tried", "full-traffic-measured", "next-decided"), _operations),
    },
    "tdsp": {
        "business_understanding": Phase(
            ("problem-owned", "objective-measurable", "measurement-agreed", "approach-agreed", "worth-it"), _charter
        ),
        "data_acquisition": Phase(
            (
                *("inventory-complete", "gaps-decided", "profiled", "labels-checked"),
                *("one-table", "rows-and-key", "rebuildable", "data-checkpoint"),
            ),
            _acquired,
        ),
        "modeling": Phase(("metric-declared", *_RUNS, "model-checkpoint"), _rule_for_a_checkpoint),
        "deployment": Phase(("watched", "rollback-tried", *_PILOT), _served),
        "customer_acceptance": Phase(
            (
                *("rolled-out", "reliable", "full-traffic-measured"),
                *("handed-off", "exit-reported", "next-decided"),
            ),
            _accepted,
        ),
    },
    "crisp-ml-q": {
        "understanding": Phase(
            (
                *("problem-owned", "objective-measurable", "metric-declared", "worth-it"),
                *("inventory-complete", "gaps-decided", "labels-checked", "feasibility-decided", "understanding-risks"),
            ),
            _with_risks("understanding", _understood),
        ),
        "data_preparation": Phase(
            ("one-table", "rows-and-key", "rebuildable", "split-apart", "test-set-locked", "preparation-risks"),
            _with_risks("data_preparation", _locked),
        ),
        "modeling": Phase((*_RUNS, "modeling-risks"), _with_risks("modeling", _rule)),
        "evaluation": Phase(("locked-test-passed", *_PILOT, "evaluation-risks"), _with_risks("evaluation", _tested)),
        "deployment": Phase(
            ("rolled-out", "rollback-tried", "reliable", "deployment-risks"), _with_risks("deployment", _operations)
        ),
        "monitoring": Phase(
            ("watched", "full-traffic-measured", "update-planned", "monitoring-risks", "next-decided"),
            _with_risks("monitoring", _monitored),
        ),
    },
}


def walk(team: Colleague, template: str, to: str) -> Phase:
    """Go through all phases before one; that phase."""
    for name, phase in WALKS[template].items():
        if name == to:
            break
        phase.write(team)
        team.passes()
    assert team.phase == to
    return WALKS[template][to]
