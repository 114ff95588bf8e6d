"""What is tried of adoptions with crispdm and its peers: a template, a repository, and what is looked at afterwards."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from crispdm.words import few
from tests.support import peers
from tests.support.folders import write_files
from tests.support.peers import Files, Source, Tried
from tests.support.repository import commit_all, git
from tests.support.small_template import OLD
from tests.support.templates import ROOT

TEST = "from {} import answer\n\n\ndef test_it() -> None:\n    assert answer() == 42\n"
CODE = "def answer() -> int:\n    return 42\n"
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'
PYPROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "{0}"
dynamic = ["version"]
dependencies = ["numpy"]
"""
SHAPES: dict[str, dict[str, str]] = {
    "a scikit-learn-contrib package": {
        "shop/__init__.py": "",
        "shop/metrics.py": CODE,
        "shop/tests/__init__.py": "",
        "shop/tests/test_metrics.py": TEST.format("shop.metrics"),
        "conftest.py": "",
        "README.md": "# shop\n",
        ".pre-commit-config.yaml": "repos: []\n",
        "pyproject.toml": PYPROJECT.format("shop") + '[tool.pytest.ini_options]\naddopts = "--doctest-modules"\n'
        'testpaths = ["shop"]\n',
    },
    "kedro": {
        "src/shop/__init__.py": "",
        "src/shop/metrics.py": CODE,
        "src/shop/pipelines/__init__.py": "",
        "conf/base/catalog.yml": "{}\n",
        "tests/conftest.py": 'import sys\nsys.path.insert(0, "src")\n',
        "tests/test_metrics.py": TEST.format("shop.metrics"),
        "pyproject.toml": PYPROJECT.format("shop") + '[tool.kedro]\npackage_name = "shop"\n',
    },
    "ccds": {
        "shop/__init__.py": "",
        "shop/metrics.py": CODE,
        "data/raw/.gitkeep": "",
        "notebooks/01_look.ipynb": NOTEBOOK,
        "tests/test_data.py": TEST.format("shop.metrics"),
        "setup.cfg": "[flake8]\nmax-line-length = 99\n[tool:pytest]\npythonpath = .\n",
        "requirements.txt": "pandas\n",
    },
    "a folder of notebooks": {"explore.ipynb": NOTEBOOK, "model.ipynb": NOTEBOOK, "shop.py": CODE},
}
RUFF = '[project]\nname = "shop"\n[tool.ruff]\nline-length = 88\n'
HOOK = "open('by_the_hook', 'w').close()\n"
TYPED = "one\ntwo\n"  # two lines, pasted as an answer
PASTE = f"\x1b[200~{TYPED}\x1b[201~\r".encode()
SMALL: Files = {path: data for path, data in OLD.items() if isinstance(data, str)}


class Case(NamedTuple):
    """One adoption: the template, the files that are there, and what is seen afterwards.

    `more` is what each tool is called with beside the usual, and `named` how it names the template; `typed` is what is
    typed after which text. A tool for which `without` says why has no such thing. `prepare` changes what was made, and
    `again` says that it is done a second time, and that is looked at. A template that is `plain` is not in git.
    """

    source: Source
    yours: Files
    seen: Callable[[Tried], str]
    more: Mapping[str, tuple[str, ...]] = {}
    named: Mapping[str, str] = {}
    typed: Mapping[str, tuple[tuple[str, bytes], ...]] = {}
    without: Mapping[str, str] = {}
    prepare: Callable[[Path], object] = lambda _: None
    again: bool = False
    plain: bool = False


