"""What cookiecutter does for a template, `init` does too: both run on the same ones, by their command lines' ways."""

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from cookiecutter.main import cookiecutter

from crispdm.errors import CrispdmError
from crispdm.scaffold.build import Code, Inputs, build
from crispdm.scaffold.nested import choose_template
from crispdm.scaffold.questions import Ask, Question, Questions
from crispdm.scaffold.render import render
from crispdm.scaffold.tree import File
from tests.support.command_line import Run
from tests.support.folders import everything, write_files
from tests.support.repository import commit_all, git, repository_with
from tests.support.small_template import OLD, PROCESS
from tests.support.templates import ROOT, Tree, template, tree

OWN = {f".crispdm/{name}" for name in ("template.yaml", "base.zip", "state.yaml", ".gitattributes", ".gitignore")}
CONTEXT = "{{ cookiecutter._template }} {{ cookiecutter._output_dir }} {{ cookiecutter._checkout }}\n"
REPO_DIR = "{{ cookiecutter._repo_dir }}\n"
WHERE = "import os\nopen('where', 'w').write(os.path.basename(os.getcwd()) + ' {{ cookiecutter._checkout }}')\n"
DERIVED = {"kind": ["a", "b"], "docs": "{{ cookiecutter.kind == 'a' }}", "__both": "{{ cookiecutter.docs == 'True' }}"}
SHOWN = "{{ cookiecutter.docs }} {% if cookiecutter.docs %}yes{% endif %} {{ cookiecutter.__both }}\n"


class Case(NamedTuple):
    """A template's files and questions; what is answered; and how both programs are called beside that."""

    files: Mapping[str, bytes | str]
    questions: Mapping[str, Any] = {}
    answers: Mapping[str, str] = {}
    ours: tuple[str, ...] = ()
    theirs: Mapping[str, Any] = {}


CASES = {
    "the template, where it goes, and no checkout": Case({"context": CONTEXT}),
    "the same, at a checkout": Case({"context": CONTEXT}, {}, {}, ("--checkout", "main"), {"checkout": "main"}),
    "the folder of the template": Case({"x": "{{ cookiecutter._repo_dir.split('/')[-1] }}\n"}),
    "hooks in a folder of the slug's name": Case(
        {"../hooks/pre_gen_project.py": WHERE.replace("'where'", "'before'"), "../hooks/post_gen_project.py": WHERE},
        {},
        {"slug": "my-shop"},
        ("--trust",),
    ),
    "no hooks": Case({"../hooks/post_gen_project.py": WHERE}, {}, {}, ("--no-hooks",), {"accept_hooks": False}),
    "a derived boolean": Case({"x": SHOWN}, DERIVED),
    "a derived boolean that is false": Case({"x": SHOWN}, DERIVED, {"kind": "b"}),
    "a derived boolean that is answered": Case({"x": SHOWN}, DERIVED, {"docs": "False"}),
    "markup in prompts": Case({"x": "{{ cookiecutter.name }}\n"}, {"__prompts__": {"name": "[bold]Name[/bold]"}}),
}


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Tree]:
    """What the program cookiecutter makes, with nobody at a terminal."""
    config = tmp_path / "cookiecutter.yaml"
    config.write_text(f"cookiecutters_dir: {tmp_path}/clones\nreplay_dir: {tmp_path}/replay\n")
    monkeypatch.setenv("COOKIECUTTER_CONFIG", str(config))

    def bake(source: str, answers: Mapping[str, str], **settings: Any) -> Tree:
        made = cookiecutter(source, no_input=True, extra_context=dict(answers), output_dir=str(tmp_path), **settings)
        found = tree(Path(made))
        Path(made).rename(tmp_path / "theirs")
        return found

    return bake


