"""`status` as it is asked most is answered without a parser of command lines, and nobody can tell."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE, STATE, PROCESS = "02_data_understanding", ".crispdm/state.yaml", "crispdm.yaml"
FORMS = (("status",), ("status", "--short"), ("status", "--format", "json"))
PARSED = ("-C", ".")  # with an option more, the parser answers


def _call(folder: Path, *arguments: str, **environment: str) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "crispdm", *arguments]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("environment", "code"),
    [({}, 0), ({"LC_ALL": "C"}, 0), ({"CRISPDM_NOW": "soon"}, 2), ({"CRISPDM_NOW": "2026-12-30"}, 0)],
)
def test_it_says_what_the_command_line_says(
    project: Path, environment: dict[str, str], code: int, form: tuple[str, ...]
) -> None:
    text = (project / PROCESS).read_text()
    (project / PROCESS).write_text(text.replace("title: Business Understanding", "title: Verständnis", 1))
    said = _call(project / HERE, *form, **environment)
    assert said == _call(project / HERE, *PARSED, *form, **environment)
    assert said[0] == code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "holds", "code"),
    [
        (PROCESS, "project: [", 2),
        (PROCESS, None, 2),
        (STATE, '- {"id": "no event"}\n', 0),
        (STATE, None, 0),
        (".crispdm", "no folder", 3),
    ],
)
@pytest.mark.parametrize("form", FORMS[:2])
def test_it_complains_as_the_command_line_does(
    project: Path, file: str, holds: str | None, code: int, form: tuple[str, ...]
) -> None:
    path = project / file
    path.rename(path.with_name("elsewhere"))
    if holds is not None:
        path.write_text(holds)
    said = _call(project / HERE, *form)
    assert said == _call(project / HERE, *PARSED, *form)
    assert said[0] == code
    assert said[2].startswith(b"crispdm: ")


def test_a_fault_of_ours_ends_in_words(project: Path) -> None:
    program = "import sys; sys.argv = ['crispdm', 'status', '--short']\n"
    program += "import crispdm.actions.status as action; action.read_status = lambda *_, **__: 1 / 0\n"
    program += "from crispdm.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert "crispdm: internal error: ZeroDivisionError" in done.stderr


def test_an_error_of_the_form_for_programs_is_json(tmp_path: Path) -> None:
    code, out, err = _call(tmp_path, "status", "--format", "json")
    error = json.loads(err)
    assert (code, out, error["code"]) == (2, b"", 2)
    assert "no project here" in error["error"]
