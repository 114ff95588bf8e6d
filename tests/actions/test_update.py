"""`crispdm update`: a newer template comes in, and nothing that a person wrote is lost.

What copier and cruft did in each case is in tests/support/peer_updates.py.
"""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from crispdm.actions.update import Request, update
from crispdm.errors import CrispdmError
from crispdm.scaffold.merge import merge
from crispdm.scaffold.questions import Question
from crispdm.scaffold.record import BASE, TEMPLATE
from tests.support.command_line import Answer, Run
from tests.support.folders import everything, write_files
from tests.support.peer_updates import PEERS
from tests.support.plans import planned
from tests.support.repository import commit_all, git
from tests.support.shown_tables import AGAIN, is_shown
from tests.support.small_template import FACTS, LINES, OLD, PROCESS, THEIRS, edited
from tests.support.templates import ROOT, template


class Case(NamedTuple):
    """What the template becomes, and what you did; what follows, said of which path, and with which exit code.

    A value of None stands for a file that is not there.
    """

    theirs: Mapping[str, bytes | str | None]
    yours: Mapping[str, bytes | str | None]
    after: Mapping[str, bytes | str | None]
    said: Mapping[str, str]
    code: int = 0
    private: Mapping[str, Any] = {}


YOURS = edited(LINES, 2, "yours")
BOTH = edited(THEIRS, 2, "yours")
CLASH = edited(LINES, 2, "other")
MARKED = edited(LINES, 2, "<<<<<<< yours\nyours\n||||||| before\nline 2\n=======\nother\n>>>>>>> ../t")
CRLF = YOURS.replace("\n", "\r\n")
FILLED = "a: 5   # a number\nb:\n"
CASES = {
    "only the template changed": Case({"text.md": THEIRS}, {}, {"text.md": THEIRS}, {"text.md": "changed"}),
    "only you changed": Case({"new.md": "n\n"}, {"text.md": YOURS}, {"text.md": YOURS}, {"new.md": "new"}),
    "both, in different places": Case(
        {"text.md": THEIRS}, {"text.md": YOURS}, {"text.md": BOTH}, {"text.md": "merged"}
    ),
    "both alike": Case({"text.md": THEIRS}, {"text.md": THEIRS}, {"text.md": THEIRS}, {}),
    "both, in the same place": Case(
        {"text.md": CLASH},
        {"text.md": YOURS},
        {"text.md": MARKED},
        {"text.md": "conflict; look for <<<<<<<"},
        1,
    ),
    "both, yours with CRLF": Case(
        {"text.md": THEIRS},
        {"text.md": CRLF},
        {"text.md": BOTH.replace("\n", "\r\n")},
        {"text.md": "merged"},
    ),
    "only the template changed, yours with CRLF": Case(
        {"text.md": THEIRS},
        {"text.md": LINES.replace("\n", "\r\n")},
        {"text.md": THEIRS.replace("\n", "\r\n")},
        {"text.md": "changed"},
    ),
    "both, and it is no text": Case(
        {"logo.bin": b"\0new"},
        {"logo.bin": b"\0mine"},
        {"logo.bin": b"\0mine", "logo.bin.new": b"\0new"},
        {"logo.bin": "conflict; it is not a text: kept yours, the template's version is logo.bin.new"},
        1,
    ),
    "no text, and only the template changed": Case(
        {"logo.bin": b"\0new"}, {}, {"logo.bin": b"\0new"}, {"logo.bin": "changed"}
    ),
    "new in the template, and you have one too": Case(
        {"new.md": "theirs\n"},
        {"new.md": "mine\n"},
        {"new.md": "mine\n", "new.md.new": "theirs\n"},
        {"new.md": "conflict; you have this file too: kept yours, the template's version is new.md.new"},
        1,
    ),
    "new in the template, and you have the same": Case({"new.md": "n\n"}, {"new.md": "n\n"}, {"new.md": "n\n"}, {}),
    "new in the template, where a folder of yours is": Case(
        {"new.md": "n\n"},
        {"new.md/x": "mine\n"},
        {"new.md/x": "mine\n"},
        {"new.md": "blocked; new.md exists and is a folder"},
        1,
    ),
    "the template removed it": Case({"d/deep.md": None}, {}, {"d/deep.md": None, "d": None}, {"d/deep.md": "removed"}),
    "the template removed it, and you changed it": Case(
        {"text.md": None},
        {"text.md": YOURS},
        {"text.md": YOURS},
        {"text.md": "kept; no longer in the template"},
    ),
    "both removed it": Case({"text.md": None}, {"text.md": None}, {"text.md": None}, {}),
    "you removed it, and the template changed it": Case(
        {"text.md": THEIRS},
        {"text.md": None},
        {"text.md": None},
        {"text.md": "kept; you removed it; the template's version changed"},
    ),
    "you removed it, and the template did not change it": Case(
        {"new.md": "n\n"}, {"text.md": None}, {"text.md": None}, {"new.md": "new"}
    ),
    "the template renamed it": Case(
        {"text.md": None, "other.md": LINES},
        {"text.md": YOURS},
        {"text.md": None, "other.md": YOURS},
        {"other.md": "moved (was text.md)"},
    ),
    "the template renamed it, and says so, and changed it": Case(
        {"text.md": None, "x/other.md": THEIRS},
        {"text.md": YOURS},
        {"text.md": None, "x/other.md": BOTH},
        {"x/other.md": "moved (was text.md)"},
        private={"renames": {"text.md": "x/other.md"}},
    ),
    "the template renamed it to where a file of yours is": Case(
        {"text.md": None, "other.md": LINES},
        {"text.md": YOURS, "other.md": "mine\n"},
        {"text.md": YOURS, "other.md": "mine\n", "other.md.new": LINES},
        {
            "text.md": "conflict; the template moved it to other.md, but you have a file there: kept yours, the "
            "template's version is other.md.new"
        },
        1,
    ),
    "the template renamed it and changed it, and does not say so": Case(
        {"text.md": None, "other.md": THEIRS},
        {"text.md": YOURS},
        {"text.md": None, "other.md": BOTH},
        {"other.md": "moved (was text.md)"},
    ),
    "the template changed the case of its name": Case(
        {"text.md": None, "Text.md": LINES},
        {"text.md": YOURS},
        {"text.md": None, "Text.md": YOURS},
        {"Text.md": "moved (was text.md)"},
    ),
    "a file becomes a folder": Case(
        {"text.md": None, "text.md/x.md": "x\n"},
        {},
        {"text.md/x.md": "x\n"},
        {"text.md": "removed", "text.md/x.md": "new"},
    ),
    "a file becomes a folder, and you changed it": Case(
        {"text.md": None, "text.md/x.md": "x\n"},
        {"text.md": YOURS},
        {"text.md": YOURS},
        {
            "text.md": "kept; no longer in the template",
            "text.md/x.md": "blocked; text.md exists and is not a folder",
        },
        1,
    ),
    "a file moves into a folder of its name": Case(
        {"text.md": None, "text.md/text.md": LINES},
        {"text.md": YOURS},
        {"text.md/text.md": YOURS},
        {"text.md/text.md": "moved (was text.md)"},
    ),
    "a folder becomes a file": Case(
        {"d/deep.md": None, "d": "file\n"}, {}, {"d": "file\n"}, {"d": "new", "d/deep.md": "removed"}
    ),
    "a folder becomes a file, and yours is in it": Case(
        {"d/deep.md": None, "d": "file\n"},
        {"d/mine.md": "mine\n"},
        {"d/mine.md": "mine\n", "d/deep.md": None},
        {"d": "blocked; d exists and is a folder", "d/deep.md": "removed"},
        1,
    ),
    "new in the template, and a file of yours is in the way": Case(
        {"docs/new.md": "n\n"},
        {"docs": "mine\n"},
        {"docs": "mine\n"},
        {"docs/new.md": "blocked; docs exists and is not a folder"},
        1,
    ),
    "you renamed it": Case(
        {"text.md": THEIRS},
        {"text.md": None, "docs/mine.md": LINES},
        {"text.md": None, "docs/mine.md": THEIRS},
        {"docs/mine.md": "changed"},
    ),
    "you renamed it and changed it": Case(
        {"text.md": THEIRS},
        {"text.md": None, "docs/mine.md": YOURS},
        {"text.md": None, "docs/mine.md": BOTH},
        {"docs/mine.md": "merged"},
    ),
    "you renamed it, and have two copies": Case(
        {"text.md": THEIRS},
        {"text.md": None, "1.md": LINES, "2.md": LINES},
        {"text.md": None, "1.md": LINES, "2.md": LINES},
        {"text.md": "kept; you removed it; the template's version changed"},
    ),
    "evidence that you filled in": Case(
        {"one/facts.yaml": f"{FACTS}c:\n", "one/story.txt": "tell more\n"},
        {"one/facts.yaml": FILLED, "one/story.txt": "told\n"},
        {"one/facts.yaml": FILLED, "one/story.txt": "told\n"},
        {
            "one/facts.yaml": "kept; evidence that you filled in",
            "one/story.txt": "kept; evidence that you filled in",
        },
    ),
    "evidence that you filled in, and the template moved": Case(
        {"one/facts.yaml": None, "one/moved.yaml": FACTS},
        {"one/facts.yaml": FILLED},
        {"one/facts.yaml": FILLED, "one/moved.yaml": None},
        {"one/facts.yaml": "kept; evidence that you filled in; the template moved it to one/moved.yaml"},
    ),
    "evidence that you filled in, and the template removed": Case(
        {"one/facts.yaml": None},
        {"one/facts.yaml": FILLED},
        {"one/facts.yaml": FILLED},
        {"one/facts.yaml": "kept; no longer in the template"},
    ),
    "evidence that nobody filled in, and the template removed": Case(
        {"one/facts.yaml": None}, {}, {"one/facts.yaml": FACTS}, {"one/facts.yaml": "kept; no longer in the template"}
    ),
    "evidence that nobody filled in": Case(
        {"one/facts.yaml": f"{FACTS}c:\n"}, {}, {"one/facts.yaml": f"{FACTS}c:\n"}, {"one/facts.yaml": "changed"}
    ),
    "a process that you changed": Case(
        {"crispdm.yaml": f"{PROCESS}      - {{id: more, says: More, check: exists, files: more}}\n"},
        {"crispdm.yaml": PROCESS.replace("{{ cookiecutter.name }}", "shop").replace("lead: []", "lead: [Bo]")},
        {
            "crispdm.yaml": PROCESS.replace("{{ cookiecutter.name }}", "shop").replace("lead: []", "lead: [Bo]")
            + "      - {id: more, says: More, check: exists, files: more}\n"
        },
        {"crispdm.yaml": "merged"},
    ),
    "a place that is a link of yours": Case(
        {"text.md": THEIRS},
        {"text.md": None, "text.md/x": "mine\n"},
        {"text.md/x": "mine\n"},
        {"text.md": "kept; text.md is not a readable file; the template's version changed"},
    ),
}


