"""Print the time of `init` and `update` beside what cookiecutter, copier and cruft take for the same template.

Run it on a machine that does nothing else, with byte code switched on: `python -m tests.benchmarks.scaffolding
[ROUNDS]`. What is neither installed beside the interpreter nor found in PATH is said and left out.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.timing import Job, medians
from tests.support.arguments import whole_number

BIN = Path(sys.executable).parent
FILES = 60
# operation: its yardstick, and the target for the ratio of the two; None where there is no more than a comparison
TARGETS: dict[str, dict[str, float | None]] = {
    "crispdm init": {"cookiecutter": 0.50, "copier copy": 0.20, "cruft create": None},
    "crispdm update": {"copier update": 0.20, "cruft update": 0.50},
}
NAME = "Shop of the benchmark"  # what the template's variable replaces


def _bundled_files(place: Path) -> dict[str, str]:
    """The first files of a project of the bundled template, by path."""
    command = (str(BIN / "crispdm"), "init", "made", "--yes", "--no-git", "--set", f"project_name={NAME}")
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    paths = sorted(path for path in (place / "made").rglob("*") if path.is_file() and ".crispdm" not in path.parts)
    process = place / "made" / "crispdm.yaml"
    chosen = [process, *(path for path in paths if path != process)][: FILES - 1]
    return {str(path.relative_to(place / "made")): path.read_text() for path in chosen}


def _escaped(text: str, variable: str, version: int, number: int) -> str:
    """A file as a template of any of the tools; a newer version adds a line to every third file."""
    parts = (f"{{% raw %}}{part}{{% endraw %}}" if "{" in part else part for part in text.split(NAME))
    more = f"# new in version {version}\n" if version > 1 and number % 3 == 0 else ""
    return f"{{{{ {variable} }}}}".join(parts) + more


def _template(folder: Path, kind: str, files: dict[str, str], version: int) -> None:
    """The bundled template's files as a template for cookiecutter and for copier, in git, with a tag."""
    is_cookiecutter = kind == "cookiecutter"
    root = folder / ("{{ cookiecutter.slug }}" if is_cookiecutter else "template")
    variable = "cookiecutter.name" if is_cookiecutter else "name"
    for number, (path, text) in enumerate(files.items()):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(_escaped(text, variable, version, number))
    if is_cookiecutter:
        (folder / "cookiecutter.json").write_text(json.dumps({"name": "Shop", "slug": "shop"}))
    else:
        (folder / "copier.yml").write_text("_subdirectory: template\n_templates_suffix: ''\nname: Shop\n")
        (root / ".copier-answers.yml").write_text("{{ _copier_answers|to_nice_yaml }}")
    _commit(folder, f"v{version}")


def _commit(folder: Path, tag: str = "") -> None:
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    if tag:
        subprocess.run(["git", "tag", tag], cwd=folder, check=True)


def _commands(templates: Path) -> dict[str, tuple[str, ...]]:
    """Those that are installed."""
    ours, theirs = str(templates / "cookiecutter"), str(templates / "copier")
    every = {
        "crispdm init": ("crispdm", "init", "shop", "--template", ours, "--yes", "--no-git"),
        "cookiecutter": ("cookiecutter", "--no-input", ours),
        "copier copy": ("copier", "copy", "--defaults", "--quiet", theirs, "shop"),
        "cruft create": ("cruft", "create", "--no-input", ours),
        "crispdm update": ("crispdm", "update"),
        "copier update": ("copier", "update", "--defaults", "--quiet"),
        "cruft update": ("cruft", "update", "--skip-apply-ask"),
    }
    path = os.pathsep.join((str(BIN), os.environ["PATH"]))
    found = {name: shutil.which(words[0], path=path) for name, words in every.items()}
    return {name: (program, *every[name][1:]) for name, program in found.items() if program}


def _jobs(place: Path) -> dict[str, Job]:
    templates, files = place / "templates", _bundled_files(place)
    for kind in ("cookiecutter", "copier"):
        _template(templates / kind, kind, files, 1)
    commands = _commands(templates)
    jobs = {}
    for name in [name for name in commands if not name.endswith("update")]:
        folder = place / name.replace(" ", "_")
        folder.mkdir()
        jobs[name] = Job(commands[name], folder, partial(shutil.rmtree, folder / "shop", ignore_errors=True))
    made = {"crispdm update": "crispdm init", "copier update": "copier copy", "cruft update": "cruft create"}
    for name in [name for name in commands if name.endswith("update")]:
        old = place / f"old_{name.replace(' ', '_')}"
        old.mkdir()
        subprocess.run(commands[made[name]], cwd=old, check=True, capture_output=True)
        for path in (old / "shop").rglob("*.md"):
            path.write_text(f"My line.\n{path.read_text()}")
        _commit(old / "shop")
        shop = place / f"now_{name.replace(' ', '_')}"
        jobs[name] = Job(commands[name], shop, partial(_again, old / "shop", shop))
    for kind in ("cookiecutter", "copier"):
        _template(templates / kind, kind, files, 2)
    return jobs


def _again(old: Path, new: Path) -> None:
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(old, new, symlinks=True)


def main() -> None:
    """Measure, and print a table."""
    rounds = whole_number(__doc__, "rounds", 11)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["CRISPDM_USER"] = "Ana Roy <ana@example.com>"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # cookiecutter leaves its replay there
        (Path(folder) / ".gitconfig").write_text("[user]\nname = Ana Roy\nemail = ana@example.com\n")
        seconds = medians(_jobs(Path(folder)), rounds)
    sys.stdout.write(f"{FILES} files{'':24}{'ms':>8}{'ratio':>8}{'target':>8}  to\n")
    for name, yardsticks in TARGETS.items():
        for yardstick, target in yardsticks.items():
            if yardstick not in seconds:
                sys.stdout.write(f"{name:32}{seconds[name] * 1000:8.1f}{'':16}  {yardstick} is not installed here\n")
                continue
            ratio = seconds[name] / seconds[yardstick]
            note = "  over" if target and ratio > target else ""
            shown = f"{target:8.2f}" if target else f"{'':8}"
            took = f"{yardstick}, {seconds[yardstick] * 1000:.1f} ms"
            sys.stdout.write(f"{name:32}{seconds[name] * 1000:8.1f}{ratio:8.2f}{shown}  {took}{note}\n")


if __name__ == "__main__":
    main()
