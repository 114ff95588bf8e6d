"""Hostile input: valid files, mutated by their grammar, and by their bytes."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from crispdm.yamlio import parse
from tests.support.builders import line_of

WORDS = [
    *(
        "",
        " ",
        "x",
        "TODO",
        "null",
        "~",
        "true",
        "no",
        "on",
        ".nan",
        "-.inf",
        "1e400",
        "0x1F",
        "010",
        "5:30",
        "5 %",
        "-50%",
    ),
    *("2026-13-45", "2026-12-01", "0000-00-00", "9" * 400, "-1", "0", "1e-320", "1_000", "½", "١٢", "NaN", "Infinity"),
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "/",
        ".",
        "..",
        "a/../b",
        "C:\\x",
        "a\0b",
        "**/*",
        "out/**/*",
        "[",
        "x" * 5000,
    ),
    *("<<", "&a", "*a", "!!python/object/apply:os.system [id]", "{{ 7 * 7 }}", "{% raw %}", "${HOME}", "$(id)", "`id`"),
    *(
        "\x1b[31mred",
        "\x9b31m",
        "\u202eevil",
        "\u2028",
        "\ufeff",
        "\x85",
        "\r",
        "a\nb",
        "[red]x[/]",
        "[link=x]y",
        "|",
        "<script>",
    ),
    *(
        "next",
        "finish",
        "stop",
        "new_iteration",
        "plan",
        "deploy",
        "improve",
        "fields",
        "command",
        "required",
        "team X",
    ),
    *("\U0001f600", "é" * 50, "\ud800", "\x7f", "a: b", "- a", "# c", "'", '"', "\\", "%", "@"),
]
TOKENS = [
    *(
        "&a ",
        "*a",
        "<<: *a\n",
        "!!binary x",
        "? ",
        ": ",
        "- ",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "\t",
        "\0",
    ),
    *(
        "\ufeff",
        "\r",
        "\x85",
        "\u2028",
        "[" * 200,
        "{" * 200,
        "- " * 500,
        "]",
        "}",
        ",",
        '"',
        "'",
        "#",
        "\\",
        "a: " * 50,
    ),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 10**18, -(10**30), 10**299, 0.1, 1e308, -0.0, [], {}, [[]], [None], {"a": None}),
    *([1, 2, 3], ["x"] * 50, {"x": {"y": {"z": 1}}}, {str(n): n for n in range(30)}),
]
Tree = Any


def value(chance: Random) -> Any:
    """Something that hardly fits anywhere."""
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(WORDS)
    if kind < 0.9:
        return _copy(chance.choice(VALUES))
    return nested(chance.choice([1, 3, 30, 99, 150, 400]), chance)


def nested(depth: int, chance: Random) -> Any:
    """A thing within a thing."""
    made: Any = chance.choice([None, 1, "x"])
    for _ in range(depth):
        made = [made] if chance.random() < 0.5 else {"a": made}
    return made


def _places(tree: Tree) -> list[tuple[Any, Any]]:
    """Every container with every key or index in it."""
    found: list[tuple[Any, Any]] = []
    to_visit = [tree]
    while to_visit:
        node = to_visit.pop()
        if isinstance(node, dict | list):
            keys = [*node] if isinstance(node, dict) else [*range(len(node))]
            found += [(node, key) for key in keys]
            to_visit += [node[key] for key in keys]
    return found


def _copy(tree: Tree) -> Tree:
    return json.loads(json.dumps(tree))


def by_grammar(tree: Tree, chance: Random) -> Tree:
    """The same tree with one to three changes: values, keys, what is missing, what is twice."""
    tree = _copy(tree)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        places = _places(tree)
        if not places:
            return value(chance)
        node, key = chance.choice(places)
        other, its = chance.choice(places)
        change = chance.randrange(8)
        if change < 3:
            node[key] = value(chance)
        elif change == 3:
            del node[key]
        elif change == 4 and isinstance(node, dict):
            node[str(value(chance))] = node.pop(key)
        elif change == 5 and isinstance(node, list):
            node.insert(chance.randrange(len(node) + 1), _copy(node[key]))
        elif change == 6 and its in (other if isinstance(other, dict) else range(len(other))):
            node[key] = _copy(other[its])
        else:
            node[key] = chance.choice([[node[key]], {"a": node[key]}, str(node[key])])
    return tree


def by_lines(text: str, chance: Random) -> str:
    """Lines lost, twice, swapped, indented; words that mean something put in."""
    lines = text.split("\n")
    for _ in range(chance.choice([1, 1, 2, 4])):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        change = chance.randrange(6)
        if change == 0:
            del lines[at]
        elif change == 1:
            lines.insert(at, lines[other])
        elif change == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif change == 3:
            lines[at] = " " * chance.randrange(5) + lines[at].lstrip(chance.choice([" ", ""]))
        else:
            where = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:where] + str(chance.choice([*TOKENS, *WORDS])) + lines[at][where:]
        lines = lines or [""]
    return "\n".join(lines)


def by_bytes(data: bytes, chance: Random) -> bytes:
    """Bytes changed, lost, put in; cut off; in another encoding."""
    change = chance.randrange(7)
    at = chance.randrange(len(data) + 1)
    if change == 0:
        return data[:at]
    if change == 1:
        return data[:at] + chance.randbytes(chance.choice([1, 4, 300])) + data[at:]
    if change == 2:
        return data.decode("utf-8", "replace").encode(chance.choice(["utf-16", "latin-1", "utf-8-sig"]), "replace")
    if change == 3:
        return data.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\0", b""]))
    if change == 4:
        return data[:at] + data[chance.randrange(len(data) + 1) :]
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def yaml_file(data: bytes, chance: Random) -> bytes:
    """A file of YAML, mutated."""
    kind = chance.random()
    if kind < 0.6:
        tree = by_grammar(parse(data, "seed").value, chance)
        return json.dumps(tree, indent=chance.choice([None, 1]), ensure_ascii=chance.random() < 0.5).encode(
            "utf-8", "surrogatepass"
        )
    return _text_or_bytes(data, chance)


def _text_or_bytes(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.6:
        return by_lines(data.decode(), chance).encode("utf-8", "surrogatepass")
    return by_bytes(data, chance)


def csv_file(data: bytes, chance: Random) -> bytes:
    """A table, mutated cell by cell, or as text."""
    if chance.random() < 0.5:
        rows = [line.split(",") for line in data.decode().split("\n")]
        for _ in range(chance.choice([1, 2, 5])):
            row = chance.choice(rows)
            at = chance.randrange(len(row))
            change = chance.randrange(5)
            if change == 0 and len(row) > 1:
                del row[at]
            elif change == 1:
                row.insert(at, row[at])
            elif change == 2:
                row[at] = f'"{row[at]}'
            else:
                row[at] = str(chance.choice(WORDS))
        return "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")
    return _text_or_bytes(data, chance)


def state_file(data: bytes, chance: Random) -> bytes:
    """A history whose events say something else, under the right id; lines lost, twice, swapped; or bytes."""
    lines = data.split(b"\n")
    kind = chance.random()
    if kind < 0.65:
        for _ in range(chance.choice([1, 1, 2])):
            at = chance.choice([number for number, line in enumerate(lines) if line.startswith(b"- ")])
            fields = json.loads(lines[at][2:])
            fields.pop("id")
            changed = by_grammar(fields, chance)
            if isinstance(changed, dict):
                head = {"after": changed.pop("after", [])}
                try:
                    lines[at] = line_of({**head, **changed})
                except UnicodeEncodeError:
                    lines[at] = b"- {}"
        return b"\n".join(lines)
    if kind < 0.8:
        chance.shuffle(lines)
        return b"\n".join(lines[: chance.randrange(len(lines) + 1)])
    return _text_or_bytes(data, chance)


def text_file(data: bytes, chance: Random) -> bytes:
    """A document, or a text of a template."""
    return _text_or_bytes(data, chance)


Mutation = Callable[[bytes, Random], bytes]
BY_NAME: dict[str, Mutation] = {".yaml": yaml_file, ".csv": csv_file, ".md": text_file, ".json": yaml_file}
