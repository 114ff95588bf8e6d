"""One answer in three forms: JSON by its published schema, Markdown in which nothing acts."""

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crispdm.cli.output_format import Format, answer
from crispdm.errors import CrispdmError
from crispdm.inert import inert
from crispdm.results.result import Result
from crispdm.views.json import published
from crispdm.views.text.lines import Line
from crispdm.views.text.markdown import escaped, markdown
from tests.support import story
from tests.support.command_line import Run
from tests.support.effort import examples

PUBLISHED = Path(published.__file__).with_name("results.schema.json")
COMMANDS = [*published.RESULTS]
READER = MarkdownIt("gfm-like", {"linkify": False})


def _accepts(command: str, value: Any) -> None:
    jsonschema.Draft202012Validator(published.schema(command)).validate(value)


def test_the_published_schema_is_the_one_that_is_printed(run: Run, tmp_path: Path) -> None:
    printed = run("schema", "results", cwd=tmp_path).out
    assert PUBLISHED.read_text() == printed, "crispdm schema results > src/crispdm/views/json/results.schema.json"
    for command in published.ALL:
        schema = json.loads(run("schema", command, cwd=tmp_path).out)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema == json.loads(json.dumps(published.schema(command)))
    assert "did you mean 'status'?" in run("schema", "statsu", cwd=tmp_path).err


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_every_answer_is_what_the_schema_says_from_the_first_day_to_the_end(
    run: Run, project: Path, command: str
) -> None:
    def result() -> Any:
        more = ("--dry-run",) if command == "advance" else ()
        value = json.loads(run(command, *more, "--format", "json", cwd=project).out)
        _accepts(command, value)
        return value

    value = result()
    for key in value:
        with pytest.raises(jsonschema.ValidationError):
            _accepts(command, {name: each for name, each in value.items() if name != key})
    story.write_everything(project)
    assert run("block", "image bucket", "--owner", "team Media", cwd=project).code == 0
    assert run("waive", "rebuildable", "--reason", "so", "--until", "friday", cwd=project).code == 0
    for _ in range(5):
        result()
        assert run("advance", cwd=project).code == 0
    assert run("back", "modeling", "--reason", "images", cwd=project).code == 0
    result()
    assert run("stop", "--reason", "not worth it", cwd=project).code == 0
    if command in ("status", "log", "explain"):
        result()


def test_the_schema_refuses_a_word_that_is_none(run: Run, project: Path) -> None:
    value = json.loads(run("status", "--format", "json", cwd=project).out)
    for path, wrong in ((("outcome",), "sleeping"), (("gate", "criteria", 0, "status"), "maybe"), (("format",), 2)):
        changed = json.loads(json.dumps(value))
        *above, last = path
        inner = changed
        for step in above:
            inner = inner[step]
        inner[last] = wrong
        with pytest.raises(jsonschema.ValidationError):
            _accepts("status", changed)


@pytest.mark.parametrize("form", list(Format))
def test_every_form_of_an_answer_is_written(form: Format, capsys: pytest.CaptureFixture[str]) -> None:
    answer(form, Result(warnings=("odd",)), lambda _: [Line("It is so.")])
    found = '{\n  "format": 1,\n  "warnings": [\n    "odd"\n  ]\n}\n'
    out, err = capsys.readouterr()
    assert out == {"text": "It is so.\n", "markdown": "**It is so.**\n\n", "json": found}[form]
    assert err == "crispdm: odd\n"


@pytest.mark.parametrize("form", list(Format))
def test_the_portfolio_has_every_form_too(form: Format, run: Run, tmp_path: Path) -> None:
    begins = {"text": "No projects", "markdown": "\nNo projects", "json": '{"format": 1'}[form]
    assert run("portfolio", tmp_path, "--format", form).out.startswith(begins)


def test_a_form_that_is_none_is_refused(run: Run, project: Path) -> None:
    with pytest.raises(CrispdmError, match="haiku"):
        answer("haiku", Result(), lambda _: [])
    refused = run("check", "--early", "--format", "haiku", cwd=project)
    assert refused.code == 2
    assert "'haiku' is not one of 'text', 'markdown', 'json', 'github'" in refused.err


def test_annotations_are_at_their_lines_and_nothing_in_them_commands(run: Run, project: Path) -> None:
    text = (project / "crispdm.yaml").read_text()
    says = "Somebody has the problem, and the number has a source"
    assert f"says: {says}" in text
    (project / "crispdm.yaml").write_text(text.replace(f"says: {says}", 'says: "100%, so:\\n::error::x"', 1))
    found = run("check", "--format", "github", cwd=project)
    assert found.code == 1
    rows = found.out.splitlines()
    assert all(re.match(r"::(error|warning|notice) [^:]*::[^\r\n]+$", row) for row in rows)
    (owned,) = (row for row in rows if "title=problem-owned" in row)
    at = r"::error file=01_business_understanding/objective\.yaml,line=\d+,"
    assert re.match(rf"{at}title=problem-owned%3A 100%25%2C", owned)
    assert "%0Aexpected%3A" not in owned
    assert "%0Aexpected: " in owned
    assert any(row.startswith("::notice title=sign-offs::") for row in rows)