def test_each_case_was_tried_with_the_peers() -> None:
    assert {*PEERS} == {*CASES}
    assert all({*tried} == {"copier", "cruft"} for tried in PEERS.values())


def test_the_documentation_shows_the_table() -> None:
    def ours(case: Case) -> str:
        return f"{'; '.join(f'{path}: {said}' for path, said in case.said.items()) or 'up to date'}; exit {case.code}"

    rows = [[name, ours(case), PEERS[name]["copier"], PEERS[name]["cruft"]] for name, case in CASES.items()]
    assert is_shown("updates", ["case", "crispdm", "copier", "cruft"], rows), AGAIN


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return template(tmp_path / "t", OLD, {"name": "shop"})


@pytest.fixture
def shop(tmp_path: Path, run: Run, source: Path) -> Path:
    """A project of a small template, committed."""
    assert source.is_dir()
    made = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    return tmp_path / "shop"


def private(source: Path, key: str, value: object) -> None:
    file = source / "cookiecutter.json"
    asked = yaml.safe_load(file.read_text())
    file.write_text(json.dumps({**asked, key: value}))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_update_does_what_the_table_says_and_the_dry_run_said_it(
    source: Path, shop: Path, run: Run, case: Case
) -> None:
    write_files(source / ROOT, case.theirs)
    private(source, "_crispdm", case.private)
    write_files(shop, case.yours)
    commit_all(shop)
    before, state = everything(shop), (shop / ".crispdm" / "state.yaml").read_bytes()
    assert run("update", "--check", cwd=shop).code == 1
    dry = run("update", "--dry-run", cwd=shop)
    assert everything(shop) == before
    told = json.loads(run("update", "--dry-run", "--format", "json", cwd=shop).out)
    answer = run("update", cwd=shop)
    assert (answer.code, answer.err) == (case.code, "")
    assert told["newer"] is True
    assert {change["path"] for change in told["changes"]} == {*case.said}
    assert (dry.code, dry.out.splitlines()[1:-1]) == (
        case.code,
        answer.out.splitlines()[1:][: len(dry.out.splitlines()) - 2],
    )
    assert planned(answer.out) == dict(case.said)
    check_files(shop, case.after)
    assert (shop / ".crispdm" / "state.yaml").read_bytes() == state
    said = {path for path, word in case.said.items() if not word.startswith("kept")}
    allowed = said | {*case.after, TEMPLATE, BASE} | {path.removesuffix(".new") for path in case.after}
    changed = git(shop, "status", "--porcelain", "--untracked-files=all", "--no-renames").splitlines()
    assert {line[3:] for line in changed} <= allowed | {*case.theirs}
    commit_all(shop)
    if "look for <<<<<<<" in answer.out:
        return
    again = run("update", cwd=shop)
    blocked = {path: said for path, said in case.said.items() if said.startswith("blocked")}
    if blocked:  # what found no place is not forgotten
        assert (again.code, planned(again.out)) == (1, blocked)
        return
    assert (again.code, again.out) == (0, "Up to date with ../t\n")
    assert run("update", "--check", cwd=shop).code == 0


