"""What a host does for a job: it checks a repository out, runs the scripts of a file, and reads what they print."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.support.repository import git, repository

ZEROS = "0" * 40
REQUIREMENT = "crispdm==0.1.0"  # what a job may install
_PYTHON = f"""\
#!/bin/sh
# `python -m venv` as of a machine with this crispdm; anything else is Python.
test "$1 $2" = "-m venv" || exec {sys.executable} "$@"
mkdir -p "$3/bin"
printf '#!/bin/sh\\ntest "$*" = "install {REQUIREMENT}" && ln -s {Path(sys.executable).parent}/crispdm "$(dirname "$0")/"\\n' > "$3/bin/pip"
chmod +x "$3/bin/pip"
"""  # noqa: E501 - a line of the shell
# A command of the runner begins a line, or stands anywhere in its older form.
_COMMAND = re.compile(r"^\s*::(?P<new>[a-z-]+)[^:]*::(?P<data>.*)|##\[(?P<old>[a-z-]+)[^\]]*\]")


class Ran(NamedTuple):
    """How a job ended: whether each step passed, all that was printed, and the commands that the host took from it."""

    passed: bool
    log: str
    commands: tuple[str, ...] = ()
    summary: str = ""


def bare(place: Path) -> Path:
    """A repository on a host, which gives out each commit that it still has."""
    git(place.parent, "init", "--quiet", "--bare", "--initial-branch=main", place.name)
    git(place, "config", "uploadpack.allowAnySHA1InWant", "true")
    return place


def checked_out(place: Path, host: Path, commit: str, *, depth: int = 0) -> Path:
    """A commit as hosts check it out: with all branches and tags, or with a few commits and nothing else."""
    repository(place)
    git(place, "remote", "add", "origin", f"file://{host}")
    branches = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
    wanted = (f"--depth={depth}", "origin", commit) if depth else ("origin", commit, *branches)
    git(place, "fetch", "--quiet", *wanted)
    git(place, "checkout", "--quiet", "--force", "--detach", commit)
    return place


def run_github(file: str, folder: Path, name: str, event: Mapping[str, Any], base: str = "") -> Ran:
    """Run the job of a workflow on a checkout, as GitHub's runner does."""
    (job,) = yaml.safe_load(file)["jobs"].values()
    temporary = folder.with_name(f"{folder.name}-temp")
    files = {key: temporary / key.lower() for key in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
    environment = {
        **_environment(temporary),
        **{key: str(path) for key, path in files.items()},
        "RUNNER_TEMP": str(temporary),
        "GITHUB_EVENT_NAME": name,
        "GITHUB_BASE_REF": base,
    }
    for path in files.values():
        path.touch()
    context = {"github": {"event": event, "event_name": name, "token": "secret"}}
    passed, log = True, ""
    commands: list[str] = []
    for step in (each for each in job["steps"] if "run" in each):
        if not (passed if "if" not in step else _holds(step["if"], context, passed=passed)):
            continue
        own = {key: _expanded(str(value), context) for key, value in step.get("env", {}).items()}
        done = _bash(folder, ("-e", "-c", step["run"]), {**environment, **own})
        passed, log = passed and done.returncode == 0, f"{log}{done.stdout}"
        commands += _commands(done.stdout)
        environment |= dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text().splitlines())
        added = files["GITHUB_PATH"].read_text().splitlines()
        environment["PATH"] = os.pathsep.join([*reversed(added), _environment(temporary)["PATH"]])
    return Ran(passed, log, tuple(commands), files["GITHUB_STEP_SUMMARY"].read_text())


def run_gitlab(file: str, folder: Path, variables: Mapping[str, str]) -> Ran | None:
    """Run the job of a pipeline on a checkout, as GitLab's runner does; None where its rules leave it out."""
    (job,) = yaml.safe_load(file).values()
    if not any(_applies(rule["if"], variables) for rule in job["rules"]):
        return None
    script = "\n".join([*job["before_script"], *job["script"]])
    environment = {**_environment(folder.with_name(f"{folder.name}-temp")), "CI_PROJECT_DIR": str(folder), **variables}
    done = _bash(folder, ("-eo", "pipefail", "-c", script), environment)
    return Ran(done.returncode == 0, done.stdout)


def _bash(folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _environment(temporary: Path) -> dict[str, str]:
    """The environment of a job, in which the program python is not that of the tests."""
    shims = temporary / "shims"
    if not shims.exists():
        shims.mkdir(parents=True)
        (shims / "python").write_text(_PYTHON)
        (shims / "python").chmod(0o755)
    return {**os.environ, "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(temporary)}


def _expanded(text: str, context: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{(.+?)\}\}", lambda found: _value(found[1], context), text)


def _value(expression: str, context: Mapping[str, Any]) -> str:
    """The value of `a.b || c.d`."""
    for name in expression.split("||"):
        value: Any = context
        for part in name.strip().split("."):
            value = (value or {}).get(part)
        if value:
            return str(value)
    return ""


def _holds(condition: str, context: Mapping[str, Any], *, passed: bool) -> bool:
    """Whether a step runs: `always()`, or `a.b == 'c'` while nothing failed."""
    if condition == "always()":
        return True
    name, operator, word = condition.split(" ")
    return passed and (_value(name, context) == word.strip("'")) is (operator == "==")


def _applies(condition: str, variables: Mapping[str, str]) -> bool:
    """Whether a rule applies: `$A == "b"` or `$A == $B`."""
    name, _, word = condition.split(" ")
    wanted = variables.get(word[1:]) if word.startswith("$") else json.loads(word)
    return name[1:] in variables and variables[name[1:]] == wanted


def _commands(log: str) -> Iterator[str]:
    """The commands that the runner takes from what a step prints, up to the one that stops it."""
    for found in filter(None, map(_COMMAND.search, log.splitlines())):
        name = found["new"] or found["old"]
        if name == "stop-commands" and found["data"]:
            return
        yield name
