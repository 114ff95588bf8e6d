"""`crispdm repair`: what is damaged is healed or set aside, and no event is lost."""

import json
import os
import stat
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.errors import Damaged
from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from crispdm.eventlog.repair import format_torn_end, repair_text
from crispdm.eventlog.store import HEADER, PATH
from crispdm.file_locks import locked
from crispdm.open_folder import Folder
from tests.support.builders import AT, NEW_STATE, history, line_of, notes, record, with_state
from tests.support.command_line import ANA, Run
from tests.support.effort import examples
from tests.support.repository import plain_project
from tests.support.state_lines import CHANGED, ONE, TWO

BOTH = NEW_STATE + ONE + TWO
BASE = b"||||||| base\n"


def marked(ours: bytes, theirs: bytes, *, size: int = 7, base: bytes | None = None) -> bytes:
    """A conflict as git leaves it, with diff3's part where there is a base."""
    middle = b"" if base is None else b"|" * size + b" base\n" + base
    return b"<" * size + b" HEAD\n" + ours + middle + b"=" * size + b"\n" + theirs + b">" * size + b" topic\n"


CASES: dict[str, tuple[bytes, bytes, list[str], list[bytes]]] = {
    # the file, what it becomes, what was done, what was set aside
    "nothing to do": (BOTH, BOTH, [], []),
    "an empty file": (b"", b"", [], []),
    "a comment of somebody's": (BOTH + b"# mine", BOTH + b"# mine", [], []),
    "a comment that holds an event": (NEW_STATE + b"# " + ONE + TWO, NEW_STATE + TWO, ["strange"], [b"# " + ONE]),
    "CR for each line end": (BOTH.replace(b"\n", b"\r"), b"", ["strange"], [BOTH.replace(b"\n", b"\r")[:-1] + b"\n"]),
    "markers": (NEW_STATE + marked(ONE, TWO), BOTH, ["marker"] * 3, []),
    "long markers": (NEW_STATE + marked(ONE, TWO, size=20), BOTH, ["marker"] * 3, []),
    "diff3": (NEW_STATE + marked(ONE, TWO, base=b""), BOTH, ["marker"] * 4, []),
    "diff3 with a base": (
        HEADER + marked(BOTH[len(HEADER) :], ONE, base=TWO),
        BOTH,
        ["marker"] * 2 + ["repeated"] + ["marker", "repeated", "marker"],
        [],
    ),
    "repeated": (BOTH + ONE + TWO, BOTH, ["repeated"] * 2, []),
    "a second header": (NEW_STATE + HEADER + ONE + TWO, BOTH, ["repeated"], []),
    "altered": (NEW_STATE + CHANGED + TWO, NEW_STATE + TWO, ["changed"], [CHANGED]),
    "a forged twin": (NEW_STATE + CHANGED + ONE + TWO, BOTH, ["changed"], [CHANGED]),
    "strange": (
        NEW_STATE + b"hello\n" + ONE + b"- \xff\xfe\n" + TWO,
        BOTH,
        ["strange"] * 2,
        [b"hello\n", b"- \xff\xfe\n"],
    ),
    "CR LF": (BOTH.replace(b"\n", b"\r\n"), BOTH, ["comment", *["event"] * 3], []),
    "a copy with CR LF beside": (BOTH + ONE.replace(b"\n", b"\r\n"), BOTH, ["repeated"], []),
    "torn": (BOTH + ONE[:40], BOTH, ["torn"], [ONE[:40] + b"\n"]),
    "a torn header": (HEADER[:9], b"", ["torn"], [HEADER[:9] + b"\n"]),
    "no newline at the end": (BOTH[:-1], BOTH, ["event"], []),
}


def aside(root: Path) -> list[bytes]:
    """What was set aside, as it stood."""
    path = root / ".crispdm" / "rejected.yaml"
    entries = yaml.safe_load(path.read_bytes()) if path.exists() else []
    return [(bytes.fromhex(each["hex"]) if "hex" in each else each["text"].encode()) + b"\n" for each in entries]


@pytest.mark.parametrize(("text", "healed", "done", "rejected"), CASES.values(), ids=CASES)
def test_each_fault_is_healed(  # noqa: PLR0913, PLR0917 - a table
    run: Run, tmp_path: Path, text: bytes, healed: bytes, done: list[str], rejected: list[bytes]
) -> None:
    root = with_state(plain_project(tmp_path / "shop").root, text)
    answer = run("repair", "--format", "json", cwd=root)
    assert (answer.code, answer.err) == (0, "")
    found = json.loads(answer.out)
    assert [each["kind"] for each in found["repairs"]] == done
    assert found["rejected"] == (".crispdm/rejected.yaml" if rejected else None)
    assert (root / PATH).read_bytes() == healed
    assert aside(root) == rejected
    again = run("repair", cwd=root)
    assert (again.code, again.out.startswith("Nothing to repair")) == (0, True)
    record(root, Noted(text="and on"))
    assert notes(history(root))[-1] == "and on"


def test_each_repair_is_reported_by_its_line(run: Run, tmp_path: Path) -> None:
    root = with_state(plain_project(tmp_path / "shop").root, NEW_STATE + marked(ONE, TWO) + CHANGED)
    assert run("advance", cwd=root).code == 3
    said = run("repair", cwd=root).out.splitlines()
    assert said[0] == "Repaired 4 lines of .crispdm/state.yaml."
    assert [line.split()[:2] for line in said[1:5]] == [["line", number] for number in ("3", "5", "7", "8")]
    assert any(line.startswith(".crispdm/rejected.yaml") for line in said[5:])
    assert said[-1] == "Next: run `crispdm verify`, then commit .crispdm/state.yaml"
    assert run("advance", cwd=root).code == 0