def check_files(shop: Path, after: Mapping[str, bytes | str | None]) -> None:
    for name, data in after.items():
        if data is None:
            assert not (shop / name).exists(), name
        else:
            assert (shop / name).read_bytes() == (data.encode() if isinstance(data, str) else data), name


def test_a_conflict_is_not_updated_over_and_the_check_sees_it(source: Path, shop: Path, run: Run) -> None:
    """cruft says "clean" over conflict markers."""
    write_files(source / ROOT, {"text.md": CLASH})
    write_files(shop, {"text.md": YOURS})
    commit_all(shop)
    assert run("update", cwd=shop).code == 1
    commit_all(shop)
    for arguments in (["--check"], ["--dry-run"], []):
        answer = run("update", *arguments, cwd=shop)
        assert answer.code == 2
        assert "text.md:2: unresolved conflict of an earlier update" in " ".join(answer.err.split())
    write_files(shop, {"text.md": YOURS})
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0


@pytest.mark.parametrize("is_ignored", [False, True], ids=["untracked", "ignored"])
def test_a_file_that_git_does_not_track_keeps_nothing_from_changing(
    source: Path, shop: Path, run: Run, *, is_ignored: bool
) -> None:
    git(shop, "rm", "--quiet", "--cached", "text.md", "d/deep.md")
    write_files(shop, {"text.md": YOURS, "text.md.new": "mine\n", **({".gitignore": "*.md\n"} if is_ignored else {})})
    git(shop, "commit", "--quiet", "--all", "--message", "x")
    write_files(source / ROOT, {"text.md": THEIRS, "d/deep.md": None, "run.sh": "echo new\n"})
    answer = run("update", cwd=shop)
    assert (answer.code, planned(answer.out)) == (
        1,
        {
            "text.md": "conflict; git does not track it: kept yours, the template's version is text.md.new2",
            "d/deep.md": "kept; no longer in the template",
            "run.sh": "changed",
        },
    )
    check_files(shop, {"text.md": YOURS, "text.md.new": "mine\n", "text.md.new2": THEIRS, "run.sh": "echo new\n"})


