"""Serve the chosen run as a web service, to the pilot's share of the traffic or to another share.

GET /health says what is served. POST /predict takes the key and the features of one row as JSON. It answers with a
suggestion and the chance of each class in the pilot, and without them in the control. GET /docs shows each field.
A file OFF beside this one, or SERVICE_OFF in the environment, turns all suggestions off at once.

A request must be small and arrive in time, and nothing of its body gets into the log. The server has no log-in and no
encryption: unless all clients are your own, put a proxy in front of it that has.
"""

import argparse
import hashlib
import json
import logging
import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import numpy as np
import pandas as pd
import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from {{ cookiecutter.package }}.dataset_settings import Dataset, read_dataset
from {{ cookiecutter.package }}.features import as_days, features_digest
from {{ cookiecutter.package }}.files import Refusal, nearest, needed, read_yaml, run
from {{ cookiecutter.package }}.inventory import ROW
from {{ cookiecutter.package }}.labels import Weighted, threshold_of
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.paths import FACTS, METRIC, PILOT, SWITCHED_OFF, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.rules import Rule, load_rule
from {{ cookiecutter.package }}.runs import Run, read_runs
from {{ cookiecutter.package }}.scores import positive_label
from {{ cookiecutter.package }}.web import ErrorsWithoutText, TimedConnection, read_row, request_schema

MAX_NAME = 100  # characters of an unknown name that are repeated in an answer
MAX_CONNECTIONS = 200  # at a time; one more is answered with 503
LOG = logging.getLogger("uvicorn.error")


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--share", type=float, help="share of the traffic, 0 to 1 (default: plan.share)")
    arguments = parser.parse_args()
    app = create_app(arguments.share)
    limits = {"http": TimedConnection, "limit_concurrency": MAX_CONNECTIONS}
    uvicorn.run(app, host=arguments.host, port=arguments.port, **limits)


def create_app(share: float | None = None) -> FastAPI:
    """Make the web service."""
    served = serve(share)
    app = FastAPI(title=served.run.run)
    app.add_middleware(ErrorsWithoutText)

    @app.get("/health")
    def health() -> dict[str, Any]:
        about = {"run": served.run.run, "kind": served.run.kind, "share": served.share, "on": not is_switched_off()}
        return about | served.threshold

    @app.post("/predict", openapi_extra=request_schema(served.fields, served.dataset.key))
    async def predict(request: Request) -> Answer:
        return await run_in_threadpool(served.answer, await read_row(request))

    return app


@dataclass(frozen=True)
class Answer:
    """What the service answers; nothing is suggested in the control, or while the suggestions are off."""

    suggestion: str | float | int | bool | None
    confidence: float | None  # the chance of the suggestion
    chances: dict[str, float] | None  # of each class
    group: str
    run: str


