"""The command line as a test runs it, in this process, and what it answers."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from crispdm.cli.app import app

ANA = "Ana Roy <ana@example.com>"
NOW = "2026-11-24T09:00:00+00:00"


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


def run_here(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Answer:
    """Run a command line in this process: `run_here("status", cwd=project)`."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        if cwd is not None:
            patch.chdir(cwd)
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        try:
            app([str(each) for each in arguments], prog_name="crispdm")
        except SystemExit as end:
            return Answer(end.code if isinstance(end.code, int) else 0, out.getvalue(), err.getvalue())
    raise AssertionError("the command line always ends with an exit code")
