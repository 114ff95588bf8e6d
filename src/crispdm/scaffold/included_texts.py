"""The texts that a template may include, each read once."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crispdm.safe_files import read_inside
from crispdm.scaffold.tree import LARGEST


class NotIncluded(Exception):
    """Nothing can be included by a name; says why."""


class IncludedText(NamedTuple):
    """A text and the file that it is from."""

    text: str
    file: Path


class IncludedTexts:
    """Finds texts by name; never through a link, which could lead to any file of the user's.

    Args:
        search: the folders, as real paths; the first one that has the name counts.
    """

    def __init__(self, search: Sequence[Path]) -> None:
        self._search = search
        self._found: dict[str, IncludedText] = {}

    def __call__(self, name: str) -> IncludedText:
        """Return the text of a name.

        Raises:
            NotIncluded: there is none, or it cannot be read.
            UnicodeDecodeError: it is not a text.
        """
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def _read(self, name: str) -> IncludedText:
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if ".." in parts or os.sep in name.replace("/", ""):
            raise NotIncluded(f"{name} leads out of the template")
        path = "/".join(parts)
        for folder in self._search:
            file = folder / path
            if not file.is_file():
                continue
            if os.path.realpath(file) != str(file):
                raise NotIncluded(f"{name} is a link")
            try:
                return IncludedText(read_inside(folder, path, LARGEST).decode(), file)
            except OSError as error:
                raise NotIncluded(f"{name} cannot be read: {error.strerror}") from None
        raise NotIncluded(f"{name!r} not found")
