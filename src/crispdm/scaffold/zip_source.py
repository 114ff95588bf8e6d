"""A template in a zip archive: a file, or a URL."""

import re
from pathlib import Path

from crispdm.archives import BadArchive, read_archive
from crispdm.errors import CrispdmError
from crispdm.safe_files import read_file
from crispdm.scaffold.tree import File, write_files

_LARGEST, _LARGEST_TEMPLATE = 64 << 20, 256 << 20  # bytes of an archive, and of what is in it
_SECONDS = 100  # that a server may be silent
_HINTS = {
    r"^40[13] ": "the server wants a login: download the archive yourself, and name the file",
    r"^4(04|10) ": "check the spelling, and that you may read it",
    r"^5\d\d ": "the server failed; try again later",
    r"not known|No address|getaddrinfo|resolve": "check the spelling of the host, and the network",
    r"WRONG_VERSION_NUMBER": "check the port, and whether it is http or https",
    r"CERTIFICATE": "REQUESTS_CA_BUNDLE=FILE names the certificates of your company",
    r"refused|timed out|unreachable|reset|proxy": "check the network, and the proxy",
}


def unzip_template(name: str, file: Path | None, to: Path) -> Path:
    """Unpack a template, whose files are all in one folder.

    Args:
        name: the archive as the user named it.
        file: where it is; None where the name is a URL.
        to: the folder in which that of the archive is made.

    Raises:
        CrispdmError: there is no such archive, or it cannot be downloaded or used.
    """
    try:
        data = _downloaded(name) if file is None else read_file(file, _LARGEST)
        entries = read_archive(data, limit=_LARGEST_TEMPLATE)
        write_files(to, (File(each.path, each.data, each.is_executable) for each in entries))
    except FileNotFoundError:
        raise CrispdmError(f"no such file: {name}") from None
    except BadArchive as error:
        raise CrispdmError(f"{name} cannot be used: {error}") from None
    except OSError as error:
        raise CrispdmError(f"{name} cannot be used: {error.strerror or error}") from None
    match [*to.iterdir()]:
        case [folder] if folder.is_dir():
            return folder
        case _:
            raise CrispdmError(f"{name} cannot be used: its files are not in one folder")


def _downloaded(url: str) -> bytes:
    from requests import RequestException, get  # noqa: PLC0415 - slow to import

    data = bytearray()
    try:
        with get(url, stream=True, timeout=_SECONDS) as answer:
            answer.raise_for_status()
            for part in answer.iter_content(1 << 20):
                data += part
                if len(data) > _LARGEST:
                    raise CrispdmError(f"{url} cannot be used: it is larger than {_LARGEST:,} bytes")
    except RequestException as error:
        cause = _cause(error)
        hint = next((hint for pattern, hint in _HINTS.items() if re.search(pattern, cause)), "")
        raise CrispdmError(f"{url} cannot be fetched: {cause}", hint=hint) from None
    return bytes(data)


def _cause(error: BaseException) -> str:
    """What is at the bottom of an error of the network, without the names of the libraries above it."""
    while (below := getattr(error, "reason", None) or error.__context__) and isinstance(below, BaseException):
        error = below
    return getattr(error, "strerror", None) or str(error)
