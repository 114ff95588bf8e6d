"""Runs: the simplest thing first, and what beats it; beyond the cases in `pilot_cases.py`."""

from pathlib import Path

import pytest

from crispdm.testing import Edit, Example
from tests.support.findings import found, place
from tests.support.pilot_cases import ERRORS, RUNS, RUNS_BASELINE, RUNS_CHOSEN, RUNS_COST, RUNS_ERRORS, M

HEADER = RUNS.splitlines()[0]


def runs(*rows: str) -> Edit:
    """Other runs: name, kind, score, data and split."""
    lines = (f"{name},2026-12-01,{kind},{rest}," for name, kind, rest in (row.split(",", 2) for row in rows))
    return RUNS, "\n".join([HEADER, *lines]) + "\n"


def choose(name: str, **said: str) -> Edit:
    """Another choice, and other limits."""
    metric = {"metric": "accuracy", "better": "higher", "good_enough": "0.65", "min_gain": "0.1", **said}
    text = RUNS_CHOSEN.files[M]
    return M, text, "".join(f"{key}: {value}\n" for key, value in {**metric, "chosen": name}.items())


@pytest.mark.parametrize("score", ["inf", "-inf", "nan", "1e400", "9" * 400, "0,9", "good", "-"])
@pytest.mark.parametrize("example", [RUNS_BASELINE, RUNS_CHOSEN, RUNS_COST], ids=lambda each: each.name)
def test_a_score_is_a_number(example: Example, score: str, tmp_path: Path) -> None:
    finding = found(tmp_path, example, ("rule,0.7", f'rule,"{score}"'))
    assert (finding.status, place(finding)) == ("fail", ("runs.csv", 2))
    assert finding.have.startswith(f"score: '{score[:50]}")
    assert (finding.want, finding.fix) == ("a number", "fix the row")


@pytest.mark.parametrize(
    ("rows", "chosen", "status", "line"),
    [
        pytest.param(["a,rule,1,d,s", "b,model,2,d,s"], "b", "pass", 2, id="a rule first"),
        pytest.param(["a,constant,1,d,s", "b,model,2,d,s"], "b", "pass", 2, id="a constant first"),
        pytest.param(["a,simple,1,d,s", "b,model,2,d,s"], "b", "pass", 2, id="a simple model first"),
        pytest.param(["b,model,2,d,s", "a,rule,1,d,s"], "b", "fail", 2, id="the model first"),
        pytest.param(["a,rule,1,d,s", "b,model,2,e,s", "c,rule,1,e,s"], "b", "fail", 3, id="a rule on other data"),
        pytest.param(["a,rule,1,d,s", "b,model,2,d,t"], "b", "fail", 3, id="a rule on another split"),
        pytest.param(["b,model,2,e,s", "a,rule,1,d,s", "c,model,2,d,s"], "c", "pass", 3, id="a model on other data"),
        pytest.param(["a,rule,1,d,s"], "a", "pass", 2, id="only a rule"),
        pytest.param(["b,model,2,d,s", "a,rule,1,d,s"], "", "fail", 2, id="none chosen yet, and the model first"),
    ],
)
def test_first_is_the_first_on_the_same_data_and_split(
    rows: list[str], chosen: str, status: str, line: int, tmp_path: Path
) -> None:
    finding = found(tmp_path, RUNS_BASELINE, runs(*rows), choose(chosen))
    assert (finding.status, place(finding)) == (status, ("runs.csv", line))
    assert finding.want == "a run of kind rule, constant, seasonal or simple first, on the same data and split"


def test_without_a_baseline_there_is_nothing_to_beat(tmp_path: Path) -> None:
    """Both criteria say the same, so that `check` shows one thing to do."""
    edits = runs("a,rule,0.1,d,s", "b,model,0.9,e,s"), choose("b", good_enough="0.5")
    beaten, first = found(tmp_path, RUNS_CHOSEN, *edits), found(tmp_path, RUNS_BASELINE, *edits)
    assert (beaten.status, beaten.place, beaten.have, beaten.fix) == ("fail", first.place, first.have, first.fix)
    assert first.have == "the first run, b, is of kind model"


