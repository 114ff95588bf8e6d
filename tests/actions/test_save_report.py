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
def two_iterations(tmp_path: Path) -> Path:
    return histories.write(tmp_path / "two_iterations", histories.two_iterations())


def _file(run: Run, project: Path, *arguments: str) -> tuple[int, str]:
    answer = run("report", *arguments, cwd=project)
    return answer.code, " ".join((answer.out + answer.err).split())


def test_it_is_written_to_a_file_and_over_an_older_report(run: Run, two_iterations: Path) -> None:
    code, text = _file(run, two_iterations, "-o", "out.html")
    assert (code, "Wrote out.html" in text) == (0, True)
    first = (two_iterations / "out.html").read_text()
    assert faults(first) == []
    (two_iterations / "out.html").write_text(first.replace("listings", "an older one"))
    assert _file(run, two_iterations, "-o", "out.html")[0] == 0
    assert (two_iterations / "out.html").read_text() == first


def test_no_other_file_is_written_over(run: Run, two_iterations: Path) -> None:
    theirs = two_iterations / "page.html"
    theirs.write_text("<!doctype html><p>mine</p>")
    code, text = _file(run, two_iterations, "-o", "page.html")
    assert (code, theirs.read_text()) == (2, "<!doctype html><p>mine</p>")
    assert "is not a report; nothing was written" in text
    assert "--force" in text
    assert _file(run, two_iterations, "-o", "page.html", "--force")[0] == 0
    assert faults(theirs.read_text()) == []
    assert _file(run, two_iterations, "-o", ".")[0] == 2, "a folder"
    assert _file(run, two_iterations, "-o", "no/such/folder/x.html")[0] == 2
    assert _file(run, two_iterations, "-o", ".", "--force")[0] == 2
    assert {path.name for path in two_iterations.iterdir()} == {".crispdm", "crispdm.yaml", "page.html"}, (
        "nothing half written"
    )


def test_what_is_no_file_is_written_into_and_an_empty_file_is_free(run: Run, two_iterations: Path) -> None:
    """A device must never be replaced, whoever runs it."""
    for arguments in ((), ("--force",)):
        assert _file(run, two_iterations, "-o", "/dev/null", *arguments)[0] == 0
        assert Path("/dev/null").is_char_device()
    os.mkfifo(two_iterations / "pipe")
    with subprocess.Popen(["cat", two_iterations / "pipe"], stdout=subprocess.PIPE) as reader:
        assert _file(run, two_iterations, "-o", "pipe")[0] == 0
        assert reader.communicate()[0].startswith(b"<!doctype html>")
    (two_iterations / "empty").touch()
    assert _file(run, two_iterations, "-o", "empty")[0] == 0
    assert (two_iterations / "empty").read_text().startswith("<!doctype html>")


def test_a_link_is_followed_and_the_folder_of_minus_c_is_where_the_file_goes(
    run: Run, two_iterations: Path, tmp_path: Path
) -> None:
    (two_iterations / "real.html").touch()
    (tmp_path / "link.html").symlink_to(two_iterations / "real.html")
    assert run("-C", two_iterations, "report", "-o", tmp_path / "link.html", cwd=tmp_path).code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (two_iterations / "real.html").stat().st_mode & 0o777 == 0o666 & ~_umask()
    assert run("-C", two_iterations, "report", "-o", "there.html", cwd=tmp_path).code == 0
    assert (two_iterations / "there.html").exists()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_into_a_pipe_it_goes_by_itself(run: Run, two_iterations: Path) -> None:
    assert run("report", cwd=two_iterations).out.startswith("<!doctype html>")
    assert not (two_iterations / "report.html").exists()


def test_on_a_terminal_it_goes_into_a_file(two_iterations: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-m", "crispdm", "report"], cwd=two_iterations, stdout=theirs, check=False)
    os.close(theirs)
    seen = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "Wrote report.html" in seen
    assert (two_iterations / "report.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
def test_nothing_is_made_through_a_link_to_nothing(
    run: Run, two_iterations: Path, tmp_path: Path, force: list[str]
) -> None:
    (two_iterations / "out.html").symlink_to(tmp_path / "profile")
    code, text = _file(run, two_iterations, "-o", "out.html", *force)
    assert (code, (tmp_path / "profile").exists()) == (2, False)
    assert "is a broken link; nothing was written" in text


def test_a_pipe_that_nobody_reads_is_not_waited_for(run: Run, two_iterations: Path) -> None:
    os.mkfifo(two_iterations / "report.html")
    code, text = _file(run, two_iterations, "-o", "report.html")
    assert code == 2
    assert "report.html cannot be written: " in text
