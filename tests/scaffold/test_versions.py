"""Which version of a template in git is taken, remembered and updated to; with real repositories."""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from crispdm.git.clone import releases
from tests.support.command_line import Run
from tests.support.folders import write_files
from tests.support.repository import commit_all, git, repository_with
from tests.support.small_template import OLD
from tests.support.templates import ROOT, template

CASES = {  # tags, and the one that is taken
    "the newest by number, not by text": (["v1.9", "v1.10", "v1.2"], "v1.10"),
    "a release before what comes later": (["1.0", "2.0rc1", "v3-beta", "nightly"], "1.0"),
    "with more parts": (["v2", "v2.0.1", "v1.9.9"], "v2.0.1"),
    "none": (["nightly"], None),
}


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    folder = template(tmp_path / "remote", OLD, {"name": "shop"})
    repository_with(folder, {})
    return folder


def release(remote: Path, tag: str, text: str | None = None) -> None:
    """Commit a text of that name, and tag it."""
    write_files(remote / ROOT, {"text.md": f"{text or tag}\n"})
    commit_all(remote)
    git(remote, "tag", tag)


def remembered(project: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((project / ".crispdm" / "template.yaml").read_text())["template"])


@pytest.mark.parametrize(("tags", "newest"), CASES.values(), ids=CASES)
def test_the_newest_release_is_found_by_its_number(remote: Path, tags: list[str], newest: str | None) -> None:
    for tag in tags:
        git(remote, "tag", tag)
    assert next(iter(releases(remote)), None) == newest


def test_a_git_template_is_taken_at_its_newest_release_and_follows_it_until_it_is_pinned(
    tmp_path: Path, run: Run, remote: Path
) -> None:
    release(remote, "v1.0")
    write_files(remote / ROOT, {"text.md": "not released\n"})
    commit_all(remote)
    shop = tmp_path / "shop"
    assert run("init", "shop", "--template", f"file://{remote}", "--yes", cwd=tmp_path).code == 0
    assert (shop / "text.md").read_text() == "v1.0\n"
    assert remembered(shop) == {
        "source": f"file://{remote}",
        "version": "v1.0",
        "commit": git(remote, "rev-parse", "v1.0").strip(),
    }
    assert run("update", "--check", cwd=shop).out.split()[-2:] == [f"file://{remote}", "v1.0"]

    release(remote, "v1.1")
    checked = run("update", "--check", cwd=shop)
    said = f"Would update from file://{remote} v1.0 to file://{remote} v1.1 "
    assert (checked.code, " ".join(checked.out.split()).startswith(said)) == (1, True)
    (shop / "text.md").unlink()  # what gets lost comes back as it was
    assert run("init", ".", cwd=shop).code == 0
    assert (shop / "text.md").read_text() == "v1.0\n"
    assert run("update", cwd=shop).code == 0
    assert (shop / "text.md").read_text() == "v1.1\n"
    commit_all(shop)

    assert run("update", "--checkout", "v1.0", cwd=shop).code == 0
    assert ((shop / "text.md").read_text(), remembered(shop)["checkout"]) == ("v1.0\n", "v1.0")
    commit_all(shop)
    checked = run("update", "--check", cwd=shop)
    assert checked.code == 1
    assert " ".join(checked.out.split()) == (
        f"Up to date with file://{remote} v1.0 Newer release: v1.1; the project is pinned to v1.0. "
        "`crispdm update --checkout v1.1` takes it"
    )
    assert json.loads(run("update", "--check", "--format", "json", cwd=shop).out)["release"] == "v1.1"
    assert (run("update", cwd=shop).code, (shop / "text.md").read_text()) == (0, "v1.0\n")

    assert run("update", "--checkout", "", cwd=shop).code == 0
    assert ((shop / "text.md").read_text(), "checkout" in remembered(shop)) == ("v1.1\n", False)
    commit_all(shop)
    pinned = run("update", "--checkout", "main", cwd=shop)
    assert (pinned.code, "Newer release" in pinned.out) == (0, False), "main has all that v1.1 has"


def test_what_is_not_there_to_check_out_is_named_with_the_nearest(tmp_path: Path, run: Run, remote: Path) -> None:
    release(remote, "v1.0")
    answer = run("init", "shop", "--template", f"file://{remote}", "--checkout", "v1.O", "--yes", cwd=tmp_path)
    assert answer.code == 2
    said = " ".join(answer.err.split())
    assert "has no branch, tag or commit v1.O; did you mean 'v1.0'? hint: its releases are v1.0" in said
    zipped = run("init", "shop", "--template", "t.zip", "--checkout", "v1", "--yes", cwd=tmp_path)
    assert "t.zip has no branches, tags or commits" in zipped.err


def test_a_folder_with_uncommitted_changes_is_remembered_as_dirty(tmp_path: Path, run: Run, remote: Path) -> None:
    shop = tmp_path / "shop"
    write_files(remote / ROOT, {"new.md": "new\n"})
    assert run("init", "shop", "--template", "remote", "--yes", cwd=tmp_path).code == 0
    commit = git(remote, "rev-parse", "HEAD").strip()
    assert remembered(shop) == {"source": "../remote", "version": None, "commit": commit, "dirty": True}
    said = f"Up to date with ../remote {commit[:9]} with uncommitted changes\n"
    assert run("update", "--check", cwd=shop).out == said
    commit_all(remote)
    assert run("update", cwd=shop).code == 0
    assert "dirty" not in remembered(shop)
    plain = template(tmp_path / "plain", OLD, {"name": "shop"})
    assert run("init", "other", "--template", plain, "--yes", cwd=tmp_path).code == 0
    assert remembered(tmp_path / "other") == {"source": str(plain), "version": None, "commit": None}


