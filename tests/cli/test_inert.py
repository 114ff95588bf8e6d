"""What people and files say is data: in no form of any answer does it act."""

import io
import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crispdm.cli.app import COMMANDS, app
from crispdm.inert import inert
from crispdm.process import FILE
from crispdm.views.text import lines
from tests.support.builders import a_phase, filled_in, process_text, write_project
from tests.support.command_line import Run
from tests.support.repository import repository

ESCAPES = ["\x1b[31m", "\x1b]8;;http://x\x07", "\x9b2J", "\x07", "\x7f", "\r", "\x85", "\u2028"]
OVERRIDES = ["\u202e", "\u2066", "\u200f", "\u061c", "\ufeff", "\u200b", "\u2060", "\u3164", "\ufe01"]
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
LIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufe01\ufeff\ud800-\udfff\U000e0041]"
)
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
    """Whether an escape of ours is shown as what it is: in words, as JSON, or in Markdown."""
    return any(each in text for each in (r"\x1b[31m", r"\u001b[31m", r"\\x1b\[31m"))


@pytest.mark.parametrize("command", [name for name in READERS if name in COMMANDS])
def test_nothing_acts_in_any_form(run: Run, project: Path, command: str) -> None:
    for form in _forms(run, command):
        answer = run(command, *PARAMETERS.get(command, []), *form, cwd=project)
        assert answer.code in (0, 1), answer.err
        assert _is_shown(answer.out), f"{command} {form}: what would act is not shown at all"
        for text in (answer.out, answer.err):
            assert not (found := LIVE.search(text)), f"{command} {form}: {found[0]!a}"
        if form[-1:] not in (["text"], ["json"], ["github"], []):  # GitHub shows an annotation as it is
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


# What Unicode calls default ignorable: it is not shown where a program does not know it.
IGNORABLE = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
SEEN = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f]"
)  # signs, not marks


@pytest.mark.slow
def test_what_nobody_sees_is_shown() -> None:
    hidden = {chr(number) for first, last in IGNORABLE for number in range(first, last + 1)}
    for character in map(chr, range(sys.maxunicode + 1)):
        is_hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and not SEEN.match(character)
        text = f"a{character}b"
        assert inert(text).isprintable() if is_hidden or character in hidden else inert(text) == text
        assert (inert(text) != text) is (is_hidden or character in hidden), f"{character!a}"


@pytest.mark.parametrize(
    "text",
    [
        "Zoë, Łódź, Ωmega, 東京",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0915\u094d\u200d\u0937",  # Hindi
        "\u0d28\u0d4d\u200d",  # Malayalam, at the end of a word
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala
        "\u182a\u180b",  # Mongolian
        "\u845b\U000e0100",  # a Japanese name
        "\u2764\ufe0f",
        "1\ufe0f\u20e3",
        "\U0001f469\u200d\U0001f4bb",
        "\U0001f469\U0001f3fd\u200d\U0001f52c",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468",
    ],
)
def test_what_writing_needs_is_kept(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pa\u200dy", r"pa\u200dy"),
        ("\u0645\u200c", "\u0645\\u200c"),
        ("\u0645\u200c\u200c\u0645", "\u0645\\u200c\\u200c\u0645"),
        ("\u0dc1\u0dca\u200d\u200d", "\u0dc1\u0dca\u200d\\u200d"),
        ("\u2764\ufe0f\ufe0f", "\u2764\ufe0f\\ufe0f"),
        ("a\ufe0f\u200d\U0001f308", "a\\ufe0f\\u200d\U0001f308"),
        ("\U0001f3f4\U000e0067\U000e007f", r"\U000e0067\U000e007f"),
        ("\u845b\U000e0100\U000e0101", r"\U000e0101"),
        ("a\u3164b", r"a\u3164b"),
    ],
)
def test_what_writing_does_not_need_is_not(text: str, shown: str) -> None:
    assert inert(text).endswith(shown)


@given(
    st.text(
        st.sampled_from("a1\u0645\u0915\u094d\u200c\u200d\u200b\ufe0f\u20e3\u2764\U0001f469\U000e0100\u845b\x1b\u17b4")
    )
)
def test_once_inert_it_stays_as_it_is(text: str) -> None:
    assert inert(inert(text)) == inert(text)


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
