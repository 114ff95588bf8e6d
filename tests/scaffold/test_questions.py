"""What may be answered, and that an answer stays the text that somebody typed."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.errors import CrispdmError
from crispdm.gate.finding import Unmet
from crispdm.gate.pilot.objective import read_objective
from crispdm.gate.record import Record
from crispdm.scaffold.answers import in_words
from crispdm.scaffold.bundled import shared
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.record import TEMPLATE, Template, record_files
from crispdm.scaffold.render import render
from crispdm.yamlio import parse
from tests.support.command_line import ANA, Run
from tests.support.effort import examples
from tests.support.templates import template

TEXTS = ["project_name", "title", "problem_owner", "measure", "unit", "person"]


def questions(tmp_path: Path, asked: dict[str, Any]) -> Questions:
    return Questions(template(tmp_path / "t", {}, asked))


def test_without_answers_the_defaults_hold(tmp_path: Path) -> None:
    asked = {"port": 80, "docs": True, "kind": ["b", "a"], "shout": "{{ cookiecutter.name|upper }}", "_p": "{{ x }}"}
    assert questions(tmp_path, asked).answers({}, {}) == {
        "name": "Ana's shop",
        "slug": "made",
        "port": "80",
        "docs": True,
        "kind": "b",
        "shout": "ANA'S SHOP",
        "_p": "{{ x }}",
    }


def test_an_answer_goes_before_what_is_known_and_that_before_the_default(tmp_path: Path) -> None:
    asked = questions(tmp_path, {"third": "default"})
    answers = asked.answers({"name": "given"}, {"name": "known", "slug": "known"})
    assert answers == {"name": "given", "slug": "known", "third": "default"}


def test_a_default_follows_from_the_answers_above_it(tmp_path: Path) -> None:
    asked = questions(tmp_path, {"greeting": "Hello {{ cookiecutter.name }}", "__all": "{{ cookiecutter.greeting }}!"})
    assert asked.answers({"name": "Bo"}, {})["__all"] == "Hello Bo!"


def test_the_default_of_what_is_answered_is_not_even_rendered(tmp_path: Path) -> None:
    asked = questions(tmp_path, {"first": "{{ cookiecutter.name.split()[7] }}"})
    assert asked.answers({"first": "x"}, {})["first"] == "x"


def test_what_is_known_is_left_out_where_it_does_not_fit_or_nobody_asks(tmp_path: Path) -> None:
    asked = questions(tmp_path, {"_crispdm": {"validate": {"slug": "[a-z]+"}}})
    answers = asked.answers({}, {"slug": "Not A Slug", "unasked": "x", "_crispdm": "x"})
    assert answers["slug"] == "made"
    assert "unasked" not in answers
    assert answers["_crispdm"] == {"validate": {"slug": "[a-z]+"}}


@pytest.mark.parametrize(
    ("word", "is_true"),
    [(word, True) for word in ("yes", "Y", "true", "1", "on")] + [(word, False) for word in ("no", "N", "false", "0")],
)
def test_a_question_of_yes_or_no_is_answered_in_words(tmp_path: Path, word: str, *, is_true: bool) -> None:
    assert questions(tmp_path, {"docs": not is_true}).answers({"docs": word}, {})["docs"] is is_true


def test_a_dict_is_answered_in_json(tmp_path: Path) -> None:
    answers = questions(tmp_path, {"ports": {"web": "80"}}).answers({"ports": '{"web": "{{ 7*7 }}"}'}, {})
    assert answers["ports"] == {"web": "{{ 7*7 }}"}


REFUSED = {
    "a key that nobody asks": ({}, "mesure=x", r"does not ask for 'mesure'; did you mean 'measure'\?"),
    "a private key": ({"_raw": "x"}, "_raw=y", "does not ask for '_raw'"),
    "a computed key": ({"__raw": "x"}, "__raw=y", "does not ask for '__raw'"),
    "the prompts": ({"__prompts__": {}}, "__prompts__=y", "does not ask for '__prompts__'"),
    "a choice that is none": ({"k": ["MIT", "none"]}, "k=mit", r"k=mit: expected MIT or none"),
    "a choice that is nearly one": (
        {"k": ["alone", "team"]},
        "k=teem",
        r"expected alone or team; did you mean 'team'",
    ),
    "an empty choice that is none": ({"k": ["MIT", "none"]}, "k=", "k=: expected MIT or none"),
    "neither yes nor no": ({"k": True}, "k=perhaps", "k=perhaps: expected yes or no"),
    "no JSON": ({"k": {}}, "k={", r"k=\{: expected a JSON object"),
    "JSON, but no object": ({"k": {}}, "k=[1]", r"expected a JSON object"),
    "what the rule forbids": (
        {"_crispdm": {"validate": {"name": "[a-z]+"}}},
        "name=a1",
        r"name=a1: expected a text that matches \[a-z\]\+",
    ),
    "what fits only in part": ({"_crispdm": {"validate": {"name": "a|b"}}}, "name=ab", "expected a text that matches"),
    "nested": ({"ports": {"web": 80}}, "ports=" + "[" * 1000, "expected a JSON object"),
    "too long": ({}, "name=" + "x" * 1001, "name: expected at most 1,000 characters"),
    "two lines": ({}, "name=a\nb", "on one line"),
    "a tab": ({}, "name=a\tb", "without control characters"),
    "escape": ({}, "name=\x1b[2J", "without control characters"),
    "right to left": ({}, "name=a\u202eb", "without control characters"),
    "half a character": ({}, "name=\udcff", "without control characters"),
}


@pytest.mark.parametrize(("asked", "typed", "said"), REFUSED.values(), ids=REFUSED)
def test_an_answer_that_does_not_fit_is_refused(tmp_path: Path, asked: dict[str, Any], typed: str, said: str) -> None:
    name, _, answer = typed.partition("=")
    with pytest.raises(CrispdmError, match=said):
        questions(tmp_path, {"measure": "", **asked}).answers({name: answer}, {})


def test_an_answer_may_be_just_as_long_as_is_allowed(tmp_path: Path) -> None:
    assert len(questions(tmp_path, {}).answers({"name": "x" * 1000}, {})["name"]) == 1000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((None, "No such file"), ("{", "Expecting"), ("[]", "expected an object"), ("\xff", "decode")),
        ("[" * 100_000, "too many levels of brackets"),
    ],
    ids=["none", "half", "a list", "Latin", "nested"],
)
def test_a_folder_without_questions_that_can_be_read_is_no_template(
    tmp_path: Path, text: str | None, said: str
) -> None:
    if text is not None:
        (tmp_path / "cookiecutter.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(CrispdmError, match=f"is not a template: cookiecutter.json: .*{said}"):
        Questions(tmp_path)


def test_a_choice_without_options_is_a_mistake_of_the_template(tmp_path: Path) -> None:
    with pytest.raises(CrispdmError, match="kind is a choice without options"):
        questions(tmp_path, {"kind": []}).answers({}, {})


def test_a_template_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(CrispdmError, match=r"no template named 'crispdm'; did you mean 'crisp-dm'\?"):
        bundled("crispdm")


TYPED = {
    "unknown key": (["--set", "projet_name=x"], "did you mean 'project_name'?"),
    "private key": (["--set", "__everybody=x"], "does not ask for '__everybody'"),
    "no key": (["--set", "x"], "--set x: expected KEY=VALUE"),
    "choice": (["--set", "mode=teams"], "expected alone or team; did you mean 'team'?"),
    "licence": (["--set", "licence=mit"], "expected none, MIT or BSD-3-Clause"),
    "now": (["--set", "now=ten"], "now=ten: expected a number, such as 10"),
    "now in percent": (["--set", "now=10%"], "now=10%: expected a number, such as 10"),
    "target": (["--set", "target=50%"], "target=50%: expected a number such as 5, or the change"),
    "target that is now": (
        ["--set", "measure=x", "--set", "target=10.0", "--set", "now=10"],
        "target=10.0: that is the value now; expected a value other than 10",
    ),
    "target that changes nothing": (
        ["--set", "measure=x", "--set", "now=10", "--set", "target=-0 %"],
        "target=-0 %: that is the value now; expected a value other than 10",
    ),
    "target in percent of nothing": (
        ["--set", "measure=x", "--set", "now=0", "--set", "target=-50%"],
        "target=-50%: now is 0, and so is any percentage of it; expected a number",
    ),
    "octal": (["--set", "target=010"], "target=010: expected a number such as 5, or the change"),
    "slug": (["--set", "project_slug=../x"], "project_slug=../x: expected letters, digits and"),
    "no name": (["--set", "project_name="], "project_name=: expected a name"),
    "control": (
        ["--set", "measure=a\x1bb"],
        "measure: expected at most 1,000 characters on one line",
    ),
}


@pytest.mark.parametrize(("typed", "said"), TYPED.values(), ids=TYPED)
def test_a_wrong_answer_on_the_command_line_makes_nothing(
    tmp_path: Path, run: Run, typed: list[str], said: str
) -> None:
    answer = run("init", "shop", *typed, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert not [*tmp_path.iterdir()]


NUMBERS = st.one_of(
    st.sampled_from(["0", "-0", "0.0", "10", "10.0", "-10", "0.5", "0.50"]),
    st.decimals(-1000, 1000, places=2).map(str),
)
TARGETS = st.one_of(NUMBERS, st.builds("{}{}{}%".format, st.sampled_from("+-"), st.integers(0, 200), st.just(" ")))


@settings(deadline=None, max_examples=examples(50))
@given(NUMBERS, TARGETS)
def test_a_target_is_refused_at_once_where_the_gate_would_refuse_it(now: str, target: str) -> None:
    answers = {"project_name": "shop", "project_slug": "shop", "measure": "hours", "unit": "per day"}
    asked = Questions(bundled("crisp-dm"))
    held = {"objective": {"measure": "hours", "unit": "per day", "now": float(now), "target": target}}
    record = Record(parse(json.dumps(held).encode(), ""), "objective.yaml")
    wrong = None
    try:
        read_objective(record)
    except Unmet as unmet:
        wrong = unmet
    if wrong is None:
        assert asked.answers({**answers, "now": now, "target": target}, {})["target"] == target
    else:
        with pytest.raises(CrispdmError, match=r"target=.*: (that is the value now|now is 0|a ratio never reaches 0)"):
            asked.answers({**answers, "now": now, "target": target}, {})


def test_a_rule_between_answers_is_the_templates_own(tmp_path: Path) -> None:
    rule = "{% if cookiecutter.docs and cookiecutter.kind == 'b' %}b has no docs; expected no{% endif %}"
    asked = {"kind": ["a", "b"], "docs": False, "_crispdm": {"refuse": {"docs": rule}}}
    held = questions(tmp_path, asked)
    assert held.answers({"kind": "a", "docs": "yes"}, {})["docs"] is True
    with pytest.raises(CrispdmError, match="docs=True: b has no docs; expected no"):
        held.answers({"kind": "b", "docs": "yes"}, {})
    assert held.answers({"kind": "b"}, {"docs": "yes"})["docs"] is False, "known, but unfit here"


def test_a_rule_between_answers_that_fails_is_named(tmp_path: Path) -> None:
    asked = questions(tmp_path, {"_crispdm": {"refuse": {"name": "{{ cookiecutter.nope }}"}}})
    with pytest.raises(CrispdmError, match=r"refuse: name.*nope"):
        asked.answers({"name": "x"}, {})


HOSTILE = [
    "{{ 7*7 }}",
    "{% raw %}{{ x",
    "{# gone #}",
    "it's 'quoted'",
    "'",
    "''",
    '"double" \\n \\',
    "a: b",
    "a # b",
    "#",
    "- a",
    "? a",
    "[a, b]",
    "{a: b}",
    "*a",
    "&a",
    "!!python/object:os.system",
    "%YAML 1.1",
    "@a `b`",
    "--- a",
    "...",
    "null",
    "~",
    "yes",
    "010",
    "2026-11-24",
    "1e3",
    "=",
    "<<",
    "a=b=c",
    "année 日本 🙂 ﷽",
    "<b>&amp;</b>",
    "$HOME $(touch ran) `touch ran`",
    "x" * 1000,
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20] for text in HOSTILE])
def test_whatever_was_typed_is_the_text_that_the_projects_files_hold(tmp_path: Path, run: Run, text: str) -> None:
    sets = [part for name in TEXTS for part in ("--set", f"{name}={text}")]
    made = run("init", "shop", "--no-git", *sets, cwd=tmp_path)
    assert made.code == 0, made.err
    files = {path.name: path.read_bytes() for path in (tmp_path / "shop").rglob("*.yaml")}
    check_texts(files, dict.fromkeys(TEXTS, text))
    state = yaml.safe_load(files["state.yaml"])
    assert (state[0]["project"], state[0]["by"]) == (text, ANA)
    assert (tmp_path / "shop" / "README.md").read_text().startswith(f"# {text}\n")
    assert run("status", cwd=tmp_path / "shop").code == 0


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]) | st.just(" "), min_size=1, max_size=30)


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(25))
@given(st.fixed_dictionaries(dict.fromkeys(TEXTS, PRINTABLE.map(str.strip).filter(str.isprintable).filter(bool))))
def test_any_text_comes_back_from_every_file(texts: dict[str, str]) -> None:
    source = bundled("crisp-dm")
    answers = Questions(source).answers({**texts, "project_slug": "shop"}, {})
    files = render(source, answers, shared=shared(source))
    files = (*files, *record_files(files, Template(source="crisp-dm", version="0", commit=None), answers))
    check_texts({file.path.rpartition("/")[2]: file.data for file in files if file.path.endswith(".yaml")}, texts)


def check_texts(files: dict[str, bytes], texts: dict[str, str]) -> None:
    """Every YAML file can be read, by two readers, and the answers stand where they belong."""
    for read in (lambda data: parse(data, "").value, yaml.safe_load):
        held = {name: read(data) for name, data in files.items()}
        objective = held["objective.yaml"]
        assert held["crispdm.yaml"]["project"] == texts["project_name"]
        assert held["crispdm.yaml"]["title"] == texts["title"]
        assert {str(who) for who in held["crispdm.yaml"]["team"].values()} == {str([texts["person"]])}
        assert objective["problem"]["who"] == texts["problem_owner"]
        assert objective["objective"]["measure"] == texts["measure"]
        assert objective["objective"]["unit"] == texts["unit"]
        asked = held[TEMPLATE.rpartition("/")[2]]["answers"]
        assert {name: asked[name] for name in TEXTS} == texts


@pytest.mark.parametrize(
    ("condition", "words"),
    [("cookiecutter.measure", "measure is answered"), ("cookiecutter.kind == 'rich'", "kind == 'rich'")],
)
def test_what_a_question_depends_on_is_said_without_the_dialect(condition: str, words: str) -> None:
    assert in_words(condition) == words
