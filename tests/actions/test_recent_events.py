"""What happened since the last standup, whatever clocks say."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from tests.support.command_line import Run


def _note(project: Path, text: str, at: str) -> None:
    store.append(project, lambda _: [Noted(text=text)], at=at, by="Bo <bo@example.com>")


def _status(run: Run, project: Path, day: str) -> Mapping[str, Any]:
    answer = run("status", "--format", "json", cwd=project, CRISPDM_NOW=f"{day}T09:00:00+00:00")
    assert answer.code == 0, answer.err
    return dict(json.loads(answer.out))


def _read_out(found: Mapping[str, Any]) -> list[str]:
    return [event["text"] for event in found["events"] if event["event"] == "noted"]


def test_an_event_of_2099_is_not_read_out_every_day(run: Run, project: Path) -> None:
    _note(project, "from the future", "2099-01-01T00:00:00Z")
    for day in ("2026-11-24", "2026-11-25", "2027-03-01"):
        found = _status(run, project, day)
        assert _read_out(found) == []
        assert "1 event dated in the future, up to 1 January 2099" in found["warnings"][0]
    assert "from the future" in run("log", cwd=project).out


@pytest.mark.parametrize("between", [0, 2])
def test_it_is_read_out_once_when_another_event_follows_it(run: Run, project: Path, between: int) -> None:
    for number in range(1 + between):
        _note(project, f"from the future {number}", f"20{99 - number}-01-01T00:00:00Z")
    _note(project, "the next day", "2026-11-25T08:00:00Z")
    said = {f"from the future {number}" for number in range(1 + between)} | {"the next day"}
    for day, texts in (("2026-11-25", said), ("2026-11-26", said), ("2026-11-27", set())):
        found = _status(run, project, day)
        assert {*_read_out(found)} == texts, day
        assert found["warnings"] == []


def test_one_of_tomorrow_is_read_out_tomorrow(run: Run, project: Path) -> None:
    """Two clocks around midnight."""
    _note(project, "early", "2026-11-25T00:10:00Z")
    assert [_read_out(_status(run, project, f"2026-11-{day}")) for day in (24, 25, 26, 27)] == [
        *([], ["early"], ["early"], [])
    ]
