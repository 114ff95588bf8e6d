"""Get a template: a bundled one, a folder, a zip or a git URL. Only a URL needs the network."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from crispdm import __version__
from crispdm.errors import CrispdmError
from crispdm.scaffold import bundled
from crispdm.scaffold.git_source import Version, clone_template, read_version, refuse_missing_submodules
from crispdm.scaffold.nested import choose_template
from crispdm.scaffold.questions import FILE, Ask
from crispdm.scaffold.record import Template
from crispdm.scaffold.zip_source import unzip_template
from crispdm.words import listing

_ABBREVIATIONS = {  # those of cookiecutter
    "gh": "https://github.com/{0}.git",
    "gl": "https://gitlab.com/{0}.git",
    "bb": "https://bitbucket.org/{0}",
}
_URL = re.compile(r"(git\+)?(git|ssh|file|https?)://.*|[\w.-]+@[\w.-]+:.*")
_ZIP = ".zip"


class Reference(NamedTuple):
    """A template as the user names it; a relative path starts at the folder `base`.

    `checkout` is a branch, tag or commit: without it the newest release of a git URL is taken, and what is there of a
    folder. `directory` is the template's folder in its repository.
    """

    name: str
    base: Path
    checkout: str | None = None
    directory: str | None = None


class Source(NamedTuple):
    """A template on the disk: its folder, which version it is, and its folder in the repository if that holds several.

    `shared` is the folder with what the templates of its source share.
    """

    folder: Path
    version: Version
    directory: str | None = None
    shared: Path | None = None

    def remembered(self, **choices: Any) -> Template:
        """The template as the project remembers it, with what the user chose."""
        release, commit, is_dirty, _ = self.version
        return Template(version=release, commit=commit, dirty=is_dirty or None, directory=self.directory, **choices)


@contextmanager
def fetch(reference: Reference, abbreviations: Mapping[str, str], ask: Ask | None = None) -> Iterator[Source]:
    """Get a template; what was downloaded is removed at the end.

    Args:
        reference: the template.
        abbreviations: the user's abbreviations of URLs, beside `gh:`, `gl:` and `bb:`.
        ask: asks which template is meant, where a repository lists several; None where nobody can be asked.

    Raises:
        CrispdmError: there is no such template, or it cannot be fetched.
    """
    if reference.name in bundled.names() and not reference.checkout and not reference.directory:
        folder = bundled.template(reference.name)
        yield Source(folder, Version(release=__version__), shared=bundled.shared(folder))
        return
    is_named = not (reference.checkout or reference.directory or is_local(reference.name, reference.base))
    if is_named and (added := bundled.added(reference.name)):
        folder, release = added
        yield Source(folder, Version(release=release), shared=bundled.shared(folder))
        return
    if (reference.checkout or "").startswith("-"):
        raise CrispdmError(f"{reference.checkout} is not a branch, tag or commit")
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        name = _expand(reference.name, {**_ABBREVIATIONS, **abbreviations})
        whole, version, hint = _get(reference._replace(name=name), Path(scratch))
        folder = choose_template(_subfolder(whole, reference), ask)
        refuse_missing_submodules(whole, folder, hint=hint)
        found = read_version(folder)
        directory = None if folder == whole.resolve() else folder.relative_to(whole.resolve()).as_posix()
        shared = bundled.shared(folder) if directory else None
        yield Source(folder, version._replace(commit=found.commit, is_dirty=found.is_dirty), directory, shared)


def origin(template: Template, project: Path) -> dict[str, str | None]:
    """What cookiecutter tells a template of where it comes from, and where the project goes.

    The folder of one that was fetched has another path each time, of which only the end is told: the next update would
    take the rest for news.
    """
    around = project.parent.absolute()
    named = _named_from(around, template.source, project)
    folder = named if (around / named).is_dir() else re.sub(r".*[/:]|\.(git|zip)/?$", "", named.rstrip("/"))
    return {
        "_template": named,
        "_repo_dir": "/".join((folder, *([template.directory] if template.directory else []))),
        "_output_dir": str(around),
        "_checkout": template.checkout,
    }


def _named_from(around: Path, source: str, project: Path) -> str:
    """A relative path as cookiecutter has it, which runs in the folder around the project; other names as they are."""
    if source in bundled.names() or _URL.fullmatch(source) or Path(source).is_absolute():
        return source
    path = os.path.relpath(project.absolute() / source, around)
    return path if (around / path).exists() else source


def is_local(name: str, base: Path) -> bool:
    """Whether this names a file or a folder, and neither a bundled template nor a URL."""
    return name not in bundled.names() and not _URL.fullmatch(name) and (base / name).exists()


def _expand(name: str, abbreviations: Mapping[str, str]) -> str:
    before, colon, rest = name.partition(":")
    return abbreviations[before].replace("{0}", rest) if colon and before in abbreviations else name


def _get(reference: Reference, scratch: Path) -> tuple[Path, Version, str]:
    """The folder of what was named, its version if that is known by now, and how to get submodules that it lacks."""
    is_url = bool(_URL.fullmatch(reference.name))
    place = None if is_url else _local_path(reference)
    if reference.name.lower().endswith(_ZIP):
        if reference.checkout:
            raise CrispdmError(f"{reference.name} has no branches, tags or commits", hint="leave out --checkout")
        folder = unzip_template(reference.name, place, scratch)
        return folder, Version(), "a zip holds no submodules; name the repository instead"
    if place is None:
        return *clone_template(reference.name.removeprefix("git+"), reference.checkout, scratch), ""
    folder = place.resolve()
    if not folder.is_dir():
        if "/" in reference.name:
            hint = "a template is a bundled name, a folder, a zip or a git URL"
            raise CrispdmError(f"no such folder: {reference.name}", hint=hint)
        bundled.template(reference.name)
    if reference.checkout:
        return *clone_template(str(folder), reference.checkout, scratch), ""
    return folder, Version(), "`git submodule update --init --recursive` in its repository fetches them"


def _local_path(reference: Reference) -> Path:
    try:
        return reference.base / Path(reference.name).expanduser()
    except RuntimeError:  # `~` with the name of nobody
        return reference.base / reference.name


def _subfolder(whole: Path, reference: Reference) -> Path:
    folder = (whole / (reference.directory or ".")).resolve()
    if not folder.is_relative_to(whole.resolve()):
        raise CrispdmError(f"--directory {reference.directory} is outside the template")
    if (folder / FILE).is_file():
        return folder
    inner = sorted(path.parent.relative_to(whole).as_posix() for path in whole.glob(f"*/{FILE}"))
    hint = f"choose one of its folders with --directory: {listing(inner, 'or')}" if inner else ""
    raise CrispdmError(f"{reference.name} is not a template: it has no {FILE}", hint=hint)
