"""Serve the chosen run as a web service: to the pilot's share of the traffic, or to another share.

GET /health says what is served. POST /predict takes the key and the features of one row as JSON, and answers with a
suggestion for the pilot, and with none for the control. Nobody gets a suggestion while there is a file OFF beside
this one, or SERVICE_OFF is set: both act at once.
"""

import argparse
import hashlib
import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd
import uvicorn
from fastapi import FastAPI, HTTPException

from {{ cookiecutter.__package }}.dataset import Dataset, read_dataset
from {{ cookiecutter.__package }}.files import Refusal, nearest, needed, read_yaml, run
from {{ cookiecutter.__package }}.models import load_model, load_rule
from {{ cookiecutter.__package }}.paths import METRIC, PILOT, SWITCHED_OFF, TRAIN_SCRIPT, shown
from {{ cookiecutter.__package }}.runs import Run, read_runs


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--share", type=float, help="of the traffic that gets suggestions; 1 is all (plan.share)")
    arguments = parser.parse_args()
    uvicorn.run(create_app(arguments.share), host=arguments.host, port=arguments.port)


def create_app(share: float | None = None) -> FastAPI:
    """The web service."""
    served = serve(share)
    app = FastAPI(title=served.run.run)

    @app.get("/health")
    def health() -> dict[str, Any]:
        return {"run": served.run.run, "kind": served.run.kind, "share": served.share, "on": not is_switched_off()}

    @app.post("/predict")
    def predict(row: dict[str, Any]) -> dict[str, Any]:
        return served.answer(row)

    return app


@dataclass(frozen=True)
class Served:
    """What is served, to how much of the traffic."""

    run: Run
    dataset: Dataset
    share: float
    model: Any  # or the rule

    def answer(self, row: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        self._refuse_wrong(row)
        group = "pilot" if drawn([row[name] for name in self.dataset.key]) < self.share else "control"
        suggestion, confidence = None, None
        if group == "pilot" and not is_switched_off():
            try:
                suggestion, confidence = self._suggest({name: row[name] for name in self.dataset.features})
            except Exception as error:  # what it says may hold features, which nobody shall find in a log
                raise HTTPException(500, f"{self.run.run} failed: {type(error).__name__}") from None
        return {"suggestion": suggestion, "confidence": confidence, "group": group, "run": self.run.run}

    def _suggest(self, features: dict[str, Any]) -> tuple[Any, float | None]:
        if self.run.kind == "rule":
            return self.model(features), None
        row = pd.DataFrame([features])
        suggestion = self.model.predict(row)[0]
        if not hasattr(self.model, "predict_proba"):
            return float(suggestion), None
        return suggestion, round(float(self.model.predict_proba(row).max()), 4)

    def _refuse_wrong(self, row: dict[str, Any]) -> None:
        """Answer 422, and what is wrong."""
        names = [*dict.fromkeys([*self.dataset.key, *self.dataset.features])]
        kinds = kinds_of(self.model)
        for name in row:
            if name not in names:
                raise HTTPException(422, f"{name}: not known{nearest(name, names) or f'; known are {names}'}")
        for name in names:
            if name not in row:
                raise HTTPException(422, f"{name}: missing; null is fine for a feature that has no value")
            if wrong := complaint(row[name], kinds.get(name), is_key=name in self.dataset.key):
                raise HTTPException(422, f"{name}: {wrong}")


def complaint(value: Any, kind: str | None, *, is_key: bool) -> str:
    """What is wrong with a value, or nothing."""
    if isinstance(value, (dict, list)) or (isinstance(value, float) and not math.isfinite(value)):
        return "text, a number, true, false or null is wanted"
    if is_key and (value is None or value == ""):
        return "it is the key, and needs a value"
    if kind == "number" and isinstance(value, str):
        return "a number is wanted"
    if kind == "date" and value is not None and pd.isna(pd.to_datetime(str(value), format="ISO8601", errors="coerce")):
        return "a date such as 2026-12-07 is wanted"
    return ""


def kinds_of(model: Any) -> dict[str, str]:
    """For each column of a trained model, what it takes it for."""
    first = model[0] if hasattr(model, "named_steps") else None
    return {name: kind for kind, _, names in getattr(first, "transformers_", []) for name in names}


def drawn(key: list[Any]) -> float:
    """A number from 0 to 1 that belongs to a key for ever."""
    text = "pilot | " + " | ".join(map(str, key))  # the first word: not those rows again that are for the test
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 16**8


def is_switched_off() -> bool:
    """Whether somebody pulled the plug."""
    return SWITCHED_OFF.exists() or bool(os.environ.get("SERVICE_OFF"))


def serve(share: float | None) -> Served:
    """Load the chosen run."""
    chosen = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv"))
    runs = {each.run: each for each in read_runs()}
    if chosen not in runs:
        raise Refusal(f"{shown(METRIC)}: chosen: runs.csv has no run {chosen!r}{nearest(chosen, runs)}")
    is_rule = runs[chosen].kind == "rule"
    model = load_rule() if is_rule else load_model(chosen, f"run {shown(TRAIN_SCRIPT)} and choose its run")
    share = planned_share() if share is None else share
    if not 0 <= share <= 1:
        raise Refusal(f"the share of the traffic is {share}; it is between 0 and 1")
    return Served(runs[chosen], read_dataset(), share, model)


def planned_share() -> float:
    """The pilot's share of the traffic, written 0.05 or 5 %."""
    text = str(needed(read_yaml(PILOT), "plan.share", PILOT, "the share of the traffic, such as 5 %"))
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise Refusal(f"{shown(PILOT)}: plan.share: {text}; a share such as 5 % is wanted") from None


if __name__ == "__main__":
    run(main)
