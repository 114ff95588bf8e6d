"""The plan of a pilot as pilot.yaml has it: each key optional but for the few that every pilot needs. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from crispdm.dates import parse_date
from crispdm.gate.pilot.guards import Guard
from crispdm.gate.pilot.log_section import refuse_wrong_log
from crispdm.gate.pilot.pilot_names import refuse_misspelled
from crispdm.gate.pilot.plan import DAYS_OF, EVERY_DAY, FEWEST, SPREAD, Plan, RowLength
from crispdm.gate.record import Record
from crispdm.numbers import parse_number
from crispdm.placeholders import is_no_words, is_placeholder
from crispdm.words import listing

_NO_CONTROL = ("none", "no", "no control", "nothing")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LETTERS = 3  # of a weekday's name that are enough
_WEEK = 7
_MOST_DAYS = 3660
_MOST_OF_ANYTHING = 1_000_000_000
_GUARDED = "what must not get worse"
_WORDS = {
    "plan.control": "what runs without the change, or none",
    "plan.control_because": "why no control is possible",
    "plan.stopped_by": "who may stop it at any time",
    "plan.switch_off": "how it is switched off",
    "plan.same_scale": "why the numbers are right, in words",
    "started_before": "why it ran before its plan passed the gate, in words",
    "ended_because": "why it ended, in words",
    "again_because": "why the same run is tried again, in words",
    "decision": "deploy, improve or stop",
    "reason": "why the decision is another one than the numbers say, in words",
}
_SECTIONS = {"log": "log.file", "result": "result.pilot"}  # with a name in each
_LISTS = ("plan.control", "plan.stopped_by", "plan.switch_off")  # several are as good as one


def read_plan(record: Record) -> Plan:
    """Read the plan of pilot.yaml, without its start.

    Raises:
        Unmet: something is missing or impossible.
    """
    refuse_misspelled(record)
    _refuse_what_is_no_section(record)
    _refuse_what_is_not_words(record)
    refuse_wrong_log(record)
    share, is_changing = _share(record)
    days = _days(record)
    has_control = _has_control(record)
    for name in ("plan.stopped_by", "plan.switch_off"):
        record.words(name, _WORDS[name])
    row, weekdays = _row(record, days), _weekdays(record)
    _refuse_combinations(record, row, weekdays, has_control=has_control)
    return Plan(
        share=share,
        days=days,
        has_control=has_control,
        row=row,
        weekdays=weekdays,
        pre_days=_whole(record, "plan.pre_days", "days before the start with which the arms are compared", _MOST_DAYS),
        units=_whole(record, "plan.units", "how many people or shops stay in the pilot"),
        control_units=_whole(record, "plan.control_units", "how many people or shops stay in the control"),
        spread=_positive(record, "plan.spread", SPREAD, "by how much people differ permanently, such as 30 %"),
        label_delay=_whole(record, "plan.label_delay", "how many days until a row is complete", _MOST_DAYS),
        read=_day(record, "plan.read", "the day on which the numbers were drawn"),
        cases=_whole(record, "plan.cases", "how many cases a row has with all of the traffic"),
        per=_positive(record, "plan.per", 1.0, "how many cases the unit refers to, such as 1000"),
        control_share=_control_share(record, share),
        has_changing_share=is_changing,
        is_shadow=_flag(record, "plan.shadow"),
        is_switchback=_flag(record, "plan.switchback"),
        same_scale=not is_placeholder(record.get("plan.same_scale")),
        missing=tuple(_excused(record)),
        has_ended=not is_placeholder(record.get("ended_because")),
    )


def read_start(record: Record) -> date:
    """The first day that counts.

    Raises:
        Unmet: it is not a date.
    """
    start = parse_date(record.get("plan.start"))
    if start is None:
        raise record.unmet("plan.start", "the first day, such as 2026-12-07")
    if (date.max - start).days < _MOST_DAYS:
        raise record.unmet("plan.start", f"a day before {date.max - timedelta(days=_MOST_DAYS)}: calendars end in 9999")
    return start


def _refuse_what_is_no_section(record: Record) -> None:
    """A log or a result that is a single value would be passed over."""
    for section, name in _SECTIONS.items():
        value = record.get(section)
        if not isinstance(value, dict) and not is_placeholder(value):
            raise record.unmet(name, section)


def _refuse_what_is_not_words(record: Record) -> None:
    """A number, `true` or a yes is no reason, and nobody's name."""
    for name, want in _WORDS.items():
        value = record.get(name)
        parts = value if isinstance(value, list) and name in _LISTS else [value]
        if name == "plan.control" and _says_no_control(value):
            continue
        if any(not isinstance(part, str | None) or (is_no_words(part) and not is_placeholder(part)) for part in parts):
            raise record.unmet(name, want)


