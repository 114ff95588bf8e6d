"""What is read of an archive, to a bound."""

import io
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest

from crispdm import archives
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
    with pytest.raises(BadArchive, match="larger than the limit"):
        [*read_archive(archive, limit=99)]


@pytest.mark.parametrize(
    ("system", "mode", "expected"), [(3, 0o755, True), (3, 0o644, False), (3, 0o645, False), (0, 0o755, False)]
)
def test_a_file_is_executable_where_an_archive_of_unix_says_so(system: int, mode: int, expected: bool) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        entry = ZipInfo("run")
        entry.create_system, entry.external_attr = system, mode << 16
        archive.writestr(entry, b"x")
    assert [each.is_executable for each in read_archive(made.getvalue(), limit=1)] == [expected]


@pytest.mark.parametrize("name", ["../a", "/a", "a//b", "./a", "a/../b", "a\\b", "x" * 4097])
def test_a_path_that_is_not_plain_is_refused(name: str) -> None:
    with pytest.raises(BadArchive, match="is not the path of a file"):
        [*read_archive(_archive(**{name: 1}), limit=100)]


@pytest.mark.parametrize(("method", "is_read"), [(ZIP_STORED, True), (ZIP_BZIP2, False), (ZIP_LZMA, False)])
def test_what_is_packed_in_a_way_that_knows_no_bound_is_refused(method: int, is_read: bool) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w", method) as archive:
        archive.writestr("a", b"x")
    if is_read:
        assert [each.data for each in read_archive(made.getvalue(), limit=1)] == [b"x"]
        return
    with pytest.raises(BadArchive, match="only stored and deflated files are read"):
        [*read_archive(made.getvalue(), limit=1)]


def test_a_list_of_entries_is_read_to_a_bound_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = _archive(a=1, b=1, c=1)
    monkeypatch.setattr(archives, "_ENTRIES", 3)
    assert len([*read_archive(archive, limit=3)]) == 3
    monkeypatch.setattr(archives, "_ENTRIES", 2)
    with pytest.raises(BadArchive, match="3 entries; the limit is 2"):
        [*read_archive(archive, limit=3)]
    monkeypatch.setattr(archives, "_DIRECTORY", 10)
    with pytest.raises(BadArchive, match="too many entries"):
        [*read_archive(archive, limit=3)]
