"""Commands and real git, in any order, against a naive account of what must be there."""

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crispdm.cli.app import app
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import Created, Event, Resumed
from crispdm.lifecycle.state import replay
from tests.support.builders import a_phase, process_text, record
from tests.support.oracle import ORDER, PROCESS, follows
from tests.support.repository import IGNORED, RULES, Repository, repository

SETTINGS = settings(
    deadline=None, suppress_health_check=[*HealthCheck], database=None, print_blob=True, phases=[Phase.generate]
)
BRANCHES = ("main", "one", "two", "three")
COMMANDS = st.sampled_from(
    [
        *[("advance",)] * 4,
        *[("back", phase, "--reason", "again") for phase in ORDER[:3]],
        ("stop", "--reason", "not worth it"),
        ("resume", "--reason", "worth it after all"),
        ("waive", "kept", "--reason", "so"),
        ("unwaive", "kept"),
        ("sign", "--as", "boss"),
    ]
)
CLOCKS = st.sampled_from(
    ["1999-01-01T00:00:00+00:00", "2026-11-24T09:00:00+00:00", "2026-11-24T09:00:00-11:00", "2099-12-31T23:59:59+00:00"]
)
PEOPLE = st.sampled_from(["Ana Roy <ana@example.com>", "Bo Lind <bo@example.com>"])
KEPT = {"id": "kept", "says": "It is there", "check": "exists", "files": "nothing/*", "level": "warn"}
CHOICES = {"go": "next", "halt": "stop"}
DECISIONS = st.sampled_from(["go", "go", "halt"])
DECIDES = {"file": "facts.yaml", "field": "decision"}  # in a file that git ignores
DECIDED = {"id": "decided", "says": "It is decided", "check": "choice", **DECIDES, "one_of": [*CHOICES]}

figures: Counter[str] = Counter()


