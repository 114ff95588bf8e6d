"""`crispdm explain`: a phase, a criterion or a kind of check, as data and as text."""

import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from crispdm.gate.checks import KINDS
from tests.support.command_line import ANA, Run


def explained(run: Run, folder: Path, *name: str) -> Any:
    answer = run("explain", *name, "--format", "json", cwd=folder)
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize(
    ("name", "kind", "next_"),
    [
        ("business_understanding", "phase", "crispdm check business_understanding"),
        ("deployment", "phase", "crispdm check deployment"),
        ("worth-it", "criterion", "crispdm check business_understanding"),
        ("decision-fits-verdict", "criterion", "crispdm check evaluation"),
        ("audit", "check", None),
        ("command", "check", None),
    ],
)
def test_each_kind_of_subject_is_explained_with_the_next_command(
    run: Run, project: Path, name: str, kind: str, next_: str | None
) -> None:
    found = explained(run, project, name)
    assert (found["subject"]["id"], found["subject"]["kind"], found["next"]) == (name, kind, next_)
    text = run("explain", name, cwd=project).out
    assert text.startswith(f"{name}: ")
    assert next_ is None or text.splitlines()[-1].split(maxsplit=1) == ["next", next_]


def test_without_a_name_it_is_the_current_phase(run: Run, project: Path) -> None:
    assert explained(run, project) == explained(run, project, "business_understanding")


def test_a_phase_has_its_roles_and_its_routes_and_only_the_text_has_names(run: Run, project: Path) -> None:
    text = (project / "crispdm.yaml").read_text()
    (project / "crispdm.yaml").write_text(text.replace("product_manager: [", f"product_manager: ['{ANA}', ", 1))
    found = explained(run, project, "evaluation")
    subject = found["subject"]
    assert (subject["owner"], found["team"]["product_manager"][0]) == ("product_manager", ANA)
    assert subject["sign_off"] == ["product_manager", "data_analyst"]
    assert subject["decision"] == {
        "file": "05_evaluation/pilot.yaml",
        "field": "decision",
        "routes": {"deploy": "next", "improve": "modeling", "stop": "stop"},
    }
    assert subject["guide"] == "05_evaluation/README.md"
    shown = run("explain", "evaluation", cwd=project).out
    assert "Ana" in shown
    assert "ana@example.com" not in shown
    assert "improve: go back to modeling" in shown
    assert all(each["id"] in shown for each in subject["criteria"])


def test_a_criterion_has_its_parameters_as_they_apply(run: Run, project: Path) -> None:
    subject = explained(run, project, "rows-and-key")["subject"]
    assert (subject["check"], subject["phase"], subject["level"]) == ("table", "data_preparation", "required")
    assert subject["parameters"]["part"] == "rows"
    assert subject["parameters"]["max_target_nulls"] == 0.05, "a default is a value too"
    assert explained(run, project, "pilot-ran")["subject"]["fresh"] == ["start", "chosen"]


def test_a_kind_of_check_can_be_explained_anywhere(run: Run, tmp_path: Path, project: Path) -> None:
    outside, inside = explained(run, tmp_path, "audit"), explained(run, project, "audit")
    assert {each["name"]: each["default"] for each in outside["subject"]["parameters"]}["min_rows"] == 50
    assert "min_rows (default: 50)" in run("explain", "audit", cwd=tmp_path).out
    assert (outside["team"], outside["subject"]["used_by"]) == ({}, [])
    assert inside["subject"]["used_by"] == ["labels-checked"]


def test_what_a_criterion_asks_for_is_said_of_its_part_alone(run: Run, project: Path) -> None:
    for name, kind in KINDS.items():
        assert tuple(kind.PARTS) == get_args(get_type_hints(kind).get("part")), f"the parts of {name}"
    steps, rollback = (explained(run, project, name)["subject"] for name in ("rolled-out", "rollback-tried"))
    assert (steps["check"], steps["parameters"]["part"]) == (rollback["check"], "steps")
    assert "100 %" in steps["check_says"]
    assert "roll back" in rollback["check_says"]
    assert explained(run, project, "operations")["subject"]["parts"]["steps"] == steps["check_says"]
    assert "steps: Growing shares" in run("explain", "operations", cwd=project).out


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_parameter_without_a_value_shows_no_default(run: Run, project: Path, kind: str) -> None:
    shown = run("explain", kind, cwd=project).out
    assert "default: )" not in shown
    assert "default: None" not in shown


def test_all_that_a_kind_of_check_says_of_itself_is_shown(run: Run, project: Path) -> None:
    """Of a plan for a pilot that is how to get the spread, which decides what the plan can settle."""
    for name, kind in KINDS.items():
        subject = explained(run, project, name)["subject"]
        said = " ".join([subject["says"], *subject["details"]])
        assert said == " ".join((kind.__doc__ or "").split())
    subject = explained(run, project, "pilot-planned")["subject"]
    assert subject["details"] == explained(run, project, "pilot_plan")["subject"]["details"]
    assert len(subject["details"]) == 3
    shown = " ".join(run("explain", "pilot-planned", cwd=project).out.split())
    assert "The spread comes from rows of both arms before the start" in shown
