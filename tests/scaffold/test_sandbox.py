"""A template is somebody else's code: it reaches nothing, and where it fails, the place is named."""

import os
import socket
from pathlib import Path

import pytest

from crispdm.errors import CrispdmError
from tests.support.templates import ROOT, baked, rendered, template

SHELL = "cycler.__init__.__globals__.os.system('touch ran')"
ESCAPES = {
    "a shell through cycler": f"{{{{ {SHELL} }}}}",
    "a shell through names": "{{ (cycler|attr('__init__')|attr('__globals__')).os.system('touch ran') }}",
    "a shell through a format": "{{ '{0.__init__.__globals__[os]}'.format(cycler) }}",
    "a shell through format_map": "{{ '{a.__init__.__globals__}'.format_map({'a': cycler}) }}",
    "every class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "the template's own code": "{{ self.__init__.__globals__ }}",
    "a function's globals": "{{ lipsum.__globals__.os.system('touch ran') }}",
    "the environment": "{{ self._TemplateReference__context.environment.loader.__class__ }}",
    "memory": "{{ range(10 ** 12)|list }}",
}


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize("place", ["body", "name", "default"])
def test_what_reaches_out_of_a_template_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    source = template(
        tmp_path / "t",
        {text if place == "name" else "file": text if place == "body" else "x"},
        {"default": text} if place == "default" else {},
    )
    with pytest.raises(CrispdmError, match="the template fails"):
        rendered(source)
    assert [path.name for path in tmp_path.iterdir()] == ["t"], "something ran"


