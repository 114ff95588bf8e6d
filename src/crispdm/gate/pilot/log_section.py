"""What the section log of pilot.yaml may say: where the log is, and which of its columns count. Pure."""

from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder

_PLACES = {
    "file": "the path of the log, such as data/pilot_log.csv",
    "url": "the address of a database",
    "table": "the name of a table",
    "select": "a SELECT",
}
_COLUMNS = ("date", "group", "value", "per", "guard", "guard_per")
_ALL = (*_PLACES, *_COLUMNS, "per_day", "counts")


def refuse_wrong_log(record: Record) -> None:
    """Refuse a value that no log can have; whether the columns are there, measure.py and the comparison say.

    Raises:
        Unmet: it is of another type, or its name is nearly one that is known.
    """
    if not isinstance(record.get("log"), dict):
        return
    record.refuse_misspelled("log", _ALL)
    for name, want in _PLACES.items():
        if not isinstance(record.get(f"log.{name}"), str | None):
            raise record.unmet(f"log.{name}", want)
    for name in _COLUMNS:
        if isinstance(record.get(f"log.{name}"), dict | list | bool):
            raise record.unmet(f"log.{name}", "the name of a column of the log")
    _refuse_wrong_numbers(record)


def _refuse_wrong_numbers(record: Record) -> None:
    factor, want = "log.per_day", "a factor above 0, such as 7 where the log is per day and the objective per week"
    if not is_placeholder(record.get(factor)) and record.number(factor, want) <= 0:
        raise record.unmet(factor, want)
    if not isinstance(record.get("log.counts"), bool | None):
        raise record.unmet("log.counts", "true or false")
