"""How people are told from one another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.people import Person, person
from tests.support.effort import examples

NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "name", "mail"),
    [
        ("Ana Roy <ana@example.com>", "Ana Roy", "ana@example.com"),
        ("  Ana Roy   < ana@example.com > ", "Ana Roy", "ana@example.com"),
        ("Ana Roy", "Ana Roy", ""),
        ("ana@example.com", "", "ana@example.com"),
        ("<ana@example.com>", "", "ana@example.com"),
        ("Ana <>", "Ana", ""),
        ("ana @ home", "ana @ home", ""),
        ("Ana <ana@example.com> (boss)", "Ana <ana@example.com> (boss)", ""),
        ("", "", ""),
    ],
)
def test_a_person_is_read_as_git_writes_one(text: str, name: str, mail: str) -> None:
    assert person(text) == Person(name, mail)


@settings(deadline=None, max_examples=examples(200))
@given(name=NAMES, mail=NAMES)
def test_a_person_is_written_as_one_is_read(name: str, mail: str) -> None:
    for each in (Person(name), Person(name, f"{mail}@example.com"), Person("", f"{mail}@example.com")):
        assert person(str(each)) == each


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana <ana@example.com>", "Ana Roy <ANA@Example.com>", True),
        ("Ana <ana@example.com>", "ana@example.com", True),
        ("Ana <ana@example.com>", "Ana <roy@example.com>", False),
        ("Ana <ana@example.com>", "ANA", True),
        ("Ana <ana@example.com>", "Bo", False),
        ("Ana", "ana", True),
        ("Ana", "Ana Roy", False),
        ("ana@example.com", "Ana", False),
        ("", "", False),
        ("", "ana@example.com", False),
    ],
)
def test_the_same_person_has_the_same_mail_address_or_else_the_same_name(one: str, other: str, same: bool) -> None:
    assert person(one).is_same(person(other)) is same
    assert person(other).is_same(person(one)) is same


@pytest.mark.parametrize(
    ("text", "first"),
    [("Ana Roy <ana@example.com>", "Ana"), ("ana@example.com", "ana@example.com"), ("Bo", "Bo"), ("", "")],
)
def test_a_colleague_is_called_by_the_first_name(text: str, first: str) -> None:
    assert person(text).first_name == first


def test_a_name_with_a_comma_stays_whole() -> None:
    assert person("O'Neil, Pat <pat@x.org>").first_name == "O'Neil, Pat"
