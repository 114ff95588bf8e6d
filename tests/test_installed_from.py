"""A project installs the very crispdm that made it, or says that nobody told it where that comes from."""

import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from crispdm import __version__
from crispdm.installed_from import direct_requirement
from tests.support.hosts import run_github
from tests.support.repository import git
from tests.support.wheels import Built, call, install

COMMIT, SHA256 = (
    "3d3c42e5aac5ba805825da76410c181273ba90b1",
    "9f86d081" * 8,
)
WORKFLOW, HOOKS = ".github/workflows/crispdm.yml", ".pre-commit-config.yaml"


def direct(url: str, **more: Any) -> str:
    return json.dumps({"url": url, **more})


def from_git(url: str, **more: Any) -> str:
    return direct(url, vcs_info={"vcs": "git", "requested_revision": "main", "commit_id": COMMIT}, **more)


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        (from_git("https://example.com/a/crispdm.git"), f"git+https://example.com/a/crispdm.git@{COMMIT}"),
        (from_git("ssh://git@example.com/a/c.git"), f"git+ssh://git@example.com/a/c.git@{COMMIT}"),
        (from_git("https://ana:secret@example.com/c"), f"git+https://example.com/c@{COMMIT}"),
        (from_git("https://example.com/c", subdirectory="py"), f"git+https://example.com/c@{COMMIT}#subdirectory=py"),
        (from_git("file:///home/ana/crispdm"), None),
        (from_git("https://example.com/a$(id)"), None),
        (direct("https://example.com/c.whl", archive_info={"hashes": {"sha256": SHA256}}), f"https://example.com/c.whl#sha256={SHA256}"),
        (direct("https://example.com/c.whl", archive_info={"hash": f"sha256={SHA256}"}), f"https://example.com/c.whl#sha256={SHA256}"),
        (direct("https://example.com/c.whl", archive_info={}), None),
        (direct("file:///tmp/c.whl", archive_info={"hashes": {"sha256": SHA256}}), None),
        (direct("file:///home/ana/crispdm", dir_info={"editable": True}), None),
        (direct("https://[example.com/c"), None),
        ("{", None),
        ("[]", None),
    ],
)  # fmt: skip
def test_a_url_is_named_with_what_pins_it_and_one_of_this_machine_is_not(text: str, requirement: str | None) -> None:
    assert direct_requirement(text) == (requirement and f"crispdm @ {requirement}")


@pytest.fixture(scope="module")
def source(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source of crispdm as a folder, with its commit in git."""
    place = tmp_path_factory.mktemp("source")
    with tarfile.open(built.sdist) as archive:
        archive.extractall(place, filter="data")
    (folder,) = place.iterdir()
    for command in (["init", "--quiet"], ["add", "--all", "--force"], ["commit", "--quiet", "--message", "x"]):
        git(folder, *command)
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of a request."""


@pytest.fixture(scope="module")
def url(source: Path) -> Iterator[str]:
    """Where others clone it from."""
    git(source, "repack", "-a", "-d", "--quiet")
    git(source, "update-server-info")
    serve = partial(_Quiet, directory=str(source.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{source.name}/.git"
        server.shutdown()


Crispdm = Callable[..., str]


@pytest.fixture
def crispdm(tmp_path: Path) -> Crispdm:
    """Install crispdm from somewhere, and run it in the folder of the test."""

    def run(name: str, what: tuple[str, ...], *words: str) -> str:
        executable = tmp_path / name / "bin" / "crispdm"
        if not executable.exists():
            install(tmp_path, executable.parents[1], *what)
        return call(tmp_path, str(executable), *words, cwd=tmp_path)

    return run


@pytest.mark.slow
def test_a_project_installs_the_crispdm_that_made_it_and_update_moves_the_pin(
    crispdm: Crispdm, built: Built, source: Path, url: str, tmp_path: Path
) -> None:
    index = ("index", ("--find-links", str(built.wheel.parent), "crispdm"))
    vcs = ("git", (f"crispdm @ git+{url}",))
    folder = ("folder", (str(source),))
    by_version = f"crispdm=={__version__}"
    by_commit = f"crispdm @ git+{url}@{git(source, 'rev-parse', 'HEAD').strip()}"
    shop = tmp_path / "shop"

    crispdm(*index, "init", "shop", "--yes")
    assert installs(shop) == by_version
    assert crispdm(*index, "-C", "shop", "update").startswith("Up to date")
    git(shop, "add", "--all", "--force")
    git(shop, "commit", "--quiet", "--message", "Begin")

    assert "crispdm.yml" in crispdm(*vcs, "-C", "shop", "update")
    assert installs(shop) == by_commit
    git(shop, "commit", "--quiet", "--all", "--message", "Update")

    assert crispdm(*folder, "-C", "shop", "update").startswith("Up to date"), "a pin that others can use stays"
    assert installs(shop) == by_commit
    crispdm(*folder, "init", "other", "--yes")
    says_what_to_fill_in(tmp_path / "other")


@pytest.mark.slow
def test_a_wheel_of_this_machine_is_for_nobody_else(installed: Path, tmp_path: Path) -> None:
    call(tmp_path, str(installed), "init", "shop", "--yes", cwd=tmp_path)
    says_what_to_fill_in(tmp_path / "shop")


def says_what_to_fill_in(project: Path) -> None:
    ran = run_github((project / WORKFLOW).read_text(), project, "push", {})
    assert not ran.passed
    assert ran.log.startswith("::error::Fill in where crispdm comes from")
    assert "fill in where your team gets crispdm from" in (project / "README.md").read_text()
    assert own_hook(project)["language"] == "system"


def own_hook(project: Path) -> dict[str, Any]:
    config = yaml.safe_load((project / HOOKS).read_text())
    (hook,) = (hook for repo in config["repos"] for hook in repo["hooks"] if hook["id"] == "crispdm-verify")
    return dict(hook)


def installs(project: Path) -> str:
    """What the workflow, the hooks and the README install, which is one and the same."""
    (step,) = (
        step["run"]
        for step in yaml.safe_load((project / WORKFLOW).read_text())["jobs"]["verify"]["steps"]
        if "pip install" in step.get("run", "")
    )
    (requirement,) = own_hook(project)["additional_dependencies"]
    assert own_hook(project)["language"] == "python"
    assert f"pip install '{requirement}'" in step
    assert f"pip install '{requirement}'" in (project / "README.md").read_text()
    return str(requirement)
