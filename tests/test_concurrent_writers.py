"""Many writers at once, and writers that are killed."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from crispdm.lifecycle import statefile
from crispdm.lifecycle.events import Noted
from tests.builders import history, record

_WRITER = """\
import sys
from pathlib import Path
from crispdm.lifecycle import statefile
from crispdm.lifecycle.events import Noted

root, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.read(1)
for number in range(times):
    event = Noted(text=f"{name}-{number}")
    (written,) = statefile.append(root, lambda _: [event], at="2026-11-24T09:00:00Z", by=name)
    print(written.id, flush=True)
"""


def _start(root: Path, name: int, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(root), str(name), str(times)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _go(writers: list[subprocess.Popen[str]]) -> None:
    """All at once: each waits for a byte."""
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("!")
        writer.stdin.flush()


def test_eight_writers_at_once_lose_nothing_and_each_sees_all_before_it(tmp_path: Path) -> None:
    writers = [_start(tmp_path, name, 15) for name in range(8)]
    _go(writers)
    answers = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 8
    events = history(tmp_path)
    assert {event.text for event in events if isinstance(event, Noted)} == {
        f"{a}-{b}" for a in range(8) for b in range(15)
    }
    assert sorted(event.id for event in events) == sorted(name for answer in answers for name in answer)
    assert [event.after for event in events] == [(), *((event.id,) for event in events[:-1])]
    text = (tmp_path / statefile.PATH).read_bytes()
    assert text.count(statefile.HEADER) == 1
    assert len(text.splitlines()) == 121


def test_what_a_writer_was_told_is_recorded_is_there_after_it_was_killed(tmp_path: Path) -> None:
    writers = [_start(tmp_path, name, 10_000) for name in range(4)]
    _go(writers)
    told: set[str] = set()
    for rounds, writer in enumerate(writers, 1):
        assert writer.stdout
        told |= {writer.stdout.readline().strip() for _ in range(5 * rounds)}
        writer.send_signal(signal.SIGKILL)
        told |= set(filter(None, writer.communicate(timeout=60)[0].split("\n")[:-1]))
    (last,) = record(tmp_path, Noted(text="last"))
    lines = (tmp_path / statefile.PATH).read_text().splitlines()[1:]
    events = [json.loads(line[2:]) for line in lines]
    assert told <= {event["id"] for event in events}
    assert len(told) >= 50
    assert [event["after"] for event in events[1:]] == [[event["id"]] for event in events[:-1]]
    assert events[-1]["id"] == last.id
