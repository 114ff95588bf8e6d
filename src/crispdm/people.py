"""Who somebody claims to be: a name and a mail address, which nobody verifies. Pure."""

import re
from functools import lru_cache
from typing import NamedTuple

_PERSON = re.compile(r"(?P<name>[^<>]*?)\s*(?:<(?P<mail>[^<>]*)>)?")


class Person(NamedTuple):
    """A name and a mail address; either may be empty."""

    name: str
    mail: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>".strip() if self.mail else self.name

    def is_same(self, other: "Person") -> bool:
        """Whether both have the same mail address, ignoring case; where one of them has none, the same name."""
        if self.mail and other.mail:
            return self.mail.casefold() == other.mail.casefold()
        return bool(self.name) and self.name.casefold() == other.name.casefold()

    @property
    def is_somebody(self) -> bool:
        """Whether there is a letter or a digit, by which somebody can be told from nobody."""
        return any(map(str.isalnum, str(self)))

    @property
    def first_name(self) -> str:
        """What a colleague calls them in a standup; without a name the mail address. `O'Neil, Pat` stays whole."""
        if "," in self.name:
            return self.name
        return self.name.split()[0] if self.name.split() else self.mail


@lru_cache(maxsize=1024)  # a portfolio names the same people again and again
def person(text: str) -> Person:
    """Read `Name <mail>`, a name, or a mail address."""
    found = _PERSON.fullmatch(text.strip())
    if not found:
        return Person(text.strip())
    name, mail = (found["name"] or "").strip(), (found["mail"] or "").strip()
    return Person("", name) if "@" in name and not mail and " " not in name else Person(name, mail)
