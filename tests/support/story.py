"""The talk's project, listing-categories: its numbers, a generated table, and a sheet of checked labels."""

import csv
import hashlib
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

PRODUCT = "Ana Roy <ana@example.com>"
SCIENTIST = "Bo Lind <bo@example.com>"
ANALYST = "Cy Dahl <cy@example.com>"
ENGINEER = "Dee Okoro <dee@example.com>"
TEAM = {
    "product_manager": PRODUCT,
    "data_scientist": SCIENTIST,
    "data_analyst": ANALYST,
    "data_engineer": ENGINEER,
}

OBJECTIVE = """\
problem:
  who: moderators
  source: interview with their lead, 3 November
  affected: 10 % of listings, 25 % of their time
objective:
  measure: time moderators spend on wrong categories
  unit: hours per moderator per week
  now: 10
  target: 5
approach:
  why_ml: title and description tell the category, in more ways than rules can list
  simplest: a rule, "iPhone" in the title means mobile phones
  said_by: Bo
worth: {unit: hours, gain_per_year: 2400, build: 600, run_per_year: 400}
"""
PROBLEM = """\
# The problem

## Who has the problem

Moderators. One listing in ten ends up in the wrong category, and they move it by hand.

## Why now

There are a third more listings than a year ago.
"""
RAW = "data/raw_listings.csv"
INVENTORY = f"""\
data: {RAW}
fields:
- {{name: listing_id, role: key, source: listings table}}
- {{name: title, role: feature, source: listings table}}
- {{name: description, role: feature, source: listings table}}
- name: images
  role: feature
  source: media store
  gap: drop
  because: hard to reach, and title and description are enough to start with
  owner: Ana
- {{name: category, role: target, source: moderators' corrections}}
decision: enough
"""
DATASET = """\
table: data/listings.csv
make: python make_listings.py
key: listing_id
split: {by: created, test_from: 2026-10-01}
leakage: the moderator's name is known only after the correction, so it is left out
"""
COLUMNS = ["listing_id", "created", "title", "description", "category"]
_GOODS = {
    "mobile phones": ["iPhone 12", "Galaxy S21", "Pixel 6", "old Nokia"],
    "bicycles": ["city bike", "racing bike", "bike for children"],
    "furniture": ["oak table", "two chairs", "book shelf"],
}


def name_team(project: Path) -> None:
    """Write the people of the story into crispdm.yaml, as an editor would."""
    path = project / "crispdm.yaml"
    lines = path.read_text().splitlines(keepends=True)
    for number, line in enumerate(lines):
        role = line.strip().partition(":")[0]
        if line.startswith("  ") and role in TEAM:
            lines[number] = f"  {role}: ['{TEAM[role]}']\n"
    path.write_text("".join(lines))


def listings(rows: int = 400, seed: int = 7) -> list[list[str]]:
    """Listings as sellers write them: id, day, title, description, and the category that a moderator would set."""
    chance = random.Random(seed)
    made = []
    for number in range(rows):
        category = chance.choice(sorted(_GOODS))
        title = chance.choice(_GOODS[category])
        day = f"2026-{chance.randint(8, 10):02}-{chance.randint(1, 28):02}"
        made.append([f"L{number:05}", day, title, f"{title}, as good as new", category])
    return made


def place(project: Path, name: str) -> Path:
    """Where a file of evidence stands that the template ships, whatever its phases are called."""
    (found,) = project.glob(f"[0-9]*/{name}")
    return found


