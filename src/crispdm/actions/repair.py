"""Repair the state file of a project."""

from datetime import UTC, datetime
from pathlib import Path

from crispdm.actions.project import find_to_write
from crispdm.eventlog import store
from crispdm.results.repair import Repair


def repair(start: Path, now: datetime) -> Repair:
    """Repair the state file; crispdm.yaml need not be valid.

    Raises:
        Damaged: it cannot be read or written, or holds an event of an unknown kind.
    """
    repaired = store.repair(find_to_write(start), now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return Repair(repairs=repaired.repairs, rejected=f"{store.FOLDER}/{store.REJECTED}" if repaired.rejected else None)