def try_case(case: Case, tool: str, place: Path) -> str:
    """Run a tool on a case in a folder, and say what came of it; the exit code at the end."""
    if tool in case.without:
        return f"none: {case.without[tool]}"
    peers.make_templates(place, case.source)
    shop = place / "shop"
    if case.yours:
        write_files(shop, case.yours)
    case.prepare(place)
    for folder in (shop, *(() if case.plain else (place / "t", place / "c"))):
        if folder.is_dir() and not (folder == shop and case.again):
            git(folder, "init", "--quiet")
            commit_all(folder)
    words = [
        *peers.command(tool, case.source, case.named.get(tool, ""), asks=bool(case.typed)),
        *case.more.get(tool, ()),
    ]
    if case.again:
        assert peers.run_tool(place, words)[0] == 0
        words = [each for each in words if each not in {"-f", "-s", "--yes"}]
    before = _files(shop)
    code, out = peers.at_terminal(place, words, case.typed[tool]) if case.typed else peers.run_tool(place, words)
    raised = re.findall(r"^(?:\w+\.)*(\w+(?:Error|Exception|NotFound|Repository)\b)", out, re.MULTILINE)
    traceback = f", {raised[-1]}" if "Traceback" in out and raised else ""
    return f"{case.seen(Tried(shop, before, code, out, again=case.again))}; exit {code}{traceback}"


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _joined(words: Iterator[str]) -> str:
    return ", ".join(words)


def _changes(tried: Tried) -> Iterator[str]:
    now = _files(tried.shop)
    changed = [path for path, data in tried.before.items() if now.get(path) != data]  # no tool removes any
    yield f"{few(sorted(changed), 2)} replaced" if changed else "yours unchanged"


def _added(tried: Tried, below: str = "") -> int:
    return sum(path.startswith(below) for path in {*_files(tried.shop)} - {*tried.before})


def _written(tried: Tried) -> Iterator[str]:
    yield from _changes(tried)
    if "Traceback" in tried.out and not tried.again:
        yield "stops on the way"  # before or after the first files, as the disk lists them
    else:
        yield "nothing written" if not _added(tried) else "the rest added"


def is_unchanged(tried: Tried) -> str:
    """What is left of yours, and whether anything was written."""
    return _joined(_written(tried))


def is_green(tried: Tried) -> str:
    """Whether yours stayed, your package is your own, and your tests still collect."""
    return _joined(_green(tried))