@pytest.mark.parametrize(
    ("scores", "limits", "status", "want"),
    [
        pytest.param(
            "0.6 0.7", {}, "pass", "0.1 better than a, the baseline, which has 0.6", id="in binary a bit less"
        ),
        pytest.param("0.8 0.9", {}, "pass", "0.1 better than a", id="by just the gain"),
        pytest.param("0.8 0.89", {}, "fail", "0.1 better than a, the baseline, which has 0.8", id="by too little"),
        pytest.param("0.8 0.7", {}, "fail", "0.1 better than a", id="worse"),
        pytest.param("70 % 80 %", {}, "pass", "0.1 better than a, the baseline, which has 0.7", id="in percent"),
        pytest.param(
            "0.7 0.6", {"better": "lower", "metric": "cost"}, "pass", "0.1 better than a", id="an error that falls"
        ),
        pytest.param(
            "0.7 0.65",
            {"better": "lower", "metric": "cost"},
            "fail",
            "0.1 better than a",
            id="an error that falls too little",
        ),
        pytest.param(
            "0.6 0.7",
            {"better": "lower", "metric": "cost", "good_enough": "1"},
            "fail",
            "0.1 better than a",
            id="an error that rises",
        ),
        pytest.param(
            "-0.7 -0.6",
            {"good_enough": "-1", "metric": "profit"},
            "pass",
            "0.1 better than a, the baseline, which has -0.7",
            id="below zero",
        ),
        pytest.param("0.7 0.71", {"min_gain": "0"}, "pass", "better than a", id="any gain will do"),
        pytest.param("0.7 0.7", {"min_gain": "0"}, "fail", "better than a, the baseline, which", id="no gain will not"),
    ],
)
def test_the_chosen_run_beats_the_baseline(
    scores: str, limits: dict[str, str], status: str, want: str, tmp_path: Path
) -> None:
    first, second = scores.replace(" %", "%").split()
    finding = found(tmp_path, RUNS_CHOSEN, runs(f"a,rule,{first},d,s", f"b,simple,{second},d,s"), choose("b", **limits))
    assert (finding.status, place(finding)) == (status, ("runs.csv", 3))
    assert finding.want.startswith(want)
    assert ("stay with the baseline" in finding.fix) == (status == "fail")


@pytest.mark.parametrize(
    ("better", "good", "status", "want"),
    [
        ("higher", "0.7", "pass", "accuracy at least 0.7, which is good enough"),
        ("higher", "0.71", "fail", "accuracy at least 0.71, which is good enough"),
        ("lower", "0.7", "pass", "mae at most 0.7, which is good enough"),
        ("lower", "0.69", "fail", "mae at most 0.69, which is good enough"),
    ],
)
def test_the_baseline_itself_may_be_good_enough(better: str, good: str, status: str, want: str, tmp_path: Path) -> None:
    metric = want.partition(" ")[0]
    finding = found(tmp_path, RUNS_CHOSEN, choose("rule-1", better=better, good_enough=good, metric=metric))
    assert (finding.status, finding.want) == (status, want)
    looks = "; the test part was looked at 3 times" if status == "pass" else ""
    assert finding.have == f"rule-1, the baseline, with {metric} 0.7{looks}"


@pytest.mark.parametrize(
    ("said", "have", "want"),
    [
        ({"better": "lower", "good_enough": "0.9"}, "better: 'lower'", "higher: a better accuracy is higher"),
        ({"metric": "mae"}, "better: 'higher'", "lower: a better mae is lower"),
        ({"metric": "pinball@0.9"}, "better: 'higher'", "lower: a better pinball is lower"),
        ({"better": "sideways"}, "better: 'sideways'", "higher: a better accuracy is higher"),
        ({"better": "sideways", "metric": "profit"}, "better: 'sideways'", "higher or lower"),
        ({"good_enough": "0"}, "good_enough: 0", "above 0: accuracy 0 is what no model at all has"),
        ({"good_enough": "-5", "metric": "r2"}, "good_enough: -5", "above 0: r2 0 is what no model at all has"),
    ],
)
def test_a_metric_that_is_known_has_its_direction_and_a_level_that_says_something(
    said: dict[str, str], have: str, want: str, tmp_path: Path
) -> None:
    finding = found(tmp_path, RUNS_CHOSEN, choose("rule-1", **said))
    assert (finding.status, finding.have, finding.want) == ("fail", have, want)


