"""A result as JSON comes in parts, which are together what it is as a whole."""

import json
from typing import Any

import pytest

from crispdm.eventlog.events import Noted
from crispdm.kept_json import to_builtins
from crispdm.lifecycle.state import replay
from crispdm.results.log import Log
from crispdm.views.json import encoding
from crispdm.views.json.encoding import dump, dump_in_parts
from tests.support.builders import advanced, put
from tests.support.oracle import PROCESS


@pytest.mark.parametrize("events", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("items", [1, 2, 1000])
def test_the_parts_are_the_whole(events: int, items: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_ITEMS", items)
    happened = [
        put(advanced("a", "b", facts={"x": {"y": [1, "é\n\u2028"]}})),
        *(put(Noted(text=f"{n}\n")) for n in range(4)),
    ]
    shown = tuple(replay(PROCESS, happened[:events]).events)
    parts: dict[str, Any] = {"events": shown, "titles": {}, "removed_blockers": {}, "pilots": (), "changed": ()}
    found = Log(project="é", team={"a": ()}, **parts)
    assert dump(found) == json.dumps(to_builtins(found), indent=2)


def test_no_part_holds_all_items() -> None:
    events = tuple(put(Noted(text="x" * 100)) for _ in range(5_000))
    found = Log(project="p", team={}, titles={}, events=events, removed_blockers={}, pilots=(), changed=())
    parts = [len(each) for each in dump_in_parts(found)]
    assert max(parts) < sum(parts) / 4
