"""`report ROOT`: one page on many projects, what needs somebody first, and nothing lost for a broken one."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import msgspec
import pytest
from msgspec import structs

from crispdm.results.portfolio_report import PortfolioReport
from crispdm.views.json import published
from crispdm.views.report.portfolio_page import to_html
from tests.support.command_line import Run
from tests.support.pages import Page, faults
from tests.support.portfolios import of_all_kinds

NOW = "2027-02-16T09:00:00+00:00"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return of_all_kinds(tmp_path / "projects")


def many(run: Run, root: Path, *arguments: str) -> str:
    answer = run("report", "projects", "-o", "-", *arguments, cwd=root.parent, CRISPDM_NOW=NOW)
    assert answer.code == 0, answer.err
    return answer.out


def test_the_page_says_where_each_stands_what_it_reached_and_what_is_excepted(run: Run, root: Path) -> None:
    html = many(run, root)
    assert faults(html) == []
    page = Page(html)
    summary = "5 projects: 2 under way, 1 live, 1 stopped and 1 that cannot be read. Behind plan: 1 over the timebox"
    assert f"{summary} and 1 blocked." in page.text()
    told = page.facts()
    assert told["Behind plan"] == "2 1 over the timebox 1 blocked"
    assert told["Stopped in time"] == "1 before more was spent on them"
    assert told["Live"] == "1 1 reached the goal"
    assert told["Worth"] == "≈ 11,000 hours a year by the measure; 9,400 planned"
    (late, *_), (blocked, _, days, who, what) = page.table("Behind plan (2)")
    assert (late, blocked) == ("listings (late)", "listings (blocked)")
    assert (who, what) == ("team Media", "unblock: no access | to the images")
    assert days == "1 of 5, paused 1 (blocked)"
    goal = "time on wrong categories: 10 → 5 hours per week"
    assert page.table("Under way (2)")[0][3:] == (goal, "", "9,400 hours")
    assert page.table("Live (1)") == [
        (
            "listings (shop/live)",
            "25 Jan 2027",
            goal,
            f"4 ({MINUS}60 %), goal reached",
            "9,400 hours",
            "≈ 11,000 hours",
            "finished",
        )
    ]
    assert page.table("Stopped in time (1)") == [
        ("listings (shop/images)", "12 Jan 2027", "<b>images</b> were not worth it", goal, "")
    ]
    assert "Stopping what does not pay is a good outcome" in page.text()
    kept = "Waived: measure is known", "Bo is away", "Ana Roy", "31 Mar 2027"
    against = "Decided: deploy, where the numbers say improve", "they want it now", "Ana Roy", "end of iteration 1"
    assert page.table("Exceptions (2)") == [("listings (late)", *kept), ("listings (shop/live)", *against)]
    assert page.table("Cannot be read (1)")[0][0] == "broken"


def test_markdown_and_json_say_the_same(run: Run, root: Path) -> None:
    said = many(run, root, "--as", "markdown")
    assert "## Stopped in time (1)" in said
    assert "no access \\| to the images" in said
    found = json.loads(many(run, root, "--as", "json"))
    assert found["format"] == 1
    jsonschema.Draft202012Validator(published.schema("report")).validate(found)
    by_path = {each["project"]["path"]: each for each in found["accounts"]}
    assert {*by_path} == {"shop/live", "shop/images", "late", "blocked", "broken"}
    assert by_path["shop/live"]["worth"]["measured"] == 11000
    assert by_path["shop/images"]["why"] == "<b>images</b> were not worth it"
    assert [each["reason"] for each in by_path["late"]["exceptions"]] == ["Bo is away"]
    assert by_path["broken"]["project"]["outcome"] == "broken"


def test_a_folder_with_projects_gets_their_page_and_a_project_its_own(run: Run, root: Path) -> None:
    assert "Project report" in run("report", "projects/late", "-o", "-", cwd=root.parent, CRISPDM_NOW=NOW).out
    assert "Portfolio report" in many(run, root)
    made = run("report", "projects", "-o", "all.html", cwd=root.parent, CRISPDM_NOW=NOW)
    assert made.code == 0
    assert (root.parent / "all.html").read_text() == many(run, root)
    for where, kind, error in (
        ("projects", "model-card", "a model card is about one project"),
        ("projects/late", "json", "is for a folder with many projects"),
        ("projects/shop/live/01_nothing", "page", "is not a folder"),
    ):
        answer = run("report", where, "--as", kind, "-o", "-", cwd=root.parent)
        assert (answer.code, answer.out) == (2, "")
        assert error in answer.err
    (root.parent / "empty").mkdir()
    answer = run("report", "empty", "-o", "x.html", cwd=root.parent)
    assert (answer.code, (root.parent / "x.html").exists()) == (2, False)


def test_five_hundred_projects_weigh_less_than_a_megabyte(run: Run, root: Path) -> None:
    """Their time is measured by `python -m tests.benchmarks.portfolio --report`."""
    one = json.loads(many(run, root, "--as", "json"))
    report = msgspec.convert(one | {"warnings": []}, PortfolioReport)
    page = to_html(structs.replace(report, accounts=report.accounts * 100))
    assert len(page.encode()) < 1_000_000
    assert faults(page) == []
