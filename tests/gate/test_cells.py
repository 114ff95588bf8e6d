"""Scores from cells: the same as scikit-learn's, with the jackknife's interval, and what cells that lie run into."""

import math
import random
from pathlib import Path

import pytest
from sklearn import metrics

from crispdm.gate.checks import cells
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.testing import decide, write

CLASSES = ("bikes", "chairs", "phones")
HEADER = "against,truth,prediction,other,n\n"


def rows(number: int, right: float, names: tuple[str, ...] = CLASSES, seed: int = 1) -> list[tuple[str, str, str]]:
    """Truths, a run's predictions and a rival's, which is right less often."""
    chance = random.Random(seed)
    truths = [chance.choice(names) for _ in range(number)]

    def guess(truth: str, share: float) -> str:
        return truth if chance.random() < share else chance.choice(names)

    return [(truth, guess(truth, right), guess(truth, right / 2)) for truth in truths]


def text(found: list[tuple[str, str, str]]) -> str:
    alone = "".join(f",{truth},{mine},,1\n" for truth, mine, _ in found)
    return HEADER + alone + "".join(f"rule-1,{truth},{mine},{other},1\n" for truth, mine, other in found)


def read(root: Path, written: str) -> cells.Cells:
    write(root, {"cells/a.csv": written})
    found = cells.read_cells(Evidence(root, "phase"), "cells/a.csv")
    assert found
    return found


SCORES = {
    "accuracy": metrics.accuracy_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "mcc": metrics.matthews_corrcoef,
    "f1": lambda true, said: metrics.f1_score(true, said, average="macro"),
    "f1_weighted": lambda true, said: metrics.f1_score(true, said, average="weighted"),
    "f1_micro": lambda true, said: metrics.f1_score(true, said, average="micro"),
    "precision": lambda true, said: metrics.precision_score(true, said, average="macro"),
    "recall": lambda true, said: metrics.recall_score(true, said, average="macro"),
}


@pytest.mark.parametrize("metric", cells.METRICS)
def test_scores_and_gains_are_those_of_scikit_learn(metric: str, tmp_path: Path) -> None:
    found = rows(200, 0.7)
    truths, mine, other = map(list, zip(*found, strict=True))
    again = read(tmp_path, text(found))
    score, gain = cells.score_again(again, metric, None), cells.gain_again(again, "rule-1", metric, None)
    assert score.value == pytest.approx(SCORES[metric](truths, mine))
    assert gain.value == pytest.approx(SCORES[metric](truths, mine) - SCORES[metric](truths, other))
    assert score.low < score.value < score.high
    assert (score.rows, gain.rows) == (200, 200)
    assert gain.low > 0


def test_the_interval_of_a_share_is_the_one_of_its_binomial(tmp_path: Path) -> None:
    again = read(tmp_path, f"{HEADER},a,a,,80\n,a,b,,20\n")
    score = cells.score_again(again, "accuracy", None)
    assert score.high - score.value == pytest.approx(1.984217 * (0.8 * 0.2 / 99) ** 0.5, rel=1e-5)


def test_of_two_classes_the_last_one_is_meant_or_the_one_that_is_named(tmp_path: Path) -> None:
    found = rows(100, 0.6, ("no", "yes"))
    truths, mine, _ = map(list, zip(*found, strict=True))
    again = read(tmp_path, text(found))
    for named, meant in ((None, "yes"), ("no", "no")):
        assert cells.score_again(again, "f1", named).value == pytest.approx(
            metrics.f1_score(truths, mine, pos_label=meant)
        )


BAD = {
    "no number": (",a,a,,many\n", "n: 'many'"),
    "half a row": (",a,a,,0.5\n", "n: '0.5'"),
    "no truth": (",,a,,3\n", "truth ''"),
    "a header alone": ("", "no rows of the run alone"),
    "no row of a class": (",a,a,,0\n,a,b,,0\n", "no rows of the run alone"),
    "rows beside a rival alone": ("rule-1,a,a,a,4\n", "no rows of the run alone"),
    "other rows beside a rival": (
        ",a,a,,3\nrule-1,a,a,a,4\n",
        "compared with rule-1 on 4 rows, which are not the 3 of the run",
    ),
    "another row beside a rival": (",a,a,,3\nrule-1,a,b,a,3\n", "compared with rule-1 on 3 rows, which are not the 3"),
}


@pytest.mark.parametrize("metric", cells.METRICS)
def test_as_many_rows_as_may_be_have_a_score(metric: str, tmp_path: Path) -> None:
    most = 10**30
    again = read(tmp_path, f"{HEADER},a,a,,{most}\n,a,b,,{most}\n,b,b,,{most}\n")
    assert 0 < cells.score_again(again, metric, None).value <= 1


@pytest.mark.parametrize(("written", "have"), BAD.values(), ids=BAD)
def test_cells_that_cannot_be_are_refused(written: str, have: str, tmp_path: Path) -> None:
    with pytest.raises(Unmet) as refused:
        read(tmp_path, HEADER + written)
    assert have in refused.value.finding.have


