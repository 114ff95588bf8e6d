"""crispdm.yaml: what is read, what is complained about and where, and the schema that says the same to editors."""

from collections.abc import Iterator

import pytest
from msgspec import Struct, structs

from crispdm.errors import CrispdmError, Exit
from crispdm.gate.checks import KINDS
from crispdm.process import FILE, ROUTES
from crispdm.process_file import load
from crispdm.yamlio import YamlError
from tests.support.processes import SMALL, bundled_process

MENU = f"expected {', '.join([*KINDS][:-1])} or {[*KINDS][-1]}, found"
INSIDE = "expected a path inside the project"
OUTSIDE = ("..", "../x", "x/../../y", "/..", "C:x", "c:/x", "a\\b", "''", '"a\\0"')
NO_ROLE = "is not declared in team"
NO_ROUTE = "expected next, finish, stop, new_iteration, or a phase up to this one"
NO_KEY = "unknown key"

# What is written instead of what, and what is said of it: on its line, but for what is missing.
COMPLAINTS: list[tuple[str, str, str]] = [
    # keys that are not known, at each level
    ("project: listings", "projekt: listings", f"{NO_KEY} 'projekt'; did you mean 'project'?"),
    ("criteria:\n      - id: a", "criterai:\n      - id: a", f"{NO_KEY} 'criterai'; did you mean 'criteria'?"),
    ("min: 1", "mni: 1", f"{NO_KEY} 'mni'; did you mean 'min'?"),
    ("level: warn", "lvl: warn", f"{NO_KEY} 'lvl'; did you mean 'level'?"),
    ("max_months: 12", "colour: red", f"{NO_KEY} 'colour'"),
    ("decision:\n", "decison:\n", f"{NO_KEY} 'decison'; did you mean 'decision'?"),
    ("field: decision", "feild: decision", f"{NO_KEY} 'feild'; did you mean 'field'?"),
    ("check: number", "chek: number", "missing key 'check' in this entry of criteria; found 'chek'"),
    # words and kinds
    ("check: number", "check: numbr", f"check: {MENU} 'numbr'; did you mean 'number'?"),
    ("check: number", "check: 5", "check: expected text, found 5"),
    ("level: warn", "level: wran", "level: expected required or warn, found 'wran'; did you mean 'warn'?"),
    ("better: higher", "better: up", "better: expected higher or lower, found 'up'"),
    ("version: 1", "version: 2", "version: expected 1, found 2"),
    ("version: 1", "version: '1'", "version: expected a whole number, found '1'"),
    # types
    ("project: listings", "project: 5", "project: expected text, found 5"),
    ("project: listings", "project:", "project: expected text, found nothing"),
    ("project: listings", "project: ''", "project: expected text that is not empty, found ''"),
    ("[Ana Roy <ana@example.com>]", "Ana", "product_manager: expected a list, found 'Ana'"),
    ("data_scientist: []", "data_scientist: Bo", "data_scientist: expected a list, found 'Bo'"),
    (
        "[Ana Roy <ana@example.com>]",
        "['<>']",
        "product_manager: '<>' is not a name",
    ),
    ("data_scientist: []", "data_scientist: [Bo, ' ']", "data_scientist: ' ' is not a name; write Name <mail>"),
    ("data_scientist: []", "data_scientist: [5]", "data_scientist: expected text, found 5"),
    ("title: The second", "title: {a: b}", "title: expected text, found a mapping"),
    ("timebox: 5", "timebox: soon", "timebox: expected a whole number, found 'soon'"),
    ("timebox: 5", "timebox: 0", "timebox: expected a whole number of at least 1, found 0"),
    ("sign_off: [product_manager]", "sign_off: Ana", "sign_off: expected a list, found 'Ana'"),
    ("owner: data_scientist", "owner: true", "owner: expected text, found true"),
    ("fresh: true", "fresh: maybe", "fresh: expected true or false, or a list, found 'maybe'"),
    ("min: 1", "min: 5 %", "min: expected a number, found '5 %'"),
    ("max_months: 12", "max_months: soon", "max_months: expected a number, found 'soon'"),
    ("max_months: 12", "max_months: 0", "max_months: expected a number above 0, found 0"),
    ("max_error: 0.1", "max_error: 2", "max_error: expected a number of at most 1, found 2"),
    ("was: [later]", "was: later", "was: expected a list, found 'later'"),
    ("go: next", "go: [next]", "go: expected text, found a list"),
    # what is missing is said where it should stand
    ("field: x\n", "\n", "missing key 'field' in this entry of criteria"),
    ("    title: The first\n", "\n", "missing key 'title' in this entry of phases"),
    ("      field: decision\n", "\n", "missing key 'field' in decision"),
    # names
    ("id: second", "id: first", "'first' is used above; choose another name"),
    ("id: it-pays", "id: a-number", "'a-number' is used above; choose another name"),
    ("id: labels", "id: it-pays", "'it-pays' is used above; choose another name"),
    ("id: it-pays", "id: It pays", "id: expected lower case letters, digits and -, found 'It pays'"),
    ("id: second", "id: 2nd", "id: expected lower case letters, digits and _, found '2nd'"),
    ("was: [later]", "was: [first]", "'first' is used above; choose another name"),
    ("was: [later]", "was: [second]", "'second' is used above; choose another name"),
    *(("id: first", f"id: {word}", f"'{word}' is reserved for routes; choose another name") for word in ROUTES[:3]),
    ("id: labels", "id: stop", "'stop' is reserved for routes; choose another name"),
    # folders and files
    ("folder: 02_second", "folder: 01_first/", "'01_first/' is used above; choose another name"),
    ("folder: 02_second", "folder: ./01_first", "'01_first/' is used above; choose another name"),
    *(("folder: 01_first", f"folder: {path}", INSIDE) for path in OUTSIDE),
    ("file: a.yaml\n        field", "file: ../a.yaml\n        field", INSIDE),
    ("file: d.yaml", "file: /../d.yaml", INSIDE),
    # roles
    (
        "    owner: product_manager",
        "    owner: product_manger",
        f"'product_manger' {NO_ROLE}; did you mean 'product_manager'?",
    ),
    ("    owner: product_manager", "    owner: team Media", f"'team Media' {NO_ROLE}"),
    (
        "sign_off: [product_manager]",
        "sign_off: [product_manager, product_manager]",
        "sign_off: duplicate role 'product_manager'",
    ),
    ("sign_off: [product_manager]", "sign_off: [product_manager, cook]", f"'cook' {NO_ROLE}"),
    ("owner: data_scientist", "owner: scientist", f"'scientist' {NO_ROLE}; did you mean 'data_scientist'?"),
    # routes
    ("go: next", "go: nxt", f"unknown route 'nxt'; {NO_ROUTE}; did you mean 'next'?"),
    ("go: next", "go: third", f"unknown route 'third'; {NO_ROUTE}"),
    ("back: first", "back: frist", f"unknown route 'frist'; {NO_ROUTE}; did you mean 'first'?"),
    ("{go: next, back: first}", "{}", "a decision needs at least one outcome and its route"),
    # the YAML itself
    ("timebox: 5", "timebox: 5\n    title: Again", "duplicate key 'title', first on line 8"),
    ("timebox: 5", "timebox: *x", "aliases"),
]
MISSING = {"field: x\n": 14, "    title: The first\n": 7, "      field: decision\n": 33}
SHIFTED = {"timebox: 5\n    title: Again": 1}


