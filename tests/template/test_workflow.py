"""The workflow and the hooks that a project gets: what they run, run here; and what they never do."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.command_line import Run

ROOT = Path(__file__).parents[2]
WORKFLOW = ".github/workflows/crispdm.yml"


@pytest.fixture
def workflow(project: Path) -> dict[Any, Any]:
    """As YAML 1.1 reads it, `on` is true."""
    read: dict[Any, Any] = yaml.safe_load((project / WORKFLOW).read_text())
    return read


@pytest.fixture
def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    (job,) = workflow["jobs"].values()
    return list(job["steps"])


def _step(steps: list[dict[str, Any]], part: str) -> str:
    (found,) = (step["run"] for step in steps if part in step.get("run", ""))
    return str(found)


def _bash(root: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **more}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]  # as the runner does
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_it_has_the_whole_history_and_may_only_read(workflow: dict[Any, Any], steps: list[dict[str, Any]]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert {*workflow[True]} == {"push", "pull_request", "merge_group"}
    assert "edited" in workflow[True]["pull_request"]["types"], "a request that gets another base is checked against it"
    (checkout,) = (step["with"] for step in steps if step.get("uses", "").startswith("actions/checkout"))
    assert checkout == {"fetch-depth": 0, "persist-credentials": False}


def test_it_holds_no_secret_and_executes_nothing_of_the_repository(project: Path, steps: list[dict[str, Any]]) -> None:
    text = (project / WORKFLOW).read_text()
    assert not re.search(r"secrets|pull_request_target|TRUST|write", text)
    for step in steps:
        assert "${" + "{" not in step.get("run", ""), "what others name reaches no shell but through the environment"
    assert _step(steps, "pip install").startswith('cd "$RUNNER_TEMP"\n')


def test_the_report_is_kept_where_it_is_written(steps: list[dict[str, Any]], run: Run, tmp_path: Path) -> None:
    (kept,) = (step for step in steps if step.get("uses", "").startswith("actions/upload-artifact@"))
    assert kept["with"]["path"].replace("${" + "{ runner.temp }}", "$RUNNER_TEMP") in _step(steps, "crispdm report")
    assert run("init", "shop", "--yes", "--set", "ci=gitlab", cwd=tmp_path).code == 0
    (job,) = yaml.safe_load((tmp_path / "shop" / ".gitlab-ci.yml").read_text()).values()
    (path,) = job["artifacts"]["paths"]
    assert any(path in line and "crispdm report" in line for line in job["script"])


def test_a_closed_gate_is_no_failure_and_a_damaged_project_is(project: Path, steps: list[dict[str, Any]]) -> None:
    script = _step(steps, "crispdm check ||")
    done = _bash(project, script)
    assert (done.returncode, "Gate closed" in done.stdout) == (0, True)
    (project / "crispdm.yaml").write_text("version: 2\n")
    assert _bash(project, script).returncode == 1


@pytest.mark.parametrize(
    ("path", "is_left_alone"),
    [(".crispdm/state.yaml", True), ("sub/.crispdm/state.yaml", True), ("my.crispdm/state.yaml", False)],
)
def test_no_fixer_touches_the_state(project: Path, path: str, is_left_alone: bool) -> None:
    config = yaml.safe_load((project / ".pre-commit-config.yaml").read_text())
    assert bool(re.search(config["exclude"], path)) is is_left_alone


def test_both_hooks_run_verify_whatever_changed(project: Path, run: Run) -> None:
    config = yaml.safe_load((project / ".pre-commit-config.yaml").read_text())
    (ours,) = (hook for repo in config["repos"] for hook in repo["hooks"] if hook["id"] == "crispdm-verify")
    (offered,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert ours["id"] == offered["id"]
    for hook in (ours, offered):
        assert (hook["entry"], hook["pass_filenames"], hook["always_run"]) == ("crispdm verify", False, True)
    assert run(*ours["entry"].split()[1:], cwd=project).code == 0
