"""Where this installation of crispdm came from, as a requirement that installs the very same again."""

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from crispdm import __version__
from crispdm.safe_files import read_file

_NAME = "crispdm"
_LONGEST = 1 << 16  # bytes of direct_url.json
_SHARED = {"https", "http", "ssh"}  # what others can fetch from; a file:// is of this machine
_PLAIN = re.compile(r"[\w :/@.+~%#=?&,-]+")  # nothing that a shell or YAML would act on between quotes


class _Vcs(msgspec.Struct):
    vcs: str
    commit_id: str


class _Archive(msgspec.Struct):
    hash: str | None = None
    hashes: dict[str, str] = {}


class _DirectUrl(msgspec.Struct):
    """The content of direct_url.json: https://packaging.python.org/en/latest/specifications/direct-url/."""

    url: str
    vcs_info: _Vcs | None = None
    archive_info: _Archive | None = None
    subdirectory: str | None = None


def pinned_requirement() -> str | None:
    """The requirement that installs what is installed here, as pip takes it.

    Returns:
        None where others cannot get it: from a folder, or from a wheel on this machine.
    """
    folders = (Path(place) / f"{_NAME}-{__version__}.dist-info" for place in sys.path)
    installed = next((folder for folder in folders if folder.is_dir()), None)  # importlib.metadata loads a mail parser
    if installed is None:
        return None
    direct = installed / "direct_url.json"
    return direct_requirement(read_file(direct, _LONGEST).decode()) if direct.is_file() else f"{_NAME}=={__version__}"


def direct_requirement(text: str) -> str | None:
    """The requirement for an installation that came from a URL, and not from an index.

    Args:
        text: the content of its direct_url.json (PEP 610).

    Returns:
        The URL with the commit or the digest; None where others cannot fetch it, or it could change.
    """
    try:
        source = msgspec.json.decode(text, type=_DirectUrl)
        url = _without_password(source.url)
    except (msgspec.DecodeError, ValueError):
        return None
    scheme, _, rest = url.partition("://")
    if scheme not in _SHARED or not rest:
        return None
    pinned = _pinned(source, url)
    return f"{_NAME} @ {pinned}" if pinned and _PLAIN.fullmatch(pinned) else None


def _pinned(source: _DirectUrl, url: str) -> str | None:
    inside = [f"subdirectory={source.subdirectory}"] if source.subdirectory else []
    if source.vcs_info:
        return _with_fragment(f"{source.vcs_info.vcs}+{url}@{source.vcs_info.commit_id}", inside)
    if source.archive_info:
        sha256 = source.archive_info.hashes.get("sha256")
        digest = f"sha256={sha256}" if sha256 else source.archive_info.hash
        return _with_fragment(url, [digest, *inside]) if digest else None
    return None


def _with_fragment(url: str, parts: list[str]) -> str:
    return f"{url}#{'&'.join(parts)}" if parts else url


def _without_password(url: str) -> str:
    """The URL without a user and password, which must reach no file; a user alone, such as git@, is needed."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=host)) if at and ":" in user else url
