"""The web service, called from outside."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .. import paths
from ..web import MAX_BYTES
from .example import Project, project, worked

# what the libraries warn of is no error of the scripts, even if your settings of pytest say so
pytestmark = pytest.mark.filterwarnings("default")

LISTING = {"listing id": "0001", "title/text": "phone no 3 new", "price": 100, "used": True}


@pytest.fixture(scope="module")
def service(worked: Project) -> Iterator[httpx.Client]:
    """The chosen run, served to half of the traffic."""
    command = [sys.executable, str(worked.at(paths.SERVICE_SCRIPT)), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr
        addresses = (re.search(r"http://127.0.0.1:\d+", line) for line in process.stderr)
        address = next(found[0] for found in addresses if found)
        try:
            with httpx.Client(base_url=address, trust_env=False) as client:
                yield client
        finally:
            process.terminate()


@pytest.fixture
def switch(worked: Project) -> Iterator[Path]:
    """The file that turns the suggestions off while it exists."""
    yield worked.at(paths.SWITCHED_OFF)
    worked.at(paths.SWITCHED_OFF).unlink(missing_ok=True)


def ask(service: httpx.Client, **changes: object) -> dict:
    answer = service.post("/predict", json={**LISTING, **changes})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_says_what_it_serves(service: httpx.Client) -> None:
    assert service.get("/health").json() == {"run": "simple-1", "kind": "simple", "share": 0.5, "on": True}


def test_the_pilot_gets_a_suggestion_and_the_control_gets_none(service: httpx.Client) -> None:
    answers = [ask(service, **{"listing id": str(number)}) for number in range(100)]
    pilot = [answer for answer in answers if answer["group"] == "pilot"]
    control = [answer for answer in answers if answer["group"] == "control"]
    assert 30 < len(pilot) < 70
    assert {answer["suggestion"] for answer in pilot} == {"phones"}
    assert all(0.5 < answer["confidence"] <= 1 for answer in pilot)
    assert {(answer["suggestion"], answer["confidence"]) for answer in control} == {(None, None)}
    assert {answer["run"] for answer in answers} == {"simple-1"}


def test_the_chance_of_each_class_is_answered(service: httpx.Client) -> None:
    answers = [ask(service, **{"listing id": str(number)}) for number in range(20)]
    chances = next(answer["chances"] for answer in answers if answer["group"] == "pilot")
    assert {*chances} == {"bikes", "phones", "sofas"}
    assert sum(chances.values()) == pytest.approx(1, abs=0.001)


def test_each_field_of_a_request_is_typed(service: httpx.Client) -> None:
    request = service.get("/openapi.json").json()["paths"]["/predict"]["post"]["requestBody"]
    row = request["content"]["application/json"]["schema"]
    assert row["required"] == ["listing id", "title/text", "price", "used"]
    assert row["properties"]["price"]["type"] == ["number", "boolean", "null"]
    assert row["properties"]["listing id"]["type"] == ["string", "integer"]


def test_a_key_stays_in_its_group(service: httpx.Client) -> None:
    first = [ask(service, **{"listing id": str(number)})["group"] for number in range(20)]
    later = [ask(service, price=None, **{"listing id": str(number)})["group"] for number in range(20)]
    assert first == later


def test_switched_off_it_suggests_nothing(service: httpx.Client, switch: Path) -> None:
    switch.touch()
    assert service.get("/health").json()["on"] is False
    assert {ask(service, **{"listing id": str(number)})["suggestion"] for number in range(20)} == {None}
    switch.unlink()
    assert "phones" in {ask(service, **{"listing id": str(number)})["suggestion"] for number in range(20)}


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"price": "cheap"}, "price: expected a number"),
        ({"titel/text": "phone"}, "titel/text: unknown; did you mean 'title/text'?"),
        ({"listing id": None}, "listing id: the key needs a value"),
        ({"title/text": ["phone"]}, "title/text: expected text, a number, true, false or null"),
    ],
)
def test_bad_input_is_named(service: httpx.Client, changes: dict[str, object], detail: str) -> None:
    answer = service.post("/predict", json={**LISTING, **changes})
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b'{"price": 1', 400, "not JSON: line 1, column 12"),
        (b'{"title/text": "caf\xe9"}', 400, "not UTF-8: byte 19"),
        (b'{"price": NaN}', 400, "NaN is not JSON"),
        (b'{"price": 1, "price": 2}', 400, "a name comes twice"),
        (b'{"title/text": "\\ud800"}', 400, "half of a character"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b"[{}, {}]", 422, "send one request for each row"),
        (b" " * (MAX_BYTES + 1), 413, f"more than {MAX_BYTES} bytes"),
    ],
    ids=lambda value: "body" if isinstance(value, bytes) else None,
)
def test_a_body_that_holds_no_row_is_refused(service: httpx.Client, body: bytes, status: int, detail: str) -> None:
    answer = service.post("/predict", content=body)
    assert answer.status_code == status
    assert detail in answer.json()["detail"]


def test_a_feature_that_is_missing_is_named(service: httpx.Client) -> None:
    answer = service.post("/predict", json={"listing id": "1", "price": 3, "used": False})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("title/text: missing")


def test_a_missing_run_is_refused(project: Project) -> None:
    assert "chosen: no run 'simple-1' in runs.csv" in project.refused(paths.SERVICE_SCRIPT)
