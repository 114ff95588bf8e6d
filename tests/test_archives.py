"""What is read of an archive, to a bound."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from crispdm.archives import BadArchive, read_archive


def _archive(**files: int) -> bytes:
    """An archive of files of so many bytes each."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, size in files.items():
            archive.writestr(name, b"x" * size)
    return made.getvalue()


@pytest.mark.parametrize("sizes", [{"a": 100}, {"a": 60, "b": 40}, {"a": 100, "b": 0}])
def test_all_files_together_may_have_as_many_bytes_as_the_limit_says(sizes: dict[str, int]) -> None:
    archive = _archive(**sizes)
    assert {each.path: len(each.data) for each in read_archive(archive, limit=100)} == sizes
    with pytest.raises(BadArchive, match="larger than what is read"):
        [*read_archive(archive, limit=99)]
