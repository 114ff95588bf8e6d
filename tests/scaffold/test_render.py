"""Rendering is cookiecutter's, byte for byte, without what cookiecutter lets a template do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from cookiecutter.environment import StrictEnvironment
from cookiecutter.exceptions import OutputDirExistsException
from hypothesis import strategies as st

from crispdm.errors import CrispdmError
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.renderer import Renderer
from tests.support.effort import examples
from tests.support.templates import BUNDLED, ROOT, baked, rendered, template

NAME = b"{{ cookiecutter.name }}"
DEFAULTS: dict[str, str] = {}
EVIDENCE = {
    "project_name": "Listing categories: année 2026",
    "problem_owner": "the moderators' lead",
    "measure": "time spent # on wrong categories",
    "unit": "hours per moderator per week",
    "now": "10",
    "target": "-50%",
    "mode": "alone",
    "person": "Ana O'Roy <ana@example.com>",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "licence"),
    [(DEFAULTS, "MIT"), (EVIDENCE, "none"), ({**EVIDENCE, "mode": "team", "person": ""}, "BSD-3-Clause")],
    ids=["defaults", "alone", "team"],
)
@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_template_is_rendered_as_cookiecutter_does(
    tmp_path: Path, name: str, given: dict[str, str], licence: str
) -> None:
    source = bundled(name)
    asked = {key: value for key, value in given.items() if key in Questions(source).names}
    ours = rendered(source, {**asked, "licence": licence})
    assert ours == baked(source, tmp_path, {**asked, "licence": licence})
    assert "crispdm.yaml" in ours
    assert ("LICENSE" in ours) == (licence != "none")


TEXTS: dict[str, bytes] = {
    "plain": NAME + b"\nsecond\n",
    "no newline at the end": b"first\n" + NAME,
    "several newlines at the end": NAME + b"\n\n\n",
    "nothing": b"",
    "only a newline": b"\n",
    "CRLF": NAME + b"\r\nsecond\r\n",
    "CRLF without one at the end": b"first\r\n" + NAME,
    "CR": NAME + b"\rsecond\r",
    # Of mixed line ends cookiecutter means to take the first, but takes the first that Python names: CR, LF, CRLF.
    "CRLF, then LF": NAME + b"\r\nsecond\nthird\r\n",
    "LF, then CRLF": NAME + b"\nsecond\r\nthird\n",
    "CRLF, then CR": NAME + b"\r\nsecond\rthird\r\n",
    "CRLF, and LF beyond what Python looks at": NAME + b"\r\n" + b"x" * 9000 + b"\nend\n",
    "a first line longer than that, then CRLF": b"x" * 9000 + NAME + b"\r\nend\n",
    "a byte order mark": b"\xef\xbb\xbf" + NAME + b"\n",
    "beyond ASCII": "année {{ cookiecutter.name }} 日本 🙂\n".encode(),
    "binary": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) + NAME,
    "NUL": b"a\0b\n",
    "what looks like Jinja": b"{% raw %}{{ github.ref }}{% endraw %} {# a comment #} ${{ '{{' }} x }}\n",
    "the clock of cookiecutter's": b"{% now 'utc', '%Y' %}\n",
    "filters of cookiecutter's": b"{{ cookiecutter.name|slugify }} {{ cookiecutter|jsonify }}\n",
    "a macro and white space control": b"{%- macro m(x) %} {{ x }} {% endmacro -%}\n {{- m(cookiecutter.name) }}\n",
    "nothing to render, CRLF and a CR": b"a\r\nb\rc\r\n",
    "a variable that is changed": b"{{ cookiecutter.update({'name': 'other'}) }}" + NAME,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_is_rendered_as_cookiecutter_does(tmp_path: Path, text: bytes) -> None:
    source = template(tmp_path / "t", {"file": text})
    ours = rendered(source)
    assert ours == baked(source, tmp_path / "out")
    assert [*ours] == ["file"]


SHOWN = "{{ cookiecutter|jsonify }}{% for name in cookiecutter %} {{ name }}{% endfor %}"
WHETHER = "{% if cookiecutter.docs %}with{% else %}without{% endif %}"
VARIABLES: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "a choice": ({"licence": ["MIT", "none"]}, {}, "{{ cookiecutter.licence }}"),
    "a choice that was made": ({"licence": ["MIT", "none"]}, {"licence": "none"}, "{{ cookiecutter.licence }}"),
    "an empty choice": ({"suffix": ["x", ""]}, {"suffix": ""}, "[{{ cookiecutter.suffix }}]"),
    "a choice that is rendered": ({"folder": ["{{ cookiecutter.slug }}-a", "b"]}, {}, "{{ cookiecutter.folder }}"),
    "a choice of truth values": ({"docs": [False, True]}, {}, WHETHER),
    "yes and no": ({"docs": True}, {"docs": "no"}, WHETHER),
    "yes by default": ({"docs": True}, {}, WHETHER),
    "numbers and nothing": ({"i": 3, "f": 1.5, "n": None}, {}, SHOWN),
    "a dict": ({"d": {"a": {"b": "{{ cookiecutter.name }}"}, "{{ cookiecutter.slug }}": ["1", 2]}}, {}, SHOWN),
    "a dict that names what comes later": ({"d": {"a": "{{ cookiecutter.later }}"}, "later": "L"}, {}, SHOWN),
    "a computed one": ({"__c": "{{ cookiecutter.name|upper }}"}, {"name": "Bo"}, "{{ cookiecutter.__c }}"),
    "a computed dict": ({"__c": {"k": "{{ cookiecutter.name }}"}}, {}, "{{ cookiecutter.__c.k }}"),
    "a private one": ({"_raw": ["{{ not rendered }}"]}, {}, SHOWN),
    "prompts": ({"__prompts__": {"name": "Who? {{ x }}"}}, {}, SHOWN),
    "a chosen line end": ({"_new_lines": "\r\n"}, {}, "a\nb\n"),
    "statements by line": ({"_jinja2_env_vars": {"line_statement_prefix": "%%"}}, {}, "%% set x = 1\na\n"),
    "comments by line": ({"_jinja2_env_vars": {"line_comment_prefix": "##"}}, {}, "a ## gone\nb\n"),
    "another line end": ({"_jinja2_env_vars": {"newline_sequence": "\r\n"}}, {}, "a\nb\n"),
    "settings of Jinja": (
        {"_jinja2_env_vars": {"trim_blocks": True, "lstrip_blocks": True}},
        {},
        "{% if true %}\n  {% set x = 1 %}\n{{ x }}\n{% endif %}\n",
    ),
}


@pytest.mark.parametrize(("questions", "given", "text"), VARIABLES.values(), ids=VARIABLES)
def test_variables_are_cookiecutters(
    tmp_path: Path, questions: dict[str, Any], given: dict[str, str], text: str
) -> None:
    source = template(tmp_path / "t", {"file": text}, questions)
    ours = rendered(source, given)
    assert ours == baked(source, tmp_path / "out", given)
    assert ours["file"][0]


BRACES = b"{{ rendered, this fails }}"
COPIED: dict[str, tuple[list[str], dict[str, bytes | str]]] = {
    "a file": (["a/b.html"], {"a/b.html": BRACES, "b.html": NAME}),
    "files in any folder": (["*.html"], {"a/b.html": BRACES, "b.html": BRACES, "b.txt": NAME}),
    "a file whose name is rendered": (["*.html"], {"{{ cookiecutter.slug }}.html": BRACES}),
    "a folder, names and all": (["docs"], {"docs/{{ name }}/{{ x }}": BRACES, "docs/y": BRACES, "src/docs/z": NAME}),
    "a folder whose name is rendered": (["{{ cookiecutter.slug }}"], {"{{ cookiecutter.slug }}/a": BRACES}),
    "a folder's files and folders": (["docs/*"], {"docs/a/{{ y }}": BRACES, "docs/b": BRACES}),
    "a folder in a folder": (["*/docs"], {"a/docs/{{ x }}": BRACES, "docs/z": NAME}),
    "no file at all": (["nothing"], {"a": NAME}),
    "with line ends as they are": (["a"], {"a": b"1\r\n2\n3\r"}),
}  # fmt: skip


@pytest.mark.parametrize(("patterns", "files"), COPIED.values(), ids=COPIED)
def test_copy_without_render_is_cookiecutters(
    tmp_path: Path, patterns: list[str], files: dict[str, bytes | str]
) -> None:
    source = template(tmp_path / "t", files, {"_copy_without_render": patterns})
    ours = rendered(source)
    assert ours == baked(source, tmp_path / "out")
    assert len(ours) == len(files)


def test_includes_come_from_the_template(tmp_path: Path) -> None:
    whole = "{% include 'part' %}{% include 'd/e' %}{% include 'shared' %}{% import 'm' as m %}{{ m.f(1) }}\n"
    macro = "{% macro f(x) %}<{{ x }}>{% endmacro %}"
    files: dict[str, bytes | str] = {
        "file": whole,
        "part": NAME,
        "d/e": b"e\r\n",
        "m": macro,
        "../templates/shared": b"S\n",
    }
    source = template(tmp_path / "t", files)
    ours = rendered(source)
    assert ours == baked(source, tmp_path / "out")
    assert ours["file"][0] == b"Ana's shope\nS\n<1>\n"


def test_a_file_that_can_be_executed_stays_so_rendered_copied_or_binary(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"run.sh": NAME, "copied/run.sh": BRACES, "run.bin": b"\x7fELF\0\0", "text": NAME}
    source = template(tmp_path / "t", files, {"_copy_without_render": ["copied"]})
    for name in ("run.sh", "copied/run.sh", "run.bin"):
        (source / ROOT / name).chmod(0o744)  # by its owner: that is enough
    ours = rendered(source)
    assert ours == baked(source, tmp_path / "out")
    assert {name for name, (_, is_executable) in ours.items() if is_executable} == {*files} - {"text"}


GONE = "{% if cookiecutter.name == 'nobody' %}gone{% endif %}"


def test_a_file_whose_name_renders_to_nothing_is_left_out(tmp_path: Path) -> None:
    source = template(tmp_path / "t", {GONE: b"a", f"d/{GONE}": b"b", "kept": b"c"})
    assert rendered(source) == baked(source, tmp_path / "out") == {"kept": (b"c", False)}


def test_a_folder_whose_name_renders_to_nothing_is_left_out_where_cookiecutter_fails(tmp_path: Path) -> None:
    source = template(tmp_path / "t", {f"{GONE}/a": b"{{ never rendered }}", f"d/{GONE}/b": b"", "d/c": b"c"})
    assert rendered(source) == {"d/c": (b"c", False)}
    with pytest.raises(OutputDirExistsException):  # it takes the folder above for the one to make
        baked(source, tmp_path / "out")


DIFFERENT: Mapping[str, tuple[str, bytes]] = {
    "latin-1, where cookiecutter ends in a UnicodeDecodeError": ("a.txt", b"caf\xe9 " + NAME),
    "UTF-16, where it does too": ("a.txt", "{{ cookiecutter.name }}\n".encode("utf-16")),
    "NUL among text, where it depends on the version of binaryornot": ("a.txt", b"a\0" + NAME),
}


@pytest.mark.parametrize(("name", "data"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_no_text_is_copied(tmp_path: Path, name: str, data: bytes) -> None:
    assert rendered(template(tmp_path / "t", {name: data})) == {name: (data, False)}


def test_what_python_compiled_in_the_template_is_left_out(tmp_path: Path) -> None:
    files = {"a.py": b"", "__pycache__/a.pyc": b"\0", "docs/__pycache__/b.pyc": b"\0", "docs/b.py": b""}
    source = template(tmp_path / "t", files, {"_copy_without_render": ["docs"]})
    assert {*rendered(source)} == {"a.py", "docs/b.py"}


def test_a_template_without_a_folder_named_by_a_variable_is_none(tmp_path: Path) -> None:
    source = template(tmp_path / "t", {})
    (source / ROOT).rename(source / "src")
    with pytest.raises(CrispdmError, match="t is not a template"):
        rendered(source)


def test_a_template_may_mark_its_variables_otherwise(tmp_path: Path) -> None:
    marks = {"variable_start_string": "[[", "variable_end_string": "]]"}
    source = template(tmp_path / "t", {"file": "[[ cookiecutter.name ]] {{ x }}"}, {"_jinja2_env_vars": marks})
    (source / ROOT).rename(source / "[[ cookiecutter.slug ]]")
    assert rendered(source) == baked(source, tmp_path / "out") == {"file": (b"Ana's shop {{ x }}", False)}


PIECES = [
    *("{{ cookiecutter.name }}", "{{cookiecutter.name}}", "{{ cookiecutter.name|upper }}", "{{- cookiecutter.name -}}"),
    *("{{ cookiecutter.flag }}", "{{ cookiecutter.get }}", "{{ cookiecutter.missing }}", "{% if cookiecutter.flag %}"),
    *("{% endif %}", "{# no #}", "{", "}", "{{", "}}", "{#", "cookiecutter.name", "\r\n", "\r", "\n", " ", "x"),
]


@hypothesis.settings(max_examples=examples(150), deadline=None)
@hypothesis.given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_any_text_is_rendered_as_by_cookiecutters_environment(text: str) -> None:
    answers = {"name": "a {{ 7 * 7 }}\r\nb", "flag": True}
    try:
        theirs = (
            StrictEnvironment(context={}, keep_trailing_newline=True).from_string(text).render(cookiecutter=answers)
        )
    except Exception:  # noqa: BLE001 - whatever it raises, ours is an error that names the place
        with pytest.raises(CrispdmError, match=r"^here"):
            Renderer({}).text(text, answers, where="here")
    else:
        assert Renderer({}).text(text, answers, where="here") == theirs
