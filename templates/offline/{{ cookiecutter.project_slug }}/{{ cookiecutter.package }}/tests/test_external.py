"""The external validation: rows from elsewhere, on which the chosen run is scored once, after the locked test."""

import numpy as np
import pytest

from .. import paths
from ..external import better_by
from ..metrics import METRICS, Metric
from ..scores import mean_of
from .example import Project, listings, project
from .test_locked import locked

# what the libraries warn of is no error of the scripts, even if your settings of pytest say so
pytestmark = pytest.mark.filterwarnings("default")

EXTERNAL = "plan: {site: another shop, minimum: 0.7}\ntable: data/external.csv\nmake: the other shop's export\n"
BAD_INPUT = [  # the old and the new text in external.yaml, and the error
    ("minimum: 0.7", "minimum: good", "external.yaml: plan.minimum: 'good'; expected a score"),
    ("minimum: 0.7", "minimum: ", "external.yaml: plan.minimum: nothing yet"),
    ("external.csv", "rest.csv", "of it in data/table.csv too; expected rows from elsewhere"),
    ("external.csv", "extern.csv", "data/extern.csv: no such file"),
]


def others(letter: str, count: int) -> list[dict[str, object]]:
    return [{**row, "listing id": f"{letter}{row['listing id']}"} for row in listings(count)]


@pytest.mark.parametrize(("name", "sign"), [("accuracy", 1), ("mae", -1)])
def test_a_margin_below_zero_is_worse_whichever_direction_is_better(name: str, sign: int) -> None:
    metric = Metric(name, *METRICS[name])
    score, other = mean_of(np.tile([0.0, 0.5, 1.0], 40)), mean_of(np.tile([0.2, 0.5, 0.5], 40))
    over, beside = better_by(score, 0.3, metric), better_by(score, other, metric)
    assert over["estimate"] == pytest.approx(sign * 0.2)
    assert beside["estimate"] == pytest.approx(sign * 0.1, abs=1e-4)
    for found in (over, beside):
        assert found["low"] < found["estimate"] < found["high"]


@pytest.fixture
def trained(locked: Project) -> Project:
    """A project whose chosen run has not taken the locked test."""
    locked.write(paths.EXTERNAL, EXTERNAL)
    locked.write(paths.EXTERNAL_SCORES, "run,date,kind,score,data,split,note\n")
    locked.write_raw(others("b", 200), "external.csv")
    for script in (paths.PREPARE_SCRIPT, paths.BASELINE_SCRIPT, paths.TRAIN_SCRIPT):
        locked.run(script)
    return locked


def test_a_run_is_validated_once_and_another_one_on_rows_from_elsewhere_again(trained: Project) -> None:
    assert "simple-1 has not taken the locked test" in trained.refused(paths.SCORE_EXTERNAL_SCRIPT)
    trained.run(paths.SCORE_LOCKED_SCRIPT)
    for old, new, error in BAD_INPUT:
        trained.write(paths.EXTERNAL, EXTERNAL.replace(old, new))
        assert error in trained.refused(paths.SCORE_EXTERNAL_SCRIPT)

    trained.write(paths.EXTERNAL, EXTERNAL)
    assert "0.7 was the minimum" in trained.run(paths.SCORE_EXTERNAL_SCRIPT)
    found = trained.read(paths.EXTERNAL_VALIDATION)
    assert (found["run"], found["minimum"], found["gain"]["over"]) == ("simple-1", 0.7, "rule-1")
    assert found["model"] == trained.read(paths.MODEL_DIGESTS)["simple-1"]
    assert found["above_minimum"]["estimate"] == pytest.approx(found["score"] - 0.7, abs=1e-3)
    assert found["above_minimum"]["low"] == pytest.approx(found["low"] - 0.7, abs=1e-3)
    assert found["gain"]["low"] < found["gain"]["estimate"] < found["gain"]["high"]
    assert 0 < found["rarest"] < found["rows"] / 3
    assert [row["run"] for row in trained.rows(paths.EXTERNAL_SCORES)] == ["rule-1", "simple-1"]
    assert "simple-1 already scored, which is done once" in trained.refused(paths.SCORE_EXTERNAL_SCRIPT)
    assert "all is as recorded" in trained.run(paths.SCORE_EXTERNAL_SCRIPT, "--verify")
    written = trained.at(paths.EXTERNAL_VALIDATION).read_text(encoding="utf-8")
    trained.write(paths.EXTERNAL_VALIDATION, written.replace("minimum: 0.7", "minimum: 0.1"))
    assert "minimum: 0.1, now 0.7" in trained.refused(paths.SCORE_EXTERNAL_SCRIPT, "--verify")
    trained.write(paths.EXTERNAL_VALIDATION, written)

    trained.run(paths.TRAIN_SCRIPT, "--note", "again")
    trained.write(paths.METRIC, trained.at(paths.METRIC).read_text(encoding="utf-8").replace("simple-1", "simple-2"))
    trained.run(paths.SCORE_LOCKED_SCRIPT)
    assert "somebody has seen a score on these rows" in trained.refused(paths.SCORE_EXTERNAL_SCRIPT)
    trained.write_raw(others("c", 250), "external.csv")
    trained.run(paths.SCORE_EXTERNAL_SCRIPT)
    assert [row["run"] for row in trained.rows(paths.EXTERNAL_SCORES)] == ["simple-1", "rule-1", "simple-2"]
    assert len(trained.read(paths.EXTERNAL_VALIDATION)["seen"]) == 2
