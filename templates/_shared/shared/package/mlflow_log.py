"""Log a run to MLflow too, where MLFLOW_TRACKING_URI says where and `pip install mlflow-skinny` was run."""

import importlib.util
import logging
import os
from contextlib import chdir

from .files import first_line
from .metrics import Metric
from .paths import PREDICTIONS, ROOT, RUNS, shown
from .runs import Run

SETTINGS = ("kind", "data", "split", "features", "fitted")


def log_to_mlflow(run: Run, metric: Metric) -> None:
    """Log a run's score, its settings and its predictions. If MLflow fails, it is said, and the run stays recorded."""
    if not os.environ.get("MLFLOW_TRACKING_URI") or importlib.util.find_spec("mlflow") is None:
        return
    try:
        import mlflow  # takes two seconds

        logging.getLogger("mlflow").setLevel(logging.WARNING)  # it tells of each table that it makes
        with chdir(ROOT):  # it keeps files in mlruns/ of the folder that it is in
            mlflow.set_experiment(ROOT.name)
            with mlflow.start_run(run_name=run.run):
                mlflow.log_metric(metric.name, float(run.score))
                mlflow.log_params({name: getattr(run, name) for name in SETTINGS})
                mlflow.log_artifact(str(PREDICTIONS / f"{run.run}.parquet"))
    except Exception as error:  # a server can fail in any way
        what = f"{type(error).__name__}: {first_line(error)}"  # without a password that the URI may have
        print(f"MLflow: {run.run} was not logged: {what[:200]}; it is in {shown(RUNS)}")
