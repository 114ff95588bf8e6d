"""What a clone brings does nothing before somebody consents: a project full of traps, and every command on it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crispdm.cli.app import COMMANDS
from crispdm.process import FILE
from tests.support.builders import a_phase, filled_in, process_text
from tests.support.command_line import Run
from tests.support.repository import IGNORED, RULES, Repository, repository

HOOKS = (
    *("applypatch-msg", "pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit"),
    *("pre-rebase", "post-checkout", "post-merge", "pre-auto-gc", "post-rewrite", "post-index-change"),
    *("fsmonitor-watchman", "reference-transaction"),
)
ARGUMENTS: dict[str, list[tuple[str, ...]]] = {
    "init": [("--yes", "--no-git"), ("inner", "--yes")],
    "back": [("plan", "--reason", "r")],
    "sign": [(), ("--as", "boss")],
    "waive": [("linked", "--reason", "r")],
    "unwaive": [("linked",)],
    "stop": [("--reason", "r")],
    "resume": [("--reason", "r")],
    "explain": [(), ("works",), ("command",)],
    "require": [("build",)],
    "verify": [(), ("--base", "HEAD"), ("--base", "HEAD~1")],
    "check": [(), ("build",), ("--format", "json")],
    "status": [(), ("--short",), ("--format", "json")],
    "advance": [("--dry-run",), ()],
}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a secret, in which the traps leave their marks."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret").mkdir()
    (folder / "secret" / "key.md").write_text("# Key\nprivate words\n")
    return folder


@pytest.fixture(scope="module")
def marker(outside: Path) -> Path:
    """The file that a trap makes."""
    return outside / "sprung"


@pytest.fixture(scope="module")
def trap(outside: Path, marker: Path) -> Path:
    """A program that leaves the marker."""
    file = outside / "trap.sh"
    file.write_text(f'#!/bin/sh\necho "$0 $*" >> {marker}\n')
    file.chmod(0o755)
    return file


def _commands(trap: Path) -> list[dict[str, object]]:
    more = {"says": "It works", "check": "command"}
    return [
        {"id": "works", "argv": [str(trap)], **more},
        {"id": "warned", "argv": ["sh", "-c", f"{trap}"], "level": "warn", **more},
        {"id": "here", "argv": ["./trap.sh"], **more},
    ]


def _write(root: Path, trap: Path, secret: Path) -> None:
    """What anybody can put into a repository."""
    linked = {"id": "linked", "says": "A", "check": "exists", "files": "link/*"}
    read = {"id": "read", "says": "A", "check": "document", "file": "secret.md", "sections": ["Key"]}
    plan = a_phase("plan", criteria=[filled_in("kept", "goal"), *_commands(trap), linked, read], sign_off=["boss"])
    later = [{"id": "later", "says": "B", "check": "command", "argv": [str(trap)]}]
    (root / "crispdm.yaml").write_text(process_text(plan, a_phase("build", criteria=later), team={"boss": []}))
    for folder in ("plan", "build", ".crispdm"):
        (root / folder).mkdir()
    shutil.copy(trap, root / "plan" / "trap.sh")
    (root / "plan" / "facts.yaml").write_text("goal: 5\n")
    (root / "plan" / "link").symlink_to(secret)
    (root / "plan" / "secret.md").symlink_to(secret / "key.md")
    (root / ".crispdm" / ".gitattributes").write_text(RULES + "* filter=trap diff=trap merge=trap\n")
    (root / ".gitattributes").write_text("* filter=trap diff=trap ident\n")
    (root / ".crispdm" / ".gitignore").write_text(IGNORED)
    (root / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = x\n\turl = {root}\n\tupdate = !{trap}\n')
    for name in ("conftest.py", "sitecustomize.py", "typer.py", "yaml.py", "crispdm.py"):
        (root / name).write_text(f"import os\nos.system('{trap}')\n")


def _bare(root: Path, trap: Path) -> None:
    """A bare repository inside the work tree: git would take its configuration for its own."""
    git = Repository(root)
    git("init", "--quiet", "--bare", "plan/inner.git")
    inner = root / "plan" / "inner.git"
    config = f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = {trap}\n"
    (inner / "config").write_text(config)
    for part in inner.iterdir():
        target = root / "plan" / part.name
        shutil.copytree(part, target) if part.is_dir() else shutil.copy(part, target)
    (root / "plan" / "refs" / "keep").write_text("")
    (root / "plan" / "objects" / "keep").write_text("")


@pytest.fixture(scope="module")
def origin(outside: Path, trap: Path) -> Repository:
    """A repository full of traps."""
    origin = repository(outside / "origin")
    _write(origin.root, trap, outside / "secret")
    origin.commit("one")
    _bare(origin.root, trap)
    (origin.root / "README.md").write_text("a change\n")
    origin.commit("two")
    return origin


@pytest.fixture
def clone(tmp_path: Path, origin: Repository, trap: Path, marker: Path) -> Iterator[Path]:
    """A clone of it, and what a person may have switched on there by somebody's advice: hooks and a file monitor."""
    settings = {
        "core.pager": trap,
        "diff.external": trap,
        "diff.trap.textconv": trap,
        "gpg.program": trap,
        "core.sshCommand": trap,
        "core.editor": trap,
        "core.askPass": trap,
        "credential.helper": f"!{trap}",
        "log.showSignature": "true",
    }
    place = tmp_path / "clone"
    origin("clone", "--quiet", *(f"--config={name}={value}" for name, value in settings.items()), ".", str(place))
    (place / ".git" / "hooks").mkdir(exist_ok=True)
    for name in HOOKS:
        shutil.copy(trap, place / ".git" / "hooks" / name)
    Repository(place)("-c", "core.fsmonitor=false", "config", "core.fsmonitor", str(trap))
    (place / "plan" / "facts.yaml").write_text("goal: 6\n")
    marker.unlink(missing_ok=True)
    yield place
    assert not marker.exists(), f"a trap was sprung: {marker.read_text()}"