def files(project: Path) -> Tree:
    return {path: what for path, what in tree(project).items() if path not in OWN}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_init_makes_what_cookiecutter_makes(tmp_path: Path, run: Run, theirs: Callable[..., Tree], case: Case) -> None:
    source = template(tmp_path / "t", {**OLD, **case.files}, {"name": "shop", **case.questions})
    repository_with(source, {})
    url = f"git+file://{source}"
    expected = theirs(url, case.answers, **case.theirs)
    sets = [f"{name}={answer}" for name, answer in case.answers.items()]
    given = [part for each in sets for part in ("--set", each)]
    slug = case.answers.get("slug", "made")
    made = run("init", "--template", url, "--set", f"slug={slug}", *given, *case.ours, cwd=tmp_path)
    assert made.code == 0, made.err
    assert files(tmp_path / slug) == expected
    again = run("update", *(each for each in case.ours if each == "--trust"), cwd=tmp_path / slug)
    assert (again.code, again.out.split()[:3]) == (0, ["Up", "to", "date"]), "choices are remembered"


@pytest.mark.parametrize("name", ["t", "../beside/t", "packed.zip"])
def test_a_relative_name_of_the_template_is_told_from_the_folder_around_the_project(
    tmp_path: Path, run: Run, theirs: Callable[..., Tree], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Where cookiecutter runs, whose `_template` is what was typed; wherever `init` runs, and in every update."""
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "beside").mkdir()
    template((here / name).parent.resolve() / "t", {**OLD, "context": CONTEXT}, {"name": "shop"})
    if name.endswith(".zip"):
        shutil.make_archive(str(here / "packed"), "zip", here, "t")
    monkeypatch.chdir(here)
    expected = theirs(name, {})["context"]
    said = expected[0].replace(str(tmp_path).encode() + b" ", str(here).encode() + b" ")
    for target, place in (("made", here), (".", here / "within")):
        place.mkdir(exist_ok=True)
        asked = name if place == here else f"../{name}"
        made = run("init", target, "--template", asked, "--yes", cwd=place)
        assert made.code == 0, made.err
        project = here / "made" if place == here else place
        assert (project / "context").read_bytes() == said
        assert run("update", "--check", cwd=project).code == 0


@pytest.mark.parametrize("kind", ["folder", "zip", "git"])
def test_the_folder_of_a_template_is_told_alike_by_every_update(
    tmp_path: Path, run: Run, theirs: Callable[..., Tree], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A hook finds the template there; of a folder cookiecutter says the same, and it keeps what it fetches."""
    hook = "import os\nassert os.path.exists(r'{{ cookiecutter._repo_dir }}/cookiecutter.json')\n"
    source = template(
        tmp_path / "t", {**OLD, "where": REPO_DIR, "../hooks/post_gen_project.py": hook}, {"name": "shop"}
    )
    git(source, "init", "--quiet")
    commit_all(source)
    shutil.make_archive(str(tmp_path / "t"), "zip", tmp_path, "t")
    name = {"folder": "t", "zip": "t.zip", "git": f"git+file://{source}/"}[kind]
    monkeypatch.chdir(tmp_path)
    if kind == "folder":
        assert theirs(name, {}, accept_hooks=False)["where"] == (b"t\n", False)
    made = run("init", "made", "--template", name, "--trust", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    assert (tmp_path / "made" / "where").read_text() == "t\n"
    assert run("update", "--check", "--trust", cwd=tmp_path / "made").out.startswith("Up to date")


def test_what_cookiecutter_wrote_to_be_replayed_answers(tmp_path: Path, run: Run, theirs: Callable[..., Tree]) -> None:
    """Wherever the template was then, it is the one that is named now."""
    template(tmp_path / "t", {**OLD, "x": SHOWN}, {"name": "shop", **DERIVED, "settings": {"a": "b"}})
    expected = theirs(str(tmp_path / "t"), {"kind": "b", "name": "[Ana]: shop"})
    made = run("init", "made", "--template", "t", "--answers", "replay/t.json", cwd=tmp_path)
    assert made.code == 0, made.err
    assert files(tmp_path / "made") == expected


MODES = (0o600, 0o640, 0o644, 0o700, 0o711, 0o744, 0o750, 0o755)
CLOSING = "import os\nfor name in ('text.md', 'new'):\n    open(name, 'a').close(); os.chmod(name, 0o600)\n"


def modes(project: Path) -> dict[str, int]:
    return {path: stat.S_IMODE((project / path).stat().st_mode) for path in files(project)}


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets what new files are closed to, until the end of the test."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@pytest.fixture
def with_modes(tmp_path: Path, umask: Callable[[int], int]) -> Path:
    """A template with texts, and files that are no texts, of each mode."""
    assert callable(umask)
    named = {f"{mode:o}{end}": data for mode in MODES for end, data in ((".txt", "text\n"), (".bin", b"\0"))}
    source = template(tmp_path / "t", {**OLD, **named}, {"name": "shop"})
    for name in named:
        (source / ROOT / name).chmod(int(name[:3], 8))
    return source


def test_modes_are_those_that_cookiecutter_keeps(
    tmp_path: Path, run: Run, with_modes: Path, theirs: Callable[..., Tree]
) -> None:
    assert theirs(str(with_modes), {})
    for target in (tmp_path / "made", tmp_path / "within"):
        (tmp_path / "within").mkdir(exist_ok=True)
        assert run("init", target, "--template", "t", "--yes", cwd=tmp_path).code == 0
        assert modes(target) == modes(tmp_path / "theirs")


def test_a_mode_that_a_hook_sets_is_kept_as_with_cookiecutter(
    tmp_path: Path, run: Run, umask: Callable[[int], int], theirs: Callable[..., Tree]
) -> None:
    assert callable(umask)
    source = template(tmp_path / "t", {**OLD, "../hooks/post_gen_project.py": CLOSING}, {"name": "shop"})
    (source / ROOT / "logo.bin").chmod(0o640)
    assert theirs(str(tmp_path / "t"), {}, accept_hooks=True)
    assert run("init", "made", "--template", "t", "--trust", "--yes", cwd=tmp_path).code == 0
    assert modes(tmp_path / "made") == modes(tmp_path / "theirs")
    assert modes(tmp_path / "made")["new"] == 0o600


@pytest.mark.parametrize(
    "case", [(0o077, 0o644, 0o600), (0, 0o666, 0o666), (0o022, 0o666, 0o644), (0o022, 0o444, 0o644)]
)
def test_no_file_is_more_open_than_the_umask_or_closed_to_its_owner(
    tmp_path: Path, run: Run, umask: Callable[[int], int], case: tuple[int, int, int]
) -> None:
    """Cookiecutter lets neither count: a template on a disk without modes makes files that everybody may change."""
    mask, mode, expected = case
    source = template(tmp_path / "t", OLD, {"name": "shop"})
    (source / ROOT / "text.md").chmod(mode)
    umask(mask)
    assert run("init", "made", "--template", "t", "--yes", cwd=tmp_path).code == 0
    assert modes(tmp_path / "made")["text.md"] == expected


NESTED = {
    "templates": {"templates": {"lib": {"path": "./lib", "title": "A library"}, "app": {"path": "apps/app"}}},
    "template": {"template": ["A library (./lib)", "An app (apps/app)"]},
}


@pytest.fixture(params=NESTED)
def several(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder that lists two templates, as cookiecutter does since 2.2 and did before."""
    folder = tmp_path / "several"
    (folder / "apps").mkdir(parents=True)
    (folder / "cookiecutter.json").write_text(json.dumps(NESTED[request.param]))
    template(folder / "lib", {**OLD, "which": "lib\n"}, {"name": "shop"})
    template(folder / "apps" / "app", {**OLD, "which": "app\n"}, {"name": "shop"})
    return folder


def test_of_several_templates_the_first_is_the_default_and_the_choice_is_remembered(
    tmp_path: Path, run: Run, several: Path, theirs: Callable[..., Tree]
) -> None:
    expected = theirs(str(several), {})
    assert run("init", "made", "--template", several, "--yes", cwd=tmp_path).code == 0
    assert files(tmp_path / "made") == expected
    assert run("init", "app", "--template", several, "--directory", "apps/app", "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "app" / "which").read_text() == "app\n"
    for project, directory in (("made", "lib"), ("app", "apps/app")):
        held = yaml.safe_load((tmp_path / project / ".crispdm" / "template.yaml").read_text())["template"]
        assert held["directory"] == directory
        assert run("update", "--check", cwd=tmp_path / project).code == 0
        (tmp_path / project / "which").unlink()
        assert run("init", ".", cwd=tmp_path / project).code == 0, "and for what got lost"
        assert (tmp_path / project / "which").read_text() == f"{project.replace('made', 'lib')}\n"


def test_where_nobody_can_be_asked_the_templates_are_listed(tmp_path: Path, run: Run, several: Path) -> None:
    answer = run("init", "shop", "--template", several, cwd=tmp_path)
    assert answer.code == 2
    assert "the template holds several; nothing was created" in answer.err
    assert "hint: choose one with --directory, such as --directory" in answer.err
    assert not (tmp_path / "shop").exists()


def scripted(*typed: str) -> tuple[list[tuple[Question, str]], Ask]:
    """Answers one after the other, and what was asked for them, with what was wrong before."""
    asked: list[tuple[Question, str]] = []
    left = [*typed]

    def ask(question: Question, wrong: str) -> str:
        asked.append((question, wrong))
        return left.pop(0)

    return asked, ask


def test_a_template_is_asked_for_by_number_or_path(several: Path) -> None:
    for typed, name in (("2", "app"), ("", "lib"), ("apps/app", "app")):
        asked, ask = scripted("nope", typed)
        assert choose_template(several, ask).name == name
        assert asked[0][0].options[0][1] == "A library"
        assert asked[1][1].startswith("expected ")


@pytest.mark.parametrize("path", ["../t", "/etc", "nope", "."])
def test_a_template_that_is_listed_and_is_not_below_is_refused(tmp_path: Path, run: Run, path: str) -> None:
    template(tmp_path / "t", OLD, {"name": "shop"})
    (tmp_path / "several").mkdir()
    (tmp_path / "several" / "cookiecutter.json").write_text(json.dumps({"templates": {"a": {"path": path}}}))
    answer = run("init", "shop", "--template", "several", "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert "several lists the template" in answer.err or "again and again" in answer.err
    assert not (tmp_path / "shop").exists()


def test_a_zip_keeps_modes_and_names_without_the_flag_of_utf_8(tmp_path: Path, run: Run) -> None:
    """Cookiecutter loses both: unpacking by Python's library keeps no mode, and takes such names for code page 437."""
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        named = {"cookiecutter.json": '{"name": "shop", "slug": "made"}'}
        named |= {f"{ROOT}/{path}": data for path, data in OLD.items() if isinstance(data, str)}
        for name, data in {**named, f"{ROOT}/année.md": "é\n"}.items():
            entry = zipfile.ZipInfo(f"t/{name}")
            entry.create_system = 3
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            archive.writestr(entry, data)
    packed = (tmp_path / "t.zip").read_bytes()
    flag = b"\0\x08"  # of UTF-8, in the local header and in the list of entries, right after the version
    assert packed.count(b"\x14\0" + flag) == 2
    (tmp_path / "t.zip").write_bytes(packed.replace(b"\x14\0" + flag, b"\x14\0\0\0"))
    made = run("init", "shop", "--template", "t.zip", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    ours = files(tmp_path / "shop")
    assert ours["année.md"] == ("é\n".encode(), False)
    assert ours["run.sh"][1]
    assert not ours["text.md"][1]


def test_a_choice_to_leave_hooks_out_is_remembered_until_they_are_trusted(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", {**OLD, "../hooks/post_gen_project.py": WHERE}, {"name": "shop"})
    refused = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert "add --trust to run it; --no-hooks leaves it out" in " ".join(refused.err.split())
    assert run("init", "shop", "--template", "t", "--no-hooks", "--yes", cwd=tmp_path).code == 0
    assert run("update", "--check", cwd=tmp_path / "shop").code == 0
    assert run("init", ".", cwd=tmp_path / "shop").code == 0
    assert run("update", "--trust", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "where").read_text() == "made None"


HOOK = "open(r'{}', 'w').close()\n"
GATES = "import os\nos.rename('process.yaml', 'crispdm.yaml')\n"


@pytest.mark.parametrize("hook", ["pre_prompt", "pre_gen_project", "post_gen_project"])
@pytest.mark.parametrize("name", ["", "{% if cookiecutter.name == 'x' %}crispdm.yaml{% endif %}"])
def test_a_template_without_a_process_is_refused_before_a_hook_runs(
    tmp_path: Path, run: Run, hook: str, name: str
) -> None:
    """A name that depends on an answer is known after that, and after the hook that runs before the questions."""
    files_ = {"README.md": "x\n", f"../hooks/{hook}.py": HOOK.format(tmp_path / "ran"), **({name: "x"} if name else {})}
    template(tmp_path / "t", files_, {"name": "shop"})
    before = everything(tmp_path)
    for target in ("shop", "."):
        answer = run("init", target, "--template", "t", "--trust", "--yes", cwd=tmp_path)
        said = "the template has no crispdm.yaml, so the project would have no gates; nothing was created"
        assert (answer.code, said in " ".join(answer.err.split())) == (2, True)
        if not (name and hook == "pre_prompt"):
            assert everything(tmp_path) == before


def test_nothing_is_asked_for_a_template_without_a_process(tmp_path: Path) -> None:
    source = template(tmp_path / "t", {"README.md": "x\n"}, {"name": "shop"})
    asked, ask = scripted()
    with pytest.raises(CrispdmError, match=r"the template has no crispdm\.yaml"):
        build(source, Inputs({}, {}, ask), Code(trusted=False), process=None)
    assert asked == []


@pytest.mark.parametrize(
    ("files_", "process", "said"),
    [
        ({"process.yaml": PROCESS}, (), "the template has no crispdm.yaml"),
        ({"crispdm.yaml": PROCESS}, ("--process", "minimal"), "the template has a crispdm.yaml of its own"),
    ],
)
def test_the_process_is_one_of_the_files_of_a_template_and_not_what_a_hook_makes_of_them(
    tmp_path: Path, run: Run, files_: Mapping[str, str], process: tuple[str, ...], said: str
) -> None:
    template(tmp_path / "t", {**files_, "../hooks/post_gen_project.py": HOOK.format(tmp_path / "ran") + GATES})
    answer = run("init", "shop", "--template", "t", *process, "--trust", "--yes", cwd=tmp_path)
    assert (answer.code, said in answer.err) == (2, True)
    assert not (tmp_path / "ran").exists()


def test_a_process_that_a_hook_removes_is_missed(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", {**OLD, "../hooks/post_gen_project.py": "import os\nos.remove('crispdm.yaml')\n"})
    answer = run("init", "shop", "--template", "t", "--trust", "--yes", cwd=tmp_path)
    assert (answer.code, "has no crispdm.yaml" in answer.err) == (2, True)
    assert not (tmp_path / "shop").exists()


def test_a_check_compares_the_commit_of_a_template_whose_hooks_are_not_trusted(tmp_path: Path, run: Run) -> None:
    """It runs nothing; without a commit there is only the result to compare, which needs the hooks."""
    files_ = {**OLD, "../hooks/post_gen_project.py": "open('made.txt', 'w').write('by the hook')\n"}
    source = template(tmp_path / "t", files_, {"name": "shop"})
    git(source, "init", "--quiet")
    commit_all(source)
    assert run("init", "shop", "--template", "t", "--trust", "--yes", cwd=tmp_path).code == 0
    same = run("update", "--check", cwd=tmp_path / "shop")
    assert (same.code, same.out.splitlines()[0][:16]) == (0, "Up to date with ")
    said = "hooks may change what it makes, and were not run: hooks/post_gen_project.py; only its commit"
    assert said in " ".join(same.err.split())
    assert run("update", "--check", "--set", "name=other", cwd=tmp_path / "shop").code == 1
    write_files(source / ROOT, {"new.md": "n\n"})
    unknown = run("update", "--check", cwd=tmp_path / "shop")
    assert (unknown.code, "add --trust to run it" in " ".join(unknown.err.split())) == (2, True)
    commit_all(source)
    newer = run("update", "--check", cwd=tmp_path / "shop")
    assert (newer.code, said in " ".join(newer.err.split())) == (1, True)
    assert "made.txt" not in newer.out
    trusted = run("update", "--check", "--trust", cwd=tmp_path / "shop")
    assert (trusted.code, trusted.err, "new.md" in trusted.out) == (1, "", True)
    assert run("update", cwd=tmp_path / "shop").code == 2


def test_such_a_check_compares_a_process_that_was_added_by_its_files(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come with crispdm and not with the template, and no hook of the template runs after they were added."""
    files_ = {"README.md": "x\n", "../hooks/post_gen_project.py": "open('README.md', 'w').write('by the hook')\n"}
    source = template(tmp_path / "t", files_, {"name": "shop"})
    git(source, "init", "--quiet")
    commit_all(source)
    made = run("init", "shop", "--template", "t", "--process", "minimal", "--trust", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    same = run("update", "--check", cwd=tmp_path / "shop")
    assert (same.code, "were not run" in same.err) == (0, True)
    monkeypatch.setattr("crispdm.scaffold.build.render", _with_a_newer_process)
    assert run("update", "--check", cwd=tmp_path / "shop").code == 1


def _with_a_newer_process(folder: Path, answers: Mapping[str, Any], **options: Any) -> tuple[File, ...]:
    files = render(folder, answers, **options)
    return tuple(File(each.path, each.data + b"#\n") if each.path == "crispdm.yaml" else each for each in files)


PROMPTS = {
    "[bold]Name[/bold]": "Name",
    "[bold blue]Name[/] [dim](short)[/dim]": "Name (short)",
    "Docs? [y/n]": "Docs? [y/n]",
    r"\[x] Name [i]here[/i]": "[x] Name here",
    "Name": "Name",
}


@pytest.mark.parametrize(("prompt", "shown"), PROMPTS.items())
def test_markup_of_a_prompt_is_not_shown(tmp_path: Path, prompt: str, shown: str) -> None:
    words = {"name": prompt, "kind": {"__prompt__": prompt, "a": prompt}}
    questions = Questions(template(tmp_path / "t", {}, {"kind": ["a", "b"], "__prompts__": words}))
    assert dict(questions.prompts())["name"] == shown
    asked, ask = scripted("", "", "")
    questions.answers({}, {}, ask)
    assert [(question.prompt, question.options) for question, _ in asked if question.name == "kind"] == [
        (shown, (("a", shown), ("b", "")))
    ]


def test_a_derived_boolean_is_asked_as_one_and_decides_what_is_asked(tmp_path: Path) -> None:
    private = {"when": {"more": "cookiecutter.docs", "less": "not cookiecutter.flag"}}
    asked_for = {**DERIVED, "flag": [False, True], "more": "m", "less": "l", "_crispdm": private}
    questions = Questions(template(tmp_path / "t", {}, asked_for))
    for docs, flag, names in (("no", "yes", []), ("yes", "no", ["more", "less"]), ("", "", ["more", "less"])):
        asked, ask = scripted("", "", "a", docs, flag, *names)
        answers = questions.answers({}, {}, ask)
        assert [question.name for question, _ in asked][5:] == names
        assert answers["docs"] == {"no": "False"}.get(docs, "True")
        assert answers["flag"] is (flag == "yes")
        assert next(question.default for question, _ in asked if question.name == "docs") is True
    assert questions.answers({"docs": "off", "flag": "true"}, {})["docs"] == "False"
