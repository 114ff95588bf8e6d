"""`crispdm init` asks, on a real terminal; and takes its answers from files and settings."""

import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from crispdm.cli.wizard import ask as ask_at_terminal
from crispdm.cli.wizard import wizard
from crispdm.errors import CrispdmError
from crispdm.scaffold.answers import InvalidAnswer, check_characters
from crispdm.scaffold.questions import Ask, Question, Questions
from crispdm.scaffold.user_config import read_answers
from tests.support.command_line import ANA, Run
from tests.support.folders import everything
from tests.support.new_project import FILES, project_files
from tests.support.signals import signal_until_end
from tests.support.templates import template, tree


class Terminal:
    """A program at a terminal: what it prints there, and typing to it. Its standard output is a pipe."""

    def __init__(self, process: subprocess.Popen[bytes], handle: int) -> None:
        self.process = process
        self.handle = handle
        self.seen = ""

    def until(self, text: str) -> str:
        """Wait for a text, and return what came before it and since the last time."""
        end = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} never came, but {self.seen!r}"
            if select.select([self.handle], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.handle, 1 << 16).decode(errors="replace")
                except OSError:
                    raise AssertionError(f"it ended without {text!r}: {self.seen!r}") from None
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, text: str | bytes) -> None:
        os.write(self.handle, text.encode() if isinstance(text, str) else text)

    def answer(self, question: str, text: str | bytes = "") -> str:
        """Wait for a question and answer it."""
        before = self.until(question)
        self.type(text if isinstance(text, bytes) else f"{text}\n")
        return before

    def end(self) -> tuple[int, str]:
        """The exit code, and what came on standard output."""
        out, _ = self.process.communicate(timeout=60)
        return self.process.returncode, out.decode()


@contextmanager
def at_terminal(folder: Path, *arguments: str | Path, **settings: str) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "crispdm", "init", *map(str, arguments)]
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "200", **settings}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        # only the child can take the terminal as its own, and this process has no other thread
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),  # noqa: PLW1509
    ) as process:
        os.close(theirs)
        try:
            yield Terminal(process, ours)
        finally:
            process.kill()
            os.close(ours)


def test_all_is_asked_and_lands_in_the_project(tmp_path: Path, run: Run) -> None:
    with at_terminal(tmp_path) as shell:
        shell.answer("What is the name of the project? [My project]:", "Listing categories")
        shell.answer("What is the name of its folder? [listing-categories]:")
        shell.answer("for readers outside the team? [Listing categories]:", "Ana's categories: right at once")
        shell.answer("Who has the problem? (can be filled in later):", "moderators")
        shell.answer("business measure should change? (can be filled in later):", "time spent on wrong categories")
        shell.answer("(can be filled in later):", "hours per moderator per week")
        shell.answer("What is it today? (can be filled in later):", "ten")
        refused = shell.answer("What is it today? (can be filled in later):", "10")
        assert "invalid: expected a number, such as 10 or 0.5" in " ".join(refused.split())
        shell.answer("What should it become? A number, or a change such as -50% (can be filled in later):", "50%")
        refused = shell.answer("(can be filled in later):", "10")
        assert "expected a number such as 5, or the change with its sign, such as -50%" in " ".join(refused.split())
        refused = shell.answer("(can be filled in later):", "-50%")
        assert "invalid: that is the value now; expected a value other than 10" in " ".join(refused.split())
        shell.answer("from 10 to 5 hours per moderator per week: less is better? [yes]:", "no")
        shell.answer("(can be filled in later):", "20")
        shell.answer("from 10 to 20 hours per moderator per week: more is better? [yes]:", "perhaps")
        assert "invalid: expected yes or no" in shell.answer("more is better? [yes]:", "n")
        shell.answer("(can be filled in later):", "-50%")
        shell.answer("less is better? [yes]:")
        asked = shell.answer("1 or 2 [alone]:", "3")
        assert "Who works on it?" in asked
        assert "1  alone  one person holds every role" in asked
        assert "invalid: expected alone or team" in shell.answer("1 or 2 [alone]:", "1")
        shell.answer(f"Who are you? Name <mail> [{ANA}]:")
        assert "  2  MIT\r\n" in shell.answer("1, 2 or 3 [none]:", "MIT"), "no blanks where nothing is explained"
        shell.answer("1, 2 or 3 [github]:")
        asked = shell.answer("1 or 2 [yes]:", "no")
        assert "Add a notebook for a first look at the data?" in asked
        shell.answer("that the scripts share? [listing_categories]:")
        code, out = shell.end()
    assert (code, out.splitlines()[0]) == (0, "Created Listing categories in listing-categories")
    assert "name of the project?" not in out, "what is asked goes to standard error"
    project = tmp_path / "listing-categories"
    assert {*tree(project)} == (project_files("listing_categories") | {"LICENSE"}) - {"notebooks/01_look.ipynb"}
    process = yaml.safe_load((project / "crispdm.yaml").read_text())
    assert (process["project"], process["title"]) == ("Listing categories", "Ana's categories: right at once")
    assert (project / "README.md").read_text().startswith("# Ana's categories: right at once\n")
    held = yaml.safe_load((project / "01_business_understanding" / "objective.yaml").read_text())
    assert held["problem"]["who"] == "moderators"
    assert (held["objective"]["now"], held["objective"]["target"]) == (10, "-50%")
    status = run("status", cwd=project).out
    goal = "Goal, not accepted yet: 10 to 5 hours per moderator per week (-50 %)"
    assert goal in " ".join(status.split())
    assert [line.split()[2] for line in status.splitlines() if line.startswith("  to do ")] == [
        "problem-owned",
        "approach-agreed",
        "worth-it",
    ]


