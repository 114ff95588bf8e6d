"""What `verify` found, as lines."""

from collections.abc import Iterable, Iterator

from crispdm.lifecycle.audit_findings import AuditFinding
from crispdm.results.verify import Verify
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, few, listing

_SHOWN = 3  # line numbers
_STYLES = {"error": Style.WRONG, "warning": Style.TO_DO}


def lines(verify: Verify) -> Iterator[Line]:
    """The verdict, then each finding with what it means and what to do, then what git knows of the commits."""
    yield _verdict(verify)
    for group in sorted(_groups(verify.findings), key=lambda group: group[0].level):
        first = group[0]
        yield Line(f"{_place(group)}  {_what(group)}", label=f"  {first.level}".ljust(11), style=_STYLES[first.level])
        yield Line(first.means, label="means: ", indent=11, style=Style.QUIET)
        more = "; `crispdm verify --format json` says more of each" if _is_of_a_phase(group) else ""
        yield Line(f"{first.fix}{more}", label="hint:  ", indent=11, style=Style.QUIET)
    yield from _commits(verify)


def _groups(findings: Iterable[AuditFinding]) -> Iterable[list[AuditFinding]]:
    """The same finding on several lines of a file is shown once, and so is what was only recorded in a phase."""
    groups: dict[tuple[str | None, ...], list[AuditFinding]] = {}
    for each in findings:
        same = (each.accepted,) if each.kind == "recorded" else (each.place.file, each.what)
        groups.setdefault((each.kind, *same), []).append(each)
    return groups.values()


def _is_of_a_phase(group: list[AuditFinding]) -> bool:
    return len(group) > 1 and group[0].kind == "recorded"


def _what(group: list[AuditFinding]) -> str:
    """What was found; of several criteria of a phase their names."""
    if not _is_of_a_phase(group):
        return group[0].what
    names = listing([each.criterion or "" for each in group])
    return f"{names} of {group[0].accepted}"


def _place(group: list[AuditFinding]) -> str:
    place = group[0].place
    if _is_of_a_phase(group):
        return listing([*dict.fromkeys(each.place.file for each in group)])
    if len(group) == 1:
        return str(place)
    if place.line is None:
        return f"{place.file}, {len(group):,} times"
    return f"{place.file}, lines {few([str(each.place.line) for each in group], _SHOWN)}"


def _verdict(verify: Verify) -> Line:
    levels = [each.level for each in verify.findings]
    found = [count(levels.count(level), level) for level in _STYLES if level in levels]
    if not verify.passed:
        what = f"Verification failed: {listing(found)} in {count(verify.events, 'event')}."
        return Line(what, style=Style.FAILED)
    since = f", none lost since {listing([each[:12] for each in verify.base])}" if verify.base else ""
    warnings = f"; {listing(found)}" if found else ""
    return Line(f"Verified {count(verify.events, 'event')}{since}{warnings}.", style=Style.DONE)


def _commits(verify: Verify) -> Iterator[Line]:
    if verify.signatures is None:
        yield Line(
            "Authors, roles and removed events not checked: no git repository here, or its history is incomplete.",
            style=Style.QUIET,
        )
    elif verify.signatures.signed:
        commits, signed = verify.signatures.commits, verify.signatures.signed
        text = f"{signed} of {count(commits, 'commit')} that added events; `git log --show-signature` verifies them."
        yield Line(text, label="Signed: ", style=Style.QUIET)
