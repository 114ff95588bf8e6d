"""What is said where an argument or an option is missing: what for, and a line that can be pasted."""

import shlex
from pathlib import Path

import pytest

from crispdm.cli.app import COMMANDS, _load
from tests.support.command_line import Run

LACKING = {
    "waive problem-owned": ("--reason: the reason", 'waive problem-owned --reason "the numbers'),
    "waive": ("CRITERION: its id", "waive problem-owned --reason"),
    "unwaive": ("CRITERION: its id", "unwaive worth-it"),
    "back": ("PHASE: the id of the phase to reopen", "back business_understanding --reason"),
    "back --reason 'x y'": ("PHASE", "back business_understanding --reason 'x y'"),
    "back business_understanding": ("--reason", 'business_understanding --reason "images'),
    "require": ("PHASE", "require business_understanding"),
    "stop": ("--reason: the reason", 'stop --reason "it costs'),
    "resume": ("--reason: the reason", 'resume --reason "the data'),
    "block": ("TEXT: what blocks the work", 'block "no access'),
    "block --owner Bo": ("TEXT", 'to the image bucket" --owner Bo'),
    "note": ("TEXT: one sentence", 'note "the workshop'),
}


@pytest.mark.parametrize(("typed", "said"), LACKING.items(), ids=LACKING)
def test_what_is_missing_is_said_with_a_line_to_paste(
    run: Run, project: Path, typed: str, said: tuple[str, str]
) -> None:
    what, line = said
    answer = run(*shlex.split(typed), cwd=project)
    assert (answer.code, answer.out) == (2, "")
    text = " ".join(answer.err.split())
    assert f"crispdm: {typed.split(maxsplit=1)[0]} requires {what}" in text
    assert line in text
    pasted = text.partition("hint: crispdm ")[2]
    assert "requires" not in run(*shlex.split(pasted), cwd=project).err


def test_the_names_of_the_project_are_listed(run: Run, project: Path) -> None:
    text = " ".join(run("-C", project.name, "waive", cwd=project.parent).err.split())
    assert "choices: problem-owned, objective-measurable, approach-agreed, worth-it" in text
    assert f"hint: crispdm -C {project.name} waive problem-owned --reason" in text


def test_outside_a_project_there_is_an_example_all_the_same(run: Run, tmp_path: Path) -> None:
    answer = run("back", cwd=tmp_path)
    assert answer.code == 2
    assert "choices:" not in answer.err
    assert 'crispdm back business_understanding --reason "images matter more"' in answer.err


def test_other_mistakes_in_usage_are_typers(run: Run, project: Path) -> None:
    assert "No such option: --reson" in run("stop", "--reson", "x", cwd=project).err


def test_every_command_that_cannot_do_without_something_is_among_the_cases() -> None:
    needy = {name for name in COMMANDS if any(each.required for each in _load(name).params)}
    assert needy <= {typed.split()[0] for typed in LACKING}


PARTS = {
    "back business --reason xy": "unknown phase 'business'; did you mean 'business_understanding'?",
    "require eval": "did you mean 'evaluation'?",
    "check data": "did you mean 'data_understanding' or 'data_preparation'?",
    "waive worth --reason xy": "unknown criterion 'worth'; did you mean 'worth-it'?",
    "explain preparation": "did you mean 'data_preparation'?",
    "sign --as product": "did you mean 'product_manager'?",
}


@pytest.mark.parametrize(("typed", "said"), PARTS.items(), ids=PARTS)
def test_a_part_of_a_name_is_enough_to_be_asked_for_it(run: Run, project: Path, typed: str, said: str) -> None:
    answer = run(*shlex.split(typed), cwd=project)
    assert answer.code == 2
    assert said in " ".join(answer.err.split())
