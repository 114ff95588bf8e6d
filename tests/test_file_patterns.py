"""Which files a pattern finds."""

from pathlib import Path

import pytest

from crispdm.file_patterns import glob_inside


@pytest.mark.parametrize("pattern", ["**/x", "**/**/x", "**/**/**/x", "./**//x"])
def test_any_depth_that_is_named_twice_finds_each_file_once(tmp_path: Path, pattern: str) -> None:
    for folder in ("d/e", "f"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("x", "d/x", "d/e/x", "f/x", "f/y"):
        (tmp_path / name).write_text("")
    assert glob_inside(tmp_path.resolve(), "", pattern) == ["d/e/x", "d/x", "f/x", "x"]


@pytest.mark.parametrize("pattern", ["", "./", "a**", "a**/x", "x/**b", "**/***"])
def test_what_is_not_a_pattern_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it holds the pattern and no words
        glob_inside(tmp_path.resolve(), "", pattern)


@pytest.mark.parametrize("base", ["d", "d/", "./d", "f/../d"])
def test_a_pattern_starts_in_its_folder(tmp_path: Path, base: str) -> None:
    for folder in ("d", "f"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x").write_text("")
    assert glob_inside(tmp_path.resolve(), base, "*") == ["d/x"]
