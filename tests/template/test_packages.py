"""The name of the package that a generated project's scripts share."""

import keyword
import re
import sys
import tomllib
from pathlib import Path

import pytest

from crispdm.scaffold.bundled import template
from crispdm.scaffold.questions import Questions
from tests.support.templates import BUNDLED, bundled_files

LIBRARIES = (
    "pandas",
    "numpy",
    "sklearn",
    "scipy",
    "fastapi",
    "uvicorn",
    "yaml",
    "joblib",
    "pytest",
    "httpx",
    "pyarrow",
    "duckdb",
    "ibis",
    "psycopg",
    "pyspark",
    "sqlglot",
)
NEWER = ("annotationlib", "compression", "profiling")  # modules of Python 3.14 and 3.15
FOLDERS = ("tests", "data", "models")
PYPROJECT = "pyproject.toml"
QUESTIONS = Questions(template("crisp-dm"))


def package(slug: str) -> str:
    return str(QUESTIONS.answers({"project_slug": slug}, {})["package"])


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("listing-categories", "listing_categories"),
        ("Shop.v2", "shop_v2"),
        ("7-up", "project_7_up"),
        ("a-", "a"),
        ("a-.-b", "a___b"),
        ("class", "project_class"),
        ("x" * 200, "x" * 30),
        ("profile", "project_profile"),
        ("crispdm", "project_crispdm"),
    ],
)
def test_it_is_the_slug_as_python_writes_it(slug: str, name: str) -> None:
    assert package(slug) == name


@pytest.mark.slow
def test_it_hides_no_name_of_python_of_a_library_or_of_a_folder() -> None:
    modules = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    keywords = {name for name in keyword.kwlist if name.islower()}  # the slug None becomes none, which is free
    for name in {name.lower() for name in modules} | keywords | {*NEWER, *LIBRARIES, *FOLDERS}:
        assert package(name) == f"project_{name.strip('_')[:30]}", name


@pytest.mark.parametrize("name", BUNDLED)
def test_it_is_no_folder_that_the_template_makes_or_keeps_out_of_git_and_no_library(name: str) -> None:
    """A package in a folder that git ignores would be in no commit."""
    files = {
        path: data.decode() for path, (data, _) in bundled_files(name).items() if path in {".gitignore", PYPROJECT}
    }
    ignored = re.findall(r"^/(\w+)/$", files[".gitignore"], re.MULTILINE)
    made = {path.partition("/")[0] for path in bundled_files(name) if "/" in path}
    project = tomllib.loads(files[PYPROJECT])["project"]
    needed = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    libraries = {re.match(r"[\w-]+", each)[0] for each in needed}  # type: ignore[index] # each begins with a name
    asked = Questions(template(name))
    own = str(asked.answers({}, {})["package"])
    for taken in {*ignored, *made, *libraries} - {own}:
        if taken.isidentifier():
            assert asked.answers({"project_slug": taken}, {})["package"] == f"project_{taken}"


@pytest.mark.parametrize("slug", ["a-", "7-up", "x" * 200, "A.B_c", "0", "a__", "x" * 29 + "-y"])
def test_it_can_be_imported_and_be_the_name_of_a_distribution(slug: str) -> None:
    name = package(slug)
    assert name.isidentifier()
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", name.replace("_", "-"))


def test_the_tests_of_the_scripts_are_skipped_without_any_library_that_the_scripts_need() -> None:
    shared = Path(str(template("crisp-dm"))).parent / "_shared" / "shared"
    assert "import LIBRARIES" in (shared / "tests" / "__init__.py").read_text()
    text = (shared / "package" / "__init__.py").read_text()
    checked = {name for line in text.splitlines() if "LIBRARIES" in line for name in re.findall(r'"(\w+)"', line)}
    needed = tomllib.loads(re.sub(r"{%.*?%}|{{.*?}}", "x", (shared / "pyproject.toml").read_text()))["project"]
    modules = {"scikit-learn": "sklearn", "pyyaml": "yaml", "ibis-framework": "ibis"}
    names = [re.split(r"[\[<>=~! ]", each)[0] for each in needed["dependencies"]]
    assert {modules.get(name, name) for name in names} <= checked