def _share(record: Record) -> tuple[float, bool]:
    """The share of the traffic; of several that followed one another the last."""
    written, want = record.get("plan.share"), "above 0 and below 100 %: the rest is the control"
    if isinstance(written, list) and len(written) > 1:
        shares = [parse_number(each) for each in written]
        if not all(share and 0 < share < 1 for share in shares):
            raise record.unmet("plan.share", f"each share {want}")
        return cast("float", shares[-1]), True
    share = record.number("plan.share", "the share of the traffic, such as 5 %")
    if not 0 < share < 1:
        raise record.unmet("plan.share", want)
    return share, False


def _days(record: Record) -> int:
    days = record.number("plan.days", "how many days it runs")
    if days < _WEEK or days != int(days):
        raise record.unmet("plan.days", "7 or more whole days, so that every weekday is included")
    if days > _MOST_DAYS:
        raise record.unmet("plan.days", f"at most {_MOST_DAYS:,} days, ten years")
    return int(days)


def _has_control(record: Record) -> bool:
    if _says_no_control(record.get("plan.control")):
        record.words("plan.control_because", _WORDS["plan.control_because"])
        return False
    record.words("plan.control", _WORDS["plan.control"])
    return True


def _says_no_control(control: object) -> bool:
    return isinstance(control, str) and control.strip().casefold() in _NO_CONTROL


def _row(record: Record, days: int) -> RowLength:
    row = record.get("plan.row")
    if row is None:
        return "day"
    if not isinstance(row, str) or row not in DAYS_OF:
        raise record.unmet("plan.row", listing([*DAYS_OF], "or"))
    length = row
    if days < FEWEST[length] * DAYS_OF[length]:
        raise record.unmet("plan.days", f"{FEWEST[length]} {row}s or more, in days: fewer rows say nothing")
    return length


def _weekdays(record: Record) -> tuple[int, ...]:
    written = record.get("plan.weekdays")
    if written is None:
        return EVERY_DAY
    names = written.split("-") if isinstance(written, str) else written if isinstance(written, list) else []
    days = [_weekday(name) for name in names]
    if not days or any(day is None for day in days) or len({*days}) < len(days):
        raise record.unmet("plan.weekdays", "weekdays, each once, such as monday-friday or [tuesday, thursday]")
    known = [day for day in days if day is not None]
    if isinstance(written, str) and len(known) > 1:
        known = [day % _WEEK for day in range(known[0], known[0] + (known[-1] - known[0]) % _WEEK + 1)]
    return tuple(sorted(known))


def _weekday(name: object) -> int | None:
    text = str(name).strip().casefold()
    return next((n for n, each in enumerate(_WEEKDAYS) if len(text) >= _LETTERS and each.startswith(text)), None)


def _refuse_combinations(record: Record, row: RowLength, weekdays: tuple[int, ...], *, has_control: bool) -> None:
    if row != "day" and weekdays != EVERY_DAY:
        raise record.unmet("plan.weekdays", f"nothing, as plan.row is {row}", "remove plan.weekdays or plan.row")
    if _flag(record, "plan.switchback") and (row != "day" or not has_control):
        raise record.unmet("plan.switchback", "days in turns with a control", "remove plan.switchback")
    if _flag(record, "plan.switchback") and not is_placeholder(record.get("plan.pre_days")):
        raise record.unmet("plan.pre_days", "nothing, as the arms of a switchback take turns", "remove plan.pre_days")


