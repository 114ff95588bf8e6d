"""A text that takes no Jinja is rendered as Jinja renders it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crispdm.scaffold.environment import environment
from crispdm.scaffold.included_texts import IncludedTexts, NotIncluded
from crispdm.scaffold.renderer import Renderer
from crispdm.scaffold.simple_text import BlockSpace, simple_text

ANSWERS = {
    "name": "a shop",
    "empty": "",
    "markup": "{{ 7 }}\r\n",
    "number": 3,
    "list": ["x"],
    "items": "a method of dict",
}
INCLUDED = {
    "plain": "text\r\n",
    "variable": "{{ cookiecutter.name }}\n  ",
    "nested": '  {% include "variable" %}\n\n{% include "plain" %}',
    "jinja": "{% if cookiecutter.name %}yes{% endif %}\n",
    "itself": 'again {% include "itself" %}',
    "broken": "{{ cookiecutter.gone }}",
}
PIECES = st.sampled_from(
    [
        *("\n", "\r\n", "\r", " ", "\t", "\x0b", "text", "{", "}", "%}", "}}", "#}"),
        *(f"{{{{ cookiecutter.{name} }}}}" for name in (*ANSWERS, "gone")),
        *("{{cookiecutter.name}}", "{{ cookiecutter.name|upper }}", "{{- cookiecutter.name }}"),
        *("{% raw %}", "{% endraw %}", "{%raw%}", "{%  endraw\n%}", "{%- raw %}", "{% endraw -%}"),
        *(f'{{% include "{name}" %}}' for name in (*INCLUDED, "nothing", "../out")),
        *("{% include 'plain' %}", '{%include"plain"%}', '{% include "plain" -%}', '{% include ["plain"] %}'),
        *("{% if cookiecutter.empty %}", "{% endif %}", "{# a note #}"),
    ]
)
SETTINGS = [{}, {"trim_blocks": True}, {"lstrip_blocks": True}, {"trim_blocks": True, "lstrip_blocks": True}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what can be included."""
    found = tmp_path_factory.mktemp("included").resolve()
    for name, text in INCLUDED.items():
        (found / name).write_bytes(text.encode())
    return found


def _by_jinja(source: str, folder: Path, settings: dict[str, bool]) -> str | None:
    """What Jinja makes of a text; None where it fails."""
    jinja = environment({"_jinja2_env_vars": settings}, IncludedTexts([folder]), None, trusted=False)
    try:
        return jinja.from_string(source).render(cookiecutter=ANSWERS)
    except Exception:  # noqa: BLE001 - whatever Jinja finds wrong
        return None


def _assert_as_jinja(source: str, folder: Path, settings: dict[str, bool]) -> None:
    renderer = Renderer({"_jinja2_env_vars": settings}, [folder])
    expected = _by_jinja(source, folder, settings)
    try:
        found = renderer.text(source, ANSWERS, where="file")
    except Exception:  # noqa: BLE001 - as above
        found = None
    assert found == expected


@pytest.mark.slow
@given(pieces=st.lists(PIECES, max_size=8), settings=st.sampled_from(SETTINGS))
def test_each_text_is_as_jinja_renders_it(folder: Path, pieces: list[str], settings: dict[str, bool]) -> None:
    _assert_as_jinja("".join(pieces), folder, settings)


@pytest.mark.slow
@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize(
    "source",
    [
        'text  {% include "plain" %}\n\n  text',
        '  {% include "plain" %}  \n \t{% include "nested" %}\n',
        '{{ cookiecutter.name }}  {% include "plain" %}',
        "a\n  {% raw %}  b\n  {% endraw %}\n  c",
        "{% raw %}  {% endraw %}",
        "{{ cookiecutter.items }} {{ cookiecutter.number }} {{ cookiecutter.list }}",
        '{% include "itself" %}',
        '{% if cookiecutter.name %}  {% include "nested" %}\n{% include "broken" %}{% endif %}',
    ],
)
def test_space_and_odd_values_are_as_jinja_has_them(folder: Path, source: str, settings: dict[str, bool]) -> None:
    _assert_as_jinja(source, folder, settings)


@pytest.mark.parametrize(
    "source", ["", "text", "{{ cookiecutter.name }}", "{% raw %}${{ a }}{% endraw %}", '{% include "x" %}']
)
def test_what_most_files_are_takes_no_jinja(source: str) -> None:
    assert simple_text(source, ANSWERS, BlockSpace(), str) is not None


@pytest.mark.parametrize("settings", [{"trim_blocks": 1}, {"newline_sequence": True}, ["trim_blocks"], "x"])
def test_settings_that_only_jinja_knows_are_left_to_it(settings: object) -> None:
    assert BlockSpace.of(settings) is None


def test_nothing_is_included_from_elsewhere(folder: Path) -> None:
    (folder.parent / "secret").write_text("secret")
    (folder / "link").symlink_to(folder.parent / "secret")
    for name in ("../secret", "link", "nothing", "."):
        with pytest.raises(NotIncluded):
            IncludedTexts([folder])(name)
