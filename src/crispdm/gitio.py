"""Questions to git. A folder that is not ours can make git run code: every call switches off what would."""

import os
import subprocess
from pathlib import Path

_SAFE = ("-c", "safe.bareRepository=explicit", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_SECONDS = 20.0


def git(folder: Path, *arguments: str) -> str | None:
    """Run git in a folder.

    Args:
        folder: where.
        arguments: the subcommand and what follows.

    Returns:
        What it printed, or None where it failed, is not installed, or took too long.
    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ("git", *_SAFE, *arguments),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


def configured_person(folder: Path) -> tuple[str, str]:
    """The name and the mail address that git would put into a commit here; empty where it knows none."""
    answer = git(folder, "config", "--null", "--get-regexp", r"^user\.(name|email)$") or ""
    found = dict(entry.split("\n", 1) for entry in answer.split("\0") if "\n" in entry)
    return found.get("user.name", ""), found.get("user.email", "")


def is_inside_repository(folder: Path) -> bool:
    """Whether the folder lies in somebody's work tree."""
    return (git(folder, "rev-parse", "--is-inside-work-tree") or "").strip() == "true"