def test_the_traps_are_sharp(clone: Path, marker: Path, trap: Path) -> None:
    """So that the tests below are about something."""
    git = Repository(clone)
    git("status", may_fail=True)
    assert str(trap) in marker.read_text()
    marker.unlink()
    Repository(clone / "plan")("status", may_fail=True)
    assert marker.exists(), "the bare repository"
    marker.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("folder", [".", "plan"])
def test_no_command_springs_a_trap(
    run: Run, clone: Path, command: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(clone.parent / "state"))
    for arguments in ARGUMENTS.get(command, [()]):
        answer = run(command, *arguments, cwd=clone / folder)
        assert "Traceback" not in answer.err
        assert "internal error" not in answer.err
        assert "private words" not in answer.out + answer.err
    assert not (clone.parent / "state").exists()


def test_nor_where_git_asks_who_acts(run: Run, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRISPDM_USER")
    assert run("waive", "linked", "--reason", "r", cwd=clone).code == 0


def test_nor_as_a_program_of_its_own(clone: Path) -> None:
    """Python itself would import what lies beside it: the program does not look there."""
    program = Path(sys.executable).with_name("crispdm")
    done = subprocess.run([program, "status"], cwd=clone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, done.stderr)
    assert "works   run `crispdm check` to find out" in done.stdout


def test_links_that_lead_out_are_refused_by_name(run: Run, clone: Path) -> None:
    rows = {
        each["id"]: each for each in json.loads(run("check", "--format", "json", cwd=clone).out)["gate"]["criteria"]
    }
    for name in ("linked", "read"):
        assert rows[name]["status"] == "fail"
        assert "leads out of the project" in rows[name]["have"]
    assert (clone / "plan" / "link").is_symlink()


def test_a_process_that_is_a_link_out_of_the_project_is_not_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "secret").write_text("private: words\n")
    (tmp_path / "shop" / FILE).symlink_to(tmp_path / "secret")
    for command in ("status", "check", "log", "verify", "repair", "advance"):
        answer = run(command, cwd=tmp_path / "shop")
        assert "private" not in answer.out + answer.err
        assert answer.code == (0 if command == "repair" else 2)
