"""`python -m tests.simulations [PILOTS [ROWS]]`: coverage, false deploy, false stop and power of the verdict."""

import math
import sys

from tests.simulations.tally import properties, tally
from tests.simulations.worlds import WORLDS, fading, guarded
from tests.support.arguments import parser

_ROWS = (7, 14, 28)
_COLUMNS = "coverage  false deploy  false stop  deploy at target  deploy at 1.5 times"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Print a table, in percent."""
    arguments = parser(__doc__)
    arguments.add_argument("pilots", type=int, nargs="?", default=1000, help="of each kind; 1000 unless said")
    arguments.add_argument("rows", type=int, nargs="*", default=_ROWS, help="of a pilot; 7, 14 and 28 unless said")
    given = arguments.parse_args()
    pilots, lengths = given.pilots, given.rows
    error = 196 * math.sqrt(0.025 * 0.975 / pilots)
    _say(f"{pilots} pilots each: a false deploy of 2.5 % is right to {error:.1f} points")
    _say(f"{'':40}rows  {_COLUMNS}")
    for world in WORLDS:
        for rows in lengths:
            found = properties(world, rows, pilots)
            numbers = (found.coverage, found.false_deploy, found.false_stop, found.deploy, found.power)
            widths = (8, 14, 12, 18, 21)
            text = "".join(f"{100 * number:{width}.1f}" for number, width in zip(numbers, widths, strict=True))
            _say(f"{world.name:40}{rows:4}  {text}")
    novelty = tally(fading(), 0.1, 1.0, 14, pilots)
    _say(f"a novelty that halves every four days: deploy {100 * novelty.part('deploy'):.0f} %")
    for harm in (0.0, 0.05, 0.1):
        held = tally(guarded(harm), 0.1, 1.0, 14, pilots).part("deploy")
        _say(f"a guard {harm:.0%} worse where 5 % are allowed: deploy {100 * held:.0f} %")


if __name__ == "__main__":
    main()