def test_a_link_of_yours_is_never_replaced(source: Path, shop: Path, run: Run) -> None:
    (shop / "text.md").rename(shop / "elsewhere.md")
    (shop / "text.md").symlink_to("elsewhere.md")
    commit_all(shop)
    write_files(source / ROOT, {"text.md": THEIRS})
    answer = run("update", cwd=shop)
    said = "conflict; it is a link: kept yours, the template's version is text.md.new"
    assert (answer.code, planned(answer.out)) == (1, {"text.md": said})
    assert (shop / "text.md").is_symlink()
    check_files(shop, {"elsewhere.md": LINES, "text.md.new": THEIRS})


@pytest.mark.parametrize("to", ["Text.md", "d/other.md"])
@pytest.mark.parametrize("is_new", [False, True])
def test_a_link_of_yours_stays_where_the_template_moves_the_file(
    source: Path, shop: Path, run: Run, to: str, *, is_new: bool
) -> None:
    """Its new place was not written, and is not remembered as written: no later update says that you removed it."""
    (shop / "text.md").rename(shop / "elsewhere.md")
    (shop / "text.md").symlink_to("elsewhere.md")
    commit_all(shop)
    (source / ROOT / "text.md").unlink()
    write_files(source / ROOT, {to: THEIRS if is_new else LINES})
    answer = run("update", cwd=shop)
    (said,) = planned(answer.out).values()
    assert said == (
        f"conflict; it is a link: kept yours, the template's version is {to}.new"
        if is_new
        else f"kept; it is a link; the template moved it to {to}"
    )
    assert answer.code == int(is_new)
    assert (shop / "text.md").is_symlink()
    check_files(shop, {"elsewhere.md": LINES, **({f"{to}.new": THEIRS} if is_new else {})})
    commit_all(shop)
    write_files(source / ROOT, {to: CLASH})
    (said,) = planned(run("update", cwd=shop).out).values()
    assert said == "kept; the template's version, which you did not take, changed"


