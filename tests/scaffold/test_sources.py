"""Templates from elsewhere: a folder, a zip, a git URL; and what they may do here."""

import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.command_line import Run
from tests.support.folders import everything, write_files
from tests.support.new_project import PHASES
from tests.support.repository import commit_all, git, repository_with
from tests.support.small_template import OLD, THEIRS
from tests.support.templates import BUNDLED, ROOT, Tree, baked, template, tree

OWN = {f".crispdm/{name}" for name in ("template.yaml", "base.zip", "state.yaml", ".gitattributes", ".gitignore")}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return template(tmp_path / "t", OLD, {"name": "shop"})


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A repository with a template, tagged, and a newer one on its branch; below a folder another template."""
    folder = template(tmp_path / "remote.git", OLD, {"name": "shop"})
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy").rename(folder / "below")
    write_files(folder / "below" / ROOT, {"below.md": "below\n"})
    repository_with(folder, {})
    commit_all(folder)
    git(folder, "tag", "first")
    write_files(folder / ROOT, {"text.md": THEIRS})
    commit_all(folder)
    return folder


@pytest.fixture(autouse=True)
def _tidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was fetched is removed again, whatever happened."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    yield
    assert not [path for path in scratch.iterdir() if path.is_dir()]


def zipped(folder: Path, to: Path) -> Path:
    """As a host packs a repository: one folder that holds all."""
    return Path(shutil.make_archive(str(to), "zip", folder.parent, folder.name))


def files(project: Path) -> Tree:
    return {path: what for path, what in tree(project).items() if path not in OWN}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "absolute folder", "zip", "git+file", "file"])
def test_a_template_comes_from_a_folder_a_zip_or_a_url_and_is_updated_from_there(
    tmp_path: Path, run: Run, remote: Path, kind: str
) -> None:
    name = {
        "folder": "remote.git",
        "absolute folder": str(remote),
        "zip": "t.zip",
        "git+file": f"git+file://{remote}",
        "file": f"file://{remote}",
    }[kind]
    zipped(remote, tmp_path / "t")
    made = run("init", "deep/shop", "--template", name, "--yes", cwd=tmp_path)
    assert made.code == 2
    made = run("init", "shop", "--template", name, "--yes", cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    assert files(tmp_path / "shop") == baked(remote, tmp_path / "out")
    held = yaml.safe_load((tmp_path / "shop" / ".crispdm" / "template.yaml").read_text())["template"]
    relative = {"folder": "../remote.git", "zip": "../t.zip"}
    assert held["source"] == relative.get(kind, name)
    assert held["commit"] == git(remote, "rev-parse", "HEAD").strip()
    write_files(remote / ROOT, {"new.md": "new\n"})
    commit_all(remote)
    zipped(remote, tmp_path / "t")
    assert run("update", "--check", cwd=tmp_path / "shop").code == 1
    assert run("update", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "new.md").read_text() == "new\n"


def test_a_checkout_and_a_directory_choose_among_what_a_repository_holds(
    tmp_path: Path, run: Run, remote: Path
) -> None:
    url = f"git+file://{remote}"
    assert run("init", "old", "--template", url, "--checkout", "first", "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "old" / "text.md").read_text() == OLD["text.md"]
    assert run("init", "folder", "--template", remote, "--checkout", "first", "--yes", cwd=tmp_path).code == 0
    assert tree(tmp_path / "folder")["text.md"] == tree(tmp_path / "old")["text.md"]
    assert run("init", "low", "--template", url, "--directory", "below", "--yes", cwd=tmp_path).code == 0
    assert (tmp_path / "low" / "below.md").is_file()
    assert run("update", "--check", cwd=tmp_path / "low").code == 0
    assert run("update", "--check", cwd=tmp_path / "old").code == 0, "a tag is what it was"
    assert run("update", "--checkout", "main", cwd=tmp_path / "old").code == 0
    assert (tmp_path / "old" / "text.md").read_text() == THEIRS


@pytest.mark.parametrize("kind", ["folder", "zip", "url"])
def test_a_template_in_a_larger_source_includes_what_lies_in_shared_beside_it(
    tmp_path: Path, run: Run, kind: str
) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    one = template(whole / "one", {**OLD, "part.md": "{% include 'part' %}"}, {"name": "shop"})
    (one / "templates").symlink_to("../_shared")
    write_files(whole / "_shared", {"part": "{{ cookiecutter.name }}\n"})
    repository_with(whole, {})
    commit_all(whole)
    zipped(whole, tmp_path / "whole")
    name = {"folder": "whole", "zip": "whole.zip", "url": f"git+file://{whole}"}[kind]
    made = run("init", "shop", "--template", name, "--directory", "one", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    assert files(tmp_path / "shop") == baked(one, tmp_path / "out")
    write_files(whole / "_shared", {"part": "new\n"})
    commit_all(whole)
    zipped(whole, tmp_path / "whole")
    assert run("update", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "part.md").read_text() == "new\n"
    alone = run("init", "other", "--template", one, "--yes", cwd=tmp_path)
    assert alone.code == 2, "what lies beside the folder that was named is not the template's"
    assert "part is a link" in alone.err


def test_a_zip_comes_from_a_url(tmp_path: Path, run: Run, source: Path) -> None:
    zipped(source, tmp_path / "served")
    handler = partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/served.zip"
        answer = run("init", "shop", "--template", url, "--yes", cwd=tmp_path)
        server.shutdown()
    assert answer.code == 0, answer.err
    assert files(tmp_path / "shop") == baked(source, tmp_path / "out")
    closed = run("init", "other", "--template", url, "--yes", cwd=tmp_path)
    assert (closed.code, closed.out) == (2, "")
    assert "served.zip cannot be fetched: Connection refused hint: check the network" in " ".join(closed.err.split())


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


def test_an_abbreviation_is_cookiecutters_or_the_users_own(tmp_path: Path, run: Run, remote: Path) -> None:
    settings = tmp_path / "xdg" / "crispdm" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"abbreviations:\n  here: git+file://{remote.parent}/{{0}}.git\n")
    made = run("init", "shop", "--template", "here:remote", "--yes", cwd=tmp_path, XDG_CONFIG_HOME=f"{tmp_path}/xdg")
    assert made.code == 0, made.err
    (Path.home() / ".gitconfig").write_text(
        (Path.home() / ".gitconfig").read_text()
        + f'[url "file://{remote.parent}/"]\ninsteadOf = https://github.com/ana/\n[protocol "https"]\nallow = never\n'
    )
    made = run("init", "other", "--template", "gh:ana/remote", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    held = yaml.safe_load((tmp_path / "other" / ".crispdm" / "template.yaml").read_text())
    assert held["template"]["source"] == "gh:ana/remote"


WRONG = {
    "no such name": (["crisp"], "no template named 'crisp'; did you mean 'crisp-dm'?"),
    "no such folder": (["./crisp-dm"], "no such folder: ./crisp-dm"),
    "no such user": (["~nobody-at-all/t"], "no such folder: ~nobody-at-all/t"),
    "no such zip": (["no.zip"], "no such file: no.zip"),
    "not a zip": (["bad.zip"], "bad.zip cannot be used: it is not a zip archive"),
    "a zip without a folder": (["flat.zip"], "flat.zip cannot be used: its files are not in one folder"),
    "no such repository": (["git+file:///nowhere/x.git"], "cannot be cloned"),
    "no such branch": (["URL", "--checkout", "nope"], "has no branch, tag or commit nope"),
    "a folder without a template": (["several"], "several is not a template: it has no cookiecutter.json"),
    "a part that is not there": (["URL", "--directory", "nope"], "is not a template: it has no cookiecutter.json"),
    "an option for a branch": (["URL", "--checkout=--orphan"], "--orphan is not a branch, tag or commit"),
    "a part outside": (["URL", "--directory", "../.."], "is outside the template"),
    "no process": (["bare"], "the template has no crispdm.yaml, so the project would have no gates"),
    "a process too many": (["t", "--process", "crisp-dm"], "the template has a crispdm.yaml of its own"),
    "a process that is none": (
        ["bare", "--process", "crisp-md"],
        "no template named 'crisp-md'; did you mean 'crisp-dm'?",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_template_is_named_and_nothing_is_made(
    run: Run, source: Path, remote: Path, arguments: list[str], said: str
) -> None:
    tmp_path = source.parent
    template(tmp_path / "bare", {"a": "b"})
    (tmp_path / "several").mkdir()
    template(tmp_path / "several" / "one", {})
    (tmp_path / "bad.zip").write_text("no")
    shutil.make_archive(str(tmp_path / "flat"), "zip", source, "cookiecutter.json")
    before = everything(tmp_path)
    named = [f"git+file://{remote}" if each == "URL" else each for each in arguments]
    answer = run("init", "shop", "--yes", "--template", *named, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert "Traceback" not in answer.err
    assert everything(tmp_path) == before


def test_the_part_to_choose_is_named(tmp_path: Path, run: Run) -> None:
    (tmp_path / "several").mkdir()
    for name in ("one", "two"):
        template(tmp_path / "several" / name, {})
    answer = run("init", "shop", "--template", "several", "--yes", cwd=tmp_path)
    assert "choose one of its folders with --directory: one or two" in " ".join(answer.err.split())


PRE = """\
import json
asked = json.load(open("cookiecutter.json"))
asked["late"] = "L"
json.dump(asked, open("cookiecutter.json", "w"))
"""
POST = """\
import os, sys
print("hello from {{ cookiecutter.name }}")
os.remove("text.md")
os.makedirs("made")
open("made/run", "w").write("{{ cookiecutter.slug }}")
os.chmod("made/run", 0o755)
os.makedirs(".git/hooks")
"""
HOOKS = {
    "../hooks/pre_gen_project.sh": "#!/bin/sh\nls -a > before\n",
    "../hooks/post_gen_project.py": POST,
    "../hooks/post_gen_project.py~": "raise SystemExit(9)",
}


def test_hooks_run_only_with_trust_and_speak_on_standard_error(tmp_path: Path, run: Run) -> None:
    source = template(tmp_path / "t", {**OLD, **HOOKS}, {"name": "shop"})
    before = everything(tmp_path)
    refused = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert (refused.code, refused.out) == (2, "")
    said = "the template runs code of its own: hooks/pre_gen_project.sh and hooks/post_gen_project.py; nothing was run"
    assert said in " ".join(refused.err.split())
    assert everything(tmp_path) == before
    made = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert made.code == 0, made.err
    ours = files(tmp_path / "shop")
    assert ours["made/run"] == (b"made", True)
    assert "text.md" not in ours
    assert ours == baked(source, tmp_path / "out", accept_hooks=True)
    assert git(tmp_path / "shop", "status", "--porcelain") == ""


@pytest.mark.slow
def test_what_a_hook_says_goes_to_standard_error(tmp_path: Path, installed: Path) -> None:
    template(tmp_path / "t", {**OLD, **HOOKS}, {"name": "shop"})
    command = [str(installed), "init", "shop", "--template", "t", "--yes", "--trust", "--dry-run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == "hello from shop\n"
    assert done.stdout.startswith("Would create shop in shop\n")
    assert "text.md" not in done.stdout
    assert not (tmp_path / "shop").exists()


def test_a_hook_before_the_questions_works_on_a_copy(tmp_path: Path, run: Run) -> None:
    files_: dict[str, bytes | str] = {**OLD, "late": "{{ cookiecutter.late }}", "../hooks/pre_prompt.py": PRE}
    source = template(tmp_path / "t", files_, {"name": "shop"})
    untouched = tree(source)
    made = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert made.code == 0, made.err
    assert (tmp_path / "shop" / "late").read_text() == "L"
    assert tree(source) == untouched


FAILING = {
    "exit 3": ("raise SystemExit(3)\n", "the hook post_gen_project.py failed with exit code 3; nothing was created"),
    "a link": ("import os\nos.symlink('/etc', 'etc')\n", "a hook made etc, which is neither a file nor a folder"),
    "a path": ("open('a:b', 'w')\n", "makes the path 'a:b', which is not safe"),
    "no process": ("import os\nos.remove('crispdm.yaml')\n", "the template has no crispdm.yaml"),
}


@pytest.mark.parametrize(("hook", "said"), FAILING.values(), ids=FAILING)
def test_a_hook_that_fails_leaves_nothing(tmp_path: Path, run: Run, hook: str, said: str) -> None:
    template(tmp_path / "t", {**OLD, "../hooks/post_gen_project.py": hook}, {"name": "shop"})
    before = everything(tmp_path)
    answer = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert everything(tmp_path) == before


def test_a_hook_that_cannot_run_is_named(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", {**OLD, "../hooks/post_gen_project": "no shebang"}, {"name": "shop"})
    answer = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert answer.code == 2
    assert "the hook post_gen_project cannot run: Exec format error" in " ".join(answer.err.split())


@pytest.mark.parametrize("name", ["pre_prompt.py", "pre_gen_project.py", "post_gen_project.py"])
def test_a_hook_may_be_a_link_that_stays_in_the_template(tmp_path: Path, run: Run, name: str) -> None:
    script = "open('made.txt', 'w').write('by the hook')\n" if name != "pre_prompt.py" else PRE
    late = {"late": "{{ cookiecutter.late }}"} if name == "pre_prompt.py" else {}
    source = template(tmp_path / "t", {**OLD, **late, "../scripts/hook.py": script}, {"name": "shop"})
    (source / "hooks").mkdir()
    (source / "hooks" / name).symlink_to("../scripts/hook.py")
    made = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert made.code == 0, made.err
    assert (tmp_path / "shop" / ("late" if late else "made.txt")).read_text() == ("L" if late else "by the hook")


@pytest.mark.parametrize("is_absolute", [False, True])
@pytest.mark.parametrize("linked", ["pre_prompt.py", "pre_gen_project.py", "post_gen_project.py", ""])
def test_a_hook_that_leads_out_of_the_template_is_not_run(
    tmp_path: Path, run: Run, linked: str, *, is_absolute: bool
) -> None:
    source = template(tmp_path / "t", OLD, {"name": "shop"})
    write_files(tmp_path, {"mine/post_gen_project.py": "open('made.txt', 'w')\n"})
    if linked:
        (source / "hooks").mkdir()
    link, to = source / "hooks" / linked, "mine/post_gen_project.py" if linked else "mine"
    link.symlink_to(tmp_path / to if is_absolute else f"{'../' if linked else ''}../{to}")
    before = everything(tmp_path)
    for trust in ([], ["--trust"]):
        refused = run("init", "shop", "--template", "t", "--yes", *trust, cwd=tmp_path)
        assert (refused.code, refused.out) == (2, "")
        said = f"hooks/{linked or 'post_gen_project.py'} leads out of the template; nothing was run"
        assert said in " ".join(refused.err.split())
    assert everything(tmp_path) == before
    assert run("init", "shop", "--template", "t", "--yes", "--no-hooks", cwd=tmp_path).code == 0


EXTENSION = """\
from jinja2.ext import Extension
class Shout(Extension):
    def __init__(self, environment):
        super().__init__(environment)
        environment.filters["shout"] = str.upper
