"""What the scripts of a generated project say to bad input: one line, exit code 1, and nothing written."""

import pytest

from tests.support.work import (
    AUDIT,
    BASELINE,
    DATASET,
    DRAW,
    INVENTORY,
    MEASURE,
    METRIC,
    PILOT,
    PILOT_LOG,
    PREPARE,
    PROFILE,
    REVIEW,
    RULE,
    RUNS,
    TRAIN,
    Here,
    Work,
)

BAD: dict[str, tuple[str, str, str, str]] = {  # the file, what is put into it, the script, and what that says
    "no raw data named": (INVENTORY, "fields: []", PROFILE, f"{INVENTORY}: data: nothing yet"),
    "no fields": (INVENTORY, "data: data/no.csv", PROFILE, f"{INVENTORY}: fields: nothing yet"),
    "no target": (INVENTORY, "{data: a, fields: [{name: x, role: key}]}", PROFILE, "0 fields have the role target"),
    "no feature": (INVENTORY, "{data: a, fields: [{name: x, role: target}]}", PROFILE, "no field has the role feature"),
    "not YAML": (INVENTORY, "a: [1, 2}", PROFILE, f"{INVENTORY}:1: not YAML"),
    "a table of another kind": ("data/raw.csv", "", PROFILE, "data/raw.csv: empty; expected a header and rows"),
    "lines that end in two ways": (
        "data/raw.csv",
        "x,y\r\n1,2\r\n3,4\n",
        PROFILE,
        r"data/raw.csv: some lines may end in \r\n and others in \n",
    ),
    "no rows": ("data/raw.csv", "row,x,y\n", PREPARE, "data/raw.csv: no rows"),
    "a column is gone": ("data/raw.csv", "xx,y\n1,2\n", PREPARE, f"{INVENTORY}: no column 'x' in data/raw.csv"),
    "no target in any row": ("data/raw.csv", "x,y\n1,\n2,\n", PREPARE, "data/raw.csv: no row has both 'y'"),
    "no target to look at": (
        "data/raw.csv",
        "x,y\n1,\n2,\n",
        PROFILE,
        "data/raw.csv: no row has a value in the target",
    ),
    "no table named": (DATASET, "{key: row, split: {by: x}}", PREPARE, f"{DATASET}: table: nothing yet"),
    "no settings": (DATASET, "leakage: x", PREPARE, f"{DATASET}: table, key, split.by: nothing yet"),
    "a table of no known kind": (
        DATASET,
        "{table: t.xls, key: row, split: {by: row}}",
        PREPARE,
        "t.xls: unknown file type",
    ),
    "a setting of the split that nothing reads": (
        DATASET,
        "{table: t.csv, key: row, split: {by: x, folds: 5}}",
        PREPARE,
        f"{DATASET}: split: unknown key 'folds'; expected one of by, test_from",
    ),
    "an unknown key": (DATASET, "{table: t.csv, key: z, split: {by: x}}", PREPARE, f"{DATASET}: key: no column 'z'"),
    "the raw data itself": (
        DATASET,
        "{table: data/raw.csv, key: row, split: {by: x}}",
        PREPARE,
        f"{DATASET}: table: data/raw.csv is the raw data;",
    ),
    "a date among numbers": (
        DATASET,
        "{table: t.csv, key: row, split: {by: x, test_from: 2026-10-01}}",
        PREPARE,
        f"{DATASET}: split: expected a date",
    ),
    "fields that are none": (INVENTORY, "{data: data/raw.csv, fields: x}", PROFILE, f"{INVENTORY}: fields: 'x'"),
    "no split": (DATASET, "{table: t.csv, key: row}", PREPARE, f"{DATASET}: split.by: nothing yet"),
    "no test part": (
        DATASET,
        "{table: t.csv, key: row, split: {by: x, test_from: 99}}",
        PREPARE,
        f"{DATASET}: split: x from 99: no rows left in the test part; x has 30 values, from 0 to 29",
    ),
    "no training part": (
        DATASET,
        "{table: t.csv, key: row, split: {by: x, test_from: 0}}",
        PREPARE,
        "no rows left in the training",
    ),
    "a label of no kind": (
        AUDIT,
        "id,label,checked,by\n3,1,one,Cy\n",
        PREPARE,
        f"{AUDIT}: id 3: checked: 'one' is not",
    ),
    "an audit without ids": (AUDIT, "label,checked\n", DRAW, f"{AUDIT}:1: no column 'id'"),
    "no metric": (METRIC, "better: higher", TRAIN, f"{METRIC}: metric: nothing yet"),
    "a metric that contradicts": (METRIC, "{metric: mae, better: higher}", TRAIN, "better: higher; for mae, lower is"),
    "classes for a number": (METRIC, "{metric: f1, better: higher}", BASELINE, "f1 needs classes, but 'y' has"),
    "a rule that fails": (RULE, "def rule(row):\n    return row['z']\n", BASELINE, f"{RULE}: KeyError: 'z'"),
    "a rule that says no number": (
        RULE,
        "def rule(row):\n    return 'a'\n",
        BASELINE,
        f"{RULE}: the rule returned 'a'",
    ),
    "runs that are no runs": (RUNS, "run,score\na,1\n", TRAIN, f"{RUNS}:1: no column 'date'"),
    "a run of no kind": (RUNS, "run,date,kind,score,data,split,note\na,,b,1,,,\n", TRAIN, f"{RUNS}:2: kind: 'b'"),
    "a run without a score": (
        RUNS,
        "run,date,kind,score,data,split,note\na,,rule,one,,,\n",
        BASELINE,
        f"{RUNS}:2: score: 'one' is not a number",
    ),
    "a short row": (RUNS, "run,date,kind,score,data,split,note\na,rule\n", BASELINE, f"{RUNS}:2: expected 7 cells"),
    "a baseline on other data": (
        RUNS,
        "run,date,kind,score,data,split,note\nrule-1,2026-11-20,rule,0.5,12345678,row hashed,\n",
        TRAIN,
        f"{RUNS}: all runs so far used other data (the last one 12345678, row hashed); run {BASELINE} on this",
    ),
    "no model yet": (
        RUNS,
        "run,date,kind,score,data,split,note\n",
        REVIEW,
        f"{RUNS}: no model was trained on this data",
    ),
    "no log": (PILOT, "plan: {share: 5 %}", MEASURE, f"{PILOT}: log.file: nothing yet"),
    "a log that is not there": (PILOT, PILOT_LOG, MEASURE, "data/log.csv: no such file"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Work:
    """A project whose table is made, of thirty rows with a number to be predicted."""
    work = Here(tmp_path_factory.mktemp("prepared"))
    work.table("data/raw.csv", [{"x": number, "y": number * number} for number in range(30)])
    work.fill_in(["x", "y"], "y")
    work.measure_by("mae", "lower", 1)
    work.run(PREPARE)
    return work


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named_in_one_line(prepared: Work, name: str) -> None:
    file, text, script, said = BAD[name]
    path = prepared.root / file
    before = path.read_bytes() if path.is_file() else None
    prepared.write(file, text)
    try:
        assert said in prepared.refused(script)
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)


@pytest.mark.slow
def test_a_baseline_that_somebody_typed_is_none(prepared: Work) -> None:
    path = prepared.root / RUNS
    before = path.read_text()
    try:
        prepared.run(BASELINE, "--constant")
        (recorded,) = prepared.rows(RUNS)
        path.write_text(path.read_text().replace(recorded["predictions"], ""))
        said = prepared.refused(TRAIN, "--kind", "model")
        assert f"no run on this data is a baseline that was scored from predictions; run {BASELINE} first" in said
    finally:
        path.write_text(before)


@pytest.mark.slow
def test_it_is_a_line_on_standard_error_and_exit_code_1(prepared: Work) -> None:
    said = Work.start(prepared, TRAIN, "--kind", "model")
    assert said == (1, "", f"train.py: {RUNS}: no runs yet; run {BASELINE} first\n")
