"""The web service of a generated project under hostile requests: it answers, stays small, and logs nothing of a row."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import story
from tests.support.service import Service, closes_while_bytes_come, head, is_waiting, read_reply, serving
from tests.support.work import BASELINE, PILOT, PILOT_LOG, PREPARE, RULE, TRAIN, Here, Work

pytestmark = pytest.mark.slow

MARK = "a-very-private-word"
ROW = {"id": "L1", "title": f"bike {MARK}", "price": 12.5, "seen": "2026-10-01", "colour": "red", "used": True}
RULE_TEXT = (
    '"""To everybody."""\n'
    "def rule(row):\n"
    f'    if "{MARK}" in row["title"]:\n'
    '        raise ValueError(f"no answer to {row}")\n'
    '    return "bikes"\n'
)


def prepare(root: Path, chosen: str) -> Work:
    """A project with a table of every kind of column, and a run that is chosen."""
    work = Here(root)
    words = ("old", "new", "rare", "odd")
    rows = [
        {
            "id": f"L{number}",
            "title": f"{'bike' if number % 2 else 'phone'} no {number} {words[number % 4]}",
            "price": number * 1.5,
            "seen": f"2026-{1 + number % 9:02}-{1 + number % 28:02}",
            "colour": ("red", "blue")[number % 3 == 0],
            "used": number % 5 == 0,
            "sort": "bikes" if number % 2 else "phones",
        }
        for number in range(200)
    ]
    work.table("data/raw.csv", rows)
    work.fill_in(rows[0], "sort", "id", "{by: id}")
    work.measure_by("accuracy", "higher", 0.3, chosen)
    work.write(PILOT, story.PLAN.format(start="2026-11-01", decision="") + story.RAN_BEFORE + PILOT_LOG)
    work.write(RULE, RULE_TEXT)
    work.run(PREPARE)
    work.run(BASELINE)
    return work


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Work:
    work = prepare(tmp_path_factory.mktemp("trained"), "simple-1")
    work.run(TRAIN)
    return work


@pytest.fixture(scope="module")
def service(trained: Work, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(trained.root, tmp_path_factory.mktemp("log") / "log") as service:
        yield service


@pytest.fixture(autouse=True)
def no_word_of_a_row_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does to the service."""
    yield
    if "service" in request.fixturenames:
        log = request.getfixturevalue("service").log()
        assert MARK not in log
        assert "Traceback" not in log


def changed(**values: Any) -> bytes:
    return json.dumps({**ROW, **values}).encode()


def raw(value: str) -> bytes:
    """A row whose price is written like this."""
    return changed().replace(b"12.5", value.encode())