def _green(tried: Tried) -> Iterator[str]:
    yield from _changes(tried)
    package = "src/shop/" if any(path.startswith("src/shop/") for path in tried.before) else "shop/"
    if any(path.startswith(package) for path in tried.before):
        yield "files put into your package" if _added(tried, package) else "your package is your own"
    if any("/test_" in path for path in tried.before):
        tests = (sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")
        out = subprocess.run(tests, cwd=tried.shop, capture_output=True, text=True, check=False).stdout
        yield "pytest stops with errors" if re.search(r"\d+ errors?", out) else "your tests collect"
        if "Tests: pytest still collects" in tried.out:
            yield "which it tried"


def is_named(tried: Tried) -> str:
    """Whether each file that both have is named, with what to add to it."""
    both = (".gitignore", ".pre-commit-config.yaml", "README.md", "pyproject.toml")
    advised = [path for path in both if re.search(rf"(Kept yours: {path};|You may add to {path},)", tried.out)]
    named = [path for path in both if path in tried.out]
    what = (
        "names all, with what to add" if len(advised) == len(both) else "names all" if len(named) == len(both) else ""
    )
    return _joined(iter([*_changes(tried), what or ("names none" if not named else "names some")]))


def is_linted(tried: Tried) -> str:
    """How much more ruff finds with your settings, once they are as the tool says."""
    line = re.search(r"^extend-exclude = .*$", tried.out, re.MULTILINE)
    if line:
        (tried.shop / "pyproject.toml").write_text(f"{RUFF}{line[0]}\n")
    ruff = (
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--quiet",
        "--select",
        "ALL",
        "--output-format",
        "concise",
    )
    found = subprocess.run((*ruff, "."), cwd=tried.shop, capture_output=True, text=True, check=False).stdout
    more = "no more findings" if not found.strip() else "more findings"
    return f"{more} of ruff{', once what it names is left out' if line else ''}"


def starts(tried: Tried) -> str:
    """Whether the scripts of the phases start."""
    scripts = sorted(tried.shop.glob("0*/*.py"))
    runs = [subprocess.run([sys.executable, each, "--help"], capture_output=True, check=False) for each in scripts]
    broken = sum(b"Traceback" in run.stderr for run in runs)
    return f"{broken} scripts broken" if broken else "all scripts start" if runs else "no scripts"


def mode(tried: Tried) -> str:
    """The mode of the file that is closed in the template."""
    return f"secret is {(tried.shop / 'secret').stat().st_mode & 0o777:04o}"


def unpacked(tried: Tried) -> str:
    """What became of a name, and of a mode, in a zip."""
    name = "name kept" if (tried.shop / "année.md").exists() else "name garbled"
    can = "can be executed" if (tried.shop / "run.sh").stat().st_mode & 0o100 else "cannot be executed"
    return f"{name}, the script {can}"


def hooked(tried: Tried) -> str:
    """Whether the hook ran."""
    written = "" if _added(tried) else ", nothing written"
    return f"the hook {'ran' if (tried.shop / 'by_the_hook').exists() else 'did not run'}{written}"


def consented(tried: Tried) -> str:
    """Whether the hook ran without being asked for."""
    return hooked(tried) + (", names it" if re.search("post_gen_project|tasks|unsafe", tried.out) else "")


def listed(tried: Tried) -> str:
    """Whether it chose one of several templates, or lists them."""
    which = tried.shop / "which"
    return (
        f"takes {which.read_text().strip()}" if which.exists() else "lists them" if "apps/app" in tried.out else "fails"
    )


def caused(tried: Tried) -> str:
    """Whether a failure of the network is told by its cause."""
    said = "says why" if re.search("refused|[Cc]ould not connect|Couldn't connect", tried.out) else "does not say why"
    hint = ", with a hint" if "hint: " in tried.out else ""
    return said + (", in a traceback" if "Traceback" in tried.out else hint)


def marked(tried: Tried) -> str:
    """Whether the marks of a prompt are shown."""
    return "marks shown" if "[bold]" in tried.out else "marks not shown"


def pasted(tried: Tried) -> str:
    """What became of two pasted lines."""
    said = next((path.read_text() for path in sorted(tried.shop.parent.glob("*/said"))), "")
    if "one two|" in said:
        return "one answer, of one line"
    return "one answer, of two lines" if "one\ntwo" in said else "the second line answers the next question"


def told(tried: Tried) -> str:
    """What a file of the name `told` holds."""
    text = (tried.shop / "told").read_text().strip()
    return "an absolute path" if text.startswith("/") else text


def linked(tried: Tried) -> str:
    """Whether something was written where a link of yours leads."""
    return (
        "written through your link, outside"
        if (tried.shop.parent / "outside.md").exists()
        else "your link is left alone"
    )


def committed(tried: Tried) -> str:
    """Whether there is a commit, and what is in it."""
    if not (tried.shop / ".git").exists():
        return "no commit"
    return ".env committed" if ".env" in git(tried.shop, "ls-files").splitlines() else "commit without .env"


def _zip(place: Path) -> None:
    """The template as a zip whose names lack the flag of UTF-8."""
    with zipfile.ZipFile(place / "t.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("t/"), b"")
        for path in sorted(path for path in (place / "t").rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"t/{path.relative_to(place / 't').as_posix()}")
            entry.create_system, entry.external_attr = 3, (0o755 if path.suffix == ".sh" else 0o644) << 16
            archive.writestr(entry, path.read_bytes())
    data = (place / "t.zip").read_bytes()
    (place / "t.zip").write_bytes(data.replace(b"\x14\0\0\x08", b"\x14\0\0\0"))


def _closed(place: Path) -> None:
    for root in (place / "t" / ROOT, place / "c" / "files"):
        (root / "secret").chmod(0o600)


def _several(place: Path) -> None:
    """Two templates in one repository."""
    (place / "t").rename(place / "lib")
    (place / "t" / "apps").mkdir(parents=True)
    shutil.copytree(place / "lib", place / "t" / "apps" / "app")
    (place / "lib").rename(place / "t" / "lib")
    (place / "t" / "apps" / "app" / ROOT / "which").write_text("apps/app\n")
    listed_ = {"lib": {"path": "./lib", "title": "A library"}, "app": {"path": "apps/app", "title": "An app"}}
    (place / "t" / "cookiecutter.json").write_text(json.dumps({"templates": listed_}))


def _linked(place: Path) -> None:
    (place / "shop" / "text.md").unlink()
    (place / "shop" / "text.md").symlink_to("../outside.md")


_NO_PROCESS = dict.fromkeys(("copier", "cookiecutter", "cruft"), "adds no process to another template")
_UNREACHABLE = "https://127.0.0.1:9/t.git"
CASES = {
    **{f"{name}, and the bundled template": Case(Source(), files, is_green) for name, files in SHAPES.items()},
    "files that both have": Case(
        Source(),
        {
            "README.md": "# shop\n",
            ".gitignore": "*.pyc\n",
            ".pre-commit-config.yaml": "repos: []\n",
            "pyproject.toml": RUFF,
        },
        is_named,
    ),
    "settings of ruff that are yours": Case(Source(), {"pyproject.toml": RUFF}, is_linted),
    "a file of yours in the way of a folder": Case(Source(SMALL), {"one": "mine\n"}, is_unchanged),
    "a link of yours that leads nowhere": Case(Source(SMALL), {"text.md": "mine\n"}, linked, prepare=_linked),
    "a template of others, with the process of a bundled one": Case(
        Source({"README.md": "# shop\n"}), {}, starts, {"crispdm": ("--process", "crisp-dm")}, without=_NO_PROCESS
    ),
    "a file that is closed to others": Case(
        Source({**SMALL, "secret": "s\n"}),
        {},
        mode,
        prepare=_closed,
        plain=True,
        without={"cruft": "git keeps no such mode"},
    ),
    "a zip with a script, and names without the flag of UTF-8": Case(
        Source({**SMALL, "année.md": "é\n"}),
        {},
        unpacked,
        named={"crispdm": "t.zip", "cookiecutter": "t.zip"},
        prepare=_zip,
        without=dict.fromkeys(("copier", "cruft"), "takes no zip"),
    ),
    "a relative name of the template, in `_template`": Case(
        Source({**SMALL, "told": "{{ cookiecutter._template }}\n"}),
        {},
        told,
        without={"copier": "a name of cookiecutter"},
    ),
    "an answer that is derived, and true": Case(
        Source({**SMALL, "told": "{{ cookiecutter.docs }}\n"}, {"docs": "{{ cookiecutter.name == 'shop' }}"}), {}, told
    ),
    "several templates in one repository, and nobody to ask": Case(
        Source({**SMALL, "which": "lib\n"}), {}, listed, prepare=_several, without={"copier": "one template in each"}
    ),
    "a hook, and no consent": Case(Source(SMALL, hook=HOOK), {}, consented),
    "a hook that is left out": Case(
        Source(SMALL, hook=HOOK),
        {},
        hooked,
        {"crispdm": ("--no-hooks",), "cookiecutter": ("--accept-hooks", "no"), "copier": ("--skip-tasks",)},
        without={"cruft": "no such option"},
    ),
    "the folder in which a hook runs": Case(
        Source(SMALL, hook="import os\nopen('told', 'w').write(os.path.basename(os.getcwd()))\n"),
        {},
        told,
        {"crispdm": ("--trust",), "copier": ("--trust",)},
    ),
    "a server that refuses the connection": Case(
        Source(SMALL), {}, caused, named=dict.fromkeys(peers.TOOLS, _UNREACHABLE)
    ),
    "markup in a prompt": Case(
        Source(SMALL, prompt="[bold]Name[/bold]"),
        {},
        marked,
        typed=dict.fromkeys(peers.TOOLS, (("Name", b"\r"),))
        | dict.fromkeys(("cookiecutter", "cruft"), (("Name", b"\r"), ("slug", b"\r"))),
    ),
    "a file that the template ignores, and the first commit": Case(
        Source({**SMALL, ".gitignore": ".env\n", ".env": "KEY=1\n"}), {}, committed
    ),
    "two lines pasted at a prompt": Case(
        Source({**SMALL, "said": "{{ cookiecutter.name }}|{{ cookiecutter.other }}\n"}, {"other": "x"}),
        {},
        pasted,
        typed=dict.fromkeys(peers.TOOLS, (("name", PASTE), ("other", b"\r")))
        | dict.fromkeys(("cookiecutter", "cruft"), (("name", PASTE), ("slug", b"\r"), ("other", b"\r"))),
    ),
    "a project that is complete, once more, and nobody to ask": Case(Source(SMALL), {}, is_unchanged, again=True),
}
