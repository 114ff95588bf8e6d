"""Whatever the environment and the user's own files hold, each command ends in words and in time."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crispdm import safe_files
from crispdm.actions.portfolio import index
from tests.support.command_line import Run
from tests.support.forks import Case, run_cases

NUMBERS = ("", "0", "-1", "99999999", "9" * 5000, "x", "\u0663")
TIME_ZONES = ("", "UTC+30", "UTC-30", "UTC+24", "nowhere", ":/dev/zero", "A" * 5000, "\udcff")
FOLDERS = ("", "/", "relative", "~", "~nobody", "/dev/null", "/nowhere/x", "{fifo}", "a" * 5000, "/\udcff")
WORDS = ("", "1", "\udcff", "x" * 5000)
GIT = ("", "/nowhere", "/dev/null", "{fifo}")
HOSTILE: dict[str, tuple[str | None, ...]] = {
    **dict.fromkeys(("COLUMNS", "LINES", "TERMINAL_WIDTH"), NUMBERS),
    "TZ": TIME_ZONES,
    **dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"), (None, *FOLDERS)),
    **dict.fromkeys(("CRISPDM_NOW", "CRISPDM_USER", "CRISPDM_TRUST"), WORDS),
    **dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "PY_COLORS", "TERM", "COLORTERM", "PAGER", "USER"), WORDS),
    **dict.fromkeys(("LANG", "LC_ALL"), ("C", "POSIX", "tr_TR.UTF-8", *WORDS)),
    **dict.fromkeys(("GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_EXEC_PATH"), GIT),
    **dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_COUNT", "GIT_TRACE", "GIT_AUTHOR_DATE"), ("x", "1", "/nowhere")),
    **dict.fromkeys(("PATH", "TMPDIR"), (None, "", "/nowhere", "/dev/null")),
    **dict.fromkeys(("_CRISPDM_COMPLETE", "_TYPER_COMPLETE_ARGS", "GITHUB_ACTIONS", "TYPER_USE_RICH"), WORDS),
}
XDG = ("CONFIG", "CACHE", "STATE")
IN_TIME = 10  # seconds; nothing here takes one, on a machine that does nothing else


def _cases(variable: str, project: Path) -> list[Case]:
    home = project.parent
    usual = {"CRISPDM_NOW": None, **{name: str(home) for name in ("HOME", *(f"XDG_{each}_HOME" for each in XDG))}}
    commands = (["note", "x"], ["init", "inner", "--yes", "--dry-run"], ["portfolio"])
    cases = [Case(each, str(project), seconds=IN_TIME) for each in commands]
    cases += [Case(each, str(project), seconds=IN_TIME, terminal=True) for each in (["--help"], ["status"])]
    values = (value and value.replace("{fifo}", str(home / "fifo")) for value in HOSTILE[variable])
    return [
        each._replace(environment={**usual, variable: value})
        for at, value in enumerate(values)
        for each in (cases[at % len(cases)], cases[(at + 2) % len(cases)])  # two commands a value, each in its turn
    ]


@pytest.mark.slow
@pytest.mark.parametrize("variable", HOSTILE)
def test_no_value_of_a_variable_keeps_a_command_from_its_end(project: Path, tmp_path: Path, variable: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    cases = _cases(variable, project)
    for case, ended in zip(cases, run_cases(cases), strict=True):
        assert ended.code in {0, 1, 2, 3}, (case, ended)
        assert "Traceback" not in ended.out + ended.err, (case, ended)
        assert "internal error" not in ended.out + ended.err, (case, ended)
        assert not ended.code or ended.out + ended.err, (case, "no words")


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["99999999", "0", "x"])
def test_a_terminal_is_as_wide_as_it_is(project: Path, columns: str) -> None:
    (ended,) = run_cases([Case(["--help"], str(project), environment={"COLUMNS": columns}, terminal=True)])
    assert ended.code == 0
    assert max(map(len, ended.out.splitlines())) < 500, "80 columns and their colours"


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["UTC+30", "UTC-30"])
@pytest.mark.parametrize("now", ["", "2026-11-24T09:00:00"])
def test_a_time_zone_that_is_none_is_said(project: Path, zone: str, now: str) -> None:
    settings = {"TZ": zone, "CRISPDM_NOW": now}
    for ended in run_cases(
        Case(each, str(project), environment=settings) for each in (["status"], ["status", "--short"], ["note", "x"])
    ):
        assert (ended.code, ended.out) == (2, "")
        assert f"TZ is not a time zone: '{zone}'" in ended.err


# The user's own files.


def _unreadable(file: Path) -> None:
    file.write_text("")
    file.chmod(0)


def _huge(file: Path) -> None:
    with file.open("wb") as made:
        made.truncate(1 << 34)


FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "unreadable": _unreadable,
    "huge": _huge,
    "binary": lambda file: file.write_bytes(bytes(range(256)) * 99),
    "empty": Path.touch,
    "a link to itself": lambda file: file.symlink_to(file.name),
    "a link to nothing": lambda file: file.symlink_to("nothing"),
    "a device": lambda file: file.symlink_to("/dev/zero"),
    "nested": lambda file: file.write_text("[" * 100_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_no_file_of_the_user_keeps_a_command_from_its_end(
    run: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    """Each is the file that was written there, replaced."""
    settings = {f"XDG_{name}_HOME": str(tmp_path / name) for name in XDG}
    process = project / "crispdm.yaml"
    works = "{id: works, says: It works, check: command, argv: [echo, yes]}"
    process.write_text(process.read_text().replace("criteria:\n", f"criteria:\n      - {works}\n", 1))
    monkeypatch.setattr(index, "_SETTLED", -time.time_ns())  # what was written just now is cached as well
    assert run("check", "--trust", cwd=project, **settings).code == 1
    assert run("portfolio", "..", cwd=project, **settings).code == 0
    config = tmp_path / "CONFIG" / "crispdm" / "config.yaml"
    config.parent.mkdir(parents=True)
    config.touch()
    files = [path for path in tmp_path.glob("[A-Z]*/**/*") if path.is_file()]
    assert {path.relative_to(tmp_path).parts[0] for path in files} == {"CONFIG", "CACHE", "STATE"}
    for file in files:
        file.unlink()
        make(file)
    commands = (["check"], ["portfolio", ".."], ["init", "inner", "--yes", "--dry-run"], ["check", "--trust"])
    for arguments, ended in zip(
        commands,
        run_cases(Case(each, str(project), environment=settings, seconds=IN_TIME) for each in commands),
        strict=True,
    ):
        assert ended.code in {0, 1, 2, 3}, (arguments, ended)
        assert "internal error" not in ended.err, (arguments, ended)
        assert not ended.code or ended.out + ended.err, (arguments, ended)


def test_answers_may_come_by_a_pipe(run: Run, tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b"project_name: Shop\n")
    os.close(theirs)
    answer = run("init", "shop", "--answers", f"/dev/fd/{ours}", cwd=tmp_path)
    os.close(ours)
    assert (answer.code, answer.out.splitlines()[0]) == (0, "Created Shop in shop")
    assert run("init", "other", "--answers", "/dev/zero", cwd=tmp_path).code == 2


@pytest.mark.parametrize(
    "writer",
    [
        "echo project_name: Shop > pipe",
        "sleep 0.3; echo project_name: Shop > pipe",
        "exec > pipe; sleep 0.3; echo project_name: Shop",
    ],
)
def test_a_pipe_is_waited_for_as_long_as_somebody_may_still_write(run: Run, tmp_path: Path, writer: str) -> None:
    """One who is there already, one who comes later, and one who comes and thinks."""
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(("sh", "-c", writer), cwd=tmp_path):
        answer = run("init", "shop", "--answers", "pipe", cwd=tmp_path)
    assert (answer.code, answer.out.splitlines()[0]) == (0, "Created Shop in shop")


def test_a_pipe_that_nobody_writes_to_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_files, "_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    answer = run("init", "shop", "--answers", "pipe", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "pipe cannot be read: nobody writes to this pipe" in answer.err
    assert not (tmp_path / "shop").exists()