def test_what_follows_from_another_answer_is_not_asked(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "shop") as shell:
        shell.answer("What is the name of the project? [shop]:")
        assert "its folder" not in shell.answer("for readers outside the team? [Shop]:")
        shell.answer("Who has the problem?")
        shell.answer("Which business measure")
        asked = shell.answer("1 or 2 [alone]:", "team")
        assert "What is its unit" not in asked
        assert "What is it today?" not in asked
        shell.answer("Who are you?")
        shell.answer("1, 2 or 3 [none]")
        shell.answer("1, 2 or 3 [github]")
        shell.answer("1 or 2 [yes]")
        shell.answer("that the scripts share? [shop]")
        assert shell.end()[0] == 0
    assert {*tree(tmp_path / "shop")} == FILES


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (b"a\x16\x1b[2Jb\n", "invalid: expected at most 1,000 characters on one line, without control characters"),
        (b"x" * 1001 + b"\n", "at most 1,000 characters"),
    ],
    ids=["control", "long"],
)
def test_what_no_answer_may_hold_is_asked_again(tmp_path: Path, typed: bytes, why: str) -> None:
    with at_terminal(tmp_path, "shop") as shell:
        shell.answer("What is the name of the project? [shop]:", typed)
        assert why in " ".join(shell.answer("[shop]:", "{{ 7*7 }}").split())
        shell.until("for readers outside the team? [{{ 7*7 }}]")
        shell.type(b"\x04")
        code, out = shell.end()
        assert (code, out) == (2, "")
        shell.until("the input ended before all questions were answered")
    assert not [*tmp_path.iterdir()]


def test_ctrl_c_makes_nothing(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "shop") as shell:
        shell.until("for readers outside the team?") if shell.answer("[shop]:") else None
        out, _ = signal_until_end(shell.process, signal.SIGINT)
        assert (shell.process.returncode, out) == (130, b"")
    assert not [*tmp_path.iterdir()]


def test_a_line_is_edited_and_a_paste_stays_one_answer(tmp_path: Path) -> None:
    """With arrow keys, the line before, tab, and a paste that the terminal brackets, or does not."""
    with at_terminal(tmp_path, "--set", "licence=none", TERM="xterm") as shell:
        shell.answer("name of the project? [My project]: ", b"shpo\x1b[D\x1b[D\x7fh\x1b[C\x7f\x1b[C\n")
        shell.answer("name of its folder? [sho]: ", b"\t x\n")
        shell.answer("name of its folder? [sho]: ", b"\x1b[A\x7f\x7f\x1b[A\x1b[B\x7f\x7fp\n")
        shell.answer("for readers outside the team? [Sho]: ", b"\x1b[200~Two\nlines\n\x1b[201~\n")
        shell.answer("Who has the problem?", b"moderators\nand a second line\n")
        shell.answer("Which business measure should change?", b"\n")
        shell.answer("1 or 2 [alone]: ", b"te\t\n")
        shell.answer("Who are you?")
        shell.answer("1, 2 or 3 [github]:")
        shell.answer("1 or 2 [yes]:")
        shell.answer("that the scripts share?")
        assert shell.end()[0] == 0
    (project,) = tmp_path.iterdir()
    held = yaml.safe_load((project / ".crispdm" / "template.yaml").read_text())["answers"]
    assert held["project_name"] == "sho"
    assert held["title"] == "Two lines"
    assert (held["problem_owner"], held["measure"], held["mode"]) == ("moderators", "", "team")


