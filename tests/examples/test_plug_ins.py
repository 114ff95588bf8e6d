"""The packages below examples, installed beside the wheel as a user would, and tried on the command line."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support import postgres
from tests.support.wheels import ROOT, install

PACKAGES = ("checklist", "more_checks")
Call = Callable[..., subprocess.CompletedProcess[str]]
_MODULES = """\
import json, sys
sys.argv = ["crispdm", *{arguments!r}]
from crispdm.__main__ import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write(json.dumps(sorted(sys.modules)))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crispdm(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The executable of an environment that holds the wheel and the packages."""
    packages = [str(ROOT / "examples" / name) for name in PACKAGES]
    return install(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("environment"), str(wheel), *packages)


@pytest.fixture(scope="module")
def call(crispdm: Path, tmp_path_factory: pytest.TempPathFactory) -> Call:
    """Run a program of the environment: `crispdm` by default."""
    home = tmp_path_factory.mktemp("user")
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))}

    def run(*arguments: str, cwd: Path, program: str = "crispdm", **more: str) -> subprocess.CompletedProcess[str]:
        command = [str(crispdm.with_name(program)), *arguments]
        environment = {**mine, "HOME": str(home), "CRISPDM_USER": "Ana <ana@example.com>", **more}
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_kind_a_format_and_a_template_of_a_package(call: Call, tmp_path: Path) -> None:
    assert "A plan with a checklist (from crispdm-checklist 1.0.0)" in call("templates", cwd=tmp_path).stdout
    made = call("init", "release", "--template", "checklist", "--yes", "--no-git", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    project = tmp_path / "release"
    closed = call("check", cwd=project)
    assert closed.returncode == 1
    assert "plan/checklist.md:3  not ticked: the support team knows of it" in closed.stdout
    tap = "1..1\nnot ok 1 - prepared\n# plan/checklist.md: not ticked: the support team knows of it\n"
    assert call("check", "--format", "tap", cwd=project).stdout == tap
    assert call("status", "--format", "tap", cwd=project).stdout.startswith("1..1\n")
    assert call("log", "--format", "tap", cwd=project).stdout.startswith("# ")
    explained = call("explain", "checklist", cwd=project).stdout
    assert "Every box of a Markdown checklist is ticked" in explained
    assert "least" in explained
    definitions = json.loads(call("schema", cwd=tmp_path).stdout)["$defs"]
    assert {"file", "least"} < {*definitions["Checklist"]["properties"]}
    asking = {"_CRISPDM_COMPLETE": "complete_bash", "COMP_WORDS": "crispdm explain checkl", "COMP_CWORD": "2"}
    assert call(cwd=tmp_path, **asking).stdout.split() == ["checklist"]
    file = project / "plan" / "checklist.md"
    file.write_text(file.read_text().replace("[ ]", "[x]"))
    assert call("advance", cwd=project).returncode == 0
    assert call("update", "--check", cwd=project).returncode == 0


@pytest.mark.parametrize("arguments", [("status", "--short"), ("status",), ("check",), ("--help",)])
def test_nothing_of_a_package_is_looked_for_where_nothing_names_it(
    call: Call, project: Path, arguments: tuple[str, ...]
) -> None:
    done = call("-c", _MODULES.format(arguments=arguments), program="python", cwd=project)
    modules = set(json.loads(done.stderr.splitlines()[-1]))
    assert "yaml" in modules or "--help" in arguments, "it was answered"
    assert not modules & {
        "importlib.metadata",
        "crispdm_checklist",
        "crispdm_more_checks",
        "crispdm.gate.plug_in_checks",
    }


def _asks(folder: Path, database: str, query: str) -> None:
    """Write a process whose only criterion is a number from a database."""
    criterion = f"{{id: fresh, says: Fresh, check: sql, database: '{database}', query: '{query}', min: 40}}"
    phase = f"- {{id: data, title: Data, folder: data, criteria: [{criterion}]}}"
    (folder / "data").mkdir(exist_ok=True)
    (folder / "crispdm.yaml").write_text(f"version: 1\nproject: p\nteam: {{}}\nphases:\n{phase}\n")


def test_what_asks_a_database_waits_for_consent(call: Call, tmp_path: Path) -> None:
    query = "SELECT 42 AS n"
    _asks(tmp_path, "${SHOP}", query)
    assert f"not trusted yet: {query}" in call("check", cwd=tmp_path, SHOP="duckdb://").stdout
    trusted = call("check", "--trust", cwd=tmp_path, SHOP="duckdb://")
    assert "sql" in trusted.stderr
    assert query in trusted.stderr
    assert trusted.returncode == 0, trusted.stdout
    assert "fresh  run `crispdm check` to find out" in call("status", cwd=tmp_path, SHOP="duckdb://").stdout


def test_postgresql_is_asked_with_a_password_that_only_the_environment_knows(call: Call, tmp_path: Path) -> None:
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL here")
    password, query = "ge/heim %7@", "SELECT count(*) FROM generate_series(1, 42) AS listing"
    known, deletes = {"SHOP_PASSWORD": password}, "WITH x AS (DELETE FROM pg_class RETURNING 1) SELECT count(*) FROM x"
    with postgres.server(programs, password) as url:
        hidden, whole = (url.replace("owner@", f"owner:{sent}@") for sent in ("${SHOP_PASSWORD}", quote(password, "")))
        for database, asked, environment, code, told in (
            (hidden, query, known, 0, "42"),
            ("${SHOP_URL}", query, {"SHOP_URL": whole}, 0, "42"),
            (hidden, query, {"SHOP_PASSWORD": "also/heim"}, 1, "authentication failed"),
            (hidden, query, {}, 1, "SHOP_PASSWORD is not set"),
            (hidden, "SELECT 42 AS a, 43 AS b", known, 1, "one number is wanted"),
            (hidden, deletes, known, 1, "data-modifying"),
        ):
            _asks(tmp_path, database, asked)
            done = call("check", "--trust", "--format", "json", cwd=tmp_path, **environment)
            assert (done.returncode, told in done.stdout) == (code, True), done.stdout + done.stderr
            assert "heim" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", PACKAGES)
def test_the_tests_of_a_package_pass_where_it_is_installed(call: Call, tmp_path: Path, name: str) -> None:
    tests = str(ROOT / "examples" / name / "tests")
    options = ("-q", "-p", "no:cacheprovider", "-n", "0", "-c", os.devnull, "--rootdir", str(tmp_path))
    done = call("-m", "pytest", *options, tests, program="python", cwd=tmp_path, PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_the_page_shows_the_file_of_the_package() -> None:
    page = (ROOT / ".github" / "docs" / "plug-ins.md").read_text()
    package = ROOT / "examples" / "checklist"
    for shown in ("src/crispdm_checklist/__init__.py", "src/crispdm_checklist/tap.py", "tests/test_checklist.py"):
        assert (package / shown).read_text() in page, shown
    (entries,) = (each for each in (package / "pyproject.toml").read_text().split("\n\n") if "crispdm.checks" in each)
    assert entries in page
