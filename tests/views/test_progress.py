"""How far it is, on a terminal, after a second without a word."""

import io

import pytest

from crispdm.views.text.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands where the test puts it."""
    monkeypatch.setenv("TERM", "xterm")
    now = [0.0]
    monkeypatch.setattr("crispdm.views.text.progress.time.monotonic", lambda: now[0])
    return now


def _run(stream: io.StringIO, clock: list[float], *seconds: float) -> str:
    with Progress(stream) as progress:
        for second in seconds:
            clock[0] = second
            if progress.is_due:
                progress.show(f"at {second}")
    return stream.getvalue()


def test_what_is_quick_says_nothing(clock: list[float]) -> None:
    assert _run(Terminal(), clock, 0.1, 0.5, 0.99) == ""


def test_what_takes_longer_is_told_now_and_then_and_taken_away(clock: list[float]) -> None:
    seen = _run(Terminal(), clock, 0.5, 1.0, 1.05, 1.2)
    assert seen == "\r\x1b[Kat 1.0\r\x1b[Kat 1.2\r\x1b[K"


def test_into_a_pipe_or_a_terminal_that_cannot_clear_nothing_is_said(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _run(io.StringIO(), clock, 5.0) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert _run(Terminal(), clock, 6.0) == ""


def test_an_interrupted_line_is_taken_away_too(clock: list[float]) -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt):
        _interrupted(stream, clock)
    assert stream.getvalue().endswith("\r\x1b[K")


def _interrupted(stream: io.StringIO, clock: list[float]) -> None:
    with Progress(stream) as progress:
        clock[0] = 2.0
        progress.show("half way")
        raise KeyboardInterrupt
