"""The workflow for GitHub and the pipeline for GitLab: their scripts, run on what real pushes leave behind."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from crispdm.eventlog.events import Noted
from tests.support.builders import a_phase, filled_in, record, write_project
from tests.support.hosts import REQUIREMENT, ZEROS, Ran, bare, checked_out, run_github, run_gitlab
from tests.support.repository import RULES, Repository, repository
from tests.support.templates import BUNDLED, rendered

HOME = Path(__file__).parents[2] / "templates"
pytestmark = pytest.mark.slow
GITHUB, GITLAB = ".github/workflows/crispdm.yml", ".gitlab-ci.yml"
HOSTILE = ("::add-mask::phase", "::error::spoofed", "x ##[add-mask]phase", "::stop-commands::", "```")


def test_a_project_gets_the_file_of_its_host_alone() -> None:
    for name in BUNDLED:
        for ci, expected in (("github", {GITHUB}), ("gitlab", {GITLAB}), ("none", set())):
            assert {GITHUB, GITLAB} & {*rendered(HOME / name, {"ci": ci})} == expected


@pytest.fixture(scope="module")
def workflow() -> str:
    return rendered(HOME / "crisp-dm", requirement=REQUIREMENT)[GITHUB][0].decode()


@pytest.fixture(scope="module")
def pipeline() -> str:
    return rendered(HOME / "crisp-dm", {"ci": "gitlab"}, REQUIREMENT)[GITLAB][0].decode()


class Shared(NamedTuple):
    """A project on a host, and Ana's clone of it."""

    host: Path
    git: Repository

    def note(self, text: str = "so") -> str:
        """Record an event and commit it; the commit."""
        record(self.git.root, Noted(text=text))
        return self.git.commit(text)

    def lose(self) -> str:
        """Commit the state without its last event."""
        self.git.state.write_bytes(self.git.state.read_bytes().rpartition(b"- ")[0])
        return self.git.commit("lose")

    def push(self, to: str = "main") -> str:
        """Force HEAD to a ref of the host."""
        self.git("push", "--quiet", "--force", str(self.host), f"HEAD:{to if '/' in to else f'refs/heads/{to}'}")
        return self.git("rev-parse", "HEAD")

    def merge(self, *commits: str, to: str) -> str:
        """Merge commits into one another, on a ref of the host."""
        self.git("checkout", "--quiet", "--detach", commits[0])
        for commit in commits[1:]:
            self.git("merge", "--quiet", "--no-edit", commit)
        return self.push(to)


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    """The first commit of the project is on the host's branch main."""
    root = repository(tmp_path / "ana").root
    (root / ".gitattributes").write_text(RULES.replace("state.yaml", ".crispdm/state.yaml"))
    write_project(root, a_phase("plan", criteria=[filled_in("planned", "goal")]), a_phase("build"))
    shared = Shared(bare(tmp_path / "host.git"), Repository(root))
    shared.git.commit("begin")
    shared.push()
    return shared


class Case(NamedTuple):
    """What somebody does on a host, as the host tells a job: the commits before and after, and of which branches."""

    commit: str
    before: str = ZEROS  # what the branch was before the push
    target: str = ""  # the commit of the branch that it is to be merged into
    base: str = ""  # the commit in which the merge request left it
    kind: str = "push"  # or merge: a request on its own; result: with its target; queue: in the order of merging
    host: Path | None = None  # where the job runs, if it is a fork


Story = Callable[[Shared], Case]


def push(shared: Shared) -> Case:
    before = shared.git("rev-parse", "HEAD")
    shared.note()
    return Case(shared.push(), before)


def push_that_loses(shared: Shared) -> Case:
    shared.note()
    before = shared.push()
    shared.lose()
    return Case(shared.push(), before)


def first_push(shared: Shared) -> Case:
    shared.note()
    return Case(shared.push())


def first_push_of_something_broken(shared: Shared) -> Case:
    shared.git.state.write_text(shared.git.state.read_text().replace("listings", "listing"))
    shared.git.commit("alter")
    return Case(shared.push())


def _rewritten(shared: Shared, *, keep: bool) -> Case:
    begin = shared.git("rev-parse", "HEAD")
    shared.note("mine")
    before, state = shared.push(), shared.git.state.read_bytes()
    shared.git("reset", "--quiet", "--hard", begin)
    if keep:
        shared.git.state.write_bytes(state)
    return Case(shared.note("again") and shared.push(), before)


def force_push_that_keeps_all(shared: Shared) -> Case:
    return _rewritten(shared, keep=True)


def force_push_that_loses(shared: Shared) -> Case:
    return _rewritten(shared, keep=False)