@pytest.mark.parametrize("is_executable", [False, True])
def test_a_conflict_is_unmerged_in_git(source: Path, shop: Path, run: Run, is_executable: bool) -> None:
    write_files(source / ROOT, {"text.md": CLASH})
    if is_executable:
        for path in (source / ROOT / "text.md", shop / "text.md"):
            path.chmod(0o755)
    write_files(shop, {"text.md": YOURS})
    commit_all(shop)
    assert run("update", cwd=shop).code == 1
    assert "UU text.md" in git(shop, "status", "--porcelain").splitlines()
    modes = {line.split()[0] for line in git(shop, "ls-files", "--unmerged", "text.md").splitlines()}
    assert modes == {"100755" if os.access(shop / "text.md", os.X_OK) else "100644"}
    sides = [git(shop, "show", f":{stage}:text.md") for stage in (1, 2, 3)]
    assert sides == [LINES, YOURS, CLASH]
    failed = subprocess.run(["git", "commit", "--message", "x"], cwd=shop, capture_output=True, text=True, check=False)
    assert "unmerged files" in failed.stderr
    git(shop, "checkout", "--theirs", "text.md")
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0


def test_git_mergetool_resolves_a_conflict(source: Path, shop: Path, run: Run) -> None:
    write_files(source / ROOT, {"text.md": CLASH})
    write_files(shop, {"text.md": YOURS})
    commit_all(shop)
    assert run("update", cwd=shop).code == 1
    tool = 'mergetool.t.cmd=cat "$BASE" "$LOCAL" "$REMOTE" > seen; cp "$REMOTE" "$MERGED"'
    git(shop, "-c", tool, "-c", "mergetool.t.trustExitCode=true", "mergetool", "--tool", "t", "--no-prompt")
    check_files(shop, {"text.md": CLASH, "seen": LINES + YOURS + CLASH})
    assert git(shop, "ls-files", "--unmerged") == ""
    git(shop, "commit", "--quiet", "--all", "--message", "x")
    assert run("update", "--check", cwd=shop).code == 0


def test_two_branches_that_both_updated_to_the_same_version_merge_by_themselves(
    source: Path, shop: Path, run: Run
) -> None:
    main = git(shop, "branch", "--show-current").strip()
    write_files(source / ROOT, {"text.md": THEIRS, "new.md": "n\n"})
    for branch in ("one", "two"):
        git(shop, "switch", "--quiet", "--create", branch, main)
        write_files(shop, {f"{branch}.txt": branch})
        commit_all(shop)
        assert run("update", cwd=shop).code == 0
        commit_all(shop)
    git(shop, "merge", "--quiet", "--no-edit", "one")
    assert run("update", "--check", cwd=shop).code == 0
    check_files(shop, {"text.md": THEIRS, "one.txt": "one", "two.txt": "two"})


def test_two_branches_that_both_updated_are_told_how_to_merge(source: Path, shop: Path, run: Run) -> None:
    main = git(shop, "branch", "--show-current").strip()
    for branch, text in (("one", {"text.md": THEIRS}), ("two", {"text.md": THEIRS, "new.md": "n\n"})):
        git(shop, "switch", "--quiet", "--create", branch, main)
        write_files(source / ROOT, text)
        assert run("update", cwd=shop).code == 0
        commit_all(shop)
    merging = ["git", "merge", "--quiet", "one"]
    assert subprocess.run(merging, cwd=shop, capture_output=True, check=False).returncode == 1
    answer = run("update", cwd=shop)
    assert answer.code == 2
    assert "unresolved merge conflict\nhint: take the side of the later update: `git checkout --theirs" in answer.err
    git(shop, "checkout", "--ours", TEMPLATE, BASE)
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0
    check_files(shop, {"text.md": THEIRS, "new.md": "n\n"})


