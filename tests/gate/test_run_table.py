"""A chosen run is one of this table, its sums fit, and a score that looks too good is doubted by name."""

import hashlib
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from crispdm.gate.checks import label_noise
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.testing import decide, write

CONTENT = "a1b2c3d4" + "0" * 56
FEATURES = hashlib.sha256(b'["photos","title"]').hexdigest()[:8]
PREDICTIONS = b"PAR1" * 1000
DIGEST = hashlib.sha256(PREDICTIONS).hexdigest()[:16]
HEADER = "run,date,kind,score,data,split,features,predictions,note\n"
INVENTORY = """\
fields:
- {name: title, role: feature}
- {name: images, role: feature, gap: replace, with: photos}
- {name: colour, role: feature, gap: drop}
- {name: price, role: target}
"""
CHECK = {
    "check": "runs",
    "part": "chosen",
    "file": "runs.csv",
    "metric": "metric.yaml",
    "facts": "facts.yaml",
    "inventory": "inventory.yaml",
    "audit": "audit.csv",
    "profile": "profile.yaml",
}


def _row(run: str, kind: str, score: str, **other: str) -> str:
    own = DIGEST if run == "simple-1" else hashlib.sha256(run.encode()).hexdigest()[:16]
    cells = {"data": CONTENT[:8], "features": FEATURES, "predictions": own, "note": "", **other}
    more = ",".join(cells[name] for name in ("features", "predictions", "note"))
    return f"{run},2026-12-01,{kind},{score},{cells['data']},time,{more}\n"


def _found(  # noqa: PLR0913 - each is named by its caller
    root: Path,
    *rows: str,
    metric: str = "mae",
    better: str = "lower",
    good_enough: str = "9",
    facts: dict[str, Any] | None = None,
    files: dict[str, str] | None = None,
) -> Finding:
    chosen = rows[-1].partition(",")[0]
    said = {"metric": metric, "better": better, "good_enough": good_enough, "min_gain": "0.01", "chosen": chosen}
    there = {
        "runs.csv": HEADER + "".join(rows),
        "metric.yaml": json.dumps(said),
        "facts.yaml": json.dumps({"content": CONTENT, "rows": 500, "test_rows": 100, **(facts or {})}),
        "inventory.yaml": INVENTORY,
        **{f"cells/{row.partition(',')[0]}.csv": "of another kind\n1\n" for row in rows},
    }
    write(root, there | (files or {}))
    return decide(root, CHECK)


RULE = _row("rule-1", "rule", "5.0")
OTHER_TABLES = {
    "another table": ({"data": "ffffffff"}, "simple-1 was scored on the table 'ffffffff'"),
    "other features": ({"features": "ffffffff"}, "simple-1 was scored with other features than"),
    "no predictions": ({"predictions": ""}, "simple-1 has no predictions"),
    "borrowed": ({"predictions": RULE.split(",")[7]}, "simple-1 has the predictions of rule-1 on line 2"),
}


@pytest.mark.parametrize(("cells", "have"), OTHER_TABLES.values(), ids=OTHER_TABLES)
def test_a_run_that_does_not_belong_to_the_table_cannot_be_chosen(
    cells: dict[str, str], have: str, tmp_path: Path
) -> None:
    assert _found(tmp_path, RULE, _row("simple-1", "simple", "4.0")).status == "pass"
    finding = _found(tmp_path, RULE, _row("simple-1", "simple", "4.0", **cells))
    assert finding.status == "fail"
    assert finding.have.startswith(have)


def test_a_run_without_cells_cannot_be_chosen(tmp_path: Path) -> None:
    assert _found(tmp_path, RULE, _row("simple-1", "simple", "4.0")).status == "pass"
    (tmp_path / "phase" / "cells" / "simple-1.csv").unlink()
    finding = decide(tmp_path, CHECK)
    assert (finding.status, finding.have) == (
        "fail",
        "simple-1 has no phase/cells/simple-1.csv, which record_run writes",
    )


def test_a_run_of_another_table_is_no_rival(tmp_path: Path) -> None:
    old = _row("rule-0", "rule", "1.0", data="ffffffff")
    finding = _found(tmp_path, old, RULE, _row("simple-1", "simple", "4.0"))
    assert (finding.status, finding.want) == ("pass", "0.01 better than rule-1, the baseline, which has 5")
    assert "looked at 2 times" in finding.have


TYPED = _row("rule-1", "rule", "9.0", predictions="")
MODEL = _row("model-1", "model", "4.0", note="it pays")


