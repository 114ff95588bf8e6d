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
        self._known = [person(text) for holders in team.values() for text in holders]
        for who in map(person, dict.fromkeys(others)):
            if who not in self._known and self._known_as(who) is who:
                self._known.append(who)

    def of(self, by: str) -> str:
        """`Ana`; `Ana Roy` where there is another Ana; her address too where the other one is an Ana Roy."""
        return _shortest_name(self._known_as(person(by)), self._known) or "somebody"

    def _known_as(self, who: Person) -> Person:
        """Somebody of the same name is the same person, unless the team has two of that name."""
        alike = [each for each in self._known if who.is_same(each)]
        return next(iter(alike or [each for each in self._known if each.name.casefold() == who.name.casefold()]), who)

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


def _shortest_name(who: Person, known: Iterable[Person]) -> str:
    """The shortest name of somebody that nobody else has."""
    others = [each for each in known if not who.is_same(each)]
    for name in (who.first_name, who.name):
        alike = [each for each in others if name.casefold() in (each.first_name.casefold(), each.name.casefold())]
        if name and not alike:
            return name
    return str(who)
