"""The scripts on generated data: what they write, and how they fail."""

import hashlib
import shutil
from pathlib import Path

import pytest

from .. import paths
from ..files import as_cell, from_cell, read_yaml
from .example import INVENTORY, Project, pilot_log, project, worked

# what the libraries warn of is no error of the scripts, even if your settings of pytest say so
pytestmark = pytest.mark.filterwarnings("default")


def test_the_profile_describes_the_raw_data(worked: Project) -> None:
    profile = worked.read(paths.PROFILE)
    assert profile["rows"] == 301
    assert (profile["dates"]["from"][:4], profile["dates"]["to"][:7]) == ("2026", "2026-03")
    assert 0 < profile["nulls"]["price"] < 0.1
    assert sum(profile["target"].values()) == pytest.approx(1, abs=0.001)


def test_the_fields_of_a_table_are_listed_with_its_likely_key(project: Project) -> None:
    project.write_raw([{"price": 1, "no": number, "id": f"a{number}"} for number in range(20)], "other.csv")
    fields = project.run(paths.PROFILE_SCRIPT, "--fields", str(project.root / "data" / "other.csv")).splitlines()
    assert [("role: key" in line, "confirm it" in line) for line in fields] == [(False,) * 2, (True,) * 2, (False,) * 2]


def test_sixty_rows_are_drawn_for_people_to_check(worked: Project) -> None:
    rows = worked.rows(paths.LABEL_AUDIT)
    assert len({row["id"] for row in rows}) == 60
    assert {row["checked"] for row in rows} == {""}
    assert all(row["price"].isdecimal() or not row["price"] for row in rows), "a whole number is shown as one"


def test_checked_rows_stay(project: Project) -> None:
    sheet = "id,label,checked,by\n0007,phones,sofas,Cy\n"
    project.write(paths.LABEL_AUDIT, sheet)
    assert "1 of 1 checked labels wrong" in project.run(paths.AUDIT_LABELS_SCRIPT, "--rows", "20")
    first, *others = project.rows(paths.LABEL_AUDIT)
    assert (first["id"], first["checked"], first["by"]) == ("0007", "sofas", "Cy")
    assert len(others) == 19
    assert "0007" not in {row["id"] for row in others}


def test_the_next_step_after_the_table_is_the_gate(project: Project) -> None:
    assert project.run(paths.PREPARE_SCRIPT).endswith(". Next: crispdm check\n")


