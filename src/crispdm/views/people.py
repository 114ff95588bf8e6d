"""Roles and people in words."""

from collections.abc import Iterable, Mapping, Sequence

from crispdm.people import Person, person
from crispdm.words import listing


class Names:
    """What a colleague calls people: by their first names, and by more where two of them have the same.

    Args:
        team: who holds which role.
        others: who else is named, as events and commits write them.
    """

    def __init__(self, team: Mapping[str, Sequence[str]], others: Iterable[str] = ()) -> None:
        self._team = team
        self._known = _Known(person(text) for holders in team.values() for text in holders)
        for who in map(person, dict.fromkeys(others)):
            if self._known.find(who) is None:
                self._known.add(who)

    def of(self, by: str) -> str:
        """`Ana`; `Ana Roy` where there is another Ana; her address too where the other one is an Ana Roy."""
        who = person(by)
        return self._known.shortest_name(self._known.find(who) or who) or "somebody"

    def holders(self, role: str | None) -> str:
        """Who holds a role: `Ana or Bo`, as one of them is enough; empty where nobody is named."""
        return listing([self.of(each) for each in self._team.get(role or "", ())], "or")

    def owner(self, role: str | None) -> str:
        """`Ana, product manager`; `product manager` where nobody is named; `team Media` as it is."""
        return ", ".join(part for part in (self.holders(role), (role or "").replace("_", " ")) if part)

    def doer(self, role: str | None) -> str:
        """Who does it: `Ana or Bo`; the role where nobody is named; `team Media` as it is."""
        return self.holders(role) or (role or "somebody").replace("_", " ")

    def signer(self, role: str) -> str:
        """Who can sign: `Ana or Bo, product manager`; `anybody as product manager` where nobody is named."""
        return self.owner(role) if self.holders(role) else f"anybody as {role.replace('_', ' ')} (nobody is named)"


class _Known:
    """The people who are known, found by mail address and by name, however many they are."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._size = 0
        self._by_mail: dict[str, list[tuple[int, Person]]] = {}
        self._by_name: dict[str, list[tuple[int, Person]]] = {}
        self._by_short_name: dict[str, list[Person]] = {}
        for each in people:
            self.add(each)

    def add(self, who: Person) -> None:
        self._size += 1
        if who.mail:
            self._by_mail.setdefault(who.mail.casefold(), []).append((self._size, who))
        if who.name:
            self._by_name.setdefault(who.name.casefold(), []).append((self._size, who))
        for name in {who.first_name.casefold(), who.name.casefold()}:
            self._by_short_name.setdefault(name, []).append(who)

    def find(self, who: Person) -> Person | None:
        """Somebody of the same name is the same person, unless the team has two of that name."""
        namesakes = self._by_name.get(who.name.casefold(), [])
        alike = [each for each in (*self._by_mail.get(who.mail.casefold(), ()), *namesakes) if who.is_same(each[1])]
        return min(alike or namesakes, default=(0, None))[1]

    def shortest_name(self, who: Person) -> str:
        """The shortest name of somebody that nobody else has."""
        for name in (who.first_name, who.name):
            if name and all(who.is_same(each) for each in self._by_short_name.get(name.casefold(), ())):
                return name
        return str(who)