def test_annotations_are_at_paths_of_the_repository(run: Run, project: Path, tmp_path: Path) -> None:
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    shutil.copytree(project, top / "a, b" / "shop", ignore=shutil.ignore_patterns(".git"))
    out = run("-C", top / "a, b" / "shop" / "01_business_understanding", "check", "--format", "github").out
    assert "::error file=a%2C b/shop/01_business_understanding/objective.yaml,line=" in out


def test_a_message_for_slack_is_the_status_as_rich_text(run: Run, project: Path) -> None:
    assert run("note", "<!channel> *look* at https://x.org", cwd=project).code == 0
    message = json.loads(run("status", "--format", "slack", cwd=project).out)
    head, body = message["blocks"]
    assert message["text"] == head["text"]["text"]
    assert head["text"]["text"].startswith("listing-categories, ")
    lists = body["elements"]
    assert {each["type"] for each in lists} == {"rich_text_list"}
    kinds = {text["type"] for each in lists for section in each["elements"] for text in section["elements"]}
    assert kinds == {"text"}, "nothing acts"
    assert "<!channel> *look*" in json.dumps(body)
    assert {each["indent"] for each in lists} >= {0, 1}


def test_a_badge_says_the_phase_or_the_end(run: Run, project: Path) -> None:
    def badge() -> Any:
        return json.loads(run("status", "--format", "badge", cwd=project).out)

    expected = {"schemaVersion": 1, "label": "crispdm", "color": "blue"}
    first = badge()
    assert {key: first[key] for key in expected} == expected
    assert first["message"].startswith("Business Understanding (1 of 6), day 1")
    late = json.loads(run("status", "--format", "badge", cwd=project, CRISPDM_NOW="2027-03-01T09:00:00+00:00").out)
    assert late["color"] == "orange"
    assert run("stop", "--reason", "not worth it", cwd=project).code == 0
    assert (badge()["message"], badge()["color"]) == ("stopped", "lightgrey")


@pytest.mark.parametrize("command", ["status", "check", "log", "explain", "advance"])
def test_markdown_says_what_the_text_says(run: Run, project: Path, command: str) -> None:
    plain, marked = (run(command, "--format", form, cwd=project).out for form in ("text", "markdown"))
    read = READER.render(marked)
    assert read.count("<li>") == marked.count("- ") - marked.count(" - ") + marked.count("  - ")
    words = [word.strip(":") for word in plain.replace("`", "").split()]
    text = "".join(token.content for block in READER.parse(marked) for token in block.children or [] if token.content)
    assert all(word in text for word in words)


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (("check", "nope"), "unknown phase 'nope'", "the phases are business_understanding"),
        (("status", "--since", "never"), "--since never: not a past date", "use 2026-11-20"),
        (("log", "--sins", "x"), "No such option: --sins", "crispdm log --help"),
    ],
)
def test_an_error_is_json_too(run: Run, project: Path, arguments: tuple[str, ...], said: str, hint: str) -> None:
    for form in (("--format", "json"), ("--format=json",)):
        found = run(*arguments, *form, cwd=project)
        assert (found.code, found.out) == (2, "")
        error = json.loads(found.err)
        assert {*error} == {"format", "error", "details", "hint", "code"}
        assert (error["format"], error["code"]) == (1, 2)
        assert said in error["error"]
        assert hint in error["hint"]
    assert not run(*arguments, cwd=project).err.startswith("{")


def test_what_belongs_together_is_nested() -> None:
    lines = [
        Line("Title"),
        Line("a", label="Goal: "),
        Line("Phase"),
        Line("fill it in", label="  to do    ", term="problem-owned  "),
        Line("deeper", indent=10),
        Line("more", label="  and      "),
        Line("one", label="Since Friday: "),
        Line("two", label="              "),
        Line("first", label="Next: "),
    ]
    assert markdown(lines).splitlines() == [
        "**Title**",
        "",
        "- **Goal:** a",
        "- Phase",
        "  - **to do** problem-owned: fill it in",
        "    - deeper",
        "  - **and** more",
        "- **Since Friday:** one",
        "  - two",
        "- **Next:** first",
    ]