def test_choices_are_remembered_where_no_file_changes(tmp_path: Path, source: Path, shop: Path, run: Run) -> None:
    shutil.copytree(source, tmp_path / "moved")
    private(tmp_path / "moved", "kind", ["plain", "rich"])
    commit_all(shop)
    answer = run("update", "--template", "../moved", "--set", "kind=rich", cwd=shop)
    assert (answer.code, answer.out) == (0, "Up to date with ../moved\n")
    held = yaml.safe_load((shop / TEMPLATE).read_text())
    assert (held["template"]["source"], held["answers"]["kind"]) == ("../moved", "rich")


def test_a_new_question_is_said_and_an_answer_that_is_no_longer_taken_is_refused(
    source: Path, shop: Path, run: Run
) -> None:
    private(source, "kind", ["plain", "rich"])
    said = "New question: kind: plain; `crispdm update --set kind=VALUE` changes it"
    assert said in run("update", cwd=shop).out
    private(source, "kind", ["poor", "rich"])
    refused = run("update", cwd=shop)
    assert refused.code == 2
    assert "kind=plain: expected poor or rich\nhint: the template no longer accepts the recorded answer" in refused.err
    assert run("update", "--set", "kind=rich", cwd=shop).code == 0


def test_what_was_asked_is_not_said_to_be_new(source: Path, shop: Path) -> None:
    private(source, "kind", ["plain", "rich"])
    asked: list[str] = []

    def ask(question: Question, _: str) -> str:
        asked.append(question.name)
        return "rich"

    for each, new in ((None, {"kind": "plain"}), (ask, {})):
        assert update(Request(start=shop, ask=each, check_only=True)).new_answers == new
    assert asked == ["kind"]


def test_an_answer_to_a_question_that_does_not_apply_now_survives(source: Path, shop: Path, run: Run) -> None:
    private(source, "kind", ["plain", "rich"])
    private(source, "depth", "1")
    private(source, "_crispdm", {"when": {"depth": "cookiecutter.kind == 'rich'"}})
    for sets in (["kind=rich", "depth=7"], ["kind=plain"], ["kind=rich"]):
        assert run("update", *(part for each in sets for part in ("--set", each)), cwd=shop).code == 0
        assert yaml.safe_load((shop / TEMPLATE).read_text())["answers"]["depth"] == "7"
        commit_all(shop)


@pytest.mark.parametrize("how", ["changed", "staged"])
def test_what_git_could_not_bring_back_is_not_touched(source: Path, shop: Path, run: Run, how: str) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    write_files(shop, {"text.md": YOURS})
    git(shop, "add", "text.md") if how == "staged" else None
    before = everything(shop)
    for arguments in ([], ["--dry-run"]):
        answer = run("update", *arguments, cwd=shop)
        assert (answer.code, answer.out) == (2, "")
        assert "files that would change are not committed\n  text.md\n" in answer.err
    assert everything(shop) == before


def test_what_is_dirty_elsewhere_does_not_matter(source: Path, shop: Path, run: Run) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    write_files(shop, {"run.sh": "mine\n", "notes": "x"})
    assert run("update", cwd=shop).code == 0


def test_without_git_nothing_is_touched(source: Path, shop: Path, run: Run) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    shutil.rmtree(shop / ".git")
    answer = run("update", cwd=shop)
    assert (answer.code, answer.out) == (2, "")
    assert "the project is not in git; nothing was changed" in answer.err
    assert run("update", "--check", cwd=shop).code == 1


def test_a_project_below_the_top_of_its_repository_is_updated(tmp_path: Path, source: Path, run: Run) -> None:
    git(tmp_path, "init", "--quiet")
    run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    write_files(source / ROOT, {"text.md": THEIRS})
    assert "text.md" in run("update", cwd=tmp_path / "shop").err
    commit_all(tmp_path)
    write_files(tmp_path / "shop", {"text.md": YOURS})
    assert "\n  text.md\n" in run("update", cwd=tmp_path / "shop").err
    commit_all(tmp_path)
    assert run("update", cwd=tmp_path / "shop" / "one").code == 0
    assert (tmp_path / "shop" / "text.md").read_text() == BOTH


def lose(shop: Path) -> None:
    (shop / BASE).unlink()


def falsify(shop: Path) -> None:
    with zipfile.ZipFile(shop / BASE, "w") as archive:
        archive.writestr("text.md", "something else\n")


