"""What a project remembers of its template: enough for a later merge, and true."""

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from crispdm import __version__
from crispdm.scaffold.record import BASE, TEMPLATE, Template, record_files
from crispdm.scaffold.tree import File
from crispdm.yamlio import parse
from tests.support.command_line import ANA, Run
from tests.support.new_project import rendered_files


def remembered(project: Path) -> dict[str, Any]:
    data = (project / TEMPLATE).read_bytes()
    held = parse(data, TEMPLATE).value
    assert held == yaml.safe_load(data), "two readers read the same"
    assert isinstance(held, dict)
    return held


def base(project: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(project / BASE) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_template_its_version_and_every_answer_are_remembered(tmp_path: Path, run: Run) -> None:
    given = {"project_name": "Shop: one", "now": "10", "target": "-50%", "licence": "MIT", "measure": "{{ 7*7 }}"}
    sets = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
    assert run("init", "shop", *sets, cwd=tmp_path).code == 0
    held = remembered(tmp_path / "shop")
    assert held["version"] == 1
    assert held["template"] == {"source": "crisp-dm", "version": __version__, "commit": None}
    left = {
        "title": "Shop: one",
        "project_slug": "shop",
        "problem_owner": "",
        "unit": "",
        "mode": "alone",
        "person": ANA,
        "ci": "github",
        "notebook": "yes",
    }
    left["package"] = "shop"
    assert held["answers"] == {**given, **left}


@pytest.mark.parametrize("licence", ["none", "MIT"])
def test_every_file_is_remembered_with_the_id_that_git_gives_it(tmp_path: Path, run: Run, licence: str) -> None:
    assert run("init", "shop", "--set", f"licence={licence}", cwd=tmp_path).code == 0
    held = remembered(tmp_path / "shop")["files"]
    listed = ("git", "ls-files", "--stage", "-z")
    staged = subprocess.run(listed, cwd=tmp_path / "shop", check=True, capture_output=True, text=True).stdout
    in_git = {path: meta.split() for meta, path in (line.split("\t") for line in staged.split("\0") if line)}
    assert {*held} == rendered_files("shop") | ({"LICENSE"} if licence == "MIT" else set())
    assert held == {path: [in_git[path][1], in_git[path][0].removeprefix("100")] for path in held}


def test_the_base_of_a_merge_holds_every_text_as_it_was_written(project: Path) -> None:
    kept = base(project)
    assert {*kept} == rendered_files("listing_categories")
    assert all((project / name).read_bytes() == data for name, data in kept.items())
    assert (project / BASE).stat().st_size < sum(map(len, kept.values())) / 2


def test_the_base_leaves_out_what_cannot_be_merged() -> None:
    small, large = b"x" * (256 << 10), b"x" * ((256 << 10) + 1)
    files = [File("a", b"a\n"), File("bin", b"\0"), File("latin", b"\xe9"), File("small", small), File("large", large)]
    _, zipped = record_files(files, Template(source="t", version="1", commit=None), {})
    with zipfile.ZipFile(io.BytesIO(zipped.data)) as archive:
        assert archive.namelist() == ["a", "small"]


def test_the_record_holds_no_time_and_no_path_of_the_machine(tmp_path: Path, run: Run) -> None:
    made: list[list[bytes]] = []
    for number in "12":
        (tmp_path / number).mkdir()
        run("init", "shop", "--yes", cwd=tmp_path / number, CRISPDM_NOW=f"2026-11-2{number}T09:00:00Z")
        made.append([(tmp_path / number / "shop" / name).read_bytes() for name in (BASE, TEMPLATE)])
    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0][1]


def test_private_variables_are_not_remembered_and_any_answer_is(tmp_path: Path) -> None:
    answers = {"a": "x", "docs": False, "n": None, "d": {"k": ["v"]}, "_private": "x", "__computed": "y"}
    files = [File("run.sh", b"", is_executable=True), File('odd "name": # x', b"")]
    record, _ = record_files(files, Template(source="https://example.com/t.git", version="v1", commit=None), answers)
    (tmp_path / ".crispdm").mkdir()
    (tmp_path / record.path).write_bytes(record.data)
    held = remembered(tmp_path)
    assert held["answers"] == {"a": "x", "docs": False, "n": None, "d": {"k": ["v"]}}
    assert held["template"]["source"] == "https://example.com/t.git"
    empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert held["files"] == {"run.sh": [empty, "755"], 'odd "name": # x': [empty, "644"]}
