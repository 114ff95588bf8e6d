"""What a finding of `verify` is, and what each kind means. Pure."""

from typing import Literal

from msgspec import Struct

from crispdm.gate.finding import Place
from crispdm.kept_json import shared


class Meaning(Struct, frozen=True):
    """Whether a finding is an error or a warning, what it means, and what to do."""

    level: Literal["error", "warning"]
    means: str
    fix: str


_BACK = 'restore it, or run `crispdm back {phase} --reason "…"` and pass its gate again'
_CLOCK = Meaning("warning", "a clock was wrong; the order of events does not depend on clocks", "check that clock")
MEANINGS = {
    "changed": Meaning(
        "error", "the bytes of the line no longer match its id", "restore it from git, or run `crispdm repair`"
    ),
    "strange": Meaning("error", "crispdm did not write this line, and ignores it", "run `crispdm repair`"),
    "marker": Meaning(
        "error", "a merge was left unfinished; the events around the marker are valid", "run `crispdm repair`"
    ),
    "torn": Meaning(
        "error", "the line was cut off while it was written, and was never confirmed", "run `crispdm repair`"
    ),
    "unlinked": Meaning(
        "error",
        "the event before it is missing: its line was removed, or this one was picked from another branch",
        "restore that line from git, or merge that branch",
    ),
    "lost": Meaning("error", "the event was recorded there, and is missing here", "run `crispdm repair --restore`"),
    "taken-out": Meaning(
        "error",
        "the event was recorded, and nobody recorded that it was removed on purpose",
        "run `crispdm repair --restore` to bring it back, or `crispdm repair --leave-out REASON` to leave it out",
    ),
    "left-out": Meaning("warning", "somebody recorded that these events were removed", "ask whether you agree"),
    "empty": Meaning(
        "error",
        "crispdm leaves no such file, unless it was killed at its first event",
        "restore it from git or a copy; if nothing was recorded yet, remove it",
    ),
    "created-twice": Meaning(
        "warning",
        "two branches began the file, or it was started again after it was lost; both events are kept",
        "check whether all events from before are here",
    ),
    "created-late": Meaning(
        "error", "crispdm records this once, as the first event", "find out where the line comes from"
    ),
    "evidence": Meaning("error", "the files no longer say what was accepted", _BACK),
    "renewed": Meaning(
        "warning",
        "the same script made it again from the same data, with corrections that people recorded",
        "run `crispdm advance`, which accepts it and records old and new",
    ),
    "recorded": Meaning(
        "warning",
        "its data is not here, so what a script recorded was not compared with it",
        "verify where the data is",
    ),
    "gate": Meaning("error", "crispdm.yaml no longer asks for what it asked for when the gate was passed", _BACK),
    "gate-moved": Meaning(
        "error",
        "reviewers of this branch cannot tell whether the gate that was passed is the one that was agreed on",
        "change the gate in a pull request of its own, and pass it afterwards",
    ),
    "impossible": Meaning(
        "error",
        "no rule of crispdm leads to this event: it was made by hand, or by another program",
        'restore .crispdm/state.yaml from a commit before it, or run `crispdm back {phase} --reason "…"`',
    ),
    "gate-unknown": Meaning(
        "error", "neither crispdm.yaml nor any version of it in git has the gate that was passed", _BACK
    ),
    "doubtful": Meaning(
        "warning",
        "crispdm could not have written it; it has no effect any more, or was there before this branch",
        "ask its author",
    ),
    "unjudged": Meaning(
        "warning",
        "crispdm.yaml was changed after the event, and its earlier versions cannot be read here",
        "verify in a clone with the whole history: `git fetch --unshallow`",
    ),
    "signer": Meaning(
        "error",
        "crispdm.yaml named other people for this role when the event was committed",
        "let somebody who holds the role sign, or record who agreed with `crispdm sign --for`",
    ),
    "signer-moved": Meaning(
        "error",
        "reviewers of this branch cannot tell whether the person who signed is the one who was agreed on",
        "change the team in a pull request of its own, and sign afterwards",
    ),
    "remark": Meaning("warning", "`crispdm status` shows it too", "check whether this is intended"),
    "nobody": Meaning("error", "the event does not name its author", "set CRISPDM_USER, and record it again"),
    "author": Meaning(
        "warning",
        "authors are not verified; after a squash, or where one person commits for others, both can be right",
        "ask them",
    ),
    "repeated": Meaning("warning", "the event counts once", "run `crispdm repair`"),
    "line-ends": Meaning(
        "warning",
        "crispdm writes LF; a merge with another copy may duplicate lines",
        "run `crispdm repair`, and keep .crispdm/.gitattributes",
    ),
    "early": _CLOCK,
    "ahead": _CLOCK,
}


class AuditFinding(Struct, frozen=True, kw_only=True, gc=False):
    """One problem that `verify` found: what, where, how serious it is, what it means, and what to do.

    Where it is about accepted evidence that was compared with its data, `criterion` is the criterion, and `accepted`
    its phase, and who accepted it when.
    """

    kind: str
    level: Literal["error", "warning"]
    place: Place
    what: str
    means: str
    fix: str
    event: str | None
    criterion: str | None = None
    accepted: str | None = None


def finding(kind: str, place: Place, what: str, *, event: str | None = None, phase: str = "") -> AuditFinding:
    """Return a finding of one of the kinds in `MEANINGS`."""
    meaning = MEANINGS[kind]
    return AuditFinding(
        kind=kind,
        level=meaning.level,
        place=place,
        what=what,
        means=meaning.means,
        fix=shared(meaning.fix.format(phase=phase)) if "{" in meaning.fix else meaning.fix,
        event=event,
    )