def force_push_over_what_the_host_removed(shared: Shared) -> Case:
    case = _rewritten(shared, keep=True)
    host = Repository(shared.host)
    host("gc", "--quiet", "--prune=now")
    assert host("cat-file", "-t", case.before, may_fail=True) == ""
    return case


def _request(shared: Shared, kind: str, *, lose: bool = False, moved: bool = True, fork: Path | None = None) -> Case:
    """A branch that is to be merged into main, where meanwhile something else happened."""
    shared.note("before")
    base = shared.push()
    commit = shared.lose() if lose else shared.note("mine")
    if moved:
        shared.git("checkout", "--quiet", "--detach", base)
        (shared.git.root / "README.md").write_text("more")
        shared.git.commit("meanwhile")
    target = shared.push() if moved else base
    if fork:
        shared.git("push", "--quiet", str(bare(fork)), f"{commit}:refs/heads/mine")
    merged = shared.merge(target, commit, to="refs/pull/1/merge")
    return Case(commit if kind == "merge" else merged, target=target, base=base, kind=kind, host=fork)


def request(shared: Shared) -> Case:
    return _request(shared, "merge")


def request_that_loses(shared: Shared) -> Case:
    return _request(shared, "merge", lose=True)


def result(shared: Shared) -> Case:
    return _request(shared, "result")


def result_that_loses(shared: Shared) -> Case:
    return _request(shared, "result", lose=True)


def request_beside_a_tag_with_the_name_of_its_target(shared: Shared) -> Case:
    shared.git("push", "--quiet", str(shared.host), "HEAD:refs/tags/origin/main")
    return _request(shared, "result", lose=True)


def request_of_a_fork(shared: Shared) -> Case:
    return _request(shared, "merge", fork=shared.host.with_name("fork.git"))


def request_of_a_fork_that_loses(shared: Shared) -> Case:
    return _request(shared, "merge", lose=True, fork=shared.host.with_name("fork.git"))


def _first_project(shared: Shared) -> tuple[str, str]:
    """A commit without a project, and the next one, which brings it."""
    full = shared.git("rev-parse", "HEAD")
    shared.git("checkout", "--quiet", "--orphan", "adopted")
    shared.git("rm", "--quiet", "-rf", ".")
    (shared.git.root / "README.md").write_text("so far")
    empty = shared.git.commit("a repository")
    shared.push()
    shared.git("checkout", full, "--", ".")
    return empty, shared.git.commit("adopt")


def push_of_the_first_project(shared: Shared) -> Case:
    empty, full = _first_project(shared)
    shared.push()
    return Case(full, empty)


def request_of_the_first_project(shared: Shared) -> Case:
    empty, full = _first_project(shared)
    return Case(shared.merge(empty, full, to="refs/pull/1/merge"), target=empty, base=empty, kind="result")


def request_that_moves_the_project_and_loses(shared: Shared) -> Case:
    shared.note()
    base = shared.push()
    shared.lose()
    (shared.git.root / "old").mkdir()
    shared.git("mv", "crispdm.yaml", ".crispdm", "old")
    moved = shared.git.commit("move")
    return Case(shared.merge(base, moved, to="refs/pull/1/merge"), target=base, base=base, kind="result")


def queue(shared: Shared) -> Case:
    return _request(shared, "queue")


def queue_that_loses(shared: Shared) -> Case:
    return _request(shared, "queue", lose=True)


LOST = "Verification failed"
# What happened, and what the log must say where it must not pass.
STORIES: dict[Story, str] = {
    push: "",
    push_that_loses: LOST,
    first_push: "",
    first_push_of_something_broken: LOST,
    force_push_that_keeps_all: "",
    force_push_that_loses: LOST,
    force_push_over_what_the_host_removed: "cannot be fetched: nobody can tell",
    request: "",
    request_that_loses: LOST,
    result: "",
    result_that_loses: LOST,
    request_beside_a_tag_with_the_name_of_its_target: LOST,
    request_of_a_fork: "",
    request_of_a_fork_that_loses: LOST,
    push_of_the_first_project: "",
    request_of_the_first_project: "",
    request_that_moves_the_project_and_loses: "no project here",
    queue: "",
    queue_that_loses: LOST,
}


