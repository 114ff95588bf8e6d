"""What is read of an archive, to a bound."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

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


@pytest.mark.parametrize(("system", "mode", "expected"), [(3, 0o755, True), (3, 0o644, False), (0, 0o755, False)])
def test_a_file_is_executable_where_an_archive_of_unix_says_so(system: int, mode: int, expected: bool) -> None:  # noqa: FBT001
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        entry = ZipInfo("run")
        entry.create_system, entry.external_attr = system, mode << 16
        archive.writestr(entry, b"x")
    assert [each.is_executable for each in read_archive(made.getvalue(), limit=1)] == [expected]
