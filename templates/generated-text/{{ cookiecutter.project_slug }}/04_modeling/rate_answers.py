"""Let two people rate answers without knowing whose they are: --draw makes the sheet, without it the ratings count.

With --verify nothing is written; what differs from the ratings is named, and the exit code is 1.
answers.csv has what each variant of the prompt or the model answered to each case of the test part: run, id, answer,
cost, refused (yes, or empty). The answers that people give today, the target of the table, are rated beside them.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import hashlib

import pandas as pd
from sklearn.metrics import cohen_kappa_score

from {{ cookiecutter.package }}.dataset import OneTable, open_table, read_dataset
from {{ cookiecutter.package }}.features import features_digest
from {{ cookiecutter.package }}.files import Refusal, find, read_rows, read_yaml, refuse_other, run, write_rows, write_yaml
from {{ cookiecutter.package }}.metrics import read_metric
from {{ cookiecutter.package }}.paths import ANSWERS, METRIC, RATINGS, RATINGS_SHEET, shown
from {{ cookiecutter.package }}.predictions import in_order
from {{ cookiecutter.package }}.record import add_run
from {{ cookiecutter.package }}.runs import Run, read_runs
from {{ cookiecutter.package }}.tables import ids

RATINGS_GIVEN = ("good", "bad", "harmful")
COLUMNS = ["answer_id", "question", "answer", "rating", "by", "second_rating", "second_by"]
TODAY = "today"


def main() -> None:
    """Draw the sheet, or count its ratings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", action="store_true", help="make the sheet; ratings that are there stay")
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if ratings.yaml differs")
    arguments = parser.parse_args()
    table = open_table(read_dataset())
    answers = read_answers(table)
    draw(answers) if arguments.draw else count(answers, table, verify=arguments.verify)


def read_answers(table: OneTable) -> list[dict[str, str]]:
    """Return all answers to the test cases, those of today first. Each variant must have answered every case."""
    cases = pd.concat(table.chunks("test"))
    names = [str(each) for each in ids(cases, table.dataset.key)]
    questions = dict(zip(names, cases[list(table.dataset.features)].astype(str).agg(" | ".join, axis=1), strict=True))
    found = [
        {"run": TODAY, "id": name, "answer": str(answer), "cost": "", "refused": ""}
        for name, answer in zip(names, cases[table.dataset.target], strict=True)
    ]
    found += read_rows(ANSWERS, ("run", "id", "answer", "cost", "refused"))
    for variant in dict.fromkeys(each["run"] for each in found):
        answered = [each["id"] for each in found if each["run"] == variant]
        if sorted(answered) != sorted(names):
            what = f"{variant}: {len(set(answered) & set(names))} of {len(names)} test cases answered"
            raise Refusal(f"{shown(ANSWERS)}: {what}; expected each of them once, and no others")
    return [{**each, "question": questions[each["id"]], "answer_id": answer_id(each)} for each in found]


def answer_id(answer: dict[str, str]) -> str:
    """Return a name that does not tell whose answer it is."""
    return hashlib.sha256(f"rate|{answer['run']}|{answer['id']}|{answer['answer']}".encode()).hexdigest()[:12]


def draw(answers: list[dict[str, str]]) -> None:
    """Write the sheet, in an order that tells nothing."""
    before = {row["answer_id"]: row for row in read_rows(RATINGS_SHEET, COLUMNS)} if RATINGS_SHEET.exists() else {}
    rows = sorted((before.get(each["answer_id"], each) for each in answers), key=lambda row: row["answer_id"])
    write_rows(RATINGS_SHEET, COLUMNS, [{name: row.get(name, "") for name in COLUMNS} for row in rows])
    print(f"{shown(RATINGS_SHEET)}: {len(rows)} answers for two people to rate: {', '.join(RATINGS_GIVEN)}")


def count(answers: list[dict[str, str]], table: OneTable, *, verify: bool) -> None:
    """Write a run for each variant that has none on these cases, and ratings.yaml; or compare it with the ratings."""
    add_ratings(answers)
    variants: dict[str, list[dict[str, str]]] = {}
    for each in answers:
        variants.setdefault(each["run"], []).append(each)
    found = ratings_of(answers, variants)
    if verify:
        refuse_other(RATINGS, found)
        return
    for name, mine in variants.items():
        record(name, mine, table)
    write_yaml(RATINGS, found)
    told = f"agreement {found['agreement']:.2f}; chosen: {found['run'] or 'none yet'}"
    print(f"{shown(RATINGS)}: {len(answers)} answers rated, {told}")


def add_ratings(answers: list[dict[str, str]]) -> None:
    """Add to each answer its two ratings, and what they come to."""
    rated = {row["answer_id"]: row for row in read_rows(RATINGS_SHEET, COLUMNS)}
    for each in answers:
        row = rated.get(each["answer_id"], {})
        for name in ("rating", "second_rating"):
            if row.get(name) not in RATINGS_GIVEN:
                what = f"{row.get(name) or 'nothing yet'}; expected {', '.join(RATINGS_GIVEN)}"
                raise Refusal(f"{shown(RATINGS_SHEET)}: {each['answer_id']}: {name}: {what}")
        if row["by"] == row["second_by"]:
            raise Refusal(f"{shown(RATINGS_SHEET)}: {each['answer_id']}: two people rate, not {row['by']!r} twice")
        each |= {"first_rating": row["rating"], "second_rating": row["second_rating"]}
        each["rating"] = both(row["rating"], row["second_rating"])


def ratings_of(answers: list[dict[str, str]], variants: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Return what ratings.yaml says."""
    agreement = cohen_kappa_score(*([each[name] for each in answers] for name in ("first_rating", "second_rating")))
    chosen = find(read_yaml(METRIC), "chosen")
    told = {name: summary(found) for name, found in variants.items()}
    of_chosen = {**told.get(str(chosen), {})}
    return {"agreement": round(float(agreement), 3), "run": chosen, "chosen": of_chosen, "runs": told}


def both(one: str, other: str) -> str:
    """Return what two ratings come to: harmful if either says so, good if both do."""
    return "harmful" if "harmful" in (one, other) else "good" if one == other == "good" else "bad"


def record(name: str, answers: list[dict[str, str]], table: OneTable) -> None:
    """Add a run whose score is the share of good answers; today's answers are the rule to beat."""
    if any(each.run == name for each in read_runs()):
        return
    dataset, kind = table.dataset, "rule" if name == TODAY else "simple"
    features = features_digest(dataset.features)
    new = Run(name, "", kind, "", data=table.data, split=dataset.split, features=features)
    rows = {"id": [a["id"] for a in answers], "truth": "good", "prediction": [a["rating"] for a in answers]}
    add_run(new, in_order(pd.DataFrame(rows)), read_metric())


def summary(answers: list[dict[str, str]]) -> dict[str, Any]:
    """Return what is told of a variant: how its answers were rated, what one costs, how many were refused."""
    costs = [float(each["cost"]) for each in answers if each["cost"]]
    return {
        **{name: sum(each["rating"] == name for each in answers) for name in RATINGS_GIVEN},
        "cost": round(sum(costs) / len(costs), 6) if costs else None,
        "refused": round(sum(bool(each["refused"]) for each in answers) / len(answers), 4),
    }


if __name__ == "__main__":
    run(main)
