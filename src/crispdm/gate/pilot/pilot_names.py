"""The names that pilot.yaml may have; one that is nearly another would be passed over in silence. Pure."""

from crispdm.gate.record import Record

_PLAN = (
    "share days start control control_because stopped_by switch_off row weekdays pre_days units control_units spread"
    " control_share switchback shadow label_delay read per cases missing same_scale"
)
_GUARD = "measure better margin no_worse_than column"
_FILE = (
    "plan guard guards log result chosen decision reason ended_because again_because started_before"  # the rest is free
)


def refuse_misspelled(record: Record) -> None:
    """Refuse what looks like a name of the file, of its plan or of a guard, and is none.

    Raises:
        Unmet: a name such as `weekday` instead of `weekdays`.
    """
    record.refuse_misspelled("", _FILE.split())
    record.refuse_misspelled("plan", _PLAN.split())
    record.refuse_misspelled("guard", _GUARD.split())
    for guard in record.items("guards"):
        guard.refuse_misspelled("", _GUARD.split())
