"""Many who write at once, some of them killed: no event is lost, and each follows all before it."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

from crispdm.eventlog import store
from crispdm.eventlog.events import Waived
from tests.faults import child
from tests.support.builders import a_phase, filled_in, process_text

PROJECT = process_text(a_phase("plan", criteria=[filled_in("kept", "goal")]), a_phase("build"))


def _writer(project: Path, name: int, commands: int, told: Path, start: float) -> None:
    """One of them, in a process of its own: a command after the other; each is told of before the next."""
    time.sleep(max(0.0, start - time.monotonic()))
    with told.open("a") as file:
        for number in range(commands):
            text = f"writer {name}, {number}"
            if child.run(["waive", "kept", "--reason", text], project).code == 0:
                file.write(f"{text}\n")
                file.flush()
    os._exit(0)


def writers(folder: Path, number: int, commands: int, chance: Random, *, killed: int = 0) -> Counter[str]:
    """Let them write; the figures."""
    (folder / "told").mkdir(parents=True)
    (folder / "crispdm.yaml").write_text(PROJECT)
    start = time.monotonic() + 0.2
    started = []
    for name in range(number):
        pid = os.fork()
        if pid == 0:
            try:
                _writer(folder, name, commands, folder / "told" / str(name), start)
            finally:
                os._exit(1)
        started.append(pid)
    for pid in chance.sample(started, killed):
        time.sleep(chance.uniform(0, 0.3))
        os.kill(pid, signal.SIGKILL)
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in started]
    killed = ended.count(-9)  # a few may have been quicker
    assert ended.count(0) == number - killed
    told = {line for file in (folder / "told").iterdir() for line in file.read_text().split("\n")[:-1]}
    time.sleep(0.2)  # the last child of a writer that was killed
    assert child.run(["waive", "kept", "--reason", "last"], folder).code == 0
    history = store.load(folder)
    reasons = [event.reason for event in history.events if isinstance(event, Waived)]
    assert len({*reasons}) == len(reasons)
    assert told <= {*reasons}, "acknowledged, and lost"
    assert len(told) == commands * number or killed
    assert not history.flaws
    assert [event.after for event in history.events[1:]] == [(event.id,) for event in history.events[:-1]]
    return Counter(
        {"writers": number, "commands": commands * number, "acknowledged": len(told), "writers killed": killed}
    )


def report(folder: Path, number: int, commands: int, seed: int) -> str:
    """Run it, with and without kills, and say what was tried."""
    start = time.monotonic()
    chance = Random(seed)
    figures = writers(folder / "all", number, commands, chance)
    figures += writers(folder / "some", number, commands, chance, killed=number // 2)
    told = ", ".join(f"{count} {name}" for name, count in sorted(figures.items()))
    return f"at once: {told}; lost: 0 ({time.monotonic() - start:.0f} s)"
