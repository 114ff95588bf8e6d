"""The templates that share with crisp-dm are as `python -m tests.derive` writes them."""

import fnmatch
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests import derive
from tests.derive import Change, Copy, Derivation, Manifest, derived
from tests.support.walks import WALKS

OWN = ("crispdm.yaml", "*README.md")
CRITERION = """\
      - id: {id}
        says: {says}
        owner: analyst
        check: table
        file: {file}
        inventory: /02_data/inventory.yaml
"""
SOURCE = {
    "crispdm.yaml": (
        "phases:\n  - id: data\n    folder: 02_data\n    criteria:\n"
        + CRITERION.format(id="looked-at", says="the analyst looked", file="facts.yaml")
        + "\n  - id: serving\n    folder: 06_serving\n    criteria:\n"
        + CRITERION.format(id="served", says="it runs", file="operations.yaml")
    ),
    "02_data/README.md": "# Data\n\n- `looked-at`: the analyst\n  looked.\n- `old`: x\n\nMore.\n",
    "02_data/inventory.yaml": "fields: # 02_data\n",
    "06_serving/operations.yaml": "# All of it\n\nsteps:\n- 1\n\nalerts: 2 # analyst\n\nnext:\n",
}


def derivation(own: Mapping[str, str] | None = None, **manifest: Any) -> dict[str, str]:
    return Derivation(SOURCE, Manifest(own=OWN, **manifest)).files(own or {})


@pytest.mark.parametrize("folder", derived(), ids=lambda folder: folder.name)
def test_what_is_committed_is_what_would_be_written(folder: Path) -> None:
    here = derive.read(folder)
    del here[derive.MANIFEST]
    assert derive.derive(folder) == here, "run `python -m tests.derive`, and read what changed"


@pytest.mark.parametrize("folder", derived(), ids=lambda folder: folder.name)
def test_of_the_code_only_paths_knows_where_things_are(folder: Path) -> None:
    there, here = (
        {Path(name).name: text for name, text in derive.read(each).items()} for each in (derive.SOURCE, folder)
    )
    assert {name for name in there if name.endswith(".py") and here[name] != there[name]} <= {"paths.py"}


def test_ours_share_with_the_first() -> None:
    assert {"crisp-dm", *(folder.name for folder in derived())} == {*WALKS}


@pytest.mark.parametrize("folder", derived(), ids=lambda folder: folder.name)
def test_every_line_of_a_manifest_is_about_something(folder: Path) -> None:
    source, manifest, here = derive.read(derive.SOURCE), derive.manifest(folder), derive.read(folder)
    whole = "\n".join([*source, *source.values()])
    assert not [name for name in manifest.names if name not in whole]
    assert not [pattern for pattern in manifest.own if not fnmatch.filter(here, pattern)]
    for pattern in manifest.without:
        others = tuple(each for each in manifest.without if each != pattern)
        with_it = Derivation(source, structs.replace(manifest, without=others)).files({})
        assert fnmatch.filter(with_it, pattern), pattern


def test_writing_puts_everything_back_and_leaves_what_is_the_templates_own(tmp_path: Path) -> None:
    folder = tmp_path / "minimal"
    shutil.copytree(derive.HOME / "minimal", folder)
    project = folder / "{{ cookiecutter.project_slug }}"
    before = derive.read(folder)
    assert derive.write(folder) == []
    (project / "stray.txt").write_text("x")
    (project / "AGENTS.md").unlink()
    (folder / "cookiecutter.json").write_text("{}")
    own = project / "01_business_understanding" / "README.md"
    own.write_text(own.read_text().replace("before you build", "before anybody builds"))
    process = project / "crispdm.yaml"
    process.write_text(process.read_text().replace("max_months: 12", "max_months: 24"))
    assert derive.write(folder) == ["AGENTS.md", "cookiecutter.json", "crispdm.yaml", "stray.txt"]
    assert {path for path, text in derive.read(folder).items() if before[path] != text} == {
        "01_business_understanding/README.md"
    }


