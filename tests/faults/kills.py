"""kill -9 at random points of `advance`, `sign` and `init`: what was acknowledged is there, and all works after it."""

import json
import shutil
import time
from collections import Counter
from pathlib import Path
from random import Random

from crispdm.eventlog import store
from tests.faults import child
from tests.faults.synced import Synced
from tests.support.builders import a_phase, process_text

PHASES = 20
PROJECT = process_text(*(a_phase(f"p{number}", sign_off=["boss"]) for number in range(PHASES)), team={"boss": []})
INIT = ["init", "shop", "--yes", "--no-git"]
CALLS = {"sign": 24, "advance": 24, "init": 220}  # about as many calls of the system's as the command makes


class Campaign:
    """Kills, one after the other: half of them at a random time, half at a random call.

    Args:
        folder: an empty one.
        chance: what decides.
    """

    def __init__(self, folder: Path, chance: Random) -> None:
        self.project = folder / "project"
        self.around = folder / "around"
        self.chance = chance
        self.synced = Synced(folder / "synced")
        self.figures: Counter[str] = Counter()
        self.pace: dict[str, float] = {}  # seconds that a command takes, lately

    def run(self, number: int) -> Counter[str]:
        """Kill so many commands; the figures."""
        moves = 0
        while self.figures["kills"] < number:
            if moves % (PHASES // 2) == 0:  # each may move it twice
                shutil.rmtree(self.project, ignore_errors=True)
                self.project.mkdir(parents=True)
                (self.project / "crispdm.yaml").write_text(PROJECT)
            moves += 1
            self.move()
            if moves % 8 == 0 and self.figures["kills"] < number:
                self.init()
        return self.figures

    def whole(self, arguments: list[str], folder: Path) -> child.Died:
        """Run it to its end, and learn how long that takes."""
        start = time.monotonic()
        died = child.run(arguments, folder)
        self.pace[arguments[0]] = time.monotonic() - start
        return died

    def killed(self, arguments: list[str], folder: Path) -> str:
        """Run it, and kill it; what it had said by then."""
        name = arguments[0]
        if self.chance.random() < 0.5 or name not in self.pace:
            number = 0 if self.chance.random() < 0.2 else self.chance.randint(1, CALLS[name])
            kill = child.at_call(number, self.chance)
            died = child.run(arguments, folder, kill=kill)
        else:
            died = child.run(arguments, folder, after=self.chance.uniform(0, 1.1 * self.pace[name]))
        assert "Traceback" not in died.said, died.said
        assert "internal error" not in died.said, died.said
        self.figures["kills" if died.code == -9 else "ended before the kill"] += 1
        return died.said

    def move(self) -> None:
        """Sign or advance, killed; then both, not killed."""
        command = self.chance.choice([["sign", "--as", "boss"], ["advance", "--format", "json"]])
        if command[0] == "advance":
            self.whole(["sign", "--as", "boss"], self.project)
        path = self.project / store.PATH
        before = path.read_bytes() if path.exists() else b""
        known = {event.id for event in store.parse(before).events}
        said = self.killed(command, self.project)
        after = store.load(self.project)
        here = {event.id for event in after.events}
        assert known <= here, f"lost by {command}"
        assert not after.flaws or after.is_torn, after.flaws
        self.figures["torn ends"] += after.is_torn
        self.acknowledged(said, known, here)
        for words in (["sign", "--as", "boss"], ["advance"]):
            self.durable(words)
        healed = store.load(self.project)
        assert here <= {event.id for event in healed.events}
        assert not healed.flaws

    def durable(self, arguments: list[str]) -> None:
        """Run a command to its end: what it recorded would outlast the power, and so would the name of a new file."""
        path = self.project / store.PATH
        was = path.read_bytes() if path.exists() else None
        died = child.run(arguments, self.project, kill=self.synced.prepare())
        if died.code == 0 and path.read_bytes() != was:
            self.figures["synced"] += 1
            assert self.synced.holds(path), f"{arguments} did not sync the file"
            assert was is not None or self.synced.holds(path.parent), f"{arguments} did not sync the folder"

    def acknowledged(self, said: str, known: set[str], here: set[str]) -> None:
        """What it said it had recorded is there."""
        if said.endswith("}\n") and (events := json.loads(said)["events"]):
            self.figures["acknowledged"] += 1
            assert {event["id"] for event in events} <= here, "acknowledged, and lost"
        elif said.startswith("Signed"):
            self.figures["acknowledged"] += 1
            assert len(here) > len(known), "acknowledged, and lost"

    def init(self) -> None:
        """A project is there as a whole, or not at all; and then it can be made."""
        shutil.rmtree(self.around, ignore_errors=True)
        self.around.mkdir()
        self.killed(INIT, self.around)
        shop = self.around / "shop"
        self.figures["projects made before the kill"] += shop.exists()
        if not shop.exists():
            assert self.whole(INIT, self.around).code == 0
        assert child.run(["verify"], shop).code == 0
        assert len([path for path in shop.rglob("*") if path.is_file()]) >= 25
        self.figures["staging folders left beside"] += any(path != shop for path in self.around.iterdir())


def report(folder: Path, number: int, seed: int) -> str:
    """Run it and say what was tried."""
    start = time.monotonic()
    figures = Campaign(folder, Random(seed)).run(number)
    told = ", ".join(f"{count} {name}" for name, count in sorted(figures.items()))
    return f"kill -9: {told}; lost: 0 ({time.monotonic() - start:.0f} s)"
