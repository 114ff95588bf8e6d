"""Who git says commits here."""

from pathlib import Path

from crispdm.git.command import git


def configured_person(folder: Path) -> tuple[str, str]:
    """The name and the mail address that git would put into a commit here; empty where it knows none."""
    answer = git(folder, "config", "--null", "--get-regexp", r"^user\.(name|email)$") or ""
    found = dict(entry.split("\n", 1) for entry in answer.split("\0") if "\n" in entry)
    return found.get("user.name", ""), found.get("user.email", "")
