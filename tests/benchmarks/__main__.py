"""Print each operation's time as a ratio to its yardstick, beside the target.

Run it on a machine that does nothing else, with byte code switched on: `python -m tests.benchmarks [ROUNDS]`. The
program is started by a script as uv and a recent pip write it; what an old pip writes imports `re`, 5 ms more.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from crispdm.eventlog.events import Noted, format_event
from tests.benchmarks.timing import Job, medians
from tests.support.arguments import whole_number
from tests.support.story import OBJECTIVE

PYTHON = sys.executable
SCRIPT = """\
#!{python}
import sys
from crispdm.__main__ import main
if __name__ == "__main__":
    sys.exit(main())
"""
MANY, FEW = 10_000, 10
# operation: its yardstick, and the target for the ratio of the two
TARGETS = {
    "--version": ("python", 1.10),
    "--help": ("typer", 1.00),
    "status --short": ("typer", 1.35),
    "status": ("typer", 1.80),
    "status --format json": ("typer", 1.80),
    "status on a terminal": ("typer", 2.10),
    "check": ("typer", 1.90),
    "advance": ("typer", 1.65),
    "log": ("typer", 1.90),
    "explain": ("typer", 1.90),
    "require": ("typer", 1.90),
    "waive": ("typer", 1.90),
    "unwaive": ("typer", 1.90),
    "stop": ("typer", 1.90),
    "resume": ("typer", 1.90),
    f"status --short, {MANY:,} events": (f"status --short, {FEW} events", 1.5),
}


def _start_script(folder: Path) -> str:
    """Write the script that starts the program, and return its path."""
    script = folder / "crispdm"
    script.write_text(SCRIPT.format(python=PYTHON))
    script.chmod(0o755)
    return str(script)


def _project(crispdm: str, folder: Path, name: str, events: int) -> Path:
    """A project in its first phase, its gate open, with so many events."""
    subprocess.run((crispdm, "init", name, "--yes"), cwd=folder, check=True, capture_output=True)
    project = folder / name
    (project / "01_business_understanding" / "objective.yaml").write_text(OBJECTIVE)
    state = project / ".crispdm" / "state.yaml"
    after: tuple[str, ...] = (state.read_text().split('"id": "')[1][:32],)
    lines = []
    for number in range(events - 1):
        event, line = format_event(Noted(text=f"note {number}"), after=after, at="2026-11-24T09:00:00Z", by="Ana Roy")
        after = (event.id,)
        lines.append(line)
    with state.open("ab") as file:
        file.write(b"".join(lines))
    return project


def _jobs(folder: Path) -> dict[str, Job]:
    crispdm = _start_script(folder)
    project, many = _project(crispdm, folder, "few", FEW), _project(crispdm, folder, "many", MANY)
    state = project / ".crispdm" / "state.yaml"
    untouched = state.read_bytes()

    def job(
        *arguments: str,
        at: Path = project,
        on_terminal: bool = False,
        ok: tuple[int, ...] = (0,),
        before: bytes = untouched,
    ) -> Job:
        return Job((crispdm, *arguments), at, lambda: state.write_bytes(before), on_terminal, ok)

    def after(*arguments: str) -> bytes:
        """The state that a command leaves."""
        subprocess.run((crispdm, *arguments), cwd=project, check=True, capture_output=True)
        left = state.read_bytes()
        state.write_bytes(untouched)
        return left

    waive, stop = ("waive", "guard-held", "--reason", "it is a spike"), ("stop", "--reason", "it does not pay")

    return {
        "python": Job((PYTHON, "-c", "pass"), project),
        "typer": Job((PYTHON, "-c", "import typer"), project),
        "--version": job("--version"),
        "--help": job("--help"),
        "status --short": job("status", "--short"),
        "status": job("status"),
        "status --format json": job("status", "--format", "json"),
        "status on a terminal": job("status", on_terminal=True),
        "check": job("check", "business_understanding", ok=(1,)),
        "advance": job("advance"),
        "log": job("log"),
        "explain": job("explain", "worth-it"),
        "require": job("require", "business_understanding"),
        "waive": job(*waive),
        "unwaive": job("unwaive", "guard-held", before=after(*waive)),
        "stop": job(*stop),
        "resume": job("resume", "--reason", "it pays", before=after(*stop)),
        f"status --short, {FEW} events": job("status", "--short"),
        f"status --short, {MANY:,} events": job("status", "--short", at=many),
    }


def main() -> None:
    """Measure, and print a table."""
    rounds = whole_number(__doc__, "rounds", 21)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["CRISPDM_USER"] = "Ana Roy <ana@example.com>"
    os.environ["CRISPDM_NOW"] = "2026-11-24T09:00:00+00:00"
    with tempfile.TemporaryDirectory() as folder:
        seconds = medians(_jobs(Path(folder)), rounds)
    sys.stdout.write(f"{'operation':32}{'ms':>8}{'ratio':>8}{'target':>8}  to\n")
    for name, (yardstick, target) in TARGETS.items():
        ratio = seconds[name] / seconds[yardstick]
        note = "" if ratio <= target else "  over"
        sys.stdout.write(f"{name:32}{seconds[name] * 1000:8.1f}{ratio:8.2f}{target:8.2f}  {yardstick}{note}\n")


main()
