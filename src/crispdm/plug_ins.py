"""What installed packages add to crispdm by entry points. Looked for only where something is named that is not ours."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from crispdm.errors import CrispdmError
from crispdm.words import listing

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Group = Literal["crispdm.checks", "crispdm.formats", "crispdm.templates"]

_NOUNS: dict[Group, str] = {
    "crispdm.checks": "kind of check",
    "crispdm.formats": "format",
    "crispdm.templates": "template",
}


class PlugIn(NamedTuple):
    """Something that an installed package adds: its name, the package with its version, and where it is."""

    group: Group
    name: str
    package: str
    version: str
    entry: "EntryPoint"

    def load(self) -> Any:
        """Import it.

        Raises:
            CrispdmError: that fails, whatever the package does.
        """
        try:
            return self.entry.load()
        except Exception as error:
            raise self.fault(f"cannot be loaded: {type(error).__name__}: {error}") from error

    def fault(self, what: str) -> CrispdmError:
        """The error for one that is not as it must be."""
        message = f"the {_NOUNS[self.group]} {self.name!r} of the package {self.package} {self.version} {what}"
        return CrispdmError(message, hint=f"update the package {self.package}, or report it to its authors")


def find(group: Group, name: str) -> PlugIn | None:
    """Return what an installed package adds by this name; None where none does.

    Raises:
        CrispdmError: several packages add it.
    """
    found = [each for each in installed(group) if each.name == name]
    if len(found) > 1:
        packages = sorted(each.package for each in found)
        message = f"the {_NOUNS[group]} {name!r} is in several packages: {listing(packages)}"
        raise CrispdmError(message, hint=f"uninstall {listing(packages, 'or')}")
    return found[0] if found else None


@cache
def installed(group: Group) -> tuple[PlugIn, ...]:
    """All that installed packages add to a group, by name; nothing is imported."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import, and seldom needed

    return tuple(sorted(set(_described(group, entry_points(group=group)))))


def _described(group: Group, entries: "Iterable[EntryPoint]") -> Iterator[PlugIn]:
    for entry in entries:
        package = entry.dist.name if entry.dist else entry.value.partition(".")[0]
        yield PlugIn(group, entry.name, package, entry.dist.version if entry.dist else "", entry)


def is_installed(package: str) -> bool:
    """Whether a package is installed, whatever it holds."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 - slow to import, seldom needed

    try:
        distribution(package)
    except (PackageNotFoundError, ValueError):
        return False
    return True
