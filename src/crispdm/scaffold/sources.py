"""Get a template: a bundled one, a folder, a zip or a git URL. Only a URL needs the network."""

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from crispdm import __version__
from crispdm.archives import BadArchive, read_archive
from crispdm.errors import CrispdmError, Damaged
from crispdm.git.command import git
from crispdm.safe_files import read_file
from crispdm.scaffold import bundled
from crispdm.scaffold.questions import FILE
from crispdm.scaffold.tree import File, write_files
from crispdm.words import listing

_ABBREVIATIONS = {  # those of cookiecutter
    "gh": "https://github.com/{0}.git",
    "gl": "https://gitlab.com/{0}.git",
    "bb": "https://bitbucket.org/{0}",
}
_LARGEST_ZIP, _LARGEST_TEMPLATE = 64 << 20, 256 << 20  # bytes of a zip archive, and of what is in it
_SECONDS = 100  # that a server may be silent
_URL = re.compile(r"((git|hg)\+)?(git|ssh|file|https?)://.*|[\w.-]+@[\w.-]+:.*")


class Reference(NamedTuple):
    """A template as the user names it; a relative path starts at the folder `base`."""

    name: str
    base: Path
    checkout: str | None = None
    directory: str | None = None


class Source(NamedTuple):
    """A template on the disk: its folder, its version if it is bundled, and its commit if it comes from git.

    `shared` is the folder with what the templates of its source share, where the source holds several.
    """

    folder: Path
    version: str | None = None
    commit: str | None = None
    shared: Path | None = None


@contextmanager
def fetch(reference: Reference, abbreviations: Mapping[str, str]) -> Iterator[Source]:
    """Get a template; what was downloaded is removed at the end.

    Args:
        reference: the template.
        abbreviations: the user's abbreviations of URLs, beside `gh:`, `gl:` and `bb:`.

    Raises:
        CrispdmError: there is no such template, or it cannot be fetched.
    """
    if reference.name in bundled.names() and not reference.checkout and not reference.directory:
        folder = bundled.template(reference.name)
        yield Source(folder, version=__version__, shared=bundled.shared(folder))
        return
    if (reference.checkout or "").startswith("-"):
        raise CrispdmError(f"{reference.checkout} is not a branch, tag or commit")
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        name = _expand(reference.name, {**_ABBREVIATIONS, **abbreviations})
        whole = _get(reference._replace(name=name), Path(scratch))
        folder = _subfolder(whole, reference)
        shared = None if folder == whole.resolve() else bundled.shared(folder)
        yield Source(folder, commit=_commit(folder), shared=shared)


def is_local(name: str, base: Path) -> bool:
    """Whether this names a file or a folder, and neither a bundled template nor a URL."""
    return name not in bundled.names() and not _URL.fullmatch(name) and (base / name).exists()


def _expand(name: str, abbreviations: Mapping[str, str]) -> str:
    before, colon, rest = name.partition(":")
    return abbreviations[before].replace("{0}", rest) if colon and before in abbreviations else name


def _get(reference: Reference, scratch: Path) -> Path:
    """The template's folder, or the one that holds several."""
    is_url = bool(_URL.fullmatch(reference.name))
    if is_url or reference.name.lower().endswith(".zip"):
        return _download(reference, scratch, is_url=is_url)
    folder = _local_path(reference).resolve()
    if not folder.is_dir():
        if "/" in reference.name:
            hint = "a template is a bundled name, a folder, a zip or a git URL"
            raise CrispdmError(f"no such folder: {reference.name}", hint=hint)
        bundled.template(reference.name)
    if reference.checkout:
        return _download(reference._replace(name=f"git+file://{folder}"), scratch, is_url=True)
    return folder


def _local_path(reference: Reference) -> Path:
    try:
        return reference.base / Path(reference.name).expanduser()
    except RuntimeError:  # `~` with the name of nobody
        return reference.base / reference.name


def _download(reference: Reference, scratch: Path, *, is_url: bool) -> Path:
    """Download by cookiecutter's library, into `scratch`."""
    from cookiecutter.exceptions import CookiecutterException  # noqa: PLC0415 - it brings requests along

    logging.getLogger("cookiecutter.vcs").disabled = True  # it logs a traceback of what ends in a sentence here
    try:
        if reference.name.lower().endswith(".zip"):
            return _unzip(reference, scratch, is_url=is_url)
        return _clone(reference, scratch)
    except CookiecutterException as error:
        raise CrispdmError(f"{reference.name}: {' '.join(str(error).split()) or type(error).__name__}") from None
    except OSError as error:
        raise Damaged(f"{reference.name} cannot be fetched: {error}") from None


def _unzip(reference: Reference, scratch: Path, *, is_url: bool) -> Path:
    """Unpack the files of a zip archive, which are all in one folder."""
    if not is_url and not _local_path(reference).is_file():
        raise CrispdmError(f"no such file: {reference.name}")
    try:
        data = _downloaded(reference.name) if is_url else read_file(_local_path(reference), _LARGEST_ZIP)
    except OSError as error:
        if error.errno != 0:
            raise
        raise CrispdmError(f"{reference.name} cannot be used: it is {error.strerror}") from None
    try:
        write_files(scratch, (File(each.path, each.data) for each in read_archive(data, limit=_LARGEST_TEMPLATE)))
    except BadArchive as error:
        raise CrispdmError(f"{reference.name} cannot be used: {error}") from None
    match [*scratch.iterdir()]:
        case [folder] if folder.is_dir():
            return folder
        case _:
            raise CrispdmError(f"{reference.name} cannot be used: its files are not in one folder")


def _downloaded(url: str) -> bytes:
    from requests import get  # noqa: PLC0415 - slow to import

    data = bytearray()
    with get(url, stream=True, timeout=_SECONDS) as answer:
        answer.raise_for_status()
        for part in answer.iter_content(1 << 20):
            data += part
            if len(data) > _LARGEST_ZIP:
                raise CrispdmError(f"{url} cannot be used: it is larger than {_LARGEST_ZIP:,} bytes")
    return bytes(data)


def _clone(reference: Reference, scratch: Path) -> Path:
    from subprocess import CalledProcessError  # noqa: PLC0415

    from cookiecutter.vcs import clone  # noqa: PLC0415

    is_plain = "+" not in reference.name and "git" not in reference.name  # the kind of repository must be named
    url = f"git+{reference.name}" if is_plain else reference.name
    try:
        return Path(clone(url, reference.checkout, str(scratch), no_input=True))
    except CalledProcessError as error:
        output: Any = error.output or b""
        last = output.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise CrispdmError(f"{reference.name} cannot be cloned: {last}") from None


def _commit(folder: Path) -> str | None:
    """The commit of a template in git; None if git does not track it."""
    names = (git(folder, "rev-parse", f"HEAD:./{FILE}", "HEAD") or "").split()
    return names[-1] if names else None


def _subfolder(whole: Path, reference: Reference) -> Path:
    folder = (whole / (reference.directory or ".")).resolve()
    if not folder.is_relative_to(whole.resolve()):
        raise CrispdmError(f"--directory {reference.directory} is outside the template")
    if (folder / FILE).is_file():
        return folder
    inner = sorted(path.parent.relative_to(whole).as_posix() for path in whole.glob(f"*/{FILE}"))
    hint = f"choose one of its folders with --directory: {listing(inner, 'or')}" if inner else ""
    raise CrispdmError(f"{reference.name} is not a template: it has no {FILE}", hint=hint)
