"""What `verify` found: whether the state is intact, and nothing accepted was lost or changed."""

from msgspec import Struct

from crispdm.lifecycle.audit import AuditFinding
from crispdm.results.result import Result


class Signatures(Struct, frozen=True, kw_only=True):
    """How many commits added the events, and how many of them carry a signature, which crispdm does not verify."""

    commits: int
    signed: int


class Verify(Result, frozen=True, kw_only=True):
    """What `verify` found; it passed if all findings are warnings."""

    passed: bool
    events: int  # how many are in the state file
    base: tuple[str, ...] | None  # the commits that were compared with; None where no base was named
    signatures: Signatures | None  # None where git does not know the commits
    findings: tuple[AuditFinding, ...]
    warnings: tuple[str, ...]
