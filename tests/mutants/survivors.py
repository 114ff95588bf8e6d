"""The mutants that survive for a reason: survivors.yaml."""

from functools import cache
from pathlib import Path

from msgspec import Struct, yaml

from tests.mutants.operators import Mutant


class Survivor(Struct, forbid_unknown_fields=True):
    """A change that no test can notice, or none needs to; `was` and `becomes` are as the command prints them."""

    file: str
    line: str  # as it stands there, without the blanks around it
    was: str
    becomes: str
    why: str


@cache
def known_survivors() -> tuple[Survivor, ...]:
    """All that are listed."""
    return tuple(yaml.decode(Path(__file__).with_name("survivors.yaml").read_bytes(), type=list[Survivor]))


def is_known(file: str, mutant: Mutant) -> bool:
    """Whether a mutant is listed."""
    place = (file, mutant.at, mutant.was, mutant.becomes)
    return any((each.file, each.line, each.was, each.becomes) == place for each in known_survivors())