def test_a_rule_that_somebody_typed_is_no_baseline_for_a_model(tmp_path: Path) -> None:
    finding = _found(tmp_path, TYPED, MODEL)
    assert (finding.status, finding.place.line) == ("fail", 3)
    assert finding.have == (
        "the first run with predictions, model-1, is of kind model; "
        "rule-1 has no predictions, so it does not count as a baseline"
    )
    first = decide(tmp_path, {"check": "runs", "part": "baseline", "file": "runs.csv", "metric": "metric.yaml"})
    assert (first.status, first.have) == (finding.status, finding.have), "both criteria say the same"


def test_a_digest_that_somebody_typed_makes_no_rival(tmp_path: Path) -> None:
    assert _found(tmp_path, RULE, MODEL).status == "pass"
    (tmp_path / "phase" / "cells" / "rule-1.csv").unlink()
    finding = decide(tmp_path, CHECK)
    assert (finding.status, finding.have) == ("fail", "rule-1 has no phase/cells/rule-1.csv, which record_run writes")


def test_an_old_result_of_another_team_stays_beside_the_baseline_that_was_recorded(tmp_path: Path) -> None:
    """It came first, or is better, and is no rival all the same: nobody can compute it again."""
    best = _row("theirs", "rule", "0.1", predictions="")
    finding = _found(tmp_path, best, _row("constant-1", "constant", "5.0"), MODEL)
    assert (finding.status, finding.want) == ("pass", "0.01 better than constant-1, the baseline, which has 5")
    assert "looked at 3 times" in finding.have
    first = decide(tmp_path, {"check": "runs", "part": "baseline", "file": "runs.csv", "metric": "metric.yaml"})
    assert first.have == "the first run with predictions, constant-1, is of kind constant"
    assert first.basis == "recorded"
    assert _found(tmp_path, best, _row("simple-1", "simple", "4.0")).status == "pass", "it is the baseline itself"


def test_a_table_that_another_program_measured_is_not_compared(tmp_path: Path) -> None:
    row = _row("simple-1", "simple", "4.0", data="t-7", features="")
    finding = _found(tmp_path, _row("rule-1", "rule", "5.0", data="t-7", features=""), row, facts={"content": None})
    assert finding.status == "pass"


@pytest.mark.parametrize(
    ("run", "predictions", "have"),
    [
        ("simple-1", "", "simple-1 has no predictions"),
        ("simple-9", DIGEST, "simple-9 has no phase/cells/simple-9.csv"),
        ("a/b", DIGEST, "a/b has no phase/cells/a/b.csv"),
    ],
)
def test_a_run_that_somebody_typed_cannot_be_chosen_whoever_made_the_table(
    run: str, predictions: str, have: str, tmp_path: Path
) -> None:
    there = {"content": None}
    assert _found(tmp_path, RULE, _row("simple-1", "simple", "4.0"), facts=there).status == "pass"
    typed = _row(run, "simple", "4.0", predictions=predictions)
    (tmp_path / "phase" / "runs.csv").write_text(HEADER + RULE + typed)
    metric = tmp_path / "phase" / "metric.yaml"
    metric.write_text(metric.read_text().replace("simple-1", run))
    finding = decide(tmp_path, CHECK)
    assert (finding.status, finding.want) == ("fail", "a run whose score can be computed again")
    assert finding.have.startswith(have)


def test_predictions_that_changed_after_scoring_are_found(tmp_path: Path) -> None:
    predictions = tmp_path / "predictions" / "simple-1.parquet"
    predictions.parent.mkdir()
    predictions.write_bytes(PREDICTIONS)
    rows = RULE, _row("simple-1", "simple", "4.0")
    assert _found(tmp_path, *rows).status == "pass"
    predictions.write_bytes(PREDICTIONS + b"1")
    assert _found(tmp_path, *rows).have == "predictions/simple-1.parquet changed after simple-1 was scored"


def test_predictions_of_any_size_are_read_in_parts(tmp_path: Path) -> None:
    with (tmp_path / "large.parquet").open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    try:
        assert Evidence(tmp_path, "phase").sha256("/large.parquet")
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


SUMS = "against,rows,units,score,other,error\n,100,100,{score},,0.2\n{rival},100,100,{score},5.0,{error}\n"


