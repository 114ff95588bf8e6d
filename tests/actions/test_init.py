"""`crispdm init`: a project is made, complete, or nothing is."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import ANA, Run
from tests.support.new_project import FILES, project_files, rendered_files
from tests.support.templates import Tree, tree

LATER = {"CRISPDM_NOW": "2027-01-02T03:04:05+00:00"}


def test_a_new_folder_holds_exactly_these_files(project: Path) -> None:
    made = project_files("listing_categories")
    assert {*tree(project)} == made
    assert {path.name for path in project.iterdir()} == {name.partition("/")[0] for name in made} | {".git"}


def test_no_file_can_be_executed_and_none_is_closed_to_others(project: Path) -> None:
    umask = os.umask(0)
    os.umask(umask)
    for path in (project, *(project / name for name in project_files("listing_categories"))):
        assert path.stat().st_mode & 0o777 == (0o777 if path.is_dir() else 0o666) & ~umask, path


@pytest.mark.parametrize("name", ["-q", "a b", "it's", "caf\xe9", "a\u200bb"])
def test_the_next_step_can_be_typed_whatever_the_folder_is_called(tmp_path: Path, run: Run, name: str) -> None:
    said = run("init", "--yes", "--", name, cwd=tmp_path).out
    go = said.rpartition("Next: ")[2].removesuffix(" && crispdm status\n")
    gone = subprocess.run(["bash", "-c", f"{go} && pwd"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert gone.stdout == f"{tmp_path / name}\n"


def test_what_was_made_is_shown_and_the_next_step(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert lines[0] == "Created shop in shop"
    assert lines[-2:] == ["git: new repository with a first commit", "Next: cd shop && crispdm status"]
    shown, folder = set[str](), ""
    for line in lines[1:-2]:
        names = line.split()
        if not line.startswith(" " * 3):  # else it goes on with the folder of the line before
            folder = names.pop(0) if "/" in line else ""
        shown |= {folder + name for name in names}
    assert shown == rendered_files("shop")
    assert max(map(len, lines)) <= 80


def test_the_next_step_works(tmp_path: Path, run: Run) -> None:
    run("init", "shop", "--yes", cwd=tmp_path)
    answer = run("status", cwd=tmp_path / "shop")
    assert answer.code == 0
    assert answer.out.startswith("shop, Tuesday 24 November.")


def test_an_empty_folder_is_filled_where_it_is(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "shop"
    folder.mkdir(mode=0o750)
    before = folder.stat()
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    assert answer.code == 0, answer.err
    assert (folder.stat().st_ino, folder.stat().st_mode) == (before.st_ino, before.st_mode)
    assert {*tree(folder)} == FILES
    assert {path.name for path in tmp_path.iterdir()} == {"shop"}


@pytest.mark.parametrize("named", [".", "./"])
def test_the_folder_where_one_stands_is_filled(tmp_path: Path, run: Run, named: str) -> None:
    (tmp_path / "shop").mkdir()
    answer = run("init", named, "--yes", cwd=tmp_path / "shop")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Created shop in .\n")
    assert answer.out.endswith("\nNext: crispdm status\n")
    assert {*tree(tmp_path / "shop")} == FILES


def test_the_folder_is_looked_for_where_one_is_sent(tmp_path: Path, run: Run) -> None:
    (tmp_path / "there").mkdir()
    answer = run("-C", "there", "init", "shop", "--yes", cwd=tmp_path)
    assert "cd there/shop && crispdm status" in answer.out
    assert {*tree(tmp_path / "there" / "shop")} == FILES


def test_a_folder_that_lies_beside_is_named_without_detours(tmp_path: Path, run: Run) -> None:
    (tmp_path / "here").mkdir()
    answer = run("init", "../shop", "--yes", cwd=tmp_path / "here")
    said = " ".join(answer.out.split())
    assert f"in {tmp_path}/shop .crispdm/" in said
    assert said.endswith(f"Next: cd {tmp_path}/shop && crispdm status")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["my project", "_draft", ".hidden", "Größe", "日本", "x" * 255, "it's", "a;b"])
def test_a_folder_may_be_called_what_it_likes(tmp_path: Path, run: Run, name: str) -> None:
    answer = run("init", name, "--yes", cwd=tmp_path)
    assert answer.code == 0, answer.err
    assert yaml.safe_load((tmp_path / name / "crispdm.yaml").read_text())["project"] == name


def taken(tmp_path: Path, what: str) -> None:
    """Let `shop` be there already."""
    shop, other = tmp_path / "shop", tmp_path / "other"
    other.mkdir()
    match what:
        case "a file":
            shop.write_text("mine")
        case "a link to an empty folder":
            shop.symlink_to("other")
        case "a link to nothing":
            shop.symlink_to("nothing")
        case "a pipe":
            os.mkfifo(shop)


@pytest.mark.parametrize(
    "what",
    [
        "a file",
        "a link to an empty folder",
        "a link to nothing",
        "a pipe",
    ],
)
def test_what_is_there_already_is_not_touched(tmp_path: Path, run: Run, what: str) -> None:
    taken(tmp_path, what)
    before = inventory(tmp_path)
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert re.search(r"shop exists and is not a folder; it was not touched", " ".join(answer.err.split()))
    assert inventory(tmp_path) == before


def inventory(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder: what it is, its size, and when it changed."""
    stats = {path: path.lstat() for path in [folder, *folder.rglob("*")]}
    return {str(path): (stat.st_mode, stat.st_size, stat.st_mtime_ns) for path, stat in stats.items()}


