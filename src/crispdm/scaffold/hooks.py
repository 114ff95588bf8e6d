"""The code that a template brings: hooks and Jinja extensions. It runs only with consent."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_file, read_inside
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.renderer import Renderer
from crispdm.scaffold.tree import LARGEST, File, checked, write_files
from crispdm.words import listing

_HOOKS = "hooks"
_NAMES = ("pre_prompt", "pre_gen_project", "post_gen_project")


def refuse_code(template: Path, questions: Questions, *, hooks: bool) -> None:
    """Refuse a template that brings code of its own.

    Args:
        template: the template's folder.
        questions: its questions.
        hooks: its hooks are wanted.

    Raises:
        CrispdmError: it has hooks or extensions; they are named.
    """
    scripts = hook_paths(template) if hooks else []
    extensions = [f"the Jinja extension {name}" for name in questions.raw.get("_extensions", ())]
    if found := [*scripts, *extensions]:
        what = f"the template runs code of its own: {listing(found)}"
        without = "; --no-hooks leaves it out" if scripts and not extensions else ""
        raise CrispdmError(f"{what}; nothing was run", hint=f"read it, and add --trust to run it{without}")


def hook_paths(template: Path) -> list[str]:
    """List the hooks of a template, as paths in it, in the order in which they run.

    Raises:
        CrispdmError: one leads out of the template.
    """
    return [f"{_HOOKS}/{path.name}" for name in _NAMES for path in _hooks(template, name)]


@contextmanager
def importable(template: Path, *, pre_prompt: bool) -> Iterator[Path]:
    """The template, whose extensions can be imported meanwhile; where it is wanted, after its `pre_prompt` hook.

    That runs on a copy.
    """
    sys.path.insert(0, str(template))  # as in cookiecutter, for extensions of the template's own
    try:
        if not pre_prompt or not _hooks(template, "pre_prompt"):
            yield template
            return
        with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
            copy = Path(scratch) / template.name
            shutil.copytree(template, copy, symlinks=True)
            for hook in _hooks(copy, "pre_prompt"):
                _run(hook, hook, copy)
            yield copy
    finally:
        sys.path.remove(str(template))


def run_hooks(template: Path, answers: Mapping[str, Any], files: Sequence[File], name: str) -> tuple[File, ...]:
    """Run the hooks on the files, in a temporary folder of the project's name.

    Args:
        template: the template's folder.
        answers: the variables; the hooks themselves are rendered with them.
        files: what was rendered.
        name: the name of the project's folder, which hooks look at.

    Returns:
        The files that are there afterwards, without those of a repository that a hook made.

    Raises:
        CrispdmError: a hook fails, or leaves something that is neither a file nor a folder.
    """
    before, after = _hooks(template, "pre_gen_project"), _hooks(template, "post_gen_project")
    if not before and not after:
        return tuple(files)
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        project = Path(scratch).resolve() / "staging" / name
        project.mkdir(parents=True)
        for hook in before:
            _run(_rendered(hook, answers, Path(scratch)), hook, project)
        write_files(project, files)
        for hook in after:
            _run(_rendered(hook, answers, Path(scratch)), hook, project)
        return checked(_read(project))


def _hooks(template: Path, name: str) -> list[Path]:
    folder = template / _HOOKS
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    hooks = [path for path in found if path.stem == name and not path.name.endswith("~")]
    for path in hooks:
        if not path.resolve().is_relative_to(template.resolve()):  # a link, or the folder is one
            where = f"{_HOOKS}/{path.name}"
            hint = "put the script itself into the template, or a link that stays inside"
            raise CrispdmError(f"{where} leads out of the template; nothing was run", hint=hint)
    return hooks


def _rendered(hook: Path, answers: Mapping[str, Any], scratch: Path) -> Path:
    source = read_file(hook, LARGEST).decode()
    text = Renderer(answers, trusted=True).text(source, answers, where=f"{_HOOKS}/{hook.name}")
    write_files(scratch, [File(hook.name, text.encode())])
    return scratch / hook.name


def _run(script: Path, hook: Path, folder: Path) -> None:
    """Run a hook: its output goes to standard error, its input is empty."""
    script.chmod(script.stat().st_mode | 0o100)
    command = [sys.executable, str(script)] if script.suffix == ".py" else [str(script)]
    sys.stderr.flush()
    try:
        out = sys.stderr.fileno()
    except (OSError, ValueError):  # standard error is not a file
        out = subprocess.DEVNULL
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    except OSError as error:
        raise CrispdmError(f"the hook {hook.name} cannot run: {error.strerror}; nothing was created") from None
    if done.returncode:
        raise CrispdmError(f"the hook {hook.name} failed with exit code {done.returncode}; nothing was created")


def _read(project: Path) -> Iterator[File]:
    for folder, names, files in os.walk(project):
        names[:] = [name for name in names if name != ".git"]
        for name in [*names, *files]:
            path = Path(folder, name)
            where = path.relative_to(project).as_posix()
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise CrispdmError(f"a hook made {where}, which is neither a file nor a folder; nothing was written")
            if name in files:
                mode = stat.S_IMODE(path.stat().st_mode)
                yield File(where, read_inside(project, where, LARGEST), bool(mode & 0o100), mode)