"""


def test_extensions_load_only_with_trust(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["jinja2.ext.do", "shouting.Shout"]
    text = "{% set x = [] %}{% do x.append(1) %}{{ x }} {{ cookiecutter.name|shout }} {{ ''.__class__ }}\n"
    given: dict[str, bytes | str] = {**OLD, "x": text, "../shouting.py": EXTENSION}
    source = template(tmp_path / "t", given, {"name": "shop", "_extensions": names})
    refused = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert refused.code == 2
    said = "the Jinja extension jinja2.ext.do and the Jinja extension shouting.Shout; nothing was run"
    assert said in " ".join(refused.err.split())
    made = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert made.code == 0, made.err
    assert (tmp_path / "shop" / "x").read_text() == "[1] SHOP <class 'str'>\n"
    monkeypatch.syspath_prepend(str(source))
    assert files(tmp_path / "shop") == baked(source, tmp_path / "out")
    assert run("update", cwd=tmp_path / "shop").code == 2, "consent is not remembered"
    assert run("update", "--trust", cwd=tmp_path / "shop").code == 0


def test_an_extension_that_is_not_there_is_named(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", OLD, {"name": "shop", "_extensions": ["nowhere.X"]})
    answer = run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path)
    assert answer.code == 2
    assert "_extensions: Unable to load extension: No module named 'nowhere'" in " ".join(answer.err.split())


def test_jinja_outside_the_sandbox_is_refused_with_a_way_out(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", {**OLD, "x": "1\n{{ ''.__class__ }}\n"}, {"name": "shop"})
    answer = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert "x:2: the template fails" in answer.err
    assert "--trust renders it outside the sandbox" in answer.err
    assert run("init", "shop", "--template", "t", "--yes", "--trust", cwd=tmp_path).code == 0


# all in one process, as each would start, since what they import takes most of the time
IMPORT = """
import runpy, sys
for script in sys.argv[1:]:
    sys.path[0] = script.rpartition("/")[0]
    runpy.run_path(script, run_name="imported")