@pytest.mark.parametrize(
    ("rival", "score", "error", "note", "status", "words"),
    [
        ("rule-1", "4.0", "0.3", "", "pass", "1 better than rule-1, 95 % from 0.405 to 1.6"),
        ("simple-1", "4.8", "0.3", "", "fail", "0.2 better than simple-1, 95 % from -0.395 to 0.795"),
        ("simple-1", "4.8", "0.3", "it explains itself", "warn", "0.2 better than simple-1"),
        ("rule-1", "4.8", "0.3", "it explains itself", "fail", "0.2 better than rule-1"),
        ("rule-1", "4.8", "-1", "", "fail", "against 'rule-1'"),
        ("rule-1", "4.8", "many", "", "fail", "against 'rule-1'"),
    ],
)
def test_the_gain_of_sums_is_sure_or_the_note_says_why_a_model_pays_over_a_simple_run(  # noqa: PLR0913, PLR0917 - a table
    rival: str, score: str, error: str, note: str, status: str, words: str, tmp_path: Path
) -> None:
    """A table; nothing pays that is no better than a rule."""
    sums, first = SUMS.format(rival=rival, score=score, error=error), _row(rival, rival.partition("-")[0], "5.0")
    finding = _found(tmp_path, first, _row("model-1", "model", score, note=note), files={"cells/model-2.csv": sums})
    assert finding.status == "pass", "those are the cells of another run"
    write(tmp_path, {"cells/model-1.csv": sums})
    finding = decide(tmp_path, CHECK)
    assert finding.status == status
    assert words in finding.have
    assert finding.basis == "recorded" or status == "fail"


def test_a_model_that_is_worse_says_so(tmp_path: Path) -> None:
    sums = {"cells/model-1.csv": SUMS.format(rival="simple-1", score="5.2", error="0.3")}
    rows = _row("simple-1", "simple", "5.0"), _row("model-1", "model", "5.2", note="it explains itself")
    finding = _found(tmp_path, *rows, files=sums)
    assert finding.status == "warn"
    assert "0.2 worse than simple-1, 95 % from -0.395 to 0.795" in finding.have


def test_sums_that_say_another_score_are_refused(tmp_path: Path) -> None:
    sums = SUMS.format(rival="rule-1", score="4.5", error="0.1")
    finding = _found(tmp_path, RULE, _row("model-1", "model", "4.0"), files={"cells/model-1.csv": sums})
    assert (finding.status, finding.have) == ("fail", "model-1 has mae 4; its cells give 4.5")


