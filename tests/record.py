"""Record a session and a report as the pictures in the README: `python -m tests.record`. Needs Chromium."""

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.support.arguments import parser
from tests.support.command_line import Answer
from tests.support.days import Morning, mornings

PICTURE = Path(__file__).parents[1] / ".github" / "session.svg"
REPORT = PICTURE.with_name("report.png")
SESSION = (("status",), ("advance",))
_COLUMNS = 80
# What Rich asks of a web server, which a picture in a README does not get, is left out.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def recorded(morning: Morning) -> str:
    """The session of one morning on a terminal in colour, as SVG."""
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), legacy_windows=False)
    for arguments in SESSION:
        console.print(Text.assemble(("$ ", "dim"), (f"crispdm {' '.join(arguments)}", "bold")))
        console.print(Text.from_ansi(_on_terminal(morning, arguments)), end="")
        console.print()
    return _FONT_FACE.sub(
        "", console.export_svg(title=f"{morning.project.name}, as the team sees it", unique_id="session")
    )


def texts(svg: str) -> list[str]:
    """What the picture says; how it is drawn may differ from one version of Rich to the next."""
    return re.findall(r"<text [^>]*>([^<]*)</text>", svg)


def _on_terminal(morning: Morning, arguments: tuple[str, ...]) -> str:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(_COLUMNS), "CRISPDM_NOW": morning.now}
    environment |= {"CRISPDM_USER": "Bo Lind <bo@example.com>", "COLORTERM": ""}
    for name in ("NO_COLOR", "FORCE_COLOR"):
        environment.pop(name, None)
    command = (sys.executable, "-m", "crispdm", *arguments)
    written = b""
    with subprocess.Popen(command, cwd=morning.project, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        try:
            while part := os.read(ours, 1 << 16):
                written += part
        except OSError:  # how Linux says that the other side has closed
            pass
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def _run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Answer:
    command = (sys.executable, "-m", "crispdm", *map(str, arguments))
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def photograph(morning: Morning, folder: Path) -> None:
    """Take a picture of the first screen of the report."""
    page = folder / "report.html"
    answer = _run("report", "-o", str(page), cwd=morning.project, CRISPDM_NOW=morning.now)
    assert answer.code == 0, answer.err
    quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
    size = ("--window-size=1280,860", f"--user-data-dir={folder / 'chromium'}", f"--screenshot={REPORT}")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", *quiet, *size, page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    """Write the pictures."""
    parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        morning = next(each for each in mornings(_run, Path(folder)) if each.name.startswith("3"))
        PICTURE.write_text(recorded(morning))
        photograph(morning, Path(folder))


if __name__ == "__main__":
    main()