def test_submodules_come_along_or_are_named_as_missing(tmp_path: Path, run: Run, remote: Path) -> None:
    part = repository_with(tmp_path / "part", {"part.md": "{{ cookiecutter.name }}\n"})
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{part}", f"{ROOT}/part")
    git(remote, *add)
    commit_all(remote)
    url = f"file://{remote}"
    missing = run("init", "shop", "--template", url, "--yes", cwd=tmp_path)
    said = " ".join(missing.err.split())
    assert missing.code == 2
    assert f"{url} lacks its submodules {ROOT}/part: transport 'file' not allowed hint: `git config" in said
    git(remote, "config", "--global", "protocol.file.allow", "always")
    assert run("init", "shop", "--template", url, "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "shop" / "part" / "part.md").read_text() == "shop\n"
    assert not (tmp_path / "shop" / "part" / ".git").exists()
    assert run("init", "local", "--template", remote, "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "local" / "part" / "part.md").is_file()
    git(remote, "submodule", "--quiet", "deinit", "--force", "--all")
    bare = run("init", "other", "--template", remote, "--yes", cwd=tmp_path)
    assert f"the template lacks its submodules: {ROOT}/part\nhint: `git submodule update" in bare.err
    assert [path.name for path in tmp_path.iterdir() if path.name == "other"] == []


SSH = {  # what ssh says before git's last line, which is the same for all of them
    "no key": (
        "git@host: Permission denied (publickey).",
        "Permission denied (publickey) hint: the server does not accept your SSH key",
    ),
    "an unknown server": ("Host key verification failed.", "Host key verification failed hint: connect once"),
    "no such host": (
        "ssh: Could not resolve hostname host: Name or service not known",
        "Could not resolve hostname host: Name or service not known hint: check the spelling of the host",
    ),
    "a closed port": (
        "ssh: connect to host host port 22: Connection refused",
        "connect to host host port 22: Connection refused hint: check the network",
    ),
    "no such repository": ("ERROR: Repository not found.", "Repository not found hint: check the spelling, and that"),
}


@pytest.mark.parametrize(("stderr", "said"), SSH.values(), ids=SSH)
def test_a_failure_of_ssh_is_told_by_its_cause(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, stderr: str, said: str
) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text(f"#!/bin/sh\necho '{stderr}' >&2\nexit 255\n")
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))
    answer = run("init", "shop", "--template", "git@host:ana/t.git", "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert f"git@host:ana/t.git cannot be cloned: {said}" in " ".join(answer.err.split()).replace("git@host: P", "P")
    assert "access rights" not in answer.err


class _Answering(BaseHTTPRequestHandler):
    """Answers with the status that the path names."""

    def do_GET(self) -> None:
        self.send_response(int(self.path.split("/")[1]))
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


HTTP = {
    "401/t.git": ("could not read Username", "hint: check the spelling; for a private repository"),
    "403/t.git": ("The requested URL returned error: 403", "hint: the server refuses your login"),
    "404/t.git": ("not found", "hint: check the spelling, and that you may read it"),
    "500/t.git": ("The requested URL returned error: 500", "hint: the server failed; try again later"),
    "401/t.zip": ("cannot be fetched: 401 ", "hint: the server wants a login"),
    "403/t.zip": ("cannot be fetched: 403 ", "hint: the server wants a login"),
    "404/t.zip": ("cannot be fetched: 404 ", "hint: check the spelling, and that you may read it"),
    "503/t.zip": ("cannot be fetched: 503 ", "hint: the server failed; try again later"),
}


@pytest.mark.parametrize("path", HTTP)
def test_a_failure_of_https_is_told_by_its_cause(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, server: str, path: str
) -> None:
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    answer = run("init", "shop", "--template", f"{server}/{path}", "--yes", cwd=tmp_path)
    said = " ".join(answer.err.split())
    assert answer.code == 2
    assert all(part in said for part in HTTP[path]), said
    closed = run("init", "shop", "--template", "git+http://127.0.0.1:1/t.git", "--yes", cwd=tmp_path)
    said = " ".join(closed.err.split())
    assert re.search(r"cannot be cloned: Failed to connect to 127\.0\.0\.1(:| port )1", said)
    assert said.endswith("hint: check the network, and the proxy")


@pytest.mark.parametrize("name", ["t.git", "t.zip"])
def test_a_failure_before_http_is_told_by_its_cause(tmp_path: Path, run: Run, server: str, name: str) -> None:
    for url, hint in {
        f"https://no-such-host.invalid/{name}": "hint: check the spelling of the host, and the network",
        f"{server.replace('http', 'https')}/404/{name}": "hint: check the port, and whether it is http or https",
    }.items():
        answer = run("init", "shop", "--template", url, "--yes", cwd=tmp_path)
        assert answer.code == 2
        assert hint in " ".join(answer.err.split())


def test_a_repository_without_a_work_tree_is_cloned_too(tmp_path: Path, run: Run, remote: Path) -> None:
    release(remote, "v2")
    subprocess.run(["git", "clone", "--quiet", "--bare", remote, tmp_path / "bare.git"], check=True)
    assert run("init", "shop", "--template", f"file://{tmp_path}/bare.git/", "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "shop" / "text.md").read_text() == "v2\n"
