"""Judge the pilots of a world, and count what is said of them."""

import random
from collections import Counter

from msgspec import Struct

from crispdm.gate.pilot.judgement import judge_pilot
from crispdm.gate.pilot.refusal import Refusal
from tests.simulations.worlds import Draw, World


class Tally(Struct, frozen=True):
    """What is said of the pilots with one true effect, in parts of all of them."""

    says: dict[str, float]
    covered: float  # of those with an interval

    def part(self, *says: str) -> float:
        return sum(self.says.get(each, 0.0) for each in says)


def tally(draw: Draw, wanted: float, effect: float, rows: int, pilots: int, seed: int = 20261207) -> Tally:  # noqa: PLR0913, PLR0917 - a row of a table
    """Draw pilots whose true change is a part of the wanted one."""
    chance, says, covered, measured = random.Random(seed), Counter[str](), 0, 0
    for _ in range(pilots):
        try:
            found = judge_pilot(draw(chance, effect, rows))
        except Refusal:
            says["refused"] += 1
            continue
        says[found.verdict.says] += 1
        if found.effect:
            measured += 1
            covered += found.effect.low <= -wanted * effect <= found.effect.high
    return Tally({name: number / pilots for name, number in says.items()}, covered / max(measured, 1))


class Properties(Struct, frozen=True):
    """The five numbers of a world."""

    coverage: float  # at no effect
    false_deploy: float  # at no effect
    false_stop: float  # at the wanted effect
    deploy: float  # at the wanted effect
    power: float  # deploy at one and a half times the wanted effect


def properties(world: World, rows: int, pilots: int) -> Properties:
    """Measure a world at no effect, at the wanted one and above it."""
    nothing, wanted, more = (tally(world.draw, world.wanted, effect, rows, pilots) for effect in (0.0, 1.0, 1.5))
    return Properties(
        nothing.covered, nothing.part("deploy"), wanted.part("stop"), wanted.part("deploy"), more.part("deploy")
    )
