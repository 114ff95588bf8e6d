"""`crispdm verify`: the state is intact, nothing accepted was lost or changed; each finding says what it means."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from crispdm.eventlog.store import HEADER
from crispdm.lifecycle.audit_findings import MEANINGS
from tests.support.builders import AT, BO, NEW_STATE, line_of, put, record, with_state
from tests.support.command_line import ANA, Answer, Run
from tests.support.repository import Repository, plain_project
from tests.support.state_lines import ONE, TWO, ZERO, note


@pytest.fixture
def git(tmp_path: Path) -> Repository:
    """A project with one commit and no event yet."""
    return plain_project(tmp_path / "shop")


@pytest.fixture
def moved(git: Repository, run: Run) -> Repository:
    """The same after Ana passed its first phase; committed."""
    assert run("advance", cwd=git.root).code == 0
    git.commit("advance")
    return git


def kinds(run: Run, root: Path, *arguments: str) -> list[str]:
    """The kinds of what is found; the exit code must fit, and a base is told where there is one."""
    answer = run("verify", *arguments, "--format", "json", cwd=root)
    found = json.loads(answer.out)
    errors = [each for each in found["findings"] if each["level"] == "error"]
    assert answer.code == (1 if errors else 0), answer.err
    assert found["passed"] is (not errors)
    assert bool(found["base"]) is bool(arguments)
    return [each["kind"] for each in found["findings"]]


CASES: dict[str, tuple[bytes, list[str]]] = {
    "intact": (NEW_STATE + ONE + TWO, []),
    "altered": (NEW_STATE + ONE.replace(b"one", b"won"), ["changed"]),
    "a forged twin beside the true line": (NEW_STATE + ONE.replace(b"one", b"won") + ONE, ["changed"]),
    "two ids": (NEW_STATE + ONE.replace(b'"after"', b'"id": "%s", "after"' % ZERO.encode()), ["strange"]),
    "not an event": (NEW_STATE + b"- hello\n" + ONE, ["strange"]),
    "markers": (NEW_STATE + b"<<<<<<< HEAD\n" + ONE + b"=======\n" + TWO + b">>>>>>> b\n", ["marker"] * 3),
    "torn": (NEW_STATE + ONE[:50], ["torn"]),
    "twice": (NEW_STATE + ONE + ONE, ["repeated"]),
    "CR LF": ((NEW_STATE + ONE).replace(b"\n", b"\r\n"), ["line-ends"]),
    "unlinked": (NEW_STATE + note("x", [ZERO]), ["unlinked"]),
    "by nobody": (NEW_STATE + note("x", by=" "), ["nobody"]),
    "before its parent": (NEW_STATE + note("x", at="2026-11-23T09:00:00Z"), ["early"]),
    "in two days": (NEW_STATE + note("x", at="2026-11-26T09:00:01Z"), ["ahead"]),
    "in a few hours": (NEW_STATE + note("x", at="2026-11-25T08:59:59Z"), []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_each_fault_of_the_file_is_found(run: Run, git: Repository, text: bytes, expected: list[str]) -> None:
    with_state(git.root, text)
    assert kinds(run, git.root) == expected
    assert git.state.read_bytes() == text


def test_every_kind_of_finding_says_what_it_means_and_what_to_do() -> None:
    assert {kind for _, kinds_ in CASES.values() for kind in kinds_} < {*MEANINGS}
    for meaning in MEANINGS.values():
        assert meaning.level in ("error", "warning")
        assert len(meaning.means) > 10
        assert meaning.fix


def test_a_finding_has_its_place_its_meaning_and_a_hint(run: Run, git: Repository) -> None:
    with_state(git.root, NEW_STATE + ONE.replace(b"one", b"won"))
    answer = run("verify", cwd=git.root)
    assert (answer.code, answer.err) == (1, "")
    (found,) = json.loads(run("verify", "--format", "json", cwd=git.root).out)["findings"]
    assert found["place"] == {"file": ".crispdm/state.yaml", "line": 3}
    assert answer.out.splitlines() == [
        "Verification failed: 1 error in 1 event.",
        f"  error    .crispdm/state.yaml:3  {found['what']}",
        f"           means: {found['means']}",
        f"           hint:  {found['fix']}",
    ]


def test_the_same_finding_on_several_lines_is_shown_once(run: Run, git: Repository) -> None:
    marked = b"".join(b"<<<<<<< HEAD\n" + each + b"=======\n>>>>>>> b\n" for each in (ONE, TWO))
    with_state(git.root, NEW_STATE + marked)
    assert kinds(run, git.root) == ["marker"] * 6
    out = run("verify", cwd=git.root).out
    assert ".crispdm/state.yaml, lines 3, 5, 6 and 3 more  " in out
    assert out.count("means:") == 1


def test_a_project_without_a_state_is_intact_and_says_so(run: Run, git: Repository) -> None:
    answer = run("verify", cwd=git.root)
    assert (answer.code, answer.out) == (0, "Verified 0 events.\n")
    assert "state.yaml is not there" in " ".join(answer.err.split())


def test_what_cannot_be_read_at_all_is_no_answer(run: Run, git: Repository) -> None:
    unknown = line_of({"after": [], "at": AT, "by": ANA, "event": "paused"}) + b"\n"
    for text in (NEW_STATE + unknown,):
        assert run("verify", cwd=with_state(git.root, text)).code == 3


# What was accepted.


def _edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


WEAKER = ('"check": "fields"', '"level": "warn", "check": "fields"')


@pytest.mark.parametrize(
    ("file", "edit", "kind", "named", "place", "now"),
    [
        (
            "plan/facts.yaml",
            ("goal: 5", "# hours\ngoal: 7"),
            "evidence",
            "planned",
            "facts.yaml:2",
            "goal was 5, is now 7",
        ),
        ("plan/facts.yaml", ("5", "soon"), "evidence", "planned", "facts.yaml:1", "goal was 5, is now 'soon'"),
        ("plan/facts.yaml", ("goal", "gaol"), "evidence", "planned", "facts.yaml:1", "goal was 5, is now nothing"),
        ("plan/facts.yaml", ("5", "[5]"), "evidence", "planned", "facts.yaml:1", "now goal filled in"),
        ("crispdm.yaml", WEAKER, "gate", "the gate", "crispdm.yaml", ""),
    ],
)
def test_what_changed_after_it_was_accepted_is_named_by_verify_status_and_log(  # noqa: PLR0913, PLR0917 - a table
    run: Run, moved: Repository, file: str, edit: tuple[str, str], kind: str, named: str, place: str, now: str
) -> None:
    assert kinds(run, moved.root) == []
    _edit(moved.root / file, *edit)
    assert kinds(run, moved.root) == [kind]
    told = " ".join(run("verify", cwd=moved.root).out.split())
    how = "accepted by Ana Roy <ana@example.com> at 2026-11-24T09:00:00Z"
    assert f"{place} {named} of Plan, {how}{f': {now}' if now else ''} means" in told
    assert '`crispdm back plan --reason "…"`' in told
    said = "goal of planned was 5" if " is " in now else f"{named}{' of Plan' if kind == 'gate' else ''} is no longer"
    assert f"Changed: {said}" in run("status", cwd=moved.root).out
    assert f"changed since: {named}" in run("log", cwd=moved.root).out
    for command in ("status", "log"):
        (changed,) = json.loads(run(command, "--format", "json", cwd=moved.root).out)["changed"]
        assert (changed["phase"], changed["criterion"]) == ("plan", None if kind == "gate" else "planned")
        assert (changed["by"], changed["place"]["file"]) == (ANA, file)


def test_evidence_that_was_removed_comes_back_by_the_command_that_is_named(run: Run, moved: Repository) -> None:
    moved.commit("accepted")
    (moved.root / "plan" / "facts.yaml").unlink()
    told = " ".join(run("verify", cwd=moved.root).out.split())
    assert 'hint: run `git checkout -- plan/facts.yaml`, or run `crispdm back plan --reason "…"`' in told
    moved("checkout", "--", "plan/facts.yaml")
    assert kinds(run, moved.root) == []
    moved("rm", "--cached", "--quiet", "plan/facts.yaml")
    (moved.root / "plan" / "facts.yaml").unlink()
    assert "git checkout" not in run("verify", cwd=moved.root).out


def test_what_the_gate_does_not_ask_may_change(run: Run, moved: Repository) -> None:
    _edit(moved.root / "plan" / "facts.yaml", "goal: 5", "goal: 5 # hours\nother: 1")
    _edit(moved.root / "crispdm.yaml", '"title": "Plan"', '"title": "Planning", "timebox": 3')
    _edit(moved.root / "crispdm.yaml", '"says": "goal is known"', '"says": "We know the goal"')
    assert kinds(run, moved.root) == []
    assert "Changed" not in run("status", cwd=moved.root).out


def test_going_back_says_so_and_passing_again_accepts_anew(run: Run, moved: Repository) -> None:
    _edit(moved.root / "plan" / "facts.yaml", "goal: 5", "goal: 7")
    assert run("back", "plan", "--reason", "a new goal", cwd=moved.root).code == 0
    assert kinds(run, moved.root) == []
    assert run("advance", cwd=moved.root).code == 0
    assert kinds(run, moved.root) == []


# Against a base.


@pytest.fixture
def branch(moved: Repository) -> Repository:
    """A branch with an event of its own, and main further on."""
    moved("checkout", "--quiet", "-b", "topic")
    record(moved.root, Noted(text="mine"))
    moved.commit("mine")
    return moved


def test_a_branch_that_added_is_intact(run: Run, branch: Repository) -> None:
    assert kinds(run, branch.root, "--base", "main") == []
    answer = json.loads(run("verify", "--base", "main", "--format", "json", cwd=branch.root).out)
    assert answer["base"] == [branch("rev-parse", "main")]
    assert answer["events"] == 3
    assert (
        f"Verified 3 events, none lost since {answer['base'][0][:12]}."
        in run("verify", "--base", "main", cwd=branch.root).out
    )


def test_an_honest_branch_behind_main_is_intact(run: Run, branch: Repository) -> None:
    branch("checkout", "--quiet", "main")
    record(branch.root, Noted(text="theirs"))
    branch.commit("theirs")
    branch("checkout", "--quiet", "topic")
    assert kinds(run, branch.root, "--base", "main") == []


def test_a_branch_goes_on_after_it_was_squashed_into_main(run: Run, branch: Repository) -> None:
    branch("checkout", "--quiet", "main")
    branch("merge", "--quiet", "--squash", "topic")
    branch.commit("squashed")
    branch("checkout", "--quiet", "topic")
    record(branch.root, Noted(text="more"))
    branch.commit("more")
    branch("merge", "--quiet", "--no-edit", "main")
    assert kinds(run, branch.root, "--base", "main") == []
    assert [event.text for event in store.load(branch.root).events if isinstance(event, Noted)] == ["mine", "more"]


def test_a_reverted_event_is_seen_in_the_history_and_by_a_base(run: Run, branch: Repository) -> None:
    branch("checkout", "--quiet", "main")
    record(branch.root, Noted(text="theirs"))
    newest = branch.commit("theirs")
    branch("checkout", "--quiet", "-b", "reverting")
    branch("revert", "--no-edit", newest)
    assert kinds(run, branch.root) == ["taken-out"]
    assert kinds(run, branch.root, "--base", "main") == ["lost"]
    told = " ".join(run("verify", "--base", "main", cwd=branch.root).out.split())
    assert f"noted by {ANA} at {AT}, line 4 in {newest[:12]}" in told


def test_what_a_force_push_dropped_is_seen_by_the_commit_before(run: Run, branch: Repository) -> None:
    """The base of both is the commit in which they part, and that does not have the event yet."""
    dropped = branch("rev-parse", "topic")
    branch("checkout", "--quiet", "main")
    assert kinds(run, branch.root, "--base", dropped) == []
    assert kinds(run, branch.root, "--before", dropped) == ["lost"]
    assert kinds(run, branch.root, "--before", "HEAD", "--base", "topic") == []
    answer = run("verify", "--before", "nowhere", cwd=branch.root)
    assert (answer.code, answer.out) == (3, "")
    assert "unknown ref 'nowhere'" in " ".join(answer.err.split())


def test_a_file_that_was_written_anew_consistently_is_seen_by_a_base(run: Run, branch: Repository) -> None:
    """Every id is right, every link too: only what was known before tells."""
    forged = put(Noted(text="it was always so"), by=BO)
    with_state(branch.root, HEADER)
    record(branch.root, forged, by=BO)
    branch.commit("nothing to see")
    assert kinds(run, branch.root) == ["taken-out", "taken-out", "taken-out", "author"]
    assert kinds(run, branch.root, "--base", "main") == ["lost", "lost", "taken-out", "author"]


def test_a_line_that_is_gone_from_the_middle_is_seen_without_a_base(run: Run, branch: Repository) -> None:
    lines = branch.state.read_bytes().splitlines(keepends=True)
    branch.state.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert kinds(run, branch.root) == ["unlinked", "lost"]


def test_an_old_line_whose_past_was_taken_out_since_is_unlinked(run: Run, branch: Repository) -> None:
    """The base has both, so that it is this branch that tore them apart."""
    branch("checkout", "--quiet", "main")
    for text in ("one", "two"):
        record(branch.root, Noted(text=text))
    branch.commit("two more")
    branch("checkout", "--quiet", "-b", "tears")
    *before, one, two = branch.state.read_bytes().splitlines(keepends=True)
    branch.state.write_bytes(b"".join([*before, two]))
    branch.commit("tear")
    assert one != two
    assert kinds(run, branch.root, "--base", "main") == ["unlinked", "lost"]


def test_a_pick_brings_what_it_follows_along(run: Run, branch: Repository) -> None:
    for text in ("between", "picked"):
        record(branch.root, Noted(text=text))
        picked = branch.commit(text)
    branch("checkout", "--quiet", "main")
    branch("cherry-pick", picked)
    assert kinds(run, branch.root) == []
    assert [event.text for event in store.load(branch.root).events if isinstance(event, Noted)][-1] == "picked"


def test_a_line_that_was_picked_alone_is_unlinked_until_its_branch_is_merged(run: Run, branch: Repository) -> None:
    record(branch.root, Noted(text="picked"))
    branch.commit("picked")
    line = branch.state.read_bytes().splitlines(keepends=True)[-1]
    branch("checkout", "--quiet", "main")
    with branch.state.open("ab") as file:
        file.write(line)
    branch.commit("by hand")
    assert kinds(run, branch.root) == ["unlinked"]
    branch("checkout", "--quiet", "-b", "later")
    record(branch.root, Noted(text="on top"))
    branch.commit("on top")
    assert kinds(run, branch.root, "--base", "main") == [], "it is not this branch's fault"
    branch("merge", "--quiet", "--no-edit", "topic")
    assert kinds(run, branch.root) == ["repeated"]
    run("repair", cwd=branch.root)
    assert kinds(run, branch.root) == []


def test_a_revert_of_a_merge_and_a_second_merge_lose_nothing_that_is_not_said(run: Run, branch: Repository) -> None:
    branch("checkout", "--quiet", "main")
    record(branch.root, Noted(text="theirs"))
    branch.commit("theirs")
    branch("merge", "--quiet", "--no-edit", "topic")
    whole = {event.id for event in store.load(branch.root).events}
    branch("checkout", "--quiet", "-b", "undo")
    branch("revert", "--no-edit", "-m", "1", "HEAD")
    assert kinds(run, branch.root, "--base", "main") == ["lost"]
    branch("revert", "--no-edit", "HEAD")
    assert kinds(run, branch.root, "--base", "main") == []
    assert {event.id for event in store.load(branch.root).events} == whole


def test_a_gate_that_is_weakened_on_the_branch_that_passes_it_is_seen(run: Run, branch: Repository) -> None:
    _edit(branch.root / "crispdm.yaml", '"done"', '"goal"')
    (branch.root / "build" / "facts.yaml").write_text("goal: 1\n")
    assert run("advance", cwd=branch.root).code == 0
    branch.commit("weaker, and passed")
    assert kinds(run, branch.root) == []
    assert kinds(run, branch.root, "--base", "main") == ["gate-moved"]


def _rewrite(branch: Repository, change: Callable[[list[dict[str, Any]]], object]) -> None:
    path = branch.root / "crispdm.yaml"
    process = json.loads(path.read_text())
    change(process["phases"])
    path.write_text(json.dumps(process, indent=1))


def _rename_and_weaken(phases: list[dict[str, Any]]) -> None:
    phases[1] |= {"id": "make", "was": ["build"], "criteria": []}


def _take_out(phases: list[dict[str, Any]]) -> None:
    del phases[1]
    phases.append({"id": "ship", "title": "Ship", "folder": "ship"})


@pytest.mark.parametrize(
    ("change", "named"), [(_rename_and_weaken, "which was changed"), (_take_out, "was removed from the process")]
)
def test_a_gate_that_is_renamed_or_removed_on_the_branch_that_moves_on_is_seen(
    run: Run, branch: Repository, change: Callable[[list[dict[str, Any]]], None], named: str
) -> None:
    _rewrite(branch, change)
    assert kinds(run, branch.root, "--base", "main") in ([], ["remark"]), "nothing was passed yet"
    assert run("advance", cwd=branch.root).code == 0
    branch.commit("moved on")
    answer = run("verify", "--base", "main", cwd=branch.root)
    assert (answer.code, named in " ".join(answer.out.split())) == (1, True)


def test_a_gate_that_is_changed_in_a_branch_of_its_own_is_passed_afterwards(run: Run, branch: Repository) -> None:
    _rewrite(branch, _rename_and_weaken)
    branch.commit("another gate")
    branch("checkout", "--quiet", "-b", "next")
    assert run("advance", cwd=branch.root).code == 0
    branch.commit("passed")
    assert kinds(run, branch.root, "--base", "topic") == []


def test_what_status_remarks_verify_says_too(run: Run, moved: Repository) -> None:
    _rewrite(moved, lambda phases: phases.pop(0))
    assert kinds(run, moved.root) == ["remark"]
    assert "plan was passed but is no longer in the process" in " ".join(run("verify", cwd=moved.root).out.split())


def test_several_bases_are_all_looked_at(run: Run, branch: Repository) -> None:
    """A criss-cross merge has two, and each of them an event that the other lacks."""
    branch("checkout", "--quiet", "main")
    record(branch.root, Noted(text="theirs"))
    branch.commit("theirs")
    branch("branch", "old-main")
    branch("merge", "--quiet", "--no-edit", "topic")
    branch("checkout", "--quiet", "topic")
    branch("merge", "--quiet", "--no-edit", "old-main")
    answer = json.loads(run("verify", "--base", "main", "--format", "json", cwd=branch.root).out)
    assert len(answer["base"]) == 2
    assert answer["findings"] == []
    lines = branch.state.read_bytes().splitlines(keepends=True)
    branch.state.write_bytes(b"".join(lines[:-2]))
    assert kinds(run, branch.root, "--base", "main") == ["lost", "lost"]


def _shallow(branch: Repository, tmp_path: Path) -> Repository:
    branch("checkout", "--quiet", "topic")
    branch("clone", "--quiet", "--depth", "1", f"file://{branch.root}", str(tmp_path / "clone"))
    return Repository(tmp_path / "clone")


def _orphan(branch: Repository, _: Path) -> Repository:
    branch("checkout", "--quiet", "--orphan", "alone")
    branch.commit("alone")
    return branch


def _no_git(branch: Repository, tmp_path: Path) -> Repository:
    (branch.root / ".git").rename(tmp_path / "git")
    return branch


@pytest.mark.parametrize(
    ("make", "ref", "said"),
    [
        (_shallow, "HEAD", "this clone is shallow"),
        (_orphan, "main", "have no common commit"),
        (_no_git, "main", "not a git repository"),
        (lambda branch, _: branch, "nowhere", "unknown ref 'nowhere'"),
        (lambda branch, _: branch, "--all", "unknown ref '--all'"),
        (lambda branch, _: branch, "main:crispdm.yaml", "unknown ref 'main:crispdm.yaml'"),
        (lambda branch, _: branch, "", "unknown ref ''"),
    ],
)
def test_without_history_there_is_no_pass(  # noqa: PLR0913, PLR0917 - a table
    run: Run,
    branch: Repository,
    tmp_path: Path,
    make: Callable[[Repository, Path], Repository],
    ref: str,
    said: str,
) -> None:
    place = make(branch, tmp_path)
    answer = run("verify", "--base", ref, cwd=place.root)
    assert (answer.code, answer.out) == (3, "")
    assert said in " ".join(answer.err.split())


# Who.


def _authors(answer: Answer) -> list[str]:
    return [each["what"] for each in json.loads(answer.out)["findings"] if each["kind"] == "author"]


def test_who_acted_is_compared_with_who_committed(run: Run, moved: Repository) -> None:
    record(moved.root, Noted(text="a"), by="Ana <ANA@example.com>")
    moved.commit()
    record(moved.root, Noted(text="b"), by=BO)
    moved.commit()
    answer = run("verify", "--format", "json", cwd=moved.root)
    assert answer.code == 0, "it is a claim, and a warning"
    assert _authors(answer) == [f"recorded by {BO}, committed by {ANA}"]


def test_a_rule_of_the_repository_cannot_hide_who_committed(run: Run, moved: Repository) -> None:
    """Neither a mailmap nor an attribute that calls the file binary."""
    (moved.root / ".mailmap").write_text(f"{BO} <ana@example.com>\n")
    (moved.root / ".crispdm" / ".gitattributes").write_text("state.yaml -diff binary\n")
    record(moved.root, Noted(text="b"), by=BO)
    moved.commit()
    assert len(_authors(run("verify", "--format", "json", cwd=moved.root))) == 1


def test_an_event_that_only_a_merge_brought_is_compared_too(run: Run, branch: Repository) -> None:
    branch("checkout", "--quiet", "main")
    (branch.root / "other").write_text("x")
    branch.commit()
    branch("merge", "--quiet", "--no-commit", "topic")
    record(branch.root, Noted(text="slipped in"), by=BO)
    branch.commit("merge")
    assert len(_authors(run("verify", "--format", "json", cwd=branch.root))) == 1


def test_a_shallow_clone_cannot_tell_and_says_so(run: Run, branch: Repository, tmp_path: Path) -> None:
    answer = run("verify", cwd=_shallow(branch, tmp_path).root)
    assert answer.code == 0
    assert "Authors, roles and removed events not checked" in answer.out


def _sign_commit(git: Repository) -> None:
    """A commit like the newest, with a signature in its header, which nobody here could check."""
    header, _, says = git("cat-file", "commit", "HEAD").partition("\n\n")
    text = f"{header}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n{says}\n"
    (git.root / ".git" / "signed").write_text(text)
    name = git("hash-object", "-t", "commit", "-w", ".git/signed")
    git("reset", "--quiet", "--soft", name)


def test_signed_commits_are_shown(run: Run, moved: Repository) -> None:
    assert "Signed" not in run("verify", cwd=moved.root).out
    record(moved.root, Noted(text="a"))
    moved.commit()
    _sign_commit(moved)
    assert "Signed: 1 of 2 commits" in run("verify", cwd=moved.root).out
    answer: dict[str, Any] = json.loads(run("verify", "--format", "json", cwd=moved.root).out)
    assert answer["signatures"] == {"commits": 2, "signed": 1}


def test_verify_writes_nothing(run: Run, branch: Repository) -> None:
    before = {path: path.read_bytes() for path in branch.root.rglob("*") if path.is_file()}
    run("verify", "--base", "main", cwd=branch.root)
    assert {path: path.read_bytes() for path in branch.root.rglob("*") if path.is_file()} == before


def test_a_project_in_a_folder_of_a_repository_is_compared_as_one_of_its_own(run: Run, tmp_path: Path) -> None:
    git = plain_project(tmp_path / "shop")
    (git.root / "teams" / "a").mkdir(parents=True)
    for name in ("crispdm.yaml", ".crispdm", "plan", "build"):
        git("mv", name, f"teams/a/{name}")
    git.commit("move")
    root = git.root / "teams" / "a"
    assert run("advance", cwd=root).code == 0
    git.commit("advance")
    git("branch", "old")
    record(root, Noted(text="more"), by=BO)
    git.commit("more")
    answer = run("verify", "--base", "old", "--format", "json", cwd=root)
    assert (answer.code, len(_authors(answer))) == (0, 1)
    (root / store.PATH).write_bytes(HEADER)
    assert kinds(run, root, "--base", "old") == ["lost"] * 3


@pytest.mark.parametrize("text", [None, "version: 2\n", "<<<<<<< HEAD\n"])
def test_a_base_whose_process_cannot_be_read_has_no_gates_to_compare(
    run: Run, branch: Repository, text: str | None
) -> None:
    path = branch.root / "crispdm.yaml"
    whole = path.read_text()
    branch("checkout", "--quiet", "main")
    path.write_text(text) if text else path.unlink()
    branch.commit("broken")
    branch("checkout", "--quiet", "-b", "mending")
    path.write_text(whole)
    assert run("advance", cwd=branch.root).code == 0
    branch.commit("mended")
    assert kinds(run, branch.root, "--base", "main") == []


def test_a_state_that_is_too_large_there_is_no_pass(
    run: Run, branch: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LIMIT", 100)
    branch.state.write_bytes(HEADER[:90])
    assert run("verify", "--base", "main", cwd=branch.root).code == 3


def test_many_events_that_somebody_else_brought_are_one_warning(run: Run, git: Repository) -> None:
    for number in range(5):
        assert run("note", f"{number}", cwd=git.root, CRISPDM_USER=BO).code == 0
    git.commit("notes")
    assert kinds(run, git.root).count("author") >= 5
    told = " ".join(run("verify", cwd=git.root).out.split())
    assert f"lines 2, 3, 4 and 3 more recorded by {BO}, committed by {ANA}" in told
    assert told.count("means:") == 1
