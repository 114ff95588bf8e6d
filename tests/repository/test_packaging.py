"""The package that others install is whole, holds nothing else, and works away from its source."""

import email
import re
import subprocess
import tarfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

from crispdm import __version__
from tests.support.new_project import FILES
from tests.support.templates import tree
from tests.support.wheels import ROOT, Built, call, content

pytestmark = pytest.mark.slow  # a wheel is built

INFO = f"crispdm-{__version__}.dist-info"
IN_GIT = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a clone knows what belongs to it")


def listing(sdist: Path) -> set[str]:
    """The files of an sdist, without the folder that holds all of them."""
    with tarfile.open(sdist) as archive:
        names = {tuple(entry.name.split("/", 1)) for entry in archive if entry.isfile()}
    assert {folder for folder, _ in names} == {f"crispdm-{__version__}"}
    return {name for _, name in names}


@pytest.fixture
def metadata(wheel: Path) -> Message:
    return email.message_from_bytes(content(wheel)[f"{INFO}/METADATA"])


def in_git(folder: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z", folder], cwd=ROOT, check=True, capture_output=True, text=True)
    return listed.stdout.split("\0")[:-1]


@IN_GIT
def test_the_wheel_holds_the_templates_byte_for_byte(wheel: Path) -> None:
    packed = {name: data for name, data in content(wheel).items() if name.startswith("crispdm/templates/")}
    files = in_git("templates")
    assert files, "git knows the templates"
    assert packed == {f"crispdm/{name}": (ROOT / name).read_bytes() for name in files if not (ROOT / name).is_symlink()}


@IN_GIT
def test_the_sdist_holds_the_templates_and_in_place_of_links_what_they_lead_to(built: Built) -> None:
    files = {name: [name] for name in in_git("templates")}
    shared = [name.removeprefix("templates/_shared/") for name in files if name.startswith("templates/_shared/")]
    files |= {name: [f"{name}/{each}" for each in shared] for name in files if (ROOT / name).is_symlink()}
    packed = {name for name in listing(built.sdist) if name.startswith("templates/")}
    assert packed == {name for names in files.values() for name in names}


def test_the_wheel_holds_every_module_and_nothing_else_of_ours(wheel: Path) -> None:
    modules = {path.relative_to(ROOT / "src") for path in (ROOT / "src" / "crispdm").rglob("*") if path.is_file()}
    ours = {str(path) for path in modules if "__pycache__" not in path.parts}
    packed = {name for name in content(wheel) if not name.startswith(("crispdm/templates/", INFO))}
    assert packed == ours
    assert "crispdm/py.typed" in packed


def test_the_wheel_holds_the_same_files_built_from_the_sdist_or_from_the_tree(built: Built) -> None:
    assert {*content(built.wheel)} == {*content(built.straight)}


def test_the_wheel_puts_nothing_beside_the_package(wheel: Path) -> None:
    names = {*content(wheel)}
    assert {name.partition("/")[0] for name in names} == {"crispdm", INFO}
    info = {name.removeprefix(f"{INFO}/") for name in names if name.startswith(INFO)}
    assert info == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def test_the_sdist_holds_what_it_takes_to_build_and_test_and_no_more(built: Built) -> None:
    top = {name.partition("/")[0] for name in listing(built.sdist)}
    files = {".github", "PKG-INFO", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"}
    examples = {"examples"} if any(path.is_file() for path in (ROOT / "examples").rglob("*")) else set()
    assert top == files | {"src", "templates", "tests"} | examples


def test_no_archive_holds_what_programs_leave_behind(built: Built) -> None:
    names = listing(built.sdist) | {*content(built.wheel)}
    assert not [name for name in names if "cache" in name or name.endswith((".pyc", ".orig", ".rej", "~"))]


def test_the_metadata_says_what_matters(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("crispdm", __version__)
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).lstrip().startswith("# crispdm\n")
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])


def test_a_release_has_links_that_an_index_page_can_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    home = "https://example.com/ana/crispdm"
    for name, said in (("SERVER_URL", "https://example.com"), ("REPOSITORY", "ana/crispdm"), ("SHA", "abc")):
        monkeypatch.setenv(f"GITHUB_{name}", said)
    core = ProjectMetadata(str(ROOT), PluginManager()).core
    assert core.urls["Source"] == home
    assert f"]({home}/raw/abc/.github/session.svg)" in core.readme
    assert f"]({home}/blob/abc/.github/docs/index.md)" in core.readme
    assert not re.findall(r"\]\((?!https://)[^)]+\)", core.readme)


def test_what_it_needs_is_little_and_nothing_has_a_cap(metadata: Message) -> None:
    needed = [each for each in metadata.get_all("Requires-Dist", []) if "extra ==" not in each]
    names = {each.partition(">")[0].partition("<")[0] for each in needed}
    assert names == {"cookiecutter", "jinja2", "msgspec", "platformdirs", "pyyaml", "rich", "typer"}
    assert all(">=" in each and "<" not in each for each in needed)


def test_the_licence_is_that_of_the_repository(wheel: Path) -> None:
    assert content(wheel)[f"{INFO}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_there_is_one_command(wheel: Path) -> None:
    points = content(wheel)[f"{INFO}/entry_points.txt"].decode().split("\n\n")
    assert points[0].split() == ["[console_scripts]", "crispdm", "=", "crispdm.__main__:main"]
    assert not "".join(points[1:]).strip()


def test_what_is_installed_is_the_wheel_and_not_the_source(installed: Path, tmp_path: Path) -> None:
    ask = "import crispdm, crispdm.scaffold.bundled as b; print(crispdm.__file__); print(b.home())"
    package, templates = map(Path, call(tmp_path, str(installed.with_name("python")), "-c", ask).splitlines())
    assert package.is_relative_to(installed.parents[1])
    assert templates == package.parent / "templates"
    assert not package.is_relative_to(ROOT)


def test_the_installed_command_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert call(tmp_path, str(installed), "--version") == f"crispdm {__version__}\n"


def test_the_installed_command_makes_a_project_and_says_where_it_stands(installed: Path, tmp_path: Path) -> None:
    made = call(Path.home(), str(installed), "init", "shop", "--yes", cwd=tmp_path)
    assert made.startswith("Created shop in shop\n")
    assert {*tree(tmp_path / "shop")} == FILES
    status = call(Path.home(), str(installed), "status", cwd=tmp_path / "shop" / "04_modeling")
    assert status.startswith("shop, Tuesday 24 November.")
    assert call(Path.home(), str(installed.with_name("python")), "-m", "crispdm", "status", cwd=tmp_path / "shop")
    page = call(Path.home(), str(installed), "report", cwd=tmp_path / "shop")
    assert page.startswith("<!doctype html>"), "the page's template and its style are in the wheel"


@pytest.fixture
def compiled(installed: Path) -> Iterator[list[Path]]:
    """What pip leaves in each folder of an installed template that holds Python files."""
    (templates,) = installed.parents[1].glob("lib/*/site-packages/crispdm/templates")
    folders = [path for path in (templates, *templates.rglob("*")) if path.is_dir() and path.name != "__pycache__"]
    left = [folder / "__pycache__" / "left.pyc" for folder in folders]
    for file in left:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"\0")
    yield left
    for file in left:
        file.unlink()


def test_what_pip_compiled_in_the_template_is_in_no_project(
    installed: Path, compiled: list[Path], tmp_path: Path
) -> None:
    assert len(compiled) > 8, "one in every folder"
    call(Path.home(), str(installed), "init", "shop", "--yes", cwd=tmp_path)
    assert {*tree(tmp_path / "shop")} == FILES
