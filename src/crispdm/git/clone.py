"""Clone a repository, choose what is checked out, and say why that fails by its cause, not by git's last line."""

import re
from pathlib import Path
from typing import NamedTuple

from crispdm.git.command import GitResult, run_git

_SECONDS = 600.0  # for a large repository over a slow line
_RELEASE = re.compile(r"v?(\d+(?:\.\d+)*)")  # no pre-release: 2.0rc1 and v3-beta are none
_NOISE = r"Cloning into|Submodule .* registered|Please make sure|and the repository exists|@|warning:|From "
_GENERIC = "Could not read from remote repository"
_LABEL = r"^((fatal|error|remote|ssh|ERROR): |unable to access '.*': )+"
_HINTS = {
    r"Permission denied \(": "the server does not accept your SSH key: add it there, or use the https URL",
    r"Host key verification failed|HOST IDENTIFICATION": "connect once with `ssh HOST`, and compare the server's key",
    r"could not read (Username|Password)": "check the spelling; for a private repository take its SSH URL, or set up "
    "a credential helper of git",
    r"Authentication failed|Access denied|error: 40[13]": "the server refuses your login: renew its token",
    r"not found|does not exist|does not appear to be|error: 404": "check the spelling, and that you may read it",
    r"Could not resolve host": "check the spelling of the host, and the network",
    r"[Cc]onnect to|Connection|timed out|unreachable|No route": "check the network, and the proxy",
    r"error: 5\d\d": "the server failed; try again later",
    r"TLS packet|wrong version number": "check the port, and whether it is http or https",
    r"SSL|certificate": "`git config http.sslCAInfo FILE` names the certificates of your company",
    r"transport '.*' not allowed": "`git config --global protocol.file.allow always` allows it",
}


class Failure(NamedTuple):
    """Why git failed, in its own words, and what to do now."""

    cause: str
    hint: str


def clone(url: str, folder: Path) -> Failure | None:
    """Clone a repository with its whole history to a folder that does not exist yet; None if that worked."""
    done = run_git(folder.parent, "clone", "--quiet", "--", url, folder.name, seconds=_SECONDS, prompts=True)
    return _failure(done)


def check_out(folder: Path, ref: str) -> bool:
    """Check out a branch, tag or commit; False if there is none."""
    return run_git(folder, "checkout", "--quiet", ref, "--", literal=False, seconds=_SECONDS).code == 0


def fetch_submodules(folder: Path) -> Failure | None:
    """Fetch the submodules of what is checked out, and theirs; None if that worked, or there are none."""
    if not (folder / ".gitmodules").is_file():
        return None
    update = ("submodule", "--quiet", "update", "--init", "--recursive")
    return _failure(run_git(folder, *update, seconds=_SECONDS, prompts=True))


def releases(folder: Path) -> list[str]:
    """The tags that name a release, such as v1.2 or 2.0.1; the newest first."""
    tags = run_git(folder, "tag", "--list").text.split()
    return sorted(filter(_RELEASE.fullmatch, tags), key=_version, reverse=True)


def _version(tag: str) -> tuple[int, ...]:
    numbers = [int(number) for number in tag.removeprefix("v").split(".")]
    while numbers[1:] and not numbers[-1]:  # 2.0 is 2
        numbers.pop()
    return tuple(numbers)


def is_checked_out(folder: Path, tag: str) -> bool:
    """Whether what is checked out holds all that a tag has."""
    return run_git(folder, "merge-base", "--is-ancestor", f"refs/tags/{tag}", "HEAD").code == 0


def _failure(done: GitResult) -> Failure | None:
    if done.code == 0:
        return None
    lines = [line.strip() for line in (done.errors or "git failed").splitlines() if line.strip()]
    causes = [re.sub(_LABEL, "", line) for line in lines if not re.match(_NOISE, line) and _GENERIC not in line]
    known = [(cause, hint) for pattern, hint in _HINTS.items() for cause in causes if re.search(pattern, cause)]
    cause, hint = next(iter(known), (next(iter(causes), re.sub(_LABEL, "", lines[0])), ""))
    return Failure(cause.rstrip("."), hint)
