"""`crispdm verify` refuses each event that no rule could have written, and `require` says no to what it refuses."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crispdm.actions.project import read_process
from crispdm.eventlog import store
from crispdm.lifecycle.judgement import Older, Versions, judge
from tests.support.builders import AT, BO, a_phase, filled_in, process_text
from tests.support.command_line import ANA, Run, run_here
from tests.support.forgeries import lines_of, refused_events, rewrite, state_of
from tests.support.repository import Repository, copy_repository, repository

Lines = list[dict[str, Any]]
EVE = "Eve Lund <eve@example.com>"
ROUTES = {"deploy": "next", "improve": "build", "stop": "stop"}
FACTS = """\
goal: 5
done: yes
decision: deploy
served: now
objective: {measure: hours, unit: per week, now: 10, target: 5}
"""
PHASES = (
    a_phase(
        "plan", criteria=[filled_in("planned", "goal"), filled_in("told", "story", level="warn")], sign_off=["lead"]
    ),
    a_phase("build", criteria=[filled_in("built", "done")]),
    a_phase(
        "trial",
        criteria=[
            {"id": "aimed", "says": "x", "check": "objective", "file": "facts.yaml"},
            filled_in("known", "reason"),
            {
                "id": "decided",
                "says": "x",
                "check": "choice",
                "file": "facts.yaml",
                "field": "decision",
                "one_of": [*ROUTES],
            },
        ],
        decision={"file": "facts.yaml", "field": "decision", "routes": ROUTES},
    ),
    a_phase("serve", criteria=[filled_in("served", "served")]),
)
TEAM = {"lead": [ANA]}


@pytest.fixture
def git(tmp_path: Path, walked: Path) -> Repository:
    """A project in git, whose branch `topic` went through all phases; `main` has its beginning."""
    return Repository(copy_repository(walked, tmp_path / "shop"))


@pytest.fixture(scope="module")
def walked(_surroundings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    git, run = repository(tmp_path_factory.mktemp("walked") / "shop"), run_here
    (git.root / "crispdm.yaml").write_text(process_text(*PHASES, team=TEAM))
    for phase in PHASES:
        (git.root / phase["folder"]).mkdir()
        (git.root / phase["folder"] / "facts.yaml").write_text(FACTS)
    for name, text in ((".gitattributes", "state.yaml merge=union text eol=lf\n"), (".gitignore", "lock*\n")):
        (git.root / ".crispdm").mkdir(exist_ok=True)
        (git.root / ".crispdm" / name).write_text(text)
    assert _does(run, git, "note", "we begin")
    git.commit("begin")
    git("checkout", "--quiet", "-b", "topic")
    assert _does(run, git, "waive", "known", "--reason", "nobody knows")
    for _ in PHASES:
        assert _does(run, git, "advance")
        git.commit("advance")
    return git.root


def _does(run: Run, git: Repository, *arguments: str, who: str = ANA) -> bool:
    answer = run(*arguments, cwd=git.root, CRISPDM_USER=who, CRISPDM_NOW="2026-11-24T09:00:00+00:00")
    return answer.code == 0


def _refused(run: Run, git: Repository, *arguments: str) -> list[str]:
    """What `verify` says of events that could not have been written; the exit code must fit."""
    answer = run("verify", *arguments, "--format", "json", cwd=git.root, CRISPDM_NOW="2026-11-24T09:00:00+00:00")
    found = json.loads(answer.out)
    assert answer.code == (0 if found["passed"] else 1)
    return refused_events(found)


def _passes(lines: Lines, phase: str) -> dict[str, Any]:
    return next(each for each in lines if each["event"] == "advanced" and each["phase"] == phase)


def _event(**fields: Any) -> dict[str, Any]:
    return {"at": AT, "by": ANA, "iteration": 1, **fields}


def test_an_honest_walk_is_taken_for_true_and_reaches_the_end(run: Run, git: Repository) -> None:
    assert _refused(run, git) == _refused(run, git, "--base", "main") == []
    assert run("require", "serve", cwd=git.root).code == 0


def _change(which: str, /, **fields: Any) -> Callable[[Lines], Any]:
    return lambda lines: _passes(lines, which).update(fields)


def _edit(phase: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[Lines], Any]:
    return lambda lines: change(_passes(lines, phase))


def _without(**fields: Any) -> Callable[[Lines], Any]:
    """Take out the events with these fields."""
    return lambda lines: lines.__setitem__(
        slice(None), [each for each in lines if any(each.get(name) != value for name, value in fields.items())]
    )


def _and(event: dict[str, Any]) -> Callable[[Lines], Any]:
    return lambda lines: lines.append(event)


def _again(phase: str) -> Callable[[Lines], Any]:
    return lambda lines: lines.append(deepcopy(_passes(lines, phase)))


PILOT = {"start": "2026-11-01", "days": 14, "share": 0.05, "estimate": -0.2, "low": -0.3, "high": -0.1}
OBJECTIVE = {"measure": "hours", "unit": "per week", "now": 10, "target": 5, "least": 1}
FORGED: dict[str, tuple[Callable[[Lines], Any], str]] = {
    "no gate": (_change("build", gate=""), "impossible: does not say which gate it passes"),
    "another gate": (_change("build", gate="0" * 32), "gate-unknown: passes a gate that the process never had"),
    "the gate of another phase": (
        lambda lines: _passes(lines, "build").update(gate=_passes(lines, "plan")["gate"]),
        "gate-unknown: passes a gate that the process never had",
    ),
    "an unknown phase": (_change("build", phase="nowhere"), "gate-unknown: "),
    "no evidence": (_change("build", evidence=[], values={}), "impossible: has no evidence for built"),
    "a criterion is missing": (
        _edit("plan", lambda e: e["evidence"].pop(0)),
        "impossible: has no evidence for planned",
    ),
    "a criterion too many": (
        _edit("build", lambda e: e["evidence"].append(["more", "0" * 32])),
        "impossible: has evidence for more, which its gate does not ask for",
    ),
    "evidence that is no digest": (
        _change("build", evidence=[["built", "yes"]]),
        "impossible: has evidence that is not a digest",
    ),
    "a signature is missing": (_without(event="signed"), "impossible: has no signature of the lead"),
    "a signature of something else": (
        lambda lines: next(e for e in lines if e["event"] == "signed").update(evidence=[["planned", "0" * 32]]),
        "impossible: has no signature of the lead",
    ),
    "a signature of another role": (
        lambda lines: next(e for e in lines if e["event"] == "signed").update(role="guest"),
        "impossible: has no signature of the lead",
    ),
    "a waiver that nobody recorded": (
        _without(event="waived"),
        "impossible: says that known was waived, but nobody waived it",
    ),
    "a waiver that had ended": (
        lambda lines: next(e for e in lines if e["event"] == "waived").update(until="2026-11-22"),
        "impossible: says that known was waived, but nobody waived it",
    ),
    "a target that does not exist": (_change("build", to="nowhere"), "impossible: goes from Build to nowhere"),
    "a phase is passed over": (_change("build", to="serve"), "impossible: goes from Build to serve instead of trial"),
    "straight to the end": (_change("plan", to="finish"), "impossible: goes from Plan to finish instead of build"),
    "an outcome that has another route": (
        _change("trial", outcome="improve"),
        "impossible: goes to serve for improve, where no route leads",
    ),
    "only some phases are reopened": (
        _change("trial", outcome="improve", to="build", opens=["build", "trial"]),
        "impossible: reopens build and trial, which are not all phases from there on",
    ),
    "a stop that reopens nothing": (
        _change("trial", outcome="stop", to="stop", opens=[]),
        "impossible: goes to stop for stop, where no route leads",
    ),
    "an unknown outcome": (_change("trial", outcome="maybe"), "impossible: goes to serve for maybe"),
    "an outcome without a decision": (_change("build", outcome="deploy"), "impossible: goes to trial for deploy"),
    "a phase that was not reached": (_without(event="advanced", phase="plan"), "impossible: passes Build while"),
    "a phase twice": (_again("serve"), "impossible: passes Serve while the project was finished"),
    "another iteration": (_change("build", iteration=7), "impossible: is of iteration 7, while"),
    "an iteration that nothing starts": (_change("serve", starts=9), "impossible: goes to finish, where"),
    "a fact of the wrong type": (
        _change("trial", facts={"objective": {**OBJECTIVE, "target": "soon"}}),
        "impossible: has a fact that no check gives: objective: Expected `float`, got `str`",
    ),
    "a fact that lacks a value": (
        _change("trial", facts={"pilot": PILOT}),
        "impossible: has a fact that no check gives: pilot: Object missing required field `verdict`",
    ),
    "back without reopening": (
        _and(_event(event="went-back", to="plan", opens=["serve"], reason="x")),
        "impossible: goes back to plan without reopening it",
    ),
    "a resumption of nothing": (
        _and(_event(event="resumed", reason="x", opens=[])),
        "impossible: resumes what was not stopped",
    ),
    "signed while stopped": (
        lambda lines: lines.insert(-1, _event(event="stopped", reason="x")),
        "impossible: happened while the project was stopped",
    ),
}


@pytest.mark.parametrize(("forge", "expected"), FORGED.values(), ids=FORGED)
def test_an_event_that_the_rules_could_not_have_written_is_named(
    walked: Path, forge: Callable[[Lines], Any], expected: str
) -> None:
    lines = lines_of(walked)
    forge(lines)
    versions = Versions(read_process(walked), (), lambda: Older(is_whole=True))
    faults = judge(store.parse(state_of(*lines)).events, versions)
    found = [f"{each.kind}: {each.what}" for each in faults if each.counts]
    assert any(each.startswith(expected) for each in found), found


REFUSED = ("no gate", "another gate", "a signature is missing", "a phase twice", "a fact of the wrong type")


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_an_event_that_the_rules_could_not_have_written_is_refused(run: Run, git: Repository, name: str) -> None:
    lines, (forge, expected) = lines_of(git.root), FORGED[name]
    forge(lines)
    rewrite(git.root, *lines)
    git.commit("forged")
    for base in ((), ("--base", "main")):
        found = _refused(run, git, *base)
        assert any(re.sub(f"^([a-z-]+): [a-z-]+ by {ANA}", r"\1", each).startswith(expected) for each in found), found
        assert run("verify", *base, cwd=git.root).code == 1
    answer = run("require", "serve", cwd=git.root)
    assert answer.code == 1


def test_five_lines_by_hand_are_no_project(run: Run, git: Repository) -> None:
    """With right hashes, and nothing in them."""
    git("checkout", "--quiet", "-b", "forged", "main")
    blank: dict[str, Any] = {
        "outcome": None,
        "opens": [],
        "evidence": [],
        "values": {},
        "facts": {},
        "waived": [],
        "gate": "",
    }
    order = ["plan", "build", "trial", "serve", "finish"]
    steps = [_event(event="advanced", phase=one, to=two, **blank) for one, two in pairwise(order)]
    rewrite(git.root, *lines_of(git.root), *steps)
    git.commit("forged")
    assert len(_refused(run, git)) == len(_refused(run, git, "--base", "main")) == 4
    answer = run("require", "serve", cwd=git.root)
    assert (answer.code, "crispdm could not have written 4 events" in " ".join(answer.out.split())) == (1, True)


def test_what_is_wrong_in_the_base_already_is_a_warning_for_the_branch(run: Run, git: Repository) -> None:
    lines = lines_of(git.root)
    _passes(lines, "build")["gate"] = ""
    rewrite(git.root, *lines)
    git.commit("forged")
    git("checkout", "--quiet", "-b", "later")
    assert _does(run, git, "note", "later")
    git.commit("later")
    assert [each.split(":")[0] for each in _refused(run, git, "--base", "topic")] == ["doubtful"]
    assert run("verify", "--base", "topic", cwd=git.root).code == 0
    assert run("verify", cwd=git.root).code == 1


def test_what_has_no_effect_any_more_is_a_warning(run: Run, git: Repository) -> None:
    lines = lines_of(git.root)
    _passes(lines, "serve")["gate"] = "0" * 32
    rewrite(git.root, *lines)
    git.commit("forged")
    assert run("require", "serve", cwd=git.root).code == 1
    assert _does(run, git, "back", "serve", "--reason", "that gate was never ours")
    assert _does(run, git, "advance", "--again", "now by the gate that is ours")
    assert _does(run, git, "repair", "--leave-out", "the forged line took its place")
    assert [each.split(":")[0] for each in _refused(run, git)] == ["doubtful"]
    assert run("verify", cwd=git.root).code == 0
    assert run("require", "serve", cwd=git.root).code == 0


# Who signs.


def _with_team(git: Repository, *leads: str) -> None:
    (git.root / "crispdm.yaml").write_text(process_text(*PHASES, team={"lead": leads}))


@pytest.fixture
def begun(git: Repository) -> Repository:
    """A branch on which nothing was passed yet."""
    git("checkout", "--quiet", "-b", "begun", "main")
    return git


def test_a_team_that_is_swapped_on_the_branch_and_back_is_named(run: Run, begun: Repository) -> None:
    _with_team(begun, EVE)
    assert _does(run, begun, "advance", who=EVE)
    begun.commit("Eve leads")
    _with_team(begun, ANA)
    begun.commit("Ana leads")
    expected = f"signer-moved: signed by {EVE} as lead, which was {ANA}"
    assert _refused(run, begun, "--base", "main") == [expected]


def test_a_team_that_is_swapped_and_back_in_one_commit_is_named_without_a_base_too(run: Run, begun: Repository) -> None:
    _with_team(begun, EVE)
    assert _does(run, begun, "advance", who=EVE)
    _with_team(begun, ANA)
    begun.commit("nothing to see")
    expected = f"signer: signed by {EVE} as lead, which was {ANA}"
    assert _refused(run, begun) == _refused(run, begun, "--base", "main") == [expected]
    answer = run("require", "build", cwd=begun.root)
    assert (answer.code, "crispdm could not have written 1 event" in " ".join(answer.out.split())) == (1, True)


def test_a_signature_by_hand_of_somebody_else_is_named_before_it_is_committed(run: Run, git: Repository) -> None:
    lines = lines_of(git.root)
    next(each for each in lines if each["event"] == "signed")["by"] = EVE
    rewrite(git.root, *lines)
    assert _refused(run, git) == [f"signer: signed by {EVE} as lead, which was {ANA}"]


def test_who_signs_before_the_team_is_committed_is_of_todays_team(run: Run, begun: Repository) -> None:
    _with_team(begun, EVE)
    assert _does(run, begun, "advance", who=EVE)
    assert _refused(run, begun) == []


def test_who_holds_a_role_may_change_in_a_branch_of_its_own(run: Run, begun: Repository) -> None:
    _with_team(begun, ANA, EVE)
    begun.commit("Eve leads, too")
    begun("checkout", "--quiet", "-b", "later")
    assert _does(run, begun, "advance", who=EVE)
    begun.commit("advance")
    assert _refused(run, begun, "--base", "begun") == _refused(run, begun) == []
    _with_team(begun, BO)
    begun.commit("both are gone")
    assert _refused(run, begun, "--base", "begun") == _refused(run, begun) == []
    assert run("require", "build", cwd=begun.root).code == 0


def test_a_role_that_nobody_holds_and_a_signature_for_somebody_are_nobodys_fault(run: Run, begun: Repository) -> None:
    assert _does(run, begun, "sign", "--as", "lead", "--for", "Ana, by telephone", who=EVE)
    begun.commit("signed")
    assert _refused(run, begun) == _refused(run, begun, "--base", "main") == []
    _with_team(begun)
    assert _does(run, begun, "back", "plan", "--reason", "so") is False
    begun("checkout", "--quiet", "-b", "nobody", "main")
    _with_team(begun)
    begun.commit("nobody leads")
    assert _does(run, begun, "sign", "--as", "lead", who=EVE)
    begun.commit("signed")
    assert _refused(run, begun) == []


def test_signatures_that_are_squashed_or_moved_stay_true(run: Run, git: Repository) -> None:
    _with_team(git, BO)
    git.commit("Ana is gone")
    git("checkout", "--quiet", "main")
    git("merge", "--quiet", "--squash", "topic")
    git.commit("squashed")
    assert _refused(run, git) == []
    (git.root / "shop").mkdir()
    for name in ("crispdm.yaml", ".crispdm", *(phase["folder"] for phase in PHASES)):
        git("mv", name, f"shop/{name}")
    git.commit("move")
    moved = Repository(git.root / "shop")
    assert _refused(run, moved) == []
    assert run("require", "serve", cwd=moved.root).code == 0


# Gates that changed.


def _with_phases(git: Repository, *phases: dict[str, Any]) -> None:
    (git.root / "crispdm.yaml").write_text(process_text(*phases, team=TEAM))
    for phase in phases:
        (git.root / phase["folder"]).mkdir(exist_ok=True)
        (git.root / phase["folder"] / "facts.yaml").write_text(FACTS)


STRICTER = a_phase("build", criteria=[filled_in("built", "done"), filled_in("served-well", "served")])
INSERTED = (PHASES[0], a_phase("collect", criteria=[filled_in("collected", "goal")]), *PHASES[1:])
TO_MAKE = {"file": "facts.yaml", "field": "decision", "routes": {**ROUTES, "improve": "make"}}
RENAMED = (PHASES[0], {**STRICTER, "id": "make", "was": ["build"]}, {**PHASES[2], "decision": TO_MAKE}, PHASES[3])


def test_a_gate_that_changed_later_was_one_of_the_process(run: Run, git: Repository) -> None:
    _with_phases(git, PHASES[0], STRICTER, *PHASES[2:])
    git.commit("stricter")
    assert _refused(run, git) == _refused(run, git, "--base", "main") == []
    assert "gate" in run("verify", "--format", "json", cwd=git.root).out, "which is another question"
    assert _does(run, git, "back", "build", "--reason", "stricter")
    for _ in range(3):
        assert _does(run, git, "advance")
    git.commit("again")
    assert _refused(run, git) == []
    assert run("require", "serve", cwd=git.root).code == 0


@pytest.mark.parametrize("phases", [INSERTED, RENAMED], ids=["inserted", "renamed"])
def test_a_phase_that_is_inserted_or_renamed_later_makes_nothing_untrue(
    run: Run, git: Repository, phases: tuple[dict[str, Any], ...]
) -> None:
    _with_phases(git, *phases)
    git.commit("another process")
    assert _refused(run, git) == []
    assert run("require", "serve", cwd=git.root).code == 0


def test_a_process_that_is_changed_to_pass_and_back_is_named(run: Run, begun: Repository) -> None:
    _with_phases(begun, *(phase for phase in PHASES if phase["id"] != "trial"))
    begun.commit("no trial")
    for _ in range(2):
        assert _does(run, begun, "advance")
    begun.commit("passed")
    _with_phases(begun, *PHASES)
    begun.commit("a trial, as ever")
    found = [each.split(":")[0] for each in _refused(run, begun, "--base", "main")]
    assert found == ["gate-moved"]


def test_a_shallow_clone_cannot_tell_and_says_so(run: Run, git: Repository, tmp_path: Path) -> None:
    _with_phases(git, PHASES[0], STRICTER, *PHASES[2:])
    git.commit("stricter")
    git("clone", "--quiet", "--depth", "1", f"file://{git.root}", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    assert [each.split(":")[0] for each in _refused(run, clone)] == ["unjudged"]
    answer = run("require", "serve", cwd=clone.root)
    assert (answer.code, "fetch-depth: 0" in " ".join(answer.err.split())) == (3, True)


def test_without_git_nobody_is_accused(run: Run, git: Repository, tmp_path: Path) -> None:
    (git.root / ".git").rename(tmp_path / "git")
    assert _refused(run, git) == []
    assert run("require", "serve", cwd=git.root).code == 0
    _with_phases(git, *INSERTED)
    assert {each.split(":")[0] for each in _refused(run, git)} == {"unjudged"}
    assert run("require", "serve", cwd=git.root).code == 0


def test_branches_that_are_merged_are_true_together(run: Run, git: Repository) -> None:
    git("checkout", "--quiet", "main")
    assert _does(run, git, "waive", "known", "--reason", "nobody knows here either")
    assert _does(run, git, "advance")
    git.commit("beside")
    git("merge", "--quiet", "--no-edit", "topic")
    assert _does(run, git, "note", "merged")
    git.commit("merged")
    assert _refused(run, git) == []
    assert run("require", "serve", cwd=git.root).code == 0


# Where the project is.


def _move(git: Repository) -> Repository:
    (git.root / "shop").mkdir()
    for name in ("crispdm.yaml", ".crispdm", *(phase["folder"] for phase in PHASES)):
        git("mv", name, f"shop/{name}")
    return Repository(git.root / "shop")


def test_a_project_that_is_not_at_its_path_in_the_base_is_no_pass(run: Run, git: Repository) -> None:
    git("branch", "base")
    moved = _move(git)
    text = (moved.root / store.PATH).read_bytes().splitlines(keepends=True)
    (moved.root / store.PATH).write_bytes(b"".join(text[:-1]))
    git.commit("move, and drop")
    answer = run("verify", "--base", "base", cwd=moved.root)
    assert (answer.code, answer.out) == (3, "")
    said = " ".join(answer.err.split())
    assert "has no project in this folder; the one in ./ is gone" in said
    assert "hint: move a project in a pull request of its own" in said


def test_a_new_project_has_nothing_to_compare_with(run: Run, tmp_path: Path) -> None:
    outer = repository(tmp_path / "mono")
    (outer.root / "readme").write_text("x")
    outer.commit("begin")
    outer("checkout", "--quiet", "-b", "topic")
    (outer.root / "shop").mkdir()
    (outer.root / "shop" / "crispdm.yaml").write_text(process_text(*PHASES, team=TEAM))
    outer.commit("a project")
    answer = run("verify", "--base", "main", cwd=outer.root / "shop")
    assert (answer.code, answer.out) == (3, "")
    assert "run `crispdm verify` without --base" in " ".join(answer.err.split())
