"""crispdm and the tools that it is compared with, run on the same templates in the same repositories."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from crispdm.scaffold.bundled import home
from tests.support.folders import write_files
from tests.support.templates import rendered, template

TOOLS = ("crispdm", "copier", "cookiecutter", "cruft")
_PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
_SECONDS = 30  # that a program may say nothing
Files = Mapping[str, bytes | str]


class Source(NamedTuple):
    """A template for all of the tools: its files, without any the bundled one; what it asks; its hook.

    `prompt` is what is asked for the name.
    """

    files: Files | None = None
    questions: Mapping[str, Any] = {}
    hook: str = ""
    prompt: str = ""


class Tried(NamedTuple):
    """What a tool did to a repository: all files before that, its exit code and what it printed; maybe once again."""

    shop: Path
    before: dict[str, bytes]
    code: int
    out: str
    again: bool = False


def version(tool: str) -> str | None:
    """The version that is installed; None where it is not."""
    program = shutil.which(tool, path=_PATH)
    if program is None:
        return None
    ask = f"from importlib.metadata import version; print(version({tool!r}))"
    python = Path(program).parent / "python"
    found = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def make_templates(place: Path, source: Source) -> None:
    """The same template for cookiecutter, and so for cruft and crispdm, in `t`, and for copier in `c`."""
    if source.files is None:
        shutil.copytree(home(), place / "t", symlinks=True)
        made = rendered(home() / "crisp-dm", {"project_slug": "shop"})
        _copier(place / "c", {path: data for path, (data, _) in made.items()}, source)
        return
    hook = {"../hooks/post_gen_project.py": source.hook} if source.hook else {}
    words = {"__prompts__": {"name": source.prompt}} if source.prompt else {}
    template(place / "t", {**source.files, **hook}, {"name": "shop", **source.questions, **words})
    _copier(place / "c", source.files, source)


def _copier(folder: Path, files: Files, source: Source) -> None:
    settings: dict[str, Any] = {"_subdirectory": "files", "_templates_suffix": ".jinja" if source.files is None else ""}
    settings["name"] = {"type": "str", "default": "shop", **({"help": source.prompt} if source.prompt else {})}
    settings |= {name: {"type": "str", "default": _of_copier(text)} for name, text in source.questions.items()}
    if source.hook:
        settings["_tasks"] = [[sys.executable, "-c", source.hook]]
    write_files(folder, {"copier.yml": yaml.safe_dump(settings, sort_keys=False)})
    write_files(folder / "files", {path: _of_copier(data) for path, data in files.items()})


def _of_copier(data: bytes | str) -> bytes | str:
    return data.replace("cookiecutter.", "") if isinstance(data, str) else data


def command(tool: str, source: Source, name: str = "", *, asks: bool = False) -> list[str]:
    """How a tool puts a template into the folder `shop`, where what is there shall stay, as far as it can do that."""
    slug = "project_slug=shop" if source.files is None else "slug=shop"
    named = name or ("c" if tool == "copier" else "t")
    ours = () if source.files is None else ("--template", named, "--set", slug)
    below = ("--directory", "crisp-dm") if source.files is None else ()
    words = {
        "crispdm": ("init", "shop", *ours, *(() if asks else ("--yes",))),
        "copier": ("copy", *(() if asks else ("--defaults",)), "--skip", "*", named, "shop"),
        "cookiecutter": (*(() if asks else ("--no-input",)), "-f", "-s", *below, named, slug),
        "cruft": ("create", *(() if asks else ("--no-input",)), "-f", *below, named, "--extra-context", _json(slug)),
    }[tool]
    program = shutil.which(tool, path=_PATH)
    assert program
    return [program, *words]


def _json(slug: str) -> str:
    name, _, value = slug.partition("=")
    return f'{{"{name}": "{value}"}}'


def run_tool(place: Path, words: Sequence[str]) -> tuple[int, str]:
    """Run a program without a terminal: its exit code, and what it printed."""
    done = subprocess.run(
        words, cwd=place, env=_environment(place), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def at_terminal(place: Path, words: Sequence[str], typed: Sequence[tuple[str, bytes]]) -> tuple[int, str]:
    """Run a program at a terminal, and type after each text that it shows."""
    ours, theirs = pty.openpty()
    settings = {**_environment(place), "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(words, cwd=place, env=settings, stdin=theirs, stdout=theirs, stderr=theirs) as program:
        os.close(theirs)
        screen, at = _Screen(ours), 0
        for text, keys in typed:
            at = screen.find(text, at)
            time.sleep(0.3)  # some forget what was typed before they asked
            takes_pastes = "\x1b[?2004h" in screen.seen
            os.write(ours, keys if takes_pastes else re.sub(rb"\x1b\[20[01]~", b"", keys))
        screen.find(None, at)
        program.kill()
    os.close(ours)
    return program.returncode, screen.seen


class _Screen:
    """What a program shows at a terminal."""

    def __init__(self, handle: int) -> None:
        self._handle, self.seen = handle, ""

    def find(self, text: str | None, begin: int) -> int:
        """Wait for a text, and return where it ends; without a text, or if it never comes, wait for the end."""
        while text is None or text not in self.seen[begin:]:
            part = self._part()
            if not part:
                return len(self.seen)
            self.seen += part.decode(errors="replace")
            if b"\x1b[6n" in part:
                os.write(self._handle, b"\x1b[1;1R")  # a terminal tells where its cursor is
        return self.seen.index(text, begin) + len(text)

    def _part(self) -> bytes:
        if not select.select([self._handle], [], [], _SECONDS)[0]:
            return b""
        try:
            return os.read(self._handle, 1 << 16)
        except OSError:  # on Linux the end of a terminal is an error
            return b""


def _environment(place: Path) -> dict[str, str]:
    """Without a home directory, whose files would count."""
    (place / "home").mkdir(exist_ok=True)
    people = {"GIT_AUTHOR_NAME": "Ana Roy", "GIT_AUTHOR_EMAIL": "ana@example.com", "CRISPDM_USER": "Ana Roy"}
    people |= {"GIT_COMMITTER_NAME": "Ana Roy", "GIT_COMMITTER_EMAIL": "ana@example.com"}
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("CRISPDM_", "COOKIECUTTER_"))}
    return {**kept, **people, "HOME": str(place / "home"), "PATH": _PATH, "VIRTUAL_ENV": sys.prefix, "COLUMNS": "400"}
