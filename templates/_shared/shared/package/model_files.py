"""Save trained models, and load those that this project trained.

joblib runs code that a model file holds, as pickle does, so a file that somebody else put into models/ can do anything.
Therefore the digest of each trained model is kept in models.yaml, which is in git and is reviewed as code is. No other
file is loaded, unless TRUST_MODEL in the environment names its digest.
"""

import hashlib
import importlib.util
import io
import os
from typing import Any

import joblib

from .files import Refusal, read_yaml, replacing, write_yaml
from .paths import MODEL_DIGESTS, MODELS, OWN_MODELS, shown

TRUSTED = "TRUST_MODEL"


def save_model(model: Any, run: str) -> None:
    """Save a trained model under the name of its run, and its digest."""
    data = io.BytesIO()
    joblib.dump(model, data)
    with replacing(MODELS / f"{run}.joblib") as new:
        new.write_bytes(data.getbuffer())
    write_yaml(MODEL_DIGESTS, {**read_digests(), run: digest_of(data.getbuffer())})


def load_model(run: str, again: str) -> Any:
    """Load the trained model of a run; `again` says how to make it if it is missing.

    A model that was made elsewhere comes from the team's own load_model.py: a function `load_model(run)`, which returns
    an object with `predict(features)` and, for classes, `predict_proba(features)` and `classes_`.
    """
    path = MODELS / f"{run}.joblib"
    if not path.is_file():
        if OWN_MODELS.is_file():
            return _load_own(run)
        own = f"for a model made elsewhere, write load_model(run) into {shown(OWN_MODELS)}"
        raise Refusal(f"{shown(path)}: no model of {run}; {again}; {own}")
    data = path.read_bytes()  # once, so that what is loaded is what was checked
    digest = digest_of(data)
    if digest not in (read_digests().get(run), os.environ.get(TRUSTED)):
        what = f"not the model that {shown(MODEL_DIGESTS)} names, and loading a model runs code that it holds"
        raise Refusal(f"{shown(path)}: {what}; {again}, or set {TRUSTED}={digest} if you know who made it")
    try:
        return joblib.load(io.BytesIO(data))
    except Exception as error:  # a pickle can fail in any way
        raise Refusal(f"{shown(path)}: cannot be read ({type(error).__name__}); {again}") from None


def _load_own(run: str) -> Any:
    spec = importlib.util.spec_from_file_location("load_model", OWN_MODELS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        model = module.load_model(run)
    except Exception as error:  # the team's code can raise anything
        raise Refusal(f"{shown(OWN_MODELS)}: load_model({run!r}): {type(error).__name__}: {error}") from None
    if not callable(getattr(model, "predict", None)):
        what = f"load_model({run!r}) returned {type(model).__name__}; expected an object with predict(features)"
        raise Refusal(f"{shown(OWN_MODELS)}: {what}")
    return model


def digest_of(data: bytes | memoryview) -> str:
    """Return the SHA-256 of a model file."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def read_digests() -> dict[str, Any]:
    """Return the digests of all models that were trained here, by run."""
    return read_yaml(MODEL_DIGESTS) if MODEL_DIGESTS.exists() else {}
