"""Where templates come from: the bundled ones, a folder, a zip, a git URL. Only a URL needs the network."""

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from crispdm import __version__
from crispdm.errors import CrispdmError, Damaged
from crispdm.git.command import git
from crispdm.scaffold import bundled
from crispdm.scaffold.questions import FILE
from crispdm.words import listing

_SHORT = {  # those of cookiecutter
    "gh": "https://github.com/{0}.git",
    "gl": "https://gitlab.com/{0}.git",
    "bb": "https://bitbucket.org/{0}",
}
_URL = re.compile(r"((git|hg)\+)?(git|ssh|file|https?)://.*|[\w.-]+@[\w.-]+:.*")


class Wanted(NamedTuple):
    """A template as somebody names it; `at` is the folder from which a relative path counts."""

    name: str
    at: Path
    checkout: str | None = None
    directory: str | None = None


class Source(NamedTuple):
    """A template at hand: its folder, its version if it is bundled, and its commit if it comes from git.

    `shared` is the folder with what the templates of its source share, where the source holds several.
    """

    folder: Path
    version: str | None = None
    commit: str | None = None
    shared: Path | None = None


@contextmanager
def fetched(wanted: Wanted, short: Mapping[str, str]) -> Iterator[Source]:
    """Bring a template here; what was fetched is removed at the end.

    Args:
        wanted: which one.
        short: abbreviations of the user's for URLs, beside `gh:`, `gl:` and `bb:`.

    Raises:
        CrispdmError: there is none of that name, or it cannot be fetched.
    """
    if wanted.name in bundled.names() and not wanted.checkout and not wanted.directory:
        folder = bundled.template(wanted.name)
        yield Source(folder, version=__version__, shared=bundled.shared(folder))
        return
    if (wanted.checkout or "").startswith("-"):
        raise CrispdmError(f"{wanted.checkout} is no branch, tag or commit")
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        name = _expanded(wanted.name, {**_SHORT, **short})
        whole = _whole(wanted._replace(name=name), Path(scratch))
        folder = _part(whole, wanted)
        shared = None if folder == whole.resolve() else bundled.shared(folder)
        yield Source(folder, commit=_commit(folder), shared=shared)


def is_local(name: str, at: Path) -> bool:
    """Whether this names a file or a folder, and neither a bundled template nor a URL."""
    return name not in bundled.names() and not _URL.fullmatch(name) and (at / name).exists()


def _expanded(name: str, short: Mapping[str, str]) -> str:
    before, colon, rest = name.partition(":")
    return short[before].format(rest) if colon and before in short else name


def _whole(wanted: Wanted, scratch: Path) -> Path:
    """The template's folder, or the one that holds several."""
    is_url = bool(_URL.fullmatch(wanted.name))
    if is_url or wanted.name.lower().endswith(".zip"):
        return _brought(wanted, scratch, is_url=is_url)
    folder = (wanted.at / Path(wanted.name).expanduser()).resolve()
    if not folder.is_dir():
        if "/" in wanted.name:
            raise CrispdmError(
                f"there is no folder {wanted.name}", hint="a template is a name, a folder, a zip or a URL"
            )
        bundled.template(wanted.name)
    if wanted.checkout:
        return _brought(wanted._replace(name=f"git+file://{folder}"), scratch, is_url=True)
    return folder


def _brought(wanted: Wanted, scratch: Path, *, is_url: bool) -> Path:
    """What cookiecutter's library fetches; all of it lands in `scratch`."""
    from cookiecutter.exceptions import CookiecutterException  # noqa: PLC0415 - it brings requests along

    logging.getLogger("cookiecutter.vcs").disabled = True  # it logs a traceback of what we say in a sentence
    try:
        if wanted.name.lower().endswith(".zip"):
            return _unzipped(wanted, scratch, is_url=is_url)
        return _cloned(wanted, scratch)
    except CookiecutterException as error:
        raise CrispdmError(f"{wanted.name}: {' '.join(str(error).split()) or type(error).__name__}") from None
    except OSError as error:
        raise Damaged(f"{wanted.name} cannot be fetched: {error}") from None


def _unzipped(wanted: Wanted, scratch: Path, *, is_url: bool) -> Path:
    from cookiecutter.zipfile import unzip  # noqa: PLC0415

    name = wanted.name if is_url else str(wanted.at / Path(wanted.name).expanduser())
    if not is_url and not Path(name).is_file():
        raise CrispdmError(f"there is no file {wanted.name}")
    before, tempfile.tempdir = tempfile.tempdir, str(scratch)  # it asks for a folder of its own, and leaves it
    try:
        return Path(unzip(name, is_url, str(scratch), no_input=True))
    finally:
        tempfile.tempdir = before


def _cloned(wanted: Wanted, scratch: Path) -> Path:
    from subprocess import CalledProcessError  # noqa: PLC0415

    from cookiecutter.vcs import clone  # noqa: PLC0415

    plain = "+" not in wanted.name and "git" not in wanted.name  # it would not know what kind of repository that is
    try:
        return Path(clone(f"git+{wanted.name}" if plain else wanted.name, wanted.checkout, str(scratch), no_input=True))
    except CalledProcessError as error:
        said: Any = error.output or b""
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise CrispdmError(f"{wanted.name} cannot be cloned: {last}") from None


def _commit(folder: Path) -> str | None:
    """The commit of a template in git; a file that git does not know is of no commit."""
    names = (git(folder, "rev-parse", f"HEAD:./{FILE}", "HEAD") or "").split()
    return names[-1] if names else None


def _part(whole: Path, wanted: Wanted) -> Path:
    folder = (whole / (wanted.directory or ".")).resolve()
    if not folder.is_relative_to(whole.resolve()):
        raise CrispdmError(f"--directory {wanted.directory} leaves the template")
    if (folder / FILE).is_file():
        return folder
    inner = sorted(path.parent.relative_to(whole).as_posix() for path in whole.glob(f"*/{FILE}"))
    hint = f"it holds {listing(inner)}: choose one by --directory" if inner else ""
    raise CrispdmError(f"{wanted.name} is no template: it holds no {FILE}", hint=hint)
