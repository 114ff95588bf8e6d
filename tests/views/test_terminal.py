"""How an answer degrades: 60 columns, no colour, ASCII; and what shows while something takes long."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from crispdm.gate.evidence import Evidence
from crispdm.views.text.progress import Reading
from crispdm.views.text.terminal import PLAIN
from tests.record import PICTURE, recorded, texts
from tests.support import story
from tests.support.command_line import Run
from tests.support.days import mornings


def _shown(project: Path, *arguments: str, **environment: str) -> bytes:
    """What a command writes on a terminal."""
    ours, theirs = pty.openpty()
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    command = (sys.executable, "-m", "crispdm", *arguments)
    written = b""
    with subprocess.Popen(command, cwd=project, stdout=theirs, stderr=theirs, env=surroundings):
        os.close(theirs)
        try:
            while part := os.read(ours, 1 << 16):
                written += part
        except OSError:  # how Linux says that the other side has closed
            pass
    os.close(ours)
    return written.replace(b"\r\n", b"\n")


def test_on_a_terminal_of_60_columns_every_line_fits(run: Run, project: Path) -> None:
    assert run("block", "image bucket", "--owner", "Gil of team Media", cwd=project).code == 0
    for width in (60, 80):
        said = _shown(project, "status", COLUMNS=str(width), NO_COLOR="1").decode()
        assert max(map(len, said.splitlines())) <= width
        words = said.split()
    assert words == run("status", cwd=project).out.split()


def test_a_pipe_is_as_wide_as_the_user_says(run: Run, project: Path) -> None:
    narrow, wide = (run("status", cwd=project, COLUMNS=str(width)).out for width in (50, 200))
    assert max(map(len, narrow.splitlines())) <= 50
    assert 80 < max(map(len, wide.splitlines())) <= 200
    assert narrow.split() == wide.split()


@pytest.mark.parametrize("width", [40, 50, 60, 80])
def test_no_name_of_a_file_breaks_where_the_terminal_ends(run: Run, tmp_path: Path, width: int) -> None:
    created = run("init", "p", "--yes", cwd=tmp_path, COLUMNS=str(width)).out.splitlines()
    assert {"objective.yaml", "__init__.py"} <= {word for line in created for word in line.split()}
    assert max(map(len, created)) <= width


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colour_no_escape_is_written(project: Path, environment: dict[str, str]) -> None:
    assert b"\x1b" in _shown(project, "status")
    assert b"\x1b" not in _shown(project, "status", **environment)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PYTHONIOENCODING": "ascii"}, b'Zoe says: "gut..." - 1,5 \\u2603'),
        ({"LC_ALL": "C"}, b'Zoe says: "gut..." - 1,5 \\u2603'),
        ({"LC_ALL": "POSIX", "TERM": "dumb"}, b'Zoe says: "gut..." - 1,5 \\u2603'),
        ({"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": ""}, "Zoë says: „gut…“ \u2013 1,5 ☃".encode()),
    ],
)
def test_where_only_ascii_is_known_letters_lose_their_accents(
    run: Run, project: Path, environment: dict[str, str], said: bytes
) -> None:
    assert run("note", "„gut…“ \u2013 1,5 ☃", cwd=project, CRISPDM_USER="Zoë").code == 0
    surroundings = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))},
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-m", "crispdm", "status"], cwd=project, env=surroundings, capture_output=True, check=True
    )
    assert said in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoë Müller", "Zoe Muller"),
        ("gut\u2026 \u201cso\u201d \u2018so\u2019 1\u20132 \u22125", "gut... \"so\" 'so' 1-2 -5"),
        ("\u2603 \u0141", "\\u2603 \\u0141"),
        ("½ ² ﬁ", "1\\u20442 2 fi"),
        ("\U0001f600", "\\U0001f600"),
    ],
)
def test_a_character_becomes_what_looks_like_it(text: str, plain: str) -> None:
    assert text.encode("ascii", errors=PLAIN).decode() == plain
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", errors=PLAIN)


class _Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


class _Clock:
    """Time that passes as a test says."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_progress_shows_after_a_second_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = _Clock(), _Terminal()
    monkeypatch.setattr("crispdm.views.text.progress.time.monotonic", clock)
    monkeypatch.setenv("TERM", "xterm")
    progress = Reading(stream)
    for done in (1, 20, 40):
        progress("data/a\x1bb.csv", done, 100)
    assert stream.getvalue() == ""
    clock.now += 1.5
    progress("data/a\x1bb.csv", 50, 100)
    progress("data/a\x1bb.csv", 50, 100)
    assert stream.getvalue() == "\r\x1b[Kreading a\\x1bb.csv: 50 %"
    progress("data/a\x1bb.csv", 100, 100)
    assert stream.getvalue().endswith("\r\x1b[K")
    progress("data/quick.csv", 100, 100)
    assert "quick" not in stream.getvalue()


def test_hashing_tells_how_far_it_has_come(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(b"x" * (5 << 17))
    told: list[tuple[str, int, int]] = []
    evidence = Evidence(tmp_path, "", watch=lambda *seen: told.append(seen))
    assert evidence.sha256("/table.csv") == Evidence(tmp_path, "").sha256("/table.csv")
    assert told == [("table.csv", done << 17, 5 << 17) for done in (2, 4, 5)]


def test_progress_is_for_a_terminal_alone(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With patience at its end, `check` of a large table shows it on a terminal, and not in a pipe."""
    story.write_everything(project)
    monkeypatch.setattr("crispdm.views.text.progress._FIRST_AFTER", -1.0)
    with (project / "data" / "listings.csv").open("ab") as table:
        table.write(b"x\n" * (1 << 20))
    assert run("check", "data_preparation", cwd=project).err == ""
    monkeypatch.setattr(io, "StringIO", _Terminal)
    answer = run("check", "data_preparation", cwd=project, TERM="xterm", NO_COLOR="1")
    assert "reading listings.csv: 12 %" in answer.err
    assert answer.err.endswith("\r\x1b[K")
    assert run("check", "data_preparation", cwd=project, TERM="dumb").err == ""


@pytest.mark.slow
@pytest.mark.skipif(not PICTURE.exists(), reason="the picture belongs to the repository, not to what is built from it")
def test_the_picture_in_the_readme_is_current(run: Run, tmp_path: Path) -> None:
    morning = next(each for each in mornings(run, tmp_path) if each.name.startswith("3"))
    assert texts(PICTURE.read_text()) == texts(recorded(morning)), "python -m tests.record draws it anew"
    assert "@font-face" not in PICTURE.read_text(), "nothing in it is fetched from elsewhere"
    readme = (PICTURE.parents[1] / "README.md").read_text()
    assert f"({PICTURE.relative_to(PICTURE.parents[1])})" in readme