def write_rows(path: Path, rows: list[list[str]]) -> str:
    """A CSV file of listings, and its SHA-256."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_table(project: Path, rows: list[list[str]]) -> None:
    """The table, and the facts that whatever made it measured."""
    sha256 = write_rows(project / "data" / "listings.csv", rows)
    ids = [row[0] for row in rows]
    facts = {
        "columns": COLUMNS,
        "rows": len(rows),
        "nulls": {"category": sum(not row[4] for row in rows) / len(rows)},
        "duplicate_keys": len(ids) - len(set(ids)),
        "overlap": 0,
        "sha256": sha256,
    }
    place(project, "dataset.yaml").with_name("facts.yaml").write_text(json.dumps(facts))


def write_profile(project: Path, rows: list[list[str]]) -> None:
    """The raw data, and what a script that looked at it as a whole says."""
    categories = [row[4] for row in rows]
    profile = {
        "rows": len(rows),
        "raw": f"sha256:{write_rows(project / RAW, rows)}",
        "dates": {"from": min(row[1] for row in rows), "to": max(row[1] for row in rows)},
        "nulls": {"title": 0, "description": 0},
        "target": {each: categories.count(each) / len(rows) for each in sorted(set(categories))},
    }
    place(project, "inventory.yaml").with_name("profile.yaml").write_text(json.dumps(profile))


def write_audit(project: Path, rows: list[list[str]], *, wrong: int) -> None:
    """A sheet of labels, checked by hand, some of them wrong."""
    with place(project, "label_audit.csv").open("w", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["id", "label", "checked", "by"])
        for number, row in enumerate(rows):
            sheet.writerow([row[0], row[4], "something else" if number < wrong else row[4], "Cy"])


def cells(score: float) -> str:
    """How often each truth met each prediction, of a run with this accuracy, of a hundred rows."""
    right = round(100 * score)
    return f"against,truth,prediction,other,n\n,bicycles,bicycles,,{right}\n,bicycles,furniture,,{100 - right}\n"


def write_runs(project: Path, *better: str) -> None:
    """runs.csv with the rule and better runs, and the cells of each, as record_run writes them."""
    write_log(place(project, "runs.csv"), RUNS + "".join(better), "cells")


def write_log(log: Path, rows: str, cells_folder: str) -> None:
    """A log of runs, and the cells of each in a folder beside it."""
    log.write_text(rows)
    folder = log.parent / cells_folder
    folder.mkdir(parents=True, exist_ok=True)
    for row in csv.DictReader(rows.splitlines()):
        folder.joinpath(f"{row['run']}.csv").write_text(cells(float(row["score"])))


def name_everybody(project: Path) -> None:
    """One person in every role."""
    path = project / "crispdm.yaml"
    path.write_text(path.read_text().replace(": []", f": ['{PRODUCT}']"))


METRIC = "metric: accuracy\nbetter: higher\ngood_enough: {good_enough}\nmin_gain: 0.02\nchosen: {chosen}\n"
RUNS = """\
run,date,kind,score,data,split,note,predictions
rule-1,2026-11-09,rule,0.66,listings-1,time,,4f1c2a90b7d35e68
"""
BETTER_RUN = "tfidf-2,2026-12-22,simple,0.91,listings-1,time,,b08e61d7f29a435c\n"
PLAN = (
    "plan: {{share: 5 %, days: 14, start: {start}, control: the other 95 %, stopped_by: Fay, "
    "switch_off: flag suggest_category}}\ndecision: {decision}\n"
)
OPERATED_BEFORE = "started_before: the team adopts crispdm with a service that runs\n"
RAN_BEFORE = "started_before: the team adopts crispdm after it ran\n"  # everything of a story is written in a day
OPERATIONS = """\
steps: [{share: 25 %, date: 2027-01-20}, {share: 100 %, date: 2027-01-27}]
alerts:
- {watches: service, when: error rate above 1 %, calls: Fay, tested: 2027-01-21}
- {watches: measure, when: above 7 hours, calls: Ana, tested: 2027-01-21}
rollback: {how: the flag off, tried: 2027-01-21, minutes: 5}
dashboard: the wall board of the moderators
reliability: [{what: p99 latency, unit: ms, at_most: 200, observed: 120}]
full_traffic: {value: 4.6, from: 2027-01-28, to: 2027-02-03}
next: iterate
"""


def pilot_days(start: str, days: int, effect: float, seed: int = 3) -> str:
    """pilot.csv: a weekly season in both columns, the effect and its noise in the pilot."""
    chance = random.Random(seed)
    rows, day = ["date,pilot,control"], date.fromisoformat(start)
    for _ in range(days):
        control = 10 * (0.7 if day.weekday() > 4 else 1.1) * (1 + chance.gauss(0, 0.05))
        pilot = control * (1 + effect) * (1 + chance.gauss(0, 0.08))
        rows.append(f"{day},{pilot:.2f},{control:.2f}")
        day += timedelta(days=1)
    return "\n".join(rows) + "\n"


def through_the_first_half(project: Path, advance: Callable[[], object]) -> None:
    """Evidence for Business Understanding, Data Understanding and Data Preparation, each passed."""
    rows = listings()
    (project / "01_business_understanding" / "objective.yaml").write_text(OBJECTIVE)
    advance()
    (project / "02_data_understanding" / "inventory.yaml").write_text(INVENTORY)
    write_profile(project, rows)
    write_audit(project, rows[:60], wrong=2)
    advance()
    (project / "03_data_preparation" / "dataset.yaml").write_text(DATASET)
    write_table(project, rows)
    advance()


def before_the_project(operations: str) -> str:
    """The same, three months earlier, by a team that adopts crispdm afterwards."""
    for month, earlier in (("2027-01", "2026-10"), ("2027-02", "2026-11")):
        operations = operations.replace(month, earlier)
    return operations + OPERATED_BEFORE


def write_everything(project: Path) -> None:
    """Evidence with which every criterion of all six phases is met: the rule was good enough."""
    through_the_first_half(project, lambda: None)
    (project / "01_business_understanding" / "problem.md").write_text(PROBLEM)
    write_runs(project)
    (project / "04_modeling" / "metric.yaml").write_text(METRIC.format(good_enough=0.6, chosen="rule-1"))
    pilot = project / "05_evaluation"
    (pilot / "pilot.yaml").write_text(PLAN.format(start="2026-11-02", decision="deploy") + RAN_BEFORE)
    (pilot / "pilot.csv").write_text(pilot_days("2026-11-02", 14, -0.58))
    (project / "06_deployment" / "operations.yaml").write_text(before_the_project(OPERATIONS))