def test_a_score_of_some_of_the_test_rows_is_found(tmp_path: Path) -> None:
    cells = "against,truth,prediction,other,n\n,a,a,,{}\n,a,b,,{}\n"
    rows = _row("rule-1", "rule", "0.5"), _row("simple-1", "simple", "0.9")
    for right, status in ((90, "pass"), (9, "fail"), (900, "fail")):
        files = {"cells/simple-1.csv": cells.format(right, right // 9)}
        finding = _found(tmp_path, *rows, metric="accuracy", better="higher", good_enough="0.6", files=files)
        assert finding.status == status
        assert status == "pass" or f"{right * 10 // 9:,} rows; the test part has 100" in finding.have


def test_a_rival_that_somebody_made_worse_is_found(tmp_path: Path) -> None:
    """The least gain is compared with scores of runs.csv, the interval with the cells."""
    sums = {"cells/model-1.csv": SUMS.format(rival="rule-1", score="4.9", error="0.01")}
    model = _row("model-1", "model", "4.9", note="it pays")
    assert _found(tmp_path, RULE, model, files=sums).status == "pass"
    finding = _found(tmp_path, _row("rule-1", "rule", "9.0"), model, files=sums)
    assert (finding.status, finding.place.line) == ("fail", 2)
    assert finding.have == "rule-1 has mae 9; its cells give 5"


AUDIT = "id,label,checked,by\n" + "".join(f"{n},a,{'b' if n < 6 else 'a'},Cy\n" for n in range(60))
TEXTS = {"title": "text", "photos": "number", "colour": "text", "price": "text"}  # two of which are no features
DOUBTS = {
    "a feature tells it": (
        "0.9",
        {"profile.yaml": "leaks: [colour_code]\n"},
        {},
        "colour_code nearly equals the target",
    ),
    "knows wrong labels": (
        "0.99",
        {"audit.csv": AUDIT},
        {},
        "errs on 1 % of the rows, though 6 of 60 checked labels are",
    ),
    "twins": ("0.99", {}, {"same_features": 40}, "40 of 100 test rows have the features of a training row"),
    "few twins": ("0.99", {}, {"same_features": 4}, ""),
    "errs as labels do": ("0.9", {"audit.csv": AUDIT}, {"same_features": 40}, ""),
    "mostly twins, word by word": ("0.9", {}, {"same_features": 50, "kinds": TEXTS}, "50 of 100 test rows have the"),
    "fewer of them": ("0.9", {}, {"same_features": 49, "kinds": TEXTS}, ""),
    "a few categories": ("0.9", {}, {"same_features": 99, "kinds": {**TEXTS, "title": "category"}}, ""),
    "nothing says what they are": ("0.9", {}, {"same_features": 99}, ""),
}


@pytest.mark.parametrize(("score", "files", "facts", "words"), DOUBTS.values(), ids=DOUBTS)
def test_a_score_that_looks_too_good_warns_by_name(
    score: str, files: dict[str, str], facts: dict[str, Any], words: str, tmp_path: Path
) -> None:
    rows = _row("rule-1", "rule", "0.5"), _row("simple-1", "simple", score)
    finding = _found(tmp_path, *rows, metric="accuracy", better="higher", good_enough="0.6", facts=facts, files=files)
    assert finding.status == ("warn" if words else "pass")
    assert words in finding.have


MEASURED = "id,label,checked,by\n" + "".join(f"{n},{10 + n},{18 + n if n < 12 else 10 + n},Cy\n" for n in range(60))
TOO_GOOD = {  # a score that the wrong labels forbid, one that they allow, and what people found
    "balanced_accuracy": ("0.99", "0.9", AUDIT),
    "f1": ("0.99", "0.9", AUDIT),
    "f1_weighted": ("0.99", "0.9", AUDIT),
    "precision": ("0.99", "0.9", AUDIT),
    "recall": ("0.99", "0.9", AUDIT),
    "mcc": ("0.99", "0.9", AUDIT),
    "roc_auc": ("0.99", "0.9", AUDIT),
    "average_precision": ("0.99", "0.9", AUDIT),
    "pr_auc": ("0.99", "0.9", AUDIT),
    "log_loss": ("0.01", "0.3", AUDIT),
    "brier": ("0.01", "0.1", AUDIT),
    "f1_samples": ("1", "0.99", AUDIT),
    "hamming": ("0", "0.01", AUDIT),
    "lrap": ("1", "0.99", AUDIT),
    "ndcg@10": ("1", "0.99", AUDIT),
    "mae": ("0.4", "0.6", MEASURED),  # 4 of a share that is surely above 11.8 %
    "rmse": ("1.3", "1.5", MEASURED),
    "r2": ("0.9999", "0.99", MEASURED),
    "mape": ("0.01", "0.1", MEASURED),
    "pinball@0.9": ("0.04", "0.06", MEASURED),
    "median_ae": ("0", "0.1", MEASURED),
    "mase": ("0", "0.1", MEASURED),
}


@pytest.mark.parametrize(("metric", "forbidden", "allowed", "sheet"), [(n, *c) for n, c in TOO_GOOD.items()])
def test_every_metric_with_a_best_score_warns_of_next_to_no_error(
    metric: str, forbidden: str, allowed: str, sheet: str
) -> None:
    pairs = [(label, right) for _, label, right, _ in (line.split(",") for line in sheet.splitlines()[1:])]
    found = [label_noise.error_of(metric, float(score)) for score in (forbidden, allowed)]
    least = label_noise.least_error(metric, pairs)
    assert found[0] < least <= found[1], least
    right = [(label, label) for label, _ in pairs]
    assert label_noise.least_error(metric, right) == 0, "without a wrong label nothing is too good"


def test_metrics_of_the_projects_are_all_known_to_the_warning() -> None:
    """Each metric that the scripts compute, but for what has the same name with a parameter."""
    package = Path(__file__).parents[2] / "templates/_shared/shared/package"
    named = {
        name.partition("@")[0]
        for name in re.findall(r'^    "([\w@.]+)": \(', (package / "metrics.py").read_text(), re.MULTILINE)
    }
    assert {name.partition("@")[0] for name in TOO_GOOD} >= named - {"accuracy", "f1_micro"}


def test_the_least_error_of_r2_is_relative_to_how_much_the_labels_vary() -> None:
    pairs = [("100", "104"), *((str(label), str(label)) for label in range(101, 120))]
    labels = range(100, 120)
    middle = sum(labels) / len(labels)
    variance = sum((label - middle) ** 2 for label in labels) / len(labels)
    rmse, r2 = (label_noise.least_error(metric, pairs) for metric in ("rmse", "r2"))
    assert r2 == pytest.approx(rmse**2 / variance)
    assert label_noise.least_error("r2", [("7", "9"), ("7", "7")]) == 0, "labels that do not vary"


def test_what_is_no_number_or_has_no_share_of_it_leaves_no_error_in_numbers() -> None:
    assert label_noise.least_error("mae", [("old", "new")] * 9) == 0
    assert label_noise.least_error("mape", [("0", "2")] * 9) == 0
    assert label_noise.least_error("mape", [("4", "2")] * 9) == label_noise.least_error("mae", [("4", "2")] * 9) / 4


def test_numbers_that_are_written_otherwise_are_no_wrong_labels() -> None:
    assert label_noise.least_error("mae", [("7", "7.0"), ("8", "8")]) == 0


def test_a_small_error_of_the_number_kind_is_explained_by_twins(tmp_path: Path) -> None:
    rows = _row("rule-1", "rule", "0.5"), _row("simple-1", "simple", "0.01")
    finding = _found(tmp_path, *rows, metric="brier", facts={"same_features": 40})
    assert "40 of 100 test rows have the features of a training row" in finding.have
