"""Change the code, one place at a time, and see whether a test fails.

    python -m tests.mutants --record            first: which tests run which lines; of some tests if they are named
    python -m tests.mutants lifecycle git       each place of these
    python -m tests.mutants --sample 20         20 places of each module that matters, drawn at random

It works in a copy. Each mutant is tried with the tests that run its line. Survivors that are known stand in
survivors.yaml, each with its reason; another one is to be killed by a test, or added there. It ends with 1 where fewer
than 95 of 100 were killed, or a survivor has no reason.
"""

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random, SystemRandom

from tests.mutants import trial
from tests.mutants.covering import DATA, DURATIONS, RECORDED, Covering, record
from tests.mutants.operators import Mutant, mutants
from tests.mutants.survivors import is_known

ROOT = Path(__file__).parents[2]
PARTS = (
    *("gate/checks", "gate/pilot", "lifecycle", "eventlog", "git", "archives.py", "safe_files.py", "open_folder.py"),
    *("open_tree.py", "scaffold/staging.py", "scaffold/journal.py", "scaffold/apply.py"),
)
LEAST = 0.95  # of all that were tried


def _arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__, formatter_class=form)
    parser.add_argument("parts", nargs="*", help="files and folders of src/crispdm, or with --record of tests")
    parser.add_argument("--record", action="store_true", help="find which tests run which lines, and stop")
    parser.add_argument("--sample", type=int, help="so many of each part; all of them without it")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    return parser.parse_args()


def _files(part: str) -> list[Path]:
    path = ROOT / "src" / "crispdm" / part
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _chosen(part: str, sample: int | None, chance: Random) -> list[tuple[Path, Mutant]]:
    every = [(file, each) for file in _files(part) for each in mutants(file.read_text())]
    return every if sample is None or sample >= len(every) else sorted(chance.sample(every, sample))


def _tried(chosen: Iterable[tuple[Path, Mutant]], copy: Path, covering: Covering) -> Iterator[str]:
    """Try mutants; how each ended."""
    checked: set[Path] = set()
    for number, (file, mutant) in enumerate(chosen, 1):
        there = copy / file.relative_to(ROOT)
        tests = covering.tests(file, mutant.line)
        if file not in checked and tests:
            checked.add(file)
            if trial.outcome(tests, 60 + 4 * covering.seconds(tests)) != "survived":
                raise SystemExit(f"a test of {file} fails without any change")
        trial.put(there, mutant.text, number)
        outcome = trial.outcome(tests, 20 + 4 * covering.seconds(tests))
        trial.put(there, file.read_text(), 0)
        name = str(file.relative_to(ROOT / "src" / "crispdm"))
        ended = "known" if outcome == "survived" and is_known(name, mutant) else outcome
        if ended != "killed":
            _say(f"  {ended:9}{name}:{mutant.line}  {mutant.was}  ->  {mutant.becomes}")
        yield ended


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _copy(folder: Path) -> Path:
    """Copy what the tests need."""
    copy = folder / "crispdm"
    ignored = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "dist", "build")
    shutil.copytree(ROOT, copy, symlinks=True, ignore=ignored)
    return copy


def main() -> int:
    """Record, or try; 1 where too much survives."""
    wanted = _arguments()
    if wanted.record:
        return record(ROOT, wanted.parts or (*RECORDED, *map(str, sorted(ROOT.glob("tests/test_*.py")))))
    if not (ROOT / DATA).exists() or not (ROOT / DURATIONS).exists():
        raise SystemExit("run `python -m tests.mutants --record` first")
    covering, total = Covering(ROOT), Counter[str]()
    _say(f"seed {wanted.seed}")
    with tempfile.TemporaryDirectory(prefix="crispdm-mutants-") as folder:
        copy = _copy(Path(folder))
        trial.import_from(copy)
        for part in wanted.parts or PARTS:
            found = Counter(_tried(_chosen(part, wanted.sample, Random(wanted.seed)), copy, covering))
            total += found
            _say(f"{part}: {found['killed']} of {found.total()} killed {dict(found)}")
    _say(f"{total['killed']} of {total.total()} killed: {total['killed'] / (total.total() or 1):.1%}")
    return int(total["killed"] < LEAST * total.total() or total["killed"] + total["known"] < total.total())


if __name__ == "__main__":
    raise SystemExit(main())