def _whole(record: Record, name: str, want: str, most: int = _MOST_OF_ANYTHING) -> int:
    if record.get(name) is None:
        return 0
    number = record.number(name, want)
    if not 0 < number <= most or number != int(number):
        raise record.unmet(name, f"{want}: a whole number above 0, and at most {most:,}")
    return int(number)


def _positive(record: Record, name: str, default: float, want: str) -> float:
    if record.get(name) is None:
        return default
    number = record.number(name, want)
    if number <= 0:
        raise record.unmet(name, f"{want}: above 0")
    return number


def _control_share(record: Record, share: float) -> float | None:
    if record.get("plan.control_share") is None:
        return None
    number = record.number("plan.control_share", "the control's share of the traffic, such as 5 %")
    if not 0 < number <= 1 - share:
        raise record.unmet("plan.control_share", "above 0, and with plan.share at most 100 %")
    return number


def _flag(record: Record, name: str) -> bool:
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise record.unmet(name, "true or false")
    return bool(value)


def _day(record: Record, name: str, want: str) -> date | None:
    if record.get(name) is None:
        return None
    day = parse_date(record.get(name))
    if day is None:
        raise record.unmet(name, f"{want}, such as 2026-12-21")
    return day


def _excused(record: Record) -> Iterator[date]:
    written = record.get("plan.missing")
    if written is None:
        return
    want = "each missing day with its reason, such as {2026-12-24: the shop was closed}"
    if not isinstance(written, dict):
        raise record.unmet("plan.missing", want)
    for name, reason in written.items():
        day = parse_date(name)
        if day is None or is_no_words(reason):
            raise record.unmet(f"plan.missing.{name}", want)
        yield day


def read_guards(record: Record) -> tuple[Guard, ...]:
    """The guards of pilot.yaml: `guard`, or a list of them in `guards`; none where none is planned.

    Raises:
        Unmet: one of them lacks something.
    """
    if not is_placeholder(record.get("guard")) and not is_placeholder(record.get("guards")):
        raise record.unmet("guard", "guard or guards, and not both", "move guard into guards")
    if not is_placeholder(record.get("guard")):
        return (_guard(record, "guard.", "guard"),)
    if is_placeholder(record.get("guards")):
        return ()
    entries = record.items("guards")
    if not entries:
        raise record.unmet("guards", "a list: measure, better, margin")
    guards = tuple(_guard(each, "", f"guard_{number}") for number, each in enumerate(entries, 1))
    if len({each.column for each in guards}) < len(guards):
        raise record.unmet("guards", "a column of its own for each guard")
    if len({each.measure.strip().casefold() for each in guards}) < len(guards):
        raise record.unmet("guards", "a measure of its own for each guard: findings and reports call it by that name")
    return guards


def _guard(record: Record, above: str, column: str) -> Guard:
    measure, better = record.words(f"{above}measure", _GUARDED), record.get(f"{above}better")
    if not isinstance(record.get(f"{above}measure"), str):
        raise record.unmet(f"{above}measure", _GUARDED)
    if better not in ("higher", "lower"):
        raise record.unmet(f"{above}better", "higher or lower")
    named = record.get(f"{above}column")
    margin, limit = _bound(record, f"{above}margin"), None
    if margin is None:
        limit = record.number(f"{above}no_worse_than", "the limit, a number, or margin: by how much it may be worse")
    elif margin <= 0:
        raise record.unmet(f"{above}margin", "above 0: by how much it may be worse than the control")
    return Guard(
        measure=measure,
        is_lower_better=better == "lower",
        margin=margin,
        is_relative=margin is not None and "%" in str(record.get(f"{above}margin")),
        limit=limit,
        is_share=limit is not None and "%" in str(record.get(f"{above}no_worse_than")),
        column=column if named is None else record.identifier(f"{above}column", "a column of pilot.csv"),
    )


def _bound(record: Record, name: str) -> float | None:
    if is_placeholder(record.get(name)):
        return None
    return record.number(name, "by how much it may be worse: 5 % of the control, or a number in its unit")
