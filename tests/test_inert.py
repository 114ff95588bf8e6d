"""Commands that are shown can be typed, whatever a folder is called."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.inert import inert, quote

NAMES = [
    b"caf\xe9",
    b"a b",
    b"it's",
    b"\xff\x41",
    b"\x80",
    "a\u200bb".encode(),
    b"a\nb",
    b"\x1b[31m",
    b"a\\b\xff",
    "Zo\u00eb".encode(),
]


def _taken(command: str, **more: str) -> bytes:
    """What bash prints of a command."""
    shell = ("bash", "--noprofile", "--norc", "-c", command)
    return subprocess.run(shell, capture_output=True, check=True, env={**os.environ, **more}).stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_shell_takes_the_word_that_is_meant(name: bytes) -> None:
    word = quote(os.fsdecode(name))
    assert inert(word) == word
    assert _taken(f"printf %s {word}") == name


@settings(deadline=None)
@given(st.lists(st.binary(max_size=9).map(lambda name: name.replace(b"\0", b"")), max_size=9))
def test_a_shell_takes_any_words(names: list[bytes]) -> None:
    words = " ".join(quote(os.fsdecode(name)) for name in names)
    assert inert(words) == words
    assert _taken(f"printf '%s\\0' '' {words}") == b"".join(name + b"\0" for name in [b"", *names])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
@pytest.mark.parametrize("name", NAMES)
def test_the_next_step_after_init_leads_into_the_folder(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / os.fsdecode(name)
    answers = ("--set", "project_name=Shop", "--set", "project_slug=shop", "--no-git")
    command = (sys.executable, "-m", "crispdm", "init", folder.name, *answers)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    (line,) = (each for each in done.stdout.splitlines() if each.startswith("Next: "))
    go, _, status = line.removeprefix("Next: ").rpartition(" && ")
    assert status == "crispdm status"
    assert _taken(f'cd {str(tmp_path)!r} && {go} && printf %s "$PWD"') == os.fsencode(folder)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can give a folder away")
def test_the_command_that_trusts_a_repository_can_be_typed(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    command = (sys.executable, "-m", "crispdm", "-C", str(folder))
    start = (*command, "init", ".", "--yes", "--set", "project_name=Shop", "--set", "project_slug=shop", "--git")
    folder.mkdir()
    subprocess.run(start, capture_output=True, check=True)
    for path in (folder, folder / ".git"):
        os.chown(path, 12345, 12345)
    done = subprocess.run((*command, "verify", "--base", "HEAD"), capture_output=True, text=True, check=False)
    said = " ".join(done.stderr.split())
    assert done.returncode == 3
    assert f"git config --global --add safe.directory {quote(str(folder))}" in said
