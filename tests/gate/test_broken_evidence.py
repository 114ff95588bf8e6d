"""Whatever happens to a file of evidence, there is a finding with its file and line, soon, and never a traceback."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.canonical_json import dumps
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Status
from crispdm.testing import Example, decide, teaches, write
from crispdm.yamlio import LIMIT, parse
from tests.support.check_cases import EXAMPLES
from tests.support.command_line import Run
from tests.support.data_cases import TABLE_CONTENT
from tests.support.effort import examples
from tests.support.steps import ending, steps

Break = Callable[[Path], int | None]


def missing(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link_out(path: Path) -> None:
    """To a file that would do."""
    path.rename(path.parents[2] / "outside")
    path.symlink_to("../../outside")


def appended(text: bytes) -> Break:
    """Below what is there; the line of what is appended is the one to be named."""

    def append(path: Path) -> int:
        before = path.read_bytes()
        path.write_bytes(before + text)
        return before.count(b"\n") + 1

    append.__name__ = re.sub(r"\W+", "-", f"append {text[:9]!r}")
    return append


def too_large(path: Path) -> int:
    path.write_bytes(path.read_bytes() + b"#" * 4 * LIMIT)
    return 1


ANY: tuple[Break, ...] = (missing, folder, pipe, link_out, appended(b"\xff\n"))
BREAKS: dict[str, tuple[Break, ...]] = {
    ".yaml": (*ANY, too_large, *map(appended, (b"zz: [1,\n", b"zz: *x\n", b"zz: \0\n", b"zz: " + b"[" * 50_000))),
    ".csv": (*ANY, *map(appended, (b"x\n", b'"x\n', b'"x"y\n', b"x" * 200_000 + b",\n"))),
    ".md": (*ANY, too_large),
}
BROKEN = [
    pytest.param(example, file, way, id=f"{example.name}-{file}-{way.__name__}")
    for example in EXAMPLES
    for file in example.files
    for way in BREAKS.get(Path(file).suffix, ())
    if file != "/data/t.csv"
]


@pytest.mark.parametrize(("example", "file", "way"), BROKEN)
def test_a_broken_file_is_a_failing_finding_with_its_line(
    example: Example, file: str, way: Break, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    write(root, example.files)
    path = Evidence(root, "phase").path(file)
    line = way(root / path)
    findings: list[Finding] = []
    steps(lambda: findings.append(decide(root, example.parameters)), most=50_000)
    (finding,) = findings
    assert finding.status == "fail"
    assert finding.place == Place(path, line)
    teaches(finding)


@pytest.mark.parametrize("way", [folder, pipe, link_out])
def test_a_table_that_is_no_file_fails_where_it_is_named(way: Break, tmp_path: Path) -> None:
    root = tmp_path / "project"
    write(root, TABLE_CONTENT.files)
    way(root / "data" / "t.csv")
    finding = decide(root, TABLE_CONTENT.parameters)
    assert finding.status == "fail"
    assert finding.place == Place("phase/dataset.yaml", 1)
    teaches(finding)


def test_what_exists_must_be_files_of_the_project(tmp_path: Path) -> None:
    for way in (pipe, link_out):
        root = tmp_path / way.__name__ / "project"
        write(root, {"a.png": "a", "b.png": "b"})
        way(root / "phase" / "a.png")
        finding = decide(root, {"check": "exists", "files": "*.png"})
        assert (finding.status, finding.place) == ("fail", Place("phase/a.png"))
        teaches(finding)


def test_a_large_document_is_read_soon(tmp_path: Path) -> None:
    parameters = {"check": "document", "file": "a.md", "sections": ["A"]}
    long = "word word\n" * 400_000, f"# A{' ' * 1_000_000}b\n", f"# A\n{'# ' * 1_000_000}", "<!--" * 1_000_000
    for body in long:
        write(tmp_path, {"a.md": f"# A\n{body}"})
        with ending():
            decide(tmp_path, parameters)


@pytest.mark.slow
def test_a_table_of_many_labels_is_counted_soon(tmp_path: Path) -> None:
    taken = []
    for rows in (1_000, 4_000):
        write(tmp_path, {"a.csv": "id,label,checked,by\n" + "".join(f"{row},a,a,Cy\n" for row in range(rows))})
        taken.append(steps(lambda: decide(tmp_path, {"check": "audit", "file": "a.csv"})))
    assert taken[1] < 4.1 * taken[0] < 1_000_000, "as many steps for each row, and few"
    write(tmp_path, {"a.csv": "id,label,checked,by\n" + "".join(f"{row},a,a,Cy\n" for row in range(90_000))})
    with ending():
        finding = decide(tmp_path, {"check": "audit", "file": "a.csv"})
    assert finding.have.startswith("90,000 rows checked by")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
EXTREME = [0, -1, 1e308, -1e308, 5e-324, 1e30, 1e-30, 10**299, -(10**299), 0.1, "5 %", "-50%", "+100000000 %"]
WORDS = ["drop", "get", "target", "deploy", "2026-12-07", "9999-12-31", "0001-01-01", "none", "TODO"]
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXT | st.sampled_from([*EXTREME, *WORDS])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=5
)
CALM = settings(deadline=None, max_examples=examples(250), suppress_health_check=[HealthCheck.too_slow])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container below a value, with each of its keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in [(value, key), *places(item)]]


def sound(finding: Finding) -> None:
    assert finding.status in get_args(Status)
    assert finding.have
    assert finding.want
    json.dumps(finding.facts, allow_nan=False)


@pytest.mark.slow
@CALM
@given(data=st.data(), example=st.sampled_from(EXAMPLES))
def test_no_values_in_a_record_raise_anything(
    data: st.DataObject, example: Example, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, files = tmp_path_factory.getbasetemp() / "values", dict(example.files)
    records = [file for file in files if file.endswith(".yaml")]
    for file in data.draw(st.lists(st.sampled_from(records), min_size=1, max_size=3)) if records else []:
        value = parse(files[file].encode(), file).value
        container, key = data.draw(st.sampled_from(places(value)))
        container[key] = data.draw(VALUES)
        files[file] = dumps(value)
    write(root, files)
    sound(decide(root, example.parameters))


@CALM
@given(data=st.data(), example=st.sampled_from([each for each in EXAMPLES if ".csv" in " ".join(each.files)]))
def test_no_cells_of_a_table_raise_anything(
    data: st.DataObject, example: Example, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, files = tmp_path_factory.getbasetemp() / "cells", dict(example.files)
    for file, text in example.files.items():
        if file.endswith(".csv"):
            cells = re.split("([,\n])", text)
            for at in data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=3)):
                cells[at] = str(data.draw(LEAVES))
            files[file] = "".join(cells)
    write(root, files)
    sound(decide(root, example.parameters))


@CALM
@given(text=st.text(st.sampled_from("# \n`<!->~AaTODO…\r\0"), max_size=60) | TEXT)
def test_no_text_of_a_document_raises_anything(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.getbasetemp() / "text"
    write(root, {"a.md": text})
    sound(decide(root, {"check": "document", "file": "a.md", "sections": ["A"]}))


def test_the_next_step_names_the_line_that_is_to_be_mended(run: Run, project: Path) -> None:
    file = project / "01_business_understanding" / "objective.yaml"
    file.write_text(file.read_text().replace("  source:", "  source: [", 1))
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "source: [" in text)
    said = " ".join(run("status", cwd=project).out.split())
    found = re.search(r"Next: Ana to fix the line, 01_business_understanding/objective\.yaml:(\d+)", said)
    assert found, said
    assert int(found[1]) >= line


def test_a_warning_that_lacks_what_a_criterion_lacks_is_named_there_alone(run: Run, project: Path) -> None:
    said = run("check", "modeling", cwd=project).out
    assert said.count("no runs yet") == 1
    assert "errors-reviewed and costlier-pays warn about the same" in said
    facts = run("check", "modeling", "--format", "json", cwd=project).out
    assert all(name in facts for name in ("errors-reviewed", "costlier-pays")), "programs see each by itself"
    assert "warn of the same" not in run("check", cwd=project).out


def test_whoever_has_the_same_thing_to_do_is_named(run: Run, project: Path) -> None:
    (project / "01_business_understanding/objective.yaml").unlink()
    said = " ".join(run("check", cwd=project).out.split())
    assert "worth-it (Ana, data analyst; Ana, product manager; Ana, data scientist)" in said
