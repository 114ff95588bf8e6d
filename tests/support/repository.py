"""A git repository as people use it, and projects in it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from crispdm.eventlog import store
from tests.support.builders import a_phase, filled_in, process_text, with_state

RULES = "state.yaml merge=union text eol=lf\nbase.zip -text -diff -merge\n"
IGNORED = "lock*\n*.new\nstaging/\n"

# Git's maintenance in the background would add files while a test compares folders; sample hooks are only copied.
GIT_CONFIG = """\
[user]
	name = Ana Roy
	email = ana@example.com
[init]
	defaultBranch = main
	templateDir =
[gc]
	auto = 0
[maintenance]
	auto = false
"""


def git(folder: Path, *arguments: str) -> str:
    """What git prints in a folder."""
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


class Repository:
    """Git in a folder, as somebody."""

    def __init__(self, root: Path, name: str = "Ana Roy", mail: str = "ana@example.com") -> None:
        self.root = root
        self.environment = {
            **os.environ,
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mail,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail,
            "GIT_EDITOR": "true",
        }

    def __call__(self, *arguments: str, may_fail: bool = False) -> str:
        done = subprocess.run(
            ("git", *arguments), cwd=self.root, env=self.environment, capture_output=True, text=True, check=False
        )
        assert may_fail or done.returncode == 0, f"git {arguments}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def commit(self, says: str = "work") -> str:
        """Commit everything; the id."""
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "--message", says)
        return self("rev-parse", "HEAD")

    @property
    def state(self) -> Path:
        return self.root / store.PATH


def repository(root: Path) -> Repository:
    """An empty repository on the branch main."""
    root.mkdir(exist_ok=True)
    git = Repository(root)
    git("init", "--quiet", "--initial-branch=main")
    return git


def plain_project(root: Path) -> Repository:
    """A repository with a small project: `plan` asks for one field, `build` for another; one commit."""
    git = repository(root)
    phases = [
        a_phase("plan", criteria=[filled_in("planned", "goal")]),
        a_phase("build", criteria=[filled_in("built", "done")]),
    ]
    (root / "crispdm.yaml").write_text(process_text(*phases))
    for name in ("plan", "build"):
        (root / name).mkdir()
    (root / "plan" / "facts.yaml").write_text("goal: 5\n")
    (root / "build" / "facts.yaml").write_text("done: soon\n")
    (root / ".crispdm").mkdir()
    (root / ".crispdm" / ".gitattributes").write_text(RULES)
    (root / ".crispdm" / ".gitignore").write_text(IGNORED)
    git.commit("begin")
    return git


def with_lines(root: Path, *lines: bytes) -> Path:
    """A state file of these lines."""
    return with_state(root, b"".join(lines))


def repository_with(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with files, in git."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "mine")
    return folder


def commit_all(folder: Path) -> None:
    """Commit all that is there, ignored files apart."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "x")


def copy_repository(source: Path, target: Path) -> Path:
    """Copy a folder with its repository; git takes all files for changed until it has looked at them."""
    shutil.copytree(source, target, symlinks=True)
    git(target, "update-index", "--refresh")
    return target
