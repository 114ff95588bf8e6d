"""What a folder holds, to be written and to be compared."""

from collections.abc import Mapping
from pathlib import Path

Everything = dict[str, bytes | None]


def everything(folder: Path) -> Everything:
    """A folder and all below it: what each file holds, None for what is no file."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in [folder, *folder.rglob("*")]}


def write_files(folder: Path, files: Mapping[str, bytes | str | None]) -> None:
    """Write files into a folder; None removes one."""
    for name, data in files.items():
        path = folder / name
        if data is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