@pytest.mark.parametrize(("old", "new", "what"), COMPLAINTS)
def test_a_mistake_is_named_with_its_line_and_what_was_probably_meant(old: str, new: str, what: str) -> None:
    assert SMALL.count(old) >= 1
    line = MISSING.get(old, SMALL[: SMALL.index(old)].count("\n") + 1 + SHIFTED.get(new, 0))
    with pytest.raises(YamlError) as caught:
        load(SMALL.replace(old, new, 1).encode(), KINDS)
    assert str(caught.value).startswith(f"{FILE}:{line}: ")
    assert what in str(caught.value)
    assert caught.value.exit is Exit.USER_ERROR


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the file: expected a mapping, found nothing"),
        ("- a\n", 1, "the file: expected a mapping, found a list"),
        ("project: p\nphases: [{}]\n", 2, "missing key 'id' in this entry of phases"),
        ("project: p\n", 1, "missing key 'version' in the file"),
        ("version: 1\nproject: p\n", 1, "missing key 'phases' in the file"),
        ("version: 1\nproject: p\n\nphases: []\n", 4, "phases: expected a list that is not empty"),
        ("version: 1\nproject: p\nphases:\n", 3, "phases: expected a list, found nothing"),
        ("version: 1\nproject: p\nphases: [5]\n", 3, "phases: expected a mapping, found 5"),
        ("version: 1\nproject: p\nteam: [x]\nphases: []\n", 3, "team: expected a mapping"),
        ("version: 1\nproject: [\n", 2, "not YAML"),
    ],
)
def test_a_file_that_is_no_process_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(YamlError) as caught:
        load(text.encode(), KINDS)
    found = (str(caught.value), *caught.value.details)
    assert any(each.startswith(f"{FILE}:{line}: {what}") for each in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("owner: data_scientist", "owner: team Media"),
        ("fresh: true", "fresh: [start, chosen]"),
        ("go: next, back: first", "go: next, back: first, again: second, over: stop, done: finish, on: new_iteration"),
        ("was: [later]", "was: [later, much_later]"),
        ("file: a.yaml\n        field", "file: /01_first/a..b.yaml\n        field"),
        ("folder: 02_second", "folder: data/second part"),
    ],
)
def test_what_the_team_may_write_is_read(old: str, new: str) -> None:
    assert old in SMALL
    load(SMALL.replace(old, new, 1).encode(), KINDS)


