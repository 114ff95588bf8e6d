"""The mutants that survive for a reason: survivors.yaml."""

from functools import cache
from pathlib import Path

from msgspec import Struct, yaml

from tests.mutants.operators import Mutant


class Survivor(Struct, forbid_unknown_fields=True):
    """A change that no test can notice, or none needs to; `was` and `becomes` are as the command prints them."""

    file: str
    was: str
    becomes: str
    why: str


@cache
def known_survivors() -> tuple[Survivor, ...]:
    """All that are listed."""
    return tuple(yaml.decode(Path(__file__).with_name("survivors.yaml").read_bytes(), type=list[Survivor]))


def is_known(file: str, mutant: Mutant) -> bool:
    """Whether a mutant is listed."""
    return any((each.file, each.was, each.becomes) == (file, mutant.was, mutant.becomes) for each in known_survivors())
