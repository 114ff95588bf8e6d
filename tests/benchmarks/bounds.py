"""Print what large projects take, beside the targets: 100,000 events of each shape, 20,000 new files, 50,000 plots.

`python -m tests.benchmarks.bounds [EVENTS]`. Seconds are of the processor, user and system.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from crispdm.eventlog import store
from tests.support.arguments import whole_number
from tests.support.long_histories import SHAPES, state_text
from tests.support.memory import Cost, cost

CRISPDM = str(Path(sys.executable).with_name("crispdm"))
EVENTS, NEW_FILES, PLOTS = 100_000, 20_000, 50_000
SECONDS, MEGABYTES = 3.0, 300
TIMES_WITHOUT = 3.0  # `status` with new files, as a multiple of `status` without


def _print(name: str, found: Cost, seconds: float, megabytes: float) -> None:
    over = "  over" if found.seconds > seconds or found.megabytes > megabytes else ""
    numbers = f"{found.seconds:8.2f}{seconds:8.2f}{found.megabytes:8.0f}{megabytes:8.0f}"
    sys.stdout.write(f"{name:52}{numbers}{over}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure, and print a table."""
    events = whole_number(__doc__, "events", EVENTS)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {"CRISPDM_USER": "Ana Roy <ana@example.com>", "CRISPDM_NOW": "2026-11-24T09:00:00+00:00"}
    sys.stdout.write(f"{'':52}{'CPU s':>8}{'target':>8}{'MiB':>8}{'target':>8}\n")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run((CRISPDM, "init", "listings", "--yes"), cwd=folder, check=True, capture_output=True)
        project = Path(folder) / "listings"
        untouched = (project / store.PATH).read_bytes()
        for shape in SHAPES:
            (project / store.PATH).write_bytes(state_text(shape, events))
            _print(f"status --short, {shape}", cost("status", "--short", cwd=project), SECONDS, MEGABYTES)
        for shape in ("notes", "pilots with objectives"):
            (project / store.PATH).write_bytes(state_text(shape, events))
            for command in ("log", "log --format json", "verify"):
                _print(f"{command}, {shape}", cost(*command.split(), cwd=project), 2 * SECONDS, MEGABYTES / 2)
        (project / store.PATH).write_bytes(untouched)
        subprocess.run(("git", "add", "--all"), cwd=project, check=True)
        without = min(cost("status", cwd=project).seconds for _ in range(5))
        for number in range(NEW_FILES):
            (project / "04_modeling" / f"{number}.csv").write_text("run,score\n")
        _print(f"status, {NEW_FILES:,} new files", cost("status", cwd=project), TIMES_WITHOUT * without, 60)
        plots = project / "02_data_understanding" / "plots"
        plots.mkdir(exist_ok=True)
        for number in range(PLOTS):
            (plots / f"{number}.png").write_text("x")
        gate = project / "crispdm.yaml"
        plotted = "- {id: plotted, says: It is plotted, check: exists, files: plots/*.png}\n      "
        gate.write_text(gate.read_text().replace("- id: inventory-complete", f"{plotted}- id: inventory-complete"))
        found = cost("check", "data_understanding", cwd=project)
        _print(f"check, a glob over {PLOTS:,} files", found, SECONDS, MEGABYTES)


main()