def test_a_process_says_what_stands_in_the_file() -> None:
    process = load(SMALL.encode(), KINDS)
    first, second = process.phases
    number, pays = first.criteria
    assert process.team == {"product_manager": ("Ana Roy <ana@example.com>",), "data_scientist": ()}
    assert (first.timebox, first.sign_off, first.decision, second.timebox) == (5, ("product_manager",), None, None)
    assert (number.check, number.level, number.fresh, number.owner) == ("number", "warn", True, "data_scientist")
    assert (pays.check, pays.level, pays.fresh, pays.owner) == ("worth", "required", False, None)
    assert second.decision
    assert second.decision.routes == {"go": "next", "back": "first"}


def test_a_phase_is_found_by_its_id_of_today_or_of_then() -> None:
    process = load(SMALL.encode(), KINDS)
    assert process.phase("second") is process.phase("later") is process.phases[1]
    assert (process.phase_id("later"), process.phase_id("first"), process.phase_id("gone")) == (
        "second",
        "first",
        "gone",
    )
    assert process.from_phase(process.phases[0]) == ("first", "second")
    with pytest.raises(CrispdmError, match=r"unknown phase 'secnod'; did you mean 'second'\?") as caught:
        process.phase("secnod")
    assert caught.value.hint == "the phases are first and second"


def test_the_bundled_process_is_the_six_phases_with_their_gates() -> None:
    process = load(bundled_process(), KINDS)
    assert process.project == "it's: [x] # 1"
    assert {*process.team.values()} == {("Bo O'Neil <bo@example.com>",)}
    assert [phase.id for phase in process.phases] == [
        *("business_understanding", "data_understanding", "data_preparation"),
        *("modeling", "evaluation", "deployment"),
    ]
    assert all(phase.owner and phase.timebox and phase.sign_off and phase.criteria for phase in process.phases)
    routes = {phase.id: phase.decision.routes for phase in process.phases if phase.decision}
    assert routes == {
        "data_understanding": {"enough": "next", "rethink": "business_understanding"},
        "evaluation": {"deploy": "next", "improve": "modeling", "stop": "stop"},
        "deployment": {"close": "finish", "iterate": "new_iteration"},
    }