class History(RuleBasedStateMachine):
    """A project on branches. `must` has the events that must be on each; what a revert took may come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="crispdm-machine-")
        self.git: Repository = repository(Path(self.place.name) / "shop")
        self.branch = "main"
        self.must: dict[str, set[str]] = {"main": set()}
        self.ever: set[str] = set()
        self.reverted: set[str] = set()
        self.stashed: set[str] | None = None
        self.number = 0

    def teardown(self) -> None:
        """Nothing stays."""
        self.place.cleanup()

    @initialize()
    def make(self) -> None:
        """A project of four phases, as `init` commits it; the first has a warning that can be waived, and may stop."""
        root = self.git.root
        first_phase = a_phase("a", criteria=[KEPT, DECIDED], decision={**DECIDES, "routes": CHOICES})
        phases = [first_phase, *map(a_phase, ORDER[1:])]
        (root / "a").mkdir()
        (root / ".git" / "info").mkdir(exist_ok=True)
        (root / ".git" / "info" / "exclude").write_text("facts.yaml\n")
        (root / "crispdm.yaml").write_text(process_text(*phases))
        (root / ".crispdm").mkdir()
        (root / ".crispdm" / ".gitattributes").write_text(RULES)
        (root / ".crispdm" / ".gitignore").write_text(IGNORED)
        (first,) = record(root, Created(project="listings", crispdm="0.1.0"))
        self.must["main"], self.ever = {first.id}, {first.id}
        self.git.commit("begin")

    # What is there.

    def here(self) -> set[str]:
        """The events of the work tree."""
        return {event.id for event in store.load(self.git.root).events}

    def is_dirty(self) -> bool:
        """Whether there are events that git does not have."""
        return bool(self.git("status", "--porcelain"))

    def others(self) -> list[str]:
        """The branches that are not this one."""
        return [name for name in self.must if name != self.branch]

    def settle(self) -> None:
        """Commit, so that git lets go of the branch."""
        if self.is_dirty():
            self.git.commit(f"work {self.number}")

    # What people do.

    @rule(command=COMMANDS, clock=CLOCKS, who=PEOPLE, decision=DECISIONS)
    def act(self, command: tuple[str, ...], clock: str, who: str, decision: str) -> None:
        """Run a command at any time of the clock; whatever it records is there from now on."""
        figures["commands"] += 1
        (self.git.root / "a" / "facts.yaml").write_text(f"decision: {decision}\n")
        known = store.load(self.git.root).events
        before = {event.id for event in known}
        os.environ["CRISPDM_NOW"], os.environ["CRISPDM_USER"] = clock, who
        code = 0
        try:
            app(["-C", str(self.git.root), *command], prog_name="crispdm")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        assert code in (0, 1, 2), command
        new = self.here() - before
        assert before <= self.here()
        assert not new or code == 0
        for event in store.load(self.git.root).events:
            if event.id in new and isinstance(event, Resumed):
                opens_what_was_stopped(event, known)
        self.ever |= new
        self.must[self.branch] |= new - self.reverted  # in the same second, on the same history, it is the same event

    @rule()
    def commit(self) -> None:
        """Commit what there is."""
        self.settle()

    @precondition(lambda self: len(self.must) < len(BRANCHES))
    @rule()
    def fork(self) -> None:
        """A new branch from here."""
        self.settle()
        name = BRANCHES[len(self.must)]
        self.git("checkout", "--quiet", "-b", name)
        self.must[name], self.branch = {*self.must[self.branch]}, name

    @precondition(lambda self: self.others())
    @rule(data=st.data())
    def switch(self, data: st.DataObject) -> None:
        """To another branch."""
        self.settle()
        self.branch = data.draw(st.sampled_from(self.others()))
        self.git("checkout", "--quiet", self.branch)

    @precondition(lambda self: self.others())
    @rule(data=st.data(), squash=st.booleans())
    def merge(self, data: st.DataObject, *, squash: bool) -> None:
        """Another branch into this one: the events of both."""
        self.settle()
        other = data.draw(st.sampled_from(self.others()))
        figures["squashes" if squash else "merges"] += 1
        self.git("merge", "--quiet", *(["--squash"] if squash else ["--no-edit"]), other)
        self.settle()
        self.must[self.branch] |= self.must[other]

    @precondition(lambda self: self.others())
    @rule(data=st.data())
    def rebase(self, data: st.DataObject) -> None:
        """This branch onto another."""
        self.settle()
        other = data.draw(st.sampled_from(self.others()))
        figures["rebases"] += 1
        self.git("rebase", "--quiet", other)
        self.must[self.branch] |= self.must[other]

    @precondition(lambda self: self.others())
    @rule(data=st.data())
    def pick(self, data: st.DataObject) -> None:
        """The newest commit of another branch."""
        self.settle()
        other = data.draw(st.sampled_from(self.others()))
        if not self.has_one_parent(other):
            return
        figures["cherry-picks"] += 1
        added = self.added(other)
        self.git("cherry-pick", "--allow-empty", "--keep-redundant-commits", other)
        self.must[self.branch] |= added - self.reverted

    @precondition(lambda self: self.stashed is None)
    @rule()
    def revert(self) -> None:
        """The newest commit: its events may go, and those alone."""
        self.settle()
        gone = self.added("HEAD") if self.has_one_parent("HEAD") else set()
        if not gone:
            return
        figures["reverts"] += 1
        self.git("revert", "--no-edit", "HEAD")
        self.reverted |= gone
        for name in self.must:
            self.must[name] -= gone

    def has_one_parent(self, ref: str) -> bool:
        """Whether a commit is neither a merge nor the first of all."""
        return len(self.git("rev-list", "--parents", "-1", ref).split()) == 2

    def added(self, ref: str) -> set[str]:
        """The events of a commit that its parent did not have."""
        now, then = (self.git("show", f"{each}:{store.PATH}", may_fail=True).encode() for each in (ref, f"{ref}~1"))
        return {e.id for e in store.parse(now).events} - {e.id for e in store.parse(then).events}

    @precondition(lambda self: self.stashed is None)
    @rule()
    def stash(self) -> None:
        """Put away what is not committed."""
        if not self.is_dirty():
            return
        figures["stashes"] += 1
        mine = self.here()
        self.git("stash", "push", "--quiet", "--include-untracked")
        self.stashed = mine - self.here()
        self.must[self.branch] -= self.stashed

    @precondition(lambda self: self.stashed is not None)
    @rule()
    def unstash(self) -> None:
        """Bring it back, wherever we are now."""
        self.settle()
        self.git("stash", "pop", "--quiet")
        self.must[self.branch] |= (self.stashed or set()) - self.reverted
        self.stashed = None

    # What must hold, always.

    @invariant()
    def nothing_is_lost_and_nothing_is_invented(self) -> None:
        """Every event that must be here is; every line is an event with the right id."""
        text = store.read_bytes(self.git.root) or b""
        found = [*lines.parse_lines(lines.split_lines(text), store.PATH)]
        assert not [entry for entry in found if entry.what], text.decode()
        here = {entry.event.id for entry in found if entry.event is not None}
        assert self.must[self.branch] <= here, f"lost on {self.branch}: {self.must[self.branch] - here}"
        assert here <= self.ever

    @invariant()
    def the_state_is_what_the_rules_say(self) -> None:
        """Against the oracle, which knows the rules and nothing else."""
        follows(store.load(self.git.root).events)
        figures["states compared"] += 1


def opens_what_was_stopped(resumed: Resumed, known: Sequence[Event]) -> None:
    """A resume opens the phases that the stops before it opened, and no other."""
    stopped = {phase for stop in replay(PROCESS, known).stops for phase in getattr(stop, "opens", ())}
    figures["decisions to stop that were resumed"] += bool(stopped)
    assert {*resumed.opens} == stopped, f"{resumed} opens other phases than {stopped}"


def campaign(examples: int, steps: int, number: int) -> Counter[str]:
    """Run the machine so many times, so many steps each, the same for the same seed; the figures."""
    figures.clear()
    wanted = settings(SETTINGS, max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(seed(number)(History), settings=wanted)
    return figures
