"""What a folder holds, to be written and to be compared."""

from collections.abc import Mapping
from pathlib import Path

Everything = dict[str, bytes | None]


def everything(folder: Path) -> Everything:
    """A folder and all below it: what each file holds, None for what is no file."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in [folder, *folder.rglob("*")]}


def traces(folder: Path) -> dict[str, tuple[int, bytes | str | None]]:
    """A folder and all below it, git's own files apart: when each was changed, and what it holds or links to."""
    found = (path for path in [folder, *folder.rglob("*")] if ".git" not in path.parts)
    return {str(path.relative_to(folder)): (path.lstat().st_mtime_ns, _content(path)) for path in found}


def _content(path: Path) -> bytes | str | None:
    if path.is_symlink():
        return str(path.readlink())
    return path.read_bytes() if path.is_file() else None


def write_files(folder: Path, files: Mapping[str, bytes | str | None]) -> None:
    """Write files into a folder; None removes one, and a file takes the place of an empty folder."""
    for name, data in files.items():
        path = folder / name
        if data is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                path.rmdir()
            path.write_bytes(data.encode() if isinstance(data, str) else data)
