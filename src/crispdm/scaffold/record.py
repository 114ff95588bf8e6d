"""What a project remembers of its template, so that a newer version can be merged in later."""

import io
import os
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from crispdm.archives import BadArchive, read_archive
from crispdm.canonical_json import dumps
from crispdm.errors import CrispdmError
from crispdm.git import objects
from crispdm.safe_files import read_inside
from crispdm.scaffold.tree import File
from crispdm.validation import convert
from crispdm.yamlio import LIMIT, YamlError, parse

TEMPLATE = ".crispdm/template.yaml"
BASE = ".crispdm/base.zip"
_LARGEST = 256 << 10  # bytes of a text that is kept
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment of a zip file: the same project gives the same bytes
_BOMB = 64 << 20  # bytes that base.zip may hold unpacked
_LARGEST_BASE = _BOMB + (8 << 20)  # bytes of base.zip, where nothing in it can be packed
_RESTORE = "restore it by `git restore {}`"
MERGE_HINT = (
    f"take the side of the later update: `git checkout --theirs {TEMPLATE} {BASE}`, or --ours, then `git add` both, "
    "finish the merge, and run `crispdm update`"
)


class Template(Struct, frozen=True, kw_only=True):
    """The template of a project: how it was named, and which version that was.

    `version` is that of a bundled one, or the release of one in git; `dirty` says that files differed from the commit.
    `hooks` are false where the user left them out. `requirement` is what the project's workflow installs crispdm by.
    """

    source: str
    version: str | None
    commit: str | None
    dirty: Literal[True] | None = None
    checkout: str | None = None
    directory: str | None = None
    process: str | None = None
    hooks: Literal[False] | None = None
    requirement: str | None = None

    @property
    def label(self) -> str:
        """The version as people read it; empty where it is not known."""
        commit = (self.commit or "")[:9]
        return f"{self.version or commit}{' with uncommitted changes' if self.dirty else ''}"


class Record(Struct, frozen=True):
    """The content of template.yaml: the template, the answers, and each file's git blob id and mode by path.

    A third word, `yours`, says that another file existed at the path, and was kept.
    """

    version: Literal[1]
    template: Template
    answers: dict[str, Any]
    files: dict[str, Annotated[list[str], Meta(min_length=2, max_length=3)]]

    def blob(self, path: str) -> str | None:
        """The id of what the template made at a path."""
        return self.files[path][0] if path in self.files else None

    def is_executable(self, path: str) -> bool:
        """Whether the template made the file executable."""
        return self.files[path][1] == "755"

    def is_yours(self, path: str) -> bool:
        """Whether the file at a path was never the template's."""
        return "yours" in self.files[path][2:]


def record_files(
    files: Iterable[File], template: Template, answers: Mapping[str, Any], yours: Collection[str] = ()
) -> tuple[File, File]:
    """Write down what `update` will need.

    Args:
        files: what was rendered.
        template: the template.
        answers: the answers; private variables are left out.
        yours: paths where another file existed and was kept.

    Returns:
        template.yaml, and base.zip with the rendered texts: the base of a three-way merge.
    """
    files = [*files]
    always = ("source", "version", "commit")
    named = {key: getattr(template, key) for key in Template.__struct_fields__}
    asked = {name: answer for name, answer in answers.items() if not name.startswith("_")}
    lines = [
        "# Which template made this project, and what it wrote. Read by `crispdm update`; do not edit it.",
        "version: 1",
        "template:",
        *(f"  {key}: {dumps(value)}" for key, value in named.items() if value is not None or key in always),
        "answers:",
        *(f"  {dumps(name)}: {dumps(answer)}" for name, answer in asked.items()),
        "files: # path: [git blob id, mode]",
        *(f"  {dumps(file.path)}: {dumps(_entry(file, yours))}" for file in files),
    ]
    return File(TEMPLATE, "".join(f"{line}\n" for line in lines).encode()), File(BASE, zipped(files))


def _entry(file: File, yours: Collection[str]) -> list[str]:
    return [file.blob, "755" if file.is_executable else "644", *(["yours"] if file.path in yours else [])]


def read_record(root: Path) -> Record | None:
    """Read template.yaml; None where there is none.

    Raises:
        CrispdmError: it cannot be read, or is wrong.
    """
    try:
        data = read_inside(Path(os.path.realpath(root)), TEMPLATE, LIMIT)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CrispdmError(f"{TEMPLATE} cannot be read: {error.strerror}", hint=_RESTORE.format(TEMPLATE)) from None
    for number, line in enumerate(data.splitlines(), 1):
        if line.startswith(b"<<<<<<< "):
            raise CrispdmError(f"{TEMPLATE}:{number}: unresolved merge conflict", hint=MERGE_HINT)
    node = parse(data, TEMPLATE)
    for part in ("answers", "files"):
        if isinstance(node.value, dict) and node.value.get(part) is None:
            node.value[part] = {}  # a mapping without a line
    for path in node.find(("files",)).children:
        if str(path).startswith("/") or ".." in str(path).split("/"):
            raise YamlError(TEMPLATE, node.find(("files", path)).line, f"{path} is not a path in the project")
    return convert(node, Record, TEMPLATE, lambda _: Record.__struct_fields__)


class Base:
    """What the template wrote the last time, the base of a merge: from base.zip, else from git's objects.

    Args:
        root: the project's root.
        record: what it remembers.
    """

    def __init__(self, root: Path, record: Record) -> None:
        self._root = root
        self._record = record
        self._texts = _unzipped(root)

    def __call__(self, path: str) -> bytes | None:
        """The bytes that the template wrote at a path; None if they are lost."""
        name = self._record.blob(path)
        text = self._texts.get(path)
        if name is None or (text is not None and File(path, text).blob == name):
            return text if name else None
        return objects.read_blob(self._root, name)


def _unzipped(root: Path) -> dict[str, bytes]:
    """The texts in base.zip; none if it is not there: git may have them.

    Raises:
        CrispdmError: it cannot be used.
    """
    try:
        data = read_inside(Path(os.path.realpath(root)), BASE, _LARGEST_BASE)
        return {each.path: each.data for each in read_archive(data, limit=_BOMB)}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, BadArchive) as error:
        why = error.strerror if isinstance(error, OSError) else error
        hint = f"{_RESTORE.format(BASE)}, or remove it: git may have its content"
        raise CrispdmError(f"{BASE} cannot be used: {why}", hint=hint) from None


def zipped(files: Iterable[File]) -> bytes:
    """A zip of the texts among some files, each up to a size: the same files give the same bytes."""
    memory, left = io.BytesIO(), _BOMB
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.text is not None and len(file.data) <= min(_LARGEST, left):
                left -= len(file.data)
                entry = zipfile.ZipInfo(file.path, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.data)
    return memory.getvalue()
