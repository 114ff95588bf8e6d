"""Change the code, one place at a time, and see whether a test fails.

    python -m tests.mutants --record            first: which tests run which lines; slow ones if they are named
    python -m tests.mutants lifecycle git       each place of these
    python -m tests.mutants --sample 400        400 places, drawn at random from all modules that matter

It works in a copy. Each mutant is tried with the tests that run its line. Survivors that are known stand in
survivors.yaml, each with its reason; another one is to be killed by a test, or added there. Places that no recorded
test runs are counted apart, as untested. It ends with 1 where fewer than 95 of 100 were killed, or a survivor has no
reason.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from random import Random, SystemRandom

from crispdm.gate.checks.audit import wilson
from tests.mutants import trial
from tests.mutants.covering import DATA, DURATIONS, RECORDED, Covering, record
from tests.mutants.operators import Mutant, mutants
from tests.mutants.survivors import is_known

ROOT = Path(__file__).parents[2]
CODE = ROOT / "src" / "crispdm"
PARTS = (
    *("lifecycle", "eventlog", "safe_files.py", "open_folder.py", "open_tree.py", "archives.py", "folder_owner.py"),
    *("file_locks.py", "lock_files.py", "file_patterns.py", "inert.py", "spreadsheets.py", "git"),
    *("actions/consent.py", "actions/verify.py", "actions/require.py", "actions/judgement.py"),
    *("scaffold/staging.py", "scaffold/journal.py", "scaffold/apply.py", "gate"),
)
LEAST = 0.95  # of all that a recorded test runs
Place = tuple[Path, Mutant]


def _arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__, formatter_class=form)
    parser.add_argument("parts", nargs="*", help="files and folders of src/crispdm, or with --record of tests")
    parser.add_argument("--record", action="store_true", help="find which tests run which lines, and stop")
    parser.add_argument("--sample", type=int, help="so many of all places; every place without it")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="draws the same ones again")
    return parser.parse_args()


def _files(part: str) -> list[Path]:
    path = CODE / part
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _places(parts: Sequence[str], sample: int | None, seed: int) -> list[Place]:
    """All places of these parts, or a sample of them, by file."""
    every = [(file, each) for part in parts for file in _files(part) for each in mutants(file.read_text())]
    say(f"{len(every):,} places, seed {seed}")
    drawn = range(len(every)) if sample is None else Random(seed).sample(range(len(every)), min(sample, len(every)))
    return [every[number] for number in sorted(drawn)]


class Campaign:
    """Tries mutants, says how each ended, and counts.

    Args:
        places: the mutants.
        copy: of the project, which is changed.
        covering: which tests run which lines.
    """

    def __init__(self, places: Sequence[Place], copy: Path, covering: Covering) -> None:
        self._places, self._copy, self._covering = places, copy, covering
        self._sound: set[str] = set()  # tests that were seen to pass where nothing is changed
        self.ended: Counter[str] = Counter()

    def __call__(self, trials: trial.Trials) -> None:
        """Try all of them."""
        for file, places in groupby(self._places, key=itemgetter(0)):
            found = Counter(self._tried(trials, file, (mutant for _, mutant in places)))
            self.ended += found
            say(f"{file.relative_to(CODE)}: {found['killed']} of {found.total()} killed {dict(found)}")

    def _tried(self, trials: trial.Trials, file: Path, changes: Iterator[Mutant]) -> Iterator[str]:
        there, name = self._copy / file.relative_to(ROOT), str(file.relative_to(CODE))
        for number, mutant in enumerate(changes, 1):
            trial.put(there, mutant.text, number)
            outcome, killer = self._outcome(trials, file, there, mutant)
            trial.put(there, file.read_text(), 0)
            ended = "known" if outcome == "survived" and is_known(name, mutant) else outcome
            say(f"  {ended:9}{name}:{mutant.line}  {mutant.was}  ->  {mutant.becomes}  {killer}")
            yield ended

    def _outcome(self, trials: trial.Trials, file: Path, there: Path, mutant: Mutant) -> trial.Tried:
        """How a mutant ended; a test that fails without it as well says nothing, and is left out from then on."""
        while True:
            tests = self._covering.tests(file, mutant)
            tried = trials.outcome(tests, self._covering.seconds(tests), there, mutant)
            if not tried.killer or self._is_sound(trials, there, file.read_text(), tried.killer):
                self._covering.killed(file, tried.killer)
                return tried
            trial.put(there, mutant.text, 1)

    def _is_sound(self, trials: trial.Trials, there: Path, text: str, test: str) -> bool:
        if test not in self._sound:
            trial.put(there, text, 0)
            if trials.outcome([test], self._covering.seconds([test])).outcome != "survived":
                say(f"  left out, as it fails without any change: {test}")
                self._covering.leave_out(test)
                return False
            self._sound.add(test)
        return True


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def copied(folder: Path) -> Path:
    """Copy what the tests need."""
    copy = folder / "crispdm"
    ignored = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "dist", "build")
    shutil.copytree(ROOT, copy, symlinks=True, ignore=ignored)
    return copy


def _summary(ended: Counter[str]) -> str:
    """The share that was killed of those that a recorded test runs, with its 95 % interval (Wilson)."""
    tried = ended.total() - ended["untested"]
    low, high = wilson(ended["killed"], tried)
    share = f"{ended['killed'] / (tried or 1):.1%} ({low:.1%} to {high:.1%})"
    return f"{ended['killed']} of {tried} killed: {share}; {dict(ended)}"


def main() -> int:
    """Record, or try; 1 where too much survives."""
    wanted = _arguments()
    if wanted.record:
        quick = (*RECORDED, *map(str, sorted(ROOT.glob("tests/test_*.py"))), "-m", "not slow")
        return record(ROOT, wanted.parts or quick)
    if not (ROOT / DATA).exists() or not (ROOT / DURATIONS).exists():
        raise SystemExit("run `python -m tests.mutants --record` first")
    covering, places = Covering(ROOT), _places(wanted.parts or PARTS, wanted.sample, wanted.seed)
    with tempfile.TemporaryDirectory(prefix="crispdm-mutants-") as folder:
        copy = copied(Path(folder))
        trial.import_from(copy)
        campaign = Campaign(places, copy, covering)
        files = {name.partition("::")[0] for place in places for name in covering.tests(*place)}
        trial.collect(sorted(files), trial.Trials(campaign, Path(folder)))
    ended = campaign.ended
    say(_summary(ended))
    tried = ended.total() - ended["untested"]
    return int(ended["killed"] < LEAST * tried or ended["killed"] + ended["known"] < tried)


if __name__ == "__main__":
    raise SystemExit(main())
