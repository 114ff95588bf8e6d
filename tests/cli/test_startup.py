"""What a command costs before it does anything, counted without a clock."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import Run
from tests.support.folders import write_files

_PROBE = """\
import json, sys
sys.argv = ["crispdm", *{arguments!r}]
from crispdm.__main__ import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write(json.dumps(sorted(sys.modules)))
"""
PROCESS = "version: 1\nproject: '{{ cookiecutter.name }}'\nphases: [{id: one, title: One, folder: one}]\n"
_HEAVY = {"pydantic", "cookiecutter", "jinja2", "requests", "click", "rich", "arrow", "importlib.metadata"}


def _modules(*arguments: str, cwd: Path) -> set[str]:
    probe = _PROBE.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", probe], cwd=cwd, capture_output=True, text=True, check=False)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        *(("status",), ("status", "--short"), ("status", "--format", "json"), ("check",), ("log",), ("--help",)),
        *(("report", "-o", "report.html"), ("portfolio", "--format", "json"), ("-C", ".", "note", "it rains")),
    ],
)
def test_a_piped_command_imports_nothing_heavy(
    project: Path, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # portfolio keeps what it read, if it is old enough
    allowed = {"jinja2"} if "report" in arguments else set()  # the page is a template
    assert not _modules(*arguments, cwd=project) & _HEAVY - allowed


def test_version_imports_nothing_at_all(tmp_path: Path) -> None:
    modules = _modules("--version", cwd=tmp_path)
    needed = {"crispdm", "crispdm.__main__", "crispdm.cli", "crispdm.cli.standard_streams"}
    assert {name for name in modules if name.startswith("crispdm")} == needed
    assert not modules & {"typer", "yaml", "msgspec"}


def test_help_imports_nothing_that_only_a_command_needs(tmp_path: Path) -> None:
    assert not _modules("--help", cwd=tmp_path) & {"yaml", "msgspec", "crispdm.actions"}


def test_a_command_imports_no_other_command(project: Path) -> None:
    commands = {name for name in _modules("log", cwd=project) if name.startswith("crispdm.cli.")}
    shared = {"app", "context", "exit_handler", "format_option", "light_imports", "missing_argument", "output_format"}
    assert commands == {f"crispdm.cli.{name}" for name in shared | {"parameter_values", "standard_streams", "log"}}


@pytest.mark.parametrize("form", [("status",), ("status", "--format", "json"), ("check",), ("advance",)])
def test_what_is_asked_most_pays_for_no_command_line(project: Path, form: tuple[str, ...]) -> None:
    assert not _modules(*form, cwd=project) & {"typer", "typing_extensions"}


def test_a_shell_prompt_pays_for_no_command_line_and_no_git(project: Path) -> None:
    modules = _modules("status", "--short", cwd=project)
    assert {"yaml", "msgspec"} <= modules, "it was answered"
    assert not modules & {"typer", "subprocess", "threading", "crispdm.git.command", "crispdm.views.status.page"}
    assert not modules & {
        "typing_extensions",
        "inspect",
        "crispdm.gate.checks.chosen_part",
        "crispdm.gate.pilot.interval",
    }


_LIGHT = """\
import re
compiled = re.compile
import crispdm.cli.light_imports
import yaml
assert re.compile is compiled, "it was put back"
reader = yaml.reader.Reader
assert not isinstance(reader.NON_PRINTABLE, re.Pattern), "it is not compiled before it is asked"
"""


def test_yaml_without_its_patterns_reads_as_ever() -> None:
    """Its reader in Python too, which a plug-in may use; the second time it asks what it asked before."""
    text = "[1.5, 0o7, 0x1f, 1:30, yes, ~, 2026-11-24, 2026-11-24T10:00:00Z, text]"
    for loader in ("SafeLoader", "CSafeLoader"):
        code = f"{_LIGHT}for _ in range(2): print(yaml.load({text!r}, yaml.{loader}))"
        assert _python(code) == f"{yaml.safe_load(text)}\n" * 2
    refused = f"{_LIGHT}try: yaml.safe_load(chr(0))\nexcept yaml.reader.ReaderError as error: print(error.reason)"
    assert _python(refused) == "special characters are not allowed\n"


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_init_is_where_the_templates_are_paid_for(run: Run, tmp_path: Path) -> None:
    assert run("init", "p", "--yes", cwd=tmp_path).code == 0
    modules = _modules("init", "q", "--yes", cwd=tmp_path)
    assert "jinja2" in modules
    assert not modules & {"arrow.arrow", "requests", "click", "pydantic"}, "no template that comes along asks the time"


def test_a_template_of_plain_variables_needs_no_jinja(tmp_path: Path) -> None:
    files = {"crispdm.yaml": PROCESS, "README.md": "# {{ cookiecutter.name }}\n"}
    write_files(tmp_path / "t", {"cookiecutter.json": '{"name": "Shop", "slug": "shop"}'})
    write_files(tmp_path / "t" / "{{ cookiecutter.slug }}", files)
    modules = _modules("init", "shop", "--template", "t", "--yes", "--no-git", cwd=tmp_path)
    assert (tmp_path / "shop" / "README.md").read_text() == "# Shop\n"
    assert not modules & (_HEAVY | {"tomllib"}), "nor is there a file of settings to read"
