"""The kinds of check that a process names: ours, and those of installed packages, which only a process loads."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from crispdm import plug_ins
from crispdm.errors import CrispdmError
from crispdm.gate.checks import KINDS
from crispdm.gate.kind import INTERFACE, Check
from crispdm.plug_ins import PlugIn
from crispdm.process import FILE, Process
from crispdm.process_file import load

_GROUP: plug_ins.Group = "crispdm.checks"


def load_process(text: bytes, name: str = FILE) -> Process:
    """Read a process whose criteria are of our kinds, or of kinds of installed packages.

    Raises:
        YamlError: with the line, what is wrong there; of a kind that is not installed, the package that it needs.
        CrispdmError: a package has the kind, and it cannot be used.
    """
    return load(text, KINDS, name, add_kinds=_added, is_installed=plug_ins.is_installed)


def _added(names: frozenset[str]) -> Mapping[str, type[Check]]:
    """The kinds of these names in installed packages."""
    return {name: kind for name in sorted(names) if (kind := added_kind(name))}


@cache
def added_kind(name: str) -> type[Check] | None:
    """Load the kind of this name of an installed package; None where no package has it.

    Raises:
        CrispdmError: it is not what the interface asks for.
    """
    found = plug_ins.find(_GROUP, name)
    return _checked(found, found.load()) if found else None


def _checked(plug_in: PlugIn, kind: object) -> type[Check]:
    if not (isinstance(kind, type) and issubclass(kind, Check)):
        raise plug_in.fault("is not a class that derives from crispdm.gate.kind.Check")
    if kind.__struct_config__.tag != plug_in.name:
        raise plug_in.fault(f"calls itself {kind.__struct_config__.tag!r}")
    if not 1 <= kind.interface <= INTERFACE:
        raise plug_in.fault(f"is written for interface {kind.interface}, and this crispdm has 1 to {INTERFACE}")
    return kind


def kind_names() -> list[str]:
    """The names of all kinds: ours, then those of installed packages."""
    return [*KINDS, *(each.name for each in plug_ins.installed(_GROUP) if each.name not in KINDS)]


def find_kind(name: str) -> type[Check] | None:
    """The kind of this name; None where there is none.

    Raises:
        CrispdmError: a package has it, and it cannot be used.
    """
    return KINDS.get(name) or added_kind(name)


def all_kinds() -> tuple[dict[str, type[Check]], tuple[str, ...]]:
    """All kinds by name, and why those of installed packages that cannot be used cannot."""
    found, faults = dict(KINDS), []
    for name in kind_names():
        try:
            found[name] = cast("type[Check]", find_kind(name))
        except CrispdmError as error:
            faults.append(f"{error.message}; {error.hint}")
    return found, tuple(faults)