def structs_in(value: object) -> Iterator[Struct]:
    if isinstance(value, Struct):
        yield value
        for name in value.__struct_fields__:
            yield from structs_in(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from structs_in(item)


def test_a_process_cannot_be_changed() -> None:
    found = [*structs_in(load(bundled_process(), KINDS))]
    assert len(found) > 30
    for each in found:
        for name, value in structs.asdict(each).items():
            assert not isinstance(value, list)
            with pytest.raises(AttributeError):
                setattr(each, name, value)


MANY = """\
version: 1
project: x
tem: {}
phases:
  - id: one
    title: One
    folder: one
    colour: red
    criteria:
      - {id: a, says: A, check: exists, glob: "*.md"}
      - {id: b, says: B, check: command, command: [x]}
      - {id: c, says: C, check: inventory}
      - {id: D, says: D, check: exists, files: a, levl: warn}
      - {id: f, says: F, check: nothing}
"""


def test_all_mistakes_are_named_at_once_with_the_names_that_would_fit() -> None:
    with pytest.raises(YamlError) as caught:
        load(MANY.encode(), KINDS)
    assert [each.partition(f"{FILE}:")[2] for each in (str(caught.value), *caught.value.details)][:-1] == [
        "3: unknown key 'tem'; did you mean 'team'?",
        "8: unknown key 'colour'",
        "10: unknown key 'glob'; did you mean 'files'?",
        "11: unknown key 'command'; did you mean 'argv'?",
        "12: missing key 'file' in this entry of criteria",
        "12: missing key 'part' in this entry of criteria; one of items or gaps",
        "13: id: expected lower case letters, digits and -, found 'D'",
        "13: unknown key 'levl'; did you mean 'level'?",
    ]
    assert caught.value.details[-1].startswith(f"{FILE}:14: check: expected exists, ")


def test_what_follows_from_the_types_is_named_at_once_too() -> None:
    text = SMALL.replace("sign_off: [product_manager]", "sign_off: [nobody, noone]", 1)
    with pytest.raises(YamlError) as caught:
        load(text.encode(), KINDS)
    assert len(caught.value.details) == 1


def test_names_are_checked_beside_the_types() -> None:
    text = MANY.replace("tem: {}", "team: {lead: [3]}\nsize: 3").replace("id: b,", "id: a, owner: leed,")
    text = text.replace(
        "    colour: red", "    sign_off: [nobody]\n    decision: {file: a, field: b, routes: {x: nxt}}"
    )
    with pytest.raises(YamlError) as caught:
        load(text.encode(), KINDS)
    found = [each.partition(f"{FILE}:")[2] for each in (str(caught.value), *caught.value.details)]
    assert len(found) == 13
    assert {
        "4: unknown key 'size'",
        "9: role 'nobody' is not declared in team",
        "13: 'a' is used above; choose another name",
        "13: role 'leed' is not declared in team; did you mean 'lead'?",
        "13: unknown key 'command'; did you mean 'argv'?",
    } <= {*found}
    assert any(each.startswith("10: unknown route 'nxt'") for each in found)


@pytest.mark.parametrize("team", ["", "team: everybody\n"])
def test_roles_are_not_missed_where_the_team_cannot_be_read(team: str) -> None:
    text = MANY.replace("tem: {}\n", team).replace("colour: red", "owner: lead")
    with pytest.raises(YamlError) as caught:
        load(text.encode(), KINDS)
    assert not [each for each in (str(caught.value), *caught.value.details) if "role" in each]


def test_a_mistake_inside_a_list_or_a_decision_hides_no_other() -> None:
    text = MANY.replace("tem: {}", "team: {lead: [3]}\nsize: 3").replace("id: b,", "id: b, files: [3], leve: x,")
    text = text.replace("    colour: red", "    decision: {file: a}\n    colour: red")
    with pytest.raises(YamlError) as caught:
        load(text.encode(), KINDS)
    found = [each.partition(f"{FILE}:")[2] for each in (str(caught.value), *caught.value.details)]
    assert {"4: unknown key 'size'", "10: unknown key 'colour'", "13: unknown key 'leve'; did you mean 'level'?"} <= {
        *found
    }