def test_cookiecutter_itself_runs_such_a_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the tests above are about something."""
    monkeypatch.chdir(tmp_path)
    source = template(tmp_path / "t", {"file": f"{{{{ {SHELL} }}}}"})
    baked(source, tmp_path / "out")
    assert any(tmp_path.rglob("ran"))


FAILURES = {
    "an undefined variable": ("1\n2\n{{ nope }}", r"^file:3: .*'nope' is undefined"),
    "a variable that nobody asks for": ("1\n{{ cookiecutter.nope }}\n", r"^file:2: .*'nope'"),
    "an attribute of an undefined one": ("{{ cookiecutter.a.b }}", r"^file:1: .*'a'"),
    "a test on an undefined one": ("\n\n\n{% if nope %}{% endif %}", r"^file:4: .*'nope' is undefined"),
    "a statement that is none": ("1\n{% fi %}", r"^file:2: .*Encountered unknown tag 'fi'"),
    "braces left open": ("1\n2\n{{ x", r"^file:3: "),
    "a filter that is none": ("1\n{{ 1|shout }}", r"^file:2: .*No filter named 'shout'"),
    "a division by zero": ("1\n{{ 1 / 0 }}", r"^file:2: .*division by zero"),
    "a wrong argument": ("{{ 'x'|round }}", r"^file:1: "),
    "an index that is not there": ("{{ [].pop() }}", r"^file:1: .*pop from empty list"),
    "a bad pattern": ("{{ 'x'|slugify(regex_pattern='(') }}", r"^file:1: "),
    "an include that is not there": ("1\n{% include 'nothing' %}", r"^file:2: .*'nothing' not found"),
    "an include that leaves the template": ("{% include '../cookiecutter.json' %}", r"^file:1: .*cookiecutter.json"),
    "a template that includes itself": ("{% include 'file' %}", r"^file:1: .*recursion"),
    "an undefined variable in an include": ("1\n{% include 'd/part' %}", r"^d/part:3: .*'gone' is undefined"),
    "a mistake in an include": ("1\n{% include 'broken' %}", r"^broken:2: .*'endif'"),
    "one in a shared include": ("{% include 'shared' %}", r"^\.\./templates/shared:2: .*'gone' is undefined"),
}


@pytest.mark.parametrize(("text", "said"), FAILURES.values(), ids=FAILURES)
def test_a_failure_names_the_file_and_the_line(tmp_path: Path, text: str, said: str) -> None:
    parts = {"d/part": "\n\n{{ gone }}", "broken": "\n{% endif %}", "../templates/shared": "\n{{ gone }}"}
    source = template(tmp_path / "t", {"file": text, **parts}, {"_copy_without_render": ["d", "broken"]})
    with pytest.raises(CrispdmError, match=said):
        rendered(source)


def test_a_name_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(CrispdmError, match=r"a/\{\{ nope \}\}\.txt.*'nope' is undefined"):
        rendered(template(tmp_path / "t", {"a/{{ nope }}.txt": b""}))


def test_a_default_that_fails_is_named(tmp_path: Path) -> None:
    source = template(tmp_path / "t", {}, {"port": "{{ cookiecutter.nope }}"})
    with pytest.raises(
        CrispdmError, match=r"cookiecutter\.json: \{\{ cookiecutter\.nope \}\}.*has no attribute 'nope'"
    ):
        rendered(source)


@pytest.mark.parametrize("settings", [{"nonsense": 1}, {"undefined": "x"}, {"loader": "x"}, ["x"]], ids=str)
def test_settings_that_jinja_does_not_take_are_named(tmp_path: Path, settings: object) -> None:
    source = template(tmp_path / "t", {"file": ""}, {"_jinja2_env_vars": settings})
    with pytest.raises(CrispdmError, match="_jinja2_env_vars"):
        rendered(source)


@pytest.mark.parametrize("ours", [None, 1, [], {"validate": 1}, {"validate": {"name": 1}}, {"validate": {"name": "("}}])
def test_what_a_template_tells_crispdm_alone_is_named_where_it_is_wrong(tmp_path: Path, ours: object) -> None:
    with pytest.raises(CrispdmError, match="_crispdm"):
        rendered(template(tmp_path / "t", {"file": ""}, {"_crispdm": ours}))


@pytest.mark.parametrize("patterns", [1, "*.md", [1], {"a": "b"}, None])
def test_patterns_that_are_none_are_named(tmp_path: Path, patterns: object) -> None:
    with pytest.raises(CrispdmError, match="_copy_without_render"):
        rendered(template(tmp_path / "t", {"file": ""}, {"_copy_without_render": patterns}))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that no template may bring into a project."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("private")
    return tmp_path / "secret"


@pytest.mark.parametrize("where", ["", "d/", "copied/"])
@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "dangling link", "pipe", "socket"])
def test_what_is_neither_file_nor_folder_is_refused(
    tmp_path: Path, secret: Path, kind: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = template(tmp_path / "t", {"d/a": b"", "copied/a": b""}, {"_copy_without_render": ["copied"]})
    monkeypatch.chdir(source / ROOT)
    if kind == "pipe":
        os.mkfifo(f"{where}odd")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"{where}odd")
    else:
        to = {"link to a file": secret / "key", "link to a folder": secret}.get(kind, secret / "nothing")
        Path(f"{where}odd").symlink_to(to)
    with pytest.raises(CrispdmError, match=f"^{where}odd in the template is neither a file nor a folder; nothing was"):
        rendered(source)


def test_a_link_is_no_folder_of_a_project(tmp_path: Path, secret: Path) -> None:
    source = template(tmp_path / "t", {})
    (source / ROOT).rmdir()
    (source / ROOT).symlink_to(secret)
    with pytest.raises(CrispdmError, match="is not a template"):
        rendered(source)


@pytest.mark.parametrize("link", ["../templates", "../templates/key"])
def test_an_include_follows_no_link(tmp_path: Path, secret: Path, link: str) -> None:
    source = template(tmp_path / "t", {"file": "1\n{% include 'key' %}"})
    place = source / link.removeprefix("../")
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(secret / "key" if link.endswith("key") else secret)
    with pytest.raises(CrispdmError, match=r"^file:2: .*key is a link"):
        rendered(source)
