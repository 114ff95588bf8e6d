"""One line, which JSON and YAML read alike."""

import hashlib
import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crispdm.canonical_json import KEY_LIMIT, digest, dumps
from crispdm.errors import CrispdmError, Exit
from tests.support.builders import TEXT, VALUES
from tests.support.effort import examples

LOADERS = [yaml.CSafeLoader, yaml.SafeLoader]
SURROGATES = range(0xD800, 0xE000)


def _by_yaml(text: str, loader: Any) -> Any:
    return yaml.load(text, Loader=loader)  # noqa: S506 - safe loaders only


def _agree(value: object, line: str, loader: Any) -> None:
    """By `repr`, which tells 1 from 1.0 and true, 0.0 from -0.0, and shows the order of keys."""
    assert repr(json.loads(line)) == repr(value)
    assert repr(_by_yaml(f"- {line}\n", loader)) == repr([value])


@given(VALUES)
@example({"": {"<<": "=", "=": "<<"}, "yes": "no", "1": "2026-11-24", "~": "0o7", "- a": "b: c # d"})
@example(
    ["\x7f\x80\x85\x9f\xa0\xad", "\u2028\u2029\ufeff\ufdd0\ufffe\uffff\ufffd", "\U0001fffe\U0010ffff", "\x00\t\r\n"]
)
@example([[], {}, [{}], {"a": []}, 10**200, -(2**63), 2**64])
@settings(max_examples=examples(250), deadline=None)
def test_json_and_both_yaml_loaders_read_what_was_written(value: object) -> None:
    line = dumps(value)
    assert len(line.splitlines()) == 1
    for loader in LOADERS:
        _agree(value, line, loader)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e-05)
@example(1e16)
@example(-1e22)
@example(5e-324)
@example(-0.0)
@example(1.7976931348623157e308)
@settings(max_examples=examples(500), deadline=None)
def test_every_finite_float_stays_the_float_that_it_was(number: float) -> None:
    for loader in LOADERS:
        _agree([number, {"a": number}], dumps([number, {"a": number}]), loader)


@pytest.mark.parametrize(
    ("loader", "end"), [(yaml.CSafeLoader, 0x110000), (yaml.SafeLoader, 0x10000)], ids=["all of Unicode", "first plane"]
)
def test_every_character_survives(loader: Any, end: int) -> None:
    characters = [chr(code) for code in range(end) if code not in SURROGATES]
    texts = ["".join(characters[start : start + 4096]) for start in range(0, len(characters), 4096)]
    lines = [dumps(text) for text in texts]
    assert [json.loads(line) for line in lines] == texts
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert _by_yaml("".join(f"- {line}\n" for line in lines), loader) == texts


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", {"\udc00": 1}, [{"a": "\udbff"}]])
def test_half_a_character_is_refused(value: object) -> None:
    with pytest.raises(CrispdmError, match="lone surrogate") as refused:
        dumps(value)
    assert refused.value.exit is Exit.USER_ERROR


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, [0.0, math.nan], {"a": {"b": math.inf}}])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(CrispdmError, match="not a finite number"):
        dumps(value)


@pytest.mark.parametrize("key", ["k" * 1025, "é" * 1025, "k" * 1023, "\x01" * 200, '"' * 600])
def test_a_key_for_which_yaml_looks_no_further_is_refused(key: str) -> None:
    with pytest.raises(CrispdmError, match="the limit is 1,024"):
        dumps({"outer": {key: 1}})


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("key", ["k" * 1022, "é" * 1022, "\x01" * 170, '"' * 511])
def test_the_longest_key_is_still_read_by_yaml(key: str, loader: Any) -> None:
    assert KEY_LIMIT - 8 < len(dumps(key)) <= KEY_LIMIT
    for value in ({key: 1}, {"outer": [{"a": 1, key: {key: "b"}}]}):
        _agree(value, dumps(value), loader)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object()])
def test_what_json_has_no_form_for_is_a_mistake_of_the_caller(value: object) -> None:
    with pytest.raises(TypeError):
        dumps(value)


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        (None, b"null"),
        ("é\u2028", b'"\\u00e9\\u2028"'),
        ({"b": 1, "a": [1.5, True, "x"]}, b'{"a":[1.5,true,"x"],"b":1}'),
        ({"a": {"z": 0.1, "ä": {}}}, b'{"a":{"z":0.1,"\\u00e4":{}}}'),
    ],
)
def test_a_digest_is_the_hash_of_canonical_json(value: object, canonical: bytes) -> None:
    assert digest(value) == hashlib.sha256(canonical).hexdigest()[:32]


@pytest.mark.parametrize("value", [math.inf, {"a": [math.nan]}])
def test_there_is_no_digest_of_what_is_no_finite_number(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest(value)


def _turned(value: object) -> object:
    """The same value, its keys the other way round."""
    if isinstance(value, dict):
        return {key: _turned(item) for key, item in reversed(value.items())}
    return [_turned(item) for item in value] if isinstance(value, list) else value


@given(VALUES)
@settings(max_examples=examples(150), deadline=None)
def test_a_digest_does_not_depend_on_the_order_of_keys(value: object) -> None:
    assert digest(_turned(value)) == digest(value)


@given(st.dictionaries(TEXT, st.integers(), min_size=1, max_size=4), st.data())
@settings(max_examples=examples(100), deadline=None)
def test_a_digest_changes_with_any_value(value: dict[str, int], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(value)))
    assert digest({**value, key: value[key] + 1}) != digest(value)
    assert digest({name: item for name, item in value.items() if name != key}) != digest(value)
