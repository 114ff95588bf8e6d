"""A morning on which everything is so at once: the status is still one that a person would read out."""

from pathlib import Path

import pytest

from crispdm.views.status.fit import Section, fitted
from crispdm.views.text.lines import Line, wrapped
from tests.support import story
from tests.support.command_line import Run
from tests.support.days import BO, BUSINESS, CY, DATA, DEE, EVALUATION, MODELING, Diary, mornings

GUARD = "guard: {measure: wrong listings found, better: higher, no_worse_than: 30}\n"


@pytest.fixture
def overloaded(run: Run, tmp_path: Path) -> Diary:
    """The fourth morning of the diary, with every kind of trouble, and several of most."""
    fourth = next(each for each in mornings(run, tmp_path) if each.name == "4-the-second-pilot")
    diary = Diary.taken_up(run, fourth)
    _blockers_notes_and_exceptions(diary)
    _changes(diary)
    rows = (diary.project / EVALUATION / "pilot.csv").read_text().splitlines(keepends=True)
    diary.write(f"{EVALUATION}/pilot.csv", "".join(rows[:4] + rows[6:]))
    diary.write(f"{EVALUATION}/pilot.yaml", (diary.project / EVALUATION / "pilot.yaml").read_text() + GUARD)
    for name in ("baseline.py", "train.py", "review_errors.py"):
        diary.write(f"{MODELING}/{name}", "pass\n")
    return diary


def _blockers_notes_and_exceptions(diary: Diary) -> None:
    media, board = "team Moderation of the marketplace", "the board wants to hear about it before that is measured"
    diary("block", "a second moderator for the weekends of the pilot", "--owner", media, who=CY)
    diary("block", "the media store answers with an error every second time", "--owner", "data_engineer", who=DEE)
    diary("block", "nobody knows who pays for the third server")
    diary("waive", "full-traffic-measured", "--reason", board, "--until", "friday")
    diary("waive", "rollback-tried", "--reason", "the site reliability engineer is away until the end of the month")
    diary("note", "the moderators complain about the new screen, and would like to have the old one back", who=CY)
    diary("note", "tfidf-2 gets books wrong", who=BO)


def _changes(diary: Diary) -> None:
    objective = story.OBJECTIVE.replace("target: 5", "target: 4").replace("build: 600", "build: 700")
    diary.write(f"{BUSINESS}/objective.yaml", objective).write(f"{BUSINESS}/problem.md", f"{story.PROBLEM}\nMore.\n")
    diary.edit(f"{DATA}/inventory.yaml", "listings table}", "table of all listings}")
    diary.edit(f"{MODELING}/metric.yaml", "good_enough: 0.6", "good_enough: 0.5")
    diary.edit("crispdm.yaml", "[data_analyst, data_engineer]", "[data_analyst]")


KINDS = [
    *("Goal:", "Changed:", "Evaluation (5 of 6)", "running", "to do", "then", "Since Friday:", "Cy says:", "Bo says:"),
    *("Waiting:", "Exception until Friday:", "Exception:", "events not in git", "Next: Cy to add the numbers"),
]


def _assert_short_enough(said: str) -> None:
    lines = said.splitlines()
    assert len(lines) <= 25, said
    assert max(map(len, lines)) <= 80, said


@pytest.mark.slow
def test_everything_at_once_is_short_enough_to_be_read_out(run: Run, overloaded: Diary) -> None:
    answer = run("status", cwd=overloaded.project, CRISPDM_NOW=overloaded.now)
    assert (answer.code, answer.err) == (0, "")
    _assert_short_enough(answer.out)
    assert [kind for kind in KINDS if kind not in answer.out] == []


def test_three_things_of_each_kind_are_named(run: Run, project: Path) -> None:
    for text in ("no access to the store", "nobody pays the server"):
        assert run("block", text, "--owner", "team Media", cwd=project).code == 0
    for criterion in ("problem-owned", "worth-it", "approach-agreed"):
        assert run("waive", criterion, "--reason", f"as agreed for {criterion}", cwd=project).code == 0
    for text in ("the board meets on Friday", "books are wrong", "labels look worse"):
        assert run("note", text, cwd=project).code == 0
    said = run("status", cwd=project).out
    _assert_short_enough(said)
    for text in (
        *("no access to the store, on team Media", "nobody pays the server, on team Media"),
        *("problem-owned: as agreed for", "worth-it: as agreed for", "approach-agreed: as agreed for"),
        *("the board meets on Friday", "books are wrong", "labels look worse"),
    ):
        assert text in said, said


def test_of_many_things_the_newest_three_are_named_and_the_others_counted(run: Run, project: Path) -> None:
    for number in range(30):
        assert run("note", f"the {number}th thing that has to be said this morning", cwd=project).code == 0
    said = run("status", cwd=project).out
    _assert_short_enough(said)
    assert [number for number in range(30) if f"the {number}th thing" in said] == [27, 28, 29]
    assert "; and 27 more" in said


@pytest.mark.parametrize("rows", [1, 2])
def test_a_long_text_is_cut_and_the_cut_is_seen(rows: int) -> None:
    others = [Section([Line(f"{'word ' * 200}{number}", label="Note: ")]) for number in range(24 // rows)]
    lines = fitted(others, Line("the end"))
    assert {line.text[-1] for line in lines[:-1]} == {"…"}
    assert sum(len(wrapped(line, 80)) for line in lines) == 24 // rows * rows + 1
