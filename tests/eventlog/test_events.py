"""The form of every event, which is frozen: a project made today is read by every later version."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm import __version__
from crispdm.errors import CrispdmError, Damaged, Exit
from crispdm.eventlog.events import (
    LINE_LIMIT,
    Advanced,
    AnyEvent,
    Blocked,
    Created,
    Event,
    Noted,
    Resumed,
    Signed,
    Stopped,
    Unblocked,
    Unwaived,
    Waived,
    WentBack,
    WrongLine,
    format_event,
    parse_event,
)
from crispdm.kept_json import keep, to_builtins
from tests.support.builders import AT, TEXT, VALUES, line_of
from tests.support.command_line import ANA
from tests.support.effort import examples

FROZEN = Path(__file__).parent / "frozen" / "state.yaml"
# What the format says: kind, the fields that are always there, the fields that may be left out.
FIELDS: dict[str, tuple[str, str]] = {
    "created": ("project crispdm", ""),
    "advanced": ("iteration phase outcome to opens evidence values facts waived gate", "starts"),
    "went-back": ("iteration to opens reason", ""),
    "signed": ("iteration phase role evidence", "for"),
    "waived": ("iteration phase criterion reason", "until"),
    "unwaived": ("iteration phase criterion", ""),
    "blocked": ("text", "owner"),
    "unblocked": ("blocker", ""),
    "noted": ("text", "left_out"),
    "stopped": ("iteration reason", ""),
    "resumed": ("iteration reason opens", "starts"),
}
_NUMBERS = st.integers(1, 10**6)
_NAMES = st.lists(TEXT, max_size=3).map(tuple)
_PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
_TABLES = st.dictionaries(TEXT, st.dictionaries(TEXT, VALUES, max_size=3), max_size=3)
_ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "iteration": _NUMBERS,
    "starts": _NUMBERS,
    "opens": _NAMES,
    "waived": _NAMES,
    "evidence": _PAIRS,
    "values": _TABLES,
    "facts": _TABLES,
    "outcome": st.none() | TEXT,
    "left_out": st.lists(TEXT, min_size=1, max_size=3).map(tuple),
}
_NAMES_HERE = {"for": "on_behalf", "values": "kept_values", "facts": "kept_facts"}  # of fields of the line
KINDS: dict[str, type[Event]] = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyEvent)}


def _names_of(kind: str, *, optional: bool) -> list[str]:
    always, sometimes = FIELDS[kind]
    return [*always.split(), *(sometimes.split() if optional else [])]


def _event(kind: str, fields: dict[str, Any]) -> Event:
    named = {_NAMES_HERE.get(name, name): value for name, value in fields.items()}
    arguments: dict[str, Any] = {name: keep(value) if name[:5] == "kept_" else value for name, value in named.items()}
    return KINDS[kind](**arguments)


def _made(kind: str, *, optional: bool) -> st.SearchStrategy[Event]:
    fields = {name: _ARGUMENTS.get(name, TEXT) for name in _names_of(kind, optional=optional)}
    return st.fixed_dictionaries(fields).map(lambda found: _event(kind, found))


def _example(kind: str, *, optional: bool) -> Event:
    simple: dict[str, Any] = {"iteration": 1, "starts": 2, "outcome": None, "values": {}, "facts": {}}
    simple |= {"left_out": ("0" * 32,), **dict.fromkeys(("opens", "waived", "evidence"), ())}
    return _event(kind, {name: simple.get(name, name) for name in _names_of(kind, optional=optional)})


def _line(event: Event, *after: str, by: str = ANA) -> bytes:
    return format_event(event, after=after, at=AT, by=by)[1].removesuffix(b"\n")


def test_these_are_all_kinds() -> None:
    assert set(KINDS) == set(FIELDS)
    assert list(KINDS.values()) == [
        *(Created, Advanced, WentBack, Signed, Waived, Unwaived, Blocked, Unblocked, Noted, Stopped, Resumed)
    ]


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("optional", [True, False])
def test_a_line_has_exactly_the_fields_of_the_format(kind: str, optional: bool) -> None:
    fields = json.loads(_line(_example(kind, optional=optional), "a" * 32)[2:])
    assert [*fields][:5] == ["id", "after", "at", "by", "event"]
    assert sorted([*fields][5:]) == sorted(_names_of(kind, optional=optional))
    assert (fields["after"], fields["at"], fields["by"], fields["event"]) == (["a" * 32], AT, ANA, kind)


@pytest.mark.parametrize(
    ("kind", "missing"), [(kind, name) for kind, (always, _) in FIELDS.items() for name in always.split()]
)
def test_an_event_without_a_field_that_is_always_there_is_damage(kind: str, missing: str) -> None:
    fields = json.loads(_line(_example(kind, optional=True))[2:])
    with pytest.raises(Damaged, match=missing):
        parse_event(line_of({name: value for name, value in fields.items() if name not in ("id", missing)}))


@pytest.mark.slow
@pytest.mark.parametrize("kind", FIELDS)
@given(data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_every_event_is_read_as_it_was_written(kind: str, data: st.DataObject) -> None:
    event = data.draw(_made(kind, optional=data.draw(st.booleans())))
    after = tuple(data.draw(st.lists(st.from_regex(r"[0-9a-f]{32}", fullmatch=True), max_size=3)))
    written, line = format_event(event, after=after, at=AT, by=data.draw(TEXT.map("a{}".format)))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert parse_event(line[:-1]) == written
    assert repr(to_builtins(parse_event(line[:-1]))) == repr(to_builtins(written))
    assert repr(yaml.load(line, Loader=yaml.CSafeLoader)) == repr([json.loads(line[2:])])
    _, again = format_event(written, after=written.after, at=written.at, by=written.by)
    assert again == line


@pytest.mark.parametrize("kind", FIELDS)
def test_an_id_is_the_hash_of_the_bytes_behind_it(kind: str) -> None:
    event, line = format_event(_example(kind, optional=True), after=("0" * 32, "f" * 32), at=AT, by=ANA)
    found = re.fullmatch(rb'- \{"id": "([0-9a-f]{32})", (.*\})\n', line)
    assert found
    assert found[1].decode() == event.id == hashlib.sha256(b"crispdm1\n" + found[2]).hexdigest()[:32]


def test_lines_written_by_the_first_version_are_read_and_written_the_same() -> None:
    lines = FROZEN.read_bytes().splitlines(keepends=True)[1:]
    found = [parse_event(line.removesuffix(b"\n")) for line in lines]
    assert {type(event) for event in found} == set(KINDS.values())
    assert [format_event(event, after=event.after, at=event.at, by=event.by)[1] for event in found] == lines


@pytest.mark.parametrize("number", range(18))
def test_no_byte_of_a_line_can_be_changed_unseen(number: int) -> None:
    line = FROZEN.read_bytes().splitlines()[1 + number]
    for at, byte in enumerate(line):
        for other in {byte ^ 1, byte ^ 0x20, ord(" "), ord("0")} - {byte}:
            with pytest.raises(WrongLine):
                parse_event(line[:at] + bytes([other]) + line[at + 1 :])
        for wrong in (line[:at] + line[at + 1 :], line[:at] + b"," + line[at:], line[:at]):
            with pytest.raises(WrongLine):
                parse_event(wrong)


@pytest.mark.parametrize(
    "line", [b"", b"- ", b"- {}", b"text", b'- {"id": "x"}', b"- " + b"[" * 100_000, b"\xff\xfe", b'{"id": "a"}']
)
def test_what_is_no_event_is_a_wrong_line(line: bytes) -> None:
    with pytest.raises(WrongLine):
        parse_event(line)


def test_a_line_with_a_second_id_does_not_pass_for_the_event_that_it_names() -> None:
    true = _line(Noted(text="true"))
    name = json.loads(true[2:])["id"]
    tail = b'"after": [], "at": "", "by": "", "event": "noted", "text": "forged", "id": "%s"}' % name.encode()
    right = hashlib.sha256(b"crispdm1\n" + tail).hexdigest()[:32].encode()
    with pytest.raises(WrongLine, match="two ids"):
        parse_event(b'- {"id": "%s", %s' % (right, tail))


@pytest.mark.parametrize("extra", ["text", None, [1, {"a": 2.5}], {"needs": "9.0"}])
def test_a_field_that_a_later_version_added_is_passed_over(extra: object) -> None:
    line = line_of({"after": [], "at": AT, "by": ANA, "event": "noted", "text": "hello", "mood": extra})
    event = parse_event(line)
    assert isinstance(event, Noted)
    assert (event.text, event.by, event.id) == ("hello", ANA, json.loads(line[2:])["id"])


@pytest.mark.parametrize("needs", ["9", "1.0", "0.2.0", "0.1.1", "99999999.0", "next year", "", "1.0.x"])
@pytest.mark.parametrize("kind", ["noted", "paused"])
def test_an_event_that_a_later_version_must_read_is_damage_that_names_the_version(kind: str, needs: str) -> None:
    with pytest.raises(Damaged, match=re.escape(f"crispdm {needs}")) as damaged:
        parse_event(line_of({"after": [], "at": AT, "by": ANA, "event": kind, "text": "hello", "needs": needs}))
    assert damaged.value.exit is Exit.BROKEN


@pytest.mark.parametrize("needs", ["0", "0.0.9", "0.1", __version__])
def test_an_event_that_needs_this_version_or_an_older_one_is_read(needs: str) -> None:
    line = _line(Noted(text="hello", needs=needs))
    assert json.loads(line[2:])["needs"] == needs
    assert parse_event(line).needs == needs


@pytest.mark.parametrize("kind", ["paused", "Noted", "", None, 7])
def test_an_event_of_an_unknown_kind_is_damage_that_names_it(kind: object) -> None:
    with pytest.raises(Damaged, match=re.escape(repr(kind))) as damaged:
        parse_event(line_of({"after": [], "at": AT, "by": ANA, "event": kind, "text": "hello"}))
    assert damaged.value.exit is Exit.BROKEN


@pytest.mark.parametrize(
    "wrong",
    [{"after": "x"}, {"after": [1]}, {"at": 5}, {"by": None}, {"text": 5}, {"text": None}, {"needs": 2}],
)
def test_a_field_of_another_type_is_damage(wrong: dict[str, object]) -> None:
    with pytest.raises(Damaged, match="cannot read"):
        parse_event(line_of({"after": [], "at": AT, "by": ANA, "event": "noted", "text": "hello", **wrong}))


@pytest.mark.parametrize("name", ["values", "facts"])
@pytest.mark.parametrize("wrong", [b"5", b"[]", b'{"a": 5}', b'{"a": {"b": 1e999}}', b'{"a": {"b": "\xff"}}'])
def test_what_could_not_be_decoded_later_is_damage_at_once(name: str, wrong: bytes) -> None:
    tail = _line(_example("advanced", optional=False))[45:].replace(
        b'"%s": {}' % name.encode(), b'"%s": %s' % (name.encode(), wrong)
    )
    right = hashlib.sha256(b"crispdm1\n" + tail).hexdigest()[:32].encode()
    with pytest.raises(Damaged, match=r"cannot read|not valid JSON"):
        parse_event(b'- {"id": "%s", %s' % (right, tail))


@pytest.mark.parametrize(
    "tail", [b'"after": [}', b'"after": [], "text": "\xff"}', b'"after": [], "text": "\\ud800"}', b'"after": }']
)
def test_a_line_with_the_right_id_that_is_no_json_is_damage(tail: bytes) -> None:
    right = hashlib.sha256(b"crispdm1\n" + tail).hexdigest()[:32].encode()
    with pytest.raises(Damaged, match="not valid JSON"):
        parse_event(b'- {"id": "%s", %s' % (right, tail))


@pytest.mark.parametrize("by", ["", " ", "\u200b", "-"])
def test_nobody_writes_no_line_and_one_that_is_there_is_read(by: str) -> None:
    with pytest.raises(CrispdmError, match="is not a name to record"):
        _line(Noted(text="hello"), by=by)
    line = line_of({"after": [], "at": AT, "by": by, "event": "noted", "text": "hello"})
    assert parse_event(line).by == by


def test_a_line_holds_64_kib_and_not_a_byte_more() -> None:
    room = LINE_LIMIT - len(_line(Noted(text="")) + b"\n")
    assert LINE_LIMIT == 65_536
    assert len(_line(Noted(text="x" * room)) + b"\n") == LINE_LIMIT
    with pytest.raises(CrispdmError, match="the limit is 65,536") as refused:
        _line(Noted(text="x" * (room + 1)))
    assert refused.value.exit is Exit.USER_ERROR
    with pytest.raises(CrispdmError, match="the limit is 65,536"):
        _line(Noted(text="é" * (room // 2 + 1)))


@pytest.mark.parametrize("event", [Noted(text="\ud800"), Blocked(text="a", owner="\udfff")])
def test_half_a_character_never_reaches_a_line(event: Event) -> None:
    with pytest.raises(CrispdmError, match="surrogate"):
        _line(event)
