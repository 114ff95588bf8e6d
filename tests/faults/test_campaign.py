"""The short form of the campaign, and that its long form can be had."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.cases import CASES

ROOT = Path(__file__).parents[2]


def _campaign(*arguments: str) -> str:
    """What it prints; in a process of its own, as it forks, and watches."""
    command = [sys.executable, "-m", "tests.faults", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    return done.stdout


def _figure(said: str, name: str) -> int:
    found = re.search(rf"([\d,]+) {name}", said)
    assert found, f"{name} in {said}"
    return int(found[1].replace(",", ""))


@pytest.mark.slow
def test_nothing_is_lost_by_a_few_kills_and_writers() -> None:
    said = _campaign("--kills", "16", "--writers", "4", "--commands", "4", "--histories", "0", "--seed", "1")
    assert _figure(said, "kills") == 16
    assert _figure(said, "acknowledged") >= 16
    assert said.count("lost: 0") == 2


@pytest.mark.slow
def test_nothing_is_lost_by_many_kills_and_writers() -> None:
    said = _campaign("--kills", "120", "--writers", "16", "--commands", "10", "--histories", "0", "--seed", "2")
    assert _figure(said, "kills") == 120
    assert _figure(said, "writers") == 32
    assert said.count("lost: 0") == 2


@pytest.mark.slow
def test_the_seed_reaches_the_histories() -> None:
    """So that what one run lost, another finds again."""
    same, again, other = (
        _campaign("--kills", "0", "--writers", "0", "--histories", "4", "--seed", seed) for seed in ("1", "1", "2")
    )
    drawn = [re.sub(r"^seed \d+|\(\d+ s\)", "", each, flags=re.MULTILINE) for each in (same, again, other)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.slow
def test_no_history_with_real_git_loses_an_event_or_means_something_else() -> None:
    said = _campaign("--kills", "0", "--writers", "0", "--histories", "25", "--seed", "7")
    drawn = [what for what in ("merges", "rebases", "squashes", "cherry-picks", "reverts", "stashes") if what in said]
    assert len(drawn) >= 5, said  # what is drawn is chance, and another hypothesis draws otherwise
    assert _figure(said, "states compared") >= 1
    assert "lost: 0" in said


@pytest.mark.slow
def test_a_little_hostile_input_does_nothing() -> None:
    assert "faults: 0" in _campaign("fuzz", "150", "--seed", "1")


@pytest.mark.slow
def test_hostile_input_does_nothing() -> None:
    said = _campaign("fuzz", "2000", "--seed", "2")
    assert "2,000 inputs" in said
    assert _figure(said, "refused") < 1_500, "most of it reaches something"
    assert "faults: 0" in said


def _tests(path: Path) -> set[str]:
    return set(re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE))


def test_every_case_has_its_tests() -> None:
    assert [*CASES] == [*range(1, 26)]
    for says, tests in CASES.values():
        assert says
        assert tests
        for name in tests:
            file, _, test = name.partition("::")
            assert test in _tests(ROOT / "tests" / file), name