def test_what_only_a_script_can_compute_again_is_left_to_it(tmp_path: Path) -> None:
    write(tmp_path, {"cells/b.csv": "against,rows,units,score,other,error\n,9,9,0.5,,0.1\n"})
    assert cells.read_cells(Evidence(tmp_path, "phase"), "cells/b.csv") is None
    assert cells.read_cells(Evidence(tmp_path, "phase"), "cells/none.csv") is None


RUNS = "run,date,kind,score,data,split,note\nrule-1,2026-12-01,rule,0.5,d1,time,\n"
METRIC = "metric: accuracy\nbetter: higher\ngood_enough: 0.8\nmin_gain: 0.01\nchosen: model-1\n"


def chosen(root: Path, score: str, found: list[tuple[str, str, str]]) -> Finding:
    """What the gate finds of a chosen model with this score in runs.csv, and these rows in its cells."""
    runs = f"{RUNS}model-1,2026-12-02,model,{score},d1,time,it pays\n"
    write(root, {"runs.csv": runs, "metric.yaml": METRIC, "cells/model-1.csv": text(found)})
    return decide(root, {"check": "runs", "part": "chosen", "file": "runs.csv", "metric": "metric.yaml"})


def test_the_chosen_run_is_scored_again(tmp_path: Path) -> None:
    found = [("a", "a", "a")] * 50 + [("a", "a", "b")] * 40 + [("b", "a", "a")] * 10
    finding = chosen(tmp_path, "0.9", found)
    assert (finding.status, finding.basis) == ("pass", "seen")
    assert "95 % between 0.84 and 0.96; 0.4 better than rule-1, 95 % from 0.302 to 0.498" in finding.have


def test_a_typed_score_is_not_the_one_of_its_cells(tmp_path: Path) -> None:
    finding = chosen(tmp_path, "0.99", [("a", "a", "a")] * 50 + [("a", "b", "a")] * 50)
    assert finding.status == "fail"
    assert finding.have == "model-1 has accuracy 0.99; its cells give 0.5"


def against(root: Path, kind: str, place: str = "own", note: str = "it pays") -> Finding:
    """A model that gets 85 rows right, and a run that gets 84 right; `place` says whose cells hold the pair."""
    found = [("a", "a", "a")] * 80 + [("a", "a", "b")] * 5 + [("a", "b", "a")] * 4 + [("a", "b", "b")] * 11
    own = text(found)
    theirs = text([(truth, other, mine) for truth, mine, other in found]).replace("rule-1", "model-1")
    alone = own[: own.index("rule-1")], theirs[: theirs.index("model-1")]
    model, rival = {"own": (own, ""), "theirs": (alone[0], theirs), "neither": alone}[place]
    rows = f"rule-1,2026-12-01,{kind},0.84,d1,time,\nmodel-1,2026-12-02,model,0.85,d1,time,{note}\n"
    write(root, {"runs.csv": f"{RUNS.splitlines()[0]}\n{rows}", "metric.yaml": METRIC})
    write(root, {"cells/model-1.csv": model, **({"cells/rule-1.csv": rival} if rival else {})})
    return decide(root, {"check": "runs", "part": "chosen", "file": "runs.csv", "metric": "metric.yaml"})


@pytest.mark.parametrize(
    ("kind", "note", "status"),
    [("simple", "it pays", "warn"), ("simple", "", "fail"), ("rule", "it pays", "fail"), ("constant", "", "fail")],
)
def test_a_costly_run_that_may_be_no_better(kind: str, note: str, status: str, tmp_path: Path) -> None:
    """Its note may say why it pays over a simple run; over a rule nothing pays that is not surely better."""
    finding = against(tmp_path, kind, note=note)
    assert finding.status == status
    assert finding.want == "surely better than rule-1 on the same rows"
    assert "0.01 better than rule-1, 95 % from -0.0498" in finding.have


def test_the_pair_may_stand_in_the_file_of_whichever_run_came_later(tmp_path: Path) -> None:
    paired = against(tmp_path, "simple").have
    assert against(tmp_path, "simple", "theirs").have == paired
    apart = against(tmp_path, "simple", "neither").have
    assert "0.01 better than rule-1, 95 % from -0.09" in apart
    assert apart.endswith("not on the same rows: run score_runs.py; the test part was looked at 2 times")


def test_without_cells_and_predictions_a_score_is_somebodys_word(tmp_path: Path) -> None:
    runs = f"{RUNS}model-1,2026-12-02,model,0.9,d1,time,it pays\n"
    write(tmp_path, {"runs.csv": runs, "metric.yaml": METRIC})
    finding = decide(tmp_path, {"check": "runs", "part": "chosen", "file": "runs.csv", "metric": "metric.yaml"})
    assert finding.basis == "typed"


def test_one_row_tells_nothing_of_a_spread() -> None:
    one = cells.Cells({("a", "a", "a"): 1}, {}, frozenset("a"))
    assert cells.score_again(one, "accuracy", None) == (1.0, -math.inf, math.inf, 1)
