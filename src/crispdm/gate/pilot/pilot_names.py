"""The names that pilot.yaml may have; one that is nearly another would be passed over in silence. Pure."""

from crispdm.gate.record import Record

PLAN = (
    *("share", "days", "start", "control", "control_because", "stopped_by", "switch_off", "row", "weekdays"),
    *("pre_days", "units", "control_units", "spread", "control_share", "switchback", "shadow", "label_delay", "read"),
    *("per", "cases", "missing", "same_scale"),
)
GUARD = ("measure", "better", "margin", "no_worse_than", "column")
WORDS = ("reason", "ended_because", "again_because", "started_before")
_FILE = ("plan", "guard", "guards", "log", "result", "chosen", "decision", *WORDS)  # the rest is free


def refuse_misspelled(record: Record) -> None:
    """Refuse what looks like a name of the file, of its plan or of a guard, and is none.

    Raises:
        Unmet: a name such as `weekday` instead of `weekdays`.
    """
    record.refuse_misspelled("", _FILE)
    record.refuse_misspelled("plan", PLAN)
    record.refuse_misspelled("guard", GUARD)
    for guard in record.items("guards"):
        guard.refuse_misspelled("", GUARD)