@pytest.mark.parametrize("spoil", [lose, falsify])
def test_without_the_base_git_s_objects_have_it(
    source: Path, shop: Path, run: Run, spoil: Callable[[Path], None]
) -> None:
    spoil(shop)
    write_files(source / ROOT, {"text.md": THEIRS})
    write_files(shop, {"text.md": YOURS})
    commit_all(shop)
    assert run("update", cwd=shop).code == 0
    assert (shop / "text.md").read_text() == BOTH


def test_where_nobody_has_the_base_yours_stays(source: Path, shop: Path, run: Run) -> None:
    lose(shop)
    write_files(source / ROOT, {"text.md": THEIRS, "d/deep.md": "deeper\n"})
    write_files(shop, {"text.md": YOURS})
    shutil.rmtree(shop / ".git")
    git(shop, "init", "--quiet")
    commit_all(shop)
    answer = run("update", cwd=shop)
    assert answer.code == 1
    assert planned(answer.out) == {
        "d/deep.md": "changed",
        "text.md": "conflict; the original is lost: kept yours, the template's version is text.md.new",
    }
    check_files(shop, {"text.md": YOURS, "text.md.new": THEIRS, "d/deep.md": "deeper\n"})


def test_a_mode_that_changes_comes_along_and_yours_stays(source: Path, shop: Path, run: Run) -> None:
    (source / ROOT / "run.sh").chmod(0o755)
    (source / ROOT / "text.md").write_text(THEIRS)
    (shop / "text.md").chmod(0o755)
    commit_all(shop)
    answer = run("update", cwd=shop)
    assert planned(answer.out) == {"run.sh": "changed", "text.md": "changed"}
    assert (shop / "run.sh").stat().st_mode & 0o111
    assert (shop / "text.md").stat().st_mode & 0o111
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0


MODES = {  # what the template's mode and yours become, and what is said
    "only the template's": ((0o755, 0o644), "changed"),
    "only yours": ((0o644, 0o755), None),
    "both alike": ((0o755, 0o755), None),
}


@pytest.mark.parametrize(("modes", "said"), MODES.values(), ids=MODES)
def test_a_mode_alone_may_change(source: Path, shop: Path, run: Run, modes: tuple[int, int], said: str | None) -> None:
    write_files(shop, {"run.sh": "echo mine\n"})
    for folder, mode in zip((source / ROOT, shop), modes, strict=True):
        (folder / "run.sh").chmod(mode)
    commit_all(shop)
    answer = run("update", cwd=shop)
    assert (answer.code, planned(answer.out).get("run.sh")) == (0, said)
    assert (shop / "run.sh").read_text() == "echo mine\n"
    assert (shop / "run.sh").stat().st_mode & 0o100
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0


def test_a_file_stays_as_closed_to_others_as_it_was(source: Path, shop: Path, run: Run) -> None:
    (shop / "text.md").chmod(0o600)
    (shop / "run.sh").chmod(0o640)
    (source / ROOT / "run.sh").chmod(0o755)
    write_files(source / ROOT, {"text.md": THEIRS})
    assert run("update", cwd=shop).code == 0
    assert _modes(shop, "text.md", "run.sh") == [0o600, 0o750]


def _modes(folder: Path, *names: str) -> list[int]:
    return [(folder / name).stat().st_mode & 0o777 for name in names]


def test_a_file_that_moves_stays_as_closed_and_a_new_one_is_as_closed_as_the_template_s(
    source: Path, shop: Path, run: Run
) -> None:
    """Git knows who may execute a file, and no more; so a template that only closes a file further is not newer."""
    write_files(shop, {"text.md": YOURS, "run.sh": "echo mine\n"})
    (shop / "text.md").chmod(0o600)
    (shop / "run.sh").chmod(0o600)
    commit_all(shop)
    (source / ROOT / "logo.bin").chmod(0o600)
    assert run("update", "--check", cwd=shop).code == 0
    (source / ROOT / "text.md").rename(source / ROOT / "moved.md")
    write_files(source / ROOT, {"moved.md": THEIRS, "new.sh": "echo\n", "run.sh": None, "bin/run.sh": OLD["run.sh"]})
    (source / ROOT / "new.sh").chmod(0o700)
    (source / ROOT / "bin" / "run.sh").chmod(0o755)
    assert run("update", cwd=shop).code == 0
    assert _modes(shop, "moved.md", "bin/run.sh", "new.sh") == [0o600, 0o700, 0o700]
    check_files(shop, {"moved.md": BOTH, "bin/run.sh": "echo mine\n"})


