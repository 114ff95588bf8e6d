"""What `verify` found: whether the state is intact, and nothing accepted was lost or changed."""

from typing import Annotated

from msgspec import Meta, Struct

from crispdm.lifecycle.audit_findings import AuditFinding
from crispdm.results.result import Result


class Signatures(Struct, frozen=True, kw_only=True):
    """How many commits added the events, and how many of them carry a signature, which crispdm does not verify."""

    commits: int
    signed: int


class Verify(Result, frozen=True, kw_only=True):
    """What `verify` found."""

    passed: Annotated[bool, Meta(description="whether all findings are warnings")]
    events: Annotated[int, Meta(description="how many are in the state file")]
    base: Annotated[tuple[str, ...] | None, Meta(description="the commits compared with; null if none is named")]
    signatures: Annotated[Signatures | None, Meta(description="null where git does not have the whole history")]
    findings: tuple[AuditFinding, ...]