HOSTILE = [
    "[click](https://example.com)", "![x](y)", "<script>alert(1)</script>", "<!-- hidden", "**bold**", "_so_", "`rm`",
    "| a | b |", "# title", "- list", "1. list", "> quote", "~~gone~~", "&amp;", "a\\*b", "***", "```",
    "a\nb", "\u202egnp.exe", "\x1b[31m", "`crispdm check`", "snake_case_name", "+ x", "1) y", "==x==",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_acts_in_markdown(text: str) -> None:
    """What a reader of Markdown sees is the text, filtered as for a terminal."""
    blocks = READER.parse(f"- **Ana says:** {escaped(text)}\n")
    kinds = {child.type for block in blocks for child in block.children or []}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close", "code_inline", "softbreak"}
    assert ("code_inline" in kinds) == (text in ("`crispdm check`", "~~gone~~", "[click](https://example.com)"))
    assert [block.type for block in blocks].count("list_item_open") == 1
    seen = "".join(child.content for block in blocks for child in block.children or [])
    assert seen == f"Ana says: {inert(text).strip('`') if 'crispdm' in text else inert(text)}"


# What GitHub and GitLab look for in the text that Markdown left, but not in code.
HOSTS = {
    "a person": r"@\w",
    "an issue": r"#\d",
    "an issue in words": r"\b(GH|gh|[A-Z][A-Z0-9_]+)-\d",
    "a merge request": r"!\d",
    "a snippet": r"\$\d",
    "an epic": r"&\d",
    "a label": r"~[\w\"]",
    "a milestone": r"%[\w\"]",
    "a vulnerability": r"\[vulnerability:",
    "an iteration": r"\*iteration:",
    "a page": r"\[\[",
    "a commit": r"\b[0-9a-f]{7,40}\b",
    "a formula": r"\$[^$]+\$",
    "a picture": r":[a-z0-9_+-]+:",
    "a link": r"(https?|ftp)://|\bwww\.|mailto:|xmpp:",
}
CALLS = {
    "@ana": "a person", "@group/team, please": "a person", "(@ana)": "a person", "ana@example.com": "a person",
    "#12": "an issue", "owner/name#12.": "an issue", "GH-12": "an issue in words", "gh-12": "an issue in words",
    "SHOP_2-7": "an issue in words", "!12": "a merge request", "group/name!12": "a merge request", "$12": "a snippet",
    "&12": "an epic", "~bug": "a label", '~"to do"': "a label", '%"release 1"': "a milestone", "%v1.2": "a milestone",
    "[vulnerability:1]": "a vulnerability", '*iteration:"x"': "an iteration", "[[Home]]": "a page",
    "1cdc1b5": "a commit", "ana@1cdc1b5": "a person", "1cdc1b5...fad1362": "a commit", "$x + y$": "a formula",
    "see https://x.org/a_b?c=d": "a link", "HTTP://X.ORG": "a link", "www.x.org!": "a link", "mailto:a": "a link",
    ":shipit:": "a picture", ":+1:": "a picture",
}  # fmt: skip
HARMLESS = ["2026-11-24", "-50%", "50 %", "R&D", "a: b", "10:30", "plan/facts.yaml:2", "1,234,567", "well-known", "3.5"]


def _texts(page: str) -> list[str]:
    """The texts of a page between its tags, those in code left out."""
    return [html.unescape(each) for each in re.split("<[^>]*>", re.sub("<code>.*?</code>", "<>", page))]


def _called(text: str) -> set[str]:
    """What a host finds in a text that is pasted to it, in a list and in a table."""
    page = READER.render(f"{markdown([Line(text), Line(text, label=text)])}\n| {escaped(text)} |\n| --- |\n")
    found = _texts(page)
    return {what for what, call in HOSTS.items() for each in found if re.search(call, each, re.IGNORECASE)}


@pytest.mark.parametrize(("text", "what"), CALLS.items())
def test_nobody_is_called_and_nothing_linked(text: str, what: str) -> None:
    flags = 0 if what == "an issue in words" else re.IGNORECASE
    assert re.search(HOSTS[what], text, flags), "so that this is about something"
    assert _called(text) == set()
    shown = [child.content for block in READER.parse(escaped(text)) for child in block.children or []]
    assert "".join(shown) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_calls_nobody_stays_text(text: str) -> None:
    assert "`" not in escaped(text)


@settings(deadline=None, max_examples=examples(300))
@example("pleasemailto:a")
@given(st.lists(st.sampled_from([*CALLS, *"ab1 `|\\<>()[]\"'.,:;!#@$%&~*_-\n"]), max_size=12).map("".join))
def test_nobody_is_called_whatever_stands_around(text: str) -> None:
    assert _called(text) == set()


@settings(deadline=None, max_examples=examples(150))
@given(text=st.text(st.sampled_from("a1 _*`[]()<>|#-+.!&@~\\\n\x1b"), min_size=1, max_size=30))
def test_no_text_acts_wherever_it_stands(text: str) -> None:
    lines = [Line(text), Line(text, label="Note: "), Line(text), Line(text, label="  to do  ", term=text)]
    kinds = {child.type for block in READER.parse(markdown(lines)) for child in block.children or []}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close", "code_inline", "softbreak"}
