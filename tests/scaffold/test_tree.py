"""No tree that could do harm, or could not stand on somebody's disk, is written."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.errors import CrispdmError
from crispdm.scaffold.apply import apply
from crispdm.scaffold.tree import File, checked

SAFE = [
    "a",
    "a/b/c.txt",
    ".gitignore",
    ".gitattributes",
    ".github/workflows/x.yml",
    "git",
    "a.git/b",
    "...a",
    "..a/b..c",
    "with space/and-more_(1)+2=3,@~#%&'[]{}!$^;`.txt",
    "año/日本/🙂.md",
]
UNSAFE = {
    "nothing": "",
    "the folder above": "..",
    "out of the project": "../a",
    "out of the project, from within": "a/../../b",
    "back to the root": "a/..",
    "the folder itself": ".",
    "the folder itself, within": "a/./b",
    "absolute": "/etc/passwd",
    "two slashes": "a//b",
    "a slash at the end": "a/",
    "git's folder": ".git/hooks/post-checkout",
    "git's folder, within": "a/.git/config",
    "git's folder as a file": ".git",
    "git's folder in capitals": ".GIT/config",
    "git's folder in both": "a/.Git/config",
    "git's folder with what some file systems leave out": ".g\u200cit/config",
    "backslash": "a\\b",
    "out by backslash": "..\\b",
    "a drive": "C:/b",
    "a stream of NTFS": "a:b",
    "a wildcard": "a*",
    "a question mark": "a?",
    "a quote": 'a"b',
    "an arrow": "a>b",
    "a pipe": "a|b",
    "NUL": "a\0b",
    "newline": "a\nb",
    "tab": "a\tb",
    "escape": "a\x1b[2Jb",
    "DEL": "a\x7fb",
    "right to left": "a\u202etxt.exe",
    "a line separator": "a\u2028b",
    "half a character": "a\udcffb",
    "a dot at the end": "a.",
    "dots at the end": "a...",
    "a dot at the end of a folder": "a./b",
    "a blank at the end": "a ",
    "a blank at the end of a folder": "a /b",
    "a blank": " ",
}
TWINS = {
    "the same twice": ["a", "a"],
    "the same twice, within": ["a/b", "a/b"],
    "case": ["Readme", "README"],
    "case of a folder": ["docs/a", "Docs/b"],
    "case of a folder further down": ["x/docs/a", "x/Docs/b"],
    "sharp s": ["straße", "STRASSE"],
    "normal form": ["caf\u00e9", "cafe\u0301"],
    "normal form of a folder": ["caf\u00e9/a", "cafe\u0301/b"],
    "normal form and case": ["CAF\u00c9", "cafe\u0301"],
    "a file where a folder must be": ["a", "a/b"],
    "a file where a folder must be, others between": ["a", "a-b", "a/b"],
    "a file where a folder must be, further down": ["x/a", "x/a/b/c"],
    "a file where a folder of another case must be": ["A", "a/b"],
    "a folder where a file of another case must be": ["A/b", "a"],
    "a file where a folder of another form must be": ["cafe\u0301", "caf\u00e9/b"],
}


def files(*paths: str) -> list[File]:
    return [File(path, b"") for path in paths]


@pytest.mark.parametrize("path", SAFE)
def test_a_plain_path_is_taken(path: str) -> None:
    assert checked(files(path))[0].path == path


@pytest.mark.parametrize("path", UNSAFE.values(), ids=UNSAFE)
def test_a_path_that_is_not_safe_is_refused(path: str) -> None:
    with pytest.raises(CrispdmError, match="not safe; nothing was written"):
        checked(files("fine", path))


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("paths", TWINS.values(), ids=TWINS)
def test_two_paths_that_cannot_stand_side_by_side_are_refused(paths: list[str], *, backwards: bool) -> None:
    with pytest.raises(CrispdmError, match=r"makes both .* and .*; nothing was written"):
        checked(files(*(reversed(paths) if backwards else paths)))


def test_files_that_share_their_folders_are_no_twins() -> None:
    paths = ["a/b/c", "a/b/d", "a/e", "ab", "a-b/c", "b/a"]
    assert [file.path for file in checked(files(*paths))] == sorted(paths)


PARTS = st.sampled_from(["a", "A", "b", "ß", "ss", "caf\u00e9", "cafe\u0301", ".git", "..", "", "/"])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)


@settings(deadline=None)
@given(st.lists(PATHS, max_size=5))
def test_a_tree_that_is_taken_can_be_written_and_nothing_lies_outside(
    tmp_path_factory: pytest.TempPathFactory, paths: list[str]
) -> None:
    try:
        tree = checked(files(*paths))
    except CrispdmError:
        return
    around = tmp_path_factory.mktemp("around")
    if tree:
        apply(around / "target", tree, lambda folder: folder)
    written = (path for path in around.rglob("*") if path.is_file())
    assert sorted(str(path.relative_to(around / "target")) for path in written) == sorted(paths)


@pytest.mark.parametrize("data", [b"", b"text\n", b"a\r\nb\r\n", bytes(range(256)), "日本".encode(), b"x" * 100_000])
def test_the_id_of_a_file_is_that_of_git(data: bytes, tmp_path: Path) -> None:
    asked = ("git", "hash-object", "--stdin", "--no-filters")
    answer = subprocess.run(asked, input=data, capture_output=True, check=True, cwd=tmp_path)
    assert File("a", data).blob == answer.stdout.decode().strip()


@pytest.mark.parametrize(
    ("data", "text"), [(b"", ""), ("é\r\n".encode(), "é\r\n"), (b"caf\xe9", None), (b"a\0b", None)], ids=repr
)
def test_text_is_what_is_utf8_without_nul(data: bytes, text: str | None) -> None:
    assert File("a", data).text == text