@pytest.mark.slow
def test_in_a_complete_project_nothing_is_asked(tmp_path: Path, run: Run) -> None:
    """Not even where it lost its record, and neither at a terminal nor without one."""
    assert run("init", "shop", "--yes", "--template", "minimal", cwd=tmp_path).code == 0
    shop = tmp_path / "shop"
    with at_terminal(shop, ".") as shell:
        code, out = shell.end()
        assert (code, out.splitlines()[0]) == (0, "Nothing to do: shop in . is complete")
        with pytest.raises(AssertionError, match=r"it ended without '\?': ''"):  # nothing was said or asked
            shell.until("?")
    answer = run("init", ".", cwd=shop)
    assert (answer.code, answer.err, answer.out) == (0, "", out)
    (shop / ".crispdm" / "template.yaml").unlink()
    assert run("init", ".", "--template", "minimal", cwd=shop).code == 0
    assert (shop / ".crispdm" / "template.yaml").is_file()


@pytest.mark.slow
def test_what_is_given_is_not_asked_and_yes_asks_nothing(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "shop", "--set", "project_name=Shop", "--set", "measure=x", "--set", "mode=team") as it:
        assert "name of the project?" not in it.answer("for readers outside the team?")
        for question in (
            "Who has the problem?",
            "What is its unit",
            "What is it today?",
            "What should it become",
            "Who are you?",
            "1, 2 or 3 [none]",
            "1, 2 or 3 [github]",
            "1 or 2 [yes]",
            "that the scripts share?",
        ):
            assert "Who works on it?" not in it.answer(question)
        assert it.end()[0] == 0
    with at_terminal(tmp_path, "other", "--yes") as it:
        assert it.end()[0] == 0