print(len(sys.argv) - 1, "imported")
"""


@pytest.mark.slow
def test_a_template_without_a_process_gets_one_where_it_is_asked_for(tmp_path: Path, run: Run) -> None:
    bare: dict[str, bytes | str] = {
        "README.md": "theirs\n",
        "src/{{ cookiecutter.slug }}.py": "x\n",
        "04_modeling/README.md": "T\n",
    }
    source = template(tmp_path / "t", bare, {"measure": "m", "licence": ["Apache", "none"]})
    sets = ("--set", "now=10", "--set", "target=5", "--set", "measure=hours", "--set", "slug=pkg")
    made = run("init", "shop", "--template", "t", "--process", "crisp-dm", *sets, cwd=tmp_path)
    assert made.code == 0, made.err
    ours, theirs = files(tmp_path / "shop"), baked(source, tmp_path / "out", {"slug": "pkg", "measure": "hours"})
    assert {path: ours[path] for path in theirs} == theirs
    assert {f"{folder}/{name}" for folder, names in PHASES.items() for name in names} <= {*ours}
    assert {"crispdm.yaml", ".crispdm/crispdm.schema.json"} <= {*ours}
    scripts = [str(script) for script in sorted((tmp_path / "shop").glob("0*/*.py"))]
    tried = subprocess.run([sys.executable, "-c", IMPORT, *scripts], capture_output=True, text=True, check=False)
    assert (tried.returncode, tried.stdout) == (0, f"{len(scripts)} imported\n"), tried.stderr
    assert len(scripts) > 8
    assert not {"AGENTS.md", "LICENSE", ".gitignore"} & {*ours}
    assert b'"duckdb' in ours["pyproject.toml"][0], "what the scripts depend on comes along"
    held = yaml.safe_load((tmp_path / "shop" / "01_business_understanding" / "objective.yaml").read_text())
    assert (held["objective"]["measure"], held["objective"]["now"]) == ("hours", 10)
    assert "Business Understanding (1 of 6)" in run("status", cwd=tmp_path / "shop").out
    assert run("update", "--check", cwd=tmp_path / "shop").code == 0
    write_files(source / ROOT, {"README.md": "newer\n"})
    assert run("update", cwd=tmp_path / "shop").code == 0
    assert (tmp_path / "shop" / "README.md").read_text() == "newer\n"


LISTS: dict[str, tuple[dict[str, bytes | str], str]] = {
    "pyproject.toml": (
        {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["pandas"]\n'},
        "You may add to pyproject.toml, under [project], in the list dependencies:",
    ),
    "poetry": (
        {"pyproject.toml": '[tool.poetry]\nname = "x"\n'},
        "You may add to pyproject.toml, among its dependencies:",
    ),
    "requirements": ({"requirements.txt": "pandas\n"}, "You may add to requirements.txt, among its dependencies:"),
    "setup.py": ({"setup.py": "x = 1\n"}, "You may add to setup.py, among its dependencies:"),
}


@pytest.mark.parametrize(("bare", "said"), LISTS.values(), ids=LISTS)
def test_what_the_scripts_of_an_added_process_depend_on_is_said_where_the_template_has_a_list(
    tmp_path: Path, run: Run, bare: dict[str, bytes | str], said: str
) -> None:
    template(tmp_path / "t", bare, {"name": "shop"})
    made = run("init", "shop", "--template", "t", "--process", "minimal", "--yes", "--no-git", cwd=tmp_path)
    assert made.code == 0, made.err
    assert said in made.out
    lines = made.out.partition(said)[2].partition("git:")[0]
    assert "duckdb" in lines
    assert ("pandas" in lines) == ("pandas" not in str(bare.values()))
    files_there = {path for path in bare if (tmp_path / "shop" / path).is_file()}
    assert files_there == {*bare}
    assert (tmp_path / "shop" / "pyproject.toml").exists() == ("pyproject.toml" in bare)


def test_the_questions_of_both_are_listed_and_none_twice(tmp_path: Path, run: Run) -> None:
    template(tmp_path / "t", {"README.md": "x"}, {"measure": "m"})
    answer = run("init", "shop", "--template", "t", "--process", "crisp-dm", cwd=tmp_path)
    assert answer.code == 2
    for name in ("name", "slug", "problem_owner", "target"):
        assert f"\n  {name}: " in answer.err
    assert answer.err.count("\n  measure: ") == 1
    assert "licence" not in answer.err, "the template of others has one, or wants none"
    typo = run("init", "shop", "--template", "t", "--process", "crisp-dm", "--set", "taget=1", cwd=tmp_path)
    assert typo.code == 2
    assert "does not ask for 'taget'" in typo.err


def test_nothing_is_fetched_for_a_bundled_template(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.socket", refuse)
    assert run("init", "shop", "--yes", cwd=tmp_path).code == 0
    assert run("update", cwd=tmp_path / "shop").code == 0
    assert run("templates", cwd=tmp_path).code == 0


def test_the_templates_at_hand_are_listed_a_line_each(run: Run, tmp_path: Path) -> None:
    answer = run("templates", cwd=tmp_path)
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in answer.out.splitlines() if line[:1].islower()}
    assert [*rows] == BUNDLED
    assert len({*rows.values()}) == len(rows), "each says something of its own"
    assert rows["crisp-dm"].startswith("CRISP-DM as the standard has it")


@pytest.mark.parametrize("private", [1, {"validate": 1}, {"when": {"name": 1}}, {"renames": []}], ids=json.dumps)
def test_what_a_template_tells_crispdm_alone_is_checked(tmp_path: Path, run: Run, private: object) -> None:
    template(tmp_path / "t", OLD, {"name": "shop", "_crispdm": private})
    answer = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert "expected an object with text values" in " ".join(answer.err.split())
