"""Where `report` writes its page: into a pipe, into a file of its own, and over no other file."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import histories
from tests.support.command_line import Run
from tests.support.pages import faults


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return histories.write(tmp_path / "told", histories.told())


def _file(run: Run, project: Path, *arguments: str) -> tuple[int, str]:
    answer = run("report", *arguments, cwd=project)
    return answer.code, " ".join((answer.out + answer.err).split())


def test_it_is_written_to_a_file_and_over_an_older_report(run: Run, told: Path) -> None:
    code, text = _file(run, told, "-o", "out.html")
    assert (code, "Wrote out.html" in text) == (0, True)
    first = (told / "out.html").read_text()
    assert faults(first) == []
    (told / "out.html").write_text(first.replace("listings", "an older one"))
    assert _file(run, told, "-o", "out.html")[0] == 0
    assert (told / "out.html").read_text() == first


def test_no_other_file_is_written_over(run: Run, told: Path) -> None:
    theirs = told / "page.html"
    theirs.write_text("<!doctype html><p>mine</p>")
    code, text = _file(run, told, "-o", "page.html")
    assert (code, theirs.read_text()) == (2, "<!doctype html><p>mine</p>")
    assert "is not a report; nothing was written" in text
    assert "--force" in text
    assert _file(run, told, "-o", "page.html", "--force")[0] == 0
    assert faults(theirs.read_text()) == []
    assert _file(run, told, "-o", ".")[0] == 2, "a folder"
    assert _file(run, told, "-o", "no/such/folder/x.html")[0] == 2
    assert _file(run, told, "-o", ".", "--force")[0] == 2
    assert {path.name for path in told.iterdir()} == {".crispdm", "crispdm.yaml", "page.html"}, "nothing half written"


def test_what_is_no_file_is_written_into_and_an_empty_file_is_free(run: Run, told: Path) -> None:
    """A device must never be replaced, whoever runs it."""
    for arguments in ((), ("--force",)):
        assert _file(run, told, "-o", "/dev/null", *arguments)[0] == 0
        assert Path("/dev/null").is_char_device()
    os.mkfifo(told / "pipe")
    with subprocess.Popen(["cat", told / "pipe"], stdout=subprocess.PIPE) as reader:
        assert _file(run, told, "-o", "pipe")[0] == 0
        assert reader.communicate()[0].startswith(b"<!doctype html>")
    (told / "empty").touch()
    assert _file(run, told, "-o", "empty")[0] == 0
    assert (told / "empty").read_text().startswith("<!doctype html>")


def test_a_link_is_followed_and_the_folder_of_minus_c_is_where_the_file_goes(
    run: Run, told: Path, tmp_path: Path
) -> None:
    (told / "real.html").touch()
    (tmp_path / "link.html").symlink_to(told / "real.html")
    assert run("-C", told, "report", "-o", tmp_path / "link.html", cwd=tmp_path).code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (told / "real.html").stat().st_mode & 0o777 == 0o666 & ~_umask()
    assert run("-C", told, "report", "-o", "there.html", cwd=tmp_path).code == 0
    assert (told / "there.html").exists()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_into_a_pipe_it_goes_by_itself(run: Run, told: Path) -> None:
    assert run("report", cwd=told).out.startswith("<!doctype html>")
    assert not (told / "report.html").exists()


def test_on_a_terminal_it_goes_into_a_file(told: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-m", "crispdm", "report"], cwd=told, stdout=theirs, check=False)
    os.close(theirs)
    seen = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "Wrote report.html" in seen
    assert (told / "report.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
def test_nothing_is_made_through_a_link_to_nothing(run: Run, told: Path, tmp_path: Path, force: list[str]) -> None:
    (told / "out.html").symlink_to(tmp_path / "profile")
    code, text = _file(run, told, "-o", "out.html", *force)
    assert (code, (tmp_path / "profile").exists()) == (2, False)
    assert "is a link to nothing; nothing was written" in text


def test_a_pipe_that_nobody_reads_is_not_waited_for(run: Run, told: Path) -> None:
    os.mkfifo(told / "report.html")
    code, text = _file(run, told, "-o", "report.html")
    assert code == 2
    assert "report.html cannot be written: " in text
