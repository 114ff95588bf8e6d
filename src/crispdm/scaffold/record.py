"""What the project remembers of its template, so that a newer version can be merged in later."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from crispdm.jsonline import dumps
from crispdm.scaffold.tree import File

TEMPLATE = ".crispdm/template.yaml"
BASE = ".crispdm/base.zip"
_LARGEST = 256 << 10  # bytes of a text that is kept
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment of a zip file: the same project gives the same bytes


def records(files: Iterable[File], source: str, version: str, answers: Mapping[str, Any]) -> tuple[File, File]:
    """The two files that `update` will need.

    Args:
        files: what was rendered.
        source: the template, as it was named.
        version: of the template; for a bundled one that of crispdm.
        answers: what was answered; private variables are left out.

    Returns:
        template.yaml, and base.zip with the rendered texts: the base of a three-way merge.
    """
    files = [*files]
    asked = {name: answer for name, answer in answers.items() if not name.startswith("_")}
    lines = [
        "# Which template made this project, and what it wrote. Read by `crispdm update`; do not edit it.",
        "version: 1",
        "template:",
        *(f"  {key}: {dumps(value)}" for key, value in (("source", source), ("version", version), ("commit", None))),
        "answers:",
        *(f"  {dumps(name)}: {dumps(answer)}" for name, answer in asked.items()),
        "files: # path: [git blob id, mode]",
        *(f"  {dumps(f.path)}: {dumps([f.blob, '755' if f.is_executable else '644'])}" for f in files),
    ]
    return File(TEMPLATE, "".join(f"{line}\n" for line in lines).encode()), File(BASE, _zipped(files))


def _zipped(files: Iterable[File]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.text is not None and len(file.data) <= _LARGEST:
                entry = zipfile.ZipInfo(file.path, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.data)
    return memory.getvalue()
