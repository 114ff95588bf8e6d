"""Serve the chosen run as a web service, to the pilot's share of the traffic or to another share.

GET /health says what is served. POST /predict takes the key and the features of one row as JSON. It answers with a
suggestion in the pilot and without one in the control. A file OFF beside this one, or SERVICE_OFF in the environment,
turns all suggestions off at once.

A body must be small and arrive in time, and nothing of it gets into the log. The server has no time limit for headers,
no log-in and no encryption: unless all clients are your own, put a proxy in front of it that has.
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

import numpy as np
import pandas as pd
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from {{ cookiecutter.package }}.dataset import Dataset, read_dataset
from {{ cookiecutter.package }}.features import as_days
from {{ cookiecutter.package }}.files import Refusal, nearest, needed, read_yaml, run
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.models import load_rule
from {{ cookiecutter.package }}.paths import METRIC, PILOT, SWITCHED_OFF, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.runs import Run, read_runs
from {{ cookiecutter.package }}.web import ErrorsWithoutText, read_row

MAX_NAME = 100  # characters of an unknown name that are repeated in an answer
MAX_CONNECTIONS = 200  # at a time; one more is answered with 503
ROW = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
            },
        },
    },
}


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--share", type=float, help="share of the traffic, 0 to 1 (default: plan.share)")
    arguments = parser.parse_args()
    app = create_app(arguments.share)
    uvicorn.run(app, host=arguments.host, port=arguments.port, limit_concurrency=MAX_CONNECTIONS)


def create_app(share: float | None = None) -> FastAPI:
    """Make the web service."""
    served = serve(share)
    app = FastAPI(title=served.run.run)
    app.add_middleware(ErrorsWithoutText)

    @app.get("/health")
    def health() -> dict[str, Any]:
        return {"run": served.run.run, "kind": served.run.kind, "share": served.share, "on": not is_switched_off()}

    @app.post("/predict", openapi_extra=ROW)
    async def predict(request: Request) -> dict[str, Any]:
        return await run_in_threadpool(served.answer, await read_row(request))

    return app


@dataclass(frozen=True)
class Served:
    """What is served, and to which share of the traffic."""

    run: Run
    dataset: Dataset
    share: float
    model: Any  # or the rule

    def answer(self, row: dict[str, Any]) -> dict[str, Any]:
        """Answer one request."""
        self._refuse_wrong(row)
        group = "pilot" if drawn([row[name] for name in self.dataset.key]) < self.share else "control"
        suggestion, confidence = None, None
        if group == "pilot" and not is_switched_off():
            suggestion, confidence = self._suggest({name: row[name] for name in self.dataset.features})
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
        """Answer 422 with what is wrong."""
        names = [*dict.fromkeys([*self.dataset.key, *self.dataset.features])]
        kinds = kinds_of(self.model)
        for name in row:
            if name not in names:
                name = name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"
                raise HTTPException(422, f"{name}: unknown{nearest(name, names) or f'; expected {names}'}")
        for name in names:
            if name not in row:
                raise HTTPException(422, f"{name}: missing; send null for a feature without a value")
            if wrong := what_is_wrong(row[name], kinds.get(name), is_key=name in self.dataset.key):
                raise HTTPException(422, f"{name}: {wrong}")


def what_is_wrong(value: Any, kind: str | None, *, is_key: bool) -> str:
    """Say what is wrong with a value, or nothing."""
    if isinstance(value, (dict, list)) or (isinstance(value, (int, float)) and not is_finite(value)):
        return "expected text, a number, true, false or null"
    if is_key and (value is None or value == ""):
        return "the key needs a value"
    if kind == "number" and isinstance(value, str):
        return "expected a number"
    if kind == "date" and value is not None and not is_date(value):
        return "expected a date such as 2026-12-07"
    return ""


def is_finite(number: float) -> bool:
    """Whether a number fits into a column of numbers; a whole number in JSON can have any size."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def is_date(value: Any) -> bool:
    """Whether a value is text that the model can take for a date."""
    try:
        return isinstance(value, str) and bool(np.isfinite(as_days(pd.DataFrame([[value]]))).all())
    except (ValueError, OverflowError):  # out of bounds
        return False


def kinds_of(model: Any) -> dict[str, str]:
    """Return the kind that a trained model gives to each column."""
    first = model[0] if hasattr(model, "named_steps") else None
    return {name: kind for kind, _, names in getattr(first, "transformers_", []) for name in names}


def drawn(key: list[Any]) -> float:
    """Return a number from 0 to 1 that never changes for a key."""
    text = "pilot | " + " | ".join(map(str, key))  # the first word makes it a different draw than the test part
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 16**8


def is_switched_off() -> bool:
    """Whether somebody turned the suggestions off."""
    return SWITCHED_OFF.exists() or bool(os.environ.get("SERVICE_OFF"))


def serve(share: float | None) -> Served:
    """Load the chosen run."""
    chosen = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv"))
    runs = {each.run: each for each in read_runs()}
    if chosen not in runs:
        raise Refusal(f"{shown(METRIC)}: chosen: no run {chosen!r} in runs.csv{nearest(chosen, runs)}")
    is_rule = runs[chosen].kind == "rule"
    model = load_rule() if is_rule else load_model(chosen, f"run {shown(TRAIN_SCRIPT)} and choose its run")
    share = planned_share() if share is None else share
    if not 0 <= share <= 1:
        raise Refusal(f"share of the traffic: {share}; expected 0 to 1")
    return Served(runs[chosen], read_dataset(), share, model)


def planned_share() -> float:
    """Return the pilot's share of the traffic, which may be written 0.05 or 5 %."""
    text = str(needed(read_yaml(PILOT), "plan.share", PILOT, "the share of the traffic, such as 5 %"))
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise Refusal(f"{shown(PILOT)}: plan.share: {text}; expected a share such as 5 %") from None


if __name__ == "__main__":
    run(main)
