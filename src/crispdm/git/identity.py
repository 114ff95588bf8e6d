"""The identity that git commits with."""

from pathlib import Path

from crispdm.git.command import git


def configured_person(folder: Path) -> tuple[str, str]:
    """The name and mail address that git would commit with here; empty where none is configured."""
    listed = git(folder, "config", "--null", "--get-regexp", r"^user\.(name|email)$") or ""
    found = dict(entry.split("\n", 1) for entry in listed.split("\0") if "\n" in entry)
    return found.get("user.name", ""), found.get("user.email", "")