def test_the_facts_describe_the_table(worked: Project) -> None:
    table, facts = worked.root / "data" / "table.csv", worked.read(paths.FACTS)
    assert facts["columns"] == ["listing id", "created", "title/text", "price", "used", "category"]
    assert facts["rows"] == 300 - 5, "five have no category, and one came twice"
    assert (facts["nulls"]["category"], facts["duplicate_keys"], facts["overlap"]) == (0, 0, 0)
    assert facts["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()


def test_each_run_has_a_name_and_the_data_that_it_was_scored_on(worked: Project) -> None:
    runs = worked.rows(paths.RUNS)
    assert [run["run"] for run in runs] == ["rule-1", "constant-1", "simple-1", "model-1"]
    digest = worked.read(paths.FACTS)["content"][:8]
    assert {(run["date"], run["data"], run["split"]) for run in runs} == {
        ("2026-11-24", digest, "created from 2026-03-01")
    }
    score = {run["run"]: float(run["score"]) for run in runs}
    assert score["constant-1"] < score["rule-1"] < score["simple-1"]


def test_the_training_errors_are_where_the_labels_are_wrong(worked: Project) -> None:
    errors = worked.rows(paths.ERRORS)
    wrong = [int(row["id"]) % 10 == 0 for row in errors]
    assert sum(wrong) > 0.8 * len(wrong) > 5
    assert [float(row["confidence"]) for row in errors] == sorted(
        (float(row["confidence"]) for row in errors), reverse=True
    )


def test_a_day_counts_once_it_is_complete_in_both_groups(worked: Project) -> None:
    days = worked.rows(paths.PILOT_DAYS)
    assert [row["date"] for row in days] == [f"2026-10-{day:02}" for day in range(1, 10)]
    assert all(float(row["pilot"]) < 0.6 * float(row["control"]) for row in days)


def test_whole_numbers_are_counts_and_a_factor_makes_rates_again(project: Project) -> None:
    groups, one = ("pilot", "control"), {"hours": 3, "moderators": 40}
    rows = [{"day": f"2026-10-{day:02}", "group": group, **one} for day in range(1, 9) for group in groups]
    project.write_raw(rows, "log.csv")
    project.run(paths.MEASURE_SCRIPT)
    counted = project.rows(paths.PILOT_DAYS)[0]
    assert (counted["pilot_events"], counted["pilot_n"]) == ("3", "40")
    settings = project.at(paths.PILOT).read_text(encoding="utf-8")
    project.write(paths.PILOT, settings.replace("value: hours", "value: hours, per_day: 7"))
    project.run(paths.MEASURE_SCRIPT)
    assert project.rows(paths.PILOT_DAYS)[0]["pilot"] == "0.525"


def test_the_same_input_gives_the_same_output(worked: Project, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(worked.root, again)
    written = [paths.PROFILE, paths.LABEL_AUDIT, paths.FACTS, paths.ERRORS, paths.PILOT_DAYS]
    other = object.__new__(Project)
    other.root = again
    for script in (
        paths.PROFILE_SCRIPT,
        paths.AUDIT_LABELS_SCRIPT,
        paths.PREPARE_SCRIPT,
        paths.REVIEW_ERRORS_SCRIPT,
        paths.MEASURE_SCRIPT,
    ):
        other.run(script)
    assert [other.at(path).read_bytes() for path in written] == [worked.at(path).read_bytes() for path in written]


def test_only_a_model_that_was_trained_here_is_loaded(
    worked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(worked.root, tmp_path / "other")
    other = object.__new__(Project)
    other.root = tmp_path / "other"
    model = other.root / "models" / "simple-1.joblib"
    model.write_bytes((other.root / "models" / "model-1.joblib").read_bytes())
    said = other.refused(paths.REVIEW_ERRORS_SCRIPT)
    assert said.startswith("review_errors.py: models/simple-1.joblib: not the model that")
    monkeypatch.setenv("TRUST_MODEL", other.read(paths.MODEL_DIGESTS)["model-1"])
    other.run(paths.REVIEW_ERRORS_SCRIPT)


def test_a_corrected_label_changes_the_table_and_needs_a_new_baseline(project: Project) -> None:
    project.run(paths.PREPARE_SCRIPT)
    project.run(paths.TRAIN_SCRIPT)
    project.run(paths.REVIEW_ERRORS_SCRIPT)
    lines = project.at(paths.ERRORS).read_text(encoding="utf-8").splitlines()
    wrong = project.rows(paths.ERRORS)[0]
    lines[1] = lines[1].replace(",,", f",{wrong['predicted']},", 1)
    project.write(paths.ERRORS, "\n".join(lines) + "\n")
    assert "1 row relabelled" in project.run(paths.PREPARE_SCRIPT)
    assert "all runs so far used other data" in project.refused(paths.TRAIN_SCRIPT)
    assert "no model was trained on this data" in project.refused(paths.REVIEW_ERRORS_SCRIPT)
    project.run(paths.BASELINE_SCRIPT)
    project.run(paths.TRAIN_SCRIPT)
    project.run(paths.REVIEW_ERRORS_SCRIPT)
    assert project.rows(paths.ERRORS)[0] == {**wrong, "checked": wrong["predicted"]}, "checked rows stay"


def test_numbers_are_predicted_too(project: Project) -> None:
    inventory = INVENTORY.replace("category, role: target", "category, role: feature")
    project.write(paths.INVENTORY, inventory.replace("price, role: feature", "price, role: target"))
    project.write(paths.METRIC, "metric: mae\nbetter: lower\n")
    project.write(paths.RULE, "def rule(row):\n    return None\n")
    project.run(paths.PROFILE_SCRIPT)
    assert set(project.read(paths.PROFILE)["target"]) == {"0%", "25%", "50%", "75%", "100%"}
    project.run(paths.PREPARE_SCRIPT)
    assert "constant-1" in project.run(paths.BASELINE_SCRIPT)
    project.run(paths.TRAIN_SCRIPT)
    project.run(paths.REVIEW_ERRORS_SCRIPT)
    residuals = [float(row["residual"]) for row in project.rows(paths.ERRORS)]
    assert len(residuals) == 100
    assert residuals == sorted(residuals, reverse=True)


# the file, the old and the new text in it, the script that reads it, and its error
BAD_INPUT = [
    (paths.INVENTORY, "name: price", "name: prise", paths.PREPARE_SCRIPT, "data/raw.csv; did you mean 'price'?"),
    (paths.INVENTORY, "role: target", "role: other", paths.PROFILE_SCRIPT, "0 fields have the role target"),
    (paths.DATASET, "2026-03-01", "2030-01-01", paths.PREPARE_SCRIPT, "no rows left in the test part"),
    (paths.METRIC, "higher", "lower", paths.TRAIN_SCRIPT, "for accuracy, higher is better"),
    (paths.RUNS, ",note", "", paths.TRAIN_SCRIPT, "runs.csv:1: no column 'note'"),
    (paths.PILOT, "value: hours", "value: hour", paths.MEASURE_SCRIPT, "did you mean 'hours'?"),
]


@pytest.mark.parametrize(("file", "old", "new", "script", "error"), BAD_INPUT)
def test_bad_input_is_named_in_one_line(
    project: Project, file: Path, old: str, new: str, script: Path, error: str
) -> None:
    project.write_raw(pilot_log(8), "log.csv")
    text = project.at(file).read_text(encoding="utf-8")
    assert old in text
    project.write(file, text.replace(old, new, 1))
    line = project.refused(script)
    assert error in line
    assert line.startswith(f"{script.name}: ")


def test_yaml_is_read_as_crispdm_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("{a: on, b: 2026-10-01, c: 5:30, d: 010, e: 12, f: 0.5, g: true, h: , i: '1', j: 1e3, k: 5 %}")
    expected = {"a": "on", "b": "2026-10-01", "c": "5:30", "d": "010", "e": 12, "f": 0.5, "g": True, "h": None}
    assert read_yaml(file) == expected | {"i": "1", "j": 1000.0, "k": "5 %"}


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("a;@b", "a;'@b"), ("'=1", "''=1"), ("-5", "-5"), ("isn't", "isn't")],
)
def test_a_text_is_no_formula_in_a_sheet(text: str, cell: str) -> None:
    assert as_cell(text) == cell
    assert from_cell(cell) == text


def test_an_empty_table_is_named(project: Project) -> None:
    (project.root / "data" / "raw.csv").write_text("listing id,created,title/text,price,used,category\n")
    assert "data/raw.csv: no rows" in project.refused(paths.PREPARE_SCRIPT)


def test_a_table_that_changed_after_it_was_measured_is_refused(project: Project) -> None:
    project.run(paths.PREPARE_SCRIPT)
    with (project.root / "data" / "table.csv").open("a") as table:
        table.write("9999,2026-03-03,sofa,1,True,sofas\n")
    assert "changed since it was measured" in project.refused(paths.TRAIN_SCRIPT)
