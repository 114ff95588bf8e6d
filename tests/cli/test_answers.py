"""What a person sees: answers, errors and exit codes, by the command line."""

import hashlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crispdm.process import FILE
from tests.support import story
from tests.support.command_line import Run
from tests.support.signals import signal_until_end

BU = "01_business_understanding"


def _snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts and path.name != "lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("command", ["status", "check", "advance", "sign", "log"])
def test_without_a_project_it_says_where_it_looked_and_what_to_do(run: Run, tmp_path: Path, command: str) -> None:
    answer = run(command, cwd=tmp_path)
    assert answer.code == 2
    assert answer.out == ""
    assert str(tmp_path) in answer.err.replace("\n         ", "")
    assert "crispdm init" in answer.err


def test_a_folder_that_was_removed_below_somebody_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        answer = run("status")
    assert (answer.code, answer.out) == (2, "")
    assert "the current folder no longer exists" in answer.err


@pytest.mark.parametrize("instead", ["a folder", "a pipe", "a link to nothing", "a link to itself"])
def test_a_process_that_is_no_file_is_named(run: Run, project: Path, instead: str) -> None:
    path = project / "crispdm.yaml"
    path.unlink()
    match instead:
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to("crispdm.yaml" if "itself" in instead else "nowhere")
    for command in ("status", "check", "advance", "log", "explain"):
        answer = run(command, cwd=project / BU)
        assert (answer.code, answer.out) == (2, "")
        assert "crispdm.yaml cannot be read as a file" in " ".join(answer.err.split())