def test_without_a_terminal_what_is_missing_is_listed(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    names = json.loads((Path(__file__).parents[2] / "templates/crisp-dm/cookiecutter.json").read_text())
    listed = {line.partition(":")[0].strip() for line in answer.err.splitlines()}
    given = {"project_name", "project_slug"}
    assert {name for name in names if not name.startswith("_")} - listed == given, "what the folder says is known"
    assert {"project_name", "measure"} <= {line.strip().partition(":")[0] for line in run("init").err.splitlines()}
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("key", ["project_name", "project_slug"])
def test_a_name_is_enough_to_find_a_folder(tmp_path: Path, run: Run, key: str) -> None:
    assert run("init", "--set", f"{key}=my-shop", cwd=tmp_path).code == 0
    assert {*tree(tmp_path / "my-shop")} == project_files("my_shop")


@pytest.mark.parametrize("arguments", [["--yes"], ["--set", "measure=x"]])
def test_with_neither_a_folder_nor_a_name_nothing_is_made(tmp_path: Path, run: Run, arguments: list[str]) -> None:
    answer = run("init", *arguments, cwd=tmp_path)
    assert answer.code == 2
    assert "the project has neither a folder nor a name" in answer.err
    assert not [*tmp_path.iterdir()]


def test_a_slug_that_leads_elsewhere_is_no_folder(tmp_path: Path, run: Run) -> None:
    source = template(tmp_path / "t", {"crispdm.yaml": "x"})
    for slug in ("../out", "a/b", ".git", "/x", "."):
        answer = run("init", "--template", source, "--set", f"slug={slug}", cwd=tmp_path)
        assert answer.code == 2, slug
        assert [path.name for path in tmp_path.iterdir()] == ["t"]


YAML = "project_name: Shop\nmeasure: hours # a comment\nnow: 10\ntarget: -50%\nmode: team\nunit:\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", YAML), ("a.json", json.dumps({"measure": "hours", "now": 10, "target": "-50%", "mode": "team"}))],
)
def test_answers_come_from_a_file_and_set_goes_before_it(tmp_path: Path, run: Run, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    answer = run("init", "shop", "--answers", name, "--set", "now=20", cwd=tmp_path)
    assert answer.code == 0, answer.err
    held = yaml.safe_load((tmp_path / "shop" / "01_business_understanding" / "objective.yaml").read_text())
    assert held["objective"] == {"measure": "hours", "unit": None, "now": 20, "target": "-50%", "least": None}
    assert "Team: nobody has a role yet" in answer.out


WRONG = {
    "an unknown key": ("mesure: x\n", "does not ask for 'mesure'; did you mean 'measure'?"),
    "a private key": ("__everybody: x\n", "does not ask for '__everybody'"),
    "a choice that is none": ("mode: teem\n", "mode=teem: expected alone or team; did you mean 'team'?"),
    "no mapping": ("- a\n", "a.yaml:1: expected `name: value` pairs"),
    "no YAML": ("a: [\n", "a.yaml:1: not YAML"),
    "twice": ("now: 1\nnow: 2\n", "a.yaml:2: duplicate key 'now'"),
    "what is asked only if": ("now: 1\n", "now=1: only asked if measure is answered"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_in_the_answers_makes_nothing(tmp_path: Path, run: Run, text: str, said: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    answer = run("init", "shop", "--answers", "a.yaml", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_answers_of_every_kind_are_as_somebody_would_type_them(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: true\nb: no\nc: 1.5\nd: {x: [1, null]}\ne:\nf: false\n")
    held = {"a": "yes", "b": "no", "c": "1.5", "d": '{"x": [1, null]}', "f": "no"}
    assert read_answers(tmp_path / "a.yaml") == held
    (tmp_path / "b.yaml").write_text("# nothing\n")
    assert read_answers(tmp_path / "b.yaml") == {}


def test_answers_that_are_not_there_are_named(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", "--answers", "nope.yaml", cwd=tmp_path)
    assert answer.code == 2
    assert "nope.yaml cannot be read: No such file or directory" in " ".join(answer.err.split())


def configured(tmp_path: Path, text: str) -> dict[str, str]:
    file = tmp_path / "xdg" / "crispdm" / "config.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}


def test_the_users_settings_hold_defaults_and_the_folder_goes_before_them(tmp_path: Path, run: Run) -> None:
    text = "defaults:\n  person: Bo <bo@x.org>\n  licence: MIT\n  mode: nonsense\n  other: x\n  project_name: never\n"
    assert run("init", "shop", "--yes", cwd=tmp_path, **configured(tmp_path, text)).code == 0
    process = yaml.safe_load((tmp_path / "shop" / "crispdm.yaml").read_text())
    assert process["project"] == "shop"
    assert process["team"]["data_analyst"] == ["Bo <bo@x.org>"]
    assert (tmp_path / "shop" / "LICENSE").is_file()


SETTINGS = {
    "default:\n  a: b\n": "config.yaml:1: 'default' is not a setting; did you mean 'defaults'?",
    "defaults: 1\n": "config.yaml:1: expected `name: value` pairs",
    "abbreviations:\n  x: http://y\n": "config.yaml:2: x: expected a URL with {0}",
}


@pytest.mark.parametrize(("text", "said"), SETTINGS.items())
def test_a_mistake_in_the_settings_is_named_by_line(tmp_path: Path, run: Run, text: str, said: str) -> None:
    answer = run("init", "shop", "--yes", cwd=tmp_path, **configured(tmp_path, text))
    assert answer.code == 2
    assert said in " ".join(answer.err.split()).replace("config.yaml: ", "config.yaml:")
    assert not (tmp_path / "shop").exists()


def test_what_a_dry_run_on_a_terminal_asks_for_it_shows(tmp_path: Path) -> None:
    before = everything(tmp_path)
    with at_terminal(tmp_path, "shop", "--dry-run", "--set", "licence=MIT", "--set", "mode=alone") as shell:
        for question in (
            "name of the project?",
            "for readers outside the team?",
            "Who has the problem?",
            "Which business measure",
            "Who are you?",
            "[github]",
            "[yes]",
            "that the scripts share?",
        ):
            shell.answer(question)
        code, out = shell.end()
    assert code == 0
    assert re.search(r"\n  LICENSE +new\n", out)
    assert everything(tmp_path) == before


def scripted(*typed: str) -> tuple[list[tuple[str, str]], Ask]:
    """Answers one after the other, and what was asked for them, with what was wrong before."""
    asked: list[tuple[str, str]] = []
    left = [*typed]

    def ask(question: Question, why: str) -> str:
        asked.append((question.name, why))
        return left.pop(0)

    return asked, ask


def test_a_question_is_asked_until_the_answer_fits(tmp_path: Path) -> None:
    questions = Questions(
        template(
            tmp_path / "t",
            {},
            {
                "name": "",
                "kind": ["a", "b", "1"],
                "docs": True,
                "ports": {"web": 80},
                "port": "80",
                "_crispdm": {"validate": {"name": ".+"}, "when": {"port": "cookiecutter.kind == 'b'"}},
            },
        )
    )
    asked, ask = scripted("", "Ana", "slug", "4", "1", "perhaps", "no", "{", '{"web": 81}')
    answers = questions.answers({}, {"slug": "known"}, ask)
    assert [name for name, _ in asked] == ["name", "name", "slug", "kind", "kind", "docs", "docs", "ports", "ports"]
    assert [why for _, why in asked if why] == [
        "expected a text that matches .+",
        "expected a, b or 1",
        "expected yes or no",
        "expected a JSON object",
    ]
    named = {name: answers[name] for name in questions.names}
    assert named == {
        "name": "Ana",
        "slug": "slug",
        "kind": "1",  # the option of that name, not the first one
        "docs": False,
        "port": "80",
        "ports": {"web": 81},
    }


def test_a_number_stands_for_an_option(tmp_path: Path) -> None:
    questions = Questions(template(tmp_path / "t", {}, {"kind": ["a", "b"]}))
    for typed, chosen in (("2", "b"), ("b", "b"), ("", "a")):
        asked, ask = scripted("", "", typed)
        assert questions.answers({}, {}, ask)["kind"] == chosen
        assert len(asked) == 3


def test_with_a_process_of_its_own_nothing_is_asked_twice(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", {"README.md": "x"}, {"measure": "m", "mode": "fast"})
    with at_terminal(tmp_path, "shop", "--template", "t", "--process", "crisp-dm") as shell:
        for question in (
            "name [Ana's shop]:",
            "slug [made]:",
            "measure [m]:",
            "mode [fast]:",
            "name of the project? [shop]:",
            "for readers outside the team? [Shop]:",
        ):
            shell.answer(question)
        shell.answer("Who has the problem?", "moderators")
        for question in ("What is its unit", "What is it today?", "What should it become"):
            shell.answer(question)
        shell.answer("1 or 2 [alone]:", "alone")  # what was said of the mode does not fit here
        for question in ("Who are you?", "1 or 2 [yes]:", "scripts share?"):
            shell.answer(question)
        assert shell.end()[0] == 0
    assert "Business Understanding" in run("status", cwd=tmp_path / "shop").out


@pytest.mark.parametrize(
    ("question", "why", "shown"),
    [
        (Question("n", "Name?", "x"), "", "Name? [x]: "),
        (Question("n", "Name?", ""), "no good", "  invalid: no good\nName?: "),
        (Question("n", "Docs?", default=True), "", "Docs? [yes]: "),
        (Question("n", "Docs?", default=False), "", "Docs? [no]: "),
        (Question("n", "a\x1b[2J", ""), "", "a\\x1b[2J: "),
        (Question("n", "K?", "a", (("a", ""), ("bb", "B"))), "", "K?\n  1  a\n  2  bb  B\n1 or 2 [a]: "),
        (Question("n", "K?", "a", (("a", ""),)), "no c", "K?\n  1  a\n  invalid: no c\n1 [a]: "),
    ],
)
def test_how_a_question_is_shown(monkeypatch: pytest.MonkeyPatch, question: Question, why: str, shown: str) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" typed \n")))
    assert ask_at_terminal(question, why) == "typed"
    assert out.getvalue() == shown
    with pytest.raises(CrispdmError, match="the input ended before all questions"):
        ask_at_terminal(question, why)


def test_the_options_are_listed_once_even_if_an_earlier_answer_is_no_longer_valid(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"d\na\n")))
    question = Question("n", "Which?", "a", (("a", ""), ("b", "")))
    ask = wizard()
    assert [ask(question, "'c' is no longer valid"), ask(question, "expected a or b")] == ["d", "a"]
    said = capsys.readouterr().err
    assert said.count("Which?\n  1  a\n  2  b\n") == 1
    assert said.index("Which?") < said.index("'c' is no longer valid") < said.index("expected a or b")


def test_a_byte_that_is_no_text_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where lines are edited, such a byte does not get into the line."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9\n")))
    with pytest.raises(InvalidAnswer, match="without control characters"):
        check_characters("n", ask_at_terminal(Question("n", "Name?", ""), ""))


@pytest.mark.parametrize("columns", [30, 40, 80])
def test_a_name_in_brackets_stays_whole(capsys: pytest.CaptureFixture[str], columns: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
        assert ask_at_terminal(Question("person", "Who are you? Name <mail>", ANA), "") == ""
    asked = capsys.readouterr().err
    assert any(f"[{ANA}]:" in line for line in asked.splitlines())
    assert max(map(len, asked.splitlines())) <= columns


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_question_breaks_between_words(capsys: pytest.CaptureFixture[str], columns: int) -> None:
    """A terminal would break it anywhere."""
    prompt = "What should it become? A number, or a change such as -50% (can be filled in later):"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"5\n")))
        assert ask_at_terminal(Question("target", prompt.removesuffix(":"), ""), "") == "5"
    asked = capsys.readouterr().err
    assert max(map(len, asked.splitlines())) <= columns
    assert " ".join(asked.split()) == prompt