@dataclass(frozen=True)
class Served:
    """What is served, and to which share of the traffic."""

    run: Run
    dataset: Dataset
    share: float
    model: Any  # or what the rule learned
    rule: Rule | None
    kinds: dict[str, str]  # of the features

    @property
    def key(self) -> tuple[str, ...]:
        """Return the fields of the key. The number of a row is none: nobody outside knows it."""
        return tuple(name for name in self.dataset.key if name != ROW)

    @property
    def fields(self) -> dict[str, str]:
        """Return all fields of a request, with their kinds."""
        names = dict.fromkeys([*self.key, *self.dataset.features])
        return {name: "key" if name in self.key else self.kinds.get(name, "") for name in names}

    @property
    def threshold(self) -> dict[str, Any]:
        """Return from which chance on which class is suggested, if that was chosen on the validation part."""
        last = self.model[-1] if hasattr(self.model, "named_steps") else None
        if not isinstance(last, Weighted):
            return {}
        only = positive_label(sorted(last.weights), read_yaml(METRIC).get("positive"))
        if only is None or len(last.weights) != 2:
            return {"weights": last.weights}
        thresholds = {only: round(threshold_of(last.weights, only), 4)}
        return {"threshold": thresholds}

    def answer(self, row: dict[str, Any]) -> Answer:
        """Answer one request."""
        self._refuse_wrong(row)
        group = "pilot" if drawn([row[name] for name in self.key] or [row]) < self.share else "control"
        if group == "control" or is_switched_off():
            return Answer(None, None, None, group, self.run.run)
        return Answer(*self._suggest({name: row[name] for name in self.dataset.features}), group, self.run.run)

    def _suggest(self, features: dict[str, Any]) -> tuple[Any, float | None, dict[str, float] | None]:
        if self.rule is not None:
            return self.rule.answer(features, self.model), None, None
        row = pd.DataFrame([features])
        suggestion = self.model.predict(row)[0]
        if not hasattr(self.model, "predict_proba"):
            return float(suggestion), None, None
        chances = {
            str(label): round(float(chance), 4)
            for label, chance in zip(self.model.classes_, self.model.predict_proba(row)[0], strict=True)
        }
        return str(suggestion), chances.get(str(suggestion)), chances

    def _refuse_wrong(self, row: dict[str, Any]) -> None:
        """Answer 422 with what is wrong."""
        names = list(self.fields)
        for name in row:
            if name not in names:
                LOG.warning("refused: an unknown field")  # its name is the client's, and may hold anything
                name = name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"
                raise HTTPException(422, f"{name}: unknown{nearest(name, names) or f'; expected {names}'}")
        for name, kind in self.fields.items():
            if name not in row:
                wrong = "missing; send null for a feature without a value"
            else:
                wrong = what_is_wrong(row[name], kind)
            if wrong:
                LOG.warning("refused: %s: %s", name, wrong)
                raise HTTPException(422, f"{name}: {wrong}")


def what_is_wrong(value: Any, kind: str) -> str:
    """Say what is wrong with a value, or nothing."""
    if isinstance(value, (dict, list)) or (isinstance(value, (int, float)) and not is_finite(value)):
        return "expected text, a number, true, false or null"
    if kind == "key" and (value is None or value == ""):
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
    """Return a number from 0 to 1 that never changes for a key. Without a key, it is the row that is drawn."""
    texts = [json.dumps(each, sort_keys=True) if isinstance(each, dict) else str(each) for each in key]
    text = "pilot | " + " | ".join(texts)  # the first word makes it a different draw than the test part
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
    dataset, kind = read_dataset(), runs[chosen].kind
    refuse_other_features(runs[chosen], dataset)
    rule = load_rule() if kind == "rule" else None
    again = f"run {shown(TRAIN_SCRIPT)} and choose its run"
    if kind == "seasonal":
        raise Refusal(f"{shown(METRIC)}: chosen: {chosen} is a baseline of forecasts and cannot be served; {again}")
    model = load_model(chosen, again) if rule is None or rule.fit is not None else None
    kinds = kinds_of(model) or (read_yaml(FACTS).get("kinds") if FACTS.is_file() else None) or {}
    seen = getattr(model, "feature_names_in_", None)
    if seen is not None and {*seen} != {*dataset.features}:
        other = ", ".join(sorted({*seen} ^ {*dataset.features}))
        what = f"chosen: {chosen} was trained on other features than the table has: {other}"
        raise Refusal(f"{shown(METRIC)}: {what}; {again}")
    share = planned_share() if share is None else share
    if not 0 <= share <= 1:
        raise Refusal(f"share of the traffic: {share}; expected 0 to 1")
    return Served(runs[chosen], dataset, share, model, rule, kinds)


def refuse_other_features(chosen: Run, dataset: Dataset) -> None:
    """Refuse a run that was made from other features than the table has now."""
    if chosen.features and chosen.features != features_digest(dataset.features):
        what = f"chosen: {chosen.run} was trained on other features than the table has ({', '.join(dataset.features)})"
        raise Refusal(f"{shown(METRIC)}: {what}; run {shown(TRAIN_SCRIPT)} and choose its run")


def planned_share() -> float:
    """Return the pilot's share of the traffic, which may be written 0.05 or 5 %."""
    text = str(needed(read_yaml(PILOT), "plan.share", PILOT, "the share of the traffic, such as 5 %"))
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise Refusal(f"{shown(PILOT)}: plan.share: {text}; expected a share such as 5 %") from None


if __name__ == "__main__":
    run(main)