@pytest.mark.parametrize(
    ("rows", "chosen", "status", "want"),
    [
        (["a,rule,0.5,d,s", "b,simple,0.8,d,s", "c,model,0.85,d,s"], "c", "fail", "0.1 better than b"),
        (["a,rule,0.5,d,s", "b,simple,0.8,d,s", "c,model,0.85,d,s,it is fast"], "c", "warn", "0.1 better than b"),
        (["a,rule,0.8,d,s", "c,model,0.85,d,s,it is fast"], "c", "fail", "0.1 better than a"),
        (["a,rule,0.5,d,s", "b,constant,0.8,d,s", "c,simple,0.85,d,s"], "c", "fail", "0.1 better than b"),
        (["a,rule,0.5,d,s", "c,simple,0.85,d,s", "b,constant,0.8,d,s"], "c", "fail", "0.1 better than b"),
        (["a,rule,0.5,d,s", "b,simple,0.9,d,s", "c,simple,0.85,d,s"], "c", "pass", "0.1 better than a"),
        (["a,rule,0.7,d,s", "b,simple,0.9,d,s"], "a", "pass", "accuracy at least 0.65"),
        (["a,rule,0.5,d,s", "b,simple,0.8,e,s", "c,model,0.85,d,s"], "c", "pass", "0.1 better than a"),
    ],
)
def test_rivals_are_all_runs_of_cheaper_kinds_on_the_table(
    rows: list[str], chosen: str, status: str, want: str, tmp_path: Path
) -> None:
    """The best of them counts, whenever it was run."""
    lines = [row if row.count(",") == 5 else f"{row}," for row in rows]
    text = "\n".join([HEADER, *(f"{name},2026-12-01,{rest}" for name, rest in (each.split(",", 1) for each in lines))])
    finding = found(tmp_path, RUNS_CHOSEN, (RUNS, f"{text}\n"), choose(chosen))
    assert finding.status == status
    assert finding.want.startswith(want)


def test_a_gain_is_no_loss(tmp_path: Path) -> None:
    """Otherwise a model that is worse than a rule would beat it."""
    finding = found(tmp_path, RUNS_CHOSEN, choose("simple-1", min_gain="-0.5"))
    assert (finding.status, finding.have) == ("fail", "min_gain: -0.5")
    assert finding.want == "the smallest gain in accuracy worth having, 0 or more"


def test_a_chosen_run_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    finding = found(tmp_path, RUNS_CHOSEN, choose("simple-9"))
    assert (finding.status, place(finding)) == ("fail", ("metric.yaml", 5))
    assert finding.want == "the name of a run: rule-1, simple-1, costly-1 or rule-2"


@pytest.mark.parametrize(
    ("done", "rows", "status", "fix"),
    [
        (20, 30, "pass", ""),
        (19, 30, "fail", "review 1 more"),
        (0, 30, "fail", "review 20 more"),
        (5, 5, "pass", ""),
        (4, 5, "fail", "review 1 more"),
        (0, 0, "pass", ""),
    ],
)
def test_twenty_errors_are_looked_at_or_all_where_there_are_fewer(
    done: int, rows: int, status: str, fix: str, tmp_path: Path
) -> None:
    sheet = "id,checked\n" + "".join(f"{row},{'phones' if row < done else ''}\n" for row in range(rows))
    finding = found(tmp_path, RUNS_ERRORS, ("errors.csv", ERRORS, sheet))
    assert (finding.status, finding.fix) == (status, fix)
    assert finding.have == f"{done} of {rows} training errors reviewed"
    assert place(finding) == ("errors.csv", 1 if done == rows else done + 2)


@pytest.mark.parametrize("kind", ["rule", "constant"])
def test_errors_are_not_asked_of_what_was_not_trained(kind: str, tmp_path: Path) -> None:
    finding = found(tmp_path, RUNS_ERRORS, (M, "simple-1", "rule-1"), ("rule,0.7", f"{kind},0.7"))
    assert (finding.status, finding.have) == ("pass", f"not required of a {kind}")


def test_a_sheet_of_errors_that_is_not_there_yet(tmp_path: Path) -> None:
    files = {name: text for name, text in RUNS_ERRORS.files.items() if name != "errors.csv"}
    finding = found(tmp_path, RUNS_ERRORS._replace(files=files))
    assert (finding.status, finding.have, finding.fix) == (
        "fail",
        "there is no errors.csv yet",
        "create phase/errors.csv",
    )


def test_the_history_keeps_the_run(tmp_path: Path) -> None:
    finding = found(tmp_path, RUNS_CHOSEN)
    assert finding.facts == {"run": {"run": "simple-1", "kind": "simple", "score": 0.8, "metric": "accuracy"}}
    assert [each["run"] for each in finding.values.values()] == ["simple-1", "rule-1"]