@pytest.mark.parametrize("named", ["missing/shop", "file/shop", "missing/a/b"])
def test_a_folder_for_the_folder_must_be_there(tmp_path: Path, run: Run, named: str) -> None:
    (tmp_path / "file").write_text("mine")
    answer = run("init", named, "--yes", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "choose a folder that exists" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(("mode", "named"), [(0o500, "shop"), (0o600, "shop"), (0o000, "shop"), (0o500, ".")])
def test_where_nothing_may_be_written_nothing_is_made(tmp_path: Path, run: Run, mode: int, named: str) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(mode)
    if os.access(closed, os.W_OK | os.X_OK):
        pytest.skip("whoever runs this may write everywhere")
    answer = run("init", closed / named, "--yes", cwd=tmp_path)
    closed.chmod(0o700)
    assert (answer.code, answer.out) == (3, "")
    assert "closed" in answer.err
    assert "Permission denied" in answer.err
    assert not [*closed.iterdir()]


def test_with_nobody_there_to_ask_nothing_is_made(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert "no terminal to ask on; nothing was created" in answer.err
    assert "--yes" in answer.err
    assert not [*tmp_path.iterdir()]


def test_one_answer_is_enough(tmp_path: Path, run: Run) -> None:
    assert run("init", "shop", "--set", "measure=hours", cwd=tmp_path).code == 0
    assert {*tree(tmp_path / "shop")} == FILES


def test_without_a_folder_nothing_is_made(tmp_path: Path, run: Run) -> None:
    answer = run("init", "--yes", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert not [*tmp_path.iterdir()]


EVIDENCE = {
    "problem_owner": "moderators",
    "measure": "time moderators spend on wrong categories",
    "unit": "hours per moderator per week",
    "now": "10",
    "target": "-50%",
}


def test_the_answers_land_in_the_objective(tmp_path: Path, run: Run) -> None:
    sets = [part for name, value in EVIDENCE.items() for part in ("--set", f"{name}={value}")]
    assert run("init", "shop", *sets, cwd=tmp_path).code == 0
    objective = yaml.safe_load((tmp_path / "shop/01_business_understanding/objective.yaml").read_text())
    assert objective["problem"]["who"] == "moderators"
    held = objective["objective"]
    assert (held["measure"], held["unit"]) == (EVIDENCE["measure"], EVIDENCE["unit"])
    assert (held["now"], held["target"]) == (10, "-50%")
    assert "objective-measurable" not in missing(run, tmp_path / "shop")


def test_what_was_not_answered_is_left_empty(project: Path, run: Run) -> None:
    objective = yaml.safe_load((project / "01_business_understanding/objective.yaml").read_text())
    assert {value for part in objective.values() for value in part.values()} == {None}
    assert "objective-measurable" in missing(run, project)


def missing(run: Run, project: Path) -> set[str]:
    """The criteria that are not met."""
    answer = run("check", "--format", "json", cwd=project)
    return {each["id"] for each in yaml.safe_load(answer.out)["gate"]["criteria"] if each["status"] == "fail"}


@pytest.mark.parametrize(("mode", "people"), [("alone", [ANA]), ("team", [])])
def test_who_works_alone_holds_every_role_and_a_team_names_its_people(
    tmp_path: Path, run: Run, mode: str, people: list[str]
) -> None:
    run("init", "shop", "--set", f"mode={mode}", cwd=tmp_path)
    team = yaml.safe_load((tmp_path / "shop" / "crispdm.yaml").read_text())["team"]
    assert len(team) == 6
    assert all(held == people for held in team.values())


def test_the_person_is_whom_git_knows(tmp_path: Path, run: Run) -> None:
    run("init", "shop", "--yes", cwd=tmp_path, CRISPDM_USER="")
    assert yaml.safe_load((tmp_path / "shop" / "crispdm.yaml").read_text())["team"]["data_analyst"] == [ANA]


TITLES = {"MIT": "MIT License", "BSD-3-Clause": "BSD 3-Clause License"}


@pytest.mark.parametrize("licence", TITLES)
@pytest.mark.parametrize(("person", "holder"), [("Bo <bo@x.org>", "Bo <bo@x.org>"), ("", "the authors of Shop")])
def test_the_licence_names_its_holder(tmp_path: Path, run: Run, licence: str, person: str, holder: str) -> None:
    run("init", "shop", "--set", f"licence={licence}", "--set", f"person={person}", cwd=tmp_path)
    title, _, copyright_line, *_ = (tmp_path / "shop" / "LICENSE").read_text().splitlines()
    assert title == TITLES[licence]
    assert copyright_line == f"Copyright (c) {holder}"
    assert {*tree(tmp_path / "shop")} == FILES | {"LICENSE"}


@pytest.mark.parametrize("sets", [[], [f"{name}={value}" for name, value in EVIDENCE.items()], ["licence=MIT"]])
def test_nothing_of_the_template_is_left_over(tmp_path: Path, run: Run, sets: list[str]) -> None:
    run("init", "shop", "--yes", *(part for pair in sets for part in ("--set", pair)), cwd=tmp_path)
    files = tree(tmp_path / "shop")
    for name, (data, _) in files.items():
        if name != ".crispdm/base.zip":
            text = re.sub(r"\$\{\{.*?\}\}", "$", data.decode())  # as a workflow says it
            assert not re.search(r"\{\{|\}\}|\{%|\{#|#\}|cookiecutter|\r|[ \t]\n", text), name
            assert data.endswith(b"\n"), name


def test_the_state_says_that_the_project_was_created_and_nothing_else(project: Path) -> None:
    (event,) = yaml.safe_load((project / ".crispdm" / "state.yaml").read_text())
    expected = {"event": "created", "project": "listing-categories", "by": ANA, "at": "2026-11-24T09:00:00Z"}
    assert {**event, **expected} == event


def test_two_projects_made_alike_differ_in_their_state_only(tmp_path: Path, run: Run) -> None:
    made: list[Tree] = []
    for number, clock in enumerate([{}, LATER]):
        (tmp_path / str(number)).mkdir()
        run("init", "shop", "--yes", cwd=tmp_path / str(number), **clock)
        made.append(tree(tmp_path / str(number) / "shop"))
    assert {name for name in FILES if made[0][name] != made[1][name]} == {".crispdm/state.yaml"}


def test_a_template_that_there_is_not_is_refused(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", "--template", "crisp-md", "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert "no template named 'crisp-md'; did you mean 'crisp-dm'?" in " ".join(answer.err.split())
    assert [*tmp_path.iterdir()] == []


def test_whoever_holds_no_role_is_told_by_what_they_are_known(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", "--yes", "--set", "person=Mia Sand <mia@example.com>", cwd=tmp_path)
    assert answer.code == 0
    said = " ".join(answer.out.split())
    assert (
        f"You: {ANA} has no role. crispdm identifies you by CRISPDM_USER, or by git's user.name and user.email" in said
    )
    refused = run("sign", cwd=tmp_path / "shop")
    assert "or CRISPDM_USER" in " ".join(refused.err.split())
    assert "You:" not in run("init", "other", "--yes", cwd=tmp_path).out