def test_the_answers_are_those_of_the_beginning_and_a_new_question_takes_its_default(
    tmp_path: Path, source: Path, run: Run
) -> None:
    run("init", "shop", "--template", "t", "--set", "name=Ana", cwd=tmp_path)
    private(source, "port", "80")
    write_files(source / ROOT, {"run.sh": "echo {{ cookiecutter.name }} {{ cookiecutter.port }}\n"})
    assert run("update", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "run.sh").read_text() == "echo Ana 80\n"
    commit_all(tmp_path / "shop")
    assert run("update", "--set", "port=90", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "run.sh").read_text() == "echo Ana 90\n"
    held = yaml.safe_load((tmp_path / "shop" / TEMPLATE).read_text())
    assert held["answers"] == {"name": "Ana", "slug": "made", "port": "90"}


def test_a_file_that_stayed_at_the_beginning_is_never_merged(tmp_path: Path, source: Path, run: Run) -> None:
    shop = tmp_path / "shop"
    write_files(shop, {"text.md": "mine\n"})
    git(shop, "init", "--quiet")
    assert run("init", "shop", "--template", "t", "--yes", cwd=tmp_path).code == 0
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0
    write_files(source / ROOT, {"text.md": THEIRS})
    answer = run("update", cwd=shop)
    assert planned(answer.out) == {"text.md": "kept; the template's version, which you did not take, changed"}
    assert (answer.code, (shop / "text.md").read_text()) == (0, "mine\n")
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0


@pytest.mark.slow
def test_a_project_that_remembers_nothing_is_told_how(project: Path, run: Run) -> None:
    (project / TEMPLATE).unlink()
    answer: Answer = run("update", cwd=project)
    assert answer.code == 2
    assert "no .crispdm/template.yaml: the template of this project is not known" in " ".join(answer.err.split())
    assert run("init", ".", "--yes", cwd=project).code == 0
    commit_all(project)
    assert run("update", cwd=project).out.startswith("Up to date with crisp-dm 0.")


def test_a_template_that_went_away_is_named_and_may_be_given_anew(
    tmp_path: Path, source: Path, shop: Path, run: Run
) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    source.rename(tmp_path / "elsewhere")
    answer = run("update", cwd=shop)
    assert answer.code == 2
    assert "no such folder: ../t" in answer.err
    assert run("update", "--template", tmp_path / "elsewhere", cwd=shop).code == 0
    assert (shop / "text.md").read_text() == THEIRS
    commit_all(shop)
    assert run("update", "--check", cwd=shop).code == 0


WRONG = {
    "files: 1\n": "files",
    "files:\n  ../x: ['0', '644']\n": "../x is not a path in the project",
    "files:\n  /x: ['0', '644']\n": "/x is not a path in the project",
    "files:\n  x: 5\n": "x",
    "[": "not YAML",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_a_record_that_somebody_spoilt_is_named_by_line(project: Path, run: Run, text: str, said: str) -> None:
    head = "version: 1\ntemplate: {source: crisp-dm, version: null, commit: null}\nanswers:\n"
    (project / TEMPLATE).write_text(text if text == "[" else head + text)
    answer = run("update", cwd=project)
    assert answer.code == 2
    assert f"{TEMPLATE}:" in answer.err
    assert said in answer.err


def test_no_update_writes_through_a_link(tmp_path: Path, source: Path, shop: Path, run: Run) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.rmtree(shop / "d")
    (shop / "d").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "deep.md").write_text("deep\n")
    commit_all(shop)
    write_files(source / ROOT, {"d/deep.md": "deeper\n", "d/new.md": "new\n"})
    answer = run("update", cwd=shop)
    assert planned(answer.out)["d/new.md"] == "blocked; d exists and is not a folder"
    assert [(path.name, path.read_text()) for path in (tmp_path / "elsewhere").iterdir()] == [("deep.md", "deep\n")]


def test_without_git_at_hand_nothing_is_merged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CrispdmError, match="git cannot merge; nothing was changed"):
        merge(b"a", b"b", b"c", name="t")


def test_a_merge_keeps_every_line_of_both() -> None:
    merged = merge(b"a\nb\nmine\n", b"a\nb\n", b"top\na\nb\n", name="t")
    assert merged == (b"top\na\nb\nmine\n", 0)
