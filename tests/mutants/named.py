"""The changes that went unnoticed once: `python -m tests.mutants.named [--campaign]` tries each again.

Each is made in a copy, and the tests named beside it must fail; with `--campaign`, the part of the campaign too. It
ends with 1 where one is not noticed.
"""

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from msgspec import Struct, yaml

from tests.mutants.__main__ import copied, say
from tests.support.arguments import parser

PARTS = {
    "kills": ("--kills", "16", "--writers", "0", "--histories", "0", "--seed", "1"),
    "histories": ("--kills", "0", "--writers", "0", "--histories", "25", "--seed", "7"),
    "fuzz": ("fuzz", "2000", "--seed", "1"),
}


class Named(Struct, forbid_unknown_fields=True):
    """A change of a text that a file of src/crispdm has once, and what notices it."""

    says: str
    file: str
    was: str
    becomes: str
    tests: list[str]
    campaign: str  # one of its parts, or `no` and why

    @property
    def part(self) -> str:
        """The part of the campaign that notices it; empty where none does."""
        return self.campaign if self.campaign in PARTS else ""


@cache
def named_changes() -> tuple[Named, ...]:
    """All that are listed."""
    return tuple(yaml.decode(Path(__file__).with_name("named.yaml").read_bytes(), type=list[Named]))


def is_noticed(change: Named, copy: Path, *, by_campaign: bool) -> bool:
    """Make a change in the copy, run what must notice it, and take it back."""
    file = copy / "src" / "crispdm" / change.file
    text = file.read_text()
    file.write_text(text.replace(change.was, change.becomes))
    try:
        tests = ("pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *change.tests)
        return _fails(tests, copy) and not (by_campaign and change.part and not _fails_part(change.part, copy))
    finally:
        file.write_text(text)


def _fails_part(part: str, copy: Path) -> bool:
    return _fails(("tests.faults", *PARTS[part]), copy)


def _fails(module: tuple[str, ...], copy: Path) -> bool:
    """Whether a module ends with 1, as pytest does where a test fails, and Python where an assertion does."""
    paths = {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = (sys.executable, "-m", *module)
    return (
        subprocess.run(command, cwd=copy, env={**os.environ, **paths}, capture_output=True, check=False).returncode == 1
    )


def main() -> int:
    """Try all of them."""
    arguments = parser(__doc__)
    arguments.add_argument("--campaign", action="store_true", help="by the campaign of faults instead of pytest")
    unnoticed, by_campaign = 0, arguments.parse_args().campaign
    with tempfile.TemporaryDirectory(prefix="crispdm-named-") as folder:
        copy = copied(Path(folder))
        for change in named_changes():
            found = is_noticed(change, copy, by_campaign=by_campaign)
            unnoticed += not found
            say(f"{'noticed' if found else 'NOT NOTICED':12}{change.says}")
    return int(unnoticed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
