"""One way to read YAML: plain values, the line of each, and nothing that could cost or mislead."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from crispdm import yamlio
from crispdm.canonical_json import dumps
from crispdm.yamlio import Node, YamlError, parse, scalar
from tests.support import story
from tests.support.effort import examples
from tests.support.steps import ending, steps

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)
BOTH = (getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader)
LOADERS = pytest.mark.parametrize("loader", BOTH, ids=["c", "pure"])
SEEDS = [text.encode() for text in (story.OBJECTIVE, story.INVENTORY, story.DATASET)]


def same(one: object, other: object) -> bool:
    """Equal in type and order too: 1, 1.0 and true are three values."""
    return repr(one) == repr(other)


def lines_of(node: Node) -> Any:
    """The lines of a node and all below it."""
    return node.line, {key: lines_of(child) for key, child in node.children.items()}


class Page:
    """A value written as a block, with comments in between; knows the line of everything that it wrote."""

    def __init__(self, value: object, comments: list[bool]) -> None:
        self.lines: list[str] = []
        self._comments = [*comments]
        self.where = self._write(value, "")

    @property
    def text(self) -> bytes:
        return "".join(f"{line}\n" for line in self.lines).encode()

    def _line(self, text: str) -> int:
        if self._comments and self._comments.pop():
            self.lines += ["# a comment", ""]
        self.lines.append(text)
        return len(self.lines)

    def _write(self, value: object, indent: str) -> Any:
        if isinstance(value, dict) and value:
            items = [(key, f"{indent}{dumps(key)}:", item) for key, item in value.items()]
        elif isinstance(value, list) and value:
            items = [(key, f"{indent}-", item) for key, item in enumerate(value)]
        else:
            return self._line(indent + dumps(value)), {}
        found = {key: self._entry(start, item, f"{indent}  ") for key, start, item in items}
        first = next(iter(found.values()))[0]
        return first, {key: (place, below) for key, (_, place, below) in found.items()}

    def _entry(self, start: str, item: object, indent: str) -> tuple[int, int, Any]:
        """The line on which the entry starts, the line of its value, and what is below."""
        if not item or not isinstance(item, dict | list):
            line = self._line(f"{start} {dumps(item)}")
            return line, line, {}
        line = self._line(start)
        inner, below = self._write(item, indent)
        return line, inner if start.endswith("-") else line, below


@LOADERS
@given(value=VALUES)
@settings(deadline=None, max_examples=examples(100))
def test_what_is_written_as_json_is_read_back(loader: Any, value: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlio, "_LOADER", loader)
        assert same(parse(dumps(value).encode(), "f").value, value)
        if "\\ud" not in json.dumps(value):  # YAML has no pairs of surrogates
            assert same(parse(json.dumps(value, indent=1).encode(), "f").value, value)


@given(value=VALUES)
@settings(deadline=None, max_examples=examples(100))
def test_what_another_tool_writes_is_read_back(value: object) -> None:
    def reads_as_text(inner: object) -> bool:
        """YAML 1.1 leaves bare what 1.2 reads as a number, such as 1e5: the one difference."""
        if isinstance(inner, dict | list):
            return all(map(reads_as_text, inner.values() if isinstance(inner, dict) else inner))
        return not isinstance(inner, str) or not inner or scalar(inner) == inner

    assume(reads_as_text(value))
    text = yaml.safe_dump(value, sort_keys=False)
    assert same(parse(text.encode(), "f").value, value)


@given(value=VALUES, comments=st.lists(st.booleans(), max_size=30))
@settings(deadline=None, max_examples=examples(100))
def test_every_value_knows_its_line(value: object, comments: list[bool]) -> None:
    page = Page(value, comments)
    node = parse(page.text, "f")
    assert same(node.value, value)
    assert lines_of(node) == page.where


@given(value=VALUES, comments=st.lists(st.booleans(), max_size=30), start=st.sampled_from([b"", b"\xef\xbb\xbf"]))
@settings(deadline=None, max_examples=examples(50))
def test_the_pure_loader_a_byte_order_mark_and_windows_line_ends_change_nothing(
    value: object, comments: list[bool], start: bytes
) -> None:
    text = Page(value, comments).text
    expected = parse(text, "f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlio, "_LOADER", yaml.SafeLoader)
        other = parse(start + text.replace(b"\n", b"\r\n"), "f")
    assert same(other.value, expected.value)
    assert lines_of(other) == lines_of(expected)


def test_a_path_that_is_not_there_leads_to_the_nearest_thing_above_it() -> None:
    node = parse(b"a:\n  b: 1\n  c:\n    - x\n    - y\n", "f")
    assert node.find(("a", "c", 1)).value == "y"
    assert node.find(("a", "c", 1)).line == 5
    assert node.find(("a", "c", 7, "d")).line == 3
    assert node.find(("z",)) is node


PLAIN: list[tuple[str, object]] = [
    *((text, True) for text in ("true", "True", "TRUE")),
    *((text, False) for text in ("false", "False", "FALSE")),
    *((text, None) for text in ("null", "Null", "NULL", "~", "")),
    *(("0", 0), ("7", 7), ("-3", -3), ("+3", 3), ("-0", 0), ("9" * 300, int("9" * 300))),
    *(("1.5", 1.5), ("-1.", -1.0), (".5", 0.5), ("1e5", 1e5), ("1E-2", 0.01), ("1.0e+20", 1e20), ("+.5e1", 5.0)),
    *(('"7"', "7"), ("'7'", "7"), ('"true"', "true"), ('""', ""), ("'~'", "~")),
]
TEXTS = [
    *("on", "off", "yes", "no", "y", "n", "On", "NO", "tRUE", "nULL", "none", "None", "nil"),
    *("5:30", "190:20:30", "010", "0o10", "0x1f", "0b1", "1_000", "00", "-01", "01.5", "08"),
    *("2026-11-03", "2026-13-45", "2026-11-03T09:00:00Z", "2026-11-03 09:00:00"),
    *(".inf", "-.inf", "+.INF", ".nan", ".NaN", "inf", "nan", "Infinity", "1e999", "-1e999"),
    *("+", "-x", ".", "..", "1.2.3", "1e", "e5", "5 %", "-50%", "1,5", "=", "≥ 3", "٣", "9" * 301),
]


@LOADERS
@pytest.mark.parametrize(("text", "value"), [*PLAIN, *((text, text) for text in TEXTS)])
def test_a_scalar_means_what_the_core_schema_says(
    loader: Any, text: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlio, "_LOADER", loader)
    assert same(parse(f"a: {text}\n".encode(), "f").value, {"a": value})
    assert same(parse(f"- {text}\n".encode(), "f").value, [value])


def test_a_key_is_text_as_it_is_written() -> None:
    text = b"1: a\ntrue: b\nnull: c\n1.0: d\n'1 ': e\n2026-11-03: f\n\"<<\": g\n"
    assert [*parse(text, "f").value] == ["1", "true", "null", "1.0", "1 ", "2026-11-03", "<<"]


def test_an_empty_file_holds_nothing() -> None:
    for text in (b"", b"\n\n", b"# a comment\n", b"---\n", b"\xef\xbb\xbf"):
        assert parse(text, "f").value is None


BOMB = b"a: &a {x: 1}\n" + b"".join(
    b"%c: &%c {<<: [*%c, *%c]}\n" % (b, b, a, a) for a, b in zip(b"abcdefghij", b"bcdefghijk", strict=True)
)
REFUSED = {
    "alias": (b"a: &x 1\nb: *x\n", 2, "aliases (*"),
    "alias to come": (b"a: 1\nb: [*x]\n", 2, "aliases (*"),
    "merge key": (b"a: 1\nb:\n  <<: {c: 1}\n", 3, "merge keys (<<)"),
    "merge key bomb": (BOMB, 2, "merge keys (<<)"),
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", 3, "duplicate key 'a', first on line 1"),
    "duplicate key, otherwise written": (b'a: 1\n"a": 3\n', 2, "duplicate key 'a', first on line 1"),
    "duplicate key, between braces": (b"b: 1\nc: {a: 1, a: 1}\n", 2, "duplicate key 'a', first on line 2"),
    "long duplicate key": (b"? " + b"k" * 5000 + b"\n? " + b"k" * 5000, 2, "'kkk"),
    "tag": (b"a: 1\nb: !!bool zz\n", 2, "tags (tag:yaml.org,2002:bool)"),
    "tag of python": (b"!!python/object/apply:os.system [ls]\n", 1, "tags ("),
    "tag of a list": (b"a: !x [1]\n", 1, "tags (!x)"),
    "tag of a key": (b"a: 1\n!!str b: 1\n", 2, "tags ("),
    "tag of an empty value": (b"a: !!null\n", 1, "tags ("),
    "long tag": (b"!" * 100_000, 1, "tags ("),
    "second document": (b"a: 1\n---\nb: 1\n", 2, "a second document"),
    "list as a key": (b"a: 1\n? [b]\n: 1\n", 2, "keys must be text"),
    "mapping as a key": (b"{{a: 1}: 1}\n", 1, "keys must be text"),
    "value without a key": (b"a: 1\n? \n: 2\n", 2, "a value without a key"),
    "what follows an invisible separator": ("a: x\u2028y\n# \x85\nb: *z\n".encode(), 3, "aliases (*"),
    "100,000 brackets": (b"[" * 100_000, 1, "nested more than 100 levels"),
    "50,000 dashes": (b"- " * 50_000, 1, "nested more than 100 levels"),
    "100,000 braces": (b"{a: " * 100_000, 1, "nested more than 100 levels"),
    "101 levels": (b"a: 1\nb: " + b"[" * 100 + b"]" * 100, 2, "nested more than 100 levels"),
    "a second colon": (b"a: 1\nb: report: October\n", 2, "put text that contains a colon in quotes"),
    "never closed": (b"a: 1\nb: [1,\nc: 2\n\n\n", 2, "not YAML"),
    "quote never closed": (b"a: 1\nb: 'x\nc: 2\n", 2, "not YAML"),
    "wrong indent": (b"a:\n  - b\n c: 1\n", 3, "not YAML"),
    "tab": (b"a:\n\tb: 1\n", 2, "not YAML"),
    "not UTF-8": (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
    "UTF-16": ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
    "half a character": (b'a: 1\nb: "\xed\xa0\xbd"\n', 2, "not UTF-8"),
    "NUL": (b"a: 1\nb: \0\nc: 1\n", 2, "U+0000 is not allowed"),
    "control character, after others": ("é: ü\nß: \x07\n\nc: 1\nd: 1\n".encode(), 2, "U+0007 is not allowed"),
    "character that there is not": (b'a: 1\nb: "\\UFFFFFFFF"\n', None, "not YAML"),
    "too large": (b"# " + b"x" * yamlio.LIMIT, 1, "larger than 1,048,576 bytes"),
    "version to come": (b"%YAML 3.0\n---\na: 1\n", 1, "not YAML"),
}


@LOADERS
@pytest.mark.parametrize(("text", "line", "what"), REFUSED.values(), ids=REFUSED.keys())
def test_what_could_mislead_or_cost_is_refused_with_its_line_and_fast(
    loader: Any, text: bytes, line: int | None, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlio, "_LOADER", loader)

    def refuse() -> None:
        parse(text, "some/file.yaml")

    with pytest.raises(YamlError) as caught, ending():
        refuse() if loader is yaml.SafeLoader else steps(refuse, most=10_000)  # the other looks a thousand places ahead
    assert what in caught.value.what
    assert str(caught.value) == f"some/file.yaml:{caught.value.line}: {caught.value.what}"
    assert len(str(caught.value)) < 200
    assert line is None or caught.value.line == line


def test_a_hundred_levels_and_a_full_file_are_read() -> None:
    assert parse(b"[" * 100 + b"]" * 100, "f").value
    assert parse(b"a: " + b"x" * (yamlio.LIMIT - 3), "f").value
    assert parse(b"a: 1\n" + b"#" * yamlio.LIMIT, "f", limit=2 * yamlio.LIMIT).value == {"a": 1}


def refused_at_the_most(text: bytes) -> None:
    for loader in BOTH:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yamlio, "_LOADER", loader)
            try:
                json.dumps(parse(text, "f").value, allow_nan=False)
                line = 1
            except YamlError as error:
                line = error.line
        assert 1 <= line <= text.count(b"\n") + text.count(b"\r") + 1


@given(text=st.binary(max_size=200))
@example(text=b'"\\UFFFFFFFF"')
@example(text=b"\x00")
@settings(deadline=None, max_examples=examples(1000))
def test_no_bytes_raise_anything_else(text: bytes) -> None:
    refused_at_the_most(text)


@pytest.mark.slow
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(
        st.tuples(
            st.integers(0, 500),
            st.integers(0, 40),
            st.text("\n\t :-,?[]{}#&*!|>'\"%@`~<=.\\abc01\x00\x85\ufeff\u2028é", max_size=6),
        ),
        min_size=1,
        max_size=4,
    ),
)
@settings(deadline=None, max_examples=examples(500))
def test_no_mistake_in_a_file_raises_anything_else(seed: bytes, cuts: list[tuple[int, int, str]]) -> None:
    text = seed.decode()
    assert parse(seed, "f").value
    for at, length, new in cuts:
        text = text[:at] + new + text[at + length :]
    refused_at_the_most(text.encode())
