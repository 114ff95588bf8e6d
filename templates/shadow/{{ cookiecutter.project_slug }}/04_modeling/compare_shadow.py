"""Compare what the model said in the shadow with what was decided without it: shadow.yaml.

With --verify nothing is written; what differs from the log is named, and the exit code is 1.
"""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.files import Refusal, needed, read_rows, read_yaml, refuse_other, run, write_yaml
from {{ cookiecutter.package }}.paths import ROOT, SHADOW, SHADOW_LOG, shown
from {{ cookiecutter.package }}.scores import mean_of, reach

COLUMNS = ("day", "model", "today", "truth")


def main() -> None:
    """Write shadow.yaml, or compare it with what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if something differs")
    verify = parser.parse_args().verify
    cases = read_cases()
    answered = [case for case in cases if case["model"]]
    known = [case for case in cases if case["truth"]]
    if not known:
        raise Refusal(f"{shown(SHADOW_LOG)}: no case has a truth yet; wait until it is known what was right")
    days = sorted({case["day"][:10] for case in cases})
    found = {
        "from": days[0],
        "to": days[-1],
        "days": len(days),
        "cases": len(cases),
        "answered": round(len(answered) / len(cases), 4),
        "agreed": round(sum(case["model"] == case["today"] for case in answered) / max(1, len(answered)), 4),
        "gain": gain(known),
    }
    if verify:
        refuse_other(SHADOW, found)
        return
    write_yaml(SHADOW, found)
    low, high = found["gain"]["low"], found["gain"]["high"]
    print(f"{shown(SHADOW)}: {len(days)} days, {len(cases)} cases; {low:+.1%} to {high:+.1%} more right than today")
    print("Next: crispdm check")


def read_cases() -> list[dict[str, str]]:
    """Return the cases by our names of the columns."""
    settings = read_yaml(SHADOW_LOG)
    names = {name: str(needed(settings, name, SHADOW_LOG, "the name of a column")) for name in COLUMNS}
    log = ROOT / str(needed(settings, "log", SHADOW_LOG, "a path such as data/shadow.csv"))
    cases = [{name: row[column] for name, column in names.items()} for row in read_rows(log, names.values())]
    if not cases:
        raise Refusal(f"{shown(log)}: no rows")
    return cases


def gain(known: list[dict[str, str]]) -> dict[str, float | int]:
    """Return how much more often the model was right than today's decisions, on the same cases; no answer is wrong."""
    score = mean_of([(case["model"] == case["truth"]) - (case["today"] == case["truth"]) for case in known])
    far = reach(max(score.error, 1 / len(known)), len(known))
    ends = {"estimate": score.value, "low": score.value - far, "high": score.value + far}
    return {"cases": len(known), **{name: round(float(value), 4) for name, value in ends.items()}}


if __name__ == "__main__":
    run(main)
