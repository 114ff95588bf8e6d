"""A short example on real data: `python examples/diabetes/run.py`. It takes half a minute, and no network.

The data is that of 442 patients, which ships inside scikit-learn (Efron, Hastie, Johnstone and Tibshirani, Least Angle
Regression, 2004): ten measurements, and how far the disease had progressed a year later. The clinics around it, and
what their time is worth, are made up.
"""

import argparse
import csv
import sys
import tempfile
import textwrap
from datetime import date
from pathlib import Path

if not __package__:  # started as a script, from anywhere
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from rich.console import Console
from sklearn.datasets import load_diabetes

from examples.stage import Stage, Unexpected, percent

GIL = {"Gil": "Gil Novak <gil@example.com>"}
PROJECT = "diabetes"
FAR_OFF = 60  # points of progression: so wrong a forecast leads to an appointment of the wrong length
PATIENTS, HOURS = 20_000, 0.5  # seen in a year, and lost with each such appointment
MIN_GAIN = 2  # points: less is not worth a more complicated model


def main() -> None:
    """Read the command line, and play."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--into", metavar="DIR", type=Path, help="where the project is made (a new temporary folder)")
    into: Path = parser.parse_args().into or Path(tempfile.mkdtemp(prefix="crispdm-"))
    into.mkdir(parents=True, exist_ok=True)
    try:
        play(Stage(into.resolve(), GIL, Console(highlight=False)))
    except Unexpected as error:
        sys.exit(f"run.py: the story cannot go on. {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def play(stage: Stage) -> None:
    """From the problem to the door of the pilot."""
    stage.today = date(2026, 11, 2)
    stage.heading("One person, real data")
    stage.tell("""
        The clinics of a region see their diabetes patients once a year. How long an appointment must be depends on how
        far the disease has progressed, and they plan with the average for everybody. Gil wonders whether the
        measurements of the last visit could tell. He works alone, so he takes the small process: nobody has to sign.
    """)
    stage.run("Gil", f"crispdm init {PROJECT} --template minimal --yes")
    stage.folder /= PROJECT
    size_the_problem(stage)
    understand_and_prepare(stage)
    model(stage)
    stage.tell("""
        Here the example ends. A pilot needs patients who come to a clinic, and this data set has none. That a model is
        better on paper does not say that a single appointment goes better, so the project waits for the pilot.
    """)
    stage.run("Gil", "git add --all && git commit --quiet --message 'As far as the pilot'")
    stage.run("Gil", "crispdm status")
    stage.tell(f"The project is in {stage.folder}. Look around there.")


def size_the_problem(stage: Stage) -> None:
    """How often the average is far off is the measure; it should become a quarter less."""
    patients = load_diabetes(as_frame=True, scaled=False).frame
    (stage.folder / "data").mkdir()
    patients.to_csv(stage.folder / "data" / "patients.csv", index=False)
    far_off = float(((patients["target"] - patients["target"].mean()).abs() > FAR_OFF).mean())
    target = 0.75 * far_off
    stage.tell(f"""
        First the problem. For {percent(far_off)} of the {len(patients)} patients the average is off by more than
        {FAR_OFF} points, and their appointments take too long or are too short. A quarter less would do.
    """)
    stage.write(
        "Gil",
        "01_business_understanding/objective.yaml",
        textwrap.dedent(f"""\
            problem:
              who: the nurses who plan the appointments
              source: measurements of {len(patients)} patients and their state a year later
            objective:
              measure: appointments that are planned too long or too short
              unit: per 100 patients
              now: {100 * far_off:.1f}
              target: -25%
            worth: # {PATIENTS:,} patients a year, and {HOURS} hours lost with each wrong appointment
              unit: hours
              gain_per_year: {PATIENTS * (far_off - target) * HOURS:.0f}
              build: 400
              run_per_year: 200
            """),
    )
    stage.run("Gil", "crispdm advance")


def understand_and_prepare(stage: Stage) -> None:
    """The columns, and one table; a fifth of the patients is kept for the test."""
    stage.tell("Then the data. A script lists its columns; Gil says which is the target.")
    fields = stage.run("Gil", "python 02_data_understanding/profile.py --fields data/patients.csv")
    fields = fields.replace('"target", role: feature', '"target", role: target')
    inventory = f"data: data/patients.csv\nfields:\n{fields}decision: enough\n"
    stage.write("Gil", "02_data_understanding/inventory.yaml", inventory)
    stage.run("Gil", "python 02_data_understanding/profile.py")
    stage.run("Gil", "crispdm advance")
    stage.write(
        "Gil",
        "03_data_preparation/dataset.yaml",
        textwrap.dedent("""\
            table: data/table.csv
            make: python 03_data_preparation/prepare.py
            key: row
            split: {by: row}
            leakage: all of it was measured a year before the target
            """),
    )
    stage.run("Gil", "python 03_data_preparation/prepare.py")
    stage.run("Gil", "crispdm advance")


def model(stage: Stage) -> None:
    """The mean, a linear model, and a costlier one, which has to be better by enough to be chosen."""
    stage.tell("""
        Now three runs on the same rows: the mean, which is what the clinic does today; a linear model; and gradient
        boosting, which is what everybody would like to use.
    """)
    stage.write("Gil", "04_modeling/metric.yaml", metric(""))
    for command in ("baseline.py", "train.py", "train.py --kind model"):
        stage.run("Gil", f"python 04_modeling/{command}")
    scores = _scores(stage.folder / "04_modeling" / "runs.csv")
    is_worth_it = scores["simple-1"] - scores["model-1"] >= MIN_GAIN
    chosen = "model-1" if is_worth_it else "simple-1"
    stage.tell(f"""
        The mean is off by {scores["constant-1"]:g} points, the linear model by {scores["simple-1"]:g}, gradient
        boosting by {scores["model-1"]:g}. The {"costlier one is worth it" if is_worth_it else "simple one will do"}.
    """)
    stage.write("Gil", "04_modeling/metric.yaml", metric(chosen))
    stage.write(
        "Gil",
        "05_evaluation/pilot.yaml",
        textwrap.dedent("""\
            plan:
              share: 10 %
              days: 14
              start: 2026-11-16
              control: the other patients, planned with the average as before
              stopped_by: Gil
              switch_off: touch 06_deployment/OFF
            decision:
            """),
    )
    stage.run("Gil", "crispdm advance")


def metric(chosen: str) -> str:
    """metric.yaml: the mean absolute error, in points of progression."""
    values = {"metric": "mae", "better": "lower", "good_enough": 50, "min_gain": MIN_GAIN, "chosen": chosen}
    return "".join(f"{name}: {value}".rstrip() + "\n" for name, value in values.items())


def _scores(runs: Path) -> dict[str, float]:
    with runs.open(encoding="utf-8", newline="") as file:
        return {row["run"]: float(row["score"]) for row in csv.DictReader(file)}


if __name__ == "__main__":
    main()
