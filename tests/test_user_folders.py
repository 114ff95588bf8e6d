"""Where the user's own files lie: as XDG says, and at home whatever else a variable holds."""

import pwd
import sys
from pathlib import Path

import pytest

from crispdm import user_folders
from crispdm.actions import consent
from crispdm.errors import CrispdmError
from crispdm.scaffold.user_config import UserConfig, read_user_config
from tests.support.command_line import Run

FOLDERS = {
    "XDG_CONFIG_HOME": (user_folders.config, ".config"),
    "XDG_CACHE_HOME": (user_folders.cache, ".cache"),
    "XDG_STATE_HOME": (user_folders.state, ".local/state"),
}
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have places of their own")


@pytest.mark.parametrize("variable", FOLDERS)
def test_an_absolute_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert FOLDERS[variable][0]() == tmp_path / "crispdm"


@on_linux
@pytest.mark.parametrize("value", [None, "", "relative", "~", "~nobody", "~/x"])
@pytest.mark.parametrize("variable", FOLDERS)
def test_anything_else_is_ignored(monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None) -> None:
    if value is not None:
        monkeypatch.setenv(variable, value)
    folder, place = FOLDERS[variable]
    assert folder() == Path.home() / place / "crispdm"


@pytest.mark.parametrize("value", ["~nobody", "relative", "/dev/null", "/nowhere"])
def test_no_value_keeps_a_project_from_being_created(tmp_path: Path, run: Run, value: str) -> None:
    answer = run("init", "shop", "--yes", cwd=tmp_path, XDG_CONFIG_HOME=value)
    assert (answer.code, answer.err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


@on_linux
def test_without_a_home_directory_nothing_is_known_or_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    with monkeypatch.context() as patch:
        patch.delenv("HOME")
        patch.setattr(pwd, "getpwuid", unknown)
        assert [folder() for folder, _ in FOLDERS.values()] == [None, None, None]
        assert read_user_config(None) == UserConfig()
        assert not consent.is_given(tmp_path, [])
        with pytest.raises(CrispdmError, match="there is no home directory"):
            consent.remember(tmp_path, [])