def test_a_process_that_may_not_be_read_is_the_machine_s_fault(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patched, as whoever runs this may be allowed to read everything."""
    opened = os.open

    def closed(path: Any, *more: Any, **named: Any) -> int:
        return opened(os.devnull, os.O_RDONLY | os.O_DIRECTORY) if path == FILE else opened(path, *more, **named)

    monkeypatch.setattr(os, "open", closed)
    answer = run("status", cwd=project)
    assert (answer.code, answer.out) == (3, "")
    assert "crispdm.yaml cannot be read: Not a directory" in answer.err


def test_a_project_is_found_from_any_folder_in_it_and_by_its_path(run: Run, project: Path) -> None:
    from_inside = run("status", cwd=project / BU)
    assert from_inside.code == 0
    assert run("-C", project, "status", cwd=project.parent).out == from_inside.out


@pytest.mark.parametrize("command", ["advance", "sign"])
def test_a_refusal_writes_nothing(run: Run, project: Path, command: str) -> None:
    before = _snapshot(project)
    assert run(command, cwd=project).code == 1
    assert _snapshot(project) == before


def test_a_refusal_names_file_line_have_want_owner_and_the_next_command(run: Run, project: Path) -> None:
    answer = run("advance", cwd=project)
    assert answer.code == 1
    for part in (
        "Gate closed: Business Understanding needs 4 of 5 criteria and 2 sign-offs.",
        "problem-owned (Ana, data analyst)",
        f"{BU}/objective.yaml:7  problem.who: nothing yet",
        "expected: Somebody has the problem, and the number has a source",
        "hint: fill in problem.who and problem.source",
        "next:   fix the first item, then run `crispdm check` again",
    ):
        assert part in answer.out
    assert answer.out == run("check", cwd=project).out, "one voice"


@pytest.mark.parametrize("command", ["status", "check", "advance"])
def test_a_mistake_in_crispdm_yaml_is_named_by_line(run: Run, project: Path, command: str) -> None:
    file = project / "crispdm.yaml"
    lines = file.read_text().splitlines(keepends=True)
    number = next(index for index, line in enumerate(lines, 1) if "timebox" in line)
    file.write_text("".join(lines).replace("timebox", "timbox", 1))
    answer = run(command, cwd=project)
    assert answer.code == 2
    assert f"crispdm.yaml:{number}: unknown key 'timbox'" in answer.err
    assert "did you mean 'timebox'?" in answer.err.replace("\n         ", " ")


def test_broken_evidence_is_a_finding_with_its_line_and_not_an_error(run: Run, project: Path) -> None:
    (project / BU / "objective.yaml").write_text("problem:\n  who: a\n  who: b\n")
    answer = run("check", cwd=project)
    assert answer.code == 1
    assert f"{BU}/objective.yaml:3 duplicate key 'who', first on line 2" in " ".join(answer.out.split())
    assert answer.err == ""


def test_a_changed_event_is_passed_over_by_readers_and_refused_by_writers(run: Run, project: Path) -> None:
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE)
    state = project / ".crispdm" / "state.yaml"
    state.write_bytes(state.read_bytes().replace(b'"project": "listing', b'"project": "lasting'))
    damaged = state.read_bytes()
    read = run("status", cwd=project)
    assert read.code == 0
    assert ".crispdm/state.yaml:2: modified after recording" in read.err
    written = run("advance", cwd=project)
    assert written.code == 3
    assert "nothing was recorded" in written.err
    assert state.read_bytes() == damaged


def test_an_event_of_a_newer_version_stops_everybody_and_names_it(run: Run, project: Path) -> None:
    tail = b'"after": [], "at": "2030-01-01T00:00:00Z", "by": "Ana", "event": "teleported", "needs": "9.0"}'
    name = hashlib.sha256(b"crispdm1\n" + tail).hexdigest()[:32].encode()
    with (project / ".crispdm" / "state.yaml").open("ab") as file:
        file.write(b'- {"id": "%s", %s\n' % (name, tail))
    for command in ("status", "advance", "log"):
        answer = run(command, cwd=project)
        assert answer.code == 3
        assert "teleported" in answer.err
        assert "crispdm 9.0" in answer.err


def test_without_a_state_file_nothing_has_happened_and_the_first_move_writes_it(run: Run, project: Path) -> None:
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE)
    (project / ".crispdm" / "state.yaml").unlink()
    shutil.rmtree(project / ".git")  # which would have the events
    status = run("status", cwd=project)
    assert status.code == 0
    assert "nothing is recorded" in status.err
    assert run("advance", cwd=project).code == 0
    assert "created the project" in run("log", cwd=project).out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("stauts",), "status"),
        (("back", "busines_understanding", "--reason", "x y"), "did you mean 'business_understanding'?"),
        (("back", "modeling", "--reason", "too soon"), "has not been reached"),
        (("check", "modelling"), "did you mean 'modeling'?"),
        (("sign", "--as", "data_engineer"), "does not sign Business Understanding"),
    ],
)
def test_wrong_usage_is_2_with_the_nearest_name(run: Run, project: Path, words: tuple[str, ...], part: str) -> None:
    answer = run(*words, cwd=project)
    assert answer.code == 2
    assert part in " ".join(answer.err.split())


LIVE = "\x1b[31m \x07 \u202e \x85 \u2028 [/] [link=x] [bold]"


def test_text_from_files_and_people_is_inert_in_every_form(run: Run, project: Path) -> None:
    objective = json.dumps({"measure": LIVE, "unit": f"per week {LIVE}", "now": 10, "target": 5})
    (project / BU / "objective.yaml").write_text(f"objective: {objective}\n")
    for arguments in (("status",), ("check",), ("status", "--format", "json"), ("check", "--format", "json")):
        out = run(*arguments, cwd=project, CRISPDM_USER=f"Eve {LIVE}").out
        assert not {"\x1b", "\x07", "\u202e", "\x85", "\u2028"} & set(out)
        assert "[link=x]" in out
        assert "\\x1b" in out or "\\u001b" in out


def test_a_name_that_acts_is_inert_in_log_and_status(run: Run, project: Path) -> None:
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE)
    assert run("advance", cwd=project).code == 0
    reason = f"too timid {LIVE}\nsecond line"
    assert run("back", "business_understanding", "--reason", reason, cwd=project).code == 0
    for command in ("log", "status"):
        out = run(command, cwd=project).out
        assert "\\x1b" in out
        assert "\\n" in out
        assert "\x1b" not in out


def test_json_is_complete_and_ascii(run: Run, project: Path) -> None:
    for command in ("status", "check"):
        out = run(command, "--format", "json", cwd=project).out
        assert out.isascii()
        assert json.loads(out)["format"] == 1


def test_the_answer_of_check_is_its_exit_code(run: Run, project: Path) -> None:
    assert run("check", cwd=project).code == 1
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE)
    assert run("check", cwd=project).code == 1, "the signatures are part of it"
    assert run("sign", cwd=project).code == 0
    assert run("check", cwd=project).code == 0
    assert json.loads(run("check", "--format", "json", cwd=project).out)["gate"]["open"] is True


def _on_a_terminal(command: list[str], folder: Path, **environment: str) -> bytes:
    ours, theirs = pty.openpty()
    settings = {**os.environ, "TERM": "xterm-256color", **environment}
    with subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, env=settings):
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 1 << 16):
                seen += part
        except OSError:
            pass
    os.close(ours)
    return seen


@pytest.mark.parametrize(
    ("environment", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal_unless_asked_not_to(
    project: Path, *, environment: dict[str, str], is_coloured: bool
) -> None:
    seen = _on_a_terminal([sys.executable, "-m", "crispdm", "status"], project, **environment)
    assert b"Business Understanding" in seen
    assert (b"\x1b[" in seen) is is_coloured


def test_a_stream_that_knows_ascii_alone_gets_plain_letters(project: Path) -> None:
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE.replace("moderators", "Moderatörinnen", 1))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "CRISPDM_USER": "Jürgen"}
    done = subprocess.run(
        [sys.executable, "-m", "crispdm", "sign", "--as", "product_manager", "--for", "Jürgen"],
        cwd=project,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    log = subprocess.run(
        [sys.executable, "-m", "crispdm", "log"], cwd=project, env=environment, capture_output=True, check=True
    )
    assert b"Jurgen" in log.stdout


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_with_130_and_without_a_traceback(project: Path) -> None:
    """While it waits for the lock that somebody else holds."""
    (project / BU / "objective.yaml").write_text(story.OBJECTIVE)
    path = str(project / ".crispdm" / "lock")
    lock = f"import fcntl, time; f = open({path!r}, 'w'); fcntl.flock(f, 2); print(1, flush=True); time.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", lock], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        waiting = subprocess.Popen(
            [sys.executable, "-m", "crispdm", "advance"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(1)
        _, err = signal_until_end(waiting, signal.SIGINT)
        holder.kill()
    assert waiting.returncode == 130
    assert b"Traceback" not in err


def test_the_project_folder_may_be_read_only_for_readers(run: Run, project: Path) -> None:
    before = _snapshot(project)
    (project / ".crispdm").chmod(0o555)
    try:
        assert run("status", cwd=project).code == 0
        assert run("check", cwd=project).code == 1
    finally:
        (project / ".crispdm").chmod(0o755)
    assert _snapshot(project) == before
