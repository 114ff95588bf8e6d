"""What `verify` found and what `repair` did, in words."""

from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from crispdm.eventlog.repair import Repaired
from crispdm.eventlog.store import FOLDER, PATH, REJECTED
from crispdm.lifecycle.audit import AuditFinding
from crispdm.views.text.lines import Line
from crispdm.words import count, few, listing

_LINES = 3  # of events that are one thing
_STYLES = {"error": "red", "warning": "yellow"}


class Signatures(Struct, frozen=True, kw_only=True):
    """The commits that brought the events, and how many of them carry a signature, which nobody checked."""

    commits: int
    signed: int


class Verified(Struct, frozen=True, kw_only=True):
    """What `verify` saw; `signatures` is None where git cannot tell, `base` where none was asked for."""

    events: int
    base: tuple[str, ...] | None
    signatures: Signatures | None
    findings: tuple[AuditFinding, ...]
    warnings: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing but warnings was found."""
        return all(each.meaning.level == "warning" for each in self.findings)


def verified(what: Verified) -> Iterator[Line]:
    """The answer, then each finding with what it means and what to do, then what was not looked at."""
    yield _answer(what)
    for each in sorted(_grouped(what.findings), key=lambda each: each.meaning.level):
        meaning = each.meaning
        yield Line(f"{each.place}  {each.what}", label=f"  {meaning.level}".ljust(11), style=_STYLES[meaning.level])
        yield Line(meaning.means, label="means    ", indent=11, style="dim")
        yield Line(meaning.fix, label="you can  ", indent=11, style="dim")
    yield from _git(what)


def _grouped(findings: Iterable[AuditFinding]) -> Iterator[AuditFinding]:
    """Events that one person recorded and another brought are one thing, however many they are."""
    groups: dict[tuple[str, str], list[AuditFinding]] = {}
    for number, each in enumerate(findings):
        says = each.what.partition(" says ")[2] if each.kind == "author" else str(number)
        groups.setdefault((each.kind, says), []).append(each)
    for (_, says), found in groups.items():
        lines = few([str(each.place.line) for each in found], _LINES)
        what = f"{len(found)} events say {says}; lines {lines}"
        yield found[0] if len(found) == 1 else structs.replace(found[0], what=what)


def _answer(what: Verified) -> Line:
    since = f", and all that {listing([each[:12] for each in what.base])} had" if what.base else ""
    if what.is_whole:
        warnings = f"; {count(len(what.findings), 'warning')}" if what.findings else ""
        return Line(f"The state is whole: {count(what.events, 'event')}{since}{warnings}.", style="bold green")
    errors = sum(each.meaning.level == "error" for each in what.findings)
    return Line(f"The state is not whole: {count(errors, 'error')} in {count(what.events, 'event')}.", style="bold red")


def _git(what: Verified) -> Iterator[Line]:
    if what.signatures is None:
        yield Line("git cannot tell who brought the events: no repository, or not all of its history.", style="dim")
    elif what.signatures.signed:
        commits, signed = what.signatures.commits, what.signatures.signed
        text = f"{signed} of {count(commits, 'commit')} that brought them"
        yield Line(f"Signed: {text}; `git log --show-signature` checks by whom.", style="dim")


def repaired(mended: Repaired) -> Iterator[Line]:
    """What was done to each line."""
    if not mended.repairs:
        yield Line(f"Nothing to repair: every line of {PATH} is an event, once.", style="bold green")
        return
    lost = "" if mended.rejected else "; no event was lost"
    yield Line(f"Repaired {PATH}: {count(len(mended.repairs), 'line')}{lost}.", style="bold green")
    for each in mended.repairs:
        yield Line(each.what, label=f"  line {each.line}".ljust(12))
    if mended.rejected:
        text = "is no event any more. If it was one, restore its line from git, or do it again"
        yield Line(f"{FOLDER}/{REJECTED} holds what was set aside, as it stood: it {text}.")
    yield Line("crispdm verify, then commit it", label="Next: ", style="bold")
