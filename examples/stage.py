"""The stage: prose, commands with their output, and files that people fill in, in the order in which they happen."""

import os
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 80
_FOR_EDITORS = "# yaml-language-server: "  # the first line that a template wrote, which people leave where it is
_PROGRAMS = {"python": (sys.executable,), "crispdm": (sys.executable, "-m", "crispdm")}


class Unexpected(Exception):
    """A command answered otherwise than the story needs."""


class Stage:
    """Where a story is played: people act in a folder, on a day, and the audience sees it.

    Args:
        folder: where they work; the story may change it.
        people: by their first names, as `Name <mail>`.
        console: where the audience looks.
    """

    def __init__(self, folder: Path, people: Mapping[str, str], console: Console) -> None:
        self.folder = folder
        self.today = date.min
        self._people = people
        self._console = console
        self._seen: set[str] = set()

    def heading(self, title: str) -> None:
        """A new chapter."""
        self._print("")
        self._print(title, "bold magenta")
        self._print("=" * len(title), "magenta")

    def tell(self, text: str) -> None:
        """A paragraph of the story; how it is broken into lines in the code does not matter."""
        self._print("")
        self._print(textwrap.fill(" ".join(text.split()), WIDTH, break_on_hyphens=False))

    def run(self, who: str, command: str, *, expect: int = 0) -> str:
        """Somebody types a command.

        Args:
            who: the first name.
            command: as in a shell, several joined by `&&`.
            expect: the exit code without which the story cannot go on.

        Returns:
            What was printed.

        Raises:
            Unexpected: another exit code.
        """
        said = ""
        for each in command.split(" && "):
            done = self._call(who, each)
            said += done.stdout + done.stderr
            if done.returncode != expect:
                raise Unexpected(f"{who} $ {each}: exit code {done.returncode}, where {expect} was expected\n{said}")
        self.show(who, command, said)
        return said

    def ask(self, who: str, command: str) -> str:
        """What a command prints, unseen and whatever its exit code: for what the story itself needs to know."""
        return self._call(who, command).stdout

    def show(self, who: str, command: str, said: str) -> None:
        """A command and what it said."""
        self._print("")
        self._print(f"{who} $ {command}", "bold green")
        if said:
            self._print(said.rstrip("\n"))

    def write(self, who: str, file: str, text: str, *, doing: str = "fills in") -> None:
        """Somebody writes a file. The audience sees it, or, if it `changes` or was seen before, the lines that did."""
        path = self.folder / file
        doing = "changes" if file in self._seen else doing
        there = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        before = [*there, ""] if doing == "changes" else []
        kept = [f"{line}\n" for line in there[:1] if line.startswith(_FOR_EDITORS) and not text.startswith(line)]
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join([*kept, text]), encoding="utf-8")
        self._seen.add(file)
        self.excerpt(who, doing, file, (line for line in text.splitlines() if line not in before))

    def excerpt(self, who: str, doing: str, file: str, lines: Iterable[str]) -> None:
        """Some lines of a file that somebody works on."""
        self._print("")
        self._print(f"{who} {doing} {file}:", "bold cyan")
        for line in lines:
            self._print(f"    {line}".rstrip(), "cyan")

    def surroundings(self, who: str) -> dict[str, str]:
        """The environment of somebody's terminal: who they are, and which day it is, for crispdm and for git."""
        now, (name, _, address) = f"{self.today}T09:00:00+00:00", self._people[who].partition(" <")
        git = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", address.rstrip(">")), ("DATE", now))
        }
        return {"CRISPDM_USER": self._people[who], "CRISPDM_NOW": now, "COLUMNS": str(WIDTH), **git}

    def _call(self, who: str, command: str) -> subprocess.CompletedProcess[str]:
        program, *arguments = shlex.split(command)
        return subprocess.run(
            [*_PROGRAMS.get(program, (program,)), *arguments],
            cwd=self.folder,
            env={**os.environ, **self.surroundings(who)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _print(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style), soft_wrap=True)


def percent(share: float, digits: int = 0, *, signed: bool = False) -> str:
    """`10 %`, `-27 %`."""
    return f"{100 * share:{'+' if signed else ''}.{digits}f} %"


def spoken(day: date) -> str:
    """`Monday 16 November`."""
    return f"{day:%A} {day.day} {day:%B}"
