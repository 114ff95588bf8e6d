"""Compare who signed with who held the role at the time. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from crispdm.eventlog.events import Event, Signed
from crispdm.people import person

Team = Mapping[str, Sequence[str]]  # by role


class WrongSigner(Struct, frozen=True):
    """A signature of somebody who did not hold the role, and who did; `is_moved` if the branch gave it to them."""

    event: Signed
    holders: tuple[str, ...]
    is_moved: bool


def find_wrong_signers(
    events: Iterable[Event], brought: Callable[[Signed], Sequence[Team]], base: Sequence[Team]
) -> Iterator[WrongSigner]:
    """Find the signatures of people who held the role neither where they were recorded nor where the branch began.

    Args:
        events: those of the branch, or of the project.
        brought: the teams around the commit that brought an event; none where that is not known.
        base: the teams with which the branch began; none where that is not known.
    """
    for event in events:
        if isinstance(event, Signed):
            teams = brought(event)
            was_held = not teams or any(_may_sign(event, team) for team in teams)
            was_agreed = not base or any(_may_sign(event, team) for team in base)
            if not was_held or not was_agreed:
                team = (base or teams)[0]
                yield WrongSigner(event, tuple(team.get(event.role, ())), is_moved=was_held)


def _may_sign(event: Signed, team: Team) -> bool:
    """Whether the team lets them sign: they hold the role, nobody does, or they say who agreed."""
    holders = team.get(event.role, ())
    return not holders or event.on_behalf is not None or any(person(event.by).is_same(person(each)) for each in holders)
