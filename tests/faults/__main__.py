"""The long form: `python -m tests.faults [--kills N --writers N --commands N --histories N --seed N]`, or `fuzz N`.

It prints what it tried and what was lost; anything lost is an error that says how to do it again.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path
from random import SystemRandom

NOT_OURS = ("GIT_", "CRISPDM_", "XDG_")


def _surroundings(home: Path) -> None:
    """A home of its own; who acts and when is known."""
    for name in [*os.environ]:
        if name.startswith(NOT_OURS):
            del os.environ[name]
    home.mkdir()
    who, when = "Ana Roy <ana@example.com>", "2026-11-24T09:00:00+00:00"
    os.environ.update(HOME=str(home), GIT_CONFIG_NOSYSTEM="1", CRISPDM_USER=who, CRISPDM_NOW=when)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _machine(examples: int, seed: int) -> str:
    from tests.faults import machine  # noqa: PLC0415 - hypothesis is not needed for the rest

    start = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        figures = machine.campaign(examples, 40, seed)
    told = ", ".join(f"{count} {name}" for name, count in sorted(figures.items()))
    return f"histories: {examples}, with {told}; lost: 0 ({time.monotonic() - start:.0f} s)"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", "fuzz"], default="all")
    parser.add_argument("inputs", nargs="?", type=int, default=100_000, help="of the fuzzer")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--commands", type=int, default=50, help="of each writer")
    parser.add_argument(
        "--histories", type=int, default=500, help="of the machine over commands and git, 40 steps each"
    )
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    return parser.parse_args()


def _fuzz(folder: Path, inputs: int, seed: int) -> None:
    from tests.faults import fuzz  # noqa: PLC0415 - it watches this process from then on

    _say(fuzz.report(folder / "fuzz", inputs, seed))


def main() -> None:
    """Run what is asked for."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="crispdm-faults-") as name:
        folder = Path(name)
        _surroundings(folder / "home")
        _say(f"seed {wanted.seed}")
        if wanted.what == "all":
            from tests.faults import kills, writers  # noqa: PLC0415 - after the surroundings are set

            if wanted.writers:
                _say(writers.report(folder / "writers", wanted.writers, wanted.commands, wanted.seed))
            if wanted.kills:
                _say(kills.report(folder / "kills", wanted.kills, wanted.seed))
            if wanted.histories:
                _say(_machine(wanted.histories, wanted.seed))
        else:
            _fuzz(folder, wanted.inputs, wanted.seed)


if __name__ == "__main__":
    main()
