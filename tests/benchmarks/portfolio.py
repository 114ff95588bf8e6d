"""The CPU time and the memory of `portfolio` over many projects: `python -m tests.benchmarks.portfolio [PROJECTS]`.

`--report` measures `report ROOT` instead, for 500 projects: below 5 s and 1 MB.

The yardstick lists the same folders and reads the same files, and does nothing with them.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

from crispdm.eventlog import store
from crispdm.eventlog.events import Advanced, Blocked, Created, Event, Signed, format_event
from crispdm.kept_json import keep
from tests.support.arguments import parser

PYTHON = sys.executable
CRISPDM = str(Path(PYTHON).with_name("crispdm"))
PROJECTS, IN_A_FOLDER, ROUNDS = 10_000, 100, 3
PEOPLE = ("Ana Roy", "Bo Lind", "Cy Dahl", "Dee Okoro", "Eli Sand", "Fay Holm")
REPORTED, SECONDS, BYTES = 500, 5.0, 1_000_000  # projects on one page, CPU time, and its size
WARM, COLD, MEMORY = 2.3, 14.0, 60.0  # times the yardstick, and MiB
YARDSTICK = """
import os, sys
folders = [sys.argv[1]]
while folders:
    folder = folders.pop()
    for entry in os.scandir(folder):
        if entry.is_dir():
            state = entry.path + "/.crispdm/state.yaml"
            if os.path.exists(state):
                for name in state, entry.path + "/crispdm.yaml":
                    with open(name, "rb") as file:
                        file.read()
            else:
                folders.append(entry.path)
"""


class Cost(NamedTuple):
    """What a process took."""

    seconds: float  # of CPU
    mebibytes: float  # at the most


def history(passed: int, phases: tuple[str, ...]) -> bytes:
    """A state file in which so many phases were passed, each with two signatures; every other project waits."""
    events: list[Event] = [Created(project="listings", crispdm="0.1.0")]
    digests = tuple((f"criterion-{number}", f"{number:032x}") for number in range(5))
    for phase, to in pairwise(phases[: passed + 1]):
        roles = ("product_manager", "data_scientist")
        events += [Signed(iteration=1, phase=phase, role=role, evidence=digests) for role in roles]
        events.append(
            Advanced(
                iteration=1, phase=phase, outcome=None, to=to, opens=(), evidence=digests,
                kept_values=keep({}), kept_facts=keep({}), waived=(), gate=f"{0:032x}",
            )
        )  # fmt: skip
    events += [Blocked(text="no access", owner="team Media")] if passed % 2 else []
    lines, after = [], tuple[str, ...]()
    for number, each in enumerate(events):
        event, line = format_event(
            each, after=after, at=f"2026-{10 + number // 28}-{number % 28 + 1:02}T09:00:00Z", by="Ana"
        )
        lines.append(line)
        after = (event.id,)
    return store.HEADER + b"".join(lines)


def make(root: Path, projects: int) -> None:
    """Projects of the bundled template, each with its own name and team; half of them in folders two levels down."""
    subprocess.run((CRISPDM, "init", "model", "--yes", "--no-git"), cwd=root, check=True, capture_output=True)
    text = (root / "model" / "crispdm.yaml").read_text()
    rmtree(root / "model")
    phases = tuple(line.split()[-1] for line in text.splitlines() if line.startswith("  - id:"))
    histories = [history(number, phases) for number in range(len(phases))]
    for number in range(projects):
        project = root / f"org-{number // IN_A_FOLDER}" / ("sub" if number % 2 else "") / f"project-{number}"
        (project / store.FOLDER).mkdir(parents=True)
        for folder in range(6):
            (project / f"0{folder}").mkdir()
        named = text.replace("Ana Roy", PEOPLE[number % len(PEOPLE)]).replace(
            "project: 'model'", f"project: p-{number}"
        )
        (project / "crispdm.yaml").write_text(named)
        (project / store.PATH).write_bytes(histories[number % len(histories)])


def cost(*command: str, cache: Path) -> Cost:
    """Run a command, and ask the system what it took."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "CRISPDM_NOW": "2026-12-24T09:00:00+00:00"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(root: Path, cache: Path) -> dict[str, Cost]:
    """The medians of some rounds, each operation in turn; the first round does not count."""
    found: dict[str, list[Cost]] = {"read": [], "cold": [], "warm": []}
    for number in range(ROUNDS + 1):
        rmtree(cache, ignore_errors=True)
        for name, command in (
            ("read", (PYTHON, "-c", YARDSTICK, str(root))),
            ("cold", (CRISPDM, "portfolio", str(root))),
            ("warm", (CRISPDM, "portfolio", str(root))),
        ):
            each = cost(*command, cache=cache)
            if number:
                found[name].append(each)
    return {name: Cost(*map(statistics.median, zip(*costs, strict=True))) for name, costs in found.items()}


def measure_report() -> None:
    """Measure the page on many projects, and print a line."""
    with tempfile.TemporaryDirectory() as folder:
        root, page = Path(folder) / "all", Path(folder) / "page.html"
        root.mkdir()
        make(root, REPORTED)
        command = (CRISPDM, "report", str(root), "-o", str(page))
        seconds = statistics.median(cost(*command, cache=Path(folder) / "cache").seconds for _ in range(ROUNDS))
        size = page.stat().st_size
    note = "" if seconds <= SECONDS and size <= BYTES else "  over"
    sys.stdout.write(f"report of {REPORTED} projects: {seconds:.2f} s of CPU, {size / 1000:,.0f} kB{note}\n")


def main() -> None:
    """Measure, and print a table."""
    arguments = parser(__doc__)
    arguments.add_argument("projects", type=int, nargs="?", default=PROJECTS, help=f"{PROJECTS:,} unless said")
    arguments.add_argument("--report", action="store_true", help="measure the report of many projects instead")
    given = arguments.parse_args()
    if given.report:
        os.environ["CRISPDM_USER"] = "Ana Roy <ana@example.com>"
        measure_report()
        return
    projects = given.projects
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["CRISPDM_USER"] = "Ana Roy <ana@example.com>"
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "all", Path(folder) / "cache"
        root.mkdir()
        make(root, projects)
        costs = measure(root, cache)
    sys.stdout.write(f"{f'{projects:,} projects':24}{'CPU ms':>9}{'ratio':>8}{'target':>8}{'MiB':>7}{'target':>8}\n")
    for name, target in (("read", 1.0), ("cold", COLD), ("warm", WARM)):
        ratio = costs[name].seconds / costs["read"].seconds
        note = "" if ratio <= target and costs[name].mebibytes <= MEMORY else "  over"
        sys.stdout.write(
            f"{name:24}{costs[name].seconds * 1000:9.0f}{ratio:8.2f}{target:8.2f}"
            f"{costs[name].mebibytes:7.1f}{MEMORY:8.1f}{note}\n"
        )


if __name__ == "__main__":
    main()