BAD: dict[str, tuple[bytes, int, str]] = {
    "not UTF-8": (changed().replace(b"bike", b"b\xefke"), 400, "not UTF-8: byte 24"),
    "UTF-16": (changed().decode().encode("utf-16"), 400, "not UTF-8: byte 0"),
    "compressed": (b"\x1f\x8b\x08\x00" + MARK.encode(), 400, "not compressed"),
    "nothing": (b"", 400, "not JSON: line 1, column 1"),
    "not JSON": (f"title={MARK}".encode(), 400, "not JSON: line 1, column 1"),
    "cut off": (changed()[:-5], 400, "not JSON: line 1"),
    "two rows": (changed() + changed(), 400, "not JSON: line 1"),
    "a list of rows": (b"[" + changed() + b"]", 422, "send one request for each row"),
    "a text": (json.dumps(MARK).encode(), 422, "expected one row"),
    "null": (b"null", 422, "expected one row"),
    "deep lists": (b"[" * 500_000, 400, "nested too deeply"),
    "deep objects": (b'{"a":' * 200_000, 400, "nested too deeply"),
    "a deep value": (raw("[" * 500 + "1" + "]" * 500), 422, "price: expected text, a number"),
    "NaN": (raw("NaN"), 400, "NaN is not JSON; send null"),
    "Infinity": (raw("-Infinity"), 400, "-Infinity is not JSON; send null"),
    "too large for a float": (raw("1e999"), 422, "price: expected text, a number"),
    "too large for an integer": (raw("1" * 400), 422, "price: expected text, a number"),
    "more digits than Python reads": (raw("1" * 5000), 400, "too many digits"),
    "half of a character": (changed(title=f"{MARK}\ud800"), 400, "half of a character"),
    "half of a character in the key": (changed(id=f"{MARK}\ud800"), 400, "half of a character"),
    "half of a character in a name": (changed(**{f"{MARK}\ud800": 1}), 400, "half of a character"),
    "a name twice": (b'{"price": 1, ' + changed()[1:], 400, "a name comes twice"),
    "an object": (changed(title={"text": MARK}), 422, "title: expected text, a number"),
    "text for a number": (changed(price=MARK), 422, "price: expected a number"),
    "text for a date": (changed(seen=MARK), 422, "seen: expected a date such as"),
    "a number for a date": (changed(seen=-1), 422, "seen: expected a date such as"),
    "a day that is none": (changed(seen="2026-02-31"), 422, "seen: expected a date such as"),
    "a key without a value": (changed(id=None), 422, "id: the key needs a value"),
    "a column is missing": (f'{{"id": "L1", "title": "{MARK}"}}'.encode(), 422, "missing; send null"),
    "a column is unknown": (changed(colours="red"), 422, "colours: unknown; did you mean 'colour'?"),
    "many columns": (changed(**{f"c{number}": number for number in range(50_000)}), 422, "c0: unknown"),
    "a long name": (changed(**{"n" * 500_000: 1}), 422, f"{'n' * 100}…: unknown; expected"),
    "too large": (changed(title="x" * (1 << 20)), 413, "the body has more than 1048576 bytes"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_row_is_answered_with_what_is_wrong(service: Service, name: str) -> None:
    body, status, detail = BAD[name]
    reply = service.send(body)
    assert (reply.status, detail in reply.detail) == (status, True), reply.body[:300]
    assert len(reply.body) < 500


def test_a_row_is_answered_whichever_way_it_comes(service: Service) -> None:
    row = changed()
    for body in (row, b"\xef\xbb\xbf" + row, [row[:9], row[9:]], [bytes([byte]) for byte in row]):
        reply = service.send(body)
        assert (reply.status, json.loads(reply.body)["group"]) == (200, "pilot")


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
NESTED = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
DATES = st.dates().map(str) | st.datetimes().map(str) | st.from_regex(r"-?[0-9]{1,6}(-[0-9]{2}){0,2}(T[0-9:]+)?")
ROWS = st.fixed_dictionaries({name: PLAIN | DATES | st.just(value) for name, value in ROW.items()})


@given(st.binary(max_size=100) | (NESTED | ROWS).map(lambda value: json.dumps(value).encode()))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_body_gets_an_answer_or_says_what_is_wrong(service: Service, body: bytes) -> None:
    assert service.send(body).status in (200, 400, 422)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a process is read from /proc")
@pytest.mark.parametrize("is_whole", [True, False], ids=["with a length", "in chunks"])
def test_a_body_of_any_size_takes_no_memory(service: Service, is_whole: bool) -> None:
    service.send(changed())
    before, part = service.peak(), b"x" * (1 << 20)
    reply = service.send(part * 100 if is_whole else (part for _ in range(100)))
    assert (reply.status, "connection: close" in reply.headers.lower()) == (413, True)
    assert service.peak() - before < 16 << 10


def test_too_many_at_a_time_are_sent_away(service: Service) -> None:
    waiting = [service.connect() for _ in range(200)]
    try:
        assert service.send(changed()).status == 503
    finally:
        for connection in waiting:
            connection.close()
    answers = iter(lambda: service.send(changed()).status, 200)  # until the service has seen that they are gone
    assert {*answers} <= {503}


def test_who_sends_too_slowly_is_cut_off_and_delays_nobody(trained: Work, tmp_path: Path) -> None:
    module = trained.root / "my_project" / "web.py"
    text = module.read_text()
    assert "MAX_SECONDS = 10 " in text
    module.write_text(text.replace("MAX_SECONDS = 10 ", "MAX_SECONDS = 2 "))
    try:
        with serving(trained.root, tmp_path / "log") as service, service.connect() as slow, service.connect() as kept:
            kept.sendall(b"GET /health HTTP/1.1\r\nHost: test\r\n\r\n")
            slow.sendall(head(f"Content-Length: {len(changed())}") + changed()[:-5])
            assert service.send(changed()).status == 200
            assert is_waiting(slow)
            reply = read_reply(slow)
            assert (reply.status, reply.detail) == (408, "the body is not complete after 2 seconds")
            assert b"200 OK" in kept.recv(1 << 16)
            assert closes_while_bytes_come(kept)
            with service.connect() as new, service.connect() as silent:
                new.sendall(b"GET /health HTTP/1.1\r\nX-Slow: ")
                assert closes_while_bytes_come(new)
                assert silent.recv(1) == b""
            with service.connect() as gone:
                gone.sendall(head("Content-Length: 1000") + changed()[:50])
            assert service.send(changed()).status == 200
            assert MARK not in service.log()
            assert "Traceback" not in service.log()
    finally:
        module.write_text(text)


def test_a_run_that_fails_says_where_and_repeats_nothing(tmp_path: Path) -> None:
    work = prepare(tmp_path / "rule", "rule-1")
    with serving(work.root, tmp_path / "log") as service:
        assert service.row(**{**ROW, "title": "bike"}).status == 200
        reply = service.row(**ROW)
        assert (reply.status, reply.detail) == (500, "failed: ValueError")
        assert "ValueError at rule.py:4 < rules.py:" in service.log()
        assert MARK not in service.log()
        assert "Traceback" not in service.log()