def test_all_files_come_along_under_the_names_that_they_have_here() -> None:
    files = derivation(names={"02_data": "01_all", "06_serving": "01_all", "analyst": "scientist"})
    assert files == {
        "01_all/inventory.yaml": "fields: # 01_all\n",
        "01_all/operations.yaml": "# All of it\n\nsteps:\n- 1\n\nalerts: 2 # scientist\n\nnext:\n",
    }


def test_names_are_whole_words() -> None:
    assert derivation(names={"02_dat": "x", "step": "y"}).keys() == derivation().keys()


def test_a_file_can_be_left_out_cut_changed_and_come_twice() -> None:
    first = Copy(keys=("alerts",), replace=(Change("All of it", "A part"),))
    second = Copy(path="07_end/end.yaml", keys=("next", "steps"), append="\nmore:\n")
    files = derivation(changed={"06_serving/operations.yaml": (first, second)}, without=("02_data/inventory.yaml",))
    assert files == {
        "06_serving/operations.yaml": "# A part\n\nalerts: 2 # analyst\n",
        "07_end/end.yaml": "# All of it\n\nnext:\n\nsteps:\n- 1\n\nmore:\n",
    }


def test_a_criterion_that_crisp_dm_has_is_crisp_dms_and_its_paths_lead_where_the_files_are() -> None:
    mine = "      - id: mine\n        says: Mine\n        check: choice\n"
    stale = "      - id: served\n        says: -\n      - id: looked-at # here\n        says: -\n"
    own = {"crispdm.yaml": f"# Ours\nphases:\n  - id: all\n    folder: 01_all\n    criteria:\n{stale}{mine}"}
    files = derivation(own, names={"02_data": "01_all", "06_serving": "05_serving", "analyst": "scientist"})
    text = (
        CRITERION.format(id="served", says="it runs", file="/05_serving/operations.yaml")
        + CRITERION.format(id="looked-at", says="the scientist looked", file="facts.yaml")
        + mine
    )
    text = text.replace("analyst", "scientist").replace("/02_data/inventory.yaml", "inventory.yaml")
    assert files["crispdm.yaml"] == own["crispdm.yaml"].replace(stale + mine, text)


def test_a_path_leads_to_the_copy_in_the_phases_own_folder() -> None:
    copies = (Copy(path="01_all/first.yaml"), Copy(path="02_end/second.yaml"))
    phase = "  - id: end\n    folder: {}\n    criteria:\n      - id: served\n        says: -\n"
    for folder, expected in {"01_all": "first.yaml", "02_end": "second.yaml", "03": "/01_all/first.yaml"}.items():
        own = {"crispdm.yaml": phase.format(folder)}
        files = derivation(own, changed={"06_serving/operations.yaml": copies})
        assert f"        file: {expected}\n" in files["crispdm.yaml"]


def test_a_line_about_a_criterion_is_crisp_dms() -> None:
    own = {"01_all/README.md": "# All\n\n- `looked-at`: -\n- `mine`: as\n  it is.\n\nNo more.\n"}
    text = "# All\n\n- `looked-at`: the scientist\n  looked.\n- `mine`: as\n  it is.\n\nNo more.\n"
    assert derivation(own, names={"analyst": "scientist"})["01_all/README.md"] == text


@pytest.mark.parametrize(
    ("manifest", "what"),
    [
        ({"changed": {"gone.yaml": (Copy(),)}}, r"crisp-dm has no gone\.yaml"),
        ({"changed": {"02_data/inventory.yaml": (Copy(replace=(Change("no", "x"),)),)}}, "does not say 'no'"),
        ({"changed": {"02_data/inventory.yaml": (Copy(), Copy())}}, r"02_data/inventory\.yaml is there twice"),
        ({"changed": {"06_serving/operations.yaml": (Copy(keys=("gone",)),)}}, "no 'gone'"),
    ],
)
def test_a_manifest_that_crisp_dm_has_left_behind_is_refused(manifest: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        derivation(**manifest)


def test_a_phase_without_a_folder_is_refused() -> None:
    with pytest.raises(ValueError, match="a phase without a folder:   - id: x"):
        derivation({"crispdm.yaml": "phases:\n  - id: x\n    title: X\n"})