def test_what_was_repaired_is_not_said_to_have_lost_events(tmp_path: Path) -> None:
    record(with_state(tmp_path, NEW_STATE), Noted(text="more than what is left" * 99))
    root = with_state(tmp_path, NEW_STATE + CHANGED)
    assert store.load(root).is_doubtful
    store.repair(root, AT)
    assert not store.load(root).is_doubtful


def test_what_is_set_aside_is_added_to_what_was_before(run: Run, tmp_path: Path) -> None:
    root = plain_project(tmp_path / "shop").root
    for text in (b"one\n", b"two\n"):
        run("repair", cwd=with_state(root, NEW_STATE + text))
    assert aside(root) == [b"one\n", b"two\n"]


def test_an_event_of_a_later_version_is_left_alone(run: Run, tmp_path: Path) -> None:
    unknown = line_of({"after": [], "at": AT, "by": ANA, "event": "paused"}) + b"\n"
    root = with_state(plain_project(tmp_path / "shop").root, NEW_STATE + b"hello\n" + unknown)
    answer = run("repair", cwd=root)
    assert (answer.code, "state.yaml:4" in answer.err) == (3, True)
    assert (root / PATH).read_bytes() == NEW_STATE + b"hello\n" + unknown


def test_a_project_without_a_state_has_nothing_to_repair(run: Run, tmp_path: Path) -> None:
    root = plain_project(tmp_path / "shop").root
    assert run("repair", cwd=root).code == 0
    assert not (root / PATH).exists()


def test_it_keeps_the_mode_and_leaves_nothing_beside(run: Run, tmp_path: Path) -> None:
    root = with_state(plain_project(tmp_path / "shop").root, BOTH + ONE)
    (root / PATH).chmod(0o640)
    run("repair", cwd=root)
    assert stat.S_IMODE((root / PATH).stat().st_mode) == 0o640
    assert {path.name for path in (root / ".crispdm").iterdir()} == {
        *(".gitattributes", ".gitignore", "lock", "state.yaml"),
    }


def test_it_works_with_a_crispdm_yaml_that_is_wrong(run: Run, tmp_path: Path) -> None:
    """Both may carry conflict markers at once."""
    root = with_state(plain_project(tmp_path / "shop").root, NEW_STATE + marked(ONE, TWO))
    (root / "crispdm.yaml").write_text("<<<<<<< HEAD\n")
    assert run("repair", cwd=root).code == 0
    assert (root / PATH).read_bytes() == BOTH


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_fault_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with_state(tmp_path, BOTH + ONE)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, name, fail)
        with pytest.raises((Damaged, OSError), match="No space left"):
            store.repair(tmp_path, AT)
    assert (tmp_path / PATH).read_bytes() == BOTH + ONE
    assert not (tmp_path / ".crispdm" / "state.yaml.new").exists()


def test_a_file_that_git_replaced_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_state(tmp_path, BOTH + ONE)
    sync = os.fsync

    def replace(handle: int) -> None:
        sync(handle)
        (tmp_path / "other").write_bytes(NEW_STATE)
        (tmp_path / "other").replace(tmp_path / PATH)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", replace)
        with pytest.raises(Damaged, match="was replaced while"):
            store.repair(tmp_path, AT)
    assert (tmp_path / PATH).read_bytes() == NEW_STATE


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_a_torn_end_is_set_aside_with_its_line(lines: int) -> None:
    torn = b'- {"id": "torn'
    (entry,) = yaml.safe_load(format_torn_end(b"# a comment\n" * lines + torn, AT))
    assert (entry["line"], entry["text"]) == (lines + 1, torn.decode())


def test_it_waits_for_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_state(tmp_path, BOTH + ONE)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    held = pytest.raises(Damaged, match="another crispdm has held")
    with Folder(tmp_path / ".crispdm") as folder, locked(folder, ".crispdm", 1), held:
        store.repair(tmp_path, AT)


_PIECES = st.sampled_from(
    [ONE, TWO, CHANGED, HEADER, b"<<<<<<< a\n", b"=======\n", b"|||||||\n", b">>>>>>> b\n", b"\n", b"# c\n"]
)
_JUNK = st.binary(max_size=12).map(lambda text: text.replace(b"\n", b"") + b"\n")


@given(st.lists(_PIECES | _JUNK, max_size=12), st.booleans(), st.integers(0, 30))
@settings(max_examples=examples(300), deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
def test_whatever_stands_there_the_events_stay_and_nothing_else_is_wrong(
    pieces: list[bytes],
    crlf: bool,
    cut: int,
) -> None:
    text = NEW_STATE + b"".join(pieces)
    text = (text.replace(b"\n", b"\r\n") if crlf else text)[: len(text) - cut or None]
    before = store.parse(text)
    mended = repair_text(text, PATH, AT)
    after = store.parse(mended.text)
    assert [event.id for event in after.events] == [event.id for event in before.events]
    assert after.flaws == ()
    assert repair_text(mended.text, PATH, AT).repairs == ()
    if mended.rejected:
        assert len(yaml.load(mended.rejected, Loader=yaml.CSafeLoader)) == mended.rejected.count(b"\n")
