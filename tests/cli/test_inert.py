"""What people and files say is data: in no form of any answer does it act."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from crispdm.cli.app import COMMANDS, app
from crispdm.process import FILE
from crispdm.views.text import lines
from tests.support.builders import a_phase, filled_in, process_text, write_project
from tests.support.command_line import Run
from tests.support.repository import repository

ESCAPES = ["\x1b[31m", "\x1b]8;;http://x\x07", "\x9b2J", "\x07", "\x7f", "\r", "\x85", "\u2028"]
OVERRIDES = ["\u202e", "\u2066", "\u200f", "\u061c", "\ufeff"]
MARKUP = [
    "[red]red[/]",
    "[/]",
    "[link=http://x]y[/link]",
    "{{ 7 * 7 }}",
    "|",
    "`",
    "<script>alert(1)</script>",
    "\\",
    "*b*",
]
EVIL = "".join([*ESCAPES, *OVERRIDES, *MARKUP])
LIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
RICH = re.compile(r"\x1b\[[0-9;]*m")  # colours and weights of ours
READERS = ("status", "check", "log", "explain", "verify", "require", "advance", "report", "portfolio")
PARAMETERS = {"require": ["plan"], "advance": ["--dry-run"]}


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    """A project in which everything that can be named is named so that it would do harm."""
    phases = [
        a_phase("plan", criteria=[filled_in("known", "goal", owner=f"team {EVIL}")], sign_off=["boss"], owner="boss"),
        a_phase("build", title=f"Build {EVIL}", criteria=[{**filled_in("built", EVIL), "says": f"It is {EVIL}"}]),
    ]
    phases[0] |= {"title": f"Plan {EVIL}"}
    root = write_project(tmp_path, *phases, team={"boss": [f"Ana {EVIL} <ana@example.com>"]})
    text = json.loads(process_text(*phases, team={"boss": [f"Ana {EVIL} <ana@example.com>"]}))
    (root / FILE).write_text(json.dumps({**text, "project": f"shop {EVIL}"}))
    (root / "build" / "facts.yaml").write_text(json.dumps({EVIL: ""}))
    who = {"CRISPDM_USER": f"Ana {EVIL} <ana@example.com>"}
    assert run("waive", "known", "--reason", f"later {EVIL}", cwd=root, **who).code == 0
    (root / "plan" / "facts.yaml").write_text(json.dumps({"goal": f"a goal {EVIL}"}))
    assert run("advance", cwd=root, **who).code == 0
    (root / "plan" / "facts.yaml").write_text(json.dumps({"goal": f"another goal {EVIL}"}))
    assert run("back", "plan", "--reason", f"no {EVIL}", cwd=root, **who).code == 0
    assert run("advance", cwd=root, **who).code == 0
    (root / "plan" / "facts.yaml").write_text(json.dumps({"goal": f"a third {EVIL}"}))
    return root


def _forms(run: Run, command: str) -> list[list[str]]:
    """The forms of an answer that its help names."""
    found = re.search(r"--format\s+\[([a-z|]+)\]", run(command, "--help").out)
    return [["--format", form] for form in found[1].split("|")] if found else [[]]


def _is_shown(text: str) -> bool:
    """Whether an escape of ours is shown as what it is, in words or as JSON."""
    return r"\x1b[31m" in text or r"\u001b[31m" in text


@pytest.mark.parametrize("command", [name for name in READERS if name in COMMANDS])
def test_nothing_acts_in_any_form(run: Run, project: Path, command: str) -> None:
    for form in _forms(run, command):
        answer = run(command, *PARAMETERS.get(command, []), *form, cwd=project)
        assert answer.code in (0, 1), answer.err
        assert _is_shown(answer.out), f"{command} {form}: what would act is not shown at all"
        for text in (answer.out, answer.err):
            assert not (found := LIVE.search(text)), f"{command} {form}: {found[0]!a}"
        if form[-1:] not in (["text"], ["json"], []):
            assert not re.search("<script", answer.out, re.IGNORECASE)


@pytest.mark.parametrize("command", ["status", "check", "log", "verify", "explain"])
def test_on_a_terminal_only_our_own_colours_act(project: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        """It says that it is one."""

        def isatty(self) -> bool:
            return True

    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm-256color")
    with pytest.raises(SystemExit):
        app(["-C", str(project), command], prog_name="crispdm")
    assert "\x1b[" in out.getvalue(), "it is coloured"
    for text in (out.getvalue(), err.getvalue()):
        plain = RICH.sub("", text)
        assert not (found := LIVE.search(plain)), f"{found[0]!a}"
    squeezed = re.sub(r"\s", "", RICH.sub("", out.getvalue()))
    assert command == "explain" or "[red]red[/]" in squeezed or "[link=http://x]y[/link]" in squeezed


def test_a_mistake_that_quotes_it_is_inert_too(run: Run, project: Path) -> None:
    text = json.loads((project / FILE).read_text())
    for wrong in ({**text, EVIL: 1}, {**text, "version": EVIL}, {**text, "team": {EVIL: EVIL}}):
        (project / FILE).write_text(json.dumps(wrong))
        answer = run("status", cwd=project)
        assert answer.code == 2
        assert _is_shown(answer.err)
        assert not LIVE.search(answer.err)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[31m.yaml", r"a\x1b[31m.yaml"),
        ("\u202etxt.exe", r"\u202etxt.exe"),
        ("a\nb", r"a\nb"),
        ("[red].yaml", "[red].yaml"),
    ],
)
def test_a_path_that_would_act_is_shown_and_does_not(run: Run, tmp_path: Path, name: str, shown: str) -> None:
    git = repository(tmp_path / "shop")
    write_project(git.root, a_phase("plan", criteria=[filled_in("known", "goal")]), a_phase("build"))
    (git.root / "plan" / "facts.yaml").write_text("goal:\n")
    git.commit("begin")
    (git.root / "plan" / name).write_text("goal: 1\n")
    answer = run("status", cwd=git.root)
    assert f" {shown}: new" in answer.out
    assert not LIVE.search(answer.out + answer.err)


@pytest.mark.parametrize("command", ["status", "check", "log", "verify", "explain"])
def test_without_the_filter_it_would_act(
    run: Run, project: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the tests above are about something."""
    monkeypatch.setattr(lines, "inert", lambda text: text)
    assert LIVE.search(run(command, cwd=project).out)
