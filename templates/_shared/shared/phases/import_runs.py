"""Import runs of MLflow or DVC into runs.csv. Without predictions they are shown, but cannot be chosen.

For MLflow: `pip install mlflow-skinny sqlalchemy alembic`. DVC's metrics are read from its JSON or YAML files.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.files import Refusal, find, first_line, nearest, read_yaml, rows, run, today
from {{ cookiecutter.package }}.metrics import read_metric
from {{ cookiecutter.package }}.paths import RUNS, shown
from {{ cookiecutter.package }}.runs import KINDS, Run, digits, read_runs, safe_name, write_runs


def main() -> None:
    """Add what is not in runs.csv yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--mlflow", metavar="URI", help="a tracking server, such as sqlite:///mlflow.db")
    source.add_argument("--dvc", metavar="FILE", nargs="+", type=Path, help="metrics of DVC, such as metrics.json")
    parser.add_argument("--experiment", metavar="NAME", help="the experiment of MLflow")
    arguments = parser.parse_args()
    metric = read_metric().name
    if arguments.mlflow:
        found = list(from_mlflow(arguments.mlflow, arguments.experiment, metric))
    else:
        found = [from_dvc(path, metric) for path in arguments.dvc]
    known = read_runs()
    names = {each.run for each in known}
    new = [each for each in found if each.run not in names]
    write_runs([*known, *new])
    print(f"{shown(RUNS)}: {rows(len(new))} imported, {len(found) - len(new)} there already")
    print("To choose one, record its predictions: see record_run in record.py")


def from_mlflow(uri: str, experiment: str | None, metric: str) -> Iterator[Run]:
    """Yield the finished runs of an experiment that have the metric, oldest first."""
    try:
        import mlflow  # takes two seconds
    except ImportError:
        raise Refusal("--mlflow needs MLflow; run `pip install mlflow-skinny sqlalchemy alembic`") from None
    try:
        client = mlflow.MlflowClient(uri)
        experiments = {each.name: each.experiment_id for each in client.search_experiments()}
        if experiment not in experiments:
            expected = nearest(experiment, experiments) or f"; expected one of {', '.join(experiments)}"
            raise Refusal(f"--experiment: no experiment {experiment!r}{expected}")
        found = client.search_runs([experiments[experiment]], "status = 'FINISHED'", order_by=["start_time"])
    except Refusal:
        raise
    except Exception as error:  # a server or a database can fail in any way
        raise Refusal(f"--mlflow: {type(error).__name__}: {first_line(error)[:200]}") from None
    for each in found:
        if metric in each.data.metrics:
            day = datetime.fromtimestamp(each.info.start_time / 1000, UTC).date()
            note = f"MLflow {each.info.run_id}"
            yield imported(each.info.run_name, str(day), each.data.metrics[metric], each.data.params, note)


def from_dvc(path: Path, metric: str) -> Run:
    """Read a run from a file of metrics, as DVC's stages write them."""
    values = read_yaml(path.resolve())  # JSON is YAML
    score = find(values, metric)
    if not isinstance(score, (int, float)) or isinstance(score, bool):
        raise Refusal(f"{path}: {metric}: {score!r} is not a number{nearest(metric, values)}")
    name = path.stem if path.parent.name in ("", "metrics") else f"{path.resolve().parent.name}-{path.stem}"
    return imported(name, str(today()), float(score), {}, f"DVC {path}")


def imported(name: str, day: str, score: float, settings: dict[str, str], note: str) -> Run:
    """Return a run of kind model, if its settings say no other, that has no predictions."""
    kind = settings.get("kind", "model")
    return Run(safe_name(name), day, kind if kind in KINDS else "model", digits(score), note=note)


if __name__ == "__main__":
    run(main)