def on_github(workflow: str, shared: Shared, case: Case, *, depth: int = 0) -> Ran:
    """A pull request is checked out merged into its target, on the host of that."""
    merged = shared.git("ls-remote", str(shared.host), "refs/pull/1/merge").partition("\t")[0]
    commit = merged if case.target else case.commit
    folder = checked_out(shared.host.with_name("github"), shared.host, commit, depth=depth)
    if case.kind == "push":
        return run_github(workflow, folder, "push", {"before": case.before})
    if case.kind == "queue":
        return run_github(workflow, folder, "merge_group", {"merge_group": {"base_sha": case.target}})
    return run_github(workflow, folder, "pull_request", {"pull_request": {}}, "main")


def variables(case: Case) -> Mapping[str, str]:
    """What GitLab tells a job; in the pipeline of a merge request, nothing was before."""
    if case.kind == "push":
        branch = {"CI_COMMIT_BRANCH": "main", "CI_PIPELINE_SOURCE": "push" if case.before != ZEROS else "schedule"}
        return {**branch, "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": case.before}
    return {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_IID": "1",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": case.base,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "" if case.kind == "merge" else case.target,
        "CI_DEFAULT_BRANCH": "main",
        "CI_COMMIT_BEFORE_SHA": ZEROS,
    }


def on_gitlab(pipeline: str, shared: Shared, case: Case, *, depth: int = 0) -> Ran:
    folder = checked_out(shared.host.with_name("gitlab"), case.host or shared.host, case.commit, depth=depth)
    ran = run_gitlab(pipeline, folder, variables(case))
    assert ran is not None
    return ran


@pytest.mark.parametrize(("story", "said"), STORIES.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_the_workflow_passes_what_loses_nothing(shared: Shared, workflow: str, story: Story, said: str) -> None:
    case = story(shared)
    ran = on_github(workflow, shared, case)
    assert (ran.passed, said in ran.log) == (not said, True), ran.log
    is_marked = ran.passed and case.kind in {"merge", "result"}
    assert {*ran.commands} == ({"error"} if is_marked else set()), "a closed gate is marked in a pull request"
    assert (shared.host.with_name("github-temp") / "report.html").exists() == ("no project" not in ran.log)


@pytest.mark.parametrize(("story", "said"), STORIES.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_the_pipeline_passes_what_loses_nothing(shared: Shared, pipeline: str, story: Story, said: str) -> None:
    ran = on_gitlab(pipeline, shared, story(shared))
    assert (ran.passed, said in ran.log) == (not said, True), ran.log


@pytest.mark.parametrize("story", [push, request, queue])
def test_in_a_shallow_clone_neither_passes(shared: Shared, workflow: str, pipeline: str, story: Story) -> None:
    case = story(shared)
    for ran in (on_github(workflow, shared, case, depth=1), on_gitlab(pipeline, shared, case, depth=1)):
        assert not ran.passed
        assert "no history to compare with" in " ".join(ran.log.split())


@pytest.mark.parametrize("before", ["", "0" * 39, f"{'0' * 39}1", f"{'0' * 40}\n{'1' * 40}"])
def test_only_zeros_are_a_first_push(shared: Shared, workflow: str, pipeline: str, before: str) -> None:
    case = push(shared)._replace(before=before)
    for ran in (on_github(workflow, shared, case), on_gitlab(pipeline, shared, case)):
        assert not ran.passed, ran.log


def test_other_branches_and_tags_have_no_pipeline(tmp_path: Path, pipeline: str) -> None:
    (tmp_path / "job").mkdir()
    for told in ({"CI_COMMIT_BRANCH": "mine"}, {"CI_COMMIT_TAG": "main"}):
        assert run_gitlab(pipeline, tmp_path / "job", {"CI_DEFAULT_BRANCH": "main", **told}) is None


def _hostile(shared: Shared, text: str) -> Case:
    """A push of a project that says it in so many places that some lines begin with it."""
    before, often = shared.git("rev-parse", "HEAD"), " ".join([text] * 30)
    phase = a_phase("plan", title=often, criteria=[{**filled_in("known", "goal"), "says": often}])
    (shared.git.root / "crispdm.yaml").write_text(json.dumps({"version": 1, "project": text, "phases": [phase]}))
    shared.note(often)
    return Case(shared.push(), before)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_printed_commands_the_runner(shared: Shared, workflow: str, text: str) -> None:
    ran = on_github(workflow, shared, _hostile(shared, text))
    assert text.strip() in ran.log
    assert ran.commands == ()
    assert "```" not in ran.summary


@pytest.mark.parametrize("text", HOSTILE[:3])
def test_without_the_first_line_of_each_script_it_would(shared: Shared, workflow: str, text: str) -> None:
    """So that the test above is about something."""
    ran = on_github(workflow.replace('echo "$QUIET"', ":"), shared, _hostile(shared, text))
    assert {*ran.commands} <= {"add-mask", "error"}
    assert ran.commands
